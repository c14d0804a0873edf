"""All attacks again and again: each held, memory bounded, and /health quick while eight bombs run."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.attacks import ATTACKS, Attack
from tests.attacks.judging import faults
from tests.attacks.target import Target, attacked, exchanged
from tests.serving import health

__all__ = ["Abuse", "abuse"]

_AT_ONCE = 4
_BOMBS = 8


@dataclass
class Abuse:
    """What was seen: bytes by which the service grew, seconds of /health, and attacks that were not held, in words."""

    sent: int = 0
    grown: int = 0
    answers: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def health(self) -> float:
        """Seconds that /health took under bombs, the median."""
        return median(self.answers)

    @property
    def held(self) -> bool:
        """Whether every attack was held and memory stayed."""
        return not self.faults and self.grown < 200 << 20


def abuse(folder: Path, rounds: int) -> Abuse:
    """Send every attack so many times, and then eight bombs at once.

    Parameters
    ----------
    folder : Path
        An empty folder.
    rounds : int
        Times that each attack is sent.
    """
    seen = Abuse()
    with attacked(folder) as target:
        before = target.memory()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in range(rounds):
                for found in pool.map(lambda attack: _sent(target, attack), ATTACKS):
                    seen.faults += found
                seen.sent += len(ATTACKS)
        seen.grown = target.memory() - before
        if target.canary.calls:
            seen.faults.append(f"somebody was called: {target.canary.calls[0][:80]!r}")
        if health(target.port)["revision"] != target.revision:
            seen.faults.append("the data were changed")
        seen.answers = _under_bombs(target)
    return seen


def _sent(target: Target, attack: Attack) -> list[str]:
    try:
        reply = exchanged(target, attack.request(target.host, target.secrets))
    except OSError as error:
        return [f"{attack.title}: {error}"]
    return [f"{attack.title}: {fault}" for fault in faults(attack, reply, target)]


def _under_bombs(target: Target) -> list[float]:
    """Seconds that /health takes, again and again while bombs run."""
    bombs = [attack for attack in ATTACKS if attack.family == "bombs" and attack.may == (503, 504)][:_BOMBS]
    waits = []
    with ThreadPoolExecutor(_BOMBS) as pool:
        running = [pool.submit(_sent, target, bomb) for bomb in bombs]
        while wait(running, timeout=0.05).not_done:
            began = time.perf_counter()
            health(target.port, seconds=30)
            waits.append(time.perf_counter() - began)
    return waits
