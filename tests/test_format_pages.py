"""What a page break or the width of a line does to a text is undone: notes above their marks, broken addresses."""

from __future__ import annotations

import io

import docx
import pytest
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, Paragraph, Table, TableStyle

from graph.reading import read_bytes, read_text
from graph.reading.formats import printed
from graph.reading.quantities import number
from ontology.models import Initiative

HEAD = "8. november 2019                                        Sekretariatet for opfundne forslag"
PAGED = f"""{HEAD}

Nr. 3: Grøn Havn

Forventede effekter:
• I 2024 går 12.000 ton mindre til forbrænding.

1 Havnen opgjorde i 2018 mængden til 38 kg.
2 Beregnet ud fra 900 besøg.

                                   3

\f{HEAD}

• Naboer lærer hinanden at kende

Nøgletal:
• Der er 38 pladser i området1.
• Op mod 28 % kan bruges igen2.

                                   4

\f{HEAD}

Deltagende parter: Gate 21, CLEAN og DTU

Kontakt: Anne Eksempel, leder, tlf. 00 11 22 33, e-mail: anne.eksempel@exam-
ple.org
"""


def read_one(data: bytes, name: str) -> Initiative:
    (initiative,) = read_bytes(data, name).initiatives
    return initiative


# Plain text


def test_notes_above_their_marks_at_the_foot_of_a_page_are_no_items() -> None:
    (initiative,) = read_text(PAGED, "havn.txt").initiatives
    assert [effect.text[:12] for effect in initiative.effects] == ["I 2024 går 1", "Naboer lærer"]
    assert [figure.value for figure in initiative.key_figures] == [38, 28]


def test_hyphen_within_the_domain_of_an_address_is_the_typesetters() -> None:
    (initiative,) = read_text(PAGED, "havn.txt").initiatives
    assert [contact.email for contact in initiative.contacts] == ["anne.eksempel@example.org"]


def test_party_with_its_role_on_a_line_of_its_own_is_no_heading() -> None:
    text = (
        "Nr. 3: Grøn Havn\n\nForventede effekter:\n- Renere luft\n\nNøgletal:\n- 5 km kaj\n\n"
        "Deltagende parter:\n\nGladsaxe Kommune (lead), Rudersdal\n"
        "Kommune og DTU\n\nKontakt:\n\nAnne Eksempel, leder, anne@example.org\n"
    )
    (initiative,) = read_text(text, "havn.txt").initiatives
    assert {each.organisation: each.role for each in initiative.participations} == {
        "Gladsaxe Kommune": "lead",
        "Rudersdal Kommune": "participant",
        "DTU": "participant",
    }


@pytest.mark.parametrize("printed_number", ["9,00011,000", "1,2,345", "1,5,000"])
def test_number_with_several_commas_is_a_number(printed_number: str) -> None:
    assert number(printed_number) > 1000


# PDF


def _page() -> tuple[Canvas, io.BytesIO]:
    packed = io.BytesIO()
    return Canvas(packed, pagesize=A4), packed


def _texts(canvas: Canvas, packed: io.BytesIO) -> list[str]:
    canvas.showPage()
    canvas.save()
    return [line.text for line in printed(packed.getvalue(), "havn.pdf").lines if not line.blank]


def test_wide_gaps_of_a_justified_column_part_nothing() -> None:
    canvas, packed = _page()
    style = ParagraphStyle("set", fontName="Times-Roman", fontSize=11, leading=14, alignment=TA_JUSTIFY)
    left = (
        "Naturfredningsforeninger, vandværkssammenslutninger og miljøministeriets grundvandskommissioner "
        "underskriver samarbejdsaftaler om drikkevandsbeskyttelse. "
    )
    right = (
        "Kommunalbestyrelsernes klimatilpasningsudvalg og regionsrådets forsyningsselskaber udarbejder "
        "handlingsplaner for oversvømmelsestruede boligområder. "
    )
    for x, text in ((50, left), (310, right)):
        Frame(x, 500, 220, 300).addFromList([Paragraph(text * 3, style)], canvas)
    assert "".join(" ".join(_texts(canvas, packed)).split()) == "".join(f"{left * 3} {right * 3}".split())


