"""The light markup that documents are typeset from: what a person wrote, before a format was chosen for it.

=============  =====================================================================================
``= text``     title of a proposal, or of the document
``== text``    heading; in a form the label of a field
``=== text``   heading of a paragraph (``+ text`` the same, set in bold only)
``- text``     bullet; ``-- text`` one level deeper
``|a|b``       row of a table
``{merged} x`` row of a form that runs over all columns
``{main}``     what follows stands in the main column; ``{side}`` in the boxes beside it
``{page}``     page break
``[^ text]``   footnote
=============  =====================================================================================

Other lines are running text; below a heading about contacts each is a paragraph of its own, elsewhere they are joined
until the next empty line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Block", "blocks", "footnotes"]

_MARKS = {"= ": "title", "== ": "heading", "=== ": "subheading", "+ ": "bold", "- ": "bullet", "-- ": "bullet2"}
_CONTACT = re.compile(r"[Kk]onta[kc]t|[Cc]ontact")
_FOOTNOTE = re.compile(r"\[\^ ([^\]]*)\]")


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, bullet, row of a table (its cells), empty line (`gap`) or instruction (`page` …)."""

    kind: str
    text: str = ""
    cells: tuple[str, ...] = ()


def blocks(source: str) -> list[Block]:
    """Blocks of a text in their order."""
    return list(_blocks(source.splitlines()))


def _blocks(lines: list[str]) -> Iterator[Block]:
    text: list[str] = []
    single = False
    for line in [*lines, "{end}"]:
        block = _marked(line)
        if text and (block is not None or not line.strip() or single):
            yield Block("paragraph", " ".join(text))
            text = []
        if block is None:
            text += [line.strip()] if line.strip() else []
            if not line.strip():
                yield Block("gap")
        elif block.kind != "end":
            if block.kind in ("heading", "title"):
                single = block.kind == "heading" and bool(_CONTACT.search(block.text))
            yield block


def _marked(line: str) -> Block | None:
    """The block that a line is by its mark; None for running text."""
    if line.startswith("|"):
        return Block("row", cells=tuple(line[1:].split("|")))
    if instruction := re.fullmatch(r"\{(\w+)\}\s*(.*)", line):
        return Block(instruction[1], instruction[2])
    for mark, kind in _MARKS.items():
        if line.startswith(mark):
            return Block(kind, line[len(mark) :].strip())
    return None


def footnotes(text: str, first: int = 1) -> tuple[str, list[str]]:
    """A text with numbers for its footnotes, and the footnotes.

    Examples
    --------
    >>> footnotes("48 mio. m³.[^ Kilde: GEUS]")
    ('48 mio. m³.1', ['1 Kilde: GEUS'])
    """
    notes: list[str] = []

    def number(found: re.Match[str]) -> str:
        notes.append(f"{first + len(notes)} {found[1]}")
        return str(first + len(notes) - 1)

    return _FOOTNOTE.sub(number, text), notes
