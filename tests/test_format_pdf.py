"""What a page of a PDF shows becomes lines: words, marks, bullets, tables, and what stands beside the text."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from graph.reading import read_bytes
from graph.reading.formats.pdf import printed
from graph.reading.lines import Printed
from ontology.errors import UnreadableDocument
from tests.invented import proposal
from tests.typeset import printed as typeset
from tests.typeset import sheet

DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
PROSE = "Havnen skal være grøn og ren for børn og voksne."


def read(*pages: Callable[[Canvas], None]) -> Printed:
    return printed(sheet(*pages), "forslag.pdf")


def texts(document: Printed) -> list[str]:
    return [line.text for line in document.lines if line.text and line.style != "aside"]


def asides(document: Printed) -> list[str]:
    return [line.text for line in document.lines if line.style == "aside"]


def prose(canvas: Canvas, top: float = 700, lines: int = 12) -> None:
    """Ordinary text, so that the size of the body is known."""
    for number in range(lines):
        canvas.drawString(60, top - 13 * number, PROSE)


# Words


def test_danish_letters_and_pages_are_kept() -> None:
    document = read(lambda c: c.drawString(60, 700, "Rødgrød på Ærø"), lambda c: c.drawString(60, 700, "Åben havn"))
    assert texts(document) == ["Rødgrød på Ærø", "Åben havn"]
    assert [line.page for line in document.lines if line.text] == [1, 2]
    assert [line.opens_page for line in document.lines if line.text] == [False, True]
    assert document.media_type == "application/pdf"


def test_lines_are_numbered_from_one_without_a_gap() -> None:
    document = printed(typeset(proposal(), proposal(title="Nr. 2: Blå By")), "forslag.pdf")
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))


def test_words_that_are_drawn_apart_and_without_spaces_are_parted() -> None:
    def draw(canvas: Canvas) -> None:
        x = 60.0
        for word in PROSE.split():
            canvas.drawString(x, 700, word)
            x += canvas.stringWidth(word) + 2.8

    assert texts(read(draw)) == [PROSE]


def test_lines_are_read_from_the_top_in_whatever_order_they_are_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 660, "Tredje linje.")
        canvas.drawString(60, 700, "Første linje.")
        canvas.drawString(60, 680, "Anden linje.")

    assert [text.split()[0] for text in texts(read(draw))] == ["Første", "Anden", "Tredje"]


def test_text_that_is_drawn_twice_to_look_bold_stands_once() -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0.0, 0.35):
            canvas.drawString(60 + shift, 760, "Kontakt")
        prose(canvas)

    document = read(draw)
    assert texts(document)[0] == "Kontakt"
    assert document.lines[0].style == "heading"


def test_wide_set_headings_are_one_word() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 760, "KONTAKT", charSpace=5)
        canvas.drawString(60, 740, "DELTAGENDE PARTER", charSpace=4)
        prose(canvas)

    assert texts(read(draw))[:2] == ["KONTAKT", "DELTAGENDE PARTER"]


def test_ligatures_and_accents_of_their_own_become_ordinary_letters() -> None:
    if not DEJAVU.exists():
        pytest.skip("no font with accents of their own found: install Debian's fonts-dejavu-core")
    pdfmetrics.registerFont(TTFont("DejaVu", DEJAVU))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("DejaVu", 10)
        canvas.drawString(60, 700, "A\u030arhus \ufb01nansierer pa\u030a ny")

    assert texts(read(draw)) == ["Århus finansierer på ny"]


def test_a_hyphen_at_a_line_end_is_left_for_the_reader_of_sentences() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Havnen skal være en attrak-")
        canvas.drawString(60, 687, "tion for børn.")

    assert texts(read(draw)) == ["Havnen skal være en attrak-", "tion for børn."]


def test_paragraphs_are_parted_by_blank_lines() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas, 700, 3)
        prose(canvas, 640, 2)

    assert [bool(line.text) for line in read(draw).lines] == [True] * 3 + [False] + [True] * 2


# Marks and notes


def noted(canvas: Canvas) -> None:
    canvas.drawString(60, 760, "Projektet drives af CLEAN")
    x = 60 + canvas.stringWidth("Projektet drives af CLEAN")
    canvas.setFont("Helvetica", 6)
    canvas.drawString(x, 763.5, "1")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(x + 3.4, 760, ", der er en klynge på 500 m")
    x += 3.4 + canvas.stringWidth(", der er en klynge på 500 m")
    canvas.setFont("Helvetica", 6)
    canvas.drawString(x, 763.5, "2")
    canvas.setFont("Helvetica", 10)
    prose(canvas)
    canvas.setFont("Helvetica", 6)
    canvas.drawString(60, 103, "1")
    canvas.setFont("Helvetica", 8)
    canvas.drawString(65, 100, "CLEAN har 200 medlemmer i hele landet,")
    canvas.drawString(65, 90, "og de fleste er virksomheder.")


def test_the_mark_of_a_footnote_is_no_part_of_the_word_and_a_power_is() -> None:
    assert texts(read(noted))[0] == "Projektet drives af CLEAN, der er en klynge på 500 m²"


def test_footnotes_stand_beside_the_text() -> None:
    document = read(noted)
    assert asides(document) == ["1 CLEAN har 200 medlemmer i hele landet,", "og de fleste er virksomheder."]
    assert document.lines[-1].style == "aside"


def test_a_footnote_does_not_part_the_sentence_that_runs_over_the_page() -> None:
    def second(canvas: Canvas) -> None:
        canvas.drawString(60, 760, "og for de gamle.")
        canvas.drawString(60, 730, "Havnen er dyb.")

    def first(canvas: Canvas) -> None:
        noted(canvas)
        canvas.drawString(60, 120, "Havnen skal være ren for børn, for voksne")

    document = read(first, second)
    place = texts(document).index("og for de gamle.")
    assert texts(document)[place - 1] == "Havnen skal være ren for børn, for voksne"
    numbers = {line.text: line.number for line in document.lines}
    assert numbers["og for de gamle."] < numbers["1 CLEAN har 200 medlemmer i hele landet,"]


def test_running_heads_and_page_numbers_stand_beside_the_text() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(60, 810, "Region Nord – forslag til fyrtårne")
            canvas.drawString(290, 30, str(number))
            prose(canvas)

        return draw

    document = read(page(1), page(2), page(3))
    assert set(texts(document)) == {PROSE}
    assert asides(document) == [text for n in "123" for text in ("Region Nord – forslag til fyrtårne", n)]


def test_turned_text_stands_beside_the_text() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.saveState()
        canvas.translate(300, 300)
        canvas.rotate(45)
        canvas.drawString(0, 0, "UDKAST")
        canvas.restoreState()

    document = read(draw)
    assert set(texts(document)) == {PROSE}
    assert asides(document) == ["UDKAST"]


def test_a_page_that_lies_on_its_side_is_read_upright() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 100)
        canvas.rotate(90)
        canvas.drawString(0, 100, "Første linje er her.")
        canvas.drawString(0, 80, "Anden linje er her.")

    assert texts(read(draw)) == ["Første linje er her.", "Anden linje er her."]


# Bullets


def test_bullets_of_every_kind_become_the_same_with_their_level() -> None:
    def draw(canvas: Canvas) -> None:
        for number, (glyph, font, indent) in enumerate(
            [
                ("•", "Helvetica", 0),
                ("–", "Helvetica", 0),
                ("\u00b7", "Symbol", 0),
                ("o", "Courier", 18),
                ("n", "ZapfDingbats", 18),
                ("-", "Helvetica", 0),
            ]
        ):
            y = 700 - 15 * number
            canvas.setFont(font, 10)
            canvas.drawString(60 + indent, y, "\u2022" if font == "Symbol" else glyph)
            canvas.setFont("Helvetica", 10)
            canvas.drawString(75 + indent, y, "Plante tang")

    outer, inner = "• Plante tang", "  • Plante tang"
    assert texts(read(draw)) == [outer, outer, outer, inner, inner, outer]


def test_a_bullet_that_is_drawn_as_a_shape_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(3):
            canvas.circle(64, 703.2 - 15 * number, 1.6, fill=1)
            canvas.drawString(75, 700 - 15 * number, "Plante tang")

    assert texts(read(draw)) == ["• Plante tang"] * 3


def test_a_hanging_line_belongs_to_its_bullet() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(3):
            canvas.drawString(60, 700 - 30 * number, "•")
            canvas.drawString(75, 700 - 30 * number, "Plante tang og ålegræs i")
            canvas.drawString(75, 687 - 30 * number, "hele havnen.")

    assert texts(read(draw)) == ["• Plante tang og ålegræs i", "hele havnen."] * 3


# Headings and titles


def test_larger_and_bolder_type_is_a_heading_and_the_largest_a_title() -> None:
    document = printed(typeset(proposal()), "forslag.pdf")
    styles = {line.text: line.style for line in document.lines}
    assert styles["Nr. 1: Grøn Havn"] == "title"
    assert styles["Deltagende parter:"] == "heading"
    assert styles["Havnen skal være grøn."] is None


def test_a_heading_printed_over_two_rows_is_one_line() -> None:
    document = printed(typeset(proposal(), layout="plain form"), "forslag.pdf")
    assert "Mulige elementer i initiativet" in [line.text for line in document.lines if line.style == "heading"]


# Tables


def table(rows: list[list[str]], ruled: bool = True) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
        drawn = Table(rows, colWidths=[150] * len(rows[0]), style=TableStyle(style))
        drawn.wrapOn(canvas, 500, 500)
        drawn.drawOn(canvas, 60, 500)

    return draw


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_of_parties_becomes_a_line_for_each_with_its_role(ruled: bool) -> None:
    rows = [["Organisation", "Rolle"], ["Gate 21", "Lead-partner"], ["CLEAN", "Deltager"], ["DTU", "Mulig deltager"]]
    assert texts(read(table(rows, ruled))) == [
        "• Gate 21 (lead-partner)",
        "• CLEAN (deltager)",
        "• DTU (mulig deltager)",
    ]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_of_contacts_becomes_a_line_for_each(ruled: bool) -> None:
    rows = [["Navn", "Tlf.", "E-mail"], ["Anne Eksempel", "00112233", "anne@example.org"], ["Bo Prøve", "44556677", ""]]
    expected = ["• Anne Eksempel, tlf. 00112233, anne@example.org", "• Bo Prøve, tlf. 44556677"]
    assert texts(read(table(rows, ruled))) == expected


def test_what_else_a_table_says_of_a_party_stands_beside_the_text() -> None:
    rows = [["Part", "Rolle", "Kontaktperson"], ["CLEAN", "Deltager", "Anne Eksempel"]]
    document = read(table(rows))
    assert texts(document) == ["• CLEAN (deltager)"]
    assert asides(document) == ["Anne Eksempel"]


# What nobody sees


def test_hidden_text_is_left_out_and_told() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawString(60, 400, "Gate 21", mode=3)
        canvas.setFillColor(colors.white)
        canvas.drawString(60, 380, "CLEAN")
        canvas.drawString(-300, 380, "DTU")

    document = read(draw)
    assert set(texts(document)) == {PROSE}
    [note] = document.notes
    assert note.english.startswith("page 1: 14 characters")
    assert note.danish.startswith("side 1: 14 tegn")


def test_white_text_on_a_dark_ground_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(colors.darkblue)
        canvas.rect(50, 690, 400, 30, fill=1)
        canvas.setFillColor(colors.white)
        canvas.drawString(60, 700, "Deltagende parter")

    assert texts(read(draw)) == ["Deltagende parter"]


def picture() -> ImageReader:
    """A picture of one grey point."""
    return ImageReader(BytesIO(b"P6 1 1 255 \x80\x80\x80"))


def test_the_text_that_was_recognised_in_a_scanned_page_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(picture(), 0, 0, 595, 842)
        canvas.drawString(60, 700, PROSE, mode=3)

    document = read(draw)
    assert (texts(document), document.notes) == ([PROSE], ())


def test_a_page_that_is_only_a_picture_is_told_in_both_languages() -> None:
    document = read(prose, lambda c: c.drawImage(picture(), 50, 50, 500, 700))
    [note] = document.notes
    assert "page 2 holds a picture and no text" in note.english
    assert "side 2 er et billede uden tekst" in note.danish


def test_a_document_of_pictures_only_says_that_it_was_scanned() -> None:
    with pytest.raises(UnreadableDocument, match=r"forslag\.pdf: the PDF was scanned.*OCR"):
        read(lambda c: c.drawImage(picture(), 50, 50, 500, 700))


def test_an_empty_document_says_that_it_holds_no_text() -> None:
    with pytest.raises(UnreadableDocument, match="holds no text"):
        read(lambda c: c.line(0, 0, 50, 50))


# Links and fields


def test_an_address_that_only_a_link_holds_is_printed() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Anne Eksempel, skriv en mail")
        canvas.linkURL("mailto:anne@example.org", (150, 698, 220, 712))
        canvas.drawString(60, 680, "bo@example.org")
        canvas.linkURL("mailto:bo@example.org", (60, 678, 150, 690))

    assert texts(read(draw)) == ["Anne Eksempel, skriv en mail anne@example.org", "bo@example.org"]


def test_fields_that_are_filled_in_are_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Titel:")
        canvas.acroForm.textfield(value="Grøn Havn", x=120, y=694, width=200, height=20, borderWidth=0, fontSize=10)

    assert " ".join(texts(read(draw))) == "Titel: Grøn Havn"


def test_a_whole_proposal_is_read_from_a_file_by_its_name() -> None:
    document = read_bytes(typeset(proposal()), "forslag.pdf")
    assert document.initiatives[0].title == "Grøn Havn"
    assert document.media_type == "application/pdf"
    assert set(document.pages) == {1}
