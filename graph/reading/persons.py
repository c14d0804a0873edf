"""Names of persons: at the head of a line of contact details, or within a sentence that gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.reading.lexicon import lexicon
from graph.reading.names import Names

__all__ = ["NEXT_PERSON", "SHARED", "Person", "is_name", "person_at", "person_behind", "person_in"]

_UPPER = r"A-ZÆØÅÀ-ÖÙ-ÝĀĂĄĆĈĊČĎĐĒĖĘĚĜĞĠĢĤĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŖŘŚŜŞŠŢŤŪŮŰŲŴŶŹŻŽȘȚ"
"""Capitals of the names of Europe."""
_PARTICLES = "von|van|zu|zur|de|den|der|des|di|da|dos|du|del|della|af|av|la|le|el|al|bin|ibn|ben|y|ter|ten|i"
_WORD = rf"(?:[{_UPPER}][\w'’-]{{0,30}}\.?|(?:{_PARTICLES})(?=\s))"
_NAMES = rf"[{_UPPER}](?:[\w'’][\w'’-]{{0,30}}\.?|\.(?:-?[{_UPPER}]\.)*)(?:\s+{_WORD}){{1,5}}"
_NAME = re.compile(rf"^{_NAMES}$")
_NAME_AND_JOB = re.compile(rf"(?P<name>{_NAMES}?)\s+(?P<job>[a-zæøå][\w -]*)$")
_KIND_OF_BODY = r"(?:Kommune|Universitet|Hospital|Museum|Forsyning|Havn|Bibliotek|Municipality|University|Council)"
_NAME_AND_BODY = re.compile(rf"(?P<name>{_NAMES}?) (?P<body>Region [A-ZÆØÅ]\w+|[A-ZÆØÅ][\w-]+ {_KIND_OF_BODY})")
"""A name and the body behind it without a comma: "Anne Eksempel Tangby Kommune"."""
_JOB_IN_BODY = re.compile(
    r"(?P<job>[\wæøåÆØÅ-]+(?: [\wæøåÆØÅ-]+)?) (?:i|ved|hos|fra|in|at) "
    rf"(?P<body>Region [A-ZÆØÅ]\w+|[A-ZÆØÅ][\w-]+ {_KIND_OF_BODY}) (?=[{_UPPER}])"
)
"""A job and its place before the name: "Projektleder i Tangby Kommune Anne Eksempel"."""
_COUNTED = re.compile(r"^\s*\d{1,2}[).]\s+(?=[^\W\d])")
_HEAD_END = re.compile(
    r"""[,;(|<\[·•] | \s+(?=(?:ph\.?\s?d|cand\.|mag\.|m\.?sc\b|lic\.|dr\.)) | \s[–—/-]\s
    | \s*\b(?:tlf|tel|telefon|mobil|e-?mail|mail|phone|titel|title)\b | \s+(?=\S{1,80}@)
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
    (?:\s+(?:om|vedr\.|vedrørende|about)\s[\w\ ]{3,40}?(?=,?\s(?:og|and|samt|eller)\s))?
    \s*(?:[,;/|·•]|(?<!\d)\d{1,2}\)(?=\s))?\s*(?:(?:og|and|samt|eller|eventuelt|alternativt)\s+)?(?:(?:til|hos|to)\s+)?
    (?=[^\W\d_])""",
    re.VERBOSE,
)
"""Where the details of one person end and another may follow."""
SHARED = re.compile(r",?\s+(?:og|and|samt|&|/)\s+(?=[^\W\d_])")
"""What stands between persons whose details follow the last of them: "A og B, tlf. …"."""
_BEFORE = re.compile(
    r",?\s*\bv/\s*|,?\s+(?:v\.|ved|att\.?:?|c/o|by)\s+|\s*,\s+|\s+[–—-]\s+|:\s+|\s*/\s+|\s*\|\s*|\s*;\s+|\s*\(\s*|\.\s+"
)
"""What may stand between a body or a job and the person: "v/", "att.", a comma, a dash."""
_BEFORE_WORDS = re.compile(r"v/|v\.|ved|att|c/o|by")
_UNIT_LIKE = re.compile(r"[A-ZÆØÅ][\wæøå-]+(?:(?:,| og| for| af| &| and| of)? [A-ZÆØÅ][\wæøå-]+){0,5}")
_DETAIL = re.compile(r"@|[(\[]at[)\]]|(?:\d[\s.-]?){7}\d")
_JOB_FOR = re.compile(r"(?P<job>[\wæøåÆØÅ-]+) (?:for|af|of) [a-zæøå]+(?: (?:og|and) [a-zæøå]+)? (?=[A-ZÆØÅ])")
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
    """Whether all of a text is the name of a person, and not that of a body, a unit or a job.

    A surname may be that of a place or a company: "Anne Holbæk" is no municipality.
    """
    return names.said(_is_name, text)


def _is_name(text: str, names: Names) -> bool:
    if len(text) > 100 or not _NAME.match(text):
        return False
    words = lexicon()
    if words.jobs.fullmatch(text) or words.unit.match(text) or words.no_surname.search(text):
        return False
    if any(word.lower() in words.no_first_names for word in text.split(" ", 1)[:1]):
        return False
    return all(hit.start and hit.known and " " not in text[hit.start : hit.end] for hit in names.organisations(text))


def person_behind(text: str, names: Names) -> Person | None:
    """The person whom bodies, units and jobs stand before: "Tangby Kommune, Teknik og Miljø, v/ Anne Eksempel".

    What stands before the person holds no telephone and no address, and its first part is what such a part can be.
    """
    return names.said(_person_behind, text)


def _person_behind(text: str, names: Names) -> Person | None:
    detail = _DETAIL.search(text)
    end = min(detail.start() if detail else len(text), _NEAR)
    if end < 1 or not _may_stand_before(_BEFORE.split(text[:end], maxsplit=1)[0], names):
        return None
    for match in _BEFORE.finditer(text[:end]):
        if not _BEFORE_WORDS.search(match[0]) and not all(
            _may_stand_before(part, names) for part in _BEFORE.split(text[: match.start()])
        ):
            return None
        person = person_at(text[match.end() :], names) if match.end() < len(text) else None
        if person:
            before = ", ".join(filter(None, (text[: match.start()], person.before)))
            return Person(person.name, person.rest, person.role, before)
    return None


def _may_stand_before(part: str, names: Names) -> bool:
    """Whether a part is a body, a unit or a job, as may stand before a person."""
    words = lexicon()
    part = part.strip(" ,.:")
    if not part or is_name(part, names):
        return False
    described = words.jobs.match(part) or words.trained_as.match(part) or words.unit.match(part)
    named = words.institution.search(part) or names.organisations(part)
    return bool(described or named or (_UNIT_LIKE.fullmatch(part)))


def person_at(text: str, names: Names, *, reachable: bool = False) -> Person | None:
    """The person that a text begins with; a topic before a colon ("Havne: …") is passed over.

    With `reachable` only such a person as has a telephone or an address near the name.
    """
    return _person_at(text, names, reachable=True) if reachable else names.said(_person_at, text)


def _person_at(text: str, names: Names, *, reachable: bool = False) -> Person | None:
    topic = _topic(text, names)
    string = text[topic.end() :] if topic else text
    lead = lexicon().contact_leads.match(string[:_NEAR])
    string = string[lead.end() :] if lead else string
    string = _COUNTED.sub("", string, count=1)
    employed = _JOB_IN_BODY.match(string)
    if employed and lexicon().jobs.fullmatch(employed["job"]):
        person = _person_at(string[employed.end() :], names, reachable=reachable)
        return Person(person.name, person.rest, employed["job"], employed["body"]) if person else None
    head = _untitled(string[:_NEAR])
    start = string.find(head)
    end = _HEAD_END.search(head)
    printed = head[: end.start()] if end else head
    role, name = _role_before(printed.strip(" .:"))
    name = _untitled(name) if role else name
    if not is_name(name, names) and (told := _NAME_AND_JOB.match(name)) and lexicon().jobs.fullmatch(told["job"]):
        name = told["name"]
    if not is_name(name, names) and (told := _NAME_AND_BODY.fullmatch(name)) and is_name(told["name"], names):
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
    """The job that stands before a name ("projektleder Anne Eksempel", "chef for klima B. Prøve"), and the name."""
    words = printed.split(" ")
    told = _JOB_FOR.match(printed)
    if told and lexicon().jobs.match(told["job"]):
        return told[0].strip(), printed[told.end() :]
    for count in (4, 3, 2, 1):
        role = " ".join(words[:count])
        if len(words) > count + 1 and lexicon().jobs.fullmatch(role):
            return role.rstrip(","), " ".join(words[count:])
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
