"""How many examples a law is held against: some in every run, many more where somebody has the time (`make laws`)."""

from __future__ import annotations

import os
from typing import Final

__all__ = ["THOROUGH", "examples"]

THOROUGH: Final = int(os.environ.get("FYRNET_LAWS", "1"))
"""How many times as many as in every run; they are other ones each time where this is more than 1."""


def examples(usual: int) -> int:
    """Number of examples for a law that is held against `usual` ones in every run; at least 50, but for costly ones."""
    return usual * THOROUGH
