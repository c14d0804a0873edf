"""Documents become facts: each with its printed form and the line it stands on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from graph.knowledge import Knowledge, knowledge
from graph.reading.lines import Line
from graph.reading.parser import parse
from graph.reading.text import decode, text_lines, without_long_gaps
from ontology.errors import UnreadableDocument
from ontology.models import Document

__all__ = ["read", "read_text"]

_LARGEST = 8 * 2**20
"""Bytes. The largest text that is read; a proposal has a few thousand."""


def read(path: Path, known: Knowledge | None = None) -> Document:
    """Read the proposals of a file.

    Parameters
    ----------
    path : Path
        A plain text file.
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
    return read_text(decode(_bytes(path), path.name), path.name, known)


def read_text(text: str, name: str, known: Knowledge | None = None) -> Document:
    """Read the proposals of a text; `name` is what the facts call their source.

    Raises
    ------
    UnreadableDocument
        The text is empty or holds no proposal.
    """
    if not text.strip():
        raise UnreadableDocument(f"{name}: the file is empty")
    lines = text_lines(text)
    initiatives = parse(without_long_gaps(lines), name, known or knowledge())
    if not initiatives:
        raise UnreadableDocument(
            f"{name}: no proposal was found in {len(lines)} lines; a proposal has a title and at least two headings "
            "such as “Deltagende parter:”, “Forventede effekter:” or “Kontakt:”"
        )
    return Document(
        initiatives=tuple(initiatives),
        name=name,
        text=tuple(line.text.rstrip() for line in lines),
        content_hash=_content_hash(lines),
    )


def _content_hash(lines: Sequence[Line]) -> str:
    """SHA-256 of the text, blind to encoding, line ends and white space at line ends."""
    return hashlib.sha256("\n".join(line.text.rstrip() for line in lines).strip().encode()).hexdigest()


def _bytes(path: Path) -> bytes:
    if not path.exists():
        raise UnreadableDocument(f"{path}: there is no such file")
    if path.is_dir():
        raise UnreadableDocument(f"{path}: this is a directory; name the files in it")
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise UnreadableDocument(
                f"{path.name}: {size / 2**20:.0f} MB is too large for a proposal; the limit is {_LARGEST >> 20} MB"
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"{path}: cannot be read: {error.strerror}") from error
