"""Proposals of a document: where each begins, its number and its title, with and without numbers."""

from __future__ import annotations

import pytest

from graph.reading import read_text
from tests.invented import FULL, one, proposal, warned


def _titles(text: str) -> list[tuple[str | None, str]]:
    return [(each.number, each.title) for each in read_text(text, "forslag.txt").initiatives]


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("Nr. 1: Grøn Havn", "1", "Grøn Havn"),
        ("Nr. 3 – Grøn Havn", "3", "Grøn Havn"),
        ("Nr. 8 7Grøn Havn", "8 7", "Grøn Havn"),
        ("Nr. 9 8– Grøn Havn", "9 8", "Grøn Havn"),
        ("Initiativ 12. Grøn Havn.", "12", "Grøn Havn"),
        ("Fyrtårn 2: Grøn Havn", "2", "Grøn Havn"),
        ("Proposal no. 4: Grøn Havn", "4", "Grøn Havn"),
        ("Fyrtårn IV: Grøn Havn", "IV", "Grøn Havn"),
        ("FORSLAG TIL FYRTÅRN NR. 5 - Grøn Havn", "5", "Grøn Havn"),
        ("Titel på initiativet\nGrøn Havn", None, "Grøn Havn"),
        ("Lighthouse 3: Green Harbour", "3", "Green Harbour"),
        ("## Nr. 2: Grøn Havn", "2", "Grøn Havn"),
        ("2. Grøn Havn", "2", "Grøn Havn"),
        ("Titel: Grøn Havn", None, "Grøn Havn"),
        ("Grøn Havn", None, "Grøn Havn"),
        ("Nr. 7\n\nGrøn Havn", "7", "Grøn Havn"),
        ("Nr. 1: Grøn Havn og\nren fjord", "1", "Grøn Havn og ren fjord"),
        ("Project proposal no. 3\nGrøn Havn", "3", "Grøn Havn"),
        ("Project proposal 3\n\nGrøn Havn", "3", "Grøn Havn"),
        ("PROPOSAL 3\nGrøn Havn", "3", "Grøn Havn"),
        ("Forslag nr. 3\nGrøn Havn", "3", "Grøn Havn"),
        ("Grøn Havn\nForslag nr. 3", "3", "Grøn Havn"),
        ("Grøn Havn\nProjektnummer: 17", "17", "Grøn Havn"),
        ("Grøn Havn\n\nNr.: 17", "17", "Grøn Havn"),
        ("Projektnummer: 17\nGrøn Havn", "17", "Grøn Havn"),
        ("Nummer: 17\nTitel: Grøn Havn", "17", "Grøn Havn"),
        ("Titel: Grøn Havn\nForslag nr.: 4", "4", "Grøn Havn"),
        ("Grøn Havn (forslag nr. 4)", "4", "Grøn Havn"),
        ("Grøn Havn – forslag 4", "4", "Grøn Havn"),
        ("FORSLAG A: Grøn Havn", "A", "Grøn Havn"),
        ("Initiativ B – Grøn Havn", "B", "Grøn Havn"),
        ("Projekt 2: Grøn Havn", "2", "Grøn Havn"),
        ("Projektidé 2: Grøn Havn", "2", "Grøn Havn"),
        ("Idé nr. 2. Grøn Havn", "2", "Grøn Havn"),
        ("Forslag #2: Grøn Havn", "2", "Grøn Havn"),
        ("#2 Grøn Havn", "2", "Grøn Havn"),
        ("Forslag 2 af 5: Grøn Havn", "2", "Grøn Havn"),
        ("Fyrtårnsprojekt nr. 12\n\n”Grøn Havn”", "12", "Grøn Havn"),
        ("(4) Grøn Havn", "4", "Grøn Havn"),
        ("4 Grøn Havn", "4", "Grøn Havn"),
        ("4: Grøn Havn", "4", "Grøn Havn"),
        ("4 – Grøn Havn", "4", "Grøn Havn"),
        ("Forslag til fyrtårn: Grøn Havn", None, "Grøn Havn"),
        ("Fyrtårn: Grøn Havn", None, "Grøn Havn"),
        ("Projekt: Grøn Havn", None, "Grøn Havn"),
        ("Forslag – Grøn Havn", None, "Grøn Havn"),
        ("Projektets titel: Grøn Havn", None, "Grøn Havn"),
        ("1. Titel (max. 10 ord): Grøn Havn", None, "Grøn Havn"),
        ("Titel/navn: Grøn Havn", None, "Grøn Havn"),
        ("Titel og nummer: Grøn Havn", None, "Grøn Havn"),
        ("Titel på forslaget\nGrøn Havn", None, "Grøn Havn"),
        ("Forslagets navn: Grøn Havn", None, "Grøn Havn"),
        ("Fyrtårnets titel: Grøn Havn", None, "Grøn Havn"),
        ("Title of project: Grøn Havn", None, "Grøn Havn"),
        ("Name of the project: Grøn Havn", None, "Grøn Havn"),
        ("Initiative name: Grøn Havn", None, "Grøn Havn"),
        (
            "Indkomne forslag fra kommunerne, oktober 2018\nKun stavefejl er rettet.\n\nFORSLAG A: Grøn Havn",
            "A",
            "Grøn Havn",
        ),
        ("UDKAST\n\nGrøn Havn", None, "Grøn Havn"),
        ("Udkast, 3. maj 2019\n\nGrøn Havn", None, "Grøn Havn"),
        ("3. maj 2019\n\nGrøn Havn", None, "Grøn Havn"),
        ("Dato: 3. maj 2019\nTil: Styregruppen\nFra: Gate 21\n\nGrøn Havn", None, "Grøn Havn"),
        ("Bilag 2\n\nGrøn Havn", None, "Grøn Havn"),
        ("Forslag til fyrtårnsinitiativ\n\nGrøn Havn", None, "Grøn Havn"),
        ("Forslag til nyt fyrtårnsinitiativ\n\nGrøn Havn", None, "Grøn Havn"),
        ("Skema til forslag\n\nGrøn Havn", None, "Grøn Havn"),
        ("Projektbeskrivelse\n\nGrøn Havn", None, "Grøn Havn"),
        ("PROJEKTFORSLAG\n\nGrøn Havn", None, "Grøn Havn"),
        ("Lighthouse proposal\n\nGrøn Havn", None, "Grøn Havn"),
        ("Project proposal\n\nGrøn Havn", None, "Grøn Havn"),
        ("Draft, version 2\n\nGrøn Havn", None, "Grøn Havn"),
        ("*** GRØN HAVN ***", None, "GRØN HAVN"),
        ("Grøn Havn\n=========", None, "Grøn Havn"),
        ("**Grøn Havn**", None, "Grøn Havn"),
        ("”Grøn Havn”", None, "Grøn Havn"),
        ("Grøn Havn.", None, "Grøn Havn"),
    ],
)
def test_title_and_number_are_read_as_printed(line: str, number: str | None, title: str) -> None:
    assert _titles(proposal(line)) == [(number, title)]


