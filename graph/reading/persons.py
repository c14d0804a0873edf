"""Names of persons: at the head of a line of contact details, or within a sentence that gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.reading.lexicon import lexicon
from graph.reading.names import Names

__all__ = ["NEXT_PERSON", "Person", "is_name", "person_at", "person_in"]

_WORD = r"(?:[A-ZÆØÅÉÄÖÜ][\wæøåéäöüÆØÅ'’-]{0,30}\.?|von|van|de|af|la|der|el|bin)"
_NAMES = rf"[A-ZÆØÅÉÄÖÜ](?:\w[\w'’-]{{0,30}}\.?|\.(?:[A-ZÆØÅ]\.)?)(?:\s+{_WORD}){{1,4}}"
_NAME = re.compile(rf"^{_NAMES}$")
_HEAD_END = re.compile(
    r"""[,;(|] | \s[–—-]\s | \s*\b(?:tlf|tel|telefon|mobil|e-?mail|mail|phone|titel|title)\b | \s+(?=\S{1,80}@)
    | \s+(?=\+?\d{2}[\s\d]{6}) | \s+(?:er|is|i|ved|hos)\s""",
    re.IGNORECASE | re.VERBOSE,
)
_TOPIC = re.compile(
    r"^(?!(?:tlf|tel|telefon|e-?mail|mail|mobil|phone|titel|title)\b)(?P<topic>[\w &/-]{3,40}):\s+", re.IGNORECASE
)
_WITHIN = re.compile(
    rf"(?:(?P<role>[a-zæøå-]{{3,40}})\s+)?(?<!\w)(?P<name>{_NAMES}?)(?=\s+(?:på|via|at|on|tlf|tel|telefon)\b|\s*[,(])"
)
NEXT_PERSON = re.compile(
    r"(?:@[\w-]{1,63}(?:\.[\w-]{1,63})+|\d{2})[.)\]]*\s*[,;/|]?\s*(?:(?:og|and|samt|eller)\s+)?(?=[^\W\d_])"
)
"""Where the details of one person end and another may follow."""
_DETAIL = re.compile(r"@|[(\[]at[)\]]|(?:\d[\s.-]?){7}\d")
_NEAR = 400
"""Characters in which a person's name and the first detail stand."""


@dataclass(frozen=True)
class Person:
    """A name, the role printed before it, and what follows it."""

    name: str
    rest: str
    role: str | None = None


def is_name(text: str, names: Names) -> bool:
    """Whether all of a text is the name of a person, and not that of a body."""
    return len(text) <= 100 and bool(_NAME.match(text)) and not names.organisations(text)


def person_at(text: str, names: Names, *, reachable: bool = False) -> Person | None:
    """The person that a text begins with; a topic before a colon ("Havne: …") is passed over.

    With `reachable` only such a person as has a telephone or an address near the name.
    """
    topic = _TOPIC.match(text)
    string = text[topic.end() :] if topic else text
    head = _untitled(string[:_NEAR])
    role = topic["topic"] if topic and lexicon().jobs.match(topic["topic"]) else None
    start = string.find(head)
    end = _HEAD_END.search(head)
    printed = head[: end.start()] if end else head
    name = printed.strip(" .:")
    first, _, others = name.partition(" ")
    if lexicon().jobs.match(first) and is_name(others, names):
        role, name = first, others
    if not is_name(name, names):
        return None
    if reachable and not _DETAIL.search(string[: _NEAR + len(name)]):
        return None
    return Person(name, string[start + printed.find(name) + len(name) :], role)


def person_in(text: str, names: Names) -> Person | None:
    """The person whom a sentence names before the first telephone or address."""
    detail = _DETAIL.search(text)
    if not detail:
        return None
    near = text[max(0, detail.start() - _NEAR) : detail.end()]
    found = [match for match in _WITHIN.finditer(near) if is_name(match["name"], names)]
    if not found:
        return None
    last = found[-1]
    before = max(0, detail.start() - _NEAR)
    role = last["role"] if last["role"] and lexicon().jobs.match(last["role"]) else None
    return Person(last["name"], text[before + last.end("name") :], role)


def _untitled(text: str) -> str:
    """The text without an academic title or form of address before it."""
    title = lexicon().academic_titles.match(text)
    return text[title.end() :] if title else text
