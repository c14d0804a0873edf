"""Who is who, as a table: pairs of names by family, and what follows without asking anybody else.

Bodies are public ones or invented; persons are invented. "same" is near-certain and merges by itself, so every family
says first what must not be merged.
"""

from __future__ import annotations

from typing import Any

import pytest

from graph.resolution.entities import Entity, Kind
from graph.resolution.judgement import judge

SAME, ASKED, DIFFERENT = "same", "doubtful", "different"
AT_MOST_ASKED = "at most doubtful"

Pair = tuple[str, str, str]

SPELLING: list[Pair] = [
    ("Gate 21", "GATE21", SAME),
    ("Gate 21", "Gate-21", SAME),
    ("GATE 21", "gate21", SAME),
    ("Energi & Vand", "Energi og Vand", SAME),
    ("Foreningen By & Land", "Foreningen By og Land", SAME),
    ("BLOXHUB", "Bloxhub", SAME),
    ("SEAS-NVE", "SEAS NVE", SAME),
    ("A.P. Møller - Mærsk", "AP Møller Mærsk", SAME),
    ("Visit Denmark", "VisitDenmark", SAME),
    ("Køge Kommune", "Koege Kommune", SAME),
    ("Køge Kommune", "Koge Kommune", SAME),
    ("Høje-Taastrup Kommune", "Høje Tåstrup Kommune", SAME),
    ("Rådet for Grøn Omstilling", "Radet for Gron Omstilling", SAME),
    ("Rådet for Grøn Omstilling", "RÅDET FOR GRØN OMSTILLING", SAME),
    ("Rådet for Grøn Omstilling", "Rådet for Grøn Omstiling", SAME),
    ("Havnens Undersøgelsescenter", "Havnens Undersøgelsecenter", SAME),
    ("Teknologisk Institut", "Teknologisk Instiut", SAME),
    ("Teknologisk Institut", "Tekonologisk Institut", SAME),
    ("Miljøstyrelsen", "Miljøstyrelssen", SAME),
    ("Kalundborg Kommune", "Kalundborg Komune", SAME),
    ("Vestforbrænding", "Vestforbrending", SAME),
    ("Nordhavns Klimatilpasning", "Nordhavns Klima Tilpasning", SAME),
    ("Ellen MacArthur Foundation", "Ellen McArthur Foundation", SAME),
    ("Copenhagen Healthtech Cluster", "Copenhagen Health Tech Cluster", SAME),
    ("Region Sjælland", "Region Sjæland", SAME),
    ("Københavns Universitet", "Københanvs Universitet", SAME),
]

SHORT_NAMES: list[Pair] = [
    ("DTU", "DTH", DIFFERENT),
    ("KL", "KU", DIFFERENT),
    ("DI", "DE", DIFFERENT),
    ("AAU", "AU", DIFFERENT),
    ("HK", "KL", DIFFERENT),
    ("3F", "2F", DIFFERENT),
    ("C40", "C20", DIFFERENT),
    ("FORCE", "FORSEE", DIFFERENT),
    ("CLEAN", "CLEAR", DIFFERENT),
    ("HOFOR", "HOFFOR", ASKED),
    ("MADE", "Mads", DIFFERENT),
    ("Greve Kommune", "Grave Kommune", ASKED),
    ("Falck", "Falk", ASKED),
    ("Movia", "Novia", AT_MOST_ASKED),
    ("Arla", "Arba", AT_MOST_ASKED),
    ("Sorø Kommune", "Solrød Kommune", DIFFERENT),
    ("Vejen Kommune", "Vejle Kommune", DIFFERENT),
    ("Pedersen & Søn", "Petersen & Søn", AT_MOST_ASKED),
    ("Christensens Maskinfabrik", "Kristensens Maskinfabrik", AT_MOST_ASKED),
    ("Hansens Rederi", "Jensens Rederi", DIFFERENT),
    ("Niels Rederi", "Nielsens Rederi", AT_MOST_ASKED),
    ("KU", "Ku", ASKED),
]

