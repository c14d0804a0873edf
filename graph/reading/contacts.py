"""Whom to call: persons with their role, unit, telephone and e-mail."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.knowledge import key
from graph.reading.blocks import Block
from graph.reading.entries import ANY_DETAIL, SEAM, entries, sharing
from graph.reading.lexicon import lexicon
from graph.reading.lines import Text
from graph.reading.names import Names
from graph.reading.persons import Person, person_at, person_behind, person_in
from graph.reading.warnings import Warnings, quoted
from ontology.models import Contact

__all__ = ["contacts"]

_OPEN_END = re.compile(r"(?<=\s)(for|of|og|and|i|af|til|&),\s+")
_EMAIL = re.compile(rf"(?<![\w.+'-])[\w.+'{SEAM}-]{{1,64}}@[\w{SEAM}-]{{1,63}}(?:\.[\w{SEAM}-]{{1,63}})+")
_PHONE = re.compile(
    r"""(?: (?:\+|(?<!\d)00) \s? \d{1,3} [\s.-]? (?:\(0\)\s?)? (?:\d[\s.-]?){5,11} \d
        | \(\+?\d{2,3}\) \s? (?:\d[\s./-]?){5,11} \d
        | (?<![\w@+-]) (?<!\d\.) (?:45[\s.-]?(?=(?:\d[\s.-]?){7}\d))? (?:\d[\s.-]?){7} \d ) (?![\w@])""",
    re.VERBOSE,
)
_IN_UNIT = re.compile(r"\s+(?:i|ved|hos|fra|in|at|from)\s+(?=[A-ZÆØÅ])")
_ABBREVIATED = re.compile(r"[A-ZÆØÅ]{2,}(?: [A-ZÆØÅ][\w-]*){1,4}")
"""How a body is printed that goes by its first letters, and no job: "DTU Aqua"."""
_UNIT_LIKE = re.compile(
    r"[A-ZÆØÅ][\w-]+(?: (?:og|for|af|&|and|of)? ?[A-ZÆØÅ][\w-]+){1,5}"
    r"|[A-ZÆØÅ][\w-]*(?:forvaltningen|afdelingen|sekretariatet|center|centret|kontoret|enheden)"
)
"""How a unit is printed: "Teknik og Miljø"."""
_FROM = re.compile(
    r"^(?:(?:kontaktperson|contact person|kontakt|contact)\s+)?(?:fra|ved|hos|i|from|at|in|of|for)\s+(?=[A-ZÆØÅ])", re.I
)
_JOB_AND_UNIT = re.compile(r"(?P<job>[\wæøåÆØÅ-]+)\s+(?P<unit>[A-ZÆØÅ].*)")
_RESPECTIVELY = re.compile(
    r"\b(?:hhv\.?|henholdsvis|respectively)\s+([^,;@\d]{3,60}?)\s+(?:og|and)\s+([^,;@\d]{3,60}?)(?=\s*(?:[,;]|$))"
)
"""The jobs of two persons in their order: "A og B, hhv. projektleder og konsulent"."""
_BOTH = 2
_HALF_ADDRESS = re.compile(r"(?<![\w.@-])([\w-]{2,30})\.\s$")
_LOOSE = re.compile(
    r"^\s*(?:og|eller|and|or|på|at|on)\s|\s(?:på|at|on|via|og|eller|or|and|kan kontaktes)\s*$", re.IGNORECASE
)


def contacts(blocks: Sequence[Block], names: Names, warnings: Warnings) -> list[Contact]:
    """The persons of a contact section, in printed order.

    A person is one bullet, or what stands up to and including an e-mail or telephone where there are no bullets.
    Stretches that name nobody, persons read out of a sentence, and such as cannot be reached are warned of.
    """
    found: list[Contact] = []
    for text in entries(blocks, names):
        group = [(part, person) for part in sharing(text, names) if (person := _person(part, names, warnings))]
        contacts_read = [_contact(person, part, names, warnings, alone=len(group) == 1) for part, person in group]
        found += _shared(contacts_read, text, warnings)
    return found


def _person(text: Text, names: Names, warnings: Warnings) -> Person | None:
    """The person that a stretch begins with or names within a sentence; one that names nobody is warned of."""
    person = person_at(text.string, names) or person_behind(text.string, names)
    if person is None and (person := person_in(text.string, names)):
        words = f"{person.name} was found within a sentence"
        warnings.add(text.first, words, f"{person.name} er fundet inde i en sætning")
    if person is None and not lexicon().pending.search(text.string):
        words = quoted(text.string)
        english, danish = "no person could be read here", "her kunne ingen person læses"
        warnings.add(text.first, f"{english}: {words}", f"{danish}: {words}")
    return person


def _shared(read: list[Contact], text: Text, warnings: Warnings) -> list[Contact]:
    """Persons named together with what follows the last of them: one detail for each of them, or one for all."""
    if len(read) > 1:
        plain = lexicon().at_signs.sub("@", text.string)
        emails, phones = _EMAIL.findall(plain), _PHONE.findall(_EMAIL.sub(" ", plain))
        own = len(emails) == len(read), len(phones) == len(read)
        read = [
            contact.model_copy(
                update={
                    "email": _address(emails[index if own[0] else 0]) if emails else None,
                    "phone": _digits(phones[index if own[1] else 0]) if phones else None,
                }
            )
            for index, contact in enumerate(read)
        ]
        told = _RESPECTIVELY.search(text.string) if len(read) == _BOTH else None
        if told:
            read = [
                contact.model_copy(update={"role": role}) for contact, role in zip(read, told.groups(), strict=True)
            ]
    for contact in read:
        if contact.phone is None and contact.email is None:
            words = f"neither telephone nor e-mail of {contact.name} is given"
            warnings.add(text.first, words, f"hverken telefon eller e-mail for {contact.name} er angivet")
    return read


def _contact(person: Person, text: Text, names: Names, warnings: Warnings, *, alone: bool) -> Contact:
    before = ", ".join(part for part in _parts(person.before) if _is_detail(part, names))
    rest = lexicon().at_signs.sub("@", f"{before}, {person.rest}" if before else person.rest)
    email, rest = _email(person, rest)
    phones = _PHONE.findall(rest)
    if "(" in rest or "[" in rest:
        rest = re.sub(rf"\(\s*{_initials(person.name)}\s*\)|\[[a-zæøåA-Z]{{2,5}}\]", " ", rest)
    described = lexicon().field_labels.sub(", ", lexicon().detail_labels.sub(", ", _PHONE.sub(", ", rest)))
    role, unit = _role(described, names)
    if len(phones) > 1 and alone:
        words = f"more than one telephone of {person.name}; the first is kept"
        warnings.add(text.first, words, f"mere end én telefon for {person.name}; den første er beholdt")
    return Contact(
        name=person.name,
        role=person.role or role,
        unit=", ".join(part for part in ((role if person.role else None), unit) if part) or None,
        phone=_digits(phones[0]) if phones else None,
        email=email,
        line=text.first,
        last_line=text.last,
    )


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _is_detail(part: str, names: Names) -> bool:
    """Whether words before a name are a telephone, an address, a job or a body, and not what is asked of the person."""
    words = lexicon()
    described = words.jobs.match(part) or words.trained_as.match(part) or words.unit.match(part)
    named = names.organisation(part) or words.institution.search(part) or _ABBREVIATED.fullmatch(part)
    return bool(ANY_DETAIL.search(part) or described or named or _UNIT_LIKE.fullmatch(part))


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def _address(printed: str, name: str = "") -> str:
    """An address in small letters, without a hyphen that a line end set and that is not the person's own."""
    local, _, host = printed.lower().strip(".'").partition("@")
    left, _, right = local.partition(SEAM)
    hyphened = f"{re.split('[._]', left)[-1]}-{re.split('[._]', right)[0]}"
    if hyphened in name.lower() or (SEAM in local and key(local.replace(SEAM, "").split(".")[-1]) not in key(name)):
        local = local.replace(SEAM, "-")
    return f"{local}@{host}".replace(SEAM, "")


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
    return _address(address, person.name), f"{rest[:start]} {_EMAIL.sub(' ', rest[match.end() :])}"


