"""The prose around a list of parties: where its lists are, and which role is said of them.

Lists stand behind a label ("Øvrige partnere: …"), behind words that speak of partners in general ("Det er bl.a. …"),
before a verb ("A og B er lead-partnere"), behind one ("Derudover kan A inddrages"), or behind "ledes af".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from graph.reading.lexicon import lexicon
from graph.reading.lines import Text
from graph.reading.lists import brackets, inside
from graph.reading.names import Names
from graph.reading.section import Section
from ontology.models import Role

__all__ = ["Clause", "clauses", "role_said", "role_told"]

_ASIDE = re.compile(r"[^,;]{2,60}(?P<joint>,\s+(?:og|samt|and)\s+)(?=[^,;]+$)")
"""One example between commas: "landmænd, bl.a. planteavlere, og …"."""
_COMMA = re.compile(r",\s+(?:(?:og|men|and|but)\s+)?|\s+(?:og|men|and|but)\s+")
_SUCH = re.compile(r"(?<!\w)(?P<group>[\wæøåÆØÅ]{1,40})(?P<such>,?\s+som\s+)(?=[A-ZÆØÅ])")
_LINE_LABEL = re.compile(r"[A-ZÆØÅ][\w./ -]{1,40}:\s")
_HANGING = re.compile(r"\s+(?:fra|som|af|hos|med|from|like)$")
_PROPER = re.compile(r"[A-ZÆØÅ][\w-]+ [A-ZÆØÅ]")
_NAMED = re.compile(
    r"(?![\w-]+(?:et|en|ne)\s)[A-ZÆØÅ][\w&./-]*(?: (?:[A-ZÆØÅ]|og )[\w&./-]*){0,4} (?:er|is|leder|leads)\s"
)
"""A name before its verb, and no such subject as "Projektet"."""
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
        base = role_said(lexicon().lead_first.sub("", heading.phrase) if heading else "", None)
        for text in _by_line(whole, names):
            for labelled, role in _labelled(text, base, names):
                for sentence in labelled.sentences():
                    for part in _joined_clauses(sentence, names):
                        for clause in _clauses(part, role, names):
                            yield from _with_examples(clause, names)


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
    labelled = [i for i, line in enumerate(lines) if _LINE_LABEL.match(line.string)]
    if len(labelled) >= _FEWEST_LINES and labelled[0] == 0:
        ends = [*labelled[1:], len(lines)]
        return [_joined(lines[a:b]) for a, b in zip(labelled, ends, strict=True)]
    if len(lines) < _FEWEST_LINES or any(re.search(r"[,;:]|\.$", line.string) for line in lines):
        return [text]
    if not all(line.string[:1].isupper() or line.string[:1].isdigit() or _known(line, names) for line in lines):
        return [text]
    known = sum(_known(line, names) for line in lines)
    return lines if known * 2 >= len(lines) and not names.organisation(text.string) else [text]


def _joined(lines: list[Text]) -> Text:
    first, *others = lines
    for line in others:
        first = first.then(line)
    return first


def _known(text: Text, names: Names) -> bool:
    bare = lexicon().told_behind.sub("", re.sub(r"\s*\([^()]*\)$", "", text.string[:_LONGEST_CUE]))
    return bool(names.organisation(bare) or names.collective(bare))


def role_said(cue: str, default: Role | None) -> Role:
    """The first role that a cue says; `default`, or else that of a participant, where it says none."""
    found = (role for role, pattern in lexicon().roles.items() if pattern.search(cue))
    return next(found, default or "participant")


def role_told(told: str, default: Role | None) -> Role:
    """The role that a verb and what follows it say ("kan komme med"), not what is told beside it."""
    first = re.match(r"\W*\w+", told)
    beside = lexicon().told_of.search(told, first.end() if first else 0)
    return role_said(told[: beside.start()] if beside else told, default)


def _labelled(text: Text, role: Role, names: Names) -> Iterator[tuple[Text, Role]]:
    """Parts of a block behind labels such as "Øvrige partnere:", and "Observatører, der senere bliver partnere:"."""
    labels = [match.span() for match in text.matches(lexicon().party_label)]
    if labels and labels[0][0]:
        before = text.string[: labels[0][0]]
        told = len(before.split()) <= _LABEL_WORDS and lexicon().relative_within.search(before)
        if told and not names.organisations(before):
            labels[0] = (0, labels[0][1])
    starts = [0, *(end for _, end in labels)]
    ends = [*(start for start, _ in labels), len(text)]
    roles = [role, *(role_said(text.string[start:end], None) for start, end in labels)]
    for start, end, said in zip(starts, ends, roles, strict=True):
        part = text.part(start, end)
        if part.string:
            yield part, said


def _joined_clauses(sentence: Text, names: Names) -> Iterator[Text]:
    """The clauses of "A og B er lead-partnere, mens C deltager", and of "A leder, og B og C kan komme med"."""
    start = 0
    besides = lexicon().besides.match(sentence.string)
    verb = lexicon().party_verbs.search(sentence.string, besides.end()) if besides else None
    if besides and verb and names.organisations(sentence.string[besides.end() : verb.start()]):
        yield sentence.part(besides.end(), verb.start())
        start = verb.start()
    for match in lexicon().clause_joints.finditer(sentence.string, start):
        yield from _told_apart(sentence.part(start, match.start()), names)
        start = match.end()
    yield from _told_apart(sentence.part(start), names)


def _told_apart(sentence: Text, names: Names) -> Iterator[Text]:
    """A sentence parted at each comma before which a verb stands, and behind which known parties and their own verb."""
    start = 0
    verbs = [match.start() for match in lexicon().party_verbs.finditer(sentence.string)]
    verb_first = lexicon().party_openers.match(sentence.string)
    joints = _COMMA.finditer(sentence.string) if len(verbs) > 1 and not verb_first else ()
    known = {hit.end for hit in names.organisations(sentence.string)} if joints else set()
    for match in joints:
        listed = match.start() in known and not match[0].startswith(",")
        if listed or bisect_left(verbs, start + 1) == bisect_left(verbs, match.start()):
            continue
        behind = sentence.string[match.end() : match.end() + _LONGEST_CUE]
        verb = lexicon().party_verbs.search(behind)
        subject = behind[: verb.start()] if verb else ""
        if len(subject.split()) <= _SUBJECT_WORDS and _opens_with_party(subject, names):
            yield sentence.part(start, match.start())
            start = match.end()
    yield sentence.part(start)


def _opens_with_party(text: str, names: Names) -> bool:
    hits = names.organisations(text)
    return bool(hits) and hits[0].start == 0 and not re.search(r"[,;.]", text[hits[-1].end :])


def _clauses(sentence: Text, role: Role, names: Names) -> Iterator[Clause]:
    """The lists in a sentence, or the sentence itself where it only tells something."""
    if lexicon().undecided.match(sentence.string):
        yield Clause(sentence.part(0, 0), role, told=True)
        return
    for reading in (_behind_label, _behind_hope, _behind_leader, _behind_lead_in, _behind_verb, _before_verb):
        clause = reading(sentence, role, names)
        if clause:
            yield clause
            if reading is _before_verb or clause.role == "lead":
                yield from _with_whom(sentence, role, names)
            return
    lead = lexicon().clause_leads.match(sentence.string)
    yield Clause(sentence, role_said(lead[0], role) if lead else role)


def _with_whom(sentence: Text, role: Role, names: Names) -> Iterator[Clause]:
    """The second list of "A leder projektet sammen med B og C"."""
    match = lexicon().party_with.search(sentence.string)
    told = lexicon().relative_behind.search(sentence.string, match.end()) if match else None
    others = sentence.part(match.end(), told.start() if told else None) if match else None
    if others and names.organisations(others.string):
        yield Clause(others, role)


def _behind_hope(sentence: Text, role: Role, names: Names) -> Clause | None:
    """As in "Deltagelse af A og B undersøges", "Vi er i dialog med A om …", "Det afklares, om A skal være med"."""
    hope = lexicon().party_hopes.search(sentence.string)
    if not hope or names.organisations(sentence.string[: hope.start()][-_LONGEST_CUE:]):
        return None
    end = lexicon().hopes_end.search(sentence.string, hope.end())
    listed = sentence.part(hope.end(), end.start() if end else None)
    if not names.organisations(listed.string) and not (end and _PROPER.match(listed.string)):
        return None
    said = role_said(sentence.string, role)
    return Clause(listed, said if said in ("lead", "future") else "possible")


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
    said = role_said(led[0], role)
    if said != "lead" and role_said(sentence.string[: led.start()], None) == "lead" and _NAMED.match(sentence.string):
        return None  # "A er lead-partner i samarbejde med B": the list before its verb
    beside = lexicon().party_with.search(sentence.string, led.end()) if said == "lead" else None
    return Clause(sentence.part(led.end(), beside.start() if beside else None), said)


def _behind_lead_in(sentence: Text, role: Role, names: Names) -> Clause | None:
    """As in "Mulige deltagere er A og B"; "A og B er lead-partnere" is a list with its verb instead."""
    lead_in = lexicon().party_lead_in.search(sentence.string)
    if not lead_in or lexicon().no_list.match(sentence.string, lead_in.end()):
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
    return Clause(sentence.part(0, verb.start()), role_told(sentence.string[verb.start() :], role))


def _with_examples(clause: Clause, names: Names) -> Iterator[Clause]:
    """A list, and behind "herunder", "fx" or "kommuner som" the examples of what it ends with."""
    string = clause.text.string
    groups = (match for match in _SUCH.finditer(string) if names.collective(match["group"]))
    cuts = sorted(
        [match.span() for match in lexicon().examples.finditer(string)] + [match.span("such") for match in groups]
    )
    bracketed = brackets(string)
    start, role, begun_with = 0, clause.role, 0
    for begin, end in cuts:
        if clause.told or begin < start or inside(bracketed, begin, end):
            continue
        before = clause.text.part(start, begin)
        hanging = _HANGING.search(before.string)
        yield Clause(before.part(0, hanging.start()) if hanging else before, role)
        start, role, begun_with = end, "example" if role == "participant" else role, begin
    aside = _ASIDE.match(string, start) if start and string[begun_with] == "," else None
    if aside:
        yield Clause(clause.text.part(start, aside.start("joint")), role)
        start, role = aside.end(), clause.role
    yield Clause(clause.text.part(start), role, clause.told)
