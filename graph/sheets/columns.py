"""The words of spreadsheets, read once from `columns.yaml`: headers, names of sheets, roles, kinds.

Words are compared by their fold: without case, accents, brackets, punctuation and trailing numbers. A slip of the pen
in a longer word is forgiven: one letter in five may be missing, doubled, wrong or in the wrong place.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from ontology.models import Role, UndertakingKind

__all__ = [
    "IMPLIED_ROLES",
    "KINDS",
    "ROLES",
    "Language",
    "fold",
    "header_token",
    "header_tokens",
    "heading",
    "is_english",
    "is_header_word",
    "is_total",
    "kind_word",
    "means_yes",
    "role_word",
    "row_word",
    "sheet_kind",
    "shown",
    "vocabulary",
]

Language = Literal["da", "en"]

ROLES: tuple[Role, ...] = get_args(Role)
KINDS: tuple[UndertakingKind, ...] = get_args(UndertakingKind)
IMPLIED_ROLES: Mapping[str, Role] = {"lead": "lead", "possible": "possible", "future": "future"}
"""Columns of parties whose header says their role."""

_LONGEST_HEADER = 60
_SHORTEST_SLIP = 5
"""Letters of the shortest word in which a slip is forgiven; in shorter ones it is another word."""
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "ae", "ö": "o", "é": "e", "ü": "u", "\ufffd": "?"})
_MOST_SLIPS = 3
_BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]?")


class Words(dict[str, str]):
    """Folded words → what they mean, with those at hand that may be meant by a slip."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self._near: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in words:
            self._near[word[0], len(word)].append(word)

    def near(self, text: str, most: int) -> Iterator[tuple[int, str]]:
        """Number of slips and word, of the words that differ from a text by few slips."""
        for length in range(max(_SHORTEST_SLIP, len(text) - most), len(text) + most + 1):
            for word in self._near.get((text[0], length), ()):
                allowed = min(len(text), length) // _SHORTEST_SLIP
                found = _distance(text, word) if abs(len(text) - length) <= allowed else allowed + 1
                if found <= min(allowed, most):
                    yield found, word


@dataclass(frozen=True)
class Vocabulary:
    """Folded words → what they mean."""

    columns: Words
    sheets: Words
    rows: Words
    roles: Words
    kinds: Words
    yes: frozenset[str]
    no: frozenset[str]
    totals: frozenset[str]
    unnamed: re.Pattern[str]
    danish: frozenset[str]
    english: frozenset[str]
    names: Mapping[str, Mapping[str, str]]
    """Section and entry ("columns/role") → canonical name by language."""


def fold(text: str) -> str:
    """What makes two headers the same.

    Examples
    --------
    >>> fold("Tlf. nr.:"), fold("Bygger paa"), fold("ROLLE (lead/deltager) *"), fold("Partner 2"), fold("Nr.")
    ('tlf nr', 'bygger pa', 'rolle', 'partner', 'nr')
    """
    bare = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS).replace("aa", "a")
    words = " ".join(re.findall(r"[\w#?]+", _BRACKETS.sub(" ", bare).replace("_", " ")))
    return re.sub(r"(?<=\D) ?\d{1,2}$", "", words).strip() or words


@cache
def vocabulary() -> Vocabulary:
    """The shipped words."""
    raw: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("columns.yaml").read_text(encoding="utf-8"))
    danish, english = (
        {fold(word) for words in raw["columns"].values() for word in words[language]} for language in ("da", "en")
    )
    named = ("columns", "sheets", "roles", "kinds")
    return Vocabulary(
        **{section: _by_fold(raw[section]) for section in named},
        rows=Words({fold(word): kind for kind, words in raw["rows"].items() for word in words}),
        yes=frozenset(map(fold, raw["yes"])),
        no=frozenset(map(fold, raw["no"])) | {"-"},
        totals=frozenset(map(fold, raw["totals"])),
        unnamed=re.compile("|".join(raw["unnamed"]), re.IGNORECASE),
        danish=frozenset(danish - english),
        english=frozenset(english - danish),
        names={
            f"{section}/{entry}": {language: words[language][0] for language in ("da", "en")}
            for section in named
            for entry, words in raw[section].items()
        },
    )


def _by_fold(section: Mapping[str, Mapping[str, Sequence[str]]]) -> Words:
    found: dict[str, str] = {}
    for entry, words in section.items():
        for word in (*words["da"], *words["en"]):
            other = found.setdefault(fold(word), entry)
            if other != entry:
                raise ValueError(f"columns.yaml: {word!r} stands under {other} and under {entry}")
    return Words(found)