INFLECTION: list[Pair] = [
    ("CLEAN", "CLEANs", SAME),
    ("DI", "DI's", SAME),
    ("KL", "KL’s", SAME),
    ("Region Hovedstaden", "Region Hovedstadens", SAME),
    ("Lund Kommune", "Lunds Kommune", SAME),
    ("Tangfarmen", "Tangfarmens", SAME),
    ("Væksthuset Nordkyst", "Væksthus Nordkyst", SAME),
    ("Erhvervshuset Sjælland", "Erhvervshus Sjælland", SAME),
    ("Miljøministeriet", "Miljøministeriets", SAME),
    ("Nordhavns Lavet", "Nordhavn Lavet", SAME),
    ("Loop City Digital Infrastruktur", "Digital Infrastruktur Loop City", SAME),
    ("Tangforeningen Nordkyst", "Nordkyst Tangforeningen", SAME),
    ("Foreningen af Rådgivende Ingeniører", "Foreningen for Rådgivende Ingeniører", SAME),
]

ABBREVIATIONS: list[Pair] = [
    ("Dansk Industri (DI)", "Dansk Industri", SAME),
    ("Dansk Industri (DI)", "DI", SAME),
    ("Grønt Havneforum (GHF)", "GHF", SAME),
    ("Danmarks Tekniske Universitet", "DTU", ASKED),
    ("Grønt Havne Forum", "GHF", ASKED),
    ("Dansk Industri", "DI", ASKED),
    ("Dansk Industri", "DE", DIFFERENT),
    ("Foreningen af Rådgivende Ingeniører FRI", "Foreningen af Rådgivende Ingeniører", SAME),
    ("Kbh. Kommune", "Københavns Kommune", SAME),
    ("Reg. Sjælland", "Region Sjælland", SAME),
]

LEGAL_FORMS: list[Pair] = [
    ("Bølgekraft A/S", "Bølgekraft", SAME),
    ("Bølgekraft A/S", "Bølgekraft AS", SAME),
    ("Bølgekraft A/S", "Bølgekraft a/s", SAME),
    ("Bølgekraft A/S", "Bølgekraft ApS", ASKED),
    ("Bølgekraft A/S", "Fonden Bølgekraft", ASKED),
    ("Fonden Bølgekraft", "Bølgekraft", ASKED),
    ("I/S Vestforbrænding", "Vestforbrænding", SAME),
    ("I/S Vestforbrænding", "Vestforbrænding I/S", SAME),
    ("Nørreby Vandværk A.m.b.a.", "Nørreby Vandværk amba", SAME),
    ("Nørreby Vandværk A.m.b.a.", "Nørreby Vandværk", SAME),
    ("Novo Nordisk", "Novo Nordisk Fonden", DIFFERENT),
    ("Carlsberg", "Carlsbergfondet", DIFFERENT),
    ("Hansen Is", "Hansen", DIFFERENT),
]

PARTS_AND_WHOLES: list[Pair] = [
    ("DTU", "DTU Water", DIFFERENT),
    ("DTU", "DTU Byg", DIFFERENT),
    ("DTU Byg", "DTU Miljø", DIFFERENT),
    ("DTU", "DTU Science Park", DIFFERENT),
    ("Teknologisk Institut", "Rørcenteret Teknologisk Institut", DIFFERENT),
    ("Teknologisk Institut", "Rørcenteret/Teknologisk Institut", DIFFERENT),
    ("Teknologisk Institut", "Teknologisk Institut, Rørcenteret", DIFFERENT),
    ("Rørcenteret", "Rørcenteret, Teknologisk Institut", DIFFERENT),
    ("Københavns Universitet", "Københavns Universitetshospital", DIFFERENT),
    ("Region Hovedstaden", "Region Hovedstadens Center for Tang", DIFFERENT),
    ("Region Hovedstaden", "Region Hovedstadens Psykiatri", DIFFERENT),
    ("Københavns Universitet", "Institut for Geovidenskab, Københavns Universitet", DIFFERENT),
    ("Roskilde Kommune", "Roskilde Kommune, Miljøafdelingen", DIFFERENT),
    ("Dansk Industri", "Dansk Industri Fødevarer", DIFFERENT),
    ("Frederiksberg", "Frederiksberg Hospital", DIFFERENT),
    ("Frederiksberg", "Frederiksberg Kommune", ASKED),
    ("Sjælland", "Region Sjælland", ASKED),
    ("CLEAN", "CLEAN Sjælland", AT_MOST_ASKED),
    ("Teknologisk Institut", "Teknologisk Institut Taastrup", ASKED),
    ("Tangfarmen", "Tangfarmen Danmark", ASKED),
    ("Amager og Hvidovre Hospital", "Hvidovre Hospital", DIFFERENT),
    ("Amager Hospital", "Hvidovre Hospital", DIFFERENT),
    ("Miljøministeriet", "Miljø- og Fødevareministeriet", AT_MOST_ASKED),
]

