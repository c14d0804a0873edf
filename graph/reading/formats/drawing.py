"""What a page of a PDF draws: its operations carried out, and what they leave on the page."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdffont import PDFFont, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSEOF, PSKeyword, PSLiteral, keyword_name, literal_name
from pdfminer.utils import Matrix, apply_matrix_pt, mult_matrix

from graph.reading.formats.container import Budget, Content, Damaged, Fonts
from graph.reading.formats.covers import EVERYWHERE, Cover, both
from graph.reading.formats.leaf import UNKNOWN, Box, Glyph, Leaf, is_within

__all__ = ["Device", "Interpreter"]

_MOST_SHAPES = 20_000
_DEEPEST = 8
_THIN = 2.5
"""Points: what is drawn thinner is a line."""
_DOT = 9.0
"""Points: what is drawn smaller may be a bullet."""
_OPAQUE = 0.95
_COVERING = ("Normal", "Compatible")
"""Ways of mixing colours in which the upper one hides the lower one."""
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|-bd\b|,b\b", re.IGNORECASE)
_PICTORIAL = re.compile(r"symbol|wingding|webding|dingbat", re.IGNORECASE)
_SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029\xa0"
_NOTHING = "\x7f\u200b\u200c\u200d\ufeff"


class Interpreter(PDFPageInterpreter):
    """Draws a page on a device; what is drawn within what is drawn ends after a few levels."""

    def __init__(self, fonts: Fonts, device: Device, budget: Budget, depth: int = 0) -> None:
        super().__init__(fonts, device)
        self._fonts, self._device, self._budget, self._depth = fonts, device, budget, depth

    def dup(self) -> Interpreter:
        """Make one that draws a part."""
        return Interpreter(self._fonts, self._device, self._budget, self._depth + 1)

    def draw_object(self, name: Any) -> None:
        """Draw a part or a picture."""
        self._budget.draw()
        self._budget.look_up()
        if self._depth < _DEEPEST:
            self.do_Do(name)
            self.device.set_ctm(self.ctm)

    def keep(self) -> None:
        """Remember how things are drawn, and where."""
        self._device.views.append(self._device.views[-1])
        self.do_q()

    def restore(self) -> None:
        """Draw again as before."""
        if self.gstack:
            self._device.views.pop()
        self.do_Q()

    def clip(self) -> None:
        """Draw only within the path that was begun."""
        self._device.clip(self.curpath)

    def do_gs(self, name: Any) -> None:
        """Note whether what is filled from now on lets through what lies below it."""
        states = resolve1(self.resources.get("ExtGState"))
        state = resolve1(states.get(literal_name(name))) if isinstance(states, dict) else None
        if isinstance(state, dict):
            self._device.mix(state)

    def execute(self, streams: Sequence[object]) -> None:
        """Draw what streams say, but for streams that are being drawn."""
        self.stream_ids.clear()
        drawn = [stream for item in streams if isinstance(stream := resolve1(item), PDFStream)]
        drawn = [stream for stream in drawn if stream.objid is None or stream.objid not in self.parent_stream_ids]
        self.stream_ids |= {stream.objid for stream in drawn if stream.objid is not None}
        for drawing in _operations(Content(drawn, self._budget)):
            if not isinstance(drawing, PSKeyword):
                self.push(drawing)
                continue
            name = keyword_name(drawing)
            run = getattr(self, _OPERATORS.get(name) or f"do_{name}", None)
            if run is None:
                continue
            needed = run.__code__.co_argcount - 1
            given = self.pop(needed) if needed else []
            if len(given) == needed:
                run(*given)


_OPERATORS = {
    "f*": "do_f_a",
    "B*": "do_B_a",
    "b*": "do_b_a",
    "Do": "draw_object",
    "q": "keep",
    "Q": "restore",
    "W": "clip",
    "W*": "clip",
    "T*": "do_T_a",
    "'": "do__q",
    '"': "do__w",
}


def _operations(content: Content) -> Iterator[Any]:
    try:
        while True:
            yield content.nextobject()[1]
    except PSEOF:
        return


@dataclass(frozen=True)
class _View:
    """Where things are drawn, and whether what is filled hides what lies below it."""

    clip: Box = EVERYWHERE
    opaque: bool = True
    plain: bool = True
    whole: bool = True

    @property
    def covers(self) -> bool:
        """Nothing shows through."""
        return self.opaque and self.plain and self.whole


class Device(PDFDevice):
    """Keeps what is drawn: on its leaf, or beside it what is white, not drawn at all, or turned (by degrees)."""

    def __init__(self, fonts: Fonts, leaf: Leaf, budget: Budget) -> None:
        super().__init__(fonts)
        self.leaf, self._budget = leaf, budget
        self._letters: dict[int, dict[int, tuple[str, float]]] = {}
        self._fonts: dict[int, tuple[PDFFont, bool, bool]] = {}
        self.unseen: list[Glyph] = []
        self.white: list[Glyph] = []
        self.turned: list[tuple[Glyph, int]] = []
        self.covers: list[Cover] = []
        self.clipped = 0
        self.views = [_View()]
        self._outer: list[int] = []
        self.page_matrix: Matrix = (1, 0, 0, 1, 0, 0)
        self.ctm: Matrix = (1, 0, 0, 1, 0, 0)

    def begin_page(self, _page: PDFPage, ctm: Any) -> None:
        """Remember how the page is turned."""
        self.page_matrix = ctm

    # Where things are drawn

    def begin_figure(self, _name: str, bbox: Any, matrix: Matrix) -> None:
        """Draw a part, which ends at its own box."""
        self._outer.append(len(self.views))
        x0, y0, x1, y1 = bbox
        inner = self._box(mult_matrix(matrix, self.ctm), [(x0, y0), (x1, y0), (x0, y1), (x1, y1)])
        self.views.append(replace(self.views[-1], clip=both(self.views[-1].clip, inner)))

    def end_figure(self, _name: str) -> None:
        """Draw on as before the part."""
        del self.views[self._outer.pop() :]

    def clip(self, path: Sequence[Any]) -> None:
        """Draw only within the box around a path."""
        points = [point for points, _ in _parts(path) for point in points]
        if points:
            self.views[-1] = replace(self.views[-1], clip=both(self.views[-1].clip, self._box(self.ctm, points)))

    def mix(self, state: dict[str, Any]) -> None:
        """Fill as a state says, as far as it says how colours mix."""
        view = self.views[-1]
        opacity, blend, mask = (resolve1(state.get(key)) for key in ("ca", "BM", "SMask"))
        if isinstance(opacity, (int, float)):
            view = replace(view, opaque=opacity >= _OPAQUE)
        if blend is not None:
            view = replace(view, plain=_name(blend) in _COVERING)
        if mask is not None:
            view = replace(view, whole=_name(mask) == "None")
        self.views[-1] = view

    def _box(self, matrix: Matrix, points: Iterable[tuple[float, float]]) -> Box:
        """The box around points, as it lies on the page."""
        placed = [self.place(*apply_matrix_pt(matrix, point)) for point in points]
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        return min(xs), min(ys), max(xs), max(ys)

    # Letters

    def render_string(self, textstate: Any, seq: Iterable[Any], _ncs: Any, graphicstate: Any) -> None:
        """Keep the letters of a string."""
        font = textstate.font
        if font is None:
            raise Damaged(f"page {self.leaf.number} names a font that is not there")
        size, scaling = textstate.fontsize, textstate.scaling * 0.01
        charspace, wordspace = textstate.charspace * scaling, textstate.wordspace * scaling
        if font.is_multibyte():
            wordspace = 0
        letters = self._letters.setdefault(id(font), {})
        self._fonts.setdefault(id(font), (font, *_kinds(font)))
        printer = _Printer(self, textstate, mult_matrix(textstate.matrix, self.ctm), _is_white(graphicstate.ncolor))
        x, y = textstate.linematrix
        for item in seq:
            if isinstance(item, (int, float)):
                x -= item * 0.001 * size * scaling
            elif isinstance(item, bytes):
                codes = list(font.decode(item))
                self._budget.print(len(codes))
                for code in codes:
                    text, width = letters.get(code) or letters.setdefault(code, _letter(font, code))
                    advance = width * size * scaling
                    printer.print(text, x, y, advance)
                    x += advance + charspace + (wordspace if code == 32 else 0.0)
        textstate.linematrix = (x, y)

    def kinds(self, font: PDFFont) -> tuple[bool, bool]:
        """Whether a font is bold, and whether it holds signs."""
        return self._fonts[id(font)][1:]

    def keep(self, glyph: Glyph, how: str, angle: int) -> None:
        """Keep a letter: "seen", "white" or "unseen", and turned by so many degrees."""
        if not is_within(glyph, [self.views[-1].clip]):
            self.clipped += bool(glyph.text.strip())
        elif how == "unseen":
            self.unseen.append(glyph)
        elif angle:
            self.turned.append((glyph, angle))
        else:
            (self.white if how == "white" else self.leaf.glyphs).append(glyph)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A place on the page, seen from its top."""
        return x, self.leaf.height - y

    # Lines, shades, pictures

    def paint_path(
        self,
        graphicstate: Any,
        stroke: bool,
        fill: bool,
        _evenodd: bool,
        path: Sequence[Any],
    ) -> None:
        """Keep the lines and shades of a path."""
        leaf = self.leaf
        if len(leaf.horizontals) + len(leaf.verticals) + len(leaf.shades) + len(leaf.dots) > _MOST_SHAPES:
            return
        ink = fill and not _is_white(graphicstate.ncolor)
        covers = fill and self.views[-1].covers and _is_color(graphicstate.ncolor)
        for points, curved in _parts(path):
            box = self._box(self.ctm, points)
            self._keep_shape(box, stroke, ink, fill, curved)
            if covers and not curved and _is_upright(points):
                drawn = (len(leaf.glyphs), len(self.white), len(self.unseen))
                self.covers.append(Cover(both(box, self.views[-1].clip), *drawn))

    def _keep_shape(self, box: Box, stroke: bool, ink: bool, fill: bool, curved: bool) -> None:
        leaf, (x0, y0, x1, y1) = self.leaf, box
        if y1 - y0 <= _THIN and x1 - x0 > _DOT and (stroke or ink):
            leaf.horizontals.append(((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= _THIN and y1 - y0 > _DOT and (stroke or ink):
            leaf.verticals.append(((x0 + x1) / 2, y0, y1))
        elif max(x1 - x0, y1 - y0) <= _DOT:
            if (stroke or ink) and min(x1 - x0, y1 - y0) > 0.8:
                leaf.dots.append(box)
        elif not curved:
            if ink:
                leaf.shades.append(box)
            if stroke or fill:
                leaf.horizontals += [(y0, x0, x1), (y1, x0, x1)]
                leaf.verticals += [(x0, y0, y1), (x1, y0, y1)]

    def render_image(self, _name: str, _stream: PDFStream) -> None:
        """Keep the place of a picture."""
        if len(self.leaf.pictures) < _MOST_SHAPES:
            self.leaf.pictures.append(self._box(self.ctm, ((0, 0), (1, 0), (0, 1), (1, 1))))


class _Printer:
    """Prints the letters of one string."""

    def __init__(self, device: Device, textstate: Any, matrix: Matrix, white: bool) -> None:
        a, b, c, d, _, _ = matrix
        mode, font = textstate.render, textstate.font
        self._device, self._matrix, self._rise = device, matrix, textstate.rise
        self._bold, self._pictorial = device.kinds(font)
        self._bold = self._bold or mode == 2
        self._angle = round(math.degrees(math.atan2(b, a))) if abs(b) > 0.05 * abs(a) or a < 0 else 0
        self._stretch = math.hypot(a, b)
        self._size = abs(textstate.fontsize) * math.hypot(c, d) * _height(font)
        self._how = "unseen" if mode in (3, 7) else "white" if white and mode in (0, 4) else "seen"

    def print(self, text: str, x: float, y: float, advance: float) -> None:
        """Keep a letter that is printed at a place of the string."""
        if not text:
            return
        a, b, c, d, e, f = self._matrix
        left, top = self._device.place(a * x + c * (y + self._rise) + e, b * x + d * (y + self._rise) + f)
        right = left + advance * self._stretch
        glyph = Glyph(text, min(left, right), max(left, right), top, self._size, self._bold, self._pictorial)
        self._device.keep(glyph, self._how, self._angle)


def _kinds(font: PDFFont) -> tuple[bool, bool]:
    name = str(getattr(font, "basefont", "") or font.fontname)
    weight = resolve1(font.descriptor.get("FontWeight"))
    bold = bool(_BOLD.search(name)) or (isinstance(weight, (int, float)) and weight >= 600)
    return bold, bool(_PICTORIAL.search(name))


def _height(font: PDFFont) -> float:
    """Size of a font of so many units for one; fonts whose letters are drawings say it themselves."""
    return abs(font.get_height()) or 1.0 if isinstance(font, PDFType3Font) else 1.0


def _letter(font: PDFFont, code: int) -> tuple[str, float]:
    """The text of a code and its width."""
    try:
        text = font.to_unichr(code)
    except PDFUnicodeNotDefined:
        text = UNKNOWN
    text = "".join(" " if char in _SPACES else char for char in text)
    text = "".join(char for char in text if char >= " " and char not in _NOTHING)
    return text, float(font.char_width(code))


def _is_white(color: Any) -> bool:
    if isinstance(color, (int, float)):
        return color >= 0.98
    if isinstance(color, (tuple, list)) and all(isinstance(part, (int, float)) for part in color):
        return max(color) <= 0.02 if len(color) == 4 else len(color) in (1, 3) and min(color) >= 0.98
    return False


def _is_color(color: Any) -> bool:
    """Whether a colour is one throughout, and no pattern that may have holes."""
    parts = color if isinstance(color, (tuple, list)) else [color]
    return all(part is None or isinstance(part, (int, float)) for part in parts)


def _is_upright(points: Sequence[tuple[float, float]]) -> bool:
    """Whether corners are those of a rectangle along the edges of what it is drawn in."""
    return len({x for x, _ in points}) == 2 and len({y for _, y in points}) == 2


def _name(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    first = resolve1(first)
    return str(first.name) if isinstance(first, PSLiteral) else ""


def _parts(path: Sequence[Any]) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The parts of a path as their corners, and whether they are curved."""
    points: list[tuple[float, float]] = []
    curved = False
    for operator, *numbers in path:
        if operator == "m" and points:
            if len(points) > 1:
                yield points, curved
            points, curved = [], False
        points += list(zip(numbers[::2], numbers[1::2], strict=False))
        curved |= operator in "cvy"
    if len(points) > 1:
        yield points, curved
