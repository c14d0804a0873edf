"""Whom to call: persons with their role, unit, telephone and e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.reading.blocks import Block
from graph.reading.lexicon import lexicon
from graph.reading.lines import Text
from graph.reading.names import Names
from graph.reading.persons import NEXT_PERSON, Person, is_name, person_at, person_in
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
_IN_UNIT = re.compile(r"\s+(?:i|ved|hos|in|at)\s+(?=[A-ZÆØÅ])")
_HALF_ADDRESS = re.compile(r"(?<![\w.@-])([\w-]{2,30})\.\s$")
_DETAILS = 120
"""Characters of the longest stretch that holds only details of a person, and no sentence."""
_LONGEST = 2000


def contacts(blocks: Sequence[Block], names: Names, warnings: Warnings) -> list[Contact]:
    """The persons of a contact section, in printed order.

    A person is one bullet, or what stands up to and including an e-mail or telephone where there are no bullets.
    Stretches that name nobody, persons read out of a sentence, and such as cannot be reached are warned of.
    """
    found: list[Contact] = []
    for text in _entries(blocks, names):
        person = person_at(text.string, names)
        if person is None and (person := person_in(text.string, names)):
            words = f"{person.name} was found within a sentence"
            warnings.add(text.first, words, f"{person.name} er fundet inde i en sætning")
        if person is None:
            if not lexicon().pending.search(text.string):
                words = quoted(text.string)
                english, danish = "no person could be read here", "her kunne ingen person læses"
                warnings.add(text.first, f"{english}: {words}", f"{danish}: {words}")
            continue
        found.append(_contact(person, text, names, warnings))
    return found


def _entries(blocks: Sequence[Block], names: Names) -> Iterator[Text]:
    """One stretch of text for each person: detail lines without a name of their own go with the person above."""
    pending: list[Text] = []
    for block in blocks:
        for text in _split(_by_line(block.text, names), names):
            if pending and len(text) <= _DETAILS and not person_at(text.string, names):
                pending.append(text)
                continue
            if pending:
                yield _with_commas(pending)
            pending = [text]
    if pending:
        yield _with_commas(pending)


def _by_line(text: Text, names: Names) -> Text:
    """The text with commas at its line ends where a name stands on a line of its own."""
    lines = text.printed_lines() if len(text) <= _LONGEST else [text]
    return _with_commas(lines) if any(is_name(line.string, names) for line in lines) else text


def _with_commas(texts: Sequence[Text]) -> Text:
    first, *others = texts
    for text in others:
        first = Text(f"{first.string.rstrip(' ,')},", first.starts, first.numbers).then(text)
    return first


def _split(text: Text, names: Names) -> list[Text]:
    """Part a text that holds several persons: a new one begins after an e-mail or number, where a name follows."""
    cuts = [0]
    for match in NEXT_PERSON.finditer(text.string):
        if person_at(text.string[match.end() : match.end() + _LONGEST], names, reachable=True):
            cuts.append(match.end())
    return [text.part(a, b) for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _contact(person: Person, text: Text, names: Names, warnings: Warnings) -> Contact:
    rest = lexicon().at_signs.sub("@", person.rest)
    email, rest = _email(person, rest)
    phones = _PHONE.findall(rest)
    described = lexicon().field_labels.sub(", ", lexicon().detail_labels.sub(", ", _PHONE.sub(", ", rest)))
    role, unit = _role(described, names)
    if len(phones) > 1:
        words = f"more than one telephone of {person.name}; the first is kept"
        warnings.add(text.first, words, f"mere end én telefon for {person.name}; den første er beholdt")
    if not phones and email is None:
        words = f"neither telephone nor e-mail of {person.name} is given"
        warnings.add(text.first, words, f"hverken telefon eller e-mail for {person.name} er angivet")
    return Contact(
        name=person.name,
        role=person.role or role,
        unit=", ".join(part for part in ((role if person.role else None), unit) if part) or None,
        phone=re.sub(r"\D", "", phones[0]) if phones else None,
        email=email,
        line=text.first,
        last_line=text.last,
    )


def _email(person: Person, rest: str) -> tuple[str | None, str]:
    """The address, in small letters, and what is left of the text.

    An address that a line end broke behind the first name ("anne." and "eksempel@example.org") is put together.
    """
    match = _EMAIL.search(rest)
    if not match:
        return None, rest
    address, start = match[0], match.start()
    half = _HALF_ADDRESS.search(rest[:start])
    if half and half[1].casefold() in person.name.casefold().split():
        address, start = f"{half[1]}.{address}", half.start()
    return address.lower().strip(".'"), f"{rest[:start]} {_EMAIL.sub(' ', rest[match.end() :])}"


def _role(description: str, names: Names) -> tuple[str | None, str | None]:
    """Role and unit out of "Enhedschef i Center for Havne, Byens Forvaltning"; academic degrees are neither."""
    parts = [
        " ".join(part.strip(" .,;:–-()|/·•").split()) for part in re.split(r"[,;()|·•]|\.\s|\s[–—-]\s", description)
    ]
    parts = [part for part in parts if re.search(r"\w", part) and part.lower() not in lexicon().dangling]
    parts = [part for part in parts if not lexicon().academic_degrees.match(part)]
    if not parts:
        return None, None
    role, *units = ["", *parts] if names.organisation(parts[0]) or lexicon().unit.match(parts[0]) else parts
    within = _IN_UNIT.search(role)
    if within:
        units, role = [role[within.end() :], *units], role[: within.start()]
    return role or None, ", ".join(units) or None
