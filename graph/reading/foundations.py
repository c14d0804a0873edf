"""What an initiative builds on: each distinct project, strategy, agreement, body or experience that its list names.

A programme that only frames what follows it ("ReVUS: …") is no thing built on; it is what the things are `under`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pydantic import TypeAdapter

from graph.knowledge import Known, key
from graph.reading.blocks import Block
from graph.reading.kinds import kind_said
from graph.reading.lexicon import lexicon
from graph.reading.lines import Text
from graph.reading.names import Found, Names, without_genitive
from graph.reading.series import named
from graph.reading.things import FRAME, JOINT, QUOTED, Thing, things
from graph.reading.titles import numbered_title
from graph.reading.warnings import Warnings, quoted
from ontology.models import Dependency, UndertakingKind

__all__ = ["foundations"]

_KIND: TypeAdapter[UndertakingKind] = TypeAdapter(UndertakingKind)
_BEHIND = re.compile(r"(?:\s*,\s*(?:[^,]{2,80}?,? )?(?:19|20)\d\d|\s*\([^()]*\))\s*\.?$")
_WITH_WHOM = re.compile(
    r"""[”"“]?\s*(?:i\ samarbejde\ med|mellem|under|fra|from|in\ cooperation\ with|i|hos|:
    |,?\ et\ (?:partnerskab|samarbejde)\ mellem|[–—](?=[\w\ ]{2,40}s\s[a-zæøå]))\s+([^.;]*)""",
    re.VERBOSE,
)
_AND_OTHERS = re.compile(r"(?:,|\s+og|\s+samt|\s+and)\s+(?:en række |andre |flere |other |several )?[a-zæøå]+(?=\s)")
_CLAUSE = 200
"""Characters of a relative clause in which those stand who did a thing."""
_NEAR = 2000
"""Characters of a bullet in which its owners are looked for."""


def foundations(blocks: Sequence[Block], names: Names, warnings: Warnings) -> list[Dependency]:
    """The things built on, each once.

    Parameters
    ----------
    blocks : sequence of Block
        The list, wherever a page break left its parts.
    names : Names
        What is known of organisations and undertakings.
    warnings : Warnings
        Takes the bullets that name nothing.
    """
    found: dict[str, Dependency] = {}
    frame: str | None = None
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if following and block.text.string.endswith(":") and following.bulleted:
            frame = _framing(block.text.string.rstrip(":"), names) if following.level > block.level else None
            continue
        if lexicon().pending.search(block.text.string):
            continue
        dependencies = list(_block(block, names, frame if block.level > 1 else None))
        if not dependencies:
            words = quoted(block.text.string)
            warnings.add(block.text.first, f"{words} names nothing to build on", f"{words} nævner intet at bygge på")
        for dependency in dependencies:
            found.setdefault(key(dependency.name), dependency)
    return list(found.values())


def _framing(text: str, names: Names) -> str | None:
    """The programme that only frames what follows it."""
    hits = [hit for hit in names.undertakings(text) if hit.known and hit.known.kind == "programme"]
    return hits[0].name if hits else None


def _block(block: Block, names: Names, under: str | None) -> Iterator[Dependency]:
    """The things of a bullet, whose first sentence names them, or of each sentence of prose that names some."""
    first, *others = block.text.sentences() or [block.text]
    told = [text for text in others if lexicon().announcements.match(text.string) or QUOTED.search(text.string)]
    for sentence in [first] if block.bulleted else [first, *told]:
        peeled, framed = _without_frame(_without_number(sentence), names, under)
        for thing in things(peeled, names):
            yield _dependency(thing, block.text, names, framed)


def _without_number(text: Text) -> Text:
    """The title alone where a bullet names another proposal by number and title."""
    match = numbered_title(text.string)
    if not match or not match["title"] or match["title"].startswith("("):
        return text
    return text.part(match.start("title"))


def _without_frame(text: Text, names: Names, under: str | None) -> tuple[Text, str | None]:
    """The bullet without "ReVUS: " or "Fyrtårnsprojekter fra ReVUS-…, bl.a.: ", and the programme these name."""
    match = FRAME.match(text.string)
    if not match:
        return text, under
    programme = _framing(match["frame"], names)
    if programme:
        return text.part(match.start("rest")), programme
    return text, under


def _dependency(thing: Thing, bullet: Text, names: Names, under: str | None) -> Dependency:
    name, inner, typed = _name(thing.text)
    noun = thing.noun or typed
    known = _known(name, names)
    body = None if known else names.organisation(name)
    under = under or _prefix_programme(name, names)
    return Dependency(
        name=known.name if known else body.name if body else name,
        kind=_kind(known, body, (noun, name, thing.context), names),
        as_printed=bullet.string,
        under=None if known and under == known.name else under,
        organisations=_owners(thing, bullet, names, body),
        line=inner.first,
        last_line=max(inner.first, bullet.last),
    )


def _known(name: str, names: Names) -> Known | None:
    """The known undertaking of this name, also behind words such as "Udrulning af"."""
    known = names.knowledge.undertaking(name) or names.knowledge.undertaking(without_genitive(name))
    if known or names.organisation(name):
        return known
    return next((hit.known for hit in names.undertakings(name) if _is_most_of(hit, name)), None)


def _kind(known: Known | None, body: Known | None, said: Sequence[str], names: Names) -> UndertakingKind:
    if known:
        return _KIND.validate_python(known.kind)
    if body:
        return "organisation"
    if lexicon().numbered_proposal.match(said[1]):
        return "initiative"
    kind = kind_said(said, names)
    return "organisation" if kind == "other" and _is_body(said[1], names) else kind


def _is_body(name: str, names: Names) -> bool:
    """Whether a name is by its form that of a body, or of a unit of one: "Foreningen Sol", "DTU Byg"."""
    hit = next((hit for hit in names.organisations(name) if hit.start == 0), None)
    return (
        hit is not None
        and bool(re.fullmatch(r"(?: [A-ZÆØÅ]\w+)?", name[hit.end :]))
        and not name[: hit.end].endswith("s")
    )


def _name(text: Text) -> tuple[str, Text, str]:
    """The thing's own name, its place, and the type noun before it ("projektet"), which is no part of the name.

    Neither are a determiner, a full stop, and brackets behind it.
    """
    noun = ""
    trimmed = text.part(0, len(_BEHIND.sub("", text.string).rstrip(" .,;:")))
    told = lexicon().experience_of.match(trimmed.string)
    whole = told is None or lexicon().unit.fullmatch(trimmed.string[told.end() :])
    trimmed = trimmed if whole or not told else trimmed.part(told.end())
    typed = lexicon().type_nouns.match(trimmed.string)
    if typed and re.match(r"[A-ZÆØÅ]", trimmed.string[typed.end() :]) and len(trimmed.string) - typed.end() >= 4:
        noun = typed[0]
        trimmed = trimmed.part(typed.end())
        described = re.search(r"\s+om\s+[a-zæøå].*$", trimmed.string)
        trimmed = trimmed.part(0, described.start()) if described and described.start() > 3 else trimmed
    for lead in (lexicon().opening_verbs, lexicon().determiners):
        match = lead.match(trimmed.string)
        if match and not re.match(r"(?:The|En|Et)\s+[A-ZÆØÅ]", trimmed.string):
            trimmed = trimmed.part(match.end())
    string = trimmed.string
    return string[:1].upper() + string[1:], trimmed, noun


def _is_most_of(hit: Found, name: str) -> bool:
    """A known name fills the thing's name but for lead-in words ("Udrulning af Sundhedsplatformen")."""
    return hit.end == len(name) and bool(lexicon().rolling_out.fullmatch(name[: hit.start].strip()))