OPENINGS = (
    "FORSLAG {A}: {}",
    "Forslag til fyrtårn: {}",
    "Titel: {}",
    "Fyrtårn: {}",
    "{}\n======",
    "# {}",
    "({n}) {}",
    "{n} {}",
    "{n}: {}",
    "Projekt {n}: {}",
    "Projektidé {n}: {}",
    "Forslag nr. {n}\n{}",
    "Project proposal no. {n}\n{}",
    "{}\nForslag nr. {n}",
    "{}\nProjektnummer: {n}",
    "Titel: {}\nForslag nr.: {n}",
    "-----\n\n{}",
    "***\n{}\n***",
    "UDKAST\n{}",
    "Projektforslag\n\n{}",
    "#{n} {}",
    "{R}. {}",
    "Forslag {A}\n{}",
    "{A}. {}",
    "{A}) {}",
    "{}",
    "Indsats {n}: {}",
    "PILOT {n} – {}",
    "Tema {A}. {}",
    "Proposal {A}: {}",
    "FORSLAG {n}\n{}",
    "Idé {n}\n\n{}",
    "**{n}. {}**",
    "## {n} {}",
)
PREFACES = {
    "nothing": "",
    "what was collected": "Indkomne forslag, oktober 2018\nSekretariatet har kun rettet stavefejl.\n\n",
    "contents": "Indholdsfortegnelse\n\nGrøn Havn ..... 2\nBlå By ..... 3\nGul Skov ..... 4\n\n\f",
}


@pytest.mark.slow
@pytest.mark.parametrize("preface", PREFACES.values(), ids=PREFACES.keys())
@pytest.mark.parametrize("between", ["\n", "\f", "\n\n\n\n"], ids=["line", "page", "gap"])
@pytest.mark.parametrize("opening", OPENINGS)
def test_several_proposals_are_told_apart_however_they_open(opening: str, between: str, preface: str) -> None:
    titles = ["Grøn Havn", "Blå By", "Gul Skov"]
    texts = [
        proposal(opening.format(title, n=n, A="_ABC"[n], R=["", "I", "II", "III"][n]))
        for n, title in enumerate(titles, 1)
    ]
    found = _titles(preface + between.join(texts))
    assert [title for _, title in found] == titles
    numbered = {number is not None for number, _ in found}
    assert numbered == {bool(set("nAR") & set(opening[opening.find("{") :].replace("{}", "")))} or "{" not in opening


