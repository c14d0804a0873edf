"""Attacks of every family: held, told honestly, and nothing changed, opened, read or grown by them.

All are sent to one real service, a few at a time, before the first is judged.
"""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.attacks import ATTACKS, Attack
from tests.attacks.judging import faults
from tests.attacks.target import Reply, Target, attacked, exchanged
from tests.serving import health

pytestmark = pytest.mark.slow

_AT_ONCE = 4


@dataclass(frozen=True)
class Siege:
    """A service after all attacks, with what came back of each."""

    target: Target
    replies: Mapping[str, Reply]
    grown: int
    revision: str


@pytest.fixture(scope="module")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Siege]:
    with attacked(tmp_path_factory.mktemp("siege")) as target:
        before = target.memory()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            replies = dict(pool.map(lambda attack: (attack.title, _sent(target, attack)), ATTACKS))
        yield Siege(target, replies, target.memory() - before, health(target.port)["revision"])


def _sent(target: Target, attack: Attack) -> Reply:
    return exchanged(target, attack.request(target.host, target.secrets))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.title)
def test_attack_is_held(siege: Siege, attack: Attack) -> None:
    assert faults(attack, siege.replies[attack.title], siege.target) == []


def test_titles_of_attacks_are_told_apart() -> None:
    assert len({attack.title for attack in ATTACKS}) == len(ATTACKS)


def test_no_attack_made_the_service_call_anybody(siege: Siege) -> None:
    assert siege.target.canary.calls == []


def test_no_attack_changed_the_data(siege: Siege) -> None:
    assert siege.revision == siege.target.revision


def test_memory_of_the_service_grew_little_under_attack(siege: Siege) -> None:
    assert siege.grown < 200 << 20


def test_log_of_the_service_has_no_token_and_no_unforeseen_error(siege: Siege) -> None:
    log = (siege.target.folder / "service.log").read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in log, log[-4000:]
    assert not [secret for name, secret in siege.target.secrets.items() if name != "@CANARY@" and secret in log]
