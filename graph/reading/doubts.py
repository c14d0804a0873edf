"""What is doubtful about a document and the layout of its proposals, before any fact is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from graph.reading.lexicon import lexicon
from graph.reading.proposals import Proposal
from graph.reading.section import Section
from graph.reading.sections import Resumed
from graph.reading.warnings import Warnings, quoted

__all__ = ["doubts_of_document", "doubts_of_layout", "gaps", "within_bounds"]

_SECTION_NAMES = {
    "elements": ("elements", "elementer"),
    "effects": ("expected effects", "forventede effekter"),
    "figures": ("key figures", "nøgletal"),
    "foundations": ("what it builds on", "hvad det bygger på"),
    "parties": ("parties", "deltagende parter"),
    "contact": ("contact", "kontakt"),
    "introduction": ("introduction", "indledning"),
    "other": ("other", "andet"),
}
_NOT_OF_THE_FORM = ("introduction", "other")
_MOST_BLOCKS = 2_000
_LONGEST_BLOCK = 20_000
_LONGEST_SECTION = 300_000
"""How much of a section is read, in bullets or paragraphs, and in characters: a hundred pages."""
_TITLE = 200
"""Characters of a title, beyond which it is doubtful that it is one."""


def doubts_of_document(found: Sequence[Proposal]) -> list[Warnings]:
    """Warnings for each proposal, with what only the whole document shows: numbers that cannot be told apart."""
    readings = Counter(reading for each in found for reading in _readings(each.number))
    return [_doubts_of_number(each, readings) for each in found]


def _readings(number: str | None) -> set[str]:
    """What a printed number may mean: "8 7", where tracked changes ran together, is 8 or 7."""
    return set(number.split()) if number else set()


def _doubts_of_number(proposal: Proposal, readings: Mapping[str, int]) -> Warnings:
    warnings = Warnings()
    number, line = proposal.number, proposal.lines[0].number
    if number and " " in number:
        warnings.add(
            line,
            f"the printed number “{number}” is two that ran together; it is kept as printed",
            f"det trykte nummer “{number}” er to, der er løbet sammen; det står, som det er trykt",
        )
    for reading in sorted(_readings(number)):
        if readings[reading] > 1:
            warnings.add(
                line,
                f"the number {reading} may stand for more than one initiative of the document",
                f"nummeret {reading} kan stå for mere end ét initiativ i dokumentet",
            )
    return warnings


def doubts_of_layout(
    proposal: Proposal, divided: Mapping[str, Section], resumed: Sequence[Resumed], warnings: Warnings
) -> None:
    """Warn of lines that no proposal holds, of sections that are missing, and of such as were resumed by judgement."""
    if proposal.unread:
        first, last = proposal.unread[0].number, proposal.unread[-1].number
        warnings.add(
            first,
            f"lines {first}–{last} stand before the first proposal and were not read",
            f"linje {first}–{last} står før det første forslag og er ikke læst",
        )
    if len(proposal.title) > _TITLE:
        warnings.add(proposal.title.first, "the title is very long", "titlen er meget lang")
    for _, head in divided["other"].headings if "other" in divided else ():
        words = quoted(head.text.string.rstrip(": "))
        warnings.add(
            head.text.first,
            f"{words} is no section of the form; no facts were read from it",
            f"{words} er ikke et afsnit i skabelonen; ingen fakta er læst af det",
        )
    for part in resumed:
        english, danish = _SECTION_NAMES[part.section]
        warnings.add(
            part.first,
            f"lines {part.first}–{part.last} stand without a heading after a page break; read as “{english}”",
            f"linje {part.first}–{part.last} står uden overskrift efter et sideskift; læst som “{danish}”",
        )
    for name, (english, danish) in _SECTION_NAMES.items():
        if name not in divided and name not in _NOT_OF_THE_FORM:
            warnings.add(0, f"there is no section “{english}”", f"afsnittet “{danish}” mangler")


def within_bounds(divided: Mapping[str, Section], warnings: Warnings) -> dict[str, Section]:
    """The sections as far as they are read: a text that is out of all proportion costs no more than a long one."""
    read = {name: section.within(_MOST_BLOCKS, _LONGEST_BLOCK, _LONGEST_SECTION) for name, section in divided.items()}
    for name, section in divided.items():
        kept = read[name].blocks
        cut = next((b for a, b in zip(kept, section.blocks, strict=False) if a is not b), None)
        cut = cut or (section.blocks[len(kept)] if len(kept) < len(section.blocks) else None)
        if cut:
            english, danish = _SECTION_NAMES[name]
            warnings.add(
                cut.text.first,
                f"the section “{english}” is too long; what follows here was not read in full",
                f"afsnittet “{danish}” er for langt; det følgende er ikke læst helt",
            )
    return read


def gaps(divided: Mapping[str, Section], warnings: Warnings) -> None:
    """Warn of placeholders, of what is still pending, and of headings with nothing below them."""
    for section in divided.values():
        if section.headings and not section.blocks:
            english, danish = _SECTION_NAMES[section.name]
            line = section.headings[0][1].text.first
            warnings.add(line, f"the section “{english}” is empty", f"afsnittet “{danish}” er tomt")
        for block in section.blocks:
            # Most blocks hold none of the signs of what is left open, so that only their beginning may say it is.
            signed = lexicon().left_open.search(block.text.string)
            for match in block.text.matches(lexicon().placeholder) if signed else ():
                words = quoted(" ".join(block.text.string[match.start() : match.start() + 30].split()[:2]).strip(",.;"))
                line = block.text.line_at(match.start())
                warnings.add(line, f"{words} holds a placeholder", f"{words} er en pladsholder")
            find = lexicon().pending.search if signed else lexicon().pending.match
            pending = None if section.name == "figures" else find(block.text.string)
            if pending:
                line, words = block.text.line_at(pending.start()), quoted(re.sub(r"\s+", " ", pending[0]).strip())
                warnings.add(line, f"{words} is still pending", f"{words} udestår")
