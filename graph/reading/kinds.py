"""What kind of thing words name: a strategy, a network, an analysis.

A word tells it as a whole or as the last part of a compound: a "havneforum" is a network, and no harbour. The names of
bodies tell nothing ("Københavns …"), nor does the first half of "sti- og rabatprogram", and a genitive only where
nothing else does ("havnens plan" is a plan).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain

from graph.reading.lexicon import lexicon
from graph.reading.names import Names
from graph.reading.series import named
from ontology.models import UndertakingKind

__all__ = ["kind_said"]

_GENITIVE = re.compile(r"(?:en|et|er|ne)s$")
_PLACE = re.compile(r"(?<!\w)[A-ZÆØÅ][\wæøå-]{2,40}(?!\w)")
_LONGEST = 2000
"""Characters of a text in which a kind is looked for."""


def kind_said(said: Sequence[str], names: Names) -> UndertakingKind:
    """The kind that the first telling word of the first telling text says; "other" where none does."""
    for text in said:
        bare = _without_bodies(text[:_LONGEST], names).lower()
        told = list(_telling().finditer(bare))
        if told:
            plain = (match for match in told if not _GENITIVE.search(match[0]))
            return _kind_of(next(plain, told[0])["part"])
    return "other"


def _without_bodies(text: str, names: Names) -> str:
    """The text without the names of organisations and of places: "København" is no harbour."""
    for hit in names.organisations(text):
        text = text[: hit.start] + " " * (hit.end - hit.start) + text[hit.end :]
    return _PLACE.sub(lambda place: "" if named(place[0], names.organisation) else place[0], text)


@cache
def _telling() -> re.Pattern[str]:
    parts = sorted(chain.from_iterable(lexicon().kinds.values()), key=len, reverse=True)
    endings = "|".join(sorted(lexicon().kind_endings, key=len, reverse=True))
    return re.compile(
        rf"(?<![^\W_])[^\W_]{{0,40}}?(?P<part>{'|'.join(map(re.escape, parts))})(?:{endings})?(?![^\W_]|-\s)"
    )


@cache
def _kind_of(part: str) -> UndertakingKind:
    return next(kind for kind, parts in lexicon().kinds.items() if part in parts)
