"""Who should perhaps be asked in, over all initiatives: the surest suggestions of each, the surest of all first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graph.analysis.engine.matrices import Progress, silent
from graph.analysis.suggestions import Reason, suggestions
from graph.analysis.views import Told
from graph.analysis.words import Words, spoken
from graph.arrays import Filters, arrays
from graph.remembering import remembered
from graph.store import Store
from ontology.errors import InvalidParameter

__all__ = ["MOST_INITIATIVES", "AllSuggestions", "SuggestionFor", "suggestions_for_all"]

MOST_INITIATIVES: Final = 2_000
_OF_EACH: Final = 3


@dataclass(frozen=True)
class SuggestionFor:
    """An organisation to ask into an initiative: IRIs of both, score in [0, 1] and reasons, heaviest first."""

    initiative: str
    thing: str
    score: float
    reasons: tuple[Reason, ...]
    reading: Words


@dataclass(frozen=True)
class AllSuggestions:
    """The surest suggestions of every initiative, at most three of each, highest score first."""

    items: tuple[SuggestionFor, ...]
    revision: str
    reading: Words


def suggestions_for_all(store: Store, *, filters: Filters | None = None, progress: Progress = silent) -> AllSuggestions:
    """The surest suggestions of every initiative.

    Parameters
    ----------
    store : Store
        Where the triples are.
    filters : Filters, optional
        What is left out first.
    progress : callable
        Told the share that is done; stops by raising.

    Raises
    ------
    InvalidParameter
        There are more than `MOST_INITIATIVES`: name one.
    """
    return _all(store, filters=filters or Filters(), told=Told(progress))


@remembered
def _all(store: Store, *, filters: Filters, told: Told) -> AllSuggestions:
    view = arrays(store).filtered(filters)
    initiatives = view.initiatives.tolist()
    if len(initiatives) > MOST_INITIATIVES:
        raise InvalidParameter(
            f"there are {len(initiatives)} initiatives, and suggestions for all are made up to {MOST_INITIATIVES}: name"
            " one of them"
        )
    found: list[SuggestionFor] = []
    for done, number in enumerate(initiatives):
        told.progress(done / len(initiatives))
        own = suggestions(store, view.iris[number], limit=_OF_EACH, filters=filters)
        found += [SuggestionFor(own.origin, one.thing, one.score, one.reasons, one.reading) for one in own.items]
    items = tuple(sorted(found, key=lambda one: (-one.score, one.initiative, one.thing)))
    words = spoken(
        "{number} forslag til, hvem der kunne spørges.", "{number} suggestions of whom to ask.", number=len(items)
    )
    return AllSuggestions(items, view.revision, words)
