"""Media types: which representation a request prefers, and in which language (RFC 9110, section 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = [
    "DUMPS",
    "GRAPHS",
    "HTML",
    "JSON",
    "PROBLEM",
    "RESULTS",
    "UPLOADS",
    "preferred_language",
    "preferred_media_type",
]

HTML: Final = "text/html"
JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"

# In order of our own preference: the first one answers ``*/*``.
RESULTS: Final = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
GRAPHS: Final = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/x-turtle": "ttl",
    "text/plain": "nt",
    "application/json": "jsonld",
    "application/xml": "rdf",
    "text/xml": "rdf",
}


# Whole graphs have more formats than the results of queries.
DUMPS: Final = GRAPHS | {"application/trig": "trig", "application/n-quads": "nq", "text/n3": "n3"}
UPLOADS: Final = DUMPS | {"text/rdf+n3": "n3"}
_MOST_RANGES: Final = 100
# Longer headers than browsers send are looked at each time: they would fill the memory.
_LONGEST_KNOWN: Final = 500


@dataclass(frozen=True)
class _Range:
    """One entry of an Accept header."""

    type: str
    quality: float

    def specificity(self, offered: str) -> int:
        """3 for the same type, 2 for ``text/*``, 1 for ``*/*``, 0 where it does not match."""
        if self.type == offered:
            return 3
        if self.type == "*/*":
            return 1
        return 2 if self.type.endswith("/*") and offered.startswith(self.type[:-1]) else 0


def preferred_media_type(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered type that an Accept header likes best; ties go to the one offered first.

    Parameters
    ----------
    accept : str or None
        The header; None or empty accepts anything.
    offered : sequence of str
        Media types without parameters, best first.

    Returns
    -------
    str or None
        None where nothing that is offered is accepted.

    Examples
    --------
    >>> preferred_media_type("text/turtle;q=0.5, text/*;q=0.8", ["text/turtle", "text/html"])
    'text/html'
    >>> preferred_media_type("image/png", ["text/html"]) is None
    True
    """
    accept = accept or "*/*"
    prefer = _preferred if len(accept) <= _LONGEST_KNOWN else _preferred.__wrapped__
    return prefer(accept, tuple(offered))


def preferred_language(accept_language: str | None, offered: Sequence[str]) -> str:
    """The offered language that an Accept-Language header likes best; else the one offered first.

    Examples
    --------
    >>> preferred_language("sv, en-GB;q=0.8, da;q=0.5", ["da", "en"])
    'en'
    >>> preferred_language(None, ["da", "en"])
    'da'
    """
    wanted = [(entry.quality, entry.type.split("-")[0]) for entry in _ranges(accept_language or "")]
    known = [(quality, language) for quality, language in wanted if language in offered and quality > 0]
    return max(known, key=lambda entry: entry[0])[1] if known else offered[0]


@lru_cache(512)
def _preferred(accept: str, offered: tuple[str, ...]) -> str | None:
    ranges = _ranges(accept)
    best = max(offered, key=lambda media_type: _quality(media_type, ranges), default=None)
    return best if best is not None and _quality(best, ranges) > 0 else None


def _quality(media_type: str, ranges: tuple[_Range, ...]) -> float:
    matches = [(entry.specificity(media_type), entry.quality) for entry in ranges if entry.specificity(media_type)]
    return max(matches, key=lambda match: match[0])[1] if matches else 0.0


def _ranges(header: str) -> tuple[_Range, ...]:
    # Whoever names more wants to keep the service busy.
    return tuple(_range(entry) for entry in header.split(",", _MOST_RANGES)[:_MOST_RANGES] if entry.strip())


def _range(entry: str) -> _Range:
    media_type, *parameters = (part.strip().lower() for part in entry.split(";"))
    quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
    try:
        return _Range(media_type, min(1.0, max(0.0, float(quality))))
    except ValueError:
        return _Range(media_type, 0.0)
