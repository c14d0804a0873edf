"""The container of a PDF, opened with care: what unpacks, loops or runs on without end is refused.

pdfminer.six unpacks whole streams and follows whatever a file says. Here every stream is unpacked within bounds, every
object that is looked up counts, and time is bounded. Nothing in a file is executed, no file in it is opened, and no
connection is made: scripts, actions and attachments are never looked at.
"""

from __future__ import annotations

import io
import logging
import time
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.cmapdb import CMapParser, FileUnicodeMap
from pdfminer.lzw import LZWDecoder
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFContentParser, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import (
    LITERALS_ASCII85_DECODE,
    LITERALS_ASCIIHEX_DECODE,
    LITERALS_FLATE_DECODE,
    LITERALS_LZW_DECODE,
    LITERALS_RUNLENGTH_DECODE,
    PDFObjRef,
    PDFStream,
    dict_value,
    int_value,
    resolve1,
)
from pdfminer.runlength import rldecode

__all__ = ["Budget", "Content", "Damaged", "Excessive", "Fonts", "pages_of"]

_MOST_GLYPHS = 600_000
"""Characters of a whole file; a proposal of three pages has some eight thousand."""
_LARGEST_STREAM = 16 * 2**20
_LARGEST_WHOLE = 48 * 2**20
_LARGEST_PREDICTED = 2 * 2**20
"""Bytes of a stream that is packed as differences, which are undone one by one."""
_MOST_LOOKUPS = 400_000
_MOST_PARTS = 50_000
_LONGEST_SECONDS = 5.0
_MOST_FILTERS = 3
_WIDEST_RANGE = 70_000

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


class Excessive(Exception):
    """A file that unpacks to too much, or takes too long; the text says which."""


class Damaged(Exception):
    """A file of which something is missing or broken; the text says what."""


class Budget:
    """What reading one file may cost: seconds of this thread, bytes unpacked, objects looked up, parts, characters."""

    def __init__(self) -> None:
        self._ends = time.thread_time() + _LONGEST_SECONDS
        self._unpacked = self._lookups = self._parts = self._glyphs = 0

    def tick(self) -> None:
        """Say that something was done."""
        if time.thread_time() > self._ends:
            raise Excessive("takes too long to read")

    def unpack(self, size: int) -> None:
        """Say that so many bytes were unpacked."""
        self._unpacked += size
        if self._unpacked > _LARGEST_WHOLE:
            raise Excessive(f"unpacks to more than {_LARGEST_WHOLE >> 20} MB")
        self.tick()

    def look_up(self) -> None:
        """Say that an object was looked up."""
        self._lookups += 1
        if self._lookups > _MOST_LOOKUPS:
            raise Excessive("refers to its own parts too often")
        if self._lookups % 64 == 0:
            self.tick()

    def draw(self) -> None:
        """Say that a part or a picture was drawn."""
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise Excessive("draws its own parts too often")

    def print(self, glyphs: int) -> None:
        """Say that so many characters were printed."""
        self._glyphs += glyphs
        if self._glyphs > _MOST_GLYPHS:
            raise Excessive(f"holds more than {_MOST_GLYPHS:,} characters")


class _Stream(PDFStream):
    """A stream that unpacks within bounds, or says that it is damaged."""

    budget: Budget

    @classmethod
    def of(cls, stream: PDFStream, budget: Budget) -> _Stream:
        bounded = cls(stream.attrs, stream.rawdata or b"", stream.decipher)
        bounded.budget = budget
        return bounded

    def decode(self) -> None:
        """Unpack; once for what is packed once, and a first time to measure what is packed again or as differences."""
        data = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        filters = self.get_filters()
        if len(filters) > _MOST_FILTERS:
            raise Excessive("is packed again and again")
        predicted = False
        for kind, params in filters:
            data = _unpacked(kind, data, self.budget)
            self.budget.unpack(len(data))
            predicted |= _is_predicted(params, len(data))
        if predicted or not all(kind in _PACKED for kind, _ in filters):
            super().decode()
        else:
            self.data, self.rawdata = data, None


_PACKED = (
    *(*LITERALS_FLATE_DECODE, *LITERALS_LZW_DECODE, *LITERALS_RUNLENGTH_DECODE),
    *(*LITERALS_ASCII85_DECODE, *LITERALS_ASCIIHEX_DECODE),
)


def _unpacked(kind: object, data: bytes, budget: Budget) -> bytes:
    """One filter undone; what is packed as a picture stays as it is."""
    if kind in LITERALS_FLATE_DECODE:
        return _inflated(data)
    if kind in LITERALS_LZW_DECODE:
        return _joined(LZWDecoder(io.BytesIO(data)).run(), budget)
    if kind in LITERALS_RUNLENGTH_DECODE:
        if len(data) * 64 > _LARGEST_STREAM:
            raise Excessive("is packed too tightly")
        return rldecode(data)
    if kind in LITERALS_ASCII85_DECODE:
        return ascii85decode(data)
    return asciihexdecode(data) if kind in LITERALS_ASCIIHEX_DECODE else data


