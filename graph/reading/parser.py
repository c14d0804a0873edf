"""From the lines of a document to its facts, told in one place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.knowledge import Knowledge, key
from graph.reading.blocks import Block, blocks, by_line
from graph.reading.contacts import contacts
from graph.reading.doubts import doubts_of_document, doubts_of_layout, gaps, within_bounds
from graph.reading.evidence import headed_by_content
from graph.reading.figures import figures
from graph.reading.foundations import foundations
from graph.reading.furniture import REASONS, SetAside, set_aside
from graph.reading.judging import is_proposal
from graph.reading.lexicon import lexicon
from graph.reading.lines import Line, Text, join
from graph.reading.marking import marked, settled
from graph.reading.names import Found, Names
from graph.reading.numbering import with_bullets
from graph.reading.outcomes import effects, elements
from graph.reading.pages import without_page_edges
from graph.reading.parties import parties, share_of_known
from graph.reading.proposals import Proposal, proposals
from graph.reading.quantities import is_english
from graph.reading.section import Section
from graph.reading.sections import Resumed, sections
from graph.reading.warnings import Warnings
from ontology.models import Dependency, Initiative, KeyFigure, Mention

__all__ = ["Divided", "Parsed", "divide", "parse"]

_AMONG_BEFORE = re.compile(r"Kommune(?:,| og| samt)\s+$")
_AMONG_BEHIND = re.compile(
    r",?\s+(?:og|samt|and)\s+(?:andre\s|other\s)?(?:\w+ )?(?:kommuner|Kommuner|municipalities)\b"
)
_PARTED_BY_COMMA = re.compile(r"\d *, *(?:\d *){3}")
_KIND_OF_PLACE = ("kommune", "municipality", "stad")
_NEAR = 20
_OPENING_LINES = 12
_LONGEST = 300
_SAMPLE = 400
"""Lines of a proposal that tell its language."""


@dataclass(frozen=True)
class Divided:
    """A proposal with every line accounted for: its sections, and what was set aside."""

    proposal: Proposal
    sections: dict[str, Section]
    resumed: Sequence[Resumed]
    aside: Sequence[SetAside]

    def blocks(self, section: str) -> list[Block]:
        """The blocks of a section; none where it is missing."""
        return self.sections[section].blocks if section in self.sections else []

    def places(self) -> dict[int, str]:
        """Line number → where its text went: a section, "title", "unplaced", or why it was set aside."""
        below = {line.number for line in self.proposal.body}
        found = {line.number: "title" for line in self.proposal.lines if line.number not in below}
        found |= {item.line.number: item.reason for item in self.aside}
        found |= {line.number: "unplaced" for line in self.proposal.unread}
        for section in self.sections.values():
            for block in (*section.blocks, *(head for _, head in section.headings)):
                found |= {line.number: section.name for line in block.lines}
        return found


@dataclass(frozen=True)
class Parsed:
    """What a document holds: its initiatives, and where each of its other lines is.

    `unplaced` are the numbers of the printed lines in no section of an initiative, `aside` those that belong only to
    the pages or the form, each with its reason ("footnote", "page number", "running head", "furniture", …).
    """

    initiatives: tuple[Initiative, ...]
    unplaced: tuple[int, ...] = ()
    aside: Mapping[int, str] = field(default_factory=dict)


def parse(lines: Sequence[Line], source: str, knowledge: Knowledge) -> Parsed:
    """The initiatives that a document proposes, in printed order.

    Parameters
    ----------
    lines : sequence of Line
        The whole document.
    source : str
        File name, as it stands in each initiative.
    knowledge : Knowledge
        What is known beforehand of organisations, collectives and undertakings.
    """
    names = Names(knowledge)
    lines = without_page_edges(lines)
    found = proposals(lines) or _by_content(lines, names)
    shared = doubts_of_document(found)
    divided = [divide(each, names) for each in found]
    read = [_initiative(each, source, names, shared[i]) for i, each in enumerate(divided)]
    kept = [
        (each, initiative)
        for each, initiative in zip(divided, read, strict=True)
        if is_proposal(each.proposal, each.sections, initiative)
    ]
    places = {line.number: line.reason for line in lines if line.reason}
    places |= {number: place for each, _ in kept for number, place in each.places().items()}
    printed = [line.number for line in lines if not line.blank]
    return Parsed(
        tuple(_linked([initiative for _, initiative in kept])),
        tuple(number for number in printed if places.get(number, "unplaced") == "unplaced"),
        {number: places[number] for number in printed if places.get(number) in REASONS},
    )


def _by_content(lines: Sequence[Line], names: Names) -> list[Proposal]:
    """The proposals of a document that calls itself one, and whose headings only what stands under them tells."""
    opening = [line.text[:_LONGEST] for line in lines if not line.blank][:_OPENING_LINES]
    if not any(lexicon().own_proposal.search(text) for text in opening):
        return []
    return proposals(headed_by_content(marked(lines), names, lambda text: share_of_known(text, names)))


def divide(proposal: Proposal, names: Names) -> Divided:
    """Part a proposal into its sections."""
    kept, aside = set_aside(settled(proposal.body))

    def known(text: str) -> float:
        return share_of_known(text, names)

    found, resumed = sections(blocks(with_bullets(headed_by_content(kept, names, known))), known)
    return Divided(proposal, found, resumed, aside)


def _initiative(divided: Divided, source: str, names: Names, warnings: Warnings) -> Initiative:
    divided = replace(divided, sections=within_bounds(divided.sections, warnings))
    proposal = divided.proposal
    doubts_of_layout(proposal, divided.sections, divided.resumed, warnings)
    gaps(divided.sections, warnings)
    takes_part = parties(divided.sections.get("parties", Section("parties")), names, _region(divided, names), warnings)
    names.learn(party.organisation for party in takes_part if not party.collective)
    builds_on = foundations(by_line(divided.blocks("foundations")), names, warnings)
    return Initiative(
        source=source,
        number=proposal.number,
        title=proposal.title.string.rstrip(" ."),
        lines=(proposal.lines[0].number, _last(proposal.lines)),
        participations=tuple(takes_part),
        builds_on=tuple(builds_on),
        contacts=tuple(contacts(divided.blocks("contact"), names, warnings)),
        elements=tuple(elements(by_line(divided.blocks("elements")))),
        effects=tuple(effects(by_line(divided.blocks("effects")))),
        key_figures=tuple(_figures(divided, warnings)),
        mentions=tuple(_mentions(divided, names, builds_on)),
        warnings=warnings.english(),
        warnings_da=warnings.danish(),
        description="\n\n".join(block.text.string for block in divided.blocks("introduction")) or None,
    )


def _figures(divided: Divided, warnings: Warnings) -> list[KeyFigure]:
    """The key figures; only of such as hold a comma with three digits behind it the language tells what it means."""
    blocks = by_line(divided.blocks("figures"))
    thousands = any(_PARTED_BY_COMMA.search(block.text.string) for block in blocks)
    english = thousands and is_english(" ".join(line.text for line in divided.proposal.lines[:_SAMPLE]))
    return figures(blocks, warnings, english=english)


def _last(lines: Sequence[Line]) -> int:
    return max((line.number for line in lines if not line.blank), default=lines[-1].number)


def _region(divided: Divided, names: Names) -> str | None:
    """The one region that the proposal names, so that "regionen" is clear."""
    texts = [divided.proposal.title, *(block.text for each in divided.sections.values() for block in each.blocks)]
    regions = Counter(hit.name for text in texts for hit in names.organisations(text.string) if hit.kind == "region")
    return next(iter(regions)) if len(regions) == 1 else None


def _mentions(divided: Divided, names: Names, builds_on: Iterable[Dependency]) -> list[Mention]:
    """Each organisation named outside the list of parties, owners of things too, once, where it is named first."""
    first: dict[str, Mention] = {}
    things = {thing.name for thing in builds_on}
    for thing in builds_on:
        for owner in thing.organisations:
            place = owner.removesuffix(" Kommune").removesuffix("s")
            if owner in things or (place != owner and f"{place}s " not in thing.as_printed):
                continue  # neither a thing beside another, nor where it is: "Tanghaven i Tangby"
            first.setdefault(owner, Mention(organisation=owner, line=thing.line, last_line=thing.last_line))
    for text, lined in _texts(divided):
        for hit in names.organisations(text.string):
            line = text.line_at(hit.start)
            parted = lined and hit.known is None and text.line_at(hit.end - 1) != line
            if parted or _is_place(hit, text.string):
                continue
            if hit.name not in first or line < first[hit.name].line:
                last = max(line, text.line_at(hit.end - 1))
                first[hit.name] = Mention(organisation=hit.name, line=line, last_line=last)
    return sorted(first.values(), key=lambda mention: (mention.line, mention.organisation))


def _is_place(hit: Found, text: str) -> bool:
    """Whether a place is named ("i Assens"), and not the municipality that has its name, as among other ones."""
    printed = text[hit.start : hit.end]
    if _AMONG_BEFORE.search(text[: hit.start][-_NEAR:]) or _AMONG_BEHIND.match(text, hit.end):
        return False
    bare = key(printed.removesuffix("s"))
    return hit.kind == "municipality" and bare in key(hit.name) and not bare.endswith(_KIND_OF_PLACE)


def _texts(divided: Divided) -> Iterator[tuple[Text, bool]]:
    """What a proposal says outside its list of parties, its footnotes last; and whether each line is for itself."""
    for name, section in divided.sections.items():
        if name != "parties":
            yield from ((block.text, name == "contact") for block in section.blocks)
    for item in divided.aside:
        if item.reason == "footnote":
            yield join([item.line]), False


def _linked(found: list[Initiative]) -> list[Initiative]:
    """Turn what is built on into a link where it names another initiative of the document."""
    titles = {_fold(other.title): other.title for other in found}
    counts = Counter(other.number for other in found)
    numbered = {other.number: other.title for other in found if other.number and counts[other.number] == 1}
    return [
        initiative.model_copy(
            update={"builds_on": tuple(_link(d, titles, numbered, initiative.title) for d in initiative.builds_on)}
        )
        for initiative in found
    ]


def _link(dependency: Dependency, titles: dict[str, str], numbered: dict[str, str], own: str) -> Dependency:
    """A dependency as a link to the initiative that it names by its title, or by its number alone."""
    if dependency.kind == "organisation":
        return dependency
    printed = dependency.as_printed
    number = lexicon().numbered_proposal.match(printed) or lexicon().numbered_behind.search(printed)
    opens = _fold(printed.split("(")[0])
    title = titles.get(_fold(dependency.name)) or titles.get(opens)
    title = title or (numbered.get(number["number"]) if number else None)
    if title is None or title == own:
        return dependency
    return dependency.model_copy(update={"name": title, "kind": "initiative"})


def _fold(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