PLACES: list[Pair] = [
    ("Roskilde Kommune", "Køge Kommune", DIFFERENT),
    ("Allerød Kommune", "Hillerød Kommune", DIFFERENT),
    ("Norddjurs Kommune", "Syddjurs Kommune", DIFFERENT),
    ("Region Hovedstaden", "Region Sjælland", DIFFERENT),
    ("Region Nordjylland", "Region Midtjylland", DIFFERENT),
    ("Væksthus Hovedstaden", "Væksthus Sjælland", DIFFERENT),
    ("KKR Hovedstaden", "KKR Sjælland", DIFFERENT),
    ("Aalborg Universitet", "Aarhus Universitet", DIFFERENT),
    ("Roskilde Universitet", "Roskilde Tekniske Skole", DIFFERENT),
    ("Vesterby Kommune", "Østerby Kommune", DIFFERENT),
    ("Nordkystens Havneforum", "Sydkystens Havneforum", DIFFERENT),
    ("Østforbrænding", "Vestforbrænding", DIFFERENT),
    ("Dansk Tanglaug", "Svensk Tanglaug", DIFFERENT),
    ("Store Havneforum", "Lille Havneforum", DIFFERENT),
    ("Tang Danmark", "Tang Sverige", DIFFERENT),
    ("Nørreby Vandværk", "Sønderby Vandværk", DIFFERENT),
]

NUMBERS: list[Pair] = [
    ("Havneforum fase 1", "Havneforum fase 2", DIFFERENT),
    ("Tangfarm 2025", "Tangfarm 2030", DIFFERENT),
    ("Tanglaug I", "Tanglaug II", AT_MOST_ASKED),
    ("Gate 21", "Gate 22", DIFFERENT),
    ("World Water Congress 2020", "World Water Congress", ASKED),
    ("Havneforum 3", "Havneforum 03", SAME),
]

TYPES: list[Pair] = [
    ("Roskilde Kommune", "Roskilde Universitet", DIFFERENT),
    ("Frederiksberg Forsyning", "Frederiksberg Hospital", DIFFERENT),
    ("Helsingør Kommune", "Forsyning Helsingør", DIFFERENT),
    ("Aalborg Universitet", "Aalborg Universitetshospital", DIFFERENT),
    ("Uddannelsesministeriet", "Uddannelsesstyrelsen", DIFFERENT),
    ("Sundhedsstyrelsen", "Sundhedsministeriet", DIFFERENT),
    ("Fødevareministeriet", "Fødevarestyrelsen", DIFFERENT),
    ("Rådet for Grøn Omstilling", "Foreningen for Grøn Omstilling", DIFFERENT),
    ("Erhvervsstyrelsen", "Energistyrelsen", DIFFERENT),
    ("Miljøstyrelsen", "Naturstyrelsen", DIFFERENT),
    ("Tanglauget", "Energicluster Fyn", DIFFERENT),
    ("Dansk Erhverv", "Dansk Energi", DIFFERENT),
    ("Danske Regioner", "Danske Arkitektvirksomheder", DIFFERENT),
    ("Copenhagen Capacity", "Copenhagen Economics", DIFFERENT),
    ("Københavns Lufthavne", "Københavns Kommune", DIFFERENT),
]

ALPHABETS: list[Pair] = [
    ("CLEAN", "\N{CYRILLIC CAPITAL LETTER ES}LEAN", AT_MOST_ASKED),
    ("Region Sjælland", "Regi\N{CYRILLIC SMALL LETTER O}n Sjælland", AT_MOST_ASKED),
    ("Gate 21", "G\N{GREEK SMALL LETTER ALPHA}te 21", AT_MOST_ASKED),
    ("東京都", "京都府", DIFFERENT),
    ("Łódź Kommune", "Lodz Kommune", SAME),
    ("Miljøstyrelsen", "Miljø\N{ZERO WIDTH SPACE}styrelsen", SAME),
]