def _role(description: str, names: Names) -> tuple[str | None, str | None]:
    """Role and unit out of "Enhedschef i Center for Havne, Byens Forvaltning"; academic degrees are neither."""
    words = lexicon()
    parts = [part for part in _parts(description) if part.lower() not in words.dangling]
    parts = [part for part in parts if not words.academic_degrees.match(part) and not words.contact_fillers.match(part)]
    if any(words.jobs.match(part) and not words.trained_as.match(part) for part in parts):
        parts = [part for part in parts if not words.trained_as.match(part)]
    if not parts:
        return None, None
    job = next((part for part in parts if words.jobs.match(part) or _is_job_phrase(part)), None)
    named = names.organisations(parts[0])
    whole = len(named) == 1 and (named[0].start, named[0].end) == (0, len(parts[0]))
    known = (
        whole
        or names.organisation(parts[0])
        or any(pattern(parts[0]) for pattern in (words.unit.match, words.institution.fullmatch, _ABBREVIATED.fullmatch))
    )
    known = known or (bool(_UNIT_LIKE.fullmatch(parts[0])) and _names_unit(parts[0]))
    if job:
        parts = [job, *(part for part in parts if part != job)]
    role, *units = ["", *parts] if known and not job else parts
    told = _JOB_AND_UNIT.match(role)
    if told and words.jobs.fullmatch(told["job"]) and not words.jobs.fullmatch(role):
        role, units = told["job"], [told["unit"], *units]
    within = _IN_UNIT.search(f" {role}")
    if within:
        units, role = [role[within.end() - 1 :], *units], role[: max(0, within.start() - 1)]
    # A line may end within a name: "Enheden for" and "Klima & Ressourcer" are one.
    return role or None, _OPEN_END.sub(r"\1 ", ", ".join(units)) or None


def _names_unit(part: str) -> bool:
    """Whether the first or the last word is one that units are named by: "Strategisk Byudvikling"."""
    return part.split(maxsplit=1)[0].lower() in lexicon().no_first_names or bool(lexicon().no_surname.search(part))


def _is_job_phrase(part: str) -> bool:
    """Whether a part is a job and what it is the job of: "leder af Havnesekretariatet"."""
    told = lexicon().job_phrase.match(part)
    first, *others = part.split()[:2]
    return bool(told) and any(lexicon().jobs.fullmatch(job) for job in (first, " ".join([first, *others])))


def _parts(description: str) -> list[str]:
    """What commas, brackets and dashes part, without small words at the ends ("på", "eller")."""
    parts = re.split(
        r"[,;()<>\[\]|·•]|(?<!\b[Aa]fd)(?<!\b[Ii]nst)(?<!\b[Ss]kt)(?<!\bSct)(?<!\bSt)\.\s|\s[–—/-]\s", description
    )
    parts = [_FROM.sub("", lexicon().job_told.sub("", part.strip())) for part in parts]
    plain = (" ".join(_LOOSE.sub(" ", part).strip(" .,;:–-()|/·•").split()) for part in parts)
    return [part for part in plain if re.search(r"\w", part)]
