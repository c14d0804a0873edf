"""Which lines of a document are headings: by their words, by how they are printed, and by how others are printed.

A line whose words are those of a known heading is one. A line that is printed as a heading (in the style of one, ruled
under, numbered, set apart, with a colon) may be misspelt or use other words. And where the known headings of a document
share a shape that nothing else has, every line of this shape is a heading, if of a section that the form does not have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from graph.reading.furniture import BULLET
from graph.reading.headings import FORM, Heading, exactly, heading, loosely, phrases_of
from graph.reading.lexicon import lexicon
from graph.reading.lines import Line, join
from graph.reading.markup import cells, is_rule, row_as_item, shape, unmarked
from graph.reading.saying import with_said_sections
from graph.reading.titles import numbered_title

__all__ = ["marked", "settled"]

_PERSON = re.compile(r"[A-ZÆØÅ][\wæøå.-]+(?: [A-ZÆØÅ][\wæøå.-]+){1,3},")
"""How a person begins whom one asks about what the words before the colon say: "Økonomi: Anne Eksempel, …"."""
_TABBED = re.compile(r"^(\s*)([^\w\s|]|o|\d{1,2}[.)]|[a-zA-Z][.)])\t+\s*(?=\S)")
"""A bullet or number with a tab behind it, as word processors set them; it begins no row of a table."""
_NUMBER_ALONE = re.compile(r"\d{1,3}[a-z]?")
_LONGEST = 100
_LONGEST_HALF = 60
_LONG_LINE = 100
_STANDING_ALONE = 7
"""Words of the longest line that is taken for a heading because it stands alone."""
_AHEAD = 6
"""Lines below a heading that tell whether a leading body or a person to call stands there."""
_DETAIL = re.compile(r"@|[(\[]at[)\]]|\b(?:tlf|tel|telefon|phone|mobil|mail)\b|(?:\d[\s.-]?){7}\d", re.IGNORECASE)
_DISTINCT = ("heading", "**", "=", "-", "~", "_")
"""Shapes that nothing but a heading has."""
_LONGEST_SUB = 4
_WORDED = re.compile(r"\W*[^\W\d_]")
_GUTTER = re.compile(r"\S\s{4,}\S")
"""What stands on both sides of it stands in two columns."""


def marked(lines: Sequence[Line]) -> list[Line]:
    """The lines of a document, each heading with its `head`, and the signs of markdown and tables turned into words.

    A line that holds several headings ("… og andre. Nøgletal: 5 pct.") becomes several of the same number.
    """
    whole = [part for line in lines for part in _at_labels(line)]
    shapes = [shape(line, whole[i + 1] if i + 1 < len(whole) else None) for i, line in enumerate(whole)]
    plain = [line if (text := _plain(line.text)) == line.text else replace(line, text=text) for line in whole]
    reader = _Reader(plain, shapes)
    return with_said_sections(list(_rows(_others(_led(reader.read_loosely(reader.read())), shapes))))


def settled(lines: Sequence[Line]) -> list[Line]:
    """The lines of one proposal, where a weak heading ("Mål") yields to another of the same section."""
    firm = {line.head.section for line in lines if line.head and not line.head.weak}
    return [
        replace(line, head=replace(line.head, section="introduction"))
        if line.head and line.head.weak and line.head.section in firm
        else line
        for line in lines
    ]


# Lines made plain


@cache
def _label_within() -> re.Pattern[str]:
    phrases = sorted((p for p in phrases_of(FORM) if len(p) > 3), key=len, reverse=True)
    words = "|".join(re.escape(phrase[:1].upper() + phrase[1:]) for phrase in phrases)
    return re.compile(rf"(?<=[.!?;)])\s+(?=(?:{words})\s*:\s)")


def _at_labels(line: Line) -> list[Line]:
    """A long line cut before each heading within it."""
    if len(line.text) < _LONG_LINE or ":" not in line.text or len(line.text) > 50_000:
        return [line]
    first, *others = _label_within().split(line.text)
    return [replace(line, text=first), *(replace(line, text=text, opens_page=False) for text in others)]


def _plain(text: str) -> str:
    """A line without signs for bold print and links; a label in the first cell of a row has a colon."""
    if "\t" not in text and "|" not in text:
        return unmarked(text)
    text = unmarked(_TABBED.sub(lambda mark: f"{mark[1]}{'◦' if mark[2] == 'o' else mark[2]} ", text))
    row = cells(text)
    if row and row[0] and (exactly(row[0]) or row[0].lower() in lexicon().title_labels):
        return f"{row[0].rstrip(' :')}: {'; '.join(cell for cell in row[1:] if cell)}"
    return text


# Headings by their words, and by how they are printed


class _Reader:
    """Finds the headings that say a section."""

    def __init__(self, lines: Sequence[Line], shapes: Sequence[str]) -> None:
        self._lines = lines
        self._shapes = shapes
        self._current = ""
        self._labelled = False

    def read(self) -> list[Line]:
        """The lines with their headings."""
        found: list[Line] = []
        index = 0
        while index < len(self._lines):
            taken = self._at(index)
            for offset, head in enumerate(taken):
                line = self._lines[index + offset]
                found.append(line if head is line.head else replace(line, head=head))
            index += len(taken)
        return found

    def read_loosely(self, found: Sequence[Line]) -> list[Line]:
        """The lines with headings, too, for sections that none of `found` heads: such as only hint at them."""
        headed = {line.head.section for line in found if line.head}
        missing = set(FORM) - headed - ({"parties", "contact"} if "lead" in headed else set())
        shapes = {shape for line, shape in zip(found, self._shapes, strict=True) if line.head and shape}
        read = list(found)
        for index, line in enumerate(found if missing else ()):
            other_words = self._is_clearly_one(index, shapes)
            if line.head or _GUTTER.search(line.text.strip()) or not (other_words or self._stands_alone(index)):
                continue
            head = loosely(line.text, other_words=other_words)
            if head and head.section in missing:
                read[index] = replace(line, head=head)
        return read

    def _is_clearly_one(self, index: int, shapes: set[str]) -> bool:
        """Whether a line is printed as nothing but a heading is, and as other headings are."""
        line, shape = self._lines[index], self._shapes[index]
        if line.blank or line.style or line.beside or BULLET.match(line.text) or len(line.text) > _LONGEST:
            return line.style == "heading"
        if line.text.rstrip().endswith((".", ",", ";")):
            return False
        return shape in _DISTINCT or shape == "?" or (shape in shapes) or line.text.rstrip().endswith(":")

    def _stands_alone(self, index: int) -> bool:
        """Whether a short line without an end stands between blank ones, behind something that has ended."""
        line = self._lines[index]
        text = line.text.strip()
        if (
            line.style
            or line.beside
            or not 0 < len(text.split()) <= _STANDING_ALONE
            or BULLET.match(text)
            or text[-1] in ".,;:"
        ):
            return False
        return self._blank(index - 1) and self._blank(index + 1)

    def _at(self, index: int) -> list[Heading | None]:
        """What the line at `index` heads, and the line below where a heading runs over two."""
        line = self._lines[index]
        if line.blank or line.beside:
            return [None]
        heads = self._over_two(index) or [self._of_line(index)]
        last = heads[-1]
        self._labelled = last is not None and bool(last.rest)
        self._current = last.section if last else self._current
        return heads

    def _of_line(self, index: int) -> Heading | None:
        line = self._lines[index]
        head = heading(line.text)
        if head is None and self._is_printed_as_one(index):
            head = heading(line.text, strong=True)
        if head is None or (_NUMBER_ALONE.fullmatch(head.rest) and numbered_title(line.text)):
            return None
        if self._current == "contact" and head.rest and head.phrase in lexicon().person_fields:
            return None
        if self._current == "contact" and head.section == "other" and _PERSON.match(head.rest):
            return None
        if head.section == "lead" and self._current == "contact" and line.style is None:
            return None
        return None if head.section == "lead" and self._current == "parties" and head.rest else head

    def _over_two(self, index: int) -> list[Heading | None] | None:
        """The heading that the line and the next one make together."""
        if index + 1 >= len(self._lines):
            return None
        first, second = self._lines[index : index + 2]
        if second.blank or not max(len(first.text), len(second.text.partition(":")[0])) < _LONGEST_HALF:
            return None
        if BULLET.match(second.text) or second.beside or ":" in first.text or not _WORDED.match(first.text):
            return None
        if not (":" in second.text or self._blank(index + 2) or self._bulleted(index + 2)) or exactly(first.text):
            return None
        both = join([first, second]).string
        before, _, rest = both.partition(":")
        head = heading(f"{before}:") if exactly(before) else None
        return [head, replace(head, rest=rest.strip())] if head else None

    def _is_printed_as_one(self, index: int) -> bool:
        text = self._lines[index].text.strip()
        if len(text) > _LONGEST or text.endswith((".", ",", ";")):
            before, colon, rest = text.partition(":")
            return bool(colon and rest) and len(before.split()) <= 5 and (self._labelled or self._blank(index - 1))
        if BULLET.match(text) and not re.match(r"\d|[a-h][.)]|\*\*", text):
            return False
        if self._shapes[index] not in ("", "CAPS", "I") or text.endswith(":"):
            return True
        if ":" in text:
            return len(text.partition(":")[0].split()) <= 5 and (self._labelled or self._blank(index - 1))
        alone = self._blank(index - 1) and len(text.split()) <= _STANDING_ALONE
        return alone and (not self._blank(index + 1) or self._bulleted(index + 2))

    def _blank(self, index: int) -> bool:
        return not 0 <= index < len(self._lines) or self._lines[index].blank

    def _bulleted(self, index: int) -> bool:
        return 0 <= index < len(self._lines) and bool(BULLET.match(self._lines[index].text))


def _led(lines: Sequence[Line]) -> list[Line]:
    """The lines, where "Tovholder" heads the contacts if a person can be reached there, and else the parties."""
    found = list(lines)
    for index, line in enumerate(lines):
        if line.head and line.head.section == "lead":
            section = "contact" if _DETAIL.search(_below(lines, index)) else "parties"
            found[index] = replace(line, head=replace(line.head, section=section))
    return found


def _below(lines: Sequence[Line], index: int) -> str:
    head = lines[index].head
    text = [head.rest if head else ""]
    for line in lines[index + 1 : index + 1 + _AHEAD]:
        if line.head or (text[-1] and line.blank):
            break
        text.append(line.text)
    return " ".join(text)


# Headings by the shape that the others have


@dataclass(frozen=True)
class _Shapes:
    """The shapes of a document's known headings that tell unknown ones."""

    told: frozenset[str]

    @classmethod
    def of(cls, lines: Sequence[Line], shapes: Sequence[str]) -> _Shapes:
        """What the known headings are printed like."""
        known = [
            printed for line, printed in zip(lines, shapes, strict=True) if line.head and line.head.section != "title"
        ]
        counts = Counter(known)
        told = {
            printed
            for printed, count in counts.items()
            if printed and (count > 1 or printed == "heading") and (printed != "CAPS" or count * 2 > len(known))
        }
        return cls(frozenset(told))

    def tells(self, printed: str) -> bool:
        """Whether a line printed like this is a heading; so are those of markdown that lie deeper than the known."""
        return printed in self.told or (
            printed.startswith("#") and any(printed.startswith(f"{one}#") for one in self.told)
        )