ONE_WORD_APART: list[Pair] = [
    ("Børneforeningen", "Bjørneforeningen", AT_MOST_ASKED),
    ("Havnelauget Tangby", "Havnelavget Tangby", AT_MOST_ASKED),
    ("Havnelauget Tangby", "Havnelauuget Tangby", SAME),
    ("Region H", "Region Hovedstaden", AT_MOST_ASKED),
    ("Region Nordjylland", "Region Midtjylland", DIFFERENT),
    ("Klimafonden", "Klinikfonden", DIFFERENT),
]

LANGUAGES: list[Pair] = [
    ("Egedal Municipality", "Egedal Kommune", SAME),
    ("Municipality of Egedal", "Egedal Kommune", AT_MOST_ASKED),
    ("University of Copenhagen", "Københavns Universitet", ASKED),
    ("Danish Design Center", "Dansk Design Center", SAME),
    ("Danish Design Centre", "Danish Design Center", SAME),
    ("Malmö Universitet", "Malmø Universitet", SAME),
    ("Danish Trade Union Confederation", "Danish Confederation of Trade Unions", AT_MOST_ASKED),
]

FAMILIES = {
    "spelling": SPELLING,
    "short names": SHORT_NAMES,
    "inflection": INFLECTION,
    "abbreviations": ABBREVIATIONS,
    "legal forms": LEGAL_FORMS,
    "parts and wholes": PARTS_AND_WHOLES,
    "places": PLACES,
    "numbers": NUMBERS,
    "types": TYPES,
    "alphabets": ALPHABETS,
    "one word apart": ONE_WORD_APART,
    "languages": LANGUAGES,
}


def entity(kind: Kind, *names: str, iri: str = "a", **more: Any) -> Entity:
    return Entity(iri, kind, names, **more)


def as_expected(one: Entity, other: Entity, expected: str) -> bool:
    """Whether both directions give the expected verdict."""
    verdicts = {judge(one, other).verdict, judge(other, one).verdict}
    return verdicts <= ({ASKED, DIFFERENT} if expected == AT_MOST_ASKED else {expected})


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(*pair, id=f"{family}: {pair[0]} | {pair[1]}")
        for family, pairs in FAMILIES.items()
        for pair in pairs
    ],
)
def test_organisations(first: str, second: str, expected: str) -> None:
    one, other = entity("organisation", first), entity("organisation", second, iri="b")
    assert as_expected(one, other, expected), judge(one, other)


BODIES: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"names": ("Dansk Industri", "DI")}, {"names": ("DI",)}, SAME),
    ({"names": ("Dansk Industri", "DI")}, {"names": ("Danmarks Idrætsforbund", "DI")}, AT_MOST_ASKED),
    ({"names": ("Technical University of Denmark", "DTU")}, {"names": ("Danmarks Tekniske Universitet", "DTU")}, ASKED),
    ({"names": ("Tanglauget", "Nordkystens Tangfolk")}, {"names": ("Nordkystens Tangfolk",)}, SAME),
    ({"names": ("Nordby",), "sort": "municipality"}, {"names": ("Nordby",), "sort": "region"}, ASKED),
    ({"names": ("Tanglauget",), "sort": "network"}, {"names": ("Tanglauget",), "sort": "association"}, SAME),
    ({"names": ("Tanglauget",), "sort": "other"}, {"names": ("Tanglauget",), "sort": "ministry"}, SAME),
    ({"names": ("Tangcenteret",), "part_of": "b"}, {"names": ("Tangcenteret Nord",)}, DIFFERENT),
    ({"names": ("Kystens Laboratorium",), "part_of": "x"}, {"names": ("Kystens Laboratorium",), "part_of": "y"}, SAME),
    ({"names": ("Vandværket",)}, {"names": ("Vandværket",)}, SAME),
    ({"names": ("Borgerforeningen",)}, {"names": ("Borgerforeningen",)}, ASKED),
    ({"names": ("Jobcenter",)}, {"names": ("Jobcenter",)}, ASKED),
]


@pytest.mark.parametrize(("first", "second", "expected"), BODIES)
def test_what_is_known_of_organisations_beside_their_names(
    first: dict[str, Any], second: dict[str, Any], expected: str
) -> None:
    assert as_expected(Entity("a", "organisation", **first), Entity("b", "organisation", **second), expected)


