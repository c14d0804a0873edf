"""Wording: which phrases the texts of initiatives are made of, so that near-duplicate proposals are found by text.

A phrase is six words on end within one paragraph, whatever their case and punctuation. Headings are left out, and so
are phrases that more than half of all initiatives use (where there are at least four): those belong to the form. Texts
are there only where a user has ingested the documents; lists of parties and contacts are no wording.

Broder, SEQUENCES 1997, doi:10.1109/SEQUEN.1997.666900.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from pyoxigraph import Literal, NamedNode
from scipy.sparse import csr_array

from graph.analysis.holdings import BASES, Holdings
from graph.arrays import Arrays, arrays, incidence
from graph.remembering import remembered
from graph.store import Store
from ontology.errors import InvalidParameter
from ontology.terms import PREFIXES

__all__ = ["WORDS", "Phrases", "paragraphs", "passages", "phrases_of"]

Integers = npt.NDArray[np.int64]

WORDS: Final = 6
"""Length of a phrase in words."""

_LONGEST_HEADING: Final = 7
_SHOWN: Final = 20
_PREFIXES: Final = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("fyr", "dcterms", "prov"))
_TEXTS: Final = f"""{_PREFIXES}
SELECT DISTINCT ?initiative ?text {{
  ?initiative a fyr:Initiative .
  {{ ?initiative dcterms:description ?text }}
  UNION {{ ?initiative fyr:element|fyr:expectedEffect|fyr:keyFigure|fyr:dependency ?part . ?part fyr:text ?text }}
  UNION {{
    ?initiative fyr:element|fyr:expectedEffect|fyr:keyFigure|fyr:dependency|fyr:mention ?part .
    ?part prov:wasDerivedFrom ?passage . ?passage fyr:text ?text
  }}
}}"""
_ONCE: Final = re.compile(r"\W+")


@dataclass(frozen=True, eq=False)
class Phrases:
    """All phrases of some texts.

    `tokens` are the words as printed, of all paragraphs one after the other; phrase i of `starts` begins at that word.
    """

    tokens: list[str]
    starts: Integers

    def text(self, phrases: Iterable[int]) -> tuple[str, ...]:
        """The passages that phrases are parts of, as printed: those that run on into each other are joined."""
        return passages([self.tokens[(at := int(self.starts[one])) : at + WORDS] for one in phrases])


def passages(phrases: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Phrases that run on into each other, joined; the longest first, twenty at most.

    Examples
    --------
    >>> passages([["en", "to", "tre", "fire", "fem", "seks"], ["To", "tre", "fire", "fem", "seks,", "syv."]])
    ('en to tre fire fem seks syv.',)
    """
    by_start = {tuple(map(_folded, words[:-1])): words for words in phrases}
    follows = {tuple(map(_folded, words[1:])) for words in by_start.values()}
    left, found = dict(by_start), []
    # What follows on nothing begins a passage; a circle begins anywhere.
    for start in [*(key for key in by_start if key not in follows), *by_start]:
        if start not in left:
            continue
        words = list(left.pop(start))
        while (more := left.pop(tuple(map(_folded, words[1 - WORDS :])), None)) is not None:
            words.append(more[-1])
        found.append(words)
    return tuple(" ".join(words) for words in sorted(found, key=lambda words: (-len(words), words))[:_SHOWN])


def paragraphs(text: str) -> Iterator[list[str]]:
    r"""Words of each paragraph as printed, without headings.

    A heading is a line of at most seven words that ends like no sentence, before a capital, a gap or the end.

    Examples
    --------
    >>> list(paragraphs("Formål med indsatsen\n\nHavnen skal have strøm\nfra land."))
    [['Havnen', 'skal', 'have', 'strøm', 'fra', 'land.']]
    """
    words: list[str] = []
    lines = [line.strip() for line in text.splitlines()]
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line and not _is_heading(line, after, begins=not words or words[-1][-1:] in ".!?:"):
            words += (word for word in line.lstrip("•-–*· ").split() if _folded(word))
        elif words:
            yield words
            words = []
    if words:
        yield words


