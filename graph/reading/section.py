"""One section of a proposal in reading order, wherever its parts were printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from graph.reading.blocks import Block, dangles
from graph.reading.headings import Heading

__all__ = ["Section", "ended"]

_LONGEST = 20_000
"""Characters beyond which a paragraph takes up no continuation: no sentence of a proposal is so long."""

_OPENING = tuple('”"“«»(')
"""A paragraph that begins with these after a page break finishes the sentence before it."""


@dataclass
class Section:
    """The blocks of one section, with the headings that opened it.

    `marks` are the bullets of its list and `finished` counts the blocks that end with a full stop: by these a
    continuation is recognised.
    """

    name: str
    blocks: list[Block] = field(default_factory=list)
    headings: list[tuple[int, Block]] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    finished: int = 0

    def heading_of(self, index: int) -> Heading | None:
        """The heading that the block at `index` stands under."""
        under = [block.heading for start, block in self.headings if start <= index]
        return under[-1] if under else None

    def within(self, blocks: int, each: int, characters: int) -> Section:
        """The first `blocks` of its blocks, cut to `each` characters and to `characters` in all."""
        kept: list[Block] = []
        total = 0
        for block in self.blocks[:blocks]:
            if total > characters:
                break
            kept.append(block if len(block.text) <= each else replace(block, text=block.text.part(0, each)))
            total += len(kept[-1].text)
        return replace(self, blocks=kept)

    def open(self, heading: Block) -> None:
        """Begin, or begin again, under a heading."""
        self.headings.append((len(self.blocks), heading))

    def add(self, part: Sequence[Block]) -> None:
        """Add blocks; a first block that finishes an open sentence is joined to it."""
        if part and self.blocks and _continues(self.blocks[-1], part[0]):
            last = self.blocks.pop()
            self.finished -= ended(last)
            whole = replace(last, text=last.text.then(part[0].text), lines=(*last.lines, *part[0].lines))
            part = [whole, *part[1:]]
        self.blocks += part
        self.finished += sum(ended(block) for block in part)
        self.marks |= {block.glyph for block in part if block.bulleted}


def _continues(last: Block, block: Block) -> bool:
    if block.bulleted or len(last.text) > _LONGEST:
        return False
    quoted = block.after_break and block.text.string[:1] in _OPENING
    return dangles(last.text.string) or (last.unfinished and (block.begins_inside or quoted))


def ended(block: Block) -> bool:
    """Whether the block ends with a full stop."""
    return block.text.string.endswith((".", ".”", ".)"))
