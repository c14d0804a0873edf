"""Text of a PDF that a reader of the page does not see is not read, and the report says so; all other text is read."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from graph.reading import read_bytes
from graph.reading.formats.covers import uncovered
from graph.reading.formats.leaf import Box, Glyph
from graph.reading.formats.pdf import printed
from graph.reading.lines import Printed
from tests.invented import proposal
from tests.laws import examples
from tests.typeset import sheet

SEEN, HIDDEN = "Havnen skal være grøn", "Gate 21"
LETTERS = len(HIDDEN.replace(" ", ""))
Draw = Callable[[Canvas], None]


def then(*draws: Draw) -> Draw:
    """One drawn after the other."""

    def draw(canvas: Canvas) -> None:
        for each in draws:
            each(canvas)

    return draw


def read(draw: Draw) -> Printed:
    return printed(sheet(then(lambda canvas: canvas.drawString(60, 700, SEEN), draw)), "forslag.pdf")


def texts(document: Printed) -> list[str]:
    return [line.text for line in document.lines if line.text]


def written(canvas: Canvas) -> None:
    canvas.drawString(60, 600, HIDDEN)


def painted(canvas: Canvas, color: colors.Color, height: float = 20, width: float = 100) -> None:
    canvas.setFillColor(color)
    canvas.rect(50, 594, width, height, stroke=0, fill=1)


def picture() -> ImageReader:
    """A picture of one grey point."""
    return ImageReader(BytesIO(b"P6 1 1 255 \x80\x80\x80"))


def clipped(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(300, 300, 50, 50)
    canvas.saveState()
    canvas.clipPath(path, stroke=0)
    written(canvas)
    canvas.restoreState()


def beside_its_part(canvas: Canvas) -> None:
    canvas.beginForm("part", 0, 0, 50, 50)
    written(canvas)
    canvas.endForm()
    canvas.doForm("part")


def under_a_part(canvas: Canvas) -> None:
    written(canvas)
    canvas.beginForm("part", 0, 0, 595, 842)
    painted(canvas, colors.black)
    canvas.endForm()
    canvas.doForm("part")


def blacked_out_in_a_scan(canvas: Canvas) -> None:
    canvas.drawImage(picture(), 0, 500, 595, 150)
    canvas.drawString(60, 600, HIDDEN, mode=3)
    painted(canvas, colors.black)


UNSEEN: dict[str, Draw] = {
    "below a black bar": then(written, lambda c: painted(c, colors.black)),
    "below a white bar": then(written, lambda c: painted(c, colors.white)),
    "below a bar in a part": under_a_part,
    "below a bar in a scanned page": blacked_out_in_a_scan,
    "clipped away": clipped,
    "outside its part": beside_its_part,
    "off the page": lambda c: c.drawString(60, 1200, HIDDEN),
    "not drawn": lambda c: c.drawString(60, 600, HIDDEN, mode=3),
    "white on white": then(lambda c: c.setFillColor(colors.white), written),
}


@pytest.mark.parametrize("draw", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_is_not_read_and_is_told(draw: Draw) -> None:
    document = read(draw)
    assert texts(document) == [SEEN]
    [note] = document.notes
    assert note.english == f"page 1: {LETTERS} characters that nobody sees were left out"


def marked(canvas: Canvas) -> None:
    written(canvas)
    canvas.saveState()
    painted(canvas, colors.Color(1, 1, 0, alpha=0.4))
    canvas.restoreState()


def scanned(canvas: Canvas) -> None:
    canvas.drawImage(picture(), 0, 500, 595, 150)
    canvas.drawString(60, 600, HIDDEN, mode=3)


def below_a_scan(canvas: Canvas) -> None:
    written(canvas)
    canvas.drawImage(picture(), 0, 500, 595, 150)


def unclipped(canvas: Canvas) -> None:
    clipped(canvas)
    written(canvas)


DRAWN: dict[str, Draw] = {
    "on a ground": then(lambda c: painted(c, colors.lightgrey), lambda c: c.setFillColor(colors.black), written),
    "beside a bar": then(written, lambda c: painted(c, colors.black, height=3)),
    "marked with a pen": marked,
    "recognised in a scanned page": scanned,
    "below a scanned page": below_a_scan,
    "drawn again where it is seen": unclipped,
}


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_what_is_seen_is_read(draw: Draw) -> None:
    assert texts(read(draw)) == [SEEN, HIDDEN]


def test_what_was_left_out_is_among_the_warnings_of_the_proposal() -> None:
    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(proposal().splitlines()):
            canvas.drawString(60, 780 - 14 * number, line)
        canvas.drawString(60, 60, HIDDEN, mode=3)

    [initiative] = read_bytes(sheet(draw), "forslag.pdf").initiatives
    assert initiative.warnings[0] == f"page 1: {LETTERS} characters that nobody sees were left out"
    assert initiative.warnings_da[0] == f"side 1: {LETTERS} tegn, som ingen kan se, er udeladt"


# Letters and what is painted over them


def letter(x: float, y: float) -> Glyph:
    return Glyph("x", x, x + 6, y, 12, bold=False, pictorial=False)


COVERS = st.tuples(
    st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(1, 60), st.integers(1, 60)), st.integers(0, 20)
)


@given(st.lists(st.builds(letter, st.integers(0, 120), st.integers(0, 120)), max_size=20), st.lists(COVERS, max_size=6))
@settings(max_examples=examples(150), deadline=None)
def test_just_the_letters_drawn_before_a_cover_and_within_it_are_hidden(
    glyphs: list[Glyph], covers: list[tuple[tuple[int, int, int, int], int]]
) -> None:
    boxes: list[tuple[Box, int]] = [((x, y, x + w, y + h), count) for (x, y, w, h), count in covers]
    expected = [
        glyph
        for place, glyph in enumerate(glyphs)
        if not any(
            place < count and x0 <= glyph.x0 + 3 <= x1 and y0 <= glyph.y - 5.4 and y1 >= glyph.y - 1.2
            for (x0, y0, x1, y1), count in boxes
        )
    ]
    assert uncovered(glyphs, boxes) == expected


def test_thousands_of_shapes_over_thousands_of_letters_are_told_apart_in_time() -> None:
    glyphs = [letter(10 * (n % 60), 12 * (n // 60)) for n in range(20_000)]
    before = time.process_time()
    left = uncovered(glyphs, [((0, 10 * n, 600, 10 * n + 4), len(glyphs)) for n in range(10_000)])
    assert left
    assert time.process_time() - before < 4