def _prefix_programme(name: str, names: Names) -> str | None:
    """The programme in "ReVUS-projektet om …"."""
    match = re.match(r"([\wÆØÅæøå]+)-(?:projekt|initiativ|indsats)", name)
    known = names.knowledge.undertaking(match[1]) if match else None
    return known.name if known and known.kind in ("programme", "strategy") else None


def _owners(thing: Thing, bullet: Text, names: Names, itself: Known | None) -> tuple[str, ...]:
    """Those who own, run or carry the thing, as the bullet says; its funders are none.

    They stand in its name, in the genitive that opens the bullet, right behind the name ("i samarbejde med …", "som …
    har bygget"), or behind a cue such as "drives af" that follows it before another thing is named.
    """
    string = bullet.string[:_NEAR]
    place = string.find(thing.text.string)
    end = place + len(thing.text.string)
    doers = _doers(string[end:], names)
    stretches = [thing.text.string, thing.run_by, doers, _named_behind(string[end:])]
    if not doers or not place:
        stretches.append(_genitive_opening(string, names))
    cue = lexicon().owner_cues.search(string, end)
    if cue and not re.search(r"\bog (?:den |det )?\w*(?:rapport|analys|projekt)\w*", string[end : cue.start()]):
        stretches.append(re.split(r"[.;]|\s+og\s+(?=[a-zæøå]+er\b)|\si (?=\w+ \d{4})", string[cue.end() :])[0])
    if 0 < place <= 60 and not QUOTED.search(string[:place]):
        stretches.append(_before(string[:place]))
    unlisted = [thing.owner] if thing.owner and not names.organisations(thing.owner) else []
    stretches.append(thing.owner)
    hits = [hit.name for stretch in stretches for hit in names.organisations(stretch)]
    owners = dict.fromkeys([*_places(thing.text.string, names), *hits, *unlisted])
    return tuple(owner for owner in owners if itself is None or owner != itself.name)


