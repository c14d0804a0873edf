"""What becomes of strangers' queries, for the figures, and which of them take long, for the log."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final, TypeVar

from api.logs import Log
from api.metrics import Metrics
from api.queries.masking import hash_of, shape
from api.queries.seats import Busy
from api.settings import Settings
from ontology.errors import InvalidInput, QueryTimeout, StoreError

__all__ = ["Watch", "reason"]

E = TypeVar("E", bound=Exception)
_ATTRIBUTE: Final = "fyrnet_reason"
_REASONS: Final = frozenset({"malformed", "absent", "invalid", "large", "many", "memory", "full"})


class Watch:
    """Looks on while queries are answered.

    Parameters
    ----------
    settings : Settings
        From how many seconds on a query is slow.
    log, metrics : optional
        Where it tells; nowhere, where they are left out.
    """

    def __init__(self, settings: Settings, log: Log | None = None, metrics: Metrics | None = None) -> None:
        self._slow = settings.slow_query
        self._log = log or Log(settings, io.StringIO())
        self._metrics = metrics or Metrics()

    @contextmanager
    def query(self, text: str) -> Iterator[None]:
        """Look on while one query is answered."""
        began, outcome = perf_counter(), "ok"
        try:
            yield
        except BaseException as error:
            outcome = outcome_of(error)
            raise
        finally:
            took = perf_counter() - began
            slow = took >= self._slow
            self._metrics.query(outcome, slow=slow)
            if slow:
                self._log.event(
                    "warning",
                    "slow query",
                    seconds=round(took, 3),
                    outcome=outcome,
                    query=hash_of(text),
                    characters=len(text),
                    shape=shape(text),
                )


def reason(error: E, word: str) -> E:
    """An error that says in one word why a query was cut."""
    setattr(error, _ATTRIBUTE, word if word in _REASONS else "failed")
    return error


def outcome_of(error: BaseException) -> str:
    """What became of a query that was not answered, in one word.

    Examples
    --------
    >>> outcome_of(QueryTimeout("too long")), outcome_of(Busy("too many"))
    ('time', 'busy')
    """
    named = getattr(error, _ATTRIBUTE, None)
    if named:
        return str(named)
    match error:
        case asyncio.CancelledError():
            return "gone"
        case QueryTimeout():
            return "time"
        case Busy():
            return "busy"
        case InvalidInput():
            return "refused"
        case StoreError():
            return "broken"
    return "failed"
