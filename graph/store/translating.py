"""What pyoxigraph and the disk raise, as fyrnet's own errors."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from ontology.errors import MalformedQuery, StoreError, StoreFull

__all__ = ["full", "translated"]

T = TypeVar("T")
_LONGEST_REASON: Final = 160
_FULL: Final = ("No space left", "Disk quota exceeded", "File too large")
_FULL_NUMBERS: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


_ROOM: Final = 4 << 20
"""Bytes that a store needs to go on: less is a full disk."""


def full(folder: Path) -> bool:
    """Whether the disk of a folder has no room left that is worth the name."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize < _ROOM


def translated(act: Callable[[], T]) -> T:
    """The result of `act`, with what pyoxigraph raises as one of fyrnet's own errors.

    Raises
    ------
    MalformedQuery
        The text is no SPARQL.
    StoreFull
        The disk is full.
    StoreError
        Anything else that the store could not do.
    """
    try:
        return act()
    except SyntaxError as error:
        raise MalformedQuery(f"this is no SPARQL query: {_shortened(error)}") from error
    except (OSError, ValueError, RuntimeError) as error:
        if getattr(error, "errno", None) in _FULL_NUMBERS or any(words in str(error) for words in _FULL):
            raise StoreFull("the disk is full, and nothing was written: make room, then try again") from error
        raise StoreError(f"the store could not do this: {error}") from error


def _shortened(error: SyntaxError) -> str:
    """Place and reason in one line; Oxigraph lists every character that might have stood there."""
    text = " ".join(str(error).split())
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}…"
