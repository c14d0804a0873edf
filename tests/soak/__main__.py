"""`python -m tests.soak`: rounds of crashes, load and abuse, and what was seen, each figure beside what is asked.

The exit code is 1 where something that has to hold on every machine did not. Speeds hold on a quiet machine of two
cores: ``--strict`` lets them count, too.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.soak.abuse import abuse
from tests.soak.crash import crash
from tests.soak.load import load

Line = tuple[str, str, bool, bool]
"""What was looked at, what was seen, whether it holds, and whether that depends on the machine."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rounds that were asked for; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--crashes", type=int, default=100, metavar="N", help="times the service is killed")
    parser.add_argument(
        "--most", type=float, default=3600, metavar="S", help="seconds after which it is killed no more"
    )
    parser.add_argument("--seconds", type=float, default=20.0, metavar="S", help="how long writers and readers work")
    parser.add_argument("--abuses", type=int, default=3, metavar="N", help="times every attack is sent")
    parser.add_argument("--seed", type=int, default=0, help="chooses the moments at which it is killed")
    parser.add_argument("--strict", action="store_true", help="speeds count, too")
    given = parser.parse_args(arguments)
    rounds: list[Callable[[Path], list[Line]]] = []
    if given.crashes > 0:
        rounds.append(lambda folder: _crashes(folder, given.crashes, given.seed, given.most))
    if given.seconds > 0:
        rounds.append(lambda folder: _load(folder, given.seconds))
    if given.abuses > 0:
        rounds.append(lambda folder: _abuse(folder, given.abuses))
    return max([_told(each, strict=given.strict) for each in rounds], default=0)


def _told(act: Callable[[Path], list[Line]], *, strict: bool) -> int:
    with tempfile.TemporaryDirectory(prefix="fyrnet-soak-") as folder:
        lines = act(Path(folder))
    for what, seen, holds, depends in lines:
        word = "ok" if holds else "slow" if depends else "FAILED"
        print(f"{word:6}  {what:42}  {seen}", flush=True)  # noqa: T201 - it is a program
    return int(any(not holds and (strict or not depends) for _, _, holds, depends in lines))


def _crashes(folder: Path, rounds: int, seed: int, most: float) -> list[Line]:
    seen = crash(folder, rounds, seed, most=most)
    return [
        (
            "killed, with writers and readers at work",
            f"{seen.rounds} of {rounds} times, seed {seed}; {seen.read} reads",
            True,
            False,
        ),
        (
            "acknowledged writes lost",
            f"{len(seen.lost)} of {seen.acknowledged} {seen.lost[:3] or ''}",
            not seen.lost,
            False,
        ),
        ("writes there in part", f"{len(seen.halved)} {seen.halved[:3] or ''}", not seen.halved, False),
        ("things the copy without contacts lacks", f"{len(seen.apart)} {seen.apart[:3] or ''}", not seen.apart, False),
        (
            "start after a kill, median (< 2 s)",
            f"{seen.start:.2f} s, slowest {max(seen.starts):.2f} s",
            seen.start < 2,
            True,
        ),
    ]


def _load(folder: Path, seconds: float) -> list[Line]:
    seen = load(folder, seconds)
    return [
        ("wrong reads", f"{len(seen.wrong)} of {seen.reads} {seen.wrong[:3] or ''}", not seen.wrong, False),
        ("requests that failed", f"{len(seen.failed)} {seen.failed[:3] or ''}", not seen.failed, False),
        (
            "updates a second of three writers (>= 150)",
            f"{seen.speed:.0f}; {seen.ratio:.2f} of {seen.ready:.0f} ready answers; load {os.getloadavg()[0]:.1f}",
            seen.speed >= 150,
            True,
        ),
        ("read after a commit, median (<= 150 ms)", f"{seen.wait * 1000:.0f} ms", seen.wait <= 0.15, True),
    ]


def _abuse(folder: Path, rounds: int) -> list[Line]:
    seen = abuse(folder, rounds)
    return [
        (
            "attacks that were not held",
            f"{len(seen.faults)} of {seen.sent} {seen.faults[:3] or ''}",
            not seen.faults,
            False,
        ),
        ("growth of the service (< 200 MiB)", f"{seen.grown / 2**20:.0f} MiB", seen.grown < 200 << 20, False),
        (
            "/health under eight bombs, median (< 200 ms)",
            f"{seen.health * 1000:.0f} ms, slowest {max(seen.answers) * 1000:.0f} ms",
            seen.health < 0.2,
            True,
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
