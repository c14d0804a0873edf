"""Paragraphs that say by their first words what they are about, in a proposal without headings.

"Vi bygger oven på …" tells what an initiative builds on as well as a heading does. Such words are common, so that they
count only in a text that calls itself a proposal, has next to no headings, and says nearly everything that one says.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.reading.furniture import BULLET
from graph.reading.headings import FORM, Heading
from graph.reading.lexicon import lexicon
from graph.reading.lines import Line

__all__ = ["with_said_sections"]

_ENOUGH = 4
"""Sections with a heading, from which on a document is one with headings."""
_FEWEST = 4
"""Sections that a proposal without headings tells."""
_MOST_LINES = 3_000
_LONGEST_LINE = 5_000
_OPENING_LINES = 12
_OPENING_PARAGRAPHS = 2
"""Paragraphs that open a proposal: its title, and what it is about."""
_OF_PARAGRAPHS = ("elements", "figures")
"""Sections that only the first words of a paragraph say."""
_SENTENCE = re.compile(r"[.!?][”\")]?\s+(?=[A-ZÆØÅ])")
_DETAIL = re.compile(r"[\w.]@[\w-]+\.|\b(?:tlf|telefon|phone|mobil)\b", re.IGNORECASE)


def with_said_sections(lines: Sequence[Line]) -> list[Line]:
    """The lines, each that begins to tell a section with a heading.

    Where headings tell most sections, only whom to ask may be said without one.
    """
    headed = {line.head.section for line in lines if line.head and line.head.section in FORM}
    if len(lines) > _MOST_LINES:
        return list(lines)
    if len(headed) >= _ENOUGH:
        return list(lines) if "contact" in headed else list(_read(lines, {"contact"}))
    read = list(_read(lines, set(FORM) - headed)) if _proposes(lines) else []
    told = {line.head.section for line in read if line.head and line.head.section in FORM}
    return read if len(told) >= _FEWEST else list(lines)


def _proposes(lines: Sequence[Line]) -> bool:
    opening = [line.text[:_LONGEST_LINE] for line in lines if not line.blank][:_OPENING_LINES]
    return any(lexicon().own_proposal.search(text) for text in opening)


def _read(lines: Sequence[Line], missing: set[str]) -> Iterator[Line]:
    reader = _Reader(missing)
    for index, line in enumerate(lines):
        below = lines[index + 1] if index + 1 < len(lines) else None
        yield from reader.read(line, lines[index - 1] if index else None, below)


class _Reader:
    """Reads line by line, and remembers the section that is being told."""

    def __init__(self, missing: set[str]) -> None:
        self._missing = missing
        self._section = ""
        self._paragraphs = 0

    def read(self, line: Line, above: Line | None, below: Line | None) -> Iterator[Line]:
        """The line, cut where a sentence begins to tell another section."""
        self._section = line.head.section if line.head else self._section
        if line.head or line.blank or line.beside or BULLET.match(line.text) or len(line.text) > _LONGEST_LINE:
            yield line
            return
        begins = above is None or above.blank
        self._paragraphs += begins
        listed = below is not None and BULLET.match(below.text) is not None
        for part in _sentences(line):
            opens = begins or _ended(above)
            head = self._heads(part.text, begins, listed) if opens else None
            yield replace(part, head=head)
            begins, above = False, None

    def _heads(self, text: str, paragraph: bool, listed: bool) -> Heading | None:
        """The heading that stands for the first words of a sentence."""
        section, cut = self._says(text, paragraph)
        if not section and paragraph and self._section in self._missing and self._section != "elements":
            section = "contact" if _DETAIL.search(text) else "introduction"
        if not section or (section == self._section and not cut):
            return None
        self._section = section
        leads_in = listed and not text.rstrip().endswith((".", "!", "?"))
        return Heading(section, text[:cut].strip(), "" if leads_in else text[cut:].strip())

    def _says(self, text: str, paragraph: bool) -> tuple[str, int]:
        """The section that the first words of a sentence say, and the length of those that are no fact."""
        for section, pattern in lexicon().openings.items():
            early = section == "elements" and self._paragraphs <= _OPENING_PARAGRAPHS
            if section not in self._missing or early or not (paragraph or section not in _OF_PARAGRAPHS):
                continue
            match = pattern.match(text)
            if match:
                return section, match.end()
        return "", 0


def _sentences(line: Line) -> Iterator[Line]:
    """The line, cut before each sentence that begins on it."""
    cuts = [0, *(match.end() for match in _SENTENCE.finditer(line.text)), len(line.text)]
    for a, b in itertools.pairwise(cuts):
        yield replace(line, text=line.text[a:b], opens_page=line.opens_page and not a)


def _ended(line: Line | None) -> bool:
    return line is None or line.text.rstrip().endswith((".", "!", "?", ":"))