def phrases_of(store: Store, view: Arrays, *, of: str) -> tuple[Holdings, Phrases]:
    """Which phrases the texts of initiatives hold; organisations have those of the initiatives they take part in.

    Raises
    ------
    InvalidParameter
        The store holds no text.
    """
    texts = _texts(store)
    if not texts.owners.size:
        raise InvalidParameter(
            "by='wording': no text of a proposal is stored here, so that wording cannot be compared; what can be is"
            f" {', '.join(one for one in BASES if one != 'wording')}. Ingest the documents to have their texts"
        )
    places = np.full(len(view), -1, np.int64)
    places[view.initiatives] = np.arange(len(view.initiatives))
    kept = places[texts.owners] >= 0
    rows, columns = places[texts.owners[kept]], texts.phrases[kept]
    number = len(np.unique(rows))
    formal = np.bincount(columns, minlength=len(texts.all.starts)) * 2 > number if number >= 4 else None
    if formal is not None:
        rows, columns = rows[~formal[columns]], columns[~formal[columns]]
    shape = (len(view.initiatives), len(texts.all.starts))
    own = csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=shape)
    every = np.arange(shape[1])
    if of == "initiatives":
        return Holdings.of(own, view.initiatives, every), texts.all
    return Holdings.of(csr_array(incidence(view) @ own), view.parties, every), texts.all


@dataclass(frozen=True, eq=False)
class _Texts:
    """Which initiative (by its number) has which phrase, each once."""

    owners: Integers
    phrases: Integers
    all: Phrases


@remembered
def _texts(store: Store) -> _Texts:
    numbers = arrays(store).iris
    reader = _Reader()
    for initiative, text in sorted(_rows(store)):
        if (number := numbers.number(initiative)) is not None:
            for words in paragraphs(text):
                reader.take(number, words)
    return reader.texts


def _rows(store: Store) -> Iterator[tuple[str, str]]:
    for initiative, text in store.select(_TEXTS).rows:
        if isinstance(initiative, NamedNode) and isinstance(text, Literal):
            yield initiative.value, text.value


class _Reader:
    """Takes paragraphs; a phrase is known by a sum of random numbers of its words, so that equal ones are found."""

    def __init__(self) -> None:
        self._tokens: list[str] = []
        self._words: dict[str, int] = {}
        self._ids: list[int] = []
        self._owners: list[npt.NDArray[np.int64]] = []
        self._starts: list[npt.NDArray[np.int64]] = []

    def take(self, owner: int, words: Sequence[str]) -> None:
        begin, phrases = len(self._tokens), len(words) - WORDS + 1
        if phrases < 1:
            return
        self._tokens += words
        self._ids += (self._words.setdefault(_folded(word), len(self._words)) for word in words)
        self._owners.append(np.full(phrases, owner, np.int64))
        self._starts.append(np.arange(begin, begin + phrases, dtype=np.int64))

    @cached_property
    def texts(self) -> _Texts:
        none = np.zeros(0, np.int64)
        if not self._starts:
            return _Texts(none, none, Phrases([], none))
        starts, owners = np.concatenate(self._starts), np.concatenate(self._owners)
        ids = np.array(self._ids, np.int64)
        draws = np.random.default_rng(0).integers(1, 2**62, size=(WORDS, len(self._words)), dtype=np.int64)
        sums = np.zeros(len(starts), np.int64)
        for place in range(WORDS):
            sums += draws[place, ids[starts + place]]
        _, first, of = np.unique(sums, return_index=True, return_inverse=True)
        pairs = np.unique(owners * len(first) + of.reshape(-1))
        return _Texts(pairs // len(first), pairs % len(first), Phrases(self._tokens, starts[first]))


def _is_heading(line: str, after: str, *, begins: bool) -> bool:
    ends = line[-1] not in ".,;!?-–" and (line[-1] == ":" or not after or after[0].isupper() or after[0] in "•-–*·")
    return begins and ends and len(line.split()) <= _LONGEST_HEADING


def _folded(word: str) -> str:
    return _ONCE.sub("", word).casefold()
