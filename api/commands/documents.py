"""`fyrnet extract`, `ingest`, `withdraw` and `sources`: documents in and out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from api.tables import table
from graph.store import Store
from ontology.errors import FyrnetError
from ontology.models import Document

if TYPE_CHECKING:
    from graph.ingest import Progress, Report

__all__ = ["add_arguments", "extract", "listing", "take_in", "take_out"]

_SILENT = 1.0
"""Seconds before progress is told at all."""
_TERMINAL, _LOG = 0.2, 5.0
"""Seconds between two tellings, on a terminal and elsewhere."""


def add_arguments(extract_: argparse.ArgumentParser, ingest_: argparse.ArgumentParser) -> None:
    """What the commands take that read files, but for the store."""
    for command in (extract_, ingest_):
        command.add_argument("files", metavar="FILE", nargs="+", type=Path)
        command.add_argument("--keep-going", action="store_true", help="leave out files that cannot be taken in")
    ingest_.add_argument("--dry-run", action="store_true", help="only say what would happen")
    ingest_.add_argument("--as", dest="as_source", metavar="SOURCE", help="the file is a new version of this source")
    ingest_.add_argument("--language", choices=("da", "en"), default="en", help="of what a new version changes")
    ingest_.add_argument("--empty", action="store_true", help="do not fill a new store with the shipped data")


def extract(files: Sequence[Path], keep_going: bool) -> list[str]:
    """Print the facts of files; what was wrong, one line for each bad one."""
    from graph.ingest.reading import read_all
    from graph.knowledge import knowledge

    facts, bad = [], []
    for read in read_all(files, knowledge()):
        if isinstance(read.found, Document):
            facts += read.found.model_dump(mode="json")["initiatives"]
        elif isinstance(read.found, FyrnetError):
            bad += str(read.found).splitlines()
        else:
            bad.append(f"{read.name}: this holds data and no text to read: `fyrnet ingest` takes it in as it is")
    if not bad or (keep_going and facts):
        sys.stdout.write(json.dumps({"initiatives": facts}, ensure_ascii=False, indent=2) + "\n")
    return bad


def take_in(store: Store, given: argparse.Namespace) -> Report:
    """Take files into a store and tell how far it is."""
    from graph.ingest import ingest

    source = given.as_source.rsplit("/", 1)[-1] if given.as_source else None
    with _Telling() as progress:
        report = ingest(
            store,
            given.files,
            keep_going=given.keep_going,
            dry_run=given.dry_run,
            as_source=source,
            progress=progress,
        )
    return in_language(report, given.language)


def in_language(report: Report, language: str) -> Report:
    """The report with what changed in this language."""
    if language == "en":
        return report
    return replace(report, documents=tuple(replace(each, changes=each.changes_da) for each in report.documents))


def take_out(store: Store, given: argparse.Namespace) -> str:
    """Withdraw a source; what that changed, in words."""
    from graph.ingest import withdraw

    report = in_language(withdraw(store, given.source, dry_run=given.dry_run), given.language)
    [document] = report.documents
    done = "would be withdrawn: this was a dry run" if given.dry_run else "withdrawn; curation was not touched"
    return "\n".join([f"{document.name} ({document.source}): {done}", *(f"  {line}" for line in document.changes)])


def listing(store: Store) -> str:
    """The sources of a store as a table."""
    from graph.ingest.withdrawal import sources

    rows = [(slug, name) for slug, name in sorted(sources(store).items())]
    return table(("source", "file"), rows, widest=None)


class _Telling:
    """Tells on standard error how far a long ingest is: in place on a terminal, now and then elsewhere."""

    def __init__(self) -> None:
        self._begun = self._told = monotonic()
        self._terminal = sys.stderr.isatty()
        self._shown = False

    def __call__(self, progress: Progress) -> None:
        now = monotonic()
        apart = _TERMINAL if self._terminal else _LOG
        if now - self._begun < _SILENT or now - self._told < apart or progress.files < 2:
            return
        self._told, self._shown = now, True
        left = f", about {_duration(progress.seconds_left)} left" if progress.seconds_left is not None else ""
        line = f"{progress.done} of {progress.files} files, {progress.facts} facts{left}"
        sys.stderr.write(f"\r\x1b[2K{line}" if self._terminal else f"fyrnet: {line}\n")
        sys.stderr.flush()

    def __enter__(self) -> _Telling:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal and self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
