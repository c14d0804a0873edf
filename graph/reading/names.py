"""Names of organisations, collectives and undertakings in running text.

Known names are looked up word by word in an index of their beginnings, so the cost grows with the text and not with the
number of names. A kind that is said once ("A og B kommuner") counts for each. A body that nobody listed is recognised
by its form ("… Kommune", "…styrelsen", "Region …", "… A/S").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from graph.knowledge import Index, Knowledge, Known, key
from graph.reading.lexicon import lexicon
from graph.reading.series import members

__all__ = ["Found", "Names", "free", "without_genitive"]

_WORD = re.compile(r"\w+(?:[-–&.]\w+)*|&")
_CAPITAL = re.compile(r"[A-ZÆØÅ](?<!\w.)")
_LONGEST_NAME = 9
"""Words in the longest name that is looked for."""
_LONGEST_PRINTED = 160
"""Characters of the longest name that is looked for."""
_LONGEST_REMEMBERED = 400
"""Characters of the longest text of which more than its names is remembered."""
_CLOSED = re.compile(r"[;:()”\"]")
_ARTICLE = re.compile(r"^[Tt]he\s+")
_COMPANY = re.compile(r"(?<=\w)\s+(?:A/S|ApS|I/S|P/S|K/S|AMBA|[Aa]\.?m\.?b\.?[Aa]\.?|Amba|AB|AS|GmbH|Ltd\.?|SE|S/I)$")
_TELLING = re.compile(r"[A-ZÆØÅ]\w{3,}|[A-ZÆØÅ]{2}")
_GENITIVE = re.compile(r"(?<=[^\Ws])['’]?s$|(?<=[sxz])['’]$")


_GENITIVE_ENDS = ("s", "'", "’", "\n")

T = TypeVar("T")


@dataclass(frozen=True)
class Found:
    """A name in a text: from `start` to `end`, and what it names; `known` is ``None`` for a body nobody listed."""

    start: int
    end: int
    name: str
    known: Known | None = None

    @property
    def kind(self) -> str:
        """Kind of the organisation, as far as it is known or its form says it."""
        return self.known.kind if self.known else "region" if self.name.startswith("Region ") else "other"


class Names:
    """Looks for names in the texts of one document, against what is known."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._seen: dict[str, Sequence[Found]] = {}
        self._bodies: dict[str, Known | None] = {}
        self._said: dict[tuple[Callable[..., Any], str], Any] = {}
        self._learned: tuple[str, ...] = ()
        self._pattern: re.Pattern[str] | None = None

    def learn(self, told: Iterable[str]) -> None:
        """Know the bodies, too, that nobody listed and that the list of parties of the proposal at hand names."""
        bare = {_COMPANY.sub("", name) for name in told if self.organisation(name) is None}
        self._learned = tuple(sorted((name for name in bare if _TELLING.search(name)), key=len, reverse=True))
        self._pattern = None
        self._said.clear()

    def organisations(self, text: str) -> Sequence[Found]:
        """Every organisation named in `text`, in order; of names that overlap the known and longest."""
        # Several parts of the reading ask about the same texts.
        if text not in self._seen:
            self._seen[text] = self._organisations(text)
        found = self._seen[text]
        if not self._learned or not any(name in text for name in self._learned):
            return found
        # Few texts name what was learned, so that most proposals never need the pattern for it.
        self._pattern = self._pattern or _named_so(self._learned)
        learned = [Found(match.start(), match.end(), match["name"]) for match in self._pattern.finditer(text)]
        return _with_learned(found, learned) if learned else found

    def said(self, what: Callable[[str, Names], T], text: str) -> T:
        """What `what` says of a text: found out once, since several parts of the reading ask the same."""
        if len(text) > _LONGEST_REMEMBERED:
            return what(text, self)
        asked = what, text
        if asked not in self._said:
            self._said[asked] = what(text, self)
        answer: T = self._said[asked]
        return answer

    def _organisations(self, text: str) -> Sequence[Found]:
        series = members(text, self.organisation)
        listed = [Found(each.start, each.end, each.name, each.known) for each in series if each.known]
        hits = _windows(text, self.knowledge.organisation_index)
        single = (hit for hit in hits if free(listed, hit.start, hit.end) and not _begins_other(hit, text))
        known = sorted([*listed, *single], key=lambda found: found.start)
        by_form = (match for match in _institutions(text) if not lexicon().no_name.fullmatch(match[0]))
        unknown = [
            Found(match.start(), match.end(), without_genitive(match[0]))
            for match in by_form
            if free(known, match.start(), match.end())
        ]
        return sorted([*known, *unknown], key=lambda found: found.start)

    def undertakings(self, text: str) -> Sequence[Found]:
        """Every known undertaking named in `text`, in order."""
        return self.said(_undertakings, text)

    def organisation(self, text: str) -> Known | None:
        """The known organisation that the whole of `text` names, also in the genitive."""
        if text not in self._bodies:
            self._bodies[text] = self._organisation(text.strip(" .,;"))
        return self._bodies[text]

    def _organisation(self, stripped: str) -> Known | None:
        index = self.knowledge.organisation_index
        found = _whole(stripped, index)
        if found is None and (bare := _ARTICLE.sub("", stripped)) != stripped:
            found = _whole(bare, index)
        return found or next((known for form in _in_full(stripped) if (known := _whole(form, index))), None)

    def collective(self, text: str) -> Known | None:
        """The known collective that the whole of `text` names, also behind a word such as "alle" or "øvrige"."""
        bare = lexicon().quantifiers.sub("", text)
        candidates = (self.knowledge.collective(candidate.strip(" .,;")) for candidate in (text, bare))
        return next((known for known in candidates if known), None)


