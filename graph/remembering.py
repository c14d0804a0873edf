"""Answers that are kept until the graph changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Concatenate, Final, ParamSpec, TypeVar, cast

from graph.store import Store

__all__ = ["remembered"]

P = ParamSpec("P")
T = TypeVar("T")

_REVISIONS: Final = 3
_ANSWERS: Final = 256


def remembered(function: Callable[Concatenate[Store, P], T]) -> Callable[Concatenate[Store, P], T]:
    """Keep the answers of a function for the last revisions it was asked about; they are not to be changed.

    A revision is a function of the content, so an answer is right for every store that has the same one. Some are kept,
    as a service may show its data with and without contact details. Of one revision the last `_ANSWERS` are kept: who
    asks for ever other things fills no memory.
    """
    kept: dict[str, dict[object, T]] = {}
    lock = Lock()

    @wraps(function)
    def remember(store: Store, /, *args: P.args, **kwargs: P.kwargs) -> T:
        revision, arguments = store.revision, (args, tuple(sorted(kwargs.items())))
        with lock:
            answers = kept.setdefault(revision, {})
            for oldest in list(kept)[:-_REVISIONS]:
                del kept[oldest]
            if arguments in answers:
                # Put last: the order is that of use.
                answers[arguments] = answers.pop(arguments)
                return answers[arguments]
        answer = function(store, *args, **kwargs)
        # What was written while the function read may be in the answer: it belongs to neither revision for certain.
        if store.revision == revision:
            with lock:
                answers[arguments] = answer
                for old in list(answers)[:-_ANSWERS]:
                    del answers[old]
        return answer

    return cast("Callable[Concatenate[Store, P], T]", remember)
