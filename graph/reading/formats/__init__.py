"""Files of every kind become lines with position: one module for each format, chosen by name and by content.

A name and a content that disagree are an error: what somebody believes to hand in and what arrives are two things.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from graph.reading.formats import pdf, text, word
from graph.reading.lines import Printed
from ontology.errors import UnreadableDocument

__all__ = ["ENDINGS", "printed"]

ENDINGS: dict[str, Callable[[bytes, str], Printed]] = {
    "txt": text.printed,
    "text": text.printed,
    "md": text.printed,
    "docx": word.printed,
    "pdf": pdf.printed,
}
"""Ending of a file name, in small letters, → what reads such a file."""

_MARKS = ((b"%PDF-", "a PDF", "pdf"), (b"PK\x03\x04", "a Word document or a spreadsheet", "docx"))


def printed(data: bytes, name: str) -> Printed:
    """The lines of a file.

    Parameters
    ----------
    data : bytes
        The file as it is.
    name : str
        Its name; the ending says what it should be, and plain text is what has none.

    Raises
    ------
    UnreadableDocument
        The content is not what the name says, is damaged, encrypted or empty, or nothing reads such files.
    """
    if not data.strip():
        raise UnreadableDocument(f"{name}: the file is empty")
    ending = PurePath(name).suffix.removeprefix(".").lower()
    for mark, what, needed in _MARKS:
        if data.startswith(mark) and ending in ENDINGS and ending != needed:
            raise UnreadableDocument(f"{name}: the name says .{ending}, but the content is {what}: rename the file")
    return ENDINGS.get(ending, text.printed)(data, name)
