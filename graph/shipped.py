"""Where the shipped data lie: `graph/data/` in an installed wheel, `data/` in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["data_file"]

_HERE = Path(__file__).resolve().parent


def data_file(name: str) -> Path:
    """Path of a file or folder of the shipped data."""
    installed = _HERE / "data"
    return (installed if installed.is_dir() else _HERE.parent / "data") / name
