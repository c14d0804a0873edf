"""Paragraphs become lines: blank ones around them, bullets before items, notes at the foot of a section."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.reading.formats.word.content import Look, Paragraph, Shown
from graph.reading.furniture import BULLET
from graph.reading.headings import FORM, Heading, heading
from graph.reading.lines import Line, Style

__all__ = ["Printer"]

_LONGEST_HEADING = 80
_LONGEST_LEAD = 70
_FEWEST_SECTIONS = 2
_PARTED = "elements"
_MOST_HEADINGS = 3000
"""Where there are more, the style says nothing."""


@dataclass(frozen=True)
class _Draft:
    """A line before it has its number: the level of a heading's style, how it is set, and the section it stands in."""

    text: str
    style: Style | None = None
    opens_page: bool = False
    level: int = 0
    look: Look | None = None
    section: str = ""


class Printer:
    """Takes what a document holds, in reading order, and gives its lines.

    `section` is the one whose heading was printed last, as far as its words say.
    """

    def __init__(self) -> None:
        self._drafts: list[_Draft] = []
        self._notes: list[str] = []
        self._opens_page = False
        self.section = ""

    @property
    def count(self) -> int:
        """Lines so far."""
        return len(self._drafts)

    def lines(self) -> tuple[Line, ...]:
        """All lines, headings and titles told apart, the last notes at their end."""
        self.foot()
        while self._drafts and not self._drafts[-1].text:
            self._drafts.pop()
        drafts = self._drafts
        if sum(draft.style == "heading" for draft in drafts) <= _MOST_HEADINGS:
            drafts = _titled(_by_hand(drafts))
        else:
            drafts = [replace(draft, style=None) if draft.style == "heading" else draft for draft in drafts]
        return tuple(
            Line(number, draft.text, draft.opens_page, style=draft.style)
            for number, draft in enumerate(drafts, start=1)
        )

    # --- What is printed

    def blank(self, count: int = 1) -> None:
        """See that so many blank lines stand at the end, unless nothing was printed yet."""
        have = 0
        while have < len(self._drafts) and not self._drafts[-1 - have].text:
            have += 1
        if have < len(self._drafts):
            self._drafts += [_Draft("")] * (count - have)

    def line(self, text: str, style: Style | None = None, *, level: int = 0, look: Look | None = None) -> None:
        """One line, and what it says of the section."""
        if not text.strip():
            self.blank()
            return
        if style != "aside":
            found = heading(text)
            if found or style == "title":
                self.foot()
                self.section = found.section if found else ""
        self._drafts.append(_Draft(text.rstrip(), style, self._opens_page, level, look, self.section))
        self._opens_page = False

    def apart(self, text: str, style: Style | None = None) -> None:
        """A line with blank ones around it."""
        self.blank()
        self.line(text, style)
        self.blank()

    def aside(self, lines: Iterable[str]) -> None:
        """Lines beside the text."""
        self.blank()
        for text in lines:
            self.line(text, "aside")
        self.blank()

    def turn(self) -> None:
        """A page begins."""
        self._opens_page = True

    def items(self, texts: Iterable[str], number: str = "") -> None:
        """Items of a list, the first with its number where it has one."""
        for text in texts:
            self.line(f"{_marker(number, text)}{text}")
            number = ""

    def paragraph(self, paragraph: Paragraph, depth: int = 0) -> None:
        """A paragraph as its style and list say, `depth` levels further in."""
        if any(line.opens_page for line in paragraph.lines):
            self._opens_page = self._opens_page or paragraph.lines[0].opens_page
        if not paragraph.text:
            self.blank()
        elif paragraph.aside:
            self.aside(line.text for line in paragraph.lines)
        elif paragraph.heading or paragraph.title:
            self._headline(paragraph)
        elif paragraph.marker:
            self._item(paragraph, depth)
        else:
            self.blank()
            for line in paragraph.lines:
                self._plain(line, paragraph.indent)
            self.blank()
        self._notes += paragraph.notes

    def _headline(self, paragraph: Paragraph) -> None:
        """A heading is one line, unless its first line alone is the heading of a section."""
        filled = [line.text.strip() for line in paragraph.lines if line.text.strip()]
        alone = len(filled) > 1 and heading(filled[0]) is not None and heading(paragraph.text) is None
        first, *others = filled if alone else [paragraph.text]
        level = paragraph.heading or 1
        self.blank()
        self.line(first, "title" if paragraph.title and not heading(first) else "heading", level=level)
        for text in others:
            self.line(text)
        self.blank()

    def _item(self, paragraph: Paragraph, depth: int) -> None:
        inset = "  " * (paragraph.depth + depth)
        margin = inset + paragraph.marker
        for line in paragraph.lines:
            if line.text.strip():
                self._turned(line)
                self.line(margin + line.text.strip())
                margin = inset + "  "

    def _plain(self, line: Shown, indent: int) -> None:
        """A line of running text; a heading set bold before the text is a line of its own."""
        self._turned(line)
        text = line.text
        if BULLET.match(text):
            self.line(" " * indent + text.expandtabs(4))
            return
        text = text.strip()
        lead, rest = text[: line.lead].strip(), text[line.lead :].strip()
        if lead and rest[:1] != ":" and ":" not in lead and _heads(lead):
            self.line(lead, "heading", look=line.look)
            self.line(rest.lstrip("–—- "))
        else:
            self.line(text, look=line.look)

    def _turned(self, line: Shown) -> None:
        self._opens_page = self._opens_page or line.opens_page

    def foot(self) -> None:
        """The notes of what was printed, below it."""
        if self._notes:
            notes, self._notes = self._notes, []
            self.aside(notes)


