"""Which section each block belongs to, also where a page break cut a section and it resumes without its heading.

Forms in two columns come out of a PDF page by page: the left column, then the right one, and on the next page the rest
of the left column and the rest of the right one, both without a heading. So the blocks between a page break and the
next heading are one *run*, and a run is cut in at most two: its head continues some section seen before, its tail
continues the section that was being read when the page turned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph.reading.blocks import Block
from graph.reading.resuming import best_cut
from graph.reading.section import Section

__all__ = ["Resumed", "sections"]


@dataclass(frozen=True)
class Resumed:
    """Blocks that were given to a section by judgement, since no heading says so."""

    section: str
    first: int
    last: int


def sections(blocks: Sequence[Block], known: Callable[[str], float]) -> tuple[dict[str, Section], list[Resumed]]:
    """Assign every block to a section.

    Parameters
    ----------
    blocks : sequence of Block
        The blocks of one proposal, below its title.
    known : callable
        Share of the items of a list, in [0, 1], that are known parties.

    Returns
    -------
    dict of str to Section
        "introduction" holds what stands before the first heading.
    list of Resumed
        What was resumed without a heading.
    """
    found: dict[str, Section] = {"introduction": Section("introduction")}
    resumed: list[Resumed] = []
    current = "introduction"
    for run in _runs(blocks):
        if run[0].heading:
            current = run[0].heading.section
            found.setdefault(current, Section(current)).open(run[0])
            continue
        name, cut = best_cut(run, current, found, known) if _may_resume(run[0], found[current]) else (current, 0)
        if cut and name != current:
            resumed.append(Resumed(name, run[0].text.first, run[cut - 1].text.last))
        found[name].add(run[:cut])
        found[current].add(run[cut:])
    return found, resumed


def _runs(blocks: Sequence[Block]) -> list[list[Block]]:
    """Stretches of blocks that no heading and no page break parts; a heading is a run of its own."""
    runs: list[list[Block]] = []
    for block in blocks:
        if block.heading or block.after_break or not runs or runs[-1][0].heading or block.begins_inside:
            runs.append([block])
        else:
            runs[-1].append(block)
    return runs


def _may_resume(block: Block, current: Section) -> bool:
    return block.after_break or (block.begins_inside and bool(current.blocks) and not current.blocks[-1].unfinished)
