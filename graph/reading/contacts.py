"""Whom to call: persons with their role, unit, telephone and e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.reading.blocks import Block
from graph.reading.lexicon import lexicon
from graph.reading.lines import Text
from graph.reading.warnings import Warnings, quoted
from ontology.models import Contact

__all__ = ["contacts"]

_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(
    r"""(?: (?:\+|(?<!\d)00) \s? \d{1,3} [\s.-]? (?:\(0\)\s?)? (?:\d[\s./-]?){5,11} \d
        | \(\+?\d{2,3}\) \s? (?:\d[\s./-]?){5,11} \d
        | (?<![\w@.+-]) (?:\d[\s.-]?){7} \d ) (?![\w@])""",
    re.VERBOSE,
)
_NAME_WORD = r"(?:[A-ZÆØÅÉÄÖÜ][\wæøåéäöüÆØÅ'’-]{0,30}\.?|von|van|de|af|la|der|el|bin)"
_NAME = re.compile(rf"^[A-ZÆØÅÉÄÖÜ](?:\w[\w'’-]{{0,30}}\.?|\.)(?:\s+{_NAME_WORD}){{1,4}}$")
_HEAD_END = re.compile(
    r"[,;(|]|\s[–—-]\s|\s*\b(?:tlf|tel|mobil|e-?mail|mail|phone|t:|m:)\b|\s+(?=\S{1,80}@)|\s+(?=\+?\d{2}[\s\d]{6})|\s+(?:er|is)\s",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"^(?!(?:tlf|tel|telefon|e-?mail|mail|mobil|phone)\b)(?P<topic>[\w &/-]{3,40}):\s+", re.IGNORECASE)
_IN_UNIT = re.compile(r"\s+(?:i|ved|hos|in|at|of)\s+(?=[A-ZÆØÅ])")
_NEXT = re.compile(
    r"(?:@[\w-]{1,63}(?:\.[\w-]{1,63})+|\d{2})\.?\s*[,;/|]?\s*(?:og\s+|and\s+|samt\s+|eller\s+)?(?=[A-ZÆØÅ])"
)
_DETAIL = re.compile(r"@|\d{8}|(?:\d{2} ){3}\d{2}")
_NEAR = 400
"""Characters in which a person's name and the first detail stand."""


@dataclass(frozen=True)
class _Person:
    """A name, what stood before it as a topic or title, and what follows it."""

    name: str
    before: str
    rest: str


def contacts(blocks: Sequence[Block], warnings: Warnings) -> list[Contact]:
    """The persons of a contact section; stretches that name nobody, and persons out of reach, are warned of.

    A person is one bullet, or what stands up to and including an e-mail or telephone where there are no bullets.
    """
    found: list[Contact] = []
    for text in _entries(blocks):
        person = _person(text)
        if not person:
            warnings.add(
                text.first,
                f"no person could be read here: {quoted(text.string)}",
                f"her kunne ingen person læses: {quoted(text.string)}",
            )
            continue
        contact = _contact(person, text)
        found.append(contact)
        if contact.phone is None and contact.email is None:
            words = f"neither telephone nor e-mail of {person.name} is given"
            warnings.add(text.first, words, f"hverken telefon eller e-mail for {person.name} er angivet")
    return found


def _entries(blocks: Sequence[Block]) -> Iterator[Text]:
    """One stretch of text for each person: detail lines without a name of their own go with the person above."""
    pending: list[Text] = []
    for block in blocks:
        for text in _split(block.text):
            if pending and _person(text) is None and _belongs(pending[-1], text):
                pending.append(text)
                continue
            if pending:
                yield _together(pending)
            pending = [text]
    if pending:
        yield _together(pending)


def _belongs(above: Text, text: Text) -> bool:
    """Whether a stretch without a name tells of the person above it: it is short, and no sentence."""
    return len(text) <= 120 and len(above) < _NEAR * 5


def _together(texts: Sequence[Text]) -> Text:
    first, *others = texts
    for text in others:
        first = Text(f"{first.string.rstrip(' ,')},", first.starts, first.numbers).then(text)
    return first


def _split(text: Text) -> list[Text]:
    """Part a text that holds several persons: a new one begins after an e-mail or number, where a name follows."""
    cuts = [0]
    for match in _NEXT.finditer(text.string):
        following = text.string[match.end() : match.end() + _NEAR]
        head = _HEAD_END.split(following, maxsplit=1)[0].strip(" .")
        if _NAME.match(_untitled(head)[1]) and _DETAIL.search(following):
            cuts.append(match.end())
    return [text.part(a, b) for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _untitled(head: str) -> tuple[str, str]:
    """An academic title or form of address, and the name behind it."""
    title = lexicon().academic_titles.match(head)
    return (title[0].strip(), head[title.end() :]) if title else ("", head)


def _person(text: Text) -> _Person | None:
    """The person that a stretch begins with; a topic before a colon ("Havne: …") is passed over."""
    string = text.string
    topic = _TOPIC.match(string)
    string = string[topic.end() :] if topic else string
    head = _HEAD_END.split(string[:_NEAR], maxsplit=1)[0]
    title, name = _untitled(head.strip(" .:"))
    name = name.strip()
    if not _NAME.match(name):
        return None
    return _Person(name, title, string[string.index(name) + len(name) :])


def _contact(person: _Person, text: Text) -> Contact:
    email = _EMAIL.search(person.rest)
    without = person.rest.replace(email[0], " ", 1) if email else person.rest
    phone = _PHONE.search(without)
    without = without.replace(phone[0], " ", 1) if phone else without
    role, unit = _role(lexicon().detail_labels.sub(", ", without))
    return Contact(
        name=person.name,
        role=role,
        unit=unit,
        phone=re.sub(r"\D", "", phone[0]) if phone else None,
        email=email[0].lower().strip(".'") if email else None,
        line=text.first,
        last_line=text.last,
    )


def _role(description: str) -> tuple[str | None, str | None]:
    """Role and unit out of "Enhedschef i Center for Havne, Byens Forvaltning"; academic degrees are neither."""
    parts = [" ".join(part.strip(" .,;:–-()|/").split()) for part in re.split(r"[,;()|]|\.\s|\s[–—-]\s", description)]
    parts = [part for part in parts if re.search(r"\w", part) and not lexicon().academic_degrees.match(part)]
    if not parts:
        return None, None
    role, *units = parts
    within = _IN_UNIT.search(role)
    if within:
        units, role = [role[within.end() :], *units], role[: within.start()]
    return role or None, ", ".join(units) or None
