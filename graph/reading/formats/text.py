"""Plain text into lines: any encoding that occurs in Denmark, any line ends, pages told apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from graph.reading.formats.gutters import without_gutters
from graph.reading.lines import Line, Printed
from ontology.errors import UnreadableDocument

__all__ = ["decode", "in_order", "plain", "printed", "text_lines"]

_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\u2028\u2029]")
_UNSEEN = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\xad](?!\n)")
_LIGATURES = re.compile(r"[\ufb00-\ufb06]")
_LOOK_ALIKE = (("\u2010", "-"), ("\u2011", "-"), ("\xad", "-"), ("\xa0", " "))
_RARELY = 20
"""Where at most one line in so many is indented by one space, such a line opens a page."""


def printed(data: bytes, name: str) -> Printed:
    """The lines of a plain text.

    Raises
    ------
    UnreadableDocument
        The bytes are no text.
    """
    return in_order(text_lines(decode(data, name)))


def in_order(lines: Sequence[Line]) -> Printed:
    """Lines as a document, with columns that stand side by side one after the other."""
    ordered = tuple(without_gutters(lines))
    return Printed(ordered, text=tuple(line.text.rstrip() for line in lines) if ordered != tuple(lines) else ())


def decode(data: bytes, name: str) -> str:
    """The text of a file in UTF-8 or UTF-16, with or without a mark, or in Windows-1252.

    A file that is UTF-8 but for a few broken bytes is read as UTF-8.

    Raises
    ------
    UnreadableDocument
        The bytes are no text.
    """
    encoding = _wide_encoding(data)
    if encoding is None and (b"\x00" in data or _looks_binary(data)):
        raise UnreadableDocument(
            f"{name}: this is no text but a binary file; hand in the proposal as plain text (.txt)"
        )
    try:
        return data.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError as error:
        if encoding:
            raise UnreadableDocument(f"{name}: begins as UTF-16 but is none; save it as UTF-8") from error
    text = data.decode("utf-8-sig", errors="replace")
    broken, whole = text.count("\ufffd"), sum(char > "\x7f" for char in text)
    return text if broken * 10 <= whole else data.decode("cp1252", errors="replace")


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 by its mark, or by the zero bytes that Latin letters have in it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:4096]
    if len(sample) >= 8 and sample.count(0) * 3 > len(sample):
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    return None


_ODD = bytes({*range(32)} - {9, 10, 12, 13, 27})


def _looks_binary(data: bytes) -> bool:
    """Control characters that no text holds."""
    sample = data[:65536]
    return len(sample) - len(sample.translate(None, _ODD)) > len(sample) // 100


def text_lines(text: str) -> list[Line]:
    """The lines of a text; a page begins after a form feed, or with an indented line where lines are not indented.

    Hyphens, accents and ligatures that are only printed differently become the same, so that names are found again.
    """
    if not text.strip():
        return []
    printed = plain(_LINE_ENDS.sub("\n", text)).split("\n")
    indented = sum(line[:1] == " " and bool(line.strip()) for line in printed)
    rarely = indented * _RARELY < sum(bool(line.strip()) for line in printed)
    fed = "\f" in text
    return [
        Line(number, line.replace("\f", " "), _opens_page(line, rarely) or (fed and _fed(printed, number)))
        for number, line in enumerate(printed, start=1)
    ]


def plain(text: str) -> str:
    """Text in which letters, hyphens and spaces that only look different are the same."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    for printed, meant in _LOOK_ALIKE:
        text = text.replace(printed, meant)
    return _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def _opens_page(line: str, rarely_indented: bool) -> bool:
    return line.startswith("\f") or (rarely_indented and line[:1] == " " and line[1:2].strip() != "")


def _fed(printed: list[str], number: int) -> bool:
    """A form feed that ends the line before, or stands alone on it, opens the page of this line."""
    return number > 1 and printed[number - 2].rstrip(" ").endswith("\f")
