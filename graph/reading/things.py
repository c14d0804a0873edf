"""Cutting a bullet into the things it names.

A bullet is peeled before it is cut: the clause that describes the thing ("…, der drives af …") and the words that only
announce examples ("tidligere projekter, herunder …") go. What is left is a list of names; it is cut only where both
sides can stand alone as things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.reading.kinds import kind_said
from graph.reading.lexicon import lexicon
from graph.reading.lines import Text
from graph.reading.lists import brackets, inside, without_others
from graph.reading.names import Names
from graph.reading.series import named as place_named

__all__ = ["FRAME", "JOINT", "QUOTED", "Thing", "things"]

QUOTED = re.compile(r"[”\"“«»]([^”\"“«»]{2,}?)[”\"“«»]")
FRAME = re.compile(r"^(?P<frame>[^:”\"]{2,60}?)\s*[:]\s*(?P<rest>\S.*)$", re.S)
JOINT = re.compile(
    r"\s*,\s*(?:(?:og|samt|and)\s+(?:(?:på|on|upon)\s+)?)?|\s+(?:og|samt|and)\s+(?:(?:på|on|upon)\s+)?|\s*;\s*"
)
_LAST_JOINT = re.compile(r"\s*,?\s*(?:og|samt|and)\s+(?:(?:på|on|upon)\s+)?(?=\S)")
_REPEATED = re.compile(r"(?:fra|med|from|with)\s+")
_APPOSED = re.compile(r"\s*,\s*(?=(?:en|et|det|den|de|a|an|the)\s+[a-zæøå])")
_TYPED = re.compile(r"(?:EU-)?[Pp]rojekt(?:et|er|erne)?\s+[A-ZÆØÅ”\"]|Projects?\s+[A-Z]")
_CAPITALS_OWN = re.compile(r"(?:^|\s)[A-ZÆØÅ]{2,}['’]?s$")
_CLOSED = re.compile(r"\)$|(?<!\d)(?:19|20)\d\d$")
_DEFINITE = re.compile(r"[a-zæøå]{5,}(?:en|et|erne)(?!\w)")
_SUPERLATIVE = re.compile(r"(?:det|den|de|the)\s+(?:\w+(?:ste|est)|first|only)\s")
_DETERMINED = re.compile(r"\s(?:og|samt|and)\s+(?:en|et|det|den|de|a|an|the)\s")
_TOLD = re.compile(r"\s*,\s*(?:en|et|det|den|de|a|an|the)\s|\s*[–—]\s")
"""How a clause begins that says what a thing is, and not what it does."""
_THEIRS = re.compile(r"(?:deres|dens|dets|their|its)\s")
_AND = re.compile(r",\s*(?:og|samt|and)\s")
_OWNED = re.compile(r"[a-zæøå]{3,}(?:en|et|erne)s")
_OWNER = re.compile(r"[A-ZÆØÅ][\w-]*[^\Ws]s [a-zæøå]")
"""A name in the genitive, and what it owns: "Tangnets åbne værksteder"."""
_OPEN_NAME = re.compile(r"s\s*$|\b(?:for|of|af) [\w-]+\s*$")
"""What is not yet whole before "og": the first of two owners, or the name of a body ("Styrelsen for Data og …")."""
_EXPERIENCE = r"(?:erfaring(?:er|erne)?|læring(?:en)?|experiences?|lessons)"
_EXPERIENCED = re.compile(rf"{_EXPERIENCE}\s+(?:fra|med|from|with)\s+\S", re.IGNORECASE)
_OPENS_NAME = frozenset('”"“«»ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅÄÖ0123456789')
_AT_PLACE = re.compile(r"\s(?:i|på|ved|in|at|on) [A-ZÆØÅ][\w-]+$")
_PLACED = re.compile(
    r"(?:[A-ZÆØÅ][\w+-]*|[a-zæøå]{4,}(?:en|et|ne))(?: [A-ZÆØÅ][\w+-]*)* (?:i|på|ved|in|at|on) [A-ZÆØÅ][\w-]+"
)
"""A thing and where it is, beside another in another place: "Tanghaven på Fur og Algehuset i Grenaa"."""
_OWNED_NAME = re.compile(r"[A-ZÆØÅ][\w&. -]*(?:s|['’]s?) [a-zæøå-]+ [A-ZÆØÅ][\w+ -]*")
"""What a body has, and its name: "Tangbys koncept AlgeBolig"."""
_NEAR = 400
"""Characters in which the words stand that decide whether a joint parts two things."""


@dataclass(frozen=True)
class Thing:
    """A name with its place in the bullet, the clause it stands in, and the noun right before it ("rapporten …").

    `run_by` are words that name those who run it, `owner` is the thing that it belongs to ("A og deres B").
    """

    text: Text
    context: str
    run_by: str = ""
    noun: str = ""
    owner: str = ""


def things(text: Text, names: Names) -> Iterator[Thing]:
    """The things that a bullet names, in printed order; the programme that only frames them is gone already."""
    named = FRAME.match(text.string)
    if named and not names.organisation(named["frame"]) and _only_frames(named["frame"], named["rest"]):
        yield from things(text.part(named.start("rest")), names)
        return
    if (
        named
        and not QUOTED.search(named["frame"])
        and len(named["frame"].split()) <= 6
        and not lexicon().announcements.match(named["frame"])
    ):
        if names.organisation(named["frame"]) and named["rest"][0] in _OPENS_NAME:
            run = things(text.part(named.start("rest")), names)
            yield from (replace(thing, run_by=named["frame"]) for thing in run)
            return
        yield Thing(text.part(0, named.end("frame")), text.string)
        return
    described = _described(text.string) or _apposition(text.string, names)
    head = text.part(0, described.start()) if described else text
    tail = text.part(described.start()) if described else None
    quoted = list(QUOTED.finditer(head.string))
    if quoted:
        yield from _before_quoted(head, quoted[0].start())
        yield from _quoted(head, quoted)
        yield from _behind_quoted(head, quoted[-1].end(), names)
    else:
        listed = list(_listed(head, names))
        said = (
            tail.string[:_NEAR]
            if tail and len(listed) == 1 and lexicon().determiners.match(tail.string.lstrip(" ,"))
            else ""
        )
        yield from (replace(thing, context=f"{thing.context} {said}") for thing in listed)
    if tail:
        yield from _named_in(tail, head.string)
        yield from _behind_clause(tail, names)


def _only_frames(frame: str, rest: str) -> bool:
    """Whether what stands before a colon says what the things behind it are, or where they belong, and is none."""
    if frame.lower() in lexicon().things or (
        frame.lower().endswith(tuple(lexicon().thing_endings)) and " " not in frame
    ):
        return rest[0] in _OPENS_NAME
    return bool(QUOTED.match(rest) or lexicon().type_nouns.match(rest) or _TYPED.match(rest))


def _described(string: str) -> re.Match[str] | None:
    """What only tells something of the name before it, outside quotation marks."""
    quoted = [match.span() for match in QUOTED.finditer(string)]
    return next((m for m in lexicon().descriptions.finditer(string) if not inside(quoted, *m.span())), None)


def _apposition(string: str, names: Names) -> re.Match[str] | None:
    """What only tells what a name is: ", et netværk af havne" behind a proper name, where no other thing follows."""
    match = _APPOSED.search(string)
    if not match or not string[0].isupper():
        return None
    if _SUPERLATIVE.match(string, match.end()):
        return match
    if kind_said([string[: match.start()]], names) != "other":
        return None
    return None if _APPOSED.search(string, match.end()) or _DETERMINED.search(string, match.end()) else match


def _before_quoted(head: Text, start: int) -> Iterator[Thing]:
    """The thing without quotation marks before the first that has them: "Tangbys koncept AlgeBolig og …"."""
    first, *others = JOINT.split(head.string[:start])
    if len(others) == 1 and _OWNED_NAME.fullmatch(first) and _OWNER.match(others[0]):
        yield Thing(head.part(0, len(first)), first)


def _behind_quoted(head: Text, end: int, names: Names) -> Iterator[Thing]:
    """The thing without quotation marks behind the last that has them: "”A” og havnens plan"."""
    joint = _LAST_JOINT.match(head.string, end)
    if joint and _Cutter(head.string, names).stands_alone("", joint[0], head.string[joint.end() :][:_NEAR]):
        yield from _cut(head.part(joint.end()), names)


def _behind_clause(tail: Text, names: Names) -> Iterator[Thing]:
    """The things behind the clause that describes the first: "…, som A driver, og på strategien B"."""
    for joint in JOINT.finditer(tail.string):
        following = tail.string[joint.end() : joint.end() + _NEAR]
        typed = lexicon().type_nouns.match(following)
        ended = _AND.match(joint[0]) and (_is_thing_noun(following) or _names_thing(following))
        if (typed or ended) and not QUOTED.search(tail.string, joint.end()):
            yield from things(tail.part(joint.end()), names)
            return


def _names_thing(following: str) -> bool:
    """Whether what follows begins with a name and goes on as none of those who did something."""
    return following[:1].isupper() and not lexicon().party_verbs.search(following)


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
    parts = [text.part(start, end) for start, end in zip(bounds, [*ends, len(text)], strict=True)]
    first, *others_named = [part for part in parts if re.search(r"\w{2}", part.string)] or [text]
    if (
        len(others_named) == 1
        and text.string[ends[0] :].startswith(",")
        and cutter.issued(first.string, parts[-1].string)
    ):
        yield Thing(first, first.string, run_by=parts[-1].string)
        return
    for part in (first, *others_named):
        owner = first.string if part is not first and _THEIRS.match(part.string) else ""
        yield Thing(part, f"{plural[0]} {part.string}" if plural else part.string, owner=owner)


class _Cutter:
    """Decides at which commas and "og" a list of things is cut."""

    def __init__(self, string: str, names: Names) -> None:
        self._string = string
        self._names = names
        self._brackets = brackets(string)
        known = names.undertakings(string)
        bodies = names.organisations(string)
        spanning = [
            (b.start, b.end) for b in bodies if b.known and re.search(r"\s(?:og|and|&)\s", string[b.start : b.end])
        ]
        self._known = sorted([*((hit.start, hit.end) for hit in known), *spanning])
        self._begins = {hit.start for hit in known}

    def parts(self, begun: int, joint: re.Match[str]) -> bool:
        """Whether `joint` parts two things, where the thing before it began at `begun`."""
        start, end = joint.span()
        if inside(self._brackets, start, end) or inside(self._known, start, start + 1):
            return False
        left = self._string[max(begun, start - _NEAR) : start]
        if left.rstrip().endswith("-") or left.strip().lower() in lexicon().apposed or self._owns_with(left):
            return False
        return end in self._begins or self.stands_alone(left, joint[0], self._string[end : end + _NEAR])

    def _owns_with(self, left: str) -> bool:
        """Whether the left side is but the first of two owners: "Region Hovedstadens og Region Sjællands platform"."""
        return _CAPITALS_OWN.search(left) is not None or (
            left.endswith(("s", "'", "’"))
            and self._names.knowledge.organisation(left) is None
            and bool(self._names.organisation(left))
        )

    def stands_alone(self, left: str, joint: str, right: str) -> bool:
        """Whether what follows a joint is a thing of its own."""
        words = lexicon()
        piece = JOINT.split(right, maxsplit=1)[0]
        bare = words.determiners.sub("", piece)
        if self._names.knowledge.undertaking(piece.strip(" .")) or words.type_nouns.match(piece):
            return True
        begins = bare[:1].isupper() or _DEFINITE.match(bare)
        beside = _AT_PLACE.search(left) and _PLACED.fullmatch(piece.rstrip(" ."))
        if beside or (_CLOSED.search(left.rstrip()) and begins and not _is_source(piece, self._names)):
            return True
        within = words.prepositions.search(left)
        if _is_thing_noun(bare):
            return bare != piece or not self._is_said_of_both(left, bare, within is not None)
        if self._is_definite(left, piece, within is not None) or self._is_repeated(left, piece):
            return True
        if not bare[:1].isupper() or self._names.collective(piece) or words.unit.fullmatch(piece.strip(" .")):
            return False
        if _is_source(piece, self._names):
            return False
        owned = self._owner_of(piece) or (bool(_OWNER.match(piece)) and not _OPEN_NAME.search(left))
        if within and not re.search("[,;]", joint) and not owned and not words.experience_of.match(left):
            return False
        held = within is not None and self._is_place(left[within.end() :])
        return not (held and self._is_place(piece))

    def _is_place(self, text: str) -> bool:
        """Whether a text names a body, or ends with the name of a municipality alone."""
        last = text.strip(" .").rsplit(" ", 1)[-1]
        return bool(self._names.organisations(text) or place_named(last, self._names.organisation))

    def issued(self, left: str, right: str) -> bool:
        """Whether a body only says whose paper stands before it: "Visionsplan 2030, Sekretariatet for …"."""
        hits = self._names.organisations(right)
        whole = len(hits) == 1 and (hits[0].start, hits[0].end) == (0, len(right.rstrip(" .")))
        return whole and kind_said([left], self._names) in ("strategy", "analysis")

    def _owner_of(self, piece: str) -> bool:
        """Whether a piece begins with a body in the genitive and goes on: "DTU's målinger"."""
        hit = next((hit for hit in self._names.organisations(piece) if hit.start == 0), None)
        return hit is not None and piece[: hit.end].endswith("s") and piece[hit.end : hit.end + 2].strip().islower()

    def _is_said_of_both(self, left: str, right: str, within: bool) -> bool:
        """Whether a noun without an article goes with the one before it: "forskning og udvikling i tang"."""
        if _EXPERIENCED.match(right):
            return False
        word = re.match(r"\W*([\w-]+)", right.lower())
        vague = word is not None and word[1] in lexicon().vague_things
        return vague and (within or " " not in left.strip())

    def _is_definite(self, left: str, piece: str, within: bool) -> bool:
        """Whether a piece is a thing by its article or ending: "og kommunens forsøg med …", "og madskolerne"."""
        first, *others = piece.split()[:4] or [""]
        owned = bool(_OWNED.fullmatch(first)) or bool(lexicon().determiners.match(piece))
        if owned and any(_is_thing_noun(word) for word in others):
            return True
        if _OWNED.fullmatch(first) and others[:1] and others[0][:1].isupper() and not within:
            return True
        return (
            not within
            and " " in left.strip()
            and bool(re.fullmatch(r"[a-zæøå]{4,}erne", first))
            and len(piece.split()) == 1
        )

    def _is_repeated(self, left: str, piece: str) -> bool:
        """Whether a piece repeats the preposition of the experiences before it: "erfaringer fra A og fra B"."""
        again = _REPEATED.match(piece)
        return again is not None and bool(
            re.match(rf"(?:[\wæøå]+ ){{0,2}}{_EXPERIENCE}\s+{again[0].strip()}\s", left, re.I)
        )


def _is_source(text: str, names: Names) -> bool:
    """Whether a piece only says who issued the thing before it, and when: "Miljøministeriet 2014"."""
    dated = re.fullmatch(r"(.{2,80}?),? (?:19|20)\d\d\W*", text)
    return bool(dated and names.organisations(dated[1])[:1] and names.organisations(dated[1])[0].end == len(dated[1]))


def _is_thing_noun(text: str) -> bool:
    """Whether the text begins with a noun for a thing that can be built on ("foranalyse for …", "dialog med …")."""
    word = re.match(r"\W*([\w-]+)", text.lower())
    return word is not None and (word[1] in lexicon().things or word[1].endswith(tuple(lexicon().thing_endings)))
