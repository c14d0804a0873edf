"""What an initiative would do and what it should achieve: elements and expected effects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.reading.blocks import Block, dangles
from graph.reading.lines import Text
from ontology.models import Effect, Element

__all__ = ["effects", "elements", "target_year"]

_TARGET = re.compile(
    r"""\b(?:i|inden|senest|frem\ til|til|mod|fra|ultimo|medio|primo|efter|by|in|before|after|from|until|towards)\s+
    (?:(?:udgangen\ af|the\ end\ of)\s+)?(?:[a-zæøå]+\s+)?
    (?:(?<=fra\s)(?:19|20)\d\d\s+til\s+|(?<=from\s)(?:19|20)\d\d\s+to\s+)?
    (?P<year>(?:19|20)\d\d)\b(?!-\w) | \((?P<bare>(?:19|20)\d\d)\)
    | ^(?P<ahead>20\d\d)\s*(?::|\s[–-])\s""",
    re.IGNORECASE | re.VERBOSE,
)


def target_year(text: str) -> int | None:
    """The first year that a text aims at ("i 2025", "inden udgangen af juni 2018", the end of "fra 2015 til 2020").

    A year in passing ("Strategi 2020", "2017-niveauet") is none.
    """
    match = _TARGET.search(text)
    return int(match["year"] or match["bare"] or match["ahead"]) if match else None


def effects(blocks: Sequence[Block]) -> list[Effect]:
    """One effect for each bullet, or each sentence of prose; the lead-in of a list is none."""
    return [
        Effect(text=text.string, year=target_year(text.string), line=text.first, last_line=text.last)
        for text in _statements(blocks)
    ]


def _statements(blocks: Sequence[Block]) -> Iterator[Text]:
    for index, block in enumerate(blocks):
        introduces = block.text.string.endswith(":") and blocks[index + 1 : index + 2] and blocks[index + 1].bulleted
        if block.bulleted:
            yield block.text
        elif not introduces:
            yield from block.text.sentences()


def elements(blocks: Sequence[Block]) -> list[Element]:
    """One element for each bullet or headed paragraph.

    A numbered paragraph is of level 1, a labelled one ("Modtagelse: …") below it of level 2, and bullets lie one deeper
    than the paragraph they stand under. A sentence that only leads a list in is no element.
    """
    found: list[Element] = []
    above = 0
    numbered = any(block.glyph == "1" for block in blocks)
    levels = [block.level for block in blocks if block.bulleted and block.glyph != "1"]
    shallowest = min(levels, default=1) if numbered else 1
    for index, block in enumerate(blocks):
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        if block.glyph == "1":
            level = above = 1
        elif block.bulleted:
            level = block.level - shallowest + 1 + above
        elif _leads_in(block, after):
            continue
        else:
            labelled = _is_label(block.text.string)
            level = 2 if labelled and above else 1
            above = level if labelled or (after and after.bulleted and not block.text.string.endswith(".")) else 0
        found.append(Element(text=block.text.string, level=level, line=block.text.first, last_line=block.text.last))
    return found


_LABELLED = re.compile(r"^[A-ZÆØÅ][\w /-]{2,30}:(?:\s|$)")


def _is_label(text: str) -> bool:
    """Whether a text begins with a label of a few words ("Modtagelse: …")."""
    label = _LABELLED.match(text)
    return label is not None and len(label[0].split()) <= 3 and not dangles(label[0].rstrip(": "))


def _leads_in(block: Block, after: Block | None) -> bool:
    """A sentence that ends with a colon above a list."""
    return block.text.string.endswith(":") and bool(after and after.bulleted) and not _is_label(block.text.string)