def _others(lines: Sequence[Line], shapes: Sequence[str]) -> list[Line]:
    """The lines with headings that say no section: they end the one above, or part it."""
    learned = _Shapes.of(lines, shapes)
    found: list[Line] = []
    current, number, above = "", "", ""
    for index, (line, printed) in enumerate(zip(lines, shapes, strict=True)):
        if line.head:
            current, above = line.head.section, printed
            number = _number(line.text) or number
        elif learned.tells(printed) and current not in ("", "introduction") and _may_head(lines, index, printed):
            if printed.startswith("1") and _number(line.text) not in _following(number):
                found.append(line)
                continue
            line = _unknown(line, printed, current, above)  # noqa: PLW2901
            number = _number(line.text) or number
            current = line.head.section if line.head else current
        found.append(line)
    return found


def _may_head(lines: Sequence[Line], index: int, printed: str) -> bool:
    """Whether a line of a telling shape stands where a heading can stand."""
    line = lines[index]
    text = line.text.strip()
    if line.blank or line.beside or text.endswith((".", ",", ";")) or line.style == "title":
        return False
    if printed in _DISTINCT or printed.startswith("#"):
        return True
    alone = index == 0 or lines[index - 1].blank or line.opens_page
    return alone and (printed != "CAPS" or len(text.split()) > 1)


