"""Proposals a second, and memory, of taking them in, as a ratio to a library that only opens or matches the same files.

Run with ``python benchmarks/reading.py [NUMBER]``: a quarter of that many proposals in plain text, half and all of
them, and a tenth in Word and in PDF. Each line is a process of its own; its memory is the most that it and those it
starts hold together. Proposals are invented: see `proposals.py`.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import docx
from pdfminer.high_level import extract_text
from rapidfuzz import fuzz, process

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.proposals import FORMATS, proposals
from graph import triples
from graph.ingest import ingest
from graph.ingest.reading import read_all
from graph.knowledge import knowledge
from graph.reading.lexicon import lexicon
from graph.resolution.matching import begin, finish, judge_rows
from graph.store import open_store
from ontology.models import Document
from ontology.terms import source_graph

NUMBER = 1_000
PEERED = 50
"""Documents for the peer."""


def written(folder: Path, ending: str, number: int) -> list[Path]:
    """That many proposals as files."""
    files = []
    for each, proposal in enumerate(proposals(number), start=1):
        files.append(folder / f"forslag-{each}.{ending}")
        files[-1].write_bytes(FORMATS[ending](proposal))
    return files


# -- what is measured --------------------------------------------------------------------------------------------------


def reading(files: list[Path]) -> None:
    """Read and forget."""
    for read in read_all(files, knowledge()):
        if isinstance(read.found, Exception):
            raise read.found


def resolving(files: list[Path]) -> None:
    """Read, and find out who is who."""
    with open_store("memory:") as store:
        work = begin(store, knowledge())
        for number, read in enumerate(read_all(files, knowledge())):
            if not isinstance(read.found, Document):
                raise read.found if isinstance(read.found, Exception) else TypeError(read.name)
            rows = triples.rows(read.found, f"forslag-{number}", knowledge(), passages=True)
            judge_rows(work, source_graph(f"forslag-{number}"), rows)
        finish(work)


def checking(files: list[Path]) -> None:
    """All but storing, as `fyrnet ingest --dry-run` does it."""
    with open_store("memory:") as store:
        ingest(store, files, dry_run=True)


def storing(files: list[Path]) -> None:
    """The whole way into a store in a folder."""
    with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
        ingest(store, files)


def matching_lines(files: list[Path]) -> None:
    """The peer for text: find the heading that each line is most like, with rapidfuzz."""
    phrases = [phrase for phrases in lexicon().headings.values() for phrase in phrases]
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            process.extractOne(line, phrases, scorer=fuzz.ratio)


def opening_word(files: list[Path]) -> None:
    """The peer for Word: the text of all paragraphs, with python-docx."""
    for file in files:
        "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(file.read_bytes())).paragraphs)


def extracting_pdf(files: list[Path]) -> None:
    """The peer for PDF: the text, with pdfminer.six."""
    for file in files:
        extract_text(file)


ACTS: dict[str, Callable[[list[Path]], None]] = {
    "read": reading,
    "resolved": resolving,
    "checked": checking,
    "stored": storing,
}
PEERS: dict[str, tuple[str, Callable[[list[Path]], None]]] = {
    "txt": ("rapidfuzz, line by line", matching_lines),
    "docx": ("python-docx", opening_word),
    "pdf": ("pdfminer.six", extracting_pdf),
}


# -- how ---------------------------------------------------------------------------------------------------------------


def held_by_all(root: int) -> int:
    """Bytes that a process and those it started hold now; pages that they share count for each."""
    total, waiting = 0, [root]
    while waiting:
        each = waiting.pop()
        # One that has ended meanwhile holds nothing.
        with suppress(OSError):
            total += int(Path(f"/proc/{each}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf(
                "SC_PAGE_SIZE"
            )
            for task in Path(f"/proc/{each}/task").iterdir():
                waiting += map(int, (task / "children").read_text(encoding="ascii").split())
    return total


def measured(act: Callable[[list[Path]], None], files: list[Path]) -> tuple[float, float]:
    """Seconds, and the most megabytes held at one time."""
    most, ended = [0], Event()

    def watch() -> None:
        while not ended.wait(0.05):
            most[0] = max(most[0], held_by_all(os.getpid()))

    watching = Thread(target=watch)
    watching.start()
    start = time.perf_counter()
    act(files)
    taken = time.perf_counter() - start
    ended.set()
    watching.join()
    return taken, most[0] / 1e6


def apart(act: Callable[[list[Path]], None], files: list[Path]) -> tuple[float, float]:
    """The same in a new process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measured, act, files).result()


def measure(ending: str, numbers: Iterable[int]) -> None:
    """Print a line for each number of documents and each way."""
    name, peer = PEERS[ending]
    with tempfile.TemporaryDirectory() as folder:
        files = written(Path(folder), ending, max(numbers))
        each = apart(peer, files[:PEERED])[0] / len(files[:PEERED])
        print(f"{ending}: {sum(file.stat().st_size for file in files) / len(files):,.0f} bytes a document")
        print(f"  {name}: {1 / each:.0f} a second")
        for number in numbers:
            for what, act in ACTS.items():
                taken, memory = apart(act, files[:number])
                ratio = taken / number / each
                print(
                    f"  {number:>6,} {what:<9} {number / taken:>5.0f} a second, {ratio:>5.2f} × peer, {memory:>5.0f} MB"
                )


def main() -> None:
    """Print what each format costs."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER
    measure("txt", [max(1, number // 4), max(1, number // 2), number])
    for ending in ("docx", "pdf"):
        measure(ending, [max(1, number // 10)])


if __name__ == "__main__":
    main()
