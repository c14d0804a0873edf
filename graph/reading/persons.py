"""Names of persons: at the head of a line of contact details, or within a sentence that gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.reading.lexicon import lexicon
from graph.reading.names import Names

__all__ = ["NEXT_PERSON", "SHARED", "Person", "is_name", "person_at", "person_in"]

_WORD = r"(?:[A-ZÆØÅÉÄÖÜ][\wæøåéäöüÆØÅ'’-]{0,30}\.?|von|van|de|af|la|der|el|bin)"
_NAMES = rf"[A-ZÆØÅÉÄÖÜ](?:\w[\w'’-]{{0,30}}\.?|\.(?:[A-ZÆØÅ]\.)?)(?:\s+{_WORD}){{1,4}}"
_NAME = re.compile(rf"^{_NAMES}$")
_NAME_AND_JOB = re.compile(rf"(?P<name>{_NAMES}?)\s+(?P<job>[a-zæøå][\w -]*)$")
_COUNTED = re.compile(r"^\s*\d{1,2}[).]\s+(?=[^\W\d])")
_HEAD_END = re.compile(
    r"""[,;(|<·•] | \s[–—/-]\s | \s*\b(?:tlf|tel|telefon|mobil|e-?mail|mail|phone|titel|title)\b | \s+(?=\S{1,80}@)
    | \s+(?=\+?\d{2}[\s\d]{6}) | \s+(?:er|is|i|in|ved|hos|fra|from|på|at|on|via|kan|can|træffes|svarer|eller|or)\s""",
    re.IGNORECASE | re.VERBOSE,
)
_TOPIC = re.compile(
    r"^(?!(?:tlf|tel|telefon|e-?mail|mail|mobil|phone|titel|title)\b)(?P<topic>[\w &,/-]{3,60}):\s+", re.IGNORECASE
)
_WITHIN = re.compile(
    rf"""(?:(?P<role>[a-zæøå-]{{3,40}}(?:\s[a-zæøå-]{{3,40}})?)\s+)?(?<!\w)(?P<name>{_NAMES}?)
    (?=\s+(?:på|via|at|on|tlf|tel|telefon|i|in|ved|hos|fra|from|kan|can|træffes)\b|\s*[,(<)]|\s+[–—-]\s|[.\s]*$)""",
    re.VERBOSE,
)
NEXT_PERSON = re.compile(
    r"""(?P<end>(?:@[\w-]{1,63}(?:\.[\w-]{1,63})+|\d{2})[.)\]>]*)
    \s*(?:[,;/|·•]|(?<!\d)\d{1,2}\)(?=\s))?\s*(?:(?:og|and|samt|eller)\s+)?(?=[^\W\d_])""",
    re.VERBOSE,
)
"""Where the details of one person end and another may follow."""
SHARED = re.compile(r",?\s+(?:og|and|samt|&|/)\s+(?=[^\W\d_])")
"""What stands between persons whose details follow the last of them: "A og B, tlf. …"."""
_DETAIL = re.compile(r"@|[(\[]at[)\]]|(?:\d[\s.-]?){7}\d")
_NEAR = 400
"""Characters in which a person's name and the first detail stand."""
_BEHIND = 100
"""Characters behind the first detail in which a name may follow it."""


@dataclass(frozen=True)
class Person:
    """A name, the role printed right before it, and what stands `before` both and behind the name."""

    name: str
    rest: str
    role: str | None = None
    before: str = ""


def is_name(text: str, names: Names) -> bool:
    """Whether all of a text is the name of a person, and not that of a body."""
    return len(text) <= 100 and bool(_NAME.match(text)) and not names.organisations(text)


def person_at(text: str, names: Names, *, reachable: bool = False) -> Person | None:
    """The person that a text begins with; a topic before a colon ("Havne: …") is passed over.

    With `reachable` only such a person as has a telephone or an address near the name.
    """
    topic = _topic(text, names)
    string = text[topic.end() :] if topic else text
    lead = lexicon().contact_leads.match(string[:_NEAR])
    string = string[lead.end() :] if lead else string
    string = _COUNTED.sub("", string, count=1)
    head = _untitled(string[:_NEAR])
    start = string.find(head)
    end = _HEAD_END.search(head)
    printed = head[: end.start()] if end else head
    role, name = _role_before(printed.strip(" .:"))
    if not is_name(name, names) and (told := _NAME_AND_JOB.match(name)) and lexicon().jobs.fullmatch(told["job"]):
        name = told["name"]
    if not is_name(name, names):
        return None
    if reachable and not _DETAIL.search(string[: _NEAR + len(name)]):
        return None
    said = topic["topic"] if topic else ""
    role = role or (said if lexicon().jobs.match(said) else None)
    return Person(name, string[start + printed.find(name) + len(name) :], role, "" if role == said else said)


def _topic(text: str, names: Names) -> re.Match[str] | None:
    """What stands before a colon at the head of a text; with commas only a job or a body ("Projektleder, A: …")."""
    topic = _TOPIC.match(text)
    first, comma, _ = topic["topic"].partition(",") if topic else ("", "", "")
    words = lexicon()
    described = words.jobs.match(first) or words.unit.match(first) or names.organisation(first)
    return topic if described or not comma else None


def _role_before(printed: str) -> tuple[str | None, str]:
    """The job that stands before a name ("projektleder Anne Eksempel"), and the name."""
    words = printed.split(" ")
    for count in (3, 2, 1):
        role = " ".join(words[:count])
        if len(words) > count + 1 and lexicon().jobs.match(role):
            return role, " ".join(words[count:])
    return None, printed


def person_in(text: str, names: Names) -> Person | None:
    """The person whom a sentence names before the first telephone or address, or else right behind it."""
    detail = _DETAIL.search(text)
    if not detail:
        return None
    before = max(0, detail.start() - _NEAR)
    found = _named(text[before : detail.end()], names)
    match = found[-1] if found else next(iter(_named(text[detail.end() : detail.end() + _BEHIND], names)), None)
    if match is None:
        return None
    offset = before if found else detail.end()
    said = match["role"] or ""
    role = next((job for job in (said, said.split(" ")[-1]) if job and lexicon().jobs.match(job)), None)
    start = offset + match.start("name")
    return Person(match["name"], text[offset + match.end("name") :], role, text[before:start])


def _named(text: str, names: Names) -> list[re.Match[str]]:
    return [match for match in _WITHIN.finditer(text) if is_name(match["name"], names)]


def _untitled(text: str) -> str:
    """The text without an academic title or form of address before it."""
    title = lexicon().academic_titles.match(text)
    return text[title.end() :] if title else text