def shown(section: str, entry: str, language: Language) -> str:
    """The canonical name of a column, sheet, role or kind.

    Examples
    --------
    >>> shown("columns", "organisation", "da"), shown("roles", "lead", "en")
    ('Organisation', 'lead partner')
    """
    return vocabulary().names[f"{section}/{entry}"][language]


def heading(field: str, language: Language) -> str:
    """The canonical header of a column."""
    return shown("columns", field, language)


@lru_cache(maxsize=4096)
def header_token(text: str) -> str | None:
    """What a column of this header holds; a token that ends with "?" is for the columns around it to decide.

    Examples
    --------
    >>> header_token("Initativ"), header_token("tlf.nr."), header_token("Contact person*"), header_token("Titel")
    ('initiative', 'phone', 'person', 'title?')
    >>> header_token("Kontrakt"), header_token("Yndlingsfarve")
    ('other', None)
    """
    if len(text) > _LONGEST_HEADER:
        return None
    parts = (_meaning(part, vocabulary().columns) for part in (text, *text.split("/")))
    return next(filter(None, parts), None)


def header_tokens(row: Iterable[str]) -> list[str | None]:
    """The same for a row of texts."""
    return [header_token(text) if text else None for text in row]


@lru_cache(maxsize=4096)
def sheet_kind(name: str) -> str | None:
    """What a sheet, or a table below such a line, is about.

    Examples
    --------
    >>> sheet_kind("Deltagere"), sheet_kind("Bygger paa"), sheet_kind("2. Kontakter"), sheet_kind("Grøn havn")
    ('participation', 'dependency', 'contact', None)
    """
    bare = re.sub(r"^\s*\d+[.)]?\s*", "", name)
    return _meaning(bare, vocabulary().sheets, most=1) if len(name) <= _LONGEST_HEADER else None


@lru_cache(maxsize=4096)
def row_word(text: str) -> str | None:
    """What a row is, as a column of kinds says it."""
    return _meaning(text, vocabulary().rows) if len(text) <= _LONGEST_HEADER else None


@lru_cache(maxsize=4096)
def kind_word(text: str) -> UndertakingKind | None:
    """Kind of what is built on."""
    found = _meaning(text, vocabulary().kinds) if len(text) <= _LONGEST_HEADER else None
    return next((kind for kind in KINDS if kind == found), None)


@lru_cache(maxsize=4096)
def role_word(text: str) -> Role | None:
    """The role that a word names.

    Examples
    --------
    >>> role_word("Lead-partner"), role_word("evt."), role_word("deltagr"), role_word("observatør")
    ('lead', 'possible', 'participant', None)
    """
    found = _meaning(text, vocabulary().roles) if len(text) <= _LONGEST_HEADER else None
    return next((role for role in ROLES if role == found), None)


def means_yes(text: str) -> bool | None:
    """Whether a cell says yes or no; ``None`` where it says neither."""
    folded = fold(text) or text.strip()
    return True if folded in vocabulary().yes else False if folded in vocabulary().no else None


def is_total(text: str) -> bool:
    """Whether a cell only names a sum."""
    return fold(text) in vocabulary().totals


def _meaning(text: str, words: Words, most: int = _MOST_SLIPS) -> str | None:
    folded = fold(text)
    if not folded:
        return None
    if folded in words:
        return words[folded]
    near = min(words.near(folded, most), default=None)
    return words[near[1]] if near else None


def is_english(headers: Iterable[str]) -> bool:
    """Whether headers are English words rather than Danish ones.

    Examples
    --------
    >>> is_english(["Initiative", "Role", "E-mail"]), is_english(["Initiativ", "Rolle", "E-mail"])
    (True, False)
    """
    folded = [fold(header) for header in headers if len(header) <= _LONGEST_HEADER]
    return sum(word in vocabulary().english for word in folded) > sum(word in vocabulary().danish for word in folded)


def is_header_word(text: str) -> bool:
    """Whether a text is a header as `columns.yaml` spells it."""
    return len(text) <= _LONGEST_HEADER and fold(text) in vocabulary().columns


def _distance(one: str, other: str) -> int:
    """Letters missing, added, wrong, or in each other's place (the optimal string alignment distance)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, opposite in enumerate(other, start=1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != opposite))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == opposite
            current.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, last = last, current
    return last[-1]
