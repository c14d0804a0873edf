"""Cutting a bullet into the things it names.

A bullet is peeled before it is cut: the clause that describes the thing ("…, der drives af …") and the words that only
announce examples ("tidligere projekter, herunder …") go. What is left is a list of names; it is cut only where both
sides can stand alone as things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    """A name with its place in the bullet, and the clause it stands in."""

    text: Text
    context: str
    run_by: str = ""


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
        for match in quoted:
            yield Thing(head.part(*match.span(1)), _around(head.string, match))
    else:
        yield from _listed(head, names)
    if tail:
        yield from _programmes_in(tail, head.string)


def _around(text: str, match: re.Match[str]) -> str:
    """A quoted name with the noun before it, which tells its kind."""
    return text[max(0, match.start() - 40) : match.end() + 25]


def _programmes_in(tail: Text, head: str) -> Iterator[Thing]:
    """A programme or project that the describing clause names in quotation marks; whom it describes runs it."""
    for match in QUOTED.finditer(tail.string):
        around = tail.string[max(0, match.start() - 25) : match.start()] + tail.string[match.end() : match.end() + 15]
        if lexicon().project_words.search(around):
            yield Thing(tail.part(*match.span(1)), around, run_by=head)


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
            yield from _cut(rest, names)
            return
        head = head.part(0, example.start())
    yield from _cut(head, names)


def _nameable(text: str, names: Names) -> bool:
    """Whether examples are names, so that they are the things, and not mere illustration ("fx en havnetunnel")."""
    return bool(names.undertakings(text)) or any(word[:1].isupper() for word in text.split())


def _cut(text: Text, names: Names) -> Iterator[Thing]:
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
    for start, end in zip(bounds, [*ends, len(text)], strict=True):
        part = text.part(start, end)
        if re.search(r"\w{2}", part.string):
            yield Thing(part, part.string)


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
        if _is_thing_noun(bare):
            return True
        if not bare[:1].isupper() or self._names.collective(piece):
            return False
        within = lexicon().prepositions.search(left)
        if within and "," not in joint:
            return False
        held = bool(within and self._names.organisations(left[within.end() :]))
        return not (held and self._names.organisations(piece))


def _is_thing_noun(text: str) -> bool:
    """Whether the text begins with a noun for a thing that can be built on ("foranalyse for …", "dialog med …")."""
    word = re.match(r"\W*([\w-]+)", text.lower())
    return word is not None and (word[1] in lexicon().things or word[1].endswith(tuple(lexicon().thing_endings)))
