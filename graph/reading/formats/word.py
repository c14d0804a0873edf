"""Word documents into lines: headings, real bullets, forms in tables, footnotes, and what changes were accepted.

python-docx opens the package and knows styles and numbering. The text itself is walked in its XML, since the text that
the library gives of a paragraph leaves out insertions, content controls and text boxes, of which forms are made.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from lxml import etree

from graph.reading.formats.archive import opened
from graph.reading.formats.listing import LABEL_LENGTH, is_label, listed, looks_listed
from graph.reading.formats.text import plain
from graph.reading.headings import heading
from graph.reading.lines import Line, Note, Printed, Style
from ontology.errors import UnreadableDocument

__all__ = ["printed"]

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SKIPPED = frozenset(
    f"{_W}{name}"
    for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "tblPr", "commentReference")
)
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "sym": "• ", "ptab": " "}
_HEADING = re.compile(r"(?:heading|overskrift)\s*(\d)", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|titel)$", re.IGNORECASE)
_BULLET_STYLE = re.compile(r"list bullet|opstilling - punkttegn", re.IGNORECASE)
_NUMBER_STYLE = re.compile(r"list number|opstilling - talliste", re.IGNORECASE)
_MOST_PARAGRAPHS = 20_000
_LONGEST_HEADING = 80
_FEWEST_SECTIONS = 2
"""Headings below one of the first level that make it the title of a proposal."""


def printed(data: bytes, name: str) -> Printed:
    """The lines of a Word document.

    Raises
    ------
    UnreadableDocument
        It is no Word document, damaged, encrypted, or holds what may do harm.
    """
    opened(data, name, "word/document.xml").close()
    try:
        document = docx.Document(BytesIO(data))
        return _Writer(document).write()
    except (KeyError, ValueError, AttributeError, TypeError, etree.XMLSyntaxError, OSError) as error:
        raise UnreadableDocument(f"{name}: this Word document is damaged: open it in Word and save it again") from error


class _Writer:
    """Walks a document and collects its lines."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines: list[tuple[str, Style | None, bool]] = []
        self._breaks = False
        self._listed = False
        self._counts: Counter[tuple[str, int]] = Counter()
        self._asides: list[str] = []
        self._pictures = 0
        self._notes = _notes(document)
        self._formats = _numbering(document)
        self._styles = _Styles(document)

    def write(self) -> Printed:
        body = self._document.element.body
        self._titles = self._titled(body)
        self._blocks(body)
        self._margins()
        for text in self._asides:
            self._line("")
            self._line(text, "aside")
        lines = [Line(n, text, opens, None, style) for n, (text, style, opens) in enumerate(self._lines, start=1)]
        return Printed(tuple(lines), _MEDIA_TYPE, self._told())

    def _titled(self, body: Any) -> list[Any]:
        """Headings of the first level that hold proposals: they have sections below them, and no title stands above."""
        levels = [(p, level) for p in body.iter(f"{_W}p") if (level := self._styles.level(p)) is not None]
        if not levels or any(level == 0 for _, level in levels):
            return []
        firsts = [place for place, (_, level) in enumerate(levels) if level == 1]
        stretches = zip(firsts, [*firsts[1:], len(levels)], strict=False)
        return [levels[a][0] for a, b in stretches if b - a > _FEWEST_SECTIONS]

    def _told(self) -> tuple[Note, ...]:
        if not self._pictures:
            return ()
        return (Note(0, f"{self._pictures} pictures were not read", f"{self._pictures} billeder er ikke læst"),)

    def _line(self, text: str, style: Style | None = None) -> None:
        self._lines.append((text, style, self._breaks and bool(text)))
        self._breaks = self._breaks and not text

    # -- blocks --------------------------------------------------------------------------------------------------------

    def _blocks(self, parent: Any) -> None:
        for child in parent:
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag not in _SKIPPED and isinstance(child.tag, str):
                self._blocks(child)

    def _paragraph(self, paragraph: Any) -> None:
        if len(self._lines) > _MOST_PARAGRAPHS:
            return
        boxes: list[Any] = []
        text = self._text(paragraph, boxes)
        item = self._item(paragraph)
        if "\f" in text or self._styles.breaks_page(paragraph):
            self._breaks = True
        parts = [part for part in (" ".join(part.split()) for part in re.split(r"[\n\f]", text)) if part]
        if parts:
            self._parts(paragraph, parts, item)
        for box in boxes:
            self._blocks(box)

    def _parts(self, paragraph: Any, parts: list[str], item: str | None) -> None:
        if not (item is not None and self._listed):
            self._line("")
        self._listed = item is not None
        style = None if item is not None else self._style(paragraph, parts)
        for number, part in enumerate(parts):
            self._line(f"{item}{part}" if item and not number else part, style)

    def _style(self, paragraph: Any, parts: list[str]) -> Style | None:
        if len(parts) > 1 or len(parts[0]) > _LONGEST_HEADING * 2:
            return None
        level = self._styles.level(paragraph)
        if level == 0:
            return "title"
        if paragraph in self._titles and not heading(parts[0]):
            return "title"
        if level:
            return "heading"
        bold = (
            self._styles.is_bold(paragraph) and len(parts[0]) <= _LONGEST_HEADING and not parts[0].endswith((".", ","))
        )
        return "heading" if bold else None

    def _item(self, paragraph: Any) -> str | None:
        """The mark of an item of a list, with its indentation; ``None`` for a paragraph."""
        number, level = self._styles.numbering(paragraph)
        if number is None:
            return None
        indent = "  " * level
        if self._formats.get((number, level), "bullet") in ("bullet", "none"):
            return f"{indent}• "
        self._counts[(number, level)] += 1
        return f"{indent}{self._counts[(number, level)]}. "

    # -- text ----------------------------------------------------------------------------------------------------------

    def _text(self, node: Any, boxes: list[Any]) -> str:
        """The text below a node; what stands in text boxes is put aside for later."""
        found: list[str] = []
        for child in node:
            tag = child.tag if isinstance(child.tag, str) else ""
            local = tag.rsplit("}", 1)[-1]
            if tag in _SKIPPED or tag == f"{_MC}Fallback" or (local == "r" and _hidden(child)):
                continue
            if tag == f"{_W}t":
                found.append(child.text or "")
            elif local == "txbxContent":
                boxes.append(child)
            elif tag == f"{_W}br" and child.get(f"{_W}type") == "page":
                found.append("\f")
            elif tag.startswith(_W) and local in _SIGNS:
                found.append(_SIGNS[local])
            elif local in ("footnoteReference", "endnoteReference"):
                self._asides += filter(None, [self._notes.get((local[:-9], child.get(f"{_W}id")))])
            else:
                self._pictures += local == "blip"
                found.append(self._text(child, boxes))
                found.append(self._address(child, found[-1]) if local == "hyperlink" else "")
        return plain("".join(found))

    def _address(self, link: Any, shown: str) -> str:
        """The address behind a link, where its text does not show it."""
        relation = self._document.part.rels.get(link.get(_R_ID) or "")
        target = relation.target_ref if relation is not None and relation.is_external else ""
        address = target.removeprefix("mailto:").split("?")[0]
        return f" ({address})" if target.startswith("mailto:") and address.lower() not in shown.lower() else ""

    # -- tables --------------------------------------------------------------------------------------------------------

    def _table(self, table: Any) -> None:
        rows = [_cells(row) for row in table.iter(f"{_W}tr") if _table_of(row) is table]
        texts = [[" ".join(self._plain(cell).split()) for cell in row] for row in rows]
        if looks_listed(texts):
            self._listed = False
            self._line("")
            for line in listed(texts):
                self._line(line)
            self._asides.append(", ".join(texts[0]))
            return
        for row, text in zip(rows, texts, strict=True):
            self._row(row, text)

    def _plain(self, cell: Any) -> str:
        return "\n".join(self._text(paragraph, []) for paragraph in cell.iter(f"{_W}p")) if cell is not None else ""

    def _row(self, cells: list[Any], texts: list[str]) -> None:
        """A row of a form: its label as a heading, then what stands beside it."""
        pairs = [(cell, text) for cell, text in zip(cells, texts, strict=True) if cell is not None]
        while len(pairs) > 1 and re.fullmatch(r"[\d.]{0,5}", pairs[0][1]) and len(cells) > 2:
            pairs = pairs[1:]
        if not pairs:
            return
        cell, text = pairs[0]
        others = [each for each, _ in pairs[1:]]
        if is_label(text) and (others or (heading(text) and len(text) <= LABEL_LENGTH)):
            self._listed = False
            self._line("")
            self._line(text if text.endswith(":") else f"{text}:", "heading")
        else:
            self._blocks(cell)
        for other in others:
            self._blocks(other)

    # -- what stands at the margins ------------------------------------------------------------------------------------

    def _margins(self) -> None:
        seen: set[str] = set()
        for section in self._document.sections:
            for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
                if part.is_linked_to_previous:
                    continue
                text = " ".join(" ".join(self._text(p, []).split()) for p in part._element.iter(f"{_W}p")).strip()
                if text and text not in seen:
                    seen.add(text)
                    self._asides.append(text)


