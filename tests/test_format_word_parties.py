"""Tables of parties, persons and figures in Word documents, as different hands draw them.

Whatever heads a table has or lacks, each row is a party with its role; persons may stand in rows or in columns.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
import pytest

from graph.reading import read_bytes

Rows = Sequence[Sequence[str]]

LEAD, GATE, DTU, OERSTED = "Region Hovedstaden", "Gate 21", "DTU", "Ørsted"


def document(*tables: Rows, heading: str | None = "Deltagende parter", bold: bool = False, down: bool = False) -> bytes:
    """A proposal with tables below a heading.

    `bold` sets the first row of each bold; `down` merges empty cells of the first column with the one above, and of
    other columns with the one before.
    """
    paper: Any = docx.Document()
    paper.add_heading("Forslag nr. 7: Grøn kaj", 0)
    for title, text in (("Mulige elementer", "Et landanlæg til skibe"), ("Forventede effekter", "Mindre støj i 2026")):
        paper.add_heading(title, 1)
        paper.add_paragraph(text, style="List Bullet")
    if heading:
        paper.add_heading(heading, 1)
    for rows in tables:
        _table(paper, rows, bold, down)
        paper.add_paragraph()
    paper.add_heading("Kontakt", 1)
    paper.add_paragraph("Anne Eksempel, chefkonsulent, Gate 21, tlf. 00112233, anne@example.org")
    packed = io.BytesIO()
    paper.save(packed)
    return packed.getvalue()


def _table(paper: Any, rows: Rows, bold: bool, down: bool) -> None:
    table = paper.add_table(rows=len(rows), cols=max(map(len, rows)))
    table.style = "Table Grid"
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
            for run in table.cell(y, x).paragraphs[0].runs:
                run.bold = (bold and y == 0) or None
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            if down and not text:
                before = table.cell(y, x - 1) if x else table.cell(y - 1, 0)
                before.merge(table.cell(y, x))


def parties(*tables: Rows, heading: str | None = "Deltagende parter", bold: bool = False, down: bool = False) -> Rows:
    """Each party with its role."""
    [read] = read_bytes(document(*tables, heading=heading, bold=bold, down=down), "forslag.docx").initiatives
    assert [contact.name for contact in read.contacts] == ["Anne Eksempel"]
    return [(party.organisation, party.role) for party in read.participations]


HEADED: dict[str, Rows] = {
    "name and role": [("Organisation", "Rolle"), (LEAD, "Projektejer"), (GATE, "Sekretariat"), (OERSTED, "Mulig")],
    "role first": [("Rolle", "Part"), ("Lead", LEAD), ("Deltager", GATE), ("Mulig", OERSTED)],
    "part and contribution": [
        ("Part", "Bidrag"),
        (LEAD, "Leder projektet"),
        (GATE, "Lokaler"),
        (OERSTED, "Evt. penge"),
    ],
    "name, role, person": [
        ("Navn", "Rolle", "Kontakt"),
        (LEAD, "Lead", "Bo Prøve"),
        (GATE, "Partner", ""),
        (OERSTED, "Evt. partner", "Ida Test"),
    ],
    "other columns": [
        ("Nr.", "Partner", "Type", "Rolle", "Bekræftet"),
        ("1", LEAD, "Region", "Lead", "Ja"),
        ("2", GATE, "Forening", "Deltager", "Ja"),
        ("3", OERSTED, "Virksomhed", "Mulig", "Nej"),
    ],
    "English, and a column that says little": [
        ("Partner", "Role", "Country"),
        (LEAD, "Lead", "DK"),
        (GATE, "Partner", "DK"),
        (OERSTED, "Possible", "DK"),
    ],
    "asking": [
        ("Hvem?", "Hvad bidrager de med?"),
        (LEAD, "Leder projektet"),
        (GATE, "Timer"),
        (OERSTED, "Måske strøm"),
    ],
    "ticks": [
        ("Part", "Lead", "Deltager", "Mulig"),
        (LEAD, "x", "", ""),
        (GATE, "", "x", ""),
        (OERSTED, "", "", "x"),
    ],
}
LISTED = [(LEAD, "lead"), (GATE, "participant"), (OERSTED, "possible")]


@pytest.mark.parametrize("rows", HEADED.values(), ids=HEADED)
def test_each_row_below_heads_is_a_party_with_its_role(rows: Rows) -> None:
    assert parties(rows) == LISTED


def test_heads_in_words_of_their_own_are_told_by_how_they_are_set() -> None:
    rows = [("Medspillere", "Leverancer"), (LEAD, "Projektledelse"), (GATE, "Lokaler"), (DTU, "Målinger")]
    assert [name for name, _ in parties(rows, bold=True)] == [LEAD, GATE, DTU]


def test_each_row_without_heads_is_a_party_with_its_role() -> None:
    assert parties([(LEAD, "Projektleder"), (GATE, "Partner"), (OERSTED, "Mulig partner")]) == LISTED
    assert parties([("Projektleder", LEAD), ("Partner", GATE), ("Mulig partner", OERSTED)]) == LISTED


def test_what_a_party_contributes_is_no_party() -> None:
    rows = [(LEAD, "Ledelse"), (GATE, "Sekretariat og lokaler. Også en grund."), (DTU, "Research\nAnalyser")]
    assert [name for name, _ in parties(rows)] == [LEAD, GATE, DTU]


def test_every_cell_is_a_party_where_all_columns_hold_such() -> None:
    assert [name for name, _ in parties([(LEAD, GATE), (DTU, OERSTED)])] == [LEAD, GATE, DTU, OERSTED]


def test_column_of_names_alone_is_a_list_of_parties() -> None:
    rows = [("Parter",), (f"{LEAD} (lead)",), (GATE,), (f"{OERSTED} (mulig)",)]
    assert parties(rows) == LISTED


def test_groups_name_their_members_and_are_no_parties() -> None:
    rows = [("Lead", LEAD), ("Kommuner", "Hillerød Kommune og Furesø Kommune"), ("Virksomheder", f"{OERSTED}\nRambøll")]
    assert [name for name, _ in parties(rows)] == [LEAD, "Hillerød Kommune", "Furesø Kommune", OERSTED, "Rambøll"]


def test_role_that_one_cell_says_of_several_rows_holds_for_each() -> None:
    rows = [("Rolle", "Part"), ("Lead", LEAD), ("Mulige partnere", GATE), ("", DTU), ("", OERSTED)]
    assert parties(rows, down=True) == [(LEAD, "lead"), *((name, "possible") for name in (GATE, DTU, OERSTED))]


def test_party_over_several_rows_is_one() -> None:
    rows = [
        ("Part", "Rolle", "Person"),
        (LEAD, "Lead", "Bo Prøve"),
        ("", "Ejer", "Ida Test"),
        (GATE, "Deltager", "Bo Test"),
    ]
    assert parties(rows, down=True) == [(LEAD, "lead"), (GATE, "participant")]


@pytest.mark.parametrize(("heading", "name"), [(None, "Deltagende parter"), ("Deltagende parter", "Tabel 1: Oversigt")])
def test_row_over_all_columns_names_the_table(heading: str | None, name: str) -> None:
    rows = [(name, ""), ("Organisation", "Rolle"), (LEAD, "Lead"), (GATE, "Partner"), (OERSTED, "Mulig")]
    assert parties(rows, heading=heading, down=True) == LISTED


def test_rows_over_all_columns_within_a_table_group_the_parties() -> None:
    rows = [("Organisation", "Rolle"), ("Offentlige parter", ""), (LEAD, "Lead"), (GATE, "Partner")]
    more = [("Private parter", ""), (OERSTED, "Mulig partner")]
    assert parties([*rows, *more], down=True) == LISTED


def test_short_form_in_brackets_stays_with_its_name() -> None:
    rows = [("Part", "Rolle"), ("Danske Regioner (DR)", "Måske senere"), ("Forenede Fyrvogtere (FF)", "Rådgiver")]
    assert [name for name, _ in parties(rows)] == ["Danske Regioner", "Forenede Fyrvogtere"]


def test_labels_of_a_form_side_by_side_are_no_heads() -> None:
    rows = [("Deltagende parter", "Nøgletal"), (f"{LEAD} og {GATE}", "5 pct. af kajerne er grønne."), ("", "")]
    assert [name for name, _ in parties(rows, heading=None)] == [LEAD, GATE]


# Persons and figures


ANNE = ("Anne Eksempel", "Chefkonsulent", "00112233", "anne@example.org")
BO = ("Bo Prøve", "Konsulent", "00112255", "bo@example.org")
PERSONS: dict[str, Rows] = {
    "rows with heads": [("Navn", "Titel", "Telefon", "E-mail"), ANNE, BO],
    "rows without heads": [ANNE, BO],
    "columns with labels": list(zip(("Navn", "Titel", "Telefon", "E-mail"), ANNE, BO, strict=True)),
    "cards": [("\n".join(ANNE[:2]), "\n".join(BO[:2])), ("\n".join(ANNE[2:]), "\n".join(BO[2:]))],
    "cards in one row": [("\n".join(ANNE), "\n".join(BO))],
}


@pytest.mark.parametrize("rows", PERSONS.values(), ids=PERSONS)
def test_persons_in_rows_or_columns_are_told_apart(rows: Rows) -> None:
    [read] = read_bytes(document(rows, heading="Kontaktpersoner"), "forslag.docx").initiatives
    told = [(person.name, person.role, person.phone, person.email) for person in read.contacts]
    assert told[:2] == [ANNE, BO]


def test_figures_of_several_years_have_the_year_of_their_column() -> None:
    rows = [("Nøgletal", "2020", "2025"), ("Anløb", "1.200 skibe", "1.500 skibe"), ("Udledning", "5.400 tons", "")]
    [read] = read_bytes(document(rows, heading="Nøgletal"), "forslag.docx").initiatives
    told = [(figure.value, figure.unit, figure.year) for figure in read.key_figures]
    assert told == [(1200, "skibe", 2020), (1500, "skibe", 2025), (5400, "tons", 2020)]
