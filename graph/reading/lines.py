"""A document as lines with their position, and stretches of running text that remember their lines.

`Printed`, a document of lines with position, is what every format delivers and the parser reads. `Text` is what every
reader of a section works on: a stretch of lines joined into one string, hyphens at line ends undone, from which each
character leads back to the line it was printed on.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from graph.reading.headings import Heading
from graph.reading.lexicon import lexicon

__all__ = ["Line", "Note", "Printed", "Style", "Text", "join", "without_long_gaps"]

Style = Literal["title", "heading", "aside"]
"""What a format says of a line by itself: a title, any heading, or something beside the text (a footnote, a running
head). Bullets are printed into the text, as "• " with two spaces before it for each level of nesting."""


@dataclass(frozen=True)
class Line:
    """One printed line: its number from 1, its text, and whether a page begins with it.

    `page` counts from 1 in formats that have pages; `style` is what the format itself says of the line, which plain
    text never does. `head` is the heading that the line is, as `graph.reading.marking` found; formats leave it alone.
    """

    number: int
    text: str
    opens_page: bool = False
    page: int | None = None
    style: Style | None = None
    head: Heading | None = None
    reason: str | None = None

    @cached_property
    def blank(self) -> bool:
        """Nothing is printed on it. Nearly every step of reading asks for that."""
        return not self.text or self.text.isspace()

    @property
    def beside(self) -> bool:
        """It stands beside the text, as a running head does."""
        return self.style == "aside" or self.reason is not None


@dataclass(frozen=True)
class Note:
    """Something that a format could not read, or read with doubt: the line it concerns (0: the whole), and words."""

    line: int
    english: str
    danish: str


@dataclass(frozen=True)
class Printed:
    """A document as lines in reading order, and what its format could not read.

    `text` are the lines as they were printed, where a format has parted some of them; lines are numbered by it.
    """

    lines: tuple[Line, ...]
    media_type: str = "text/plain"
    notes: tuple[Note, ...] = ()
    text: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """A stretch of running text. `starts[i]` is the offset at which the line `numbers[i]` begins."""

    string: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]

    def __str__(self) -> str:
        return self.string

    def __len__(self) -> int:
        return len(self.string)

    @property
    def first(self) -> int:
        """Number of the first line."""
        return self.numbers[0]

    @property
    def last(self) -> int:
        """Number of the last line."""
        return max(self.numbers)

    def line_at(self, offset: int) -> int:
        """Number of the line that holds the character at `offset`."""
        return self.numbers[max(0, bisect_right(self.starts, offset) - 1)]

    def part(self, start: int, end: int | None = None) -> Text:
        """The text from `start` to `end`, without white space around it."""
        end = len(self.string) if end is None else max(start, end)
        piece = self.string[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        first = max(0, bisect_right(self.starts, start) - 1)
        last = max(first + 1, bisect_left(self.starts, end))
        starts = tuple(max(offset, start) - start for offset in self.starts[first:last])
        return Text(self.string[start:end], starts, self.numbers[first:last])

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Every match of `pattern`, in order."""
        return pattern.finditer(self.string)

    def sentences(self) -> list[Text]:
        """The sentences; abbreviations and ordinals end none."""
        cuts = [0, *(end for end in _sentence_ends(self.string)), len(self.string)]
        parts = (self.part(a, b) for a, b in itertools.pairwise(cuts))
        return [part for part in parts if part.string]

    def printed_lines(self) -> list[Text]:
        """The printed lines that it was joined from, but for those that a word or an address runs over."""
        ends = [start for start in self.starts[1:] if self.string[start - 1] == " "]
        return [self.part(a, b) for a, b in itertools.pairwise([0, *ends, len(self.string)])]

    def replaced(self, pattern: re.Pattern[str], by: str) -> Text:
        """The text with every match of `pattern` replaced; what stands in place of one stands on its line."""
        pieces: list[str] = []
        starts: list[int] = []
        place = shift = 0
        for match in pattern.finditer(self.string):
            new = match.expand(by)
            before = bisect_right(self.starts, match.start())
            starts += [start + shift for start in self.starts[len(starts) : before]]
            within = bisect_left(self.starts, match.end())
            starts += [match.start() + shift + len(new)] * (within - len(starts))
            pieces += [self.string[place : match.start()], new]
            place, shift = match.end(), shift + len(new) - len(match[0])
        if not pieces:
            return self
        starts += [start + shift for start in self.starts[len(starts) :]]
        return Text("".join([*pieces, self.string[place:]]), tuple(starts), self.numbers)

    def then(self, other: Text) -> Text:
        """One text continued by another, a hyphen at the seam undone."""
        return _joined((text.string, text.starts, text.numbers) for text in (self, other))


def join(lines: Sequence[Line]) -> Text:
    """Join printed lines into running text."""
    pieces = [(string, (0,), (line.number,)) for line in lines if (string := " ".join(line.text.split()))]
    if len(pieces) == 1:
        return Text(*pieces[0])
    return _joined(pieces) if pieces else Text("", (0,), (lines[0].number if lines else 1,))


