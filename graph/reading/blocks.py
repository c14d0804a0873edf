"""Lines into blocks: headings, bullets and paragraphs.

A block starts at a bullet, at a heading, or at a paragraph; a blank line alone starts none, since dumps of PDF put
blank lines into the middle of sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from graph.reading.furniture import BULLET
from graph.reading.headings import Heading
from graph.reading.lexicon import lexicon
from graph.reading.lines import Line, Text, join

__all__ = ["Block", "blocks", "by_line", "dangles"]

_PAGE_GAP = 5
"""Blank lines in a row that only the foot of a page leaves."""
_SHORT_LINE = 0.8
"""A line shorter than this share of the longest one of its paragraph may be the last of it."""
_SHORT_IN_SECTION = 0.6
"""The same of the longest line of its section."""
_LONGEST_WRAPPED = 160
"""Characters of the longest line in a text that is broken into lines: no line of a longer one breaks a sentence."""
_LONGEST_LIST = 5_000
_LONGEST_ITEM = 90
_NESTED = frozenset("oa\uf0a7◦○▫")
_DASHES = ("-", "–", "—")
_STEP = 2
"""Columns by which a nested bullet stands further in."""
_DEEPEST = 3
_NEAR = 3
"""Lines between two items of a list."""
_LABEL = re.compile(r"[A-ZÆØÅ][\w/ -]{2,40}:(\s|$)")


@dataclass(frozen=True)
class Block:
    """A heading, a bullet or a paragraph.

    `glyph` is "" for a paragraph; `after_break` says that the page turned just before it; `lines` are those printed.
    """

    text: Text
    glyph: str = ""
    level: int = 1
    heading: Heading | None = None
    after_break: bool = False
    lines: tuple[Line, ...] = field(default=(), repr=False)

    @property
    def bulleted(self) -> bool:
        """It was printed as an item of a list."""
        return bool(self.glyph)

    @property
    def unfinished(self) -> bool:
        """No sentence ends at its end."""
        return not self.text.string.endswith((".", "!", "?", ":", ")", "”", '"'))

    @property
    def begins_inside(self) -> bool:
        """A paragraph that begins with a small letter is the rest of something."""
        return not self.bulleted and self.text.string[:1].islower()


def dangles(text: str) -> bool:
    """Whether a text goes on somewhere: it ends with a comma, a hyphen, or a word that no sentence ends with."""
    if text.endswith((",", "-", "–", "/")):
        return True
    last = text[-20:].rsplit(" ", 1)[-1]
    return (last.islower() or text.isupper()) and last.lower() in lexicon().dangling


@dataclass
class _Group:
    """Lines that belong together; `head` where they are a heading, `broken` where the page turned before them."""

    lines: list[Line] = field(default_factory=list)
    head: Heading | None = None
    broken: bool = False
    longest: int = 0

    def add(self, line: Line) -> None:
        self.lines.append(line)
        self.longest = max(self.longest, len(line.text))


def blocks(lines: Sequence[Line]) -> list[Block]:
    """The blocks of the lines, in printed order."""
    found: list[Block] = []
    for under_heading in _by_heading(_headed([_block(group) for group in _groups(lines)])):
        found += _with_levels(under_heading)
    return found


def _headed(found: Sequence[Block]) -> list[Block]:
    """The blocks, where a heading within a section and the paragraphs below it are one numbered block."""
    joined: list[Block] = []
    for block in found:
        above = joined[-1] if joined else None
        if block.heading is None and block.lines[0].style == "heading":
            joined.append(replace(block, glyph="1"))
        elif above and _takes_in(above, block):
            text = join([*(_labelling(line) for line in above.lines), *block.lines])
            joined[-1] = replace(above, text=text, lines=(*above.lines, *block.lines))
        else:
            joined.append(block)
    return joined


def _takes_in(above: Block, block: Block) -> bool:
    """Whether a block is a paragraph below a heading within the section."""
    headed = above.lines[0].style == "heading" and above.heading is None
    return headed and not block.bulleted and block.heading is None and len(above.text) <= _LONGEST_LIST


def _labelling(line: Line) -> Line:
    """A heading within a section as the label of what stands below it."""
    text = line.text.strip()
    is_label = line.style == "heading" and not text.endswith((":", ".", "?", "!"))
    return replace(line, text=f"{text}:") if is_label else line


def by_line(found: Sequence[Block]) -> list[Block]:
    """The blocks, but a paragraph whose every printed line is an item of its own is one block for each line."""
    return [part for block in found for part in _lines_of(block)]


def _lines_of(block: Block) -> list[Block]:
    lines = [] if block.bulleted or len(block.text) > _LONGEST_LIST else block.text.printed_lines()
    if not _are_items([line.string for line in lines]):
        return [block]
    printed = {line.number: line for line in block.lines}
    return [replace(block, text=line, lines=tuple(printed[n] for n in line.numbers if n in printed)) for line in lines]


def _are_items(lines: Sequence[str]) -> bool:
    """Whether lines begin and end like items: with a capital, nothing left open, and none filled to the margin."""
    if len(lines) < 2 or any(dangles(line) or not re.match(r"[”\"“(+]?[A-ZÆØÅÉ0-9]", line) for line in lines):
        return False
    if all(line.endswith(".") for line in lines):
        return True
    ragged = min(len(line) for line in lines[:-1]) < _SHORT_LINE * max(len(line) for line in lines)
    return max(len(line) for line in lines) <= _LONGEST_ITEM and (ragged or len(lines[0]) <= _LONGEST_ITEM // 2)


def _groups(lines: Sequence[Line]) -> Iterator[_Group]:
    margins = _margins(lines)
    wrapped = max((len(line.text) for line in lines), default=0) <= _LONGEST_WRAPPED
    listed = _listed_dashes(lines)
    group = _Group()
    blank_run = 0
    for index, (line, margin) in enumerate(zip(lines, margins, strict=True)):
        if line.blank:
            blank_run += 1
            continue
        turned = line.opens_page or blank_run >= _PAGE_GAP
        apart = blank_run > 0 and not wrapped
        if group.lines and (turned or index in listed or _starts(line, group, blank_run, margin, apart=apart)):
            yield group
            group = _Group()
        group.broken = group.broken or turned
        blank_run = 0
        head = None if group.lines else line.head
        group.add(line)
        if head:
            group.head = head
            yield group
            group = _Group()
            if head.rest:
                group.add(Line(line.number, head.rest))
    if group.lines:
        yield group


def _listed_dashes(lines: Sequence[Line]) -> set[int]:
    """Where dashes open the items of a list: another one, as far from the margin, stands a few lines off."""
    found: set[int] = set()
    near: list[tuple[int, str]] = []
    for index, line in enumerate(lines):
        if line.blank or line.head:
            near = []
            continue
        bullet = BULLET.match(line.text)
        if bullet and bullet[0].strip() in _DASHES:
            near = [(i, mark) for i, mark in near if index - i <= _NEAR]
            found |= {place for i, mark in near if mark == bullet[0] for place in (i, index)}
            near.append((index, bullet[0]))
    return found


def _margins(lines: Sequence[Line]) -> list[int]:
    """For each line the length of the longest one under the same heading."""
    lengths = [len(line.text.rstrip()) for line in lines]
    starts = [index for index, line in enumerate(lines) if index == 0 or line.head is not None]
    margins: list[int] = []
    for start, end in pairwise([*starts, len(lines)]):
        margins += [max(lengths[start:end])] * (end - start)
    return margins


def _starts(line: Line, group: _Group, blank_run: int, margin: int, *, apart: bool) -> bool:
    """Whether a new block starts with this line, after so many blank ones; those `apart` are paragraphs each."""
    if line.head or line.style == "heading":
        return True
    before, text = group.lines[-1].text.rstrip(), line.text.strip()
    if bullet := BULLET.match(line.text):
        return not _is_dash_inside(bullet, line.text[bullet.end() :], group, blank_run)
    if _is_lone_bullet(before):
        return False
    if not blank_run:
        after_label = before.endswith((".", ":")) or bool(_LABEL.match(group.lines[0].text.strip()))
        return after_label and bool(_LABEL.match(text))
    if before.endswith((".", ":", "!", "?", ";", ".”", '."')):
        return True
    short = max(_SHORT_LINE * group.longest + 1, _SHORT_IN_SECTION * margin)
    return text[:1].isupper() and not dangles(before) and (apart or len(before) < short)


def _is_dash_inside(bullet: re.Match[str], behind: str, group: _Group, blank_run: int) -> bool:
    """A dash within a sentence that a line end put first on its line."""
    if blank_run or bullet[0].strip() not in _DASHES or not behind[:1].islower():
        return False
    first, before = BULLET.match(group.lines[0].text), group.lines[-1].text.rstrip()
    listed = first is not None and first[0].strip() == bullet[0].strip()
    return not listed and not before.endswith((".", ":", ";", "!", "?", ","))


def _is_lone_bullet(text: str) -> bool:
    bullet = BULLET.match(text)
    return bullet is not None and bullet.end() == len(text)


def _block(group: _Group) -> Block:
    first, *others = group.lines
    bullet = None if group.head else BULLET.match(first.text)
    if not bullet:
        return Block(join(group.lines), heading=group.head, after_break=group.broken, lines=tuple(group.lines))
    glyph = bullet["double"] or bullet["glyph"] or bullet["dash"] or bullet["o"] or ("a" if bullet["letter"] else "1")
    text = join([Line(first.number, first.text[bullet.end() :]), *others])
    level = 2 if glyph in _NESTED or bullet["double"] else 1
    return Block(text, glyph, level, after_break=group.broken, lines=tuple(group.lines))


def _by_heading(found: Sequence[Block]) -> Iterator[list[Block]]:
    """Each heading with the blocks printed under it."""
    under: list[Block] = []
    for block in found:
        if block.heading and under:
            yield under
            under = []
        under.append(block)
    if under:
        yield under


def _with_levels(under: Sequence[Block]) -> Iterator[Block]:
    """Bullets with the level that their mark or their indentation says; the outermost ones of a list have level 1."""
    outermost = min((block.level for block in under if block.bulleted), default=1)
    steps = _steps(sorted({_indent(block) for block in under if block.bulleted}))
    if len(steps) > 1 and _marked_against(under, steps[1]):
        under = [replace(block, level=1) for block in under]
    for block in under:
        if not block.bulleted:
            yield block
            continue
        deep = sum(step <= _indent(block) for step in steps)
        level = max(block.level - outermost + 1, deep)
        yield block if level == block.level else replace(block, level=level)


def _marked_against(under: Sequence[Block], second: int) -> bool:
    """Whether marks such as "o" stand outermost and others within, so that only the indentation tells the levels."""
    outer = {block.level for block in under if block.bulleted and _indent(block) < second}
    inner = {block.level for block in under if block.bulleted and _indent(block) >= second}
    return bool(outer) and bool(inner) and min(outer) > min(inner)


def _steps(indents: Sequence[int]) -> list[int]:
    """The columns at which levels begin."""
    steps: list[int] = []
    for indent in indents:
        if len(steps) < _DEEPEST and (not steps or indent >= steps[-1] + _STEP):
            steps.append(indent)
    return steps


def _indent(block: Block) -> int:
    """How far in a block is printed. The first line of a page in a dump of text has lost that; formats keep it."""
    first = block.lines[0]
    text = first.text.expandtabs(4)
    return 0 if first.opens_page and first.page is None else len(text) - len(text.lstrip())