UNDERTAKINGS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"names": ("Den Store Tangfarm",)}, {"names": ("Den Store Tangfarm",)}, SAME),
    ({"names": ("Den Store Tangfarm",), "owners": ("x",)}, {"names": ("Den Store Tangfarm",), "owners": ("y",)}, ASKED),
    ({"names": ("Den Store Tangfarm",), "sort": "project"}, {"names": ("Tangfarm",), "sort": "project"}, DIFFERENT),
    ({"names": ("Tangsporet",), "sort": "project"}, {"names": ("Tangsporet",), "sort": "programme"}, SAME),
    ({"names": ("Tangsporet",), "sort": "project"}, {"names": ("Tangsporet",), "sort": "event"}, ASKED),
    ({"names": ("Projektet Tangsporet",)}, {"names": ("Tangsporet",)}, SAME),
    ({"names": ("EU-projektet Tangsporet",)}, {"names": ("Tangsporet",)}, SAME),
    ({"names": ("Klimaplan",)}, {"names": ("Klimaplan",)}, ASKED),
    ({"names": ("Klimaplan",), "owners": ("x",)}, {"names": ("Klimaplan",), "owners": ("x",)}, SAME),
    ({"names": ("Klimaplan",), "owners": ("x",)}, {"names": ("Klimaplan",), "owners": ("y",)}, DIFFERENT),
    ({"names": ("Klimaplan",), "owners": ("x",)}, {"names": ("Klimaplan",)}, ASKED),
    ({"names": ("Klimaplan 2025",)}, {"names": ("Klimaplan 2030",)}, DIFFERENT),
    ({"names": ("Erfaringer fra tidligere projekter",)}, {"names": ("Erfaringer fra tidligere projekter",)}, ASKED),
    ({"names": ("Kommunale erfaringer",)}, {"names": ("Kommunale erfaringer",)}, ASKED),
    ({"names": ("Energiplan",), "owners": ("x",)}, {"names": ("Energiplan",), "owners": ("y",)}, DIFFERENT),
    ({"names": ("National tangstrategi",)}, {"names": ("Den nationale tangstrategi",)}, ASKED),
    ({"names": ("Nordkystens Fremtid",)}, {"names": ("Sydkystens Fremtid",)}, DIFFERENT),
    ({"names": ("MAX IV",)}, {"names": ("MAX IV datacenter",)}, DIFFERENT),
    ({"names": ("Lighting Metropolis",)}, {"names": ("Lightning Metropolis",)}, SAME),
    ({"names": ("Vand på Tværs",)}, {"names": ("Tang på Tværs",)}, DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "expected"), UNDERTAKINGS)
def test_undertakings(first: dict[str, Any], second: dict[str, Any], expected: str) -> None:
    assert as_expected(Entity("a", "undertaking", **first), Entity("b", "undertaking", **second), expected)


INITIATIVES: list[tuple[Entity, Entity, str]] = [
    (entity("undertaking", "Tang i byen"), entity("initiative", "Tang i byen", iri="b"), SAME),
    (entity("undertaking", "Tang i byen"), entity("initiative", "Tang i byen: en plan", "Tang i byen", iri="b"), SAME),
    (entity("undertaking", "Tang i byn"), entity("initiative", "Tang i byen", iri="b"), ASKED),
    (entity("undertaking", "Initiativ 8 7"), entity("initiative", "Tang i byen", iri="b", number="8 7"), ASKED),
    (entity("undertaking", "Forslag nr. 8.6"), entity("initiative", "Tang i byen", iri="b", number="8 7"), DIFFERENT),
    (entity("undertaking", "Tang i byen", number="8"), entity("initiative", "Tang i byen", iri="b", number="8"), SAME),
    (entity("undertaking", "Tang i havet"), entity("initiative", "Tang i byen", iri="b"), DIFFERENT),
    (entity("initiative", "Tang i byen"), entity("initiative", "Tang i byen", iri="b"), ASKED),
    (entity("initiative", "Tang i byen", number="1"), entity("initiative", "Tang i byen", iri="b", number="1"), ASKED),
    (entity("initiative", "Tang i byen"), entity("initiative", "Tang på landet", iri="b"), DIFFERENT),
    (entity("organisation", "Tanglauget"), entity("undertaking", "Tanglauget", iri="b"), DIFFERENT),
    (entity("collective", "kommunerne"), entity("collective", "Kommunerne", iri="b"), SAME),
    (entity("collective", "kommunerne"), entity("collective", "kommuner", iri="b"), DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "expected"), INITIATIVES)