def _marker(number: str, text: str) -> str:
    """What is printed before an item that has this number; none is taken for a figure of the text."""
    bare = number.strip(" .):")
    if not bare:
        return "• "
    return f"{bare}. " if text[:1].isupper() and bare.isdecimal() else f"{bare}) "


def _heads(text: str) -> Heading | None:
    """The heading of a section that a short text is, with or without a colon."""
    if len(text) > _LONGEST_LEAD or text[-1:] in ".,;":
        return None
    found = heading(text) or heading(text.rstrip(" :?") + ":")
    return found if found and not found.rest else None


def _by_hand(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The lines, where those that look as the headings of sections do are headings too.

    People set headings bold by hand. A line is one of them when it says a section and is set off from the text, or when
    it stands alone between lines that are not set like it, and looks as the known ones look. Among the elements of a
    proposal any look will do: there such lines part the elements.
    """
    looks = {
        draft.look
        for draft in drafts
        if draft.style is None and draft.look and _set_off(draft.look) and heading(draft.text)
    }
    found = list(drafts)
    for index, draft in enumerate(drafts):
        if draft.style is not None or draft.look is None or not _set_off(draft.look):
            continue
        alike = draft.look in looks
        if (alike and _heads(draft.text)) or ((alike or draft.section == _PARTED) and _stands_alone(drafts, index)):
            found[index] = replace(draft, style="heading")
    return found


def _set_off(look: Look) -> bool:
    return look.bold or look.underlined


def _stands_alone(drafts: Sequence[_Draft], index: int) -> bool:
    """Whether a line can be a heading where it stands: short, below a blank line, above text that looks different."""
    text = drafts[index].text
    if len(text) > _LONGEST_HEADING or text[-1:] in ".,;" or "@" in text or any(char.isdigit() for char in text):
        return False
    if BULLET.match(text) or (index and drafts[index - 1].text):
        return False
    after = next((draft for draft in drafts[index + 1 :] if draft.text), None)
    detail = after is not None and ("@" in after.text or sum(char.isdigit() for char in after.text) >= len("00112233"))
    return after is not None and not detail and after.look != drafts[index].look


def _titled(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The lines, where a heading above sections of a proposal, in a style above theirs, is a title.

    Of several such one below the other the upper one is the title where sections stand under it alone; else both are.
    """
    said = {index: section for index, draft in enumerate(drafts) if (section := _says(draft))}
    formal = _Formal([index for index, section in said.items() if section in FORM], said)
    ends = {index: end for index, end in _ends(drafts).items() if index not in said and formal.several(index, end)}
    places, within = list(ends), set[int]()
    for index, end in ends.items():
        inner = _outermost(ends, places, index, end)
        if index in within or formal.count(index, end) > sum(formal.count(i, ends[i]) for i in inner):
            within.update(inner)
    return [
        replace(draft, style="title") if index in ends and index not in within else draft
        for index, draft in enumerate(drafts)
    ]


class _Formal:
    """Where the headings of sections of the form stand."""

    def __init__(self, places: Sequence[int], sections: Mapping[int, str]) -> None:
        self._places = places
        self._other = [len(places)] * len(places)
        for at in range(len(places) - 2, -1, -1):
            alike = sections[places[at]] == sections[places[at + 1]]
            self._other[at] = self._other[at + 1] if alike else at + 1

    def count(self, above: int, end: int) -> int:
        """How many stand between two lines."""
        return bisect_left(self._places, end) - bisect_right(self._places, above)

    def several(self, above: int, end: int) -> bool:
        """Whether those of different sections stand between two lines."""
        first, last = bisect_right(self._places, above), bisect_left(self._places, end)
        return first < last and self._other[first] < last


def _ends(drafts: Sequence[_Draft]) -> dict[int, int]:
    """Heading in a style → the next one in a style of its level or above, or the end."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for index, draft in enumerate(drafts):
        if draft.style == "heading" and draft.level:
            while opened and drafts[opened[-1]].level >= draft.level:
                ends[opened.pop()] = index
            opened.append(index)
    ends |= dict.fromkeys(opened, len(drafts))
    return dict(sorted(ends.items()))


def _outermost(ends: Mapping[int, int], places: Sequence[int], above: int, end: int) -> list[int]:
    """The headings between two lines that stand under no other between them."""
    found: list[int] = []
    at = bisect_right(places, above)
    while at < len(places) and places[at] < end:
        found.append(places[at])
        at = bisect_left(places, ends[places[at]])
    return found


def _says(draft: _Draft) -> str | None:
    """The section that a line heads."""
    if draft.style in ("aside", "title") or not draft.text:
        return None
    said = heading(draft.text, strong=draft.style == "heading")
    return said.section if said else None
