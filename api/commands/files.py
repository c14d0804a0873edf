"""What commands read from and write to: files, standard input and standard output."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ontology.errors import InvalidParameter, UnreadableDocument

__all__ = ["deliver", "refuse_terminal", "text"]


def deliver(content: bytes, path: Path | None) -> None:
    """Write to a file, or else to standard output; text ends with a line there."""
    if path is not None:
        _write(path, content)
        return
    try:
        text = content.decode()
    except UnicodeDecodeError:
        refuse_terminal(None)
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    else:
        print(text, end="" if text.endswith("\n") else "\n")


def refuse_terminal(path: Path | None) -> None:
    """Refuse to write what is no text to a terminal."""
    if path is None and sys.stdout.isatty():
        raise InvalidParameter("a workbook would only confuse a terminal: name a file with --out")


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise InvalidParameter(f"--out {path}: cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)


def text(path: Path | None) -> str:
    """Text of a file, or of standard input."""
    name = path or "standard input"
    try:
        return (path.read_bytes() if path else sys.stdin.buffer.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(f"{name}: this is no text in UTF-8") from error
    except OSError as error:
        raise UnreadableDocument(f"{name}: cannot be read: {error.strerror}") from error
