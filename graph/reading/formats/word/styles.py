"""What the styles of a Word document say of its paragraphs, and how its lists are marked and counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from graph.reading.formats.word.package import Element, W, is_on, number, value

__all__ = ["Numbering", "Style", "Styles"]

_HEADING = re.compile(r"(?:heading|overskrift)\s*([1-9])")
_TITLE = re.compile(r"title|titel")
_CONTENTS = re.compile(r"(?:toc|indholdsfortegnelse|table of figures|toa)\b.*|(?:toc|indholdsfortegnelse)\s*\d")
_BULLETS = re.compile(r"(?:list bullet|opstilling\s*[-–]\s*punkttegn)\s*(?P<level>[2-5])?")
_DEEPEST = 8
_LONGEST_CHAIN = 20


@dataclass(frozen=True)
class Style:
    """What a style says, and what it takes over from the one it is based on; ``None`` where nothing is said."""

    heading: int | None = None
    title: bool = False
    contents: bool = False
    list_id: str | None = None
    level: int | None = None
    bulleted: int | None = None
    bold: bool | None = None
    hidden: bool | None = None
    size: str | None = None
    new_page: bool | None = None


class Styles:
    """The styles of a document by their id."""

    def __init__(self, root: Element | None) -> None:
        found = [] if root is None else root.findall(W + "style")
        self._elements: dict[str, Element] = {str(each.get(W + "styleId")): each for each in found}
        self._read: dict[str, Style] = {}
        self._usual = next(
            (str(each.get(W + "styleId")) for each in found if _is_usual(each)),
            "",
        )

    def paragraph(self, properties: Element | None) -> Style:
        """The style of a paragraph, and what its own properties say."""
        style = self.named(value(properties, "pStyle") or self._usual)
        return style if properties is None else _said(properties, None, style)

    def named(self, name: str) -> Style:
        """The style of an id; one that says nothing where there is none."""
        if name not in self._read:
            self._read[name] = self._resolved(name)
        return self._read[name]

    def _resolved(self, name: str) -> Style:
        chain: list[str] = []
        while name in self._elements and name not in chain and len(chain) < _LONGEST_CHAIN:
            chain.append(name)
            name = value(self._elements[name], "basedOn") or ""
        style = Style()
        for each in reversed(chain):
            element = self._elements[each]
            style = _named(each, value(element, "name") or "", style)
            style = _said(element.find(W + "pPr"), element.find(W + "rPr"), style)
        return style


def _is_usual(element: Element) -> bool:
    return element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true", "on")


def _named(identifier: str, name: str, style: Style) -> Style:
    """What the name of a style says; the id is asked where another language or program gave the name."""
    for said in (name.lower().strip(), identifier.lower().strip()):
        if _CONTENTS.fullmatch(said):
            return replace(style, contents=True, heading=None)
        if heading := _HEADING.fullmatch(said):
            return replace(style, heading=int(heading[1]))
        if _TITLE.fullmatch(said):
            return replace(style, title=True)
        if bullets := _BULLETS.fullmatch(said):
            return replace(style, bulleted=int(bullets["level"] or 1) - 1)
    return style


def _said(paragraph: Element | None, run: Element | None, style: Style) -> Style:
    """A style, with what properties of a paragraph and of its text say instead."""
    if paragraph is not None:
        style = _with_paragraph(paragraph, style)
    if run is not None:
        bold, hidden, size = is_on(run, "b"), is_on(run, "vanish"), value(run, "sz")
        style = replace(
            style,
            bold=style.bold if bold is None else bold,
            hidden=style.hidden if hidden is None else hidden,
            size=style.size if size is None else size,
        )
    return style


def _with_paragraph(paragraph: Element, style: Style) -> Style:
    outline, listed = value(paragraph, "outlineLvl"), paragraph.find(W + "numPr")
    new_page = is_on(paragraph, "pageBreakBefore")
    if outline is not None:
        level = number(outline, 9)
        style = replace(style, heading=level + 1 if level <= _DEEPEST else None)
    if listed is not None:
        list_id = value(listed, "numId") or style.list_id
        style = replace(style, list_id=list_id, level=min(_DEEPEST, number(value(listed, "ilvl"), style.level or 0)))
    return style if new_page is None else replace(style, new_page=new_page)


@dataclass(frozen=True)
class _Level:
    """One level of a list: how its items are counted, what is printed before them, and where it begins."""

    count: str = "bullet"
    text: str = "•"
    start: int = 1


_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_ROMAN: Final = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LAST_NUMBER = 99
_LAST_LETTER = 8


class Numbering:
    """The lists of a document; each item that is asked for is counted."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._kinds: dict[str, Element] = {}
        self._lists: dict[str, Element] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._levels: dict[tuple[str, int], _Level] = {}
        if root is not None:
            self._kinds = {str(each.get(W + "abstractNumId")): each for each in root.findall(W + "abstractNum")}
            self._lists = {str(each.get(W + "numId")): each for each in root.findall(W + "num")}

    def marker(self, list_id: str, level: int, text: str) -> str:
        """What is printed before the item: "• " or its number; "" where the list prints nothing.

        Numbers are printed so that they are not taken for the first figure of the text.
        """
        shape = self._level(list_id, level)
        if shape.count == "bullet":
            return "• "
        count = self._counted(list_id, level)
        if shape.count == "none" or not shape.text.strip():
            return ""
        if shape.count == "lowerLetter" and count <= _LAST_LETTER:
            return f"{_LETTERS[count - 1]}) "
        if count > _LAST_NUMBER:
            return "• "
        return f"{count}. " if text[:1].isupper() else f"{count}) "

    def label(self, list_id: str, level: int) -> str:
        """The number of a heading as it is printed: "Nr. 4: ", "2.1 "; "" where none is."""
        shape = self._level(list_id, level)
        if shape.count == "bullet":
            return ""
        self._counted(list_id, level)
        counts = self._counts[self._kind(list_id)]
        parts = re.split(r"%([1-9])", shape.text)
        for index in range(1, len(parts), 2):
            at = int(parts[index]) - 1
            parts[index] = _counted_as(self._level(list_id, at).count, counts.get(at, 1))
        label = "".join(parts).strip()
        return f"{label} " if label else ""

    def is_list(self, list_id: str) -> bool:
        """Whether there is a list of this id; "0" takes a paragraph out of its list."""
        return list_id in self._lists

    def _kind(self, list_id: str) -> str:
        return value(self._lists[list_id], "abstractNumId") or ""

    def _counted(self, list_id: str, level: int) -> int:
        """The number of the next item of a level, which begins the levels below it again."""
        kind = self._kind(list_id)
        counts = self._counts.setdefault(kind, {})
        anew = (list_id, level) not in self._begun and self._override(list_id, level, "startOverride") is not None
        self._begun.add((list_id, level))
        counts[level] = self._level(list_id, level).start if anew or level not in counts else counts[level] + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        return counts[level]

    def _override(self, list_id: str, level: int, name: str) -> Element | None:
        for each in self._lists[list_id].findall(W + "lvlOverride"):
            if number(each.get(W + "ilvl")) == level:
                found: Element | None = each.find(W + name)
                return found
        return None

    def _level(self, list_id: str, level: int) -> _Level:
        if (list_id, level) not in self._levels:
            self._levels[list_id, level] = self._shape(list_id, level)
        return self._levels[list_id, level]

    def _shape(self, list_id: str, level: int) -> _Level:
        element = self._override(list_id, level, "lvl")
        if element is None:
            element = self._defined(self._kind(list_id), level)
        if element is None:
            return _Level()
        override = self._override(list_id, level, "startOverride")
        begins = value(element, "start") if override is None else str(override.get(W + "val"))
        return _Level(value(element, "numFmt") or "decimal", value(element, "lvlText") or "", max(1, number(begins, 1)))

    def _defined(self, kind: str, level: int, links: int = 3) -> Element | None:
        """The definition of a level, also where a list takes it over from a style of lists."""
        defined = self._kinds.get(kind)
        if defined is None:
            return None
        linked = value(defined, "numStyleLink")
        if linked and links:
            other = self._styles.named(linked).list_id
            return self._defined(self._kind(other), level, links - 1) if other and self.is_list(other) else None
        return next((each for each in defined.findall(W + "lvl") if number(each.get(W + "ilvl")) == level), None)


def _counted_as(count: str, number_: int) -> str:
    if count in ("lowerLetter", "upperLetter"):
        letter = _LETTERS[(number_ - 1) % len(_LETTERS)]
        return letter.upper() if count == "upperLetter" else letter
    if count in ("lowerRoman", "upperRoman") and number_ <= _LAST_NUMBER // 2:
        roman = ""
        for worth, sign in ((50, "l"), (40, "xl"), *_ROMAN):
            while number_ >= worth:
                roman, number_ = roman + sign, number_ - worth
        return roman.upper() if count == "upperRoman" else roman
    return "" if count == "none" else str(number_)
