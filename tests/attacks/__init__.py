"""Attacks as data: what is sent, and what must hold. `tests/test_attacks.py` and `make soak` send them.

A family is a module with a table. What holds of every attack (no unforeseen error, no secret, no way out, nothing
changed) stands in `judging`, and what one attack must give beside that stands with it.
"""

from __future__ import annotations

from tests.attacks import (
    bombs,
    confusion,
    encodings,
    injection,
    markup,
    nesting,
    outward,
    parameters,
    rights,
    wholeness,
)
from tests.attacks.attack import Attack

__all__ = ["ATTACKS", "Attack"]

_FAMILIES = (bombs, nesting, outward, rights, confusion, wholeness, markup, injection, encodings, parameters)
ATTACKS: tuple[Attack, ...] = tuple(attack for family in _FAMILIES for attack in family.ATTACKS)
