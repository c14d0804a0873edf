"""Recognising the headings of a proposal, spelt rightly or nearly so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Indel

from graph.reading.lexicon import lexicon

__all__ = ["FORM", "SECTIONS", "Heading", "exactly", "heading", "loosely", "phrases_of"]

SECTIONS = ("title", "introduction", "elements", "effects", "figures", "foundations", "parties", "contact", "other")
"""What a line may belong to; "other" is what stands under a heading that the form does not have."""

FORM = ("elements", "effects", "figures", "foundations", "parties", "contact")
"""The sections that make a proposal."""

_LONGEST = 70
_NEAR = 0.84
_NEAR_WITHOUT_COLON = 0.9
_NEAR_WORD = 0.84
_MOST_WORDS = 8
_LONGEST_CUE = 3
"""Words of the longest cue in a heading."""
_SHORTEST = 6
"""Letters of the shortest phrase that is known with a slip of the pen."""
_SHORTEST_ALIKE = 6
_SHORTEST_OF_OTHERS = 8
"""Letters of the shortest phrase for what is not of the form that is known with a slip of the pen."""
_SHORTEST_PART = 5
"""Letters of the shortest word that is known with a slip of the pen, and at the end of a compound."""
_ORNAMENT = re.compile(r"^(?:[\W\d_]{1,12}|[IVX]{1,4}\.\s+)+")
_OPEN_ENDS = (".", ",", ";")
_BULLETS = "\uf0b7•-"
_BRACKETS = re.compile(r"\([^()]*\)")
_INSIDE = re.compile(r"\(([^()]*)\)")
_DIGIT = re.compile(r"\d")
_ROUNDING = 1e-9
_ASKS_WHY = ("hvorfor", "why", "baggrunden")
_DASH = re.compile(r"\s+[–—-]\s+(?=\S)")


@dataclass(frozen=True)
class Heading:
    """The section that a line heads, the words that say so, and what follows them on the same line.

    `telling` says that the phrase is at home in proposals: "Deltagende parter" is, "Kontakt" stands anywhere. `weak`
    says that it heads its section only where no other heading does: "Mål" where there is no "Forventede effekter". One that is not `known` is a heading only by
    how it is printed.
    """  # noqa: E501

    section: str
    phrase: str
    rest: str = ""
    telling: bool = False
    weak: bool = False
    known: bool = True


def heading(line: str, *, strong: bool = False) -> Heading | None:
    """The heading that `line` is, or ``None``.

    A line heads a section when what stands before its colon, or the whole short line, is one of the known phrases or
    within a slip of the pen of one. Without a colon the phrase must be the whole line, or be followed by a dash.
    A `strong` line, which is printed as a heading, may also consist of words that only headings are made of.

    Examples
    --------
    >>> heading("Forventde effekter:").section
    'effects'
    >>> heading("Kontakt: Anne Eksempel, tlf. 00112233").rest
    'Anne Eksempel, tlf. 00112233'
    >>> heading("Kommuner") is None
    True
    >>> heading("Hvilke aktører deltager?", strong=True).section
    'parties'
    """
    before, colon, rest = line.partition(":")
    words = before.strip()
    # Most lines are seen at their ends to be no heading.
    if len(before) > _LONGEST * 2 or words[:1].islower() or (not colon and words.endswith(_OPEN_ENDS)):
        return None
    found = _heading(words, bool(colon), strong)
    return replace(found, rest=f"{found.rest} {rest}".strip(" *_#")) if found else None


@lru_cache(maxsize=131072)
def _heading(before: str, colon: bool, strong: bool) -> Heading | None:
    """The heading that the words before a colon, or a line without one, are."""
    if before[:1] and before[0] in _BULLETS and not colon and not before.endswith("-"):
        return None
    text = _ORNAMENT.sub("", before).rstrip(" *_#?")
    if not text or text[0].islower() or (not colon and text.endswith(_OPEN_ENDS)):
        return None
    dash = None if colon else _DASH.search(text)
    if dash:
        phrase = _phrase(text[: dash.start()])
        section = _sections().get(phrase)
        return _made(section, phrase, text, text[dash.end() :]) if section else None
    phrase, bare = _phrase(text), _phrase(_BRACKETS.sub(" ", text))
    firm = colon or strong
    section = _section(phrase, firm) or (_section(bare, firm) if bare != phrase else None)
    found = _made(section, phrase, text, "")
    if found is None and strong:
        # "Gladsaxe Kommune (lead)" is a party with its role, and no heading.
        inside = (each for each in _INSIDE.findall(text) if not lexicon().role_cell.fullmatch(each.strip()))
        said = (_sections().get(_phrase(bracket)) for bracket in inside)
        section = _by_words(bare) or next((each for each in said if each in FORM), None)
        section = section or ("introduction" if bare.split(" ", 1)[0] in _ASKS_WHY else None)
        return Heading(section, phrase) if section else None
    return found


def exactly(text: str) -> str | None:
    """The section of a text that is a known phrase, letter by letter but for case and ornaments."""
    return _sections().get(_phrase(_ORNAMENT.sub("", text.strip())))


def phrases_of(sections: Collection[str]) -> list[str]:
    """The known phrases that head one of `sections`."""
    return [phrase for phrase, section in _sections().items() if section in sections]


def _made(section: str | None, phrase: str, text: str, rest: str) -> Heading | None:
    if section is None:
        return None
    telling = " " in phrase and section in lexicon().telling_sections and text[:1].isupper()
    telling = telling and phrase not in lexicon().common_headings
    return Heading(section, phrase, rest, telling, phrase in lexicon().weak_headings)


def loosely(line: str, *, other_words: bool) -> Heading | None:
    """The heading that a line printed as one may be, by any word that hints at a section.

    For sections that no line heads otherwise. With `other_words` the line may hold words that no heading is made of.

    Examples
    --------
    >>> loosely("Samarbejdet om havnen", other_words=True).section
    'parties'
    >>> loosely("Samarbejdet om havnen", other_words=False) is None
    True
    """
    text = _ORNAMENT.sub("", line.strip()).rstrip(" *_#?:")
    if not text or text[0].islower() or len(text) > _LONGEST:
        return None
    phrase = _phrase(_BRACKETS.sub(" ", text))
    section = _by_words(phrase, hints=True, other_words=other_words)
    return Heading(section, phrase) if section else None


def _by_words(phrase: str, *, hints: bool = False, other_words: bool = False) -> str | None:
    """The section that the words of a heading say, where all of them are such as headings are made of."""
    words = phrase.split()
    if not 0 < len(words) <= _MOST_WORDS:
        return None
    said: list[str | None] = []
    hinted = ""
    index = 0
    while index < len(words):
        section, count = _phrase_says(words, index, hints=False)
        if hints and not section:
            hint, taken = _phrase_says(words, index, hints=True)
            hinted, count = hinted or hint, max(count, taken)
        said.append(section or (_word_says(words[index]) if not count else ""))
        index += max(count, 1)
    if not other_words and None in said:
        return None
    return next(filter(None, said), None) or hinted or None


def _phrase_says(words: Sequence[str], index: int, *, hints: bool) -> tuple[str, int]:
    """The section that the words from `index` on say, and how many of them; ("", 0) where they say none."""
    known = _cues(hints=hints)
    for count in range(min(_LONGEST_CUE, len(words) - index), 0, -1):
        section = known.get(" ".join(words[index : index + count]))
        if section:
            return section, count
    return "", 0


@lru_cache(maxsize=65536)
def _word_says(word: str) -> str | None:
    """The section that a word of no cue says, "" where it says none, and ``None`` where no heading holds it.

    A compound says what its last part says ("samfundseffekt"), and so does a word with a slip of the pen.
    """
    if word in lexicon().heading_fillers:
        return ""
    if len(word) < _SHORTEST_ALIKE:
        return None
    cues = _single_cues()
    for cue, section in cues.items():
        if word.endswith(cue) and len(cue) >= _SHORTEST_PART and section in FORM:
            return section
    near = [cue for cue, _, _ in _perhaps_alike(word, tuple(cues), _NEAR_WORD)]
    alike = [(SequenceMatcher(None, word, cue, autojunk=False).ratio(), cues[cue]) for cue in near]
    best = max(alike, default=(0.0, ""))
    return best[1] if best[0] >= _NEAR_WORD else None


@cache
def _single_cues() -> dict[str, str]:
    """Word → section."""
    return {cue: section for cue, section in _cues(hints=False).items() if " " not in cue}


def _perhaps_alike(text: str, others: Sequence[str], needed: float) -> list[tuple[str, float, int]]:
    """Those of `others`, with their places and in no order, that may be as much alike to a text as is needed.

    The longest common subsequence bounds from above what `difflib` finds, in a hundredth of the time.
    """
    return process.extract(
        text, others, scorer=Indel.normalized_similarity, score_cutoff=needed - _ROUNDING, limit=None
    )


@cache
def _cues(*, hints: bool) -> dict[str, str]:
    """Word or phrase → section."""
    said = lexicon().heading_hints if hints else lexicon().heading_words
    return {cue: section for section, cues in said.items() for cue in cues}


def _phrase(text: str) -> str:
    return " ".join(re.findall(r"[\w-]+", text.lower()))


@cache
def _sections() -> dict[str, str]:
    """Phrase → section."""
    return {phrase: section for section, phrases in lexicon().headings.items() for phrase in phrases}


@cache
def _known() -> tuple[str, ...]:
    """The phrases that are long enough to be known with a slip of the pen."""
    return tuple(
        phrase
        for phrase, section in _sections().items()
        if (section in FORM and len(phrase) >= _SHORTEST)
        or (section in ("introduction", "other") and len(phrase) >= _SHORTEST_OF_OTHERS)
    )


def _section(phrase: str, colon: bool) -> str | None:
    for variant in _variants(phrase):
        if len(variant) > _LONGEST or not variant:
            continue
        if variant in _sections():
            return _sections()[variant]
        if (colon or " " in variant) and not _DIGIT.search(variant):
            near = _nearest(variant, _NEAR if colon else _NEAR_WITHOUT_COLON)
            if near:
                return near
    return None


def _variants(phrase: str) -> Iterator[str]:
    """The phrase, and the phrase without what brackets or a word such as "fortsat" add to it."""
    yield phrase
    words = phrase.split()
    if len(words) > 1 and words[-1] in lexicon().heading_rests:
        yield " ".join(words[:-1])
    if len(words) > 3 and words[-2] in lexicon().joining:
        yield " ".join(words[:-2])


def _nearest(phrase: str, needed: float) -> str | None:
    """The section of the phrase that is most alike, where the likeness, in [0, 1], reaches `needed`."""
    best, found = needed, None
    for known, _, _ in sorted(_perhaps_alike(phrase, _known(), needed), key=lambda each: each[2]):
        section = _sections()[known]
        if abs(len(phrase) - len(known)) > 4 or (section not in FORM and known[-1] != phrase[-1]):
            continue  # of the latter, another word, as "udfordringer" for "udfordringen", and no slip of the pen
        ratio = SequenceMatcher(None, known, phrase, autojunk=False).ratio()
        if ratio >= (best if section in FORM else max(best, _NEAR_WITHOUT_COLON)):
            best, found = ratio, section
    return found
