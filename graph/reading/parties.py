"""Who takes part: every party of the list of parties, with its role as the prose around it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from graph.knowledge import key
from graph.reading.bodies import Bodies, Body, Series, abbreviates, is_proper
from graph.reading.clauses import Clause, clauses, role_said, role_told
from graph.reading.lexicon import lexicon
from graph.reading.lines import Text
from graph.reading.lists import Item, items
from graph.reading.names import Names
from graph.reading.section import Section
from graph.reading.warnings import Warnings, quoted
from ontology.models import Participation, Role

__all__ = ["parties", "share_of_known"]

_WORDS = 8
"""Words beyond which an unknown item is no name."""
_WORDS_DESCRIBED = 4
"""The same where a relative clause follows, which describes a group."""
_LOOKED_AT = 2000
"""Characters of a block that decide whether it is a list of parties."""


def parties(section: Section, names: Names, region: str | None, warnings: Warnings) -> list[Participation]:
    """The participations of one list of parties, each party once, with the role said of it first.

    Parameters
    ----------
    section : Section
        The blocks of the list, wherever a page break left its parts.
    names : Names
        What is known of organisations and collectives.
    region : str or None
        The body that "regionen" stands for, where the proposal names just one.
    warnings : Warnings
        Takes what was doubtful.
    """
    bodies = Bodies(names, region, warnings)
    found: dict[tuple[str, bool], Participation] = {}
    for clause in clauses(section, names):
        read = _told(clause, bodies) if clause.told else _listed(clause, bodies)
        for participation in read:
            named = key(participation.organisation), participation.collective
            before = found.setdefault(named, participation)
            if participation.role == "lead" and before.role == "participant":
                found[named] = before.model_copy(update={"role": "lead"})
    if found and _first_leads(section) and not any(each.role == "lead" for each in found.values()):
        first = next(iter(found))
        found[first] = found[first].model_copy(update={"role": "lead"})
    if section.blocks and not found:
        warnings.add(section.blocks[0].text.first, "no party was read", "ingen deltagende part kunne læses")
    return list(found.values())


def _first_leads(section: Section) -> bool:
    """Whether a heading says that the party named first leads."""
    return any(head.heading and lexicon().lead_first.search(head.text.string) for _, head in section.headings)


def share_of_known(text: str, names: Names) -> float:
    """Share of the items of `text`, read as a list, that are known parties: in [0, 1]."""
    bodies = Bodies(names, None, Warnings())
    listed = items(Text(text[:_LOOKED_AT], (0,), (1,)), [], bodies.is_known)
    return sum(bodies.is_known(item.text.string) for item in listed) / len(listed) if listed else 0.0


def _told(clause: Clause, bodies: Bodies) -> Iterator[Participation]:
    """The organisations that a sentence of prose names; what it is about is doubtful."""
    text = clause.text
    if not text.string:
        return
    hits = bodies.names.organisations(text.string)
    words = quoted(text.string)
    bodies.warnings.add(
        text.first,
        f"{words} is no list: only the organisations it names were read",
        f"{words} er ingen liste: kun de organisationer, den nævner, er læst",
    )
    for hit in hits:
        yield _participation(text.part(hit.start, hit.end), Body(hit.name, False), clause.role)


def _listed(clause: Clause, bodies: Bodies) -> Iterator[Participation]:
    known = [(hit.start, hit.end) for hit in bodies.names.organisations(clause.text.string)]
    series = Series.of(clause.text.string, bodies.names)
    parted = items(clause.text, known, lambda text: bool(series.name(text)) or bodies.is_known(text))
    listed = [_named(*_bare(item, clause.role), bodies.names, series) for item in parted]
    after = [text for _, text in pairwise([*(item.text.string for item, _ in listed), ""])]
    for index, ((item, role), text_after) in enumerate(zip(listed, after, strict=True)):
        if _is_party(item, text_after, bodies):
            told = lexicon().relative.match(text_after)
            role = role_told(text_after, role) if told else role  # noqa: PLW2901
            yield from _participations(item, role, bodies, series, within=index > 0)


def _bare(item: Item, role: Role) -> tuple[Item, Role]:
    """An item without words such as "evt." before it and "v/ …" behind it, and the role that these say."""
    text, bracket = item.text, item.bracket
    dash = lexicon().told_behind.search(text.string)
    if dash and dash.start():
        role = role_said(dash[0], role)
        text = text.part(0, dash.start())
    lead = lexicon().item_leads.match(text.string)
    if lead and lead.end() < len(text):
        said = role_said(lead[0], None)
        role = said if said in ("possible", "future") or (said == "example" and role == "participant") else role
        text = text.part(lead.end())
    behind = lexicon().representatives.search(text.string)
    text = text.part(0, behind.start()) if behind and behind.start() else text
    if bracket and _says_role(bracket.string):
        role, bracket = role_said(bracket.string, role), None
    return Item(text, bracket), role


def _says_role(bracket: str) -> bool:
    """Whether what stands in brackets is a role ("tovholder", "tbc"), and not a name that holds such a word."""
    if lexicon().role_cell.fullmatch(bracket.strip()):
        return True
    said = role_said(bracket, None) in ("lead", "future", "possible")
    return said and (not is_proper(bracket) or bool(lexicon().pending.search(bracket)))


def _named(item: Item, role: Role, names: Names, series: Series) -> tuple[Item, Role]:
    """An item that begins with a known name and goes on with small letters ("A i fællesskab") names just that."""
    text = item.text.string
    if len(text) > _LOOKED_AT or names.organisation(text) or names.collective(text) or series.name(text):
        return item, role
    hit = next((hit for hit in names.organisations(text) if hit.start == 0 and hit.known), None)
    told = hit and re.match(r"\s[–—-]\s|\s(?=[a-zæøå])", text[hit.end :])
    if hit and text[: hit.end].endswith("s") and names.collective(text[hit.end :].strip(" .")):
        return item, role  # "Tangbys skoler" are schools
    return (Item(item.text.part(0, hit.end), item.bracket) if hit and told else item), role


def _is_party(item: Item, after: str, bodies: Bodies) -> bool:
    """Whether an item is a party, and not a clause that only tells something ("…, der allerede samarbejder om …")."""
    text = item.text.string.strip(" .:")
    if not re.search(r"\w", text) or lexicon().relative.match(text) or lexicon().nobody.match(text):
        return False
    if lexicon().pending.search(text) or lexicon().pending.search(f"[{text}]"):
        return False
    allowed = _WORDS_DESCRIBED if lexicon().relative.match(after) else _WORDS
    told = lexicon().told_of_all.match(text)
    if len(text) <= 200 and (bodies.is_known(text) or (len(text.split()) <= allowed and not told)):
        return True
    words = quoted(text)
    bodies.warnings.add(item.text.first, f"{words} is not read as a party", f"{words} er ikke læst som en part")
    return False


def _participations(item: Item, role: Role, bodies: Bodies, series: Series, *, within: bool) -> Iterator[Participation]:
    """The party of an item, and those that its brackets name."""
    names = bodies.names
    printed = item.text.string.strip(" .:")
    bracket = item.bracket
    if bracket and abbreviates(item, names):
        known = names.organisation(printed) or names.collective(printed) or names.organisation(bracket.string)
        body = Body(known.name, known.name in names.knowledge.collectives) if known else None
        yield _participation(item.text, body or bodies.judge(printed, item.text.first, series, within=within), role)
        return
    yield _participation(item.text, bodies.judge(printed, item.text.first, series, within=within), role)
    if bracket:
        yield from _bracketed(bracket, role, bodies, of_group=bool(names.collective(printed)))


def _bracketed(bracket: Text, role: Role, bodies: Bodies, *, of_group: bool) -> Iterator[Participation]:
    """The bodies in brackets: the known ones, and others where they look like names and describe no group."""
    cue = lexicon().item_leads.match(bracket.string)
    if cue:
        role = "example" if role == "participant" else role
        bracket = bracket.part(cue.end())
    known = [(hit.start, hit.end) for hit in bodies.names.organisations(bracket.string)]
    for item in items(bracket, known, bodies.is_known):
        text = item.text.string
        if bodies.is_body(text) or (is_proper(text) and (cue or not of_group) and _may_be_body(text)):
            yield _participation(item.text, bodies.judge(text, item.text.first), role)


def _may_be_body(text: str) -> bool:
    """Whether words in brackets may name a body, and not a unit of the one before them or a link."""
    return len(text.split()) <= _WORDS and not lexicon().unit.match(text) and not re.search(r"www\.|://|@", text)


def _participation(text: Text, body: Body, role: Role) -> Participation:
    return Participation(
        organisation=body.name,
        as_printed=text.string.strip(" .:"),
        role=role,
        collective=body.collective,
        line=text.first,
        last_line=text.last,
    )
