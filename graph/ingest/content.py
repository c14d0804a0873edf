"""A document as it is handed in: bytes under a name."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Content"]


@dataclass(frozen=True)
class Content:
    """A file that is in memory already: what it is called, and its bytes."""

    name: str
    data: bytes = field(repr=False)