def _places(name: str, names: Names) -> list[str]:
    """The municipalities in which a plan for several places is made: "Indsatsplaner for grundvand i A, B og C"."""
    behind = re.split(r"\b(?:i|for|in)\s+(?=[A-ZÆØÅ])", name)[-1]
    found = [named(piece.strip(" ."), names.organisation) for piece in JOINT.split(behind)]
    return [known.name for known in found if known] if len(found) > 1 and all(found) else []


def _doers(rest: str, names: Names) -> str:
    """Who did the thing, as a relative clause right behind its name says: ", som A og B har gennemført"."""
    relative = re.match(r"[”\"]?\s*,?\s*(?:som|hvor|which|that|where)\s+(?:bl\.\s?a\.\s+|blandt andre\s+)?", rest)
    clause = rest[relative.end() :][:_CLAUSE] if relative else ""
    end = 0
    for hit in names.organisations(clause):
        if not re.fullmatch(r"(?:\s*(?:,|og|samt|and)\s+)?(?:the\s+)?", clause[end : hit.start]):
            break
        end = hit.end
    others = _AND_OTHERS.match(clause, end)
    return (
        clause[:end]
        if end and others and lexicon().doers.match(clause, others.end())
        else clause[:end]
        if end and lexicon().doers.match(clause, end)
        else ""
    )


def _genitive_opening(bullet: str, names: Names) -> str:
    """The body in the genitive that opens a bullet and so owns all that it names ("Region Hovedstadens …")."""
    opening = [hit for hit in names.organisations(bullet[:80]) if hit.start == 0]
    return bullet[: opening[0].end] if opening and bullet[: opening[0].end].endswith("s") else ""


def _before(lead: str) -> str:
    """The words before a name that belong to it: those since the last comma or "og"."""
    return JOINT.split(lead)[-1]


def _named_behind(rest: str) -> str:
    """What says with whom, right behind the name: "i samarbejde med A og B", "i A", ": A og B har …"."""
    match = _WITH_WHOM.match(rest)
    if not match:
        return ""
    funded = lexicon().funding_cues.search(match[1])
    described = lexicon().descriptions.search(match[1])
    return match[1][: min((m.start() for m in (funded, described) if m), default=len(match[1]))]