def test_initiatives_and_what_may_be_one_and_groups(first: Entity, second: Entity, expected: str) -> None:
    assert as_expected(first, second, expected)


def person(name: str, reach: str = "", unit: str = "", body: str = "") -> Entity:
    """A person with addresses or telephone numbers, parted by spaces."""
    parts = reach.split()
    return Entity(
        name + reach + unit + body,
        "person",
        (name,),
        emails=frozenset(part for part in parts if "@" in part),
        phones=frozenset(part for part in parts if "@" not in part),
        units=frozenset({unit} if unit else ()),
        owners=(body,) if body else (),
    )


PERSONS: list[tuple[Entity, Entity, str]] = [
    (person("Anne Eksempel", "ae@x.example.org"), person("Anne B. Eksempel", "ae@x.example.org"), SAME),
    (person("Anne Eksempel", "ae@x.example.org"), person("Ane Eksempl", "AE@x.example.org"), SAME),
    (person("Anne Eksempel", "ae@x.example.org"), person("Anne Prøve", "ae@x.example.org"), SAME),
    (person("Anne Eksempel", "ae@x.example.org"), person("Bo Prøve", "ae@x.example.org"), ASKED),
    (person("Anne Eksempel", "info@x.example.org"), person("Bo Prøve", "info@x.example.org"), DIFFERENT),
    (person("Anne Eksempel", "kontakt@x.example.org"), person("Hanne Eksempel", "kontakt@x.example.org"), DIFFERENT),
    (person("Anne Eksempel", "ae@x.example.org"), person("Anne Eksempel", "ae@y.example.org"), ASKED),
    (person("Anne Eksempel", "ae@x.example.org"), person("Ane Eksempel", "an@y.example.org"), DIFFERENT),
    (person("Anne Eksempel", "ae@x.example.org"), person("Anne B. Eksempel", "ab@y.example.org"), ASKED),
    (person("Anne Eksempel", "00112233"), person("Anne B. Eksempel", "+4500112233"), SAME),
    (person("Anne Eksempel", "00112233"), person("Anna Eksempel", "00112233"), ASKED),
    (person("Anne Eksempel", "00112233"), person("Bo Prøve", "00112233"), DIFFERENT),
    (person("Anne Eksempel"), person("Anne Eksempel"), SAME),
    (person("Anne Eksempel"), person("Eksempel, Anne"), SAME),
    (person("Anne Eksempel"), person("Dr. Anne Eksempel"), SAME),
    (person("Anne Jensen"), person("Anne Jensen"), ASKED),
    (person("Anne Bente Jensen"), person("Anne Bente Jensen"), SAME),
    (person("Anne"), person("Anne"), ASKED),
    (person("Anne Eksempel", unit="Miljø"), person("Anne Eksempel", unit="Vej og Park"), ASKED),
    (person("Anne Eksempel", body="x"), person("Anne Eksempel", body="y"), ASKED),
    (person("Anne Jensen", body="x"), person("Anne Jensen", body="x"), SAME),
    (person("Anne Eksempel"), person("Anne B. Eksempel"), ASKED),
    (person("Anne B. Eksempel", body="x"), person("Anne Bente Eksempel", body="x"), SAME),
    (person("Anne B. Eksempel"), person("Anne D. Eksempel"), AT_MOST_ASKED),
    (person("A. Eksempel"), person("Anne Eksempel"), ASKED),
    (person("Anne Eksempel"), person("Bo Eksempel"), DIFFERENT),
    (person("Anne Eksempel"), person("Hanne Eksempel"), DIFFERENT),
    (person("Anne Eksempel"), person("Anne Prøve"), DIFFERENT),
    (person("Anne Eksempel"), person("Bo Prøve"), DIFFERENT),
    (person("Søren Ærlig"), person("Soeren Aerlig"), SAME),
    (person("Anne-Marie Eksempel"), person("Anne Marie Eksempel"), SAME),
]


@pytest.mark.parametrize(("first", "second", "expected"), PERSONS)
def test_persons_by_address_first(first: Entity, second: Entity, expected: str) -> None:
    assert as_expected(first, second, expected), judge(first, second)


def test_table_is_long_enough_to_be_a_specification() -> None:
    assert sum(map(len, FAMILIES.values())) >= 150
