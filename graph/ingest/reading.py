"""Files into facts: each kind by its own reader, those that may be hostile in a process of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from graph.bounds import facts_of, refuse_many
from graph.ingest.apart import AT_ONCE, Readers
from graph.ingest.content import Content
from graph.ingest.kinds import is_refused, refuse_content, refuse_name
from graph.ingest.rdf import ENDINGS, Data
from graph.knowledge import Knowledge
from ontology.errors import FyrnetError, UnreadableDocument
from ontology.models import Document

__all__ = ["Content", "Read", "read_all", "read_one"]

_PLAIN = ("", "txt", "text", "md")
_PACKED = ("docx", "pdf")
_SHEETS = ("csv", "tsv", "xlsx", "xls", "xlsm", "xlsb", "xltx", "ods", "numbers")
_SMALL = 64 * 2**10
"""Bytes of a plain text up to which it is read in this process, where there are few."""
_FEW = 4
_AHEAD = 16
"""Files that are read before the one that is waited for."""


Source = Path | Document | Content


@dataclass(frozen=True)
class Read:
    """What a file gave: facts, data, or what was wrong with it."""

    name: str
    found: Document | Data | FyrnetError


def read_all(documents: Sequence[Path | Content | Document], known: Knowledge) -> Iterator[Read]:
    """Read files, in order; several at once where there are many.

    Parameters
    ----------
    documents : sequence of Path, Content or Document
        Files, or what was read already.
    known : Knowledge
        What is known beforehand.
    """
    if len(documents) <= _FEW and all(isinstance(each, Document) or _harmless(each) for each in documents):
        yield from (_here(each, known) for each in documents)
        return
    threads = ThreadPoolExecutor(AT_ONCE)
    try:
        with Readers(known) as readers:
            waiting: list[Future[Read]] = []
            left = iter(documents)
            while True:
                waiting += [threads.submit(_apart, readers, each) for each in _next(left, _AHEAD - len(waiting))]
                if not waiting:
                    return
                yield waiting.pop(0).result()
    finally:
        # Whoever stops in between does not wait for what is being read: the readers are gone by now.
        threads.shutdown(wait=False, cancel_futures=True)


def read_one(data: bytes, name: str, known: Knowledge) -> Document | Data:
    """What the content of a file says, by the kind that its name tells.

    Raises
    ------
    UnreadableDocument
        It cannot be read, nothing reads such files, or it says more than one document may.
    """
    refuse_name(name)
    found = _found(data, name, known)
    if isinstance(found, Document):
        refuse_many(facts_of(found.initiatives), name)
    return found


def _found(data: bytes, name: str, known: Knowledge) -> Document | Data:
    ending = Path(name).suffix.removeprefix(".").lower()
    if ending in ENDINGS:
        from graph.ingest.rdf import parsed

        return parsed(data, name)
    if ending in _SHEETS:
        from graph.sheets import read_sheet

        return read_sheet(data, name, known)
    if ending not in _PACKED:
        refuse_content(data, name)
    from graph.reading import read_bytes

    return read_bytes(data, name, known)


def _next(left: Iterator[Path | Content | Document], most: int) -> Iterable[Path | Content | Document]:
    return [each for _, each in zip(range(most), left, strict=False)]


def _harmless(file: Path | Content) -> bool:
    """Whether a file is a small plain text, or one that gives an error before anything reads it."""
    path = Path(file.name) if isinstance(file, Content) else file
    if is_refused(path.name):
        return True
    try:
        if isinstance(file, Content):
            return path.suffix.removeprefix(".").lower() in _PLAIN and len(file.data) <= _SMALL
        return path.suffix.removeprefix(".").lower() in _PLAIN and (not path.is_file() or path.stat().st_size <= _SMALL)
    except OSError:
        return True


def _content(document: Path | Content) -> bytes:
    from graph.reading import content

    refuse_name(document.name)
    try:
        return document.data if isinstance(document, Content) else content(document)
    except OSError as error:
        raise UnreadableDocument(f"{document.name}: cannot be read: {error.strerror}") from error


def _here(document: Path | Content | Document, known: Knowledge) -> Read:
    if isinstance(document, Document):
        return Read(document.name, document)
    try:
        return Read(document.name, read_one(_content(document), document.name, known))
    except FyrnetError as error:
        return Read(document.name, error)


def _apart(readers: Readers, document: Path | Content | Document) -> Read:
    if isinstance(document, Document):
        return Read(document.name, document)
    try:
        return Read(document.name, readers.read(_content(document), document.name))
    except FyrnetError as error:
        return Read(document.name, error)
