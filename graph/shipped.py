"""Where the shipped data lie: `graph/data/` in an installed wheel, `data/` in a checkout; and how they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

__all__ = ["data_file", "read_yaml"]

_HERE = Path(__file__).resolve().parent


def data_file(name: str) -> Path:
    """Path of a file or folder of the shipped data."""
    installed = _HERE / "data"
    return (installed if installed.is_dir() else _HERE.parent / "data") / name


def read_yaml(path: Path) -> Any:
    """What a YAML file says, read by libyaml where that is there: eight times as fast, and each command waits for it.

    Raises
    ------
    YAMLError
        The file is no YAML.
    """
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both are safe ones
