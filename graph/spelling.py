"""Names: how they are searched, and in which order they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

__all__ = ["alphabetical", "folded", "matches", "relevance"]

# How the three letters are written where a keyboard lacks them: "aerø" as "aeroe" or "aero".
_SPELT: Final = {"æ": "ae", "ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "ü": "ue"}
_BARE: Final = {"æ": "a", "ø": "o", "å": "a"}
# Behind z, in this order.
_DANISH: Final = {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"}
_SHORT: Final = 3


def alphabetical(name: str) -> str:
    """Key that sorts names as Danish does: æ, ø and å last, case and accents ignored.

    Examples
    --------
    >>> sorted(["Ålborg", "Zoo", "Ærø", "Østjylland", "andel"], key=alphabetical)
    ['andel', 'Zoo', 'Ærø', 'Østjylland', 'Ålborg']
    """
    return _without_accents(_replaced(unicodedata.normalize("NFC", name).casefold(), _DANISH))


def matches(query: str, names: Iterable[str]) -> bool:
    """Whether every word of a query stands in one of the names; see `relevance`."""
    return relevance(query, names) > 0


def relevance(query: str, names: Iterable[str]) -> int:
    """How well a query fits one of the names of a thing.

    Parameters
    ----------
    query : str
        Words in any order; letters may be written out (ae, oe, aa) or bare (a, o, a).
    names : iterable of str
        Labels, aliases and abbreviations.

    Returns
    -------
    int
        3 for a whole name, 2 where every word begins a word of it, 1 where every word stands anywhere in it, 0 where
        it does not fit. A query of up to three letters has to begin a word.

    Examples
    --------
    >>> [relevance(q, ["Københavns Kommune", "KK"]) for q in ("kobenhavn", "koebenhavns kommune", "kk", "havn", "avn")]
    [2, 3, 3, 1, 0]
    """
    return max((_fit(query, name) for name in names), default=0)


def folded(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of each name with the three letters written out, and with them bare; a million names in some seconds.

    Examples
    --------
    >>> folded(["Rønne Havn", "A/S"])
    (['roenne havn', 'a s'], ['ronne havn', 'a s'])
    """
    lower = unicodedata.normalize("NFC", "\n".join(name.replace("\n", " ") for name in names)).casefold()
    both = (_without_accents(_replaced(lower, table)).split("\n") for table in (_SPELT, _BARE))
    spelt, bare = ([" ".join(re.findall(r"\w+", text)) for text in texts] for texts in both)
    return spelt, bare


def _fit(query: str, name: str) -> int:
    return max(map(_fit_folded, _folds(query), _folds(name)))


def _fit_folded(query: str, name: str) -> int:
    words, compact = query.split(), name.replace(" ", "")
    if not words:
        return 0
    if query.replace(" ", "") == compact:
        return 3
    if all(any(part.startswith(word) for part in name.split()) for word in words) or compact.startswith("".join(words)):
        return 2
    return 1 if all(len(word) > _SHORT and word in compact for word in words) else 0


@lru_cache(maxsize=1 << 18)
def _folds(text: str) -> tuple[str, str]:
    """`folded`, kept for each text, as every search asks again."""
    (spelt,), (bare,) = folded([text])
    return spelt, bare


def _replaced(text: str, letters: Mapping[str, str]) -> str:
    """A text with other letters: on a long one faster than `str.translate`."""
    for letter, other in letters.items():
        text = text.replace(letter, other)
    return text


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    # A text may be all names of a large graph in one, so each character is looked at once, wherever it stands.
    for accent in filter(unicodedata.combining, set(apart)):
        apart = apart.replace(accent, "")
    return apart
