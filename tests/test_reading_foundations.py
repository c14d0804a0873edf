"""What an initiative builds on: distinct things with their kind, their frame and those who run them."""

from __future__ import annotations

import pytest

from tests.invented import one, proposal, warned


def _things(printed: str) -> list[tuple[str, str]]:
    return [(thing.kind, thing.name) for thing in one(proposal(foundations=printed)).builds_on]


@pytest.mark.parametrize(
    ("printed", "things"),
    [
        ("- Projektet ”Blå Bølge”", [("project", "Blå Bølge")]),
        ("- Netværket Havneforum, der drives af Gate 21", [("network", "Havneforum")]),
        ("- Erfaringer fra Havneforum", [("network", "Havneforum")]),
        ("- Lokale erfaringer med tang", [("experience", "Lokale erfaringer med tang")]),
        ("- Erfaringer fra samarbejder mellem havne", [("experience", "Erfaringer fra samarbejder mellem havne")]),
        ("- Gate 21", [("organisation", "Gate 21")]),
        ("- Blå Bølge: et projekt om tang", [("project", "Blå Bølge")]),
        ("- Blå Bølge projektet (2014-2016)", [("project", "Blå Bølge projektet")]),
        ("- Fyrtårnsprojektet Ren Fjord", [("project", "Ren Fjord")]),
        ("- Rapporten ”Havnens fremtid” fra 2015", [("analysis", "Havnens fremtid")]),
        ("- Den nationale strategi for tang, Miljøministeriet 2014", [("strategy", "Nationale strategi for tang")]),
        ("- Analyse af tangens potentiale udarbejdet af COWI", [("analysis", "Analyse af tangens potentiale")]),
        ("- Danmarks første havnekongres", [("event", "Danmarks første havnekongres")]),
        ("- Aftale mellem Gate 21 og CLEAN", [("agreement", "Aftale mellem Gate 21 og CLEAN")]),
        ("- The Harbour Network run by CLEAN", [("network", "The Harbour Network")]),
        ("- Experience from the Blue Wave project", [("project", "Blue Wave project")]),
        ("- Klimaplanen for Greve og Solrød Kommuner", [("strategy", "Klimaplanen for Greve og Solrød Kommuner")]),
        ("- Gladsaxe Kommunes mad- og måltidspolitik", [("strategy", "Gladsaxe Kommunes mad- og måltidspolitik")]),
        ("- Københavns Kommunes krav om tang", [("strategy", "Københavns Kommunes krav om tang")]),
        ("- Grønne arealer i København", [("other", "Grønne arealer i København")]),
        ("- Vandsamarbejde Øst", [("network", "Vandsamarbejde Øst")]),
        ("- Vejdirektoratets sti- og rabatprogram", [("programme", "Vejdirektoratets sti- og rabatprogram")]),
        ("- Rådhuset i Sælby, det første i ti etager", [("facility", "Rådhuset i Sælby")]),
        ("- Solby Hedehusene, en forening af beboere", [("organisation", "Solby Hedehusene")]),
        ("- Blå Bølge, et netværk af havne", [("network", "Blå Bølge")]),
        ("- DTU Byg", [("organisation", "DTU Byg")]),
        ("- Region Hovedstadens elbilsekretariat", [("organisation", "Region Hovedstadens elbilsekretariat")]),
        ("- Earlier work by CLEAN", [("experience", "Earlier work by CLEAN")]),
        ("- HOFOR: Blå Bølge", [("other", "Blå Bølge")]),
        ("- Visionsplan 2030, Miljøstyrelsen", [("strategy", "Visionsplan 2030")]),
        ("- Forskning og udvikling i tang", [("other", "Forskning og udvikling i tang")]),
        ("- Plan for skole og fritid", [("strategy", "Plan for skole og fritid")]),
        ("- Analyse af støj og luft i Sælby og Tangby", [("analysis", "Analyse af støj og luft i Sælby og Tangby")]),
        (
            "- Indsatsplaner for grundvand i Egedal, Furesø og Allerød",
            [("strategy", "Indsatsplaner for grundvand i Egedal, Furesø og Allerød")],
        ),
        (
            "- Region Hovedstadens og Region Sjællands tangdatabase",
            [("facility", "Region Hovedstadens og Region Sjællands tangdatabase")],
        ),
    ],
)
def test_bullet_names_one_thing(printed: str, things: list[tuple[str, str]]) -> None:
    assert _things(printed) == things