def _unknown(line: Line, printed: str, current: str, above: str) -> Line:
    """A line as a heading of no section of the form, or as one that parts the section it stands in."""
    deeper = printed.startswith("#") and above.startswith("#") and len(printed) > len(above)
    text = line.text.strip(" #*_:")
    if printed == "heading" or deeper:
        if current == "elements":
            return replace(line, text=text, style="heading")
        group = len(text.split()) <= _LONGEST_SUB and lexicon().generic_noun.search(text.lower())
        if current in FORM and current != "contact" and (deeper or (current in ("parties", "figures") and group)):
            return replace(line, text=f"{text}:", style=None)
    return replace(line, head=Heading("other", text, known=False))


def _number(text: str) -> str:
    match = re.match(r"\W*(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s", text)
    return match[1] if match else ""


def _following(number: str) -> Iterator[str]:
    """The numbers that a heading after that of `number` may have."""
    parts = [int(part) for part in number.split(".")] if number else [0]
    for depth in range(1, len(parts) + 1):
        yield ".".join(map(str, [*parts[: depth - 1], parts[depth - 1] + 1]))


# Rows of tables


def _rows(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines with the rows of tables as items of a list; the head of a table and its rules are beside the text."""
    current = ""
    for line in lines:
        current = line.head.section if line.head else current
        row = [] if line.head or line.blank or current not in FORM else cells(line.text)
        if "|" in line.text and is_rule(line.text):
            yield replace(line, style="aside")
        elif not row or (current == "contact" and not line.text.strip().startswith("|")):
            yield line
        else:
            item = row_as_item(row, current)
            yield replace(line, text=item) if item else replace(line, style="aside")
