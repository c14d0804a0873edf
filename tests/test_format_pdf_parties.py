"""Tables of parties in PDF, ruled or not: each row is a party with its role, as in a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from graph.reading import read_bytes
from tests.test_format_word_parties import DTU, GATE, HEADED, LEAD, LISTED, OERSTED, Rows
from tests.typeset import BODY, HEADING, TITLE

RULED = pytest.mark.parametrize("ruled", [True, False], ids=["ruled", "plain"])
TOLD = {name: rows for name, rows in HEADED.items() if name not in ("ticks", "other columns")}


def document(rows: Rows, ruled: bool) -> bytes:
    """A proposal with a table below the heading of its parties."""
    cells = [[Paragraph(text, BODY) for text in row] for row in rows]
    table = Table(cells, hAlign="LEFT", colWidths=[440 / len(rows[0])] * len(rows[0]))
    if ruled:
        table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    story: list[Flowable] = [
        Paragraph("Forslag nr. 7: Grøn kaj", TITLE),
        Paragraph("Mulige elementer", HEADING),
        Paragraph("• Et landanlæg til skibe", BODY),
        Paragraph("Forventede effekter", HEADING),
        Paragraph("Mindre støj i 2026.", BODY),
        Paragraph("Deltagende parter", HEADING),
        table,
        Paragraph("Kontakt", HEADING),
        Paragraph("Anne Eksempel, chefkonsulent, Gate 21, tlf. 00112233, anne@example.org", BODY),
    ]
    printed = BytesIO()
    SimpleDocTemplate(printed, pagesize=A4).build(story)
    return printed.getvalue()


def parties(rows: Rows, ruled: bool) -> Sequence[tuple[str, str]]:
    """Each party with its role."""
    [read] = read_bytes(document(rows, ruled), "forslag.pdf").initiatives
    assert [contact.name for contact in read.contacts] == ["Anne Eksempel"]
    return [(party.organisation, party.role) for party in read.participations]


@RULED
@pytest.mark.parametrize("rows", TOLD.values(), ids=TOLD)
def test_each_row_below_heads_is_a_party_with_its_role(rows: Rows, ruled: bool) -> None:
    assert parties(rows, ruled) == LISTED


def test_columns_that_say_little_are_no_parties() -> None:
    assert parties(HEADED["other columns"], ruled=True) == LISTED


@RULED
def test_each_row_without_heads_is_a_party_with_its_role(ruled: bool) -> None:
    rows = [(LEAD, "Projektleder"), (GATE, "Partner"), (OERSTED, "Mulig partner")]
    assert parties(rows, ruled) == LISTED


@RULED
def test_cell_that_runs_over_two_lines_is_one(ruled: bool) -> None:
    long = "Stiller lokaler til rådighed for alle, der vil være med i arbejdet, og leder det i det daglige"
    rows = [("Part", "Bidrag"), (LEAD, long), (GATE, "Timer"), (DTU, "Målinger")]
    assert [name for name, _ in parties(rows, ruled)] == [LEAD, GATE, DTU]
