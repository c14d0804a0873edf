"""Run every suite and write what came of it into docs/conformance.md; exit 1 where less passes than must."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.conformance.report import Report
from tests.conformance.running import outcome
from tests.conformance.service import started
from tests.conformance.suite import absence, find, read_tests
from tests.serving import ROOT


def main() -> int:
    """Run, tell, write; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("only", nargs="*", help="beginnings of the names of tests; without them all are run")
    given = parser.parse_args()
    file = find()
    if file is None:
        sys.stdout.write(f"{absence()}; nothing was run\n")
        return 0
    chosen = [test for test in read_tests(file) if not given.only or test["id"].startswith(tuple(given.only))]
    report, began = Report(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, started(Path(folder)) as service:
        for test in chosen:
            report.add(test, outcome(service, test))
    sys.stdout.write(report.told())
    sys.stdout.write(f"{len(chosen)} tests in {time.monotonic() - began:.0f} s\n")
    if given.only:
        return 0
    (ROOT / "docs" / "conformance.md").write_text(report.page(), encoding="utf-8")
    return 1 if report.short() else 0


if __name__ == "__main__":
    sys.exit(main())
