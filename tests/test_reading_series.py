"""Series: the kind that is said once for several names counts for each of them, and for nothing else."""

from __future__ import annotations

import itertools

import hypothesis.strategies as st
import pytest
from hypothesis import given

from graph.knowledge import knowledge
from graph.reading.names import Names
from tests.invented import one, proposal

THREE = ["Egedal Kommune", "Furesø Kommune", "Allerød Kommune"]


def _parties(printed: str) -> list[str]:
    return [party.organisation for party in one(proposal(parties=printed)).participations]


def _named(text: str) -> list[str]:
    return [hit.name for hit in Names(knowledge()).organisations(text)]


@pytest.mark.parametrize(
    "printed",
    [
        "Egedal, Furesø og Allerød kommuner",
        "Egedal, Furesø og Allerød Kommuner.",
        "Egedal, Furesø og Allerød Kommune",
        "Egedal, Furesø og\nAllerød kommuner",
        "Egedal, Furesø og Allerød\nkommuner",
        "Egedal-, Furesø- og Allerød Kommune",
        "- Egedal, Furesø og Allerød kommuner",
        "Kommunerne Egedal, Furesø og Allerød",
        "kommunerne i Egedal, Furesø og Allerød",
        "De deltagende kommuner er Egedal, Furesø og Allerød.",
        "Kommuner: Egedal, Furesø, Allerød",
        "The municipalities of Egedal, Furesø and Allerød",
        "Egedal, Furesø and Allerød municipalities",
        "- Egedal\n- Furesø\n- Allerød",
    ],
)
def test_municipalities_of_a_series_are_those_of_their_full_names(printed: str) -> None:
    assert _parties(printed) == THREE


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("HOFOR, Egedal, Furesø og Allerød kommuner samt Novafos", ["HOFOR", *THREE, "Novafos"]),
        ("Kommunerne Egedal, Furesø og Allerød, DTU", [*THREE, "DTU"]),
        (
            "Egedal og Furesø kommuner samt Greve og Faxe kommuner",
            ["Egedal Kommune", "Furesø Kommune", "Greve Kommune", "Faxe Kommune"],
        ),
        ("Københavns og Frederiksberg kommuner", ["Københavns Kommune", "Frederiksberg Kommune"]),
        ("København og Odense kommuner, DTU", ["Københavns Kommune", "Odense Kommune", "DTU"]),
        ("DTU, Sælby, Tangby og Musleby kommuner", ["DTU", "Sælby Kommune", "Tangby Kommune", "Musleby Kommune"]),
        (
            "Regionerne Hovedstaden, Sjælland og Skåne, DTU",
            ["Region Hovedstaden", "Region Sjælland", "Region Skåne", "DTU"],
        ),
        ("Region Hovedstaden og Sjælland", ["Region Hovedstaden", "Region Sjælland"]),
        ("DTU samt Aarhus og Aalborg Universitet", ["DTU", "Aarhus Universitet", "Aalborg Universitet"]),
        ("The Municipality of Egedal and the Technical University of Denmark", ["Egedal Kommune", "DTU"]),
        (
            "The Capital Region, Region Zealand and the City of Copenhagen",
            ["Region Hovedstaden", "Region Sjælland", "Københavns Kommune"],
        ),
        ("Municipality of Copenhagen, Danish Energy Agency", ["Københavns Kommune", "Energistyrelsen"]),
    ],
)
def test_series_stands_among_other_parties(printed: str, names: list[str]) -> None:
    assert _parties(printed) == names


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("DTU, COWI og kommuner", ["DTU", "COWI", "kommuner"]),
        ("Havnelauget, DTU og alle kommuner", ["Havnelauget", "DTU", "kommuner"]),
        ("CLEAN og Egedal Kommune", ["CLEAN", "Egedal Kommune"]),
        ("DTU og Region Skåne", ["DTU", "Region Skåne"]),
        ("kommunerne i hovedstadsregionen", ["kommuner i hovedstadsregionen"]),
    ],
)
def test_what_is_no_series_is_read_as_before(printed: str, names: list[str]) -> None:
    assert _parties(printed) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("en plan for Egedal, Furesø og Allerød kommuner, der", THREE),
        ("Skove i Furesø og Rudersdal Kommuner.", ["Furesø Kommune", "Rudersdal Kommune"]),
        ("Region Hovedstadens og Region Sjællands platform", ["Region Hovedstaden", "Region Sjælland"]),
        ("samarbejde mellem regionerne Hovedstaden og Sjælland", ["Region Hovedstaden", "Region Sjælland"]),
        ("Vi bor i Egedal og Furesø.", []),
        ("forsøg i Odense og Københavns Kommune", ["Københavns Kommune"]),
        ("hospitalerne i Herlev og Hillerød", ["Herlev Kommune", "Hillerød Kommune"]),
        ("Alle regioner og kommuner er med.", []),
        ("Sælby og Tangby kommuner", []),
        ("Egedal og Furesø. Kommuner er med.", []),
    ],
)
def test_series_in_running_text_names_what_is_known(text: str, names: list[str]) -> None:
    assert _named(text) == names


def test_place_alone_is_its_municipality_and_that_is_warned_of() -> None:
    initiative = one(proposal(parties="Egedal, CLEAN"))
    assert [party.organisation for party in initiative.participations] == ["Egedal Kommune", "CLEAN"]
    assert any("“Egedal” is read as Egedal Kommune" in warning for warning in initiative.warnings)


@given(
    st.lists(
        st.sampled_from([" og ", ", ", " kommuner", "Egedal", "Greve", "regionerne ", "Skåne", ". ", "i "]), max_size=30
    )
)
def test_names_of_a_series_never_overlap(parts: list[str]) -> None:
    hits = Names(knowledge()).organisations("".join(parts))
    assert all(a.end <= b.start for a, b in itertools.pairwise(hits))
