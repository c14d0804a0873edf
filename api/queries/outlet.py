"""Where a worker puts a result: in memory while it is small, in a file beyond that, and nowhere beyond its bounds."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar

__all__ = ["Outlet", "TooLarge", "TooMany", "rows_counter"]

T = TypeVar("T")
_SMALL: Final = 256 << 10
_ESCAPED: Final = re.compile(rb"\\.", re.DOTALL)


class TooLarge(Exception):
    """The result has more bytes than it may."""


class TooMany(Exception):
    """The result has more rows or triples than it may."""


class Outlet(io.RawIOBase):
    """Takes in a result piece by piece.

    Parameters
    ----------
    path : str
        The file that is made where the result outgrows memory; whoever reads the result removes it.
    largest : int
        Bytes it may have.
    most : int
        Rows it may have.
        Counted where `rows` tells how many begin in a piece.
    """

    rows: Callable[[bytes], int] | None = None

    def __init__(self, path: str, largest: int, most: int) -> None:
        self._path = path
        self._largest = largest
        self._most = most
        self._count = 0
        self._small = bytearray()
        self._file: BinaryIO | None = None
        self.length = 0

    def writable(self) -> bool:
        """It is written to and nothing else."""
        return True

    def write(self, data: Any) -> int:
        """Keep a piece, or give up."""
        piece = bytes(data)
        self.length += len(piece)
        if self.length > self._largest:
            raise TooLarge
        if self.rows:
            self._count += self.rows(piece)
            if self._count > self._most:
                raise TooMany
        if self._file is None and self.length > _SMALL:
            self._file = Path(self._path).open("xb")  # noqa: SIM115 - closed when the result is whole or given up
            self._file.write(self._small)
            self._small.clear()
        if self._file:
            self._file.write(piece)
        else:
            self._small += piece
        return len(piece)

    def counted(self, items: Iterable[T]) -> Iterator[T]:
        """The items of a result one by one, as many as it may have."""
        for place, item in enumerate(items):
            if place >= self._most:
                raise TooMany
            yield item

    def finish(self) -> tuple[bytes, str | None]:
        """The result, or the name of the file that holds it."""
        if self._file is None:
            return bytes(self._small), None
        self._file.close()
        return b"", Path(self._path).name

    def give_up(self) -> None:
        """Remove what was written."""
        if self._file:
            self._file.close()
            Path(self._path).unlink(missing_ok=True)


def rows_counter(name: str) -> Callable[[bytes], int]:
    r"""What tells how many rows of a result begin in the next piece of it, by its format; lines of heads included.

    Examples
    --------
    >>> count = rows_counter("csv")
    >>> count(b'x\r\n"two\r\nlines"\r\n'), count(b"3\r\n")
    (2, 1)
    """
    match name:
        case "csv":
            return _Csv().count
        case "tsv":
            return lambda piece: piece.count(b"\n")
        case "xml":
            return _Xml().count
    return _Json().count


class _Csv:
    """Ends of lines outside quotation marks."""

    def __init__(self) -> None:
        self._inside = 0

    def count(self, piece: bytes) -> int:
        parts = piece.split(b'"')
        found = sum(part.count(b"\n") for part in parts[self._inside :: 2])
        self._inside = (self._inside + len(parts) - 1) % 2
        return found


class _Json:
    """Objects in a list, outside of texts."""

    def __init__(self) -> None:
        self._inside = 0
        self._rest = self._last = b""

    def count(self, piece: bytes) -> int:
        text = self._rest + piece
        self._rest = b"\\" if (len(text) - len(text.rstrip(b"\\"))) % 2 else b""
        parts = _ESCAPED.sub(b"", text[: len(text) - len(self._rest)]).split(b'"')
        outside = b'"'.join(parts[self._inside :: 2])
        outside = outside if self._inside else self._last + outside
        self._inside = (self._inside + len(parts) - 1) % 2
        self._last = b"" if self._inside else outside[-1:]
        return outside.count(b"[{") + outside.count(b",{")


class _Xml:
    """Opening tags, which no text can hold; also where one piece ends and the next begins."""

    _TAG: Final = b"<result>"

    def __init__(self) -> None:
        self._rest = b""

    def count(self, piece: bytes) -> int:
        text = self._rest + piece
        # Too short for a whole tag.
        self._rest = text[1 - len(self._TAG) :]
        return text.count(self._TAG)