@pytest.mark.parametrize(
    "printed",
    [
        "- Projekterne ”Blå Bølge”, ”Grøn Kaj” og ”Ren Fjord”",
        "- Tidligere projekter, herunder Blå Bølge, Grøn Kaj og Ren Fjord",
        "- Tidligere projekter som ”Blå Bølge”, ”Grøn Kaj” og ”Ren Fjord” m.fl.",
        "- Projektet Blå Bølge\n- Projektet Grøn Kaj\n- Projektet Ren Fjord",
        "Initiativet bygger videre på projekterne Blå Bølge og Grøn Kaj. Derudover bygges på projektet ”Ren Fjord”.",
    ],
)
def test_three_projects_are_three_things(printed: str) -> None:
    assert _things(printed) == [("project", "Blå Bølge"), ("project", "Grøn Kaj"), ("project", "Ren Fjord")]


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("- Blå Bølge samt Ren Fjord", ["Blå Bølge", "Ren Fjord"]),
        ("- Projektet Blå Bølge og netværket Havneforum", ["Blå Bølge", "Havneforum"]),
        ("- DTU's testnetværk og projektet Tryg Hverdag", ["DTU's testnetværk", "Tryg Hverdag"]),
        ("- DTU's forsøg med tang og de støjmålinger, som CLEAN lavede", ["DTU's forsøg med tang", "Støjmålinger"]),
        ("- Havnens masterplan og den grønne strategi", ["Havnens masterplan", "Grønne strategi"]),
        ("- Egedal Kommunes klimaplan og kommunens forsøg", ["Egedal Kommunes klimaplan", "Kommunens forsøg"]),
        ("- Strategien ”Ren Fjord” og DTU's kystanalyse", ["Ren Fjord", "DTU's kystanalyse"]),
        ("- Erfaringer fra Blå Bølge og Ren Fjord", ["Blå Bølge", "Ren Fjord"]),
        ("- Københavns Kommunes EAT-skolemad og madskolerne", ["Københavns Kommunes EAT-skolemad", "Madskolerne"]),
        ("- Havnelab og deres Bølgebase", ["Havnelab", "Bølgebase"]),
        ("Vi bygger videre på Blå Bølge og Ren Fjord.", ["Blå Bølge", "Ren Fjord"]),
        (
            "Forslaget bygger på projektet Blå Bølge, som DTU har gennemført, og på strategien Ren Fjord.",
            ["Blå Bølge", "Ren Fjord"],
        ),
        ("Initiativet bygger på CLEANs klimaplan samt på DTU's målinger.", ["CLEANs klimaplan", "DTU's målinger"]),
    ],
)
def test_two_things_are_two(printed: str, names: list[str]) -> None:
    assert [name for _, name in _things(printed)] == names


def test_things_of_one_bullet_share_its_printed_form() -> None:
    printed = "Projekterne ”Blå Bølge” og ”Grøn Kaj”"
    assert {thing.as_printed for thing in one(proposal(foundations=f"- {printed}")).builds_on} == {printed}


def test_lines_without_bullets_are_things_of_their_own() -> None:
    assert [name for _, name in _things("Blå Bølge\nGrøn Kaj\nRen Fjord")] == ["Blå Bølge", "Grøn Kaj", "Ren Fjord"]


def test_thing_named_behind_a_relative_clause_is_read() -> None:
    printed = "Projektet Blå Bølge, som CLEAN har gennemført, samt rapporten ”Havnens fremtid” fra 2015."
    assert _things(f"- {printed}") == [("project", "Blå Bølge"), ("analysis", "Havnens fremtid")]


