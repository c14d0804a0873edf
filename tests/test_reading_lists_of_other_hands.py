"""Lists of other hands: parties, things built on, numbered items and bodies named elsewhere."""

from __future__ import annotations

import pytest

from graph.reading import read_text
from tests.invented import one, parties, proposal


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Tang Energy Network kan være med.", [("Tang Energy Network", "possible")]),
        ("TANGCOM could be an observer.", [("TANGCOM", "possible")]),
        (
            "Gate 21 er med fra start, og det samme er CLEAN og DTU.",
            [("Gate 21", "participant"), ("CLEAN", "participant"), ("DTU", "participant")],
        ),
        ("Vi taler med Tang IPA i Hamborg, som kunne være udenlandsk partner.", [("Tang IPA", "possible")]),
        (
            "Gate 21, Tangfærgerne og DTU",
            [("Gate 21", "participant"), ("Tangfærgerne", "participant"), ("DTU", "participant")],
        ),
        ("Tangmuseet, Hjørring Kommune", [("Tangmuseet", "participant"), ("Hjørring Kommune", "participant")]),
        ("DTU, 15. Juni Fonden", [("DTU", "participant"), ("15. Juni Fonden", "participant")]),
        ("UTB Erhvervsakademi og Professionshøjskole", [("UTB Erhvervsakademi og Professionshøjskole", "participant")]),
        (
            "Aarhus Univ. og Roskilde Komm.",
            [("Aarhus Universitet", "participant"), ("Roskilde Kommune", "participant")],
        ),
        ("Gate 21 og CLEAN. Projektet ledes af CLEAN.", [("Gate 21", "participant"), ("CLEAN", "lead")]),
        ("Gate 21. Vi håber også på CLEAN.", [("Gate 21", "participant"), ("CLEAN", "possible")]),
        ("Gate 21. Det overvejes at invitere CLEAN.", [("Gate 21", "participant"), ("CLEAN", "possible")]),
        (
            "Gate 21. Hertil kommer virksomheder fra bl.a. Danfoss.",
            [("Gate 21", "participant"), ("virksomheder", "participant"), ("Danfoss", "example")],
        ),
        ("- Gate 21\n- (CLEAN – afventer svar)", [("Gate 21", "participant"), ("CLEAN", "possible")]),
        (
            "Lead: Gate 21\nØvrige: CLEAN, samt kommunerne Hjørring og Brønderslev\nEvt. senere: DTU",
            [
                ("Gate 21", "lead"),
                ("CLEAN", "participant"),
                ("Hjørring Kommune", "participant"),
                ("Brønderslev Kommune", "participant"),
                ("DTU", "future"),
            ],
        ),
    ],
)
def test_parties_and_roles_are_read(printed: str, expected: list[tuple[str, str]]) -> None:
    assert parties(printed) == expected


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Videncenter for Tang i Byggeriet (VTB) og Værdital", ["Videncenter for Tang i Byggeriet", "Værdital"]),
        (
            "Udviklingsplan for Tangkysten, som Gate 21 støttede, og Partnerskab for Tangturisme",
            ["Udviklingsplan for Tangkysten", "Partnerskab for Tangturisme"],
        ),
        ("Projektet ”Tangen som nabo”, hvor man byttede skibe", ["Tangen som nabo"]),
        ("Den regionale udviklingsstrategi: Projekt Tangpendling", ["Projekt Tangpendling"]),
        ("Tangrobotter Nord og klyngens StartUp Hub", ["Tangrobotter Nord", "Klyngens StartUp Hub"]),
        ("LO's og DA's aftale om tanguddannelsen", ["LO's og DA's aftale om tanguddannelsen"]),
        (
            "Tangfonds strategi for bynatur, samt erfaringer fra Tang City",
            ["Tangfonds strategi for bynatur", "Tang City"],
        ),
        ("Erfaringer fra Norge", ["Erfaringer fra Norge"]),
        ("Tangrådets anbefalinger (2019) og tangaftalen om havne", ["Tangrådets anbefalinger", "Tangaftalen om havne"]),
    ],
)
def test_things_built_on_are_parted_where_the_writer_parts_them(printed: str, names: list[str]) -> None:
    assert [thing.name for thing in one(proposal(foundations=f"- {printed}")).builds_on] == names


@pytest.mark.parametrize(
    "printed", ["Nr. 2 om tang", "Initiativ 2", "Forslag 2 (Blåt Hav)", "Blåt Hav som nabo (nr. 2)"]
)
def test_other_proposal_is_known_by_its_number(printed: str) -> None:
    text = f"{proposal(foundations=f'- {printed}')}\n\n\n{proposal(title='Nr. 2: Blåt Hav')}"
    first, _ = read_text(text, "to.txt").initiatives
    assert [(thing.name, thing.kind) for thing in first.builds_on] == [("Blåt Hav", "initiative")]


@pytest.mark.parametrize(
    "printed",
    [
        "2.1 Plante tang\n2.2 Bygge bad",
        "(1) Plante tang\n(2) Bygge bad",
        "1) Plante tang, 2) Bygge bad",
        "1. Plante tang\n2. Bygge bad",
    ],
)
def test_numbered_items_are_items_however_they_are_numbered(printed: str) -> None:
    assert [element.text for element in one(proposal(elements=printed)).elements] == ["Plante tang", "Bygge bad"]


def test_numbers_of_items_are_no_figures() -> None:
    read = one(proposal(figures="1. 43 pct. cykler\n2. En bus koster 3.100 kr.\n3. 6.000 elever er med")).key_figures
    assert [figure.value for figure in read] == [43, 3100, 6000]


def test_marks_that_disagree_with_indentation_yield_to_it() -> None:
    read = one(proposal(elements="  o Plante tang\n      – i havnen\n      – på molen\n  o Bygge bad")).elements
    assert [(element.text, element.level) for element in read] == [
        ("Plante tang", 1),
        ("i havnen", 2),
        ("på molen", 2),
        ("Bygge bad", 1),
    ]


def test_party_nobody_listed_is_mentioned_where_the_text_names_it() -> None:
    text = proposal(introduction="Tangværkets folk har vist vejen i Assens.", parties="Gate 21, Tangværket og DTU")
    assert [mention.organisation for mention in one(text).mentions] == ["Tangværket"]


@pytest.mark.parametrize(
    "printed", ["- Anlægssum tbd", "- Beboere ved støj: to be added", "- Elforbrug: indsættes senere"]
)
def test_figure_that_is_still_to_come_is_pending(printed: str) -> None:
    assert [figure.pending for figure in one(proposal(figures=printed)).key_figures] == [True]


def test_year_ahead_of_an_effect_is_its_year() -> None:
    assert [effect.year for effect in one(proposal(effects="- 2026: 50 unge er flyttet ind")).effects] == [2026]


def test_bullet_with_a_tab_behind_it_begins_no_row_of_a_table() -> None:
    read = one(proposal(elements="•\tPlante tang\no\ti havnen\n•\tBygge bad")).elements
    assert [(element.text, element.level) for element in read] == [
        ("Plante tang", 1),
        ("i havnen", 2),
        ("Bygge bad", 1),
    ]


def test_year_with_the_mark_of_a_footnote_is_no_figure() -> None:
    read = one(proposal(figures="- 72.000 personer var i job i 20193")).key_figures
    assert [figure.value for figure in read] == [72000]