def _inflated(data: bytes) -> bytes:
    inflate = zlib.decompressobj()
    try:
        plain = inflate.decompress(data, _LARGEST_STREAM + 1)
    except zlib.error as error:
        plain = _inflated_in_parts(data, error)
    if len(plain) > _LARGEST_STREAM:
        raise Excessive(f"holds a part that unpacks to more than {_LARGEST_STREAM >> 20} MB")
    return plain


def _inflated_in_parts(data: bytes, error: zlib.error) -> bytes:
    """What unpacks where only the check sum at the very end is wrong; some programs write none."""
    inflate = zlib.decompressobj()
    parts: list[bytes] = []
    for start in range(0, len(data), 64):
        try:
            parts.append(inflate.decompress(data[start : start + 64], _LARGEST_STREAM))
        except zlib.error:
            if start + 64 < len(data) - 8 or not parts:
                raise Damaged("a part of it cannot be unpacked") from error
            break
        if sum(map(len, parts[-1:])) >= _LARGEST_STREAM:
            break
    return b"".join(parts)


def _joined(chunks: Iterator[bytes], budget: Budget) -> bytes:
    data = bytearray()
    for count, chunk in enumerate(chunks):
        data += chunk
        if count % 1024 == 0:
            budget.tick()
        if len(data) > _LARGEST_STREAM:
            raise Excessive(f"holds a part that unpacks to more than {_LARGEST_STREAM >> 20} MB")
    return bytes(data)


def _is_predicted(params: object, size: int) -> bool:
    """Whether a stream is packed as differences."""
    params = resolve1(params)
    if not isinstance(params, dict) or resolve1(params.get("Predictor", 1)) in (None, 1):
        return False
    row = 1
    for field, default in (("Colors", 1), ("Columns", 1), ("BitsPerComponent", 8)):
        number = resolve1(params.get(field, default))
        row *= number if isinstance(number, int) else 0
    if not 0 < row <= 8 * _LARGEST_PREDICTED or size > _LARGEST_PREDICTED:
        raise Excessive("holds a part that is packed in an absurd way")
    return True


class _Parser(PDFParser):
    """The parser of the file, whose streams are bounded and whose buffer counts."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._budget = budget
        super().__init__(io.BytesIO(data))

    def fillbuf(self) -> bool:
        """Read the next stretch of the file."""
        if self.charpos >= len(self.buf):
            self._budget.tick()
        return super().fillbuf()

    def push(self, *objs: Any) -> None:
        """Keep parsed objects, streams as bounded ones."""
        super().push(*((at, _Stream.of(o, self._budget) if type(o) is PDFStream else o) for at, o in objs))


class Content(PDFContentParser):
    """The parser of what is drawn on a page; its buffer counts, and so does each stream as often as it is drawn."""

    def __init__(self, streams: list[PDFStream], budget: Budget) -> None:
        self._budget = budget
        super().__init__(streams)

    def fillbuf(self) -> bool:
        """Read the next stretch of what is drawn."""
        if self.charpos >= len(self.buf):
            self._budget.unpack(len(self.buf))
        return super().fillbuf()


class _Document(PDFDocument):
    """A document in which references that lead in circles, or on and on, end."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._budget = budget
        super().__init__(_Parser(data, budget))

    def getobj(self, objid: int) -> object:
        """Look up an object; one that is only a reference leads no further."""
        self._budget.look_up()
        found = super().getobj(objid)
        return None if isinstance(found, PDFObjRef) else found


class Fonts(PDFResourceManager):
    """Fonts whose tables are no longer than a font can need, whatever they say."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> Any:
        """Make a font; the table that says which letters it prints is read within bounds."""
        letters = resolve1(spec.get("ToUnicode"))
        if "DescendantFonts" in spec or not isinstance(letters, PDFStream):
            return super().get_font(objid, _modest(spec))
        font: Any = super().get_font(objid, _modest({**spec, "ToUnicode": PDFStream({}, b"")}))
        known = _Letters()
        CMapParser(known, io.BytesIO(letters.get_data())).run()
        font.unicode_map = known
        return font


class _Letters(FileUnicodeMap):
    """Which letter each code of a font prints; ranges without end are refused."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def add_cid2unichr(self, cid: int, code: Any) -> None:
        """Learn one letter."""
        self._count += 1
        if self._count > _WIDEST_RANGE:
            raise Excessive("holds a font with an absurd table")
        super().add_cid2unichr(cid, code)


def _modest(spec: Mapping[str, object]) -> Mapping[str, object]:
    """What describes a font, where the ranges of its widths are such as characters have."""
    for name in ("W", "W2"):
        table = resolve1(spec.get(name))
        numbers = map(resolve1, table) if isinstance(table, list) else ()
        if any(isinstance(number, int) and abs(number) > _WIDEST_RANGE for number in numbers):
            raise Excessive("holds a font with an absurd table")
    return spec


def pages_of(data: bytes, budget: Budget) -> Iterator[PDFPage]:
    """The pages of a file, in order.

    Raises
    ------
    Damaged
        There are fewer than the file itself says.
    """
    document = _Document(data, budget)
    found = 0
    for page in PDFPage.create_pages(document):
        found += 1
        yield page
    said = int_value(dict_value(document.catalog.get("Pages")).get("Count"))
    if found < said:
        raise Damaged(f"{found} of its {said} pages are there")
