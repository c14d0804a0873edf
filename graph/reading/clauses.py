"""The prose around a list of parties: where its lists are, and which role is said of them.

Lists stand behind a label ("Øvrige partnere: …"), behind words that speak of partners in general ("Det er bl.a. …"),
before a verb ("A og B er lead-partnere"), behind one ("Derudover kan A inddrages"), or behind "ledes af".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.reading.lexicon import lexicon
from graph.reading.lines import Text
from graph.reading.lists import brackets, inside
from graph.reading.names import Names
from graph.reading.section import Section
from ontology.models import Role

__all__ = ["Clause", "clauses", "role_said"]

_SUBJECT_WORDS = 6
"""Words before the first comma of a list that stands before its verb."""
_LABEL_WORDS = 8
_FEWEST_LINES = 2
_LONGEST_CUE = 200


@dataclass(frozen=True)
class Clause:
    """A list of parties with the role said of it; `told` where it is no list but a sentence that names some."""

    text: Text
    role: Role
    told: bool = False


def clauses(section: Section, names: Names) -> Iterator[Clause]:
    """The lists in a section, each with the role that its heading and its lead-in say."""
    for index, whole in _rejoined(section, names):
        heading = section.heading_of(index)
        base = role_said(heading.phrase if heading else "", None)
        for text in _by_line(whole, names):
            for labelled, role in _labelled(text, base):
                for sentence in labelled.sentences():
                    for part in _joined_clauses(sentence):
                        for clause in _clauses(part, role, names):
                            yield from _with_examples(clause)


def _rejoined(section: Section, names: Names) -> Iterator[tuple[int, Text]]:
    """The text of each block with its index, where a page break cut a name in two put together again."""
    pending: tuple[int, Text] | None = None
    for index, block in enumerate(section.blocks):
        if pending and not block.bulleted and block.after_break and _cut_in_two(pending[1], block.text, names):
            pending = (pending[0], pending[1].then(block.text))
            continue
        if pending:
            yield pending
        pending = (index, block.text)
    if pending:
        yield pending


def _cut_in_two(before: Text, after: Text, names: Names) -> bool:
    """Whether a known name runs from the end of one text into the other."""
    tail = before.part(max(0, len(before) - _LONGEST_CUE))
    joined = tail.then(after.part(0, _LONGEST_CUE))
    return any(hit.start < len(tail) < hit.end for hit in names.organisations(joined.string))


def _by_line(text: Text, names: Names) -> list[Text]:
    """The printed lines, where each of them holds one party: none is a list, and most are known."""
    lines = text.printed_lines()
    if len(lines) < _FEWEST_LINES or any(re.search(r"[,;:]|\.$", line.string) for line in lines):
        return [text]
    if not all(line.string[:1].isupper() or line.string[:1].isdigit() or _known(line, names) for line in lines):
        return [text]
    known = sum(_known(line, names) for line in lines)
    return lines if known * 2 >= len(lines) and not _known(text, names) else [text]


def _known(text: Text, names: Names) -> bool:
    bare = re.sub(r"\s*\([^()]*\)$", "", text.string[:_LONGEST_CUE])
    return bool(names.organisation(bare) or names.collective(bare))


def role_said(cue: str, default: Role | None) -> Role:
    """The first role that a cue says; `default`, or else that of a participant, where it says none."""
    found = (role for role, pattern in lexicon().roles.items() if pattern.search(cue))
    return next(found, default or "participant")


def _labelled(text: Text, role: Role) -> Iterator[tuple[Text, Role]]:
    """Parts of a block behind labels such as "Øvrige partnere:"."""
    labels = list(text.matches(lexicon().party_label))
    starts = [0, *(label.end() for label in labels)]
    ends = [*(label.start() for label in labels), len(text)]
    roles = [role, *(role_said(label[0], None) for label in labels)]
    for start, end, said in zip(starts, ends, roles, strict=True):
        part = text.part(start, end)
        if part.string:
            yield part, said


def _joined_clauses(sentence: Text) -> Iterator[Text]:
    """The clauses of "A og B er lead-partnere, mens C deltager"."""
    start = 0
    for match in lexicon().clause_joints.finditer(sentence.string):
        yield sentence.part(start, match.start())
        start = match.end()
    yield sentence.part(start)


def _clauses(sentence: Text, role: Role, names: Names) -> Iterator[Clause]:
    """The list in a sentence, or the sentence itself where it only tells something."""
    for reading in (_behind_label, _behind_leader, _behind_lead_in, _behind_verb, _before_verb):
        clause = reading(sentence, role, names)
        if clause:
            yield clause
            return
    yield Clause(sentence, role)


def _behind_label(sentence: Text, role: Role, names: Names) -> Clause | None:
    """As in "Kommuner: A og B", "Leder af projektet: C", and "C: leder projektet", where C is known."""
    label, colon, rest = sentence.string[:_LONGEST_CUE].partition(":")
    if not colon or len(label.split()) > _LABEL_WORDS or rest.startswith("//"):
        return None
    if not rest.strip() and len(sentence) <= _LONGEST_CUE:
        return Clause(sentence.part(0, 0), role, told=True)
    if names.organisations(label):
        return Clause(sentence.part(0, len(label)), role_said(rest, role))
    return Clause(sentence.part(len(label) + 1), role_said(label, role))


def _behind_leader(sentence: Text, role: Role, names: Names) -> Clause | None:
    """As in "Projektet ledes af A", "… i samarbejde mellem A og B"."""
    led = lexicon().party_led_by.search(sentence.string)
    if not led or names.organisations(sentence.string[: led.start()][-_LONGEST_CUE:]):
        return None
    return Clause(sentence.part(led.end()), role_said(led[0], role))


def _behind_lead_in(sentence: Text, role: Role, names: Names) -> Clause | None:
    """As in "Mulige deltagere er A og B"; "A og B er lead-partnere" is a list with its verb instead."""
    lead_in = lexicon().party_lead_in.search(sentence.string)
    if not lead_in or not sentence.string[lead_in.end() :].strip(" ."):
        return None
    cue = sentence.string[: lead_in.end()]
    speaks = lexicon().party_nouns.match(cue) or (
        lexicon().party_nouns.search(cue) and not names.organisations(cue[-_LONGEST_CUE:])
    )
    return Clause(sentence.part(lead_in.end()), role_said(cue, role)) if speaks else None


def _behind_verb(sentence: Text, role: Role, _: Names) -> Clause | None:
    """As in "Derudover kan A og B inddrages"."""
    opener = lexicon().party_openers.match(sentence.string)
    if not opener:
        return None
    closer = lexicon().party_closers.search(sentence.string, opener.end())
    end = closer.start() if closer else None
    return Clause(sentence.part(opener.end(), end), role_said(opener[0] + (closer[0] if closer else ""), role))


def _before_verb(sentence: Text, role: Role, names: Names) -> Clause | None:
    """As in "A og B er lead-partnere"; a sentence that begins like no list only tells something."""
    known = [(hit.start, hit.end) for hit in names.organisations(sentence.string)]
    verbs = lexicon().party_verbs.finditer(sentence.string)
    apart = sorted([*known, *brackets(sentence.string)])
    verb = next((match for match in verbs if match.start() and not inside(apart, *match.span())), None)
    if verb is None:
        return None
    listed = sentence.string[: verb.start()]
    if lexicon().relative_within.search(listed[-_LONGEST_CUE:]):
        return None
    if len(listed.split(",", 1)[0].split()) > _SUBJECT_WORDS:
        return Clause(sentence, role_said(verb[0], role), told=True)
    return Clause(sentence.part(0, verb.start()), role_said(sentence.string[verb.start() :], role))


def _with_examples(clause: Clause) -> Iterator[Clause]:
    """A list, and behind "herunder" or "fx" the examples of what it ends with."""
    bracketed = brackets(clause.text.string)
    start, role = 0, clause.role
    for match in lexicon().examples.finditer(clause.text.string):
        if clause.told or inside(bracketed, *match.span()):
            continue
        yield Clause(clause.text.part(start, match.start()), role)
        start, role = match.end(), "example" if role == "participant" else role
    yield Clause(clause.text.part(start), role, clause.told)