def _joined(pieces: Iterable[tuple[str, tuple[int, ...], tuple[int, ...]]]) -> Text:
    """Strings, each with its starts and the numbers of its lines, as one text."""
    strings: list[str] = []
    starts: list[int] = []
    numbers: list[int] = []
    length = 0
    for string, begun, counted in pieces:
        if strings:
            head, glue = _seam(strings[-1], string)
            length += len(head) + len(glue) - len(strings[-1])
            strings[-1] = head + glue
        starts += [length + offset for offset in begun]
        numbers += counted
        strings.append(string)
        length += len(string)
    return Text("".join(strings), tuple(starts), tuple(numbers))


_INITIALS = re.compile(r"(?<!\w)(?:(?:[A-ZÆØÅ]\.)+|[A-ZÆØÅ][a-zæøå]+ )[A-ZÆØÅ]$")
"""The initials of a name: neither "H.P. Eksempel" nor "Anne B. Eksempel" ends a sentence there."""
_LONGEST_GAP = 60
"""Blank lines in a row that say something; more of them say no more."""


def without_long_gaps(lines: Sequence[Line]) -> list[Line]:
    """The lines without what of a gap goes beyond that of a page's foot; each keeps its number."""
    kept: list[Line] = []
    blank_run = 0
    for line in lines:
        blank_run = 0 if line.text and not line.blank else blank_run + 1
        if blank_run <= _LONGEST_GAP or line.opens_page:
            kept.append(line)
    return kept


_HYPHENATED = re.compile(r"[\wæøåÆØÅ]-$")
_KEPT = re.compile(r"(?:\d|[A-ZÆØÅ]{2})-$")
_SENTENCE_END = re.compile(r"[.!?][”\")\]]*\s+(?=[”\"(\[]?[A-ZÆØÅÉ0-9])")
_COUNTS_ON = re.compile(r"\d|[A-ZÆØÅ]{3}(?!\w)")
"""What goes on behind "mio." and the like: a digit, or a currency."""
_LONGEST_TOKEN = 30


def _seam(before: str, after: str) -> tuple[str, str]:
    r"""What stays of the text before a line end, and what is set between it and the text after.

    A hyphen after a letter was set by the typesetter when a lower-case letter follows. It is kept where it is part of
    the word: before a capital ("e-\nMail"), before "og" and "eller" ("drifts-\nog"), after a digit ("2015-\n16").
    An address or a link that a line end broke is put together again.
    """
    tail = before[-80:]
    if _broken_address(tail, after):
        return (before[:-1] if _HYPHEN_IN_DOMAIN.search(tail) else before), ""
    if not tail.endswith("-") or not _HYPHENATED.search(tail):
        return before, " " if before else ""
    if _joining().match(after):
        return before, " "
    if _KEPT.search(tail) or not after[:1].islower():
        return before, ""
    return before[:-1], ""


@cache
def _joining() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(lexicon().joining)})\b")


_BROKEN_ADDRESSES = tuple(
    (re.compile(before), re.compile(after))
    for before, after in (
        (r"[\w.+-]@$", r"[\w-]+(?:\.[\w-]+)+"),
        (r"[\w-]$", r"@[\w-]+\.\w"),
        (r"@[\w-]+(?:\.[\w-]+)*\.$", r"[a-z]{2,}(?:\.[a-z]{2,})*[.,;)]*(?:\s|$)"),
        (r"@[\w-]+$", r"[\w-]*\.[a-z]{2,}[.,;)]*(?:\s|$)"),
        (r"[\w]-$", r"[\w.-]+@[\w-]+\.\w"),
    )
)
"""What stands before and after a line end that broke an e-mail address: "anne@" and "example.org"."""
_HYPHEN_IN_DOMAIN = re.compile(r"@[\w.-]*[^\W\d_]-$")
"""A hyphen set by the typesetter within the domain of an address; few domains have one of their own."""


def _broken_address(before: str, after: str) -> bool:
    # Every one of them has an "@" on either side.
    if "@" not in before and "@" not in after:
        return False
    return any(head.search(before) and tail.match(after) for head, tail in _BROKEN_ADDRESSES)


def _sentence_ends(string: str) -> Iterable[int]:
    words = lexicon()
    for match in _SENTENCE_END.finditer(string):
        before = string[max(0, match.start() - _LONGEST_TOKEN) : match.start()]
        token = re.split(r"[\s(,/]", before)[-1].lower()
        if match[0][0] == "." and (
            token in words.never_ends or _ordinal(token, string[match.end() : match.end() + 12])
        ):
            continue
        if match[0][0] == "." and _INITIALS.search(before):
            continue
        if token in words.may_end and _COUNTS_ON.match(string, match.end()):
            continue
        yield match.end()


def _ordinal(token: str, after: str) -> bool:
    month = re.match(r"\w+", after)
    counts_on = after[:1].islower() or (month is not None and month[0].lower() in lexicon().months)
    return token.isdigit() and len(token) <= 2 and counts_on