def test_organisation_and_its_programme_are_two() -> None:
    printed = "- CLEAN, der arbejder med tang gennem ”Blå Vækst” programmet"
    organisation, programme = one(proposal(foundations=printed)).builds_on
    assert (organisation.name, organisation.kind) == ("CLEAN", "organisation")
    assert (programme.name, programme.kind, programme.organisations) == ("Blå Vækst", "programme", ("CLEAN",))


def test_programme_that_only_frames_is_under() -> None:
    [thing] = one(proposal(foundations="- ReVUS: Projektet Blå Bølge")).builds_on
    assert (thing.name, thing.under) == ("Blå Bølge", "ReVUS")


def test_bullets_under_a_framing_bullet_are_under_it() -> None:
    things = one(proposal(foundations="- ReVUS:\n  - Blå Bølge\n  - Grøn Kaj\n- Ren Fjord")).builds_on
    assert [(thing.name, thing.under) for thing in things] == [
        ("Blå Bølge", "ReVUS"),
        ("Grøn Kaj", "ReVUS"),
        ("Ren Fjord", None),
    ]


@pytest.mark.parametrize(
    ("printed", "owners"),
    [
        ("Projektet Blå Bølge, der ledes af Gate 21 og CLEAN", ("Gate 21", "CLEAN")),
        ("Region Sjællands tangstrategi", ("Region Sjælland",)),
        ("Projektet ”Blå Bølge” i samarbejde med DTU", ("DTU",)),
        ("Projektet ”Blå Bølge” med støtte fra Miljøstyrelsen", ()),
        ("Tangstrategien, Miljøministeriet 2014", ("Miljøministeriet",)),
        ("The Harbour Network run by CLEAN", ("CLEAN",)),
        ("Region Hovedstadens og Region Sjællands tangdatabase", ("Region Hovedstaden", "Region Sjælland")),
        ("Klimaplanen for Furesø og Rudersdal Kommuner", ("Furesø Kommune", "Rudersdal Kommune")),
        ("Indsatsplaner for vand i Egedal og Furesø", ("Egedal Kommune", "Furesø Kommune")),
        ("Campus Bornholms maritime uddannelser", ("Campus Bornholm",)),
        ("Skolen ved Sundet, som HOFOR og DTU har bygget om", ("HOFOR", "DTU")),
        ("Blå Bølge, som HOFOR gennemførte i 2016", ("HOFOR",)),
        ("Blå Bølge, som HOFOR har støttet", ()),
        ("Blå Bølge, som blev støttet af HOFOR", ()),
        ("Blå Bølge, et samarbejde mellem HOFOR og DTU", ("HOFOR", "DTU")),
        ("Blå Bølge – HOFORs projekt om regnvand", ("HOFOR",)),
        ("HOFOR: Blå Bølge", ("HOFOR",)),
        ("Visionsplan 2030, Miljøstyrelsen", ("Miljøstyrelsen",)),
        ("Tangmarker i Odense", ()),
    ],
)
def test_owners_are_those_who_run_a_thing_and_not_its_funders(printed: str, owners: tuple[str, ...]) -> None:
    [thing] = one(proposal(foundations=f"- {printed}")).builds_on
    assert thing.organisations == owners


def test_bullet_that_names_nothing_is_warned_of_and_pending_text_too() -> None:
    initiative = one(proposal(foundations="- [Udestår]"))
    assert initiative.builds_on == ()
    assert warned(initiative, "still pending")


def test_thing_named_twice_is_one() -> None:
    assert len(_things("- Projektet ”Blå Bølge”\n- Projektet Blå Bølge")) == 1


def test_line_of_a_thing_is_where_its_name_begins() -> None:
    text = proposal(foundations="- Tidligere projekter som ”Blå\nBølge” og ”Grøn\nKaj”")
    lines = text.split("\n")
    assert [lines[thing.line - 1] for thing in one(text).builds_on] == [
        "- Tidligere projekter som ”Blå",
        "Bølge” og ”Grøn",
    ]
