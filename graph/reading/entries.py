"""Which stretch of a contact section is about which person, or about several that share what follows them.

A section is a list, a block of lines for each person, a row for each, or prose. A person begins where a name stands
at the head of a line, perhaps behind a body or a job ("Tangby Kommune v/ Anne Eksempel"), and the one before has been
given: with details, or on a line that goes on behind the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graph.reading.blocks import Block
from graph.reading.lexicon import lexicon
from graph.reading.lines import Text, join
from graph.reading.names import Names
from graph.reading.persons import NEXT_PERSON, SHARED, Person, is_name, person_at, person_behind, person_in

__all__ = ["ANY_DETAIL", "SEAM", "entries", "sharing"]

ANY_DETAIL = re.compile(r"@|(?:\d[\s./-]?){7}\d")
SEAM = "\u00ad"
"""What stands for the hyphen at which a line end broke an address: the writer's, or the typesetter's."""

_AT = re.compile(
    r"\s?[\[({]\s?(?:at|a|alfa|snabel-?a)\s?[\])}]\s?|(?<=[\w.-])\s+(?:@|snabel-?a)\s*(?=[\w-]+\s?[.\[(])|(?<=@)\s+(?=[\w-]+\.\w)",
    re.I,
)
_DOT = re.compile(r"(?<=\w)\s?[\[({]\s?(?:dot|punktum|prik|\.)\s?[\])}]\s?(?=\w)", re.IGNORECASE)
_MARK = re.compile(r"(?<=[^\W\d_]{2})(?:\*{1,3}|[¹²³⁴-⁹†‡]{1,2}|(?<=[a-zæøå])\d)(?=\s*(?:[,;(:–|]|$))")
"""The mark of a footnote behind a name."""
_COLUMNS = re.compile(r"(?<=[^\s:])(?:\s*\t\s*|\s{3,})(?=\S)")
_COMMA = re.compile(r",\s+")
_INSTEAD = re.compile(r"[,;.]?\s+(?:i stedet(?: for)?|instead):?\s+(?=[^\W\d_])", re.IGNORECASE)
"""What stands between a person who is away and the one to ask: "A (på barsel), i stedet B"."""
_ABOVE = 4
"""Lines above a person that may name the body and the job."""
_DETAILS = 120
"""Characters of the longest stretch that holds only details of a person, and no sentence."""
_LONGEST = 2000


def entries(blocks: Sequence[Block], names: Names) -> Iterator[Text]:
    """One stretch of text for each person: detail lines without a name of their own go with the person above."""
    pending: list[Text] = []
    for text in _stretches(blocks, names):
        if pending and len(text) <= _DETAILS and not _is_given(text.string, names):
            pending.append(text)
            continue
        if pending:
            yield _with_commas(pending)
        pending = [text]
    if pending:
        yield _with_commas(pending)


def _stretches(blocks: Sequence[Block], names: Names) -> Iterator[Text]:
    printed = [(line, block.bulleted and not index) for block in blocks for index, line in enumerate(_lines(block))]
    for lines in _person_lines([line for line, _ in printed], [bullet for _, bullet in printed], names):
        for part in _split(_by_line(lines, names), names):
            yield from _sentences(part, names)


def _lines(block: Block) -> list[Text]:
    """The printed lines of a block, with addresses as one writes them and commas between its columns."""
    lines = [line for line in block.lines if not line.blank]
    rows = [_COLUMNS.sub(", ", line.text.strip()) for line in lines]
    text = block.text
    if not block.bulleted and any(row != line.text.strip() for row, line in zip(rows, lines, strict=True)):
        columned = [type(line)(line.number, row) for row, line in zip(rows, lines, strict=True)]
        text = join(columned) if block.lines[0].head is None else text
    text = _seamed(text).replaced(_AT, "@").replaced(_DOT, ".").replaced(_MARK, "")
    return text.printed_lines() if len(text) <= _LONGEST else [text]


def _seamed(text: Text) -> Text:
    """The text with the hyphens marked that stand where a line end broke an address."""
    string = list(text.string)
    for start in text.starts[1:]:
        if string[start - 1] == "-":
            word = re.match(r"[\w.-]*@?[\w.-]*", text.string[start:])
            before = re.search(r"[\w.@-]*$", text.string[:start])
            if word and before and "@" in before[0] + word[0]:
                string[start - 1] = SEAM
    return Text("".join(string), text.starts, text.numbers)


def _begins(text: str, names: Names) -> Person | None:
    return person_at(text, names) or person_behind(text, names)


def _is_given(text: str, names: Names) -> bool:
    """Whether a text gives a person of its own."""
    return _begins(text, names) is not None or (bool(ANY_DETAIL.search(text)) and person_in(text, names) is not None)


def _bodies_ahead(lines: Sequence[Text], names: Names) -> bool:
    """Whether bodies and jobs stand on lines of their own above the persons, as the first of them does."""
    first = lines[0].string if lines else ""
    return bool(first) and not _begins(first, names) and _is_whole(first, names) and not ANY_DETAIL.search(first)


@dataclass
class _Group:
    """The lines of one person, or of several that share what follows; what they hold so far."""

    lines: list[Text] = field(default_factory=list)
    person: bool = False
    given: bool = False
    more: bool = False


def _person_lines(lines: Sequence[Text], bullets: Sequence[bool], names: Names) -> list[Text]:
    """The lines joined, parted before each with which another person begins; a bullet parts, too."""
    detailed = any(ANY_DETAIL.search(line.string) for line in lines)
    ahead = _bodies_ahead(lines, names)
    groups: list[_Group] = []
    for index, (line, bullet) in enumerate(zip(lines, bullets, strict=True)):
        begun = _begins(line.string, names)
        apart = index > 0 and line.first - lines[index - 1].last > 1
        alone = begun is not None and not re.search(r"\w", begun.rest) and not ANY_DETAIL.search(line.string)
        clearly = apart or not alone or not detailed
        begins = (bullet and (begun or not groups[-1].person)) or _opens(groups[-1], begun, clearly) if groups else True
        done = bool(groups) and groups[-1].person and groups[-1].given
        heads = line.string.endswith(":") or (ahead and _leads(lines[index : index + _ABOVE], names))
        if begins or (done and heads):
            groups.append(_Group())
        group = groups[-1]
        group.lines.append(line)
        group.given = group.given or bool(ANY_DETAIL.search(line.string))
        group.more = group.more or not alone
        group.person = group.person or begun is not None or (group.given and _names(group, names))
    return [_joined(group.lines) for group in groups]


def _opens(group: _Group, begun: Person | None, clearly: bool) -> bool:
    """Whether a line with which a person begins, perhaps, is not about the person of the lines above it."""
    return begun is not None and group.person and (group.given or (group.more and clearly))


def _names(group: _Group, names: Names) -> bool:
    return person_in(_joined(group.lines[-_ABOVE:]).string, names) is not None


def _leads(lines: Sequence[Text], names: Names) -> bool:
    """Whether a line names the body or the job of a person who is named on one of the next lines."""
    for index, line in enumerate(lines):
        if ANY_DETAIL.search(line.string) and not _begins(line.string, names):
            return False
        if _begins(line.string, names):
            return index > 0
        if not _is_whole(line.string, names):
            return False
    return False


def _joined(lines: Sequence[Text]) -> Text:
    first, *others = lines
    for line in others:
        first = first.then(line)
    return first


def _by_line(text: Text, names: Names) -> Text:
    """The text with commas at those line ends that part details: all where a name stands on a line of its own."""
    lines = text.printed_lines() if len(text) <= _LONGEST else [text]
    if any(is_name(line.string, names) for line in lines):
        return _with_commas(lines)
    joined = lines[0]
    for line in lines[1:]:
        joined = _with_commas([joined, line]) if _is_whole(joined.string, names) else joined.then(line)
    return joined


def _is_whole(line: str, names: Names) -> bool:
    """Whether a line ends with a whole detail, a job or a body, so that the next line begins another."""
    last = line[-_DETAILS:].rsplit(",", 1)[-1].strip(" :")
    words = lexicon()
    told = words.jobs.match(last) or words.trained_as.match(last) or words.unit.match(last) or names.organisation(last)
    return bool(told or words.institution.fullmatch(last))


def _with_commas(texts: Sequence[Text]) -> Text:
    first, *others = texts
    for text in others:
        first = Text(f"{first.string.rstrip(' ,')},", first.starts, first.numbers).then(text)
    return first


def _split(text: Text, names: Names) -> list[Text]:
    """Part a text that holds several persons: a new one begins after an e-mail or number, where a name follows."""
    cuts = [0]
    for match in NEXT_PERSON.finditer(text.string):
        before = text.string[cuts[-1] : match.end("end")]
        if not (_begins(before, names) or person_in(before, names)):
            continue
        following = text.string[match.end() : match.end() + _LONGEST]
        if person_at(following, names, reachable=True) or person_behind(following, names):
            cuts += [match.end("end"), match.end()]
    for match in _INSTEAD.finditer(text.string, cuts[-1]):
        if _begins(text.string[cuts[-1] : match.start()], names) and person_at(text.string[match.end() :], names):
            cuts += [match.start(), match.end()]
    return [text.part(a, b) for a, b in zip(cuts[::2], [*cuts[1::2], len(text)], strict=True)]


def _sentences(text: Text, names: Names) -> Iterator[Text]:
    """A text parted at each sentence that gives another person than those before it."""
    sentences = text.sentences()
    start = 0
    person = _said(sentences[0].string, names) if sentences else None
    for index, sentence in enumerate(sentences[1:], start=1):
        other = _said(sentence.string, names) if ANY_DETAIL.search(sentence.string) else None
        if person and other and other.name != person.name:
            yield _joined(sentences[start:index])
            start = index
        person = other or person
    yield _joined(sentences[start:]) if start else text


def _said(sentence: str, names: Names) -> Person | None:
    return _begins(sentence, names) or person_in(sentence, names)


def sharing(text: Text, names: Names) -> list[Text]:
    """The persons of "A, chef, og B, tlf. …" one by one; elsewhere the stretch as it is."""
    detail = ANY_DETAIL.search(text.string)
    end = detail.start() if detail else min(len(text), _DETAILS)
    cuts = [0]
    if len({*re.findall(r"\S+@\S+", text.string)}) > 1 or len({*re.findall(r"(?:\d[\s.-]?){7}\d", text.string)}) > 1:
        cuts += _between_names(text.string, names)
    for match in SHARED.finditer(text.string, cuts[-1], end):
        before = text.string[cuts[-1] : match.start()]
        if _ends_person(before, names) and person_at(text.string[match.end() : end], names):
            cuts += [match.start(), match.end()]
    return [text.part(a, b) for a, b in zip(cuts[::2], [*cuts[1::2], len(text)], strict=True)]


def _between_names(string: str, names: Names) -> list[int]:
    """Ends and starts of names that only a comma parts: "A Eksempel, B Prøve, Tangby, a@…, b@…"."""
    cuts: list[int] = []
    begun = 0
    for match in _COMMA.finditer(string[:_DETAILS]):
        following = string[match.end() : match.end() + _DETAILS].split(",", 1)[0].strip()
        if not (is_name(string[begun : match.start()].strip(), names) and is_name(following, names)):
            break
        cuts += [match.start(), match.end()]
        begun = match.end()
    return cuts


def _ends_person(text: str, names: Names) -> bool:
    """Whether a text is a person, with a job or what stands in brackets behind the name, and no unit ("Miljø og …")."""
    last = text.rsplit(",", 1)[-1].strip()
    whole = last == text.strip() or last.endswith(")") or lexicon().jobs.match(last) or lexicon().trained_as.match(last)
    return bool(whole) and person_at(text, names) is not None