class _Styles:
    """What the styles of a document say of a paragraph."""

    def __init__(self, document: Document) -> None:
        self._by_id = {style.get(f"{_W}styleId"): style for style in document.styles.element.iter(f"{_W}style")}

    def level(self, paragraph: Any) -> int | None:
        """0 for a title, from 1 for headings, ``None`` for text."""
        for style in self._chain(paragraph):
            name = _value(style, "name") or ""
            if _TITLE.match(name):
                return 0
            if match := _HEADING.match(name):
                return int(match[1])
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            if outline is not None and int(outline.get(f"{_W}val", "9")) < 9:
                return int(outline.get(f"{_W}val")) + 1
        return None

    def numbering(self, paragraph: Any) -> tuple[str | None, int]:
        """The list that a paragraph is an item of, by its own properties or its style's, and the level from 0."""
        for holder in (paragraph, *self._chain(paragraph)):
            properties = holder.find(f"{_W}pPr/{_W}numPr")
            if properties is not None and (number := _value(properties, "numId")) not in (None, "0"):
                # "List Bullet 2" is a list of its own, set further in.
                deeper = re.search(r" (\d)$", _value(holder, "name") or "")
                return number, max(min(int(_value(properties, "ilvl") or 0), 8), int(deeper[1]) - 1 if deeper else 0)
            if properties is not None:
                return None, 0
        for style in self._chain(paragraph):
            name = _value(style, "name") or ""
            if _BULLET_STYLE.match(name) or _NUMBER_STYLE.match(name):
                digit = re.search(r"(\d)$", name)
                return ("bullet" if _BULLET_STYLE.match(name) else "decimal"), int(digit[1]) - 1 if digit else 0
        return None, 0

    def is_bold(self, paragraph: Any) -> bool:
        """Whether every run with text is set in bold by hand."""
        runs = [run for run in paragraph.iter(f"{_W}r") if "".join(t.text or "" for t in run.iter(f"{_W}t")).strip()]
        marks = [run.find(f"{_W}rPr/{_W}b") for run in runs]
        return bool(runs) and all(mark is not None and mark.get(f"{_W}val") not in ("0", "false") for mark in marks)

    def breaks_page(self, paragraph: Any) -> bool:
        """Whether a page begins with the paragraph."""
        return paragraph.find(f"{_W}pPr/{_W}pageBreakBefore") is not None

    def _chain(self, paragraph: Any) -> Iterator[Any]:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name: str | None = style.get(f"{_W}val") if style is not None else None
        seen: set[str] = set()
        while name and name in self._by_id and name not in seen:
            seen.add(name)
            yield self._by_id[name]
            name = _value(self._by_id[name], "basedOn")


