"""Arrays in a file that is mapped into memory."""

from __future__ import annotations

from pathlib import Path

from graph.arrays.model import Arrays

__all__ = ["load", "save"]


def save(arrays: Arrays, path: Path) -> None:
    """Write arrays into one file, whole or not at all."""
    raise NotImplementedError


def load(path: Path, revision: str) -> Arrays | None:
    """Arrays of a revision out of a file; None where there is no such file, or a broken one, or of another revision."""
    return None
