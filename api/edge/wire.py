"""Headers on their way out: looked through once, not each time.

h11 holds every header of every answer against the grammar, which for a dozen of them takes longer than all else that it
does. Most are the same in each answer; those that were found right once are known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from h11._headers import Headers, normalize_and_validate

__all__ = ["Checked"]

_LONGEST: Final = 500

Entry = tuple[bytes, bytes]
Item = tuple[bytes, bytes, bytes]


class Checked(list[Entry]):
    """Headers that begin an answer; what is added to them comes out as h11 takes it without another look."""

    def __add__(self, more: Iterable[Any]) -> _Ready:  # type: ignore[override]
        """All of them.

        Raises
        ------
        h11.LocalProtocolError
            One is no header.
        """
        return _Ready(_looked_through((*self, *more)))


class _Ready(Headers):
    """Headers that are right, to which more can be added."""

    __slots__ = ()

    def __add__(self, more: Iterable[Entry]) -> _Ready:
        return _Ready([*self._full_items, *_looked_through(more)])


def _looked_through(headers: Iterable[Entry]) -> list[Item]:
    return [_item(name, value) if len(value) <= _LONGEST else _item.__wrapped__(name, value) for name, value in headers]


@lru_cache(1024)
def _item(name: bytes, value: bytes) -> Item:
    return normalize_and_validate([(name, value)], False)._full_items[0]
