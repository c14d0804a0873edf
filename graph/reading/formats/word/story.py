"""From the XML of a story (the body, a footnote, a running head) to its paragraphs and tables.

python-docx gives the text of plain paragraphs only; what stands in content controls, fields, links, text boxes and
insertions is text of the form as well. So the XML is walked here: what was inserted is read, what was deleted, hidden
or instructs a field is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import unquote

from graph.reading.formats.word.content import Block, Cell, Look, Paragraph, Row, Shown, Table
from graph.reading.formats.word.package import ALTERNATE, MATH, Element, R, Relationship, W, is_on, number, value
from graph.reading.formats.word.styles import Numbering, Style, Styles

__all__ = ["Left", "Story"]

_PASSED_THROUGH = frozenset(
    W + tag
    for tag in ("ins", "moveTo", "smartTag", "customXml", "sdtContent", "hyperlink", "fldSimple", "dir", "bdo", "ruby")
) | {W + "rt", W + "rubyBase", ALTERNATE + "Choice", ALTERNATE + "Fallback"}
_TEXTS: Final = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_BREAKS = {"page": "\f", "column": "\n"}
_SYMBOLS: Final = {
    0xA8: "☐",
    0x6F: "☐",
    0xFE: "☒",
    0xFD: "☒",
    0x78: "☒",
    0xFC: "✓",
    0xE0: "→",
    0x28: "☎",
    0x29: "☎",
    0x2A: "✉",
}
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_MAIL_FIELD = re.compile(r"HYPERLINK\s+\"?mailto:([^\"\s]+)", re.I)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0e-\x1f]")
_PRINTED_ALIKE = str.maketrans(
    {
        "\u2010": "-",
        "\u2011": "-",
        "\xa0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\x0b": "\n",
        "\x0c": " ",
        "\n": " ",
        "\r": " ",
        "\x85": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_MEASURES = re.compile(r"(?:\b|\d)(?:[kcdm]?m|km|co|ha)$", re.I)
_TWIPS_OF_A_COLUMN = 140
_DEEPEST_FIELD = 30


@dataclass
class Left:
    """What a document holds that has no text, or none that is read."""

    pictures: int = 0
    files: int = 0
    unfilled: int = 0


@dataclass
class _Field:
    """A field: until its result begins, what stands in it is an instruction."""

    instruction: str = ""
    shown: bool = False
    result: str = ""


@dataclass
class _Pieces:
    """What is gathered of one paragraph."""

    texts: list[tuple[str, Look]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: int = 0


class Story:
    """Reads stories of one document; `notes` are the texts of its footnotes and endnotes by kind and id."""

    def __init__(
        self,
        styles: Styles,
        numbering: Numbering,
        links: Mapping[str, Relationship],
        notes: Mapping[tuple[str, str], str],
        left: Left,
    ) -> None:
        self._styles, self._numbering, self._links, self._notes, self._left = styles, numbering, links, notes, left
        self._fields: list[_Field] = []
        self._page_turns = False
        self._carried: _Pieces | None = None

    def blocks(self, container: Element) -> list[Block]:
        """The paragraphs and tables of an element, in order."""
        return list(self._blocks(container, aside=False))

    # --- Paragraphs and tables

    def _blocks(self, container: Element, *, aside: bool) -> Iterator[Block]:
        for element in container:
            tag = element.tag
            if tag == W + "p":
                yield from self._paragraph(element, aside=aside)
            elif tag == W + "tbl":
                yield from self._unended(aside=aside)
                yield Table(list(self._rows(element, aside=aside)))
            elif tag == W + "sdt":
                yield from self._control(element, aside=aside)
            elif tag == ALTERNATE + "AlternateContent":
                yield from self._blocks(_chosen(element), aside=aside)
            elif tag in _PASSED_THROUGH:
                yield from self._blocks(element, aside=aside)
            elif tag in (W + "altChunk", W + "subDoc"):
                self._left.files += 1
        yield from self._unended(aside=aside)

    def _unended(self, *, aside: bool) -> Iterator[Block]:
        """A paragraph whose mark was deleted, where no other follows that it could run into."""
        if self._carried:
            pieces, self._carried = self._carried, None
            yield Paragraph(self._lines(pieces.texts), aside=aside, notes=pieces.notes, pictures=pieces.pictures)

    def _control(self, element: Element, *, aside: bool) -> Iterator[Block]:
        properties, content = element.find(W + "sdtPr"), element.find(W + "sdtContent")
        if content is None or self._is_unfilled(properties):
            return
        gallery = "" if properties is None else value(properties.find(W + "docPartObj"), "docPartGallery") or ""
        yield from self._blocks(content, aside=aside or "Contents" in gallery)

    def _is_unfilled(self, properties: Element | None) -> bool:
        """Whether a control of a form still shows its prompt; the prompt is no text of the proposal."""
        if properties is None or not is_on(properties, "showingPlcHdr"):
            return False
        self._left.unfilled += 1
        return True

    def _paragraph(self, element: Element, *, aside: bool) -> Iterator[Block]:
        properties = element.find(W + "pPr")
        style = self._styles.paragraph(properties)
        pieces, self._carried = self._carried or _Pieces(), None
        self._inline(element, style, pieces)
        if _runs_on(properties):
            self._carried = pieces
            return
        if style.new_page:
            self._page_turns = True
        paragraph = Paragraph(
            self._lines(pieces.texts), aside=aside or style.contents, notes=pieces.notes, pictures=pieces.pictures
        )
        self._describe(paragraph, style, properties)
        yield paragraph
        if properties is not None and (section := properties.find(W + "sectPr")) is not None:
            self._page_turns = value(section, "type") != "continuous"
        for box in pieces.boxes:
            yield from self._blocks(box, aside=aside)

    def _describe(self, paragraph: Paragraph, style: Style, properties: Element | None) -> None:
        paragraph.heading, paragraph.title = style.heading, style.title
        indentation = None if properties is None else properties.find(W + "ind")
        if indentation is not None:
            twips = number(indentation.get(W + "left") or indentation.get(W + "start"))
            paragraph.indent = max(0, min(20, twips // _TWIPS_OF_A_COLUMN))
        if not paragraph.text:
            return
        level = style.level or 0
        if style.list_id is not None and self._numbering.is_list(style.list_id):
            if style.heading or style.title:
                label = self._numbering.label(style.list_id, level)
                paragraph.lines[0] = replace(paragraph.lines[0], text=label + paragraph.lines[0].text.lstrip())
            else:
                paragraph.marker = self._numbering.marker(style.list_id, level, paragraph.text)
                paragraph.depth = max(level, style.bulleted or 0)
        elif style.bulleted is not None and style.list_id is None:
            paragraph.marker, paragraph.depth = "• ", style.bulleted

    def _lines(self, texts: list[tuple[str, Look]]) -> list[Shown]:
        """The lines that breaks part; those before the last that are empty stay."""
        lines: list[list[tuple[str, Look]]] = [[]]
        opening = [self._page_turns]
        for text, look in texts:
            for piece in re.split(r"([\n\f])", text):
                if piece in ("\n", "\f"):
                    lines.append([])
                    opening.append(piece == "\f" or (opening[-1] and not _filled(lines[-2])))
                elif piece:
                    lines[-1].append((piece, look))
        self._page_turns = opening[-1] and not _filled(lines[-1])
        shown = [_shown(pieces, opens) for pieces, opens in zip(lines, opening, strict=True)]
        return [line for i, line in enumerate(shown) if line.text or (not opening[i] and len(shown) > 1)]

    def _rows(self, table: Element, *, aside: bool) -> Iterator[Row]:
        for element in _within(table, W + "tr"):
            properties = element.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                continue
            header = properties is not None and bool(is_on(properties, "tblHeader"))
            column = min(99, number(value(properties, "gridBefore")))
            cells: list[Cell] = []
            for each in _within(element, W + "tc"):
                shape = each.find(W + "tcPr")
                merged = value(shape, "vMerge")
                span = max(1, min(99, number(value(shape, "gridSpan"), 1)))
                cell = Cell(
                    column, span, continues=merged is not None and merged != "restart", shaded=_is_shaded(shape)
                )
                cell.blocks = list(self._blocks(each, aside=aside))
                cells.append(cell)
                column += span
            yield Row(cells, header, over_all=len(cells) == 1)

    # --- Text within a paragraph

    def _inline(self, container: Element, style: Style, pieces: _Pieces) -> None:
        for element in container:
            tag = element.tag
            if tag == W + "r":
                self._run(element, style, pieces)
            elif tag == W + "hyperlink" or tag == W + "fldSimple":
                self._linked(element, style, pieces)
            elif tag == W + "sdt":
                content = element.find(W + "sdtContent")
                if content is not None and not self._is_unfilled(element.find(W + "sdtPr")):
                    self._inline(content, style, pieces)
            elif tag == ALTERNATE + "AlternateContent":
                self._inline(_chosen(element), style, pieces)
            elif tag in _PASSED_THROUGH:
                self._inline(element, style, pieces)
            elif isinstance(tag, str) and tag.startswith(MATH):
                self._add("".join(str(each.text or "") for each in element.iter(MATH + "t")), Look(), pieces)

    def _linked(self, element: Element, style: Style, pieces: _Pieces) -> None:
        """A link or simple field; the address of a link to an e-mail is added where it is not shown."""
        before = len(pieces.texts)
        self._inline(element, style, pieces)
        link = self._links.get(str(element.get(R + "id")))
        instructed = _MAIL_FIELD.search(str(element.get(W + "instr") or ""))
        target = link.target if link else f"mailto:{instructed[1]}" if instructed else ""
        self._add_address(target, "".join(text for text, _ in pieces.texts[before:]), pieces)

    def _add_address(self, target: str, shown: str, pieces: _Pieces) -> None:
        if not target.lower().startswith("mailto:") or "@" in shown or self._is_instruction():
            return
        address = _ADDRESS.search(unquote(target[7:].partition("?")[0]))
        if address:
            self._add(f" ({address[0]})", Look(), pieces)

    def _run(self, run: Element, style: Style, pieces: _Pieces) -> None:
        look, raised = Look(bool(style.bold), False, style.size), False
        hidden = style.hidden
        for element in run:
            tag = element.tag
            if tag == W + "rPr":
                look, hidden, raised = self._set(element, style)
            elif tag == W + "fldChar":
                self._field(element, look, pieces)
            elif tag == W + "instrText":
                if self._fields and not self._fields[-1].shown:
                    self._fields[-1].instruction += str(element.text or "")
            elif hidden:
                continue
            elif tag == W + "t":
                self._add(_raised(str(element.text or ""), pieces) if raised else str(element.text or ""), look, pieces)
            else:
                self._other(element, look, pieces)

    def _other(self, element: Element, look: Look, pieces: _Pieces) -> None:
        """What a run holds beside text and fields."""
        tag = element.tag
        if tag in _TEXTS:
            self._add(_TEXTS[tag], look, pieces)
        elif tag == W + "br":
            self._add(_BREAKS.get(str(element.get(W + "type")), "\n"), look, pieces)
        elif tag == W + "sym":
            self._add(_symbol(element), look, pieces)
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            note = self._notes.get((str(tag), str(element.get(W + "id"))), "")
            if note and not self._is_instruction():
                pieces.notes.append(note)
        elif tag == ALTERNATE + "AlternateContent":
            for each in _chosen(element):
                self._other(each, look, pieces)
        elif tag == W + "ruby":
            self._inline(element, Style(), pieces)
        elif tag in (W + "drawing", W + "pict", W + "object"):
            self._drawn(element, pieces)

    def _drawn(self, element: Element, pieces: _Pieces) -> None:
        """The texts in boxes of a drawing, each once; a picture without any is counted."""
        boxes = [box for box in _boxes(element) if not self._is_instruction()]
        pieces.boxes += boxes
        if not boxes and element.tag != W + "pict":
            pieces.pictures += 1
            self._left.pictures += 1

    def _set(self, properties: Element, style: Style) -> tuple[Look, bool, bool]:
        """How a run is set, whether it is hidden, and whether it is raised above the line."""
        own = self._styles.named(value(properties, "rStyle") or "") if len(properties) else Style()
        bold, hidden = is_on(properties, "b"), is_on(properties, "vanish")
        bold = next((said for said in (bold, own.bold, style.bold) if said is not None), False)
        hidden = next((said for said in (hidden, own.hidden, style.hidden) if said is not None), False)
        size = value(properties, "sz") or own.size or style.size
        raised = value(properties, "vertAlign") == "superscript"
        return Look(bold, bool(is_on(properties, "u")), size), hidden, raised

    def _field(self, element: Element, look: Look, pieces: _Pieces) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin" and len(self._fields) < _DEEPEST_FIELD:
            self._fields.append(_Field())
            self._choice(element, look, pieces)
        elif kind == "separate" and self._fields:
            self._fields[-1].shown = True
        elif kind == "end" and self._fields:
            done = self._fields.pop()
            mail = _MAIL_FIELD.search(done.instruction)
            if mail and done.shown:
                self._add_address(f"mailto:{mail[1]}", done.result, pieces)

    def _choice(self, element: Element, look: Look, pieces: _Pieces) -> None:
        """What a drop-down list or a box to tick of an old form shows: no run prints it."""
        data = element.find(W + "ffData")
        listed, box = (None, None) if data is None else (data.find(W + "ddList"), data.find(W + "checkBox"))
        text = ""
        if listed is not None:
            entries = [str(each.get(W + "val") or "") for each in listed.findall(W + "listEntry")]
            chosen = number(value(listed, "result") or value(listed, "default"))
            text = entries[chosen] if chosen < len(entries) else ""
        elif box is not None:
            checked = is_on(box, "checked")
            text = "☒" if (is_on(box, "default") if checked is None else checked) else "☐"
        inner = self._fields.pop()
        self._add(text, look, pieces)
        self._fields.append(inner)

    def _is_instruction(self) -> bool:
        return any(not each.shown for each in self._fields)

    def _add(self, text: str, look: Look, pieces: _Pieces) -> None:
        if not text or self._is_instruction():
            return
        for each in self._fields[-1:]:
            each.result += text
        pieces.texts.append((text if text in "\n\f\t" else _plain(text), look))


def _within(element: Element, tag: str) -> Iterator[Element]:
    """Children of a tag, also those that controls and marks of changes are around; what was deleted is not."""
    for each in element:
        if each.tag == tag:
            yield each
        elif each.tag == W + "sdt":
            content = each.find(W + "sdtContent")
            if content is not None:
                yield from _within(content, tag)
        elif each.tag in _PASSED_THROUGH:
            yield from _within(each, tag)


def _is_shaded(shape: Element | None) -> bool:
    shade = None if shape is None else shape.find(W + "shd")
    fill = "auto" if shade is None else str(shade.get(W + "fill") or "auto")
    return fill.lower() not in ("auto", "ffffff", "none")


def _chosen(element: Element) -> Element:
    """The first form of what is given in several; each shows the same."""
    return next((each for each in element if each.tag in _PASSED_THROUGH), element)


def _boxes(element: Element) -> Iterator[Element]:
    """The outermost boxes of text in a drawing."""
    for each in element:
        if each.tag == W + "txbxContent":
            yield each
        elif each.tag == ALTERNATE + "AlternateContent":
            yield from _boxes(_chosen(each))
        else:
            yield from _boxes(each)


def _runs_on(properties: Element | None) -> bool:
    """Whether the mark that ends a paragraph was deleted, so that the next one continues it."""
    marks = None if properties is None else properties.find(W + "rPr")
    return marks is not None and (marks.find(W + "del") is not None or marks.find(W + "moveFrom") is not None)


def _raised(text: str, pieces: _Pieces) -> str:
    """A raised number is set apart where it is a mark of a note, and not part of a measure such as m²."""
    before = "".join(each for each, _ in pieces.texts[-3:])
    if not text.strip().isdecimal() or not before[-1:].isalnum() or _MEASURES.search(before) or before.endswith("10"):
        return text
    return f" ({text.strip()})"


def _symbol(element: Element) -> str:
    """A sign of a font of signs; most of them begin an item."""
    try:
        code = int(str(element.get(W + "char")), 16)
    except ValueError:
        return ""
    return _SYMBOLS.get(code & 0xFF, "•") if code >= 0xF000 or code < 0x20 else chr(min(code, 0xFFFD))


def _plain(text: str) -> str:
    """Hyphens, accents and ligatures that are only printed differently become the same."""
    if text.isascii() and text.isprintable():
        return text
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).translate(_PRINTED_ALIKE)
    return _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), plain)


def _filled(pieces: list[tuple[str, Look]]) -> bool:
    return any(text.strip() for text, _ in pieces)


def _shown(pieces: list[tuple[str, Look]], opens_page: bool) -> Shown:
    """One line out of its pieces: how all of it is set, and how much of it is set bold before the rest."""
    text = "".join(piece for piece, _ in pieces)
    looks = [look for piece, look in pieces if piece.strip()]
    if not looks:
        return Shown("", opens_page=opens_page)
    look = looks[0]
    for other in looks[1:]:
        look = look.shared(other)
    lead = 0
    if looks[0].bold and not look.bold:
        for piece, each in pieces:
            if piece.strip() and not each.bold:
                break
            lead += len(piece)
    lead = max(0, lead - (len(text) - len(text.lstrip())))
    return Shown(text.strip(" \n") if not text[:1].isspace() else text.rstrip(), look, opens_page, lead)
