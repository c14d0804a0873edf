"""Documents become facts: each with its printed form and the line it stands on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from graph.knowledge import Knowledge, knowledge
from graph.reading.formats import printed, text
from graph.reading.lines import Note, Printed, without_long_gaps
from graph.reading.parser import parse
from graph.reading.warnings import Warnings
from ontology.errors import UnreadableDocument
from ontology.models import Document, Initiative

__all__ = ["content", "read", "read_bytes", "read_text"]

_LARGEST = 8 * 2**20
"""Bytes. The largest text that is read; a proposal has a few thousand."""

_LARGEST_PACKED = 50 * 2**20
"""Bytes. The same for formats that hold pictures, or pack what they hold."""
_PACKED = (".pdf", ".docx", ".xlsx")


def read(path: Path, known: Knowledge | None = None) -> Document:
    """Read the proposals of a file.

    Parameters
    ----------
    path : Path
        A file of any format of `graph.reading.formats`.
    known : Knowledge, optional
        Organisations, collectives and undertakings known beforehand; the shipped ones by default.

    Returns
    -------
    Document
        At least one initiative, with every fact located by line.

    Raises
    ------
    UnreadableDocument
        The file is missing, a directory, empty, binary, too large, or holds no proposal.
    """
    return read_bytes(content(path), path.name, known)


def read_bytes(data: bytes, name: str, known: Knowledge | None = None) -> Document:
    """Read the proposals of a file's content; `name` is what the facts call their source.

    Raises
    ------
    UnreadableDocument
        The content is not what the name says, damaged, encrypted, empty, or holds no proposal.
    """
    return _document(printed(data, name), name, known or knowledge())


def read_text(string: str, name: str, known: Knowledge | None = None) -> Document:
    """Read the proposals of a text; `name` is what the facts call their source.

    Raises
    ------
    UnreadableDocument
        The text is empty or holds no proposal.
    """
    return _document(text.in_order(text.text_lines(string)), name, known or knowledge())


def _document(document: Printed, name: str, known: Knowledge) -> Document:
    lines = document.lines
    if all(line.blank for line in lines):
        raise UnreadableDocument(f"{name}: the file is empty")
    read = parse(without_long_gaps(lines), name, known)
    if not read.initiatives:
        raise UnreadableDocument(
            f"{name}: no proposal was found in {len(lines)} lines; a proposal has a title and at least two headings "
            "such as “Deltagende parter:”, “Forventede effekter:” or “Kontakt:”"
        )
    return Document(
        initiatives=_noted(read.initiatives, document.notes),
        unplaced=read.unplaced,
        name=name,
        media_type=document.media_type,
        text=document.text or tuple(line.text.rstrip() for line in lines),
        pages=tuple(line.page for line in lines) if lines[-1].page else (),
        content_hash=_content_hash(document.text or [line.text for line in lines]),
    )


def _noted(found: Sequence[Initiative], notes: Sequence[Note]) -> tuple[Initiative, ...]:
    """The initiatives, each warned of what its lines lack; what concerns the whole document is told with the first."""
    if not notes:
        return tuple(found)
    told = [Warnings() for _ in found]
    for note in notes:
        within = (i for i, each in enumerate(found) if each.lines[0] <= note.line <= each.lines[1])
        told[next(within, 0)].add(note.line, note.english, note.danish)
    return tuple(
        initiative.model_copy(
            update={
                "warnings": (*more.english(), *initiative.warnings),
                "warnings_da": (*more.danish(), *initiative.warnings_da),
            }
        )
        for initiative, more in zip(found, told, strict=True)
    )


def _content_hash(lines: Sequence[str]) -> str:
    """SHA-256 of the text, blind to encoding, line ends and white space at line ends."""
    return hashlib.sha256("\n".join(line.rstrip() for line in lines).strip().encode()).hexdigest()


def content(path: Path) -> bytes:
    """The content of a file that may be read.

    Raises
    ------
    UnreadableDocument
        It is missing, no file, too large, or may not be read.
    """
    if not path.exists():
        raise UnreadableDocument(f"{path}: there is no such file")
    if path.is_dir():
        raise UnreadableDocument(f"{path}: this is a directory; name the files in it")
    if not path.is_file():
        raise UnreadableDocument(f"{path}: this is no file that can be read")
    most = _LARGEST_PACKED if path.suffix.lower() in _PACKED else _LARGEST
    try:
        size = path.stat().st_size
        # What the system says of a size is not believed: some files tell none, and some grow.
        with path.open("rb") as file:
            data = file.read(most + 1) if size <= most else b""
        if max(size, len(data)) <= most:
            return data
        megabytes = max(size, len(data)) / 2**20
        raise UnreadableDocument(
            f"{path.name}: {megabytes:.0f} MB is too large for a proposal; the limit is {most >> 20} MB"
        )
    except OSError as error:
        raise UnreadableDocument(f"{path}: cannot be read: {error.strerror}") from error
