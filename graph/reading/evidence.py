"""Headings in words that nobody foresaw, known by what stands under them.

A short line that stands apart above a list or a paragraph is a heading, whatever its words. Where no known heading says
a section, what stands under such a line tells it: telephones and persons, bodies, quantities, years to come, projects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from graph.reading.blocks import blocks, by_line, dangles
from graph.reading.furniture import BULLET
from graph.reading.headings import FORM, Heading, loosely
from graph.reading.lexicon import lexicon
from graph.reading.lines import Line
from graph.reading.names import Names
from graph.reading.outcomes import target_year
from graph.reading.persons import person_at
from graph.reading.quantities import quantities

__all__ = ["headed_by_content"]

_LONGEST = 70
_MOST_WORDS = 8
_DETAIL = re.compile(r"@|(?<![\d.,])(?!(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d)(?:\d[\s./-]?){7}\d(?!\d)")
_ENDS = (".", ";", ",", "!", "-")
_CUE = 1.5
"""How much the words of a heading weigh beside what stands under it."""
_NEEDED = 1.2
_MOST_LINES = 2_000
_MOST_ITEMS = 40
_NEAR = 400
"""Characters of an item that are looked at."""
_FEWEST_PARTIES = 2
_MANY = 4
_WORDS_A_BODY = 10
"""Words of prose for each body it names, up to which it tells who takes part."""
_WORDS_AN_ITEM = 6
_TOLD = 1_500


@dataclass(frozen=True)
class _Stretch:
    """A line that may be a heading, what stands under it, and the section it would be read in otherwise."""

    index: int
    text: str
    items: tuple[str, ...]
    bulleted: bool
    current: str
    opened: bool
    first: bool


def headed_by_content(lines: Sequence[Line], names: Names, known: Callable[[str], float]) -> list[Line]:
    """The lines of one proposal, with headings for the sections that no known one says, as far as they are clear.

    Parameters
    ----------
    lines : sequence of Line
        The lines below the title, without what belongs to the pages.
    names : Names
        What is known of organisations and undertakings.
    known : callable
        Share of the items of a list, in [0, 1], that are known parties.
    """
    missing = {section for section in FORM if section not in {line.head.section for line in lines if line.head}}
    read = list(lines)
    if not missing or len(lines) > _MOST_LINES:
        return read
    judged = [
        (score, -stretch.index, section, stretch)
        for stretch in _stretches(lines, names)
        for section, score in _scores(stretch, missing, names, known)
        if score >= _NEEDED
    ]
    taken: set[int] = set()
    for _, _, section, stretch in sorted(judged, key=lambda each: each[:3], reverse=True):
        if section in missing and stretch.index not in taken:
            line = read[stretch.index]
            read[stretch.index] = replace(line, head=Heading(section, stretch.text.lower()), style=None)
            taken.add(stretch.index)
            missing.discard(section)
    return read


def _stretches(lines: Sequence[Line], names: Names) -> Iterator[_Stretch]:
    starts = [index for index in range(len(lines)) if _may_head(lines, index, names)]
    ends = [*starts[1:], len(lines)] if starts else []
    current = "introduction"
    at = begun = 0
    for start, end in zip(starts, ends, strict=True):
        for place, line in enumerate(lines[at:start], start=at):
            current, begun = (line.head.section, place) if line.head else (current, begun)
        at = start
        stop = next((i for i in range(start + 1, end) if _heads(lines[i])), end)
        under = [replace(line, head=None) if line.head else line for line in lines[start + 1 : stop]]
        found = by_line(blocks(under))[:_MOST_ITEMS]
        if found:
            items = tuple(block.text.string for block in found)
            bulleted = (
                all(block.bulleted for block in found)
                if _is_open(lines[start])
                else any(block.bulleted for block in found)
            )
            first = not any(BULLET.match(line.text) for line in lines[begun:start])
            yield _Stretch(start, lines[start].text.strip(), items, bulleted, current, _is_open(lines[start]), first)


def _heads(line: Line) -> bool:
    """Whether a line is a heading whose words are known."""
    return line.head is not None and (line.head.known or line.head.section != "other")


def _is_open(line: Line) -> bool:
    """Whether a line heads an introduction ("Hvad går det ud på?"), under which a list is what would be done."""
    return line.head is not None and line.head.section == "introduction" and not line.head.rest


def _may_head(lines: Sequence[Line], index: int, names: Names) -> bool:
    """Whether a line is a heading of unknown words, or may be one: short, apart, and no sentence, item or person."""
    line = lines[index]
    text = line.text.strip()
    if line.blank or line.beside or (_heads(line) and not _is_open(line)) or not text[:1].isupper():
        return False
    if line.head is not None or line.style == "heading":
        return True
    if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS or text.endswith(_ENDS) or BULLET.match(line.text):
        return False
    before, after = lines[index - 1] if index else None, lines[index + 1] if index + 1 < len(lines) else None
    if after is None or (dangles(text) and not after.blank and not BULLET.match(after.text)):
        return False
    if not (before is None or before.blank or before.head or line.opens_page or _is_closed(before.text)):
        return False
    apart = after.blank or BULLET.match(after.text) or text.endswith((":", "?"))
    longer = len(after.text) > len(text) and (_DETAIL.search(after.text) or loosely(text, other_words=True))
    if not apart and not longer:
        return False
    return not _DETAIL.search(text) and person_at(text, names) is None and not names.organisation(text)


def _is_closed(text: str) -> bool:
    """Whether a line ends what it says, so that the next one may be a heading though nothing parts them."""
    return text.rstrip().endswith((".", "!", "?", ")")) or BULLET.match(text) is not None


def _scores(
    stretch: _Stretch, missing: set[str], names: Names, known: Callable[[str], float]
) -> Iterator[tuple[str, float]]:
    """How clearly the words of a heading and what stands under it say each of the missing sections."""
    cue = loosely(stretch.text, other_words=True)
    for section in missing & {"elements"} if stretch.opened else missing:
        said = _CUE if cue and cue.section == section else 0.0
        content = _MEASURES[section](stretch, names, known)
        inside = stretch.current == "elements" and stretch.first and section in ("figures", "effects", "foundations")
        listed = stretch.bulleted or section == "foundations"
        if content > 0 or (said and section in ("effects", "foundations", "elements") and listed):
            yield section, content + said - (1.0 if inside and not said else 0.0)


def _share(items: Sequence[str], is_one: Callable[[str], object]) -> float:
    return sum(bool(is_one(item)) for item in items) / len(items)


def _of_contact(stretch: _Stretch, names: Names, _: Callable[[str], float]) -> float:
    told = [item for item in stretch.items if _DETAIL.search(item[:_NEAR])]
    reachable = bool(told) and len(stretch.items) <= 2 * _MOST_WORDS
    persons = sum(person_at(item[:_NEAR], names) is not None for item in stretch.items)
    near = 2 * (persons + len(told)) >= len(stretch.items)
    return 3.0 if reachable and persons and near else 0.0


def _of_parties(stretch: _Stretch, names: Names, known: Callable[[str], float]) -> float:
    shares = [known(item) for item in stretch.items]
    share = sum(shares) / len(shares)
    several = len(shares) >= _FEWEST_PARTIES or stretch.items[0].count(",") >= _FEWEST_PARTIES
    if several and share >= 0.4:
        return 3.0 * share
    told = " ".join(stretch.items)[:_TOLD]
    bodies = len(names.organisations(told))
    words = _WORDS_AN_ITEM if stretch.bulleted else _WORDS_A_BODY
    return 1.5 if bodies >= _MANY and len(told.split()) <= words * bodies else 0.0


def _of_figures(stretch: _Stretch, _: Names, __: Callable[[str], float]) -> float:
    share = _share(stretch.items, lambda item: quantities(item[:_NEAR]) and not target_year(item[:_NEAR]))
    dated = _share(stretch.items, lambda item: quantities(item[:_NEAR]))
    share = max(share, 0.8 * dated)
    return 2.0 * share if share >= 0.6 and len(stretch.items) > 1 else 0.0


def _of_effects(stretch: _Stretch, _: Names, __: Callable[[str], float]) -> float:
    share = _share(stretch.items, lambda item: target_year(item[:_NEAR]) or lexicon().betterment.search(item[:_NEAR]))
    return 2.0 * share if share >= 0.5 else 0.0


def _of_foundations(stretch: _Stretch, names: Names, _: Callable[[str], float]) -> float:
    signs = lexicon().signs["foundations"]
    share = _share(
        stretch.items,
        lambda item: names.undertakings(item[:_NEAR]) or any(sign.search(item[:_NEAR]) for _, sign in signs),
    )
    return max(1.8 * share, _NEEDED) if share >= 0.3 and stretch.bulleted else 0.0


def _of_elements(stretch: _Stretch, _: Names, __: Callable[[str], float]) -> float:
    return 1.2 if stretch.bulleted and len(stretch.items) > 1 else 0.0


_MEASURES: dict[str, Callable[[_Stretch, Names, Callable[[str], float]], float]] = {
    "contact": _of_contact,
    "parties": _of_parties,
    "figures": _of_figures,
    "effects": _of_effects,
    "foundations": _of_foundations,
    "elements": _of_elements,
}