def test_two_proposals_with_numbers_are_two() -> None:
    text = proposal() + "\n" + proposal("Nr. 2: Blå By")
    assert _titles(text) == [("1", "Grøn Havn"), ("2", "Blå By")]


def test_two_proposals_without_numbers_are_two() -> None:
    assert _titles(proposal("Grøn Havn") + "\n" + proposal("Blå By")) == [(None, "Grøn Havn"), (None, "Blå By")]


def test_proposals_that_begin_with_their_parties_are_told_apart() -> None:
    part = "{}\nDeltagende parter:\nGate 21\nForventede effekter:\n- I 2025 er det grønt.\nKontakt: anne@example.org\n"
    text = part.format("Grøn Havn") + part.format("Blå By") + part.format("Gul Skov")
    assert [title for _, title in _titles(text)] == ["Grøn Havn", "Blå By", "Gul Skov"]


def test_heading_of_parties_that_stands_twice_ends_no_proposal() -> None:
    text = proposal("Grøn Havn").replace("Kontakt:", "Øvrige partnere:\nDTU\n\nKontakt:")
    assert _titles(text) == [(None, "Grøn Havn")]


def test_proposal_without_contacts_ends_where_a_page_opens_with_a_title() -> None:
    parts = [proposal(title).split("Kontakt:")[0] for title in ("Grøn Havn", "Blå By")]
    assert _titles("\f".join(parts)) == [(None, "Grøn Havn"), (None, "Blå By")]


def test_lines_of_proposals_follow_each_other() -> None:
    first, second = read_text(proposal() + "\n" + proposal("Nr. 2: Blå By"), "forslag.txt").initiatives
    assert first.lines[0] == 1
    assert first.lines[1] < second.lines[0]
    assert all(first.lines[0] <= fact.line <= first.lines[1] for fact in (*first.elements, *first.contacts))


def test_numbers_within_the_elements_begin_no_proposal() -> None:
    text = proposal("Forslag 1: Grøn Havn", elements="Forslag 2: Etablere havnebad\n\nForslag 3: Plante tang")
    assert _titles(text) == [("1", "Grøn Havn")]


def test_table_of_contents_is_no_proposal_and_is_warned_of() -> None:
    text = "Alle forslag\n\nNr. 1: Grøn Havn\nNr. 2: Blå By\n\n" + proposal() + "\n" + proposal("Nr. 2: Blå By")
    assert _titles(text) == [("1", "Grøn Havn"), ("2", "Blå By")]
    first, second = read_text(text, "forslag.txt").initiatives
    assert warned(first, "lines 1–4", "not read")
    assert not warned(second, "not read")


def test_numbers_that_ran_together_are_warned_of() -> None:
    assert warned(one(proposal("Nr. 8 7Grøn Havn")), "“8 7”", "ran together")
    assert not warned(one(proposal("Nr. 87: Grøn Havn")), "ran together")


def test_number_that_two_proposals_may_have_is_warned_of_in_both() -> None:
    text = "\n".join(proposal(title) for title in ("Nr. 8 7Grøn Havn", "Nr. 8: Blå By", "Nr. 9: Gul Skov"))
    first, second, third = read_text(text, "forslag.txt").initiatives
    assert warned(first, "number 8 may stand")
    assert warned(second, "number 8 may stand")
    assert not warned(third, "may stand")


def test_number_used_twice_is_warned_of() -> None:
    text = proposal() + "\n" + proposal("Nr. 1: Blå By")
    assert all(warned(each, "number 1 may stand") for each in read_text(text, "forslag.txt").initiatives)


def test_proposal_built_on_another_of_the_document_is_linked_to_it() -> None:
    text = proposal(foundations="- Nr. 2: Blå By\n- Fyrtårnsprojektet ”blå by”") + "\n" + proposal("Nr. 2: Blå By")
    [thing] = read_text(text, "forslag.txt").initiatives[0].builds_on
    assert (thing.name, thing.kind) == ("Blå By", "initiative")


def test_introduction_is_the_description_and_is_not_printed() -> None:
    initiative = one(proposal(introduction="Havnen skal\nvære grøn.\n\nOg ren."))
    assert initiative.description == "Havnen skal være grøn.\n\nOg ren."
    assert "description" not in initiative.model_dump()


def test_full_proposal_has_no_warning_but_for_what_is_doubtful() -> None:
    assert one(proposal(**FULL)).warnings == ()
