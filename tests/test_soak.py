"""A few rounds of what `make soak` does for long: the same code, the same that must hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.crash import crash
from tests.soak.load import load

pytestmark = pytest.mark.slow


def test_service_killed_under_load_loses_nothing_acknowledged_and_has_nothing_in_part(tmp_path: Path) -> None:
    seen = crash(tmp_path, rounds=5)
    assert seen.acknowledged > 0
    assert (seen.lost, seen.halved, seen.apart) == ([], [], [])


def test_writers_and_readers_at_once_never_read_what_is_not_so(tmp_path: Path) -> None:
    seen = load(tmp_path, seconds=4)
    assert seen.updates > 0
    assert seen.reads > 0
    assert (seen.wrong, seen.failed) == ([], [])
