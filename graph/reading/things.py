"""Cutting a bullet into the things it names.

A bullet is peeled before it is cut: the clause that describes the thing ("…, der drives af …") and the words that only
announce examples ("tidligere projekter, herunder …") go. What is left is a list of names; it is cut only where both
sides can stand alone as things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.reading.lexicon import lexicon
from graph.reading.lines import Text
from graph.reading.lists import brackets, inside, without_others
from graph.reading.names import Names

__all__ = ["FRAME", "JOINT", "QUOTED", "Thing", "things"]

QUOTED = re.compile(r"[”\"“«»]([^”\"“«»]{2,}?)[”\"“«»]")
FRAME = re.compile(r"^(?P<frame>[^:”\"]{2,60}?)\s*[:]\s*(?P<rest>\S.*)$", re.S)
JOINT = re.compile(r"\s*,\s*(?:og\s+|samt\s+|and\s+)?|\s+(?:og|samt|and)\s+|\s*;\s*")
_NEAR = 400
"""Characters in which the words stand that decide whether a joint parts two things."""


@dataclass(frozen=True)
class Thing:
    """A name with its place in the bullet, the clause it stands in, and the noun right before it ("rapporten …")."""

    text: Text
    context: str
    run_by: str = ""
    noun: str = ""


def things(text: Text, names: Names) -> Iterator[Thing]:
    """The things that a bullet names, in printed order; the programme that only frames them is gone already."""
    named = FRAME.match(text.string)
    if (
        named
        and not QUOTED.search(named["frame"])
        and len(named["frame"].split()) <= 6
        and not lexicon().announcements.match(named["frame"])
    ):
        yield Thing(text.part(0, named.end("frame")), text.string)
        return
    described = lexicon().descriptions.search(text.string)
    head = text.part(0, described.start()) if described else text
    tail = text.part(described.start()) if described else None
    quoted = list(QUOTED.finditer(head.string))
    if quoted:
        yield from _quoted(head, quoted)
    else:
        yield from _listed(head, names)
    if tail:
        yield from _named_in(tail, head.string)


def _quoted(head: Text, quoted: Sequence[re.Match[str]]) -> Iterator[Thing]:
    """Names in quotation marks; what "projekter som" says of the first it says of those listed with it."""
    said = ""
    before: re.Match[str] | None = None
    for match in quoted:
        listed = before and JOINT.fullmatch(head.string[before.end() : match.start()])
        said = f"{said} {_around(head.string, match)}" if listed else _around(head.string, match)
        yield Thing(head.part(*match.span(1)), said[-_NEAR:], noun=_noun_before(head.string, match.start()))
        before = match


def _noun_before(text: str, start: int) -> str:
    """The noun that says what a name in quotation marks is: "rapporten", "the project", "DTU's kampagne"."""
    noun = re.search(
        r"(?:(?P<definite>[\w-]{3,40}(?:et|en))|\bthe (?P<the>[\w-]{3,40})|s (?P<owned>[a-zæøå-]{3,40}))\s*$",
        text[max(0, start - 60) : start],
    )
    return next((word for word in noun.groups() if word), "") if noun else ""


def _around(text: str, match: re.Match[str]) -> str:
    """A quoted name with the noun before it, which tells its kind."""
    return text[max(0, match.start() - 40) : match.end() + 25]


def _named_in(tail: Text, head: str) -> Iterator[Thing]:
    """What the describing clause names in quotation marks: a programme of those whom it describes, or another thing."""
    for match in QUOTED.finditer(tail.string):
        around = tail.string[max(0, match.start() - 25) : match.start()] + tail.string[match.end() : match.end() + 15]
        if lexicon().project_words.search(around):
            yield Thing(tail.part(*match.span(1)), around, run_by=head)
        elif lexicon().named_things.search(around[:25]):
            noun = _noun_before(tail.string, match.start())
            yield Thing(tail.part(*match.span(1)), around, noun=noun)


def _listed(head: Text, names: Names) -> Iterator[Thing]:
    """The things of a list without quotation marks."""
    announced = lexicon().announcements.match(head.string)
    if announced and announced.end() < len(head):
        head = head.part(announced.end())
    example = lexicon().examples.search(head.string)
    if example:
        before = head.string[: example.start()]
        vague = lexicon().vague.match(head.string) or lexicon().vague_within.search(before)
        rest = head.part(example.end())
        if vague and rest.string and _nameable(rest.string, names):
            yield from _cut(rest, names, before)
            return
        head = head.part(0, example.start())
    yield from _cut(head, names)


def _nameable(text: str, names: Names) -> bool:
    """Whether examples are names, so that they are the things, and not mere illustration ("fx en havnetunnel")."""
    return bool(names.undertakings(text)) or any(word[:1].isupper() for word in text.split())


def _cut(text: Text, names: Names, announced: str = "") -> Iterator[Thing]:
    """The items of a list of things; `announced` is what stands before its examples ("tidligere projekter")."""
    text = without_others(text)
    others = lexicon().other_things.search(text.string)
    if others and others.start() > 3:
        text = text.part(0, others.start())
    cutter = _Cutter(text.string, names)
    bounds, ends = [0], []
    for match in JOINT.finditer(text.string):
        if cutter.parts(bounds[-1], match):
            ends.append(match.start())
            bounds.append(match.end())
    plural = lexicon().plural_nouns.search(f"{announced[-_NEAR:]} {text.string[: (ends or [0])[0]]}")
    for start, end in zip(bounds, [*ends, len(text)], strict=True):
        part = text.part(start, end)
        if re.search(r"\w{2}", part.string):
            yield Thing(part, f"{plural[0]} {part.string}" if plural else part.string)


class _Cutter:
    """Decides at which commas and "og" a list of things is cut."""

    def __init__(self, string: str, names: Names) -> None:
        self._string = string
        self._names = names
        self._brackets = brackets(string)
        known = names.undertakings(string)
        self._known = [(hit.start, hit.end) for hit in known]
        self._begins = {hit.start for hit in known}

    def parts(self, begun: int, joint: re.Match[str]) -> bool:
        """Whether `joint` parts two things, where the thing before it began at `begun`."""
        start, end = joint.span()
        if inside(self._brackets, start, end) or inside(self._known, start, start + 1):
            return False
        left = self._string[max(begun, start - _NEAR) : start]
        if left.rstrip().endswith("-") or left.strip().lower() in lexicon().apposed:
            return False
        return end in self._begins or self._stands_alone(left, joint[0], self._string[end : end + _NEAR])

    def _stands_alone(self, left: str, joint: str, right: str) -> bool:
        """Whether what follows a joint is a thing of its own."""
        piece = JOINT.split(right, maxsplit=1)[0]
        bare = lexicon().determiners.sub("", piece)
        if _is_thing_noun(bare) or self._names.knowledge.undertaking(piece.strip(" .")):
            return True
        if not bare[:1].isupper() or self._names.collective(piece):
            return False
        if _is_source(piece, self._names):
            return False
        within = lexicon().prepositions.search(left)
        if within and not re.search("[,;]", joint):
            return False
        held = bool(within and self._names.organisations(left[within.end() :]))
        return not (held and self._names.organisations(piece))


def _is_source(text: str, names: Names) -> bool:
    """Whether a piece only says who issued the thing before it, and when: "Miljøministeriet 2014"."""
    dated = re.fullmatch(r"(.{2,80}?),? (?:19|20)\d\d\W*", text)
    return bool(dated and names.organisations(dated[1])[:1] and names.organisations(dated[1])[0].end == len(dated[1]))


def _is_thing_noun(text: str) -> bool:
    """Whether the text begins with a noun for a thing that can be built on ("foranalyse for …", "dialog med …")."""
    word = re.match(r"\W*([\w-]+)", text.lower())
    return word is not None and (word[1] in lexicon().things or word[1].endswith(tuple(lexicon().thing_endings)))