def _undertakings(text: str, names: Names) -> Sequence[Found]:
    return list(_windows(text, names.knowledge.undertaking_index))


def _institutions(text: str) -> Iterator[re.Match[str]]:
    """Each stretch that its form alone says is a body: every such form begins with a capital."""
    end = 0
    for capital in _CAPITAL.finditer(text):
        start = capital.start()
        if start >= end and (match := lexicon().institution.match(text, start)):
            yield match
            end = match.end()


def _named_so(names: Sequence[str]) -> re.Pattern[str]:
    """What finds the first of `names` that stands in a text, perhaps in the genitive."""
    return re.compile(rf"(?<![\w-])(?P<name>{'|'.join(map(re.escape, names))})(?:['’]?s)?(?![\w-])")


def _with_learned(found: Sequence[Found], learned: Sequence[Found]) -> Sequence[Found]:
    """The names found, and those learned where none that is known, and none that is longer, stands."""
    new = [hit for hit in learned if all(_yields(f, hit) for f in found if f.start < hit.end and hit.start < f.end)]
    return sorted([*(f for f in found if free(new, f.start, f.end)), *new], key=lambda hit: hit.start)


def _yields(found: Found, hit: Found) -> bool:
    """Whether a name found gives way to one learned, which is longer or begins no later than one that nobody listed."""
    if hit.start <= found.start and found.end <= hit.end:
        return hit.end - hit.start > found.end - found.start or not found.known
    return not found.known and found.start > hit.start


def _in_full(name: str) -> Iterator[str]:
    """The name without the form of a company behind it, and with "Hosp.", "Univ." and the like written in full."""
    bare = _COMPANY.sub("", name)
    if bare != name:
        yield bare
    if _shortened().search(name):
        yield _shortened().sub(lambda match: lexicon().abbreviations[match[1]][0], name)


@cache
def _shortened() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({'|'.join(lexicon().abbreviations)})(?:\.|(?!\w))")


def _begins_other(hit: Found, text: str) -> bool:
    """Whether a place name that stands for its municipality begins another name: "Køge Kyst" is not Køge Kommune."""
    printed = text[hit.start : hit.end]
    if hit.kind != "municipality" or " " in printed or hit.name == printed:
        return False
    return bool(re.match(r" (?!Kommune)[A-ZÆØÅ][a-zæøå]", text[hit.end : hit.end + 9]))


def free(taken: Sequence[Found], start: int, end: int) -> bool:
    """Whether the stretch overlaps none of the names in `taken`, which are in order and do not overlap."""
    low, high = 0, len(taken)
    while low < high:
        middle = (low + high) // 2
        if taken[middle].end <= start:
            low = middle + 1
        else:
            high = middle
    return low == len(taken) or taken[low].start >= end


def without_genitive(name: str) -> str:
    """The name without a Danish or English genitive ending.

    Examples
    --------
    >>> without_genitive("CLEANs"), without_genitive("Region Hovedstadens"), without_genitive("DI's")
    ('CLEAN', 'Region Hovedstaden', 'DI')
    """
    return _GENITIVE.sub("", name) if name.endswith(_GENITIVE_ENDS) else name


def _windows(text: str, index: Index) -> Iterator[Found]:
    """The longest known name from each word on, left to right."""
    end = 0
    # Most words begin no name at all, which their first letter tells; a lone "&" is a word, too.
    for word in (index.heads if "&" not in text else _WORD).finditer(text):
        if word.start() < end or not index.may_begin(word[0]):
            continue
        found = _longest(text, word.start(), index)
        if found:
            yield found
            end = found.end


def _longest(text: str, start: int, index: Index) -> Found | None:
    """The longest known name that begins with the word at `start`."""
    longest, folded, before = None, "", start
    for word in islice(_WORD.finditer(text, start), _LONGEST_NAME):
        end = word.end()
        if end - start > _LONGEST_PRINTED or (before > start and _parted(text, start, before, word.span())):
            break
        folded += key(text[before:end])
        likely = folded in index.entries or folded[:-1] in index.entries
        known = _whole(text[start:end], index) if likely else None
        if known:
            longest = Found(start, end, known.name, known)
        if folded not in index.beginnings:
            break
        before = end
    return longest


def _parted(text: str, start: int, before: int, word: tuple[int, int]) -> bool:
    """Whether a bracket, a colon or the end of a sentence stands before a word of a name that begins at `start`."""
    gap = text[before : word[0]]
    if len(gap) > 4 or (_CLOSED.search(gap) and not lexicon().shortened.match(text[start : start + 5])):
        return True
    ends = gap.startswith(".") and gap[1:2].isspace() and word[1] - word[0] > 4 and text[word[0]].isupper()
    return ends and not lexicon().shortened.match(text[start : start + 5])


def _whole(text: str, index: Index) -> Known | None:
    """The entry that all of `text` names."""
    known = index.find(text)
    if known and _cased_alike(text, known):
        return known
    bare = without_genitive(text)
    known = index.find(bare) if bare != text else None
    return known if known and _cased_alike(bare, known) else None


def _cased_alike(text: str, known: Known) -> bool:
    """Abbreviations must be printed in capitals and names begin with one: "di" is not DI, "clean" is not CLEAN."""
    printed = text.strip()
    folded = key(printed)
    alias = next((name for name in known.printed_forms if key(name) == folded), known.name)
    letters = [c for c in alias if c.isalpha()]
    if len(letters) <= 6 and all(c.isupper() for c in letters):
        return sum(c.isupper() for c in printed) >= len(letters)
    return not alias[:1].isupper() or printed[:1].isupper() or printed[:1].isdigit()