def _value(node: Any, child: str) -> str | None:
    found = node.find(f"{_W}{child}")
    value: str | None = found.get(f"{_W}val") if found is not None else None
    return value


def _hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false")


def _cells(row: Any) -> list[Any]:
    """The cells of a row; ``None`` for one that continues the cell above."""
    cells = [cell for cell in row.iter(f"{_W}tc") if _row_of(cell) is row]
    return [None if _continues(cell) else cell for cell in cells]


def _continues(cell: Any) -> bool:
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(f"{_W}tr"), None)


def _table_of(row: Any) -> Any:
    return next(row.iterancestors(f"{_W}tbl"), None)


def _notes(document: Document) -> dict[tuple[str, str | None], str]:
    """The texts of footnotes and endnotes by their kind and number."""
    found: dict[tuple[str, str | None], str] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
        if kind in ("footnote", "endnote") and not relation.is_external:
            # The archive was searched for entities and document types before.
            root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            for note in root.iter(f"{_W}{kind}"):
                if note.get(f"{_W}type") is None:
                    text = " ".join("".join(t.text or "" for t in note.iter(f"{_W}t")).split())
                    found[(kind, note.get(f"{_W}id"))] = text
    return found


def _numbering(document: Document) -> dict[tuple[str, int], str]:
    """The format of each list and level: "bullet", "decimal" and so on."""
    found: dict[tuple[str, int], str] = defaultdict(
        lambda: "bullet", {("decimal", level): "decimal" for level in range(9)}
    )
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return found
    abstract = {each.get(f"{_W}abstractNumId"): each for each in root.iter(f"{_W}abstractNum")}
    for number in root.iter(f"{_W}num"):
        levels: Iterable[Any] = (abstract.get(_value(number, "abstractNumId")), number)
        for holder in levels:
            for level in holder.iter(f"{_W}lvl") if holder is not None else ():
                format_ = _value(level, "numFmt")
                if format_:
                    found[(number.get(f"{_W}numId"), int(level.get(f"{_W}ilvl", "0")))] = format_
    return found