def test_ruled_table_in_one_of_two_columns_is_read_within_it() -> None:
    canvas, packed = _page()
    style = ParagraphStyle("plain", fontName="Helvetica", fontSize=10, leading=13)
    bold = ParagraphStyle("bold", parent=style, fontName="Helvetica-Bold", fontSize=12, leading=16)
    words = ["Et havnebad med sauna", "Tang på alle broer", "En trappe til vandet", "Ovne til fiskerne"] * 3
    rows = [["Organisation", "Rolle"], ["Gate 21", "Lead"], ["CLEAN", "Deltager"], ["DTU", "Deltager"]]
    table = Table(rows, colWidths=[120, 80], style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))]))
    Frame(50, 400, 220, 400).addFromList(
        [Paragraph("Mulige elementer", bold), *(Paragraph(word, style) for word in words)], canvas
    )
    Frame(310, 400, 230, 400).addFromList([Paragraph("Deltagende parter", bold), table], canvas)
    texts = _texts(canvas, packed)
    assert texts[: len(words) + 2] == ["Mulige elementer", *words, "Deltagende parter"]
    assert [text for text in texts if text.startswith("•")] == [
        "• Gate 21 (lead)",
        "• CLEAN (deltager)",
        "• DTU (deltager)",
    ]


# Word


def test_what_stands_below_a_label_in_its_own_cell_is_filled_in() -> None:
    document = docx.Document()
    document.add_heading("Nr. 3: Grøn Havn", 0)
    table = document.add_table(rows=0, cols=1)
    for label, items in (
        ("Mulige elementer", ["Et havnebad", "Tang på broer"]),
        ("Bygger videre på", ["Havneforum"]),
        ("Deltagende parter", ["Gate 21", "CLEAN"]),
        ("Nøgletal", ["5 km kaj"]),
    ):
        cell = table.add_row().cells[0]
        cell.paragraphs[0].add_run(label).bold = True
        for item in items:
            cell.add_paragraph(item, style="List Bullet")
    packed = io.BytesIO()
    document.save(packed)
    initiative = read_one(packed.getvalue(), "havn.docx")
    assert [element.text for element in initiative.elements] == ["Et havnebad", "Tang på broer"]
    assert [thing.name for thing in initiative.builds_on] == ["Havneforum"]
    assert [each.organisation for each in initiative.participations] == ["Gate 21", "CLEAN"]
    assert [figure.value for figure in initiative.key_figures] == [5]


def test_section_with_a_table_in_one_cell_ends_the_field_above() -> None:
    document = docx.Document()
    document.add_heading("Nr. 3: Grøn Havn", 0)
    table = document.add_table(rows=2, cols=1)
    above, below = (row.cells[0] for row in table.rows)
    above.paragraphs[0].add_run("Mulige elementer").bold = True
    above.add_paragraph("Et havnebad", style="List Bullet")
    below.paragraphs[0].add_run("Deltagende parter").bold = True
    inner = below.add_table(rows=3, cols=2)
    for row, texts in zip(
        inner.rows, (("Organisation", "Rolle"), ("Gate 21", "Lead"), ("CLEAN", "Deltager")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    packed = io.BytesIO()
    document.save(packed)
    initiative = read_one(packed.getvalue(), "havn.docx")
    assert [element.text for element in initiative.elements] == ["Et havnebad"]
    assert {each.organisation: each.role for each in initiative.participations} == {
        "Gate 21": "lead",
        "CLEAN": "participant",
    }


def test_note_below_a_rule_at_the_foot_of_a_page_is_no_text() -> None:
    text = PAGED.replace("1 Havnen opgjorde", f"{'_' * 20}\n1 Havnen opgjorde").replace("området1", "området")
    (initiative,) = read_text(text, "havn.txt").initiatives
    assert len(initiative.effects) == 2


def test_whom_a_list_adds_perhaps_is_possible() -> None:
    text = PAGED.replace("Gate 21, CLEAN og DTU", "Gate 21 og DTU. Derudover evt. Realdania samt grundejere")
    (initiative,) = read_text(text, "havn.txt").initiatives
    assert {each.organisation: each.role for each in initiative.participations} == {
        "Gate 21": "participant",
        "DTU": "participant",
        "Realdania": "possible",
        "grundejere": "possible",
    }
