"""How well blocks without a heading continue each section that was begun, and where a run of them is cut best.

What weighs: the sentence that was left open, the marks of the list, whether its items end with full stops, and what the
blocks speak of. The weights were found on proposals with and without columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

from graph.reading.blocks import Block, dangles
from graph.reading.lexicon import lexicon
from graph.reading.section import Section, ended

__all__ = ["best_cut"]

_STAY = 2.5
"""How much better another section must fit than the one being read."""
_LEFT_EMPTY = 3.0
"""How much speaks against leaving a section empty whose heading was the last of its page."""
_RECENT = 0.5
_ON_A_PAGE = 200
"""Blocks of a run that are looked at: no column is longer."""
_MISFIT = {"contact": 2.0, "figures": 1.0, "introduction": 1.0, "other": 1.0}


def best_cut(
    run: Sequence[Block], current: str, found: Mapping[str, Section], known: Callable[[str], float]
) -> tuple[str, int]:
    """The section that the head of a run continues, and how many blocks that head has; (`current`, 0) for none.

    Parameters
    ----------
    run : sequence of Block
        The blocks between a page break and the next heading, one or more.
    current : str
        The section that was being read when the page turned; the tail of the run continues it.
    found : mapping of str to Section
        What was read so far.
    known : callable
        Share of the items of a list, in [0, 1], that are known parties.
    """
    page = run[:_ON_A_PAGE]
    tails = _from_the_end(_fits(page, found[current], known))
    stays = _head_fits(page, found[current], known)[-1]
    best, chosen = _STAY + stays, (current, 0)
    previous = _previous(found, current)
    for name, section in found.items():
        if name == current or not section.blocks:
            continue
        heads = _head_fits(page, section, known)
        for cut in range(1, len(page) + 1):
            if cut < len(page) and not (page[cut].bulleted or page[cut].text.string[:1].isupper()):
                continue
            score = heads[cut - 1] + tails[cut] + (_RECENT if name == previous else 0.0)
            if not found[current].blocks:
                score -= 1.0 if cut < len(page) else _LEFT_EMPTY
            if score > best:
                best, chosen = score, (name, len(run) if cut == len(page) else cut)
    return chosen


def _previous(found: Mapping[str, Section], current: str) -> str:
    names = list(found)
    return names[names.index(current) - 1]


def _from_the_end(fits: Sequence[float]) -> list[float]:
    """Sum of the fits from each block on; 0 behind the last."""
    return [*accumulate(reversed(fits), initial=0.0)][::-1]


def _head_fits(page: Sequence[Block], section: Section, known: Callable[[str], float]) -> list[float]:
    """How well the first 1, 2, … blocks continue the section, its last sentence included."""
    if not section.blocks:
        return [total - 1.0 for total in accumulate(_fits(page, section, known))]
    first, *others = _fits(page, section, known)
    if section.blocks[-1].unfinished:
        first = _speaks_of(section.name, page[0], known)
    seam = _seam(section.blocks[-1], page[0])
    return [total + seam for total in accumulate([first, *others])]


def _fits(page: Sequence[Block], section: Section, known: Callable[[str], float]) -> list[float]:
    """How well each block fits among those of the section."""
    speaks = [_speaks_of(section.name, block, known) for block in page]
    if not section.blocks:
        return speaks
    share = section.finished / len(section.blocks)
    return [_alike(block, section.marks, share) + said for block, said in zip(page, speaks, strict=True)]


def _alike(block: Block, marks: set[str], finished: float) -> float:
    """Whether the block is printed as those of a section are: its bullet, and the full stop at its end."""
    unmarked = 0.0 if marks else 0.5
    mark = (1.5 if block.glyph in marks else -1.0) if block.bulleted else unmarked
    return mark + 0.7 * (1 - 2 * abs(ended(block) - finished))


def _seam(before: Block, after: Block) -> float:
    """Whether one block goes on in the other."""
    if dangles(before.text.string):
        return 5.0 if after.begins_inside else 3.5 if not after.bulleted else -1.0
    if before.text.string.endswith(":"):
        return 2.0 if after.bulleted else 0.5
    if before.unfinished:
        return 4.0 if after.begins_inside else 0.0
    return -3.0 if after.begins_inside else 0.0


def _speaks_of(section: str, block: Block, known: Callable[[str], float]) -> float:
    """How much a block speaks of what the section is about; below 0 where it does not at all."""
    text = block.text.string
    if section == "parties":
        return 3.0 * known(text) - 1.5
    score = sum(weight for weight, pattern in lexicon().signs[section] if pattern.search(text))
    return score or -_MISFIT.get(section, 0.0)
