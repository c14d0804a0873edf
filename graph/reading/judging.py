"""Whether what was read is a proposal at all, and not minutes, a report, a contract or an empty form.

Such papers have participants, results and contacts too. What tells a proposal are headings that are at home in it, what
it builds on, a printed number, and facts of many kinds; what tells against it is the kind of paper it calls itself.
"""

from __future__ import annotations

from graph.reading.lexicon import lexicon
from graph.reading.lines import Line
from graph.reading.proposals import Proposal
from graph.reading.section import Section
from ontology.models import Initiative

__all__ = ["is_proposal"]

_NEEDED = 4.0
_NEEDED_WITHOUT_TELLING = 5.0
_BUILDS_ON = 1.0
_NUMBER = 1.0
_SURELY_TOLD = 2
"""Headings at home in proposals, beyond which the text need not say that it wants something."""
_WANTS_NOTHING = 1.0
_OTHER_PAPER = 3.0
_OTHER_HEADING = 1.5
_OPENING_LINES = 3
"""Lines in which a paper says what it is."""
_LONGEST = 120


def is_proposal(proposal: Proposal, sections: dict[str, Section], read: Initiative) -> bool:
    """Whether the facts `read` under the headings of `sections` make a proposal."""
    facts = {
        "elements": read.elements,
        "effects": read.effects,
        "figures": read.key_figures,
        "foundations": read.builds_on,
        "parties": read.participations,
        "contact": read.contacts,
    }
    filled = {name for name, found in facts.items() if found}
    if len(filled) < 2 or not filled & {"elements", "effects", "foundations"}:
        return False
    telling = sum(_has_telling(sections.get(name)) for name in filled)
    score = len(filled) + telling + _BUILDS_ON * ("foundations" in filled and bool(telling))
    score += _NUMBER * bool(proposal.number) - _against(proposal)
    presents_itself = "contact" in filled and "foundations" not in filled
    if presents_itself and telling < _SURELY_TOLD and not proposal.number and not _proposes(proposal, sections):
        score -= _WANTS_NOTHING
    return score >= (_NEEDED if telling or proposal.number else _NEEDED_WITHOUT_TELLING)


def _proposes(proposal: Proposal, sections: dict[str, Section]) -> bool:
    """Whether the title, or what stands under the headings, wants something done."""
    texts = [proposal.title.string, *(block.text.string for each in sections.values() for block in each.blocks)]
    return any(lexicon().proposing.search(text) for text in texts)


def _has_telling(section: Section | None) -> bool:
    return section is not None and any(head.heading and head.heading.telling for _, head in section.headings)


def _against(proposal: Proposal) -> float:
    """How much speaks against a proposal: that it calls itself another paper, and headings that only others have."""
    opening = [line for line in (*proposal.unread, *proposal.lines) if not line.blank][:_OPENING_LINES]
    said = 0.0 if proposal.number else _OTHER_PAPER * any(_calls_itself(line) for line in opening)
    others = sum(bool(lexicon().other_headings.fullmatch(_bare(line))) for line in proposal.lines if _is_short(line))
    return said + _OTHER_HEADING * others


def _calls_itself(line: Line) -> bool:
    return bool(lexicon().other_papers.match(_bare(line)))


def _is_short(line: Line) -> bool:
    return len(line.text) <= _LONGEST and not line.blank


def _bare(line: Line) -> str:
    return line.text[:_LONGEST].strip(" \t#*_:.0123456789)-")
