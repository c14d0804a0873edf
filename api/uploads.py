"""What is sent: documents in a multipart form received in memory, graphs in a file, within bounds of size and time.

Invariants. Nothing of a body is read before the request may come in. Never more than the largest upload is held of one
request, whatever its headers say of its length, and never more than a few requests at once. A file's name is only what
it is called: no path is made of it.
"""

from __future__ import annotations

import asyncio
import errno
import time
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from graph.ingest import Content
from graph.ingest.kinds import unseen
from ontology.errors import InvalidInput, InvalidParameter, OutdatedRevision, StoreFull

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

__all__ = ["Form", "Intake", "file_name", "read_body", "read_form", "spool"]

P = ParamSpec("P")
T = TypeVar("T")

_MOST_PARTS: Final = 200
_TRIES: Final = 4
_LONGEST_FIELD: Final = 1_000
_LONGEST_NAME: Final = 200
# A body has to come in at this speed on the whole; a slow line has 8 kB/s.
_BYTES_A_SECOND: Final = 4_096
_RETRY_AFTER: Final = "10"
_CLOSE: Final = {"Connection": "close"}


@dataclass(frozen=True)
class Form:
    """The files of a form in their order, and its fields."""

    files: tuple[Content, ...]
    fields: Mapping[str, str]


class Intake:
    """Lets a few requests in at a time, and of those one after another change the store."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._inside = 0
        self._turn = asyncio.Lock()

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for one request.

        Raises
        ------
        HTTPException
            503 where all places are taken.
        """
        if self._inside >= self._most:
            told = (
                f"{self._most} requests that change the data are being worked on: try again in {_RETRY_AFTER} seconds"
            )
            raise HTTPException(503, told, {"Retry-After": _RETRY_AFTER})
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def change(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Let `act` change the store, in a thread, once nobody else does here.

        What came by another door while `act` was reading lets it begin anew, a few times.
        """
        async with self._turn:
            for _ in range(_TRIES):
                try:
                    return await asyncio.to_thread(act, *args, **kwargs)
                except OutdatedRevision:
                    continue
            return await asyncio.to_thread(act, *args, **kwargs)

    async def once(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Let `act` work in a thread, once nobody else changes the store here."""
        async with self._turn:
            return await asyncio.to_thread(act, *args, **kwargs)


async def read_form(request: Request, *, largest: int, patience: float) -> Form:
    """Read a multipart form into memory.

    Parameters
    ----------
    request : Request
        Nothing of its body has been read yet.
    largest : int
        Bytes that the whole body may have.
    patience : float
        Seconds of silence after which the client is given up.

    Raises
    ------
    HTTPException
        408 the client is too slow, 411 neither a length nor a chunked body, 413 too large, 415 no multipart form.
    InvalidInput
        The form is damaged, or the name of a file cannot be used.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data":
        raise HTTPException(415, "documents come in a multipart form, as `curl -F file=@FILE` sends them")
    parts = _Parts(options.get(b"boundary", b""))
    async for piece in _pieces(request, largest, patience):
        parts.write(piece)
    return parts.form()


async def read_body(request: Request, *, largest: int, patience: float) -> bytes:
    """Read a body whole, within the bounds of `read_form`."""
    return b"".join([piece async for piece in _pieces(request, largest, patience)])


async def spool(request: Request, path: Path, *, largest: int, patience: float) -> None:
    """Read a body into a new file, within the bounds of `read_form`.

    Raises
    ------
    StoreFull
        There is no room for it.
    """
    try:
        with path.open("xb") as file:
            async for piece in _pieces(request, largest, patience):
                file.write(piece)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise StoreFull("there is no room on the disk for what was sent, and nothing was written") from error


async def _pieces(request: Request, largest: int, patience: float) -> AsyncIterator[bytes]:
    """The body as it comes in, measured."""
    _refuse_by_length(request, largest)
    began, received, stream = time.monotonic(), 0, request.stream()
    while True:
        # Silence is bounded, and so is the whole: a byte every few seconds would hold a place for days.
        left = began + patience + received / _BYTES_A_SECOND - time.monotonic()
        try:
            async with asyncio.timeout(min(patience, left)):
                piece = await anext(stream, None)
        except TimeoutError:
            raise HTTPException(408, "the request came in too slowly, and was given up", _CLOSE) from None
        except ClientDisconnect:
            raise HTTPException(400, "the request broke off") from None
        if piece is None:
            return
        received += len(piece)
        if received > largest:
            raise _too_large(largest)
        yield piece


def _refuse_by_length(request: Request, largest: int) -> None:
    """Refuse what says beforehand that it does not fit."""
    length = request.headers.get("content-length")
    if length is None and "transfer-encoding" not in request.headers:
        raise HTTPException(411, "the request has no body, or does not say how long it is: send a Content-Length")
    if length is None:
        return
    if not (length.isascii() and length.isdecimal()):
        raise HTTPException(400, "Content-Length is no number", _CLOSE)
    if int(length[:20]) > largest:
        raise _too_large(largest)


def _too_large(largest: int) -> HTTPException:
    # The rest is not waited for: the connection ends with the answer.
    return HTTPException(413, f"the request has more than {largest} bytes: send less at a time", _CLOSE)


class _Parts:
    """Takes a form apart while it comes in."""

    def __init__(self, boundary: bytes) -> None:
        self._files: list[Content] = []
        self._fields: dict[str, str] = {}
        self._parts = 0
        self._header: tuple[bytearray, bytearray] = bytearray(), bytearray()
        self._options: dict[bytes, bytes] = {}
        self._data = bytearray()
        self._whole = False
        try:
            self._parser = MultipartParser(boundary, self._callbacks()) if boundary else None
        except FormParserError as error:
            raise InvalidInput(f"the multipart form cannot be read: {error}") from error
        if self._parser is None:
            raise InvalidInput("the multipart form names no boundary in its Content-Type")

    def write(self, piece: bytes) -> None:
        """Take in the next piece."""
        assert self._parser
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise InvalidInput(f"the multipart form is damaged: {error}") from error

    def form(self) -> Form:
        """What was in the form, once all of it has come in."""
        if not self._whole:
            raise InvalidInput("the multipart form is damaged: it breaks off before its last boundary")
        return Form(tuple(self._files), self._fields)

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_part_data": self._add,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise InvalidInput(f"the form has more than {_MOST_PARTS} parts: send the documents in several requests")
        self._options, self._data = {}, bytearray()

    def _end_header(self) -> None:
        name, value = (bytes(each) for each in self._header)
        self._header = bytearray(), bytearray()
        if name.lower() == b"content-disposition":
            self._options = parse_options_header(value)[1]

    def _add(self, data: bytes, start: int, end: int) -> None:
        self._data += memoryview(data)[start:end]
        if b"filename" not in self._options and len(self._data) > _LONGEST_FIELD:
            raise InvalidInput(f"a field of the form has more than {_LONGEST_FIELD} bytes; a file needs a file name")

    def _end(self) -> None:
        field_name = _text(self._options.get(b"name", b""))
        if b"filename" in self._options:
            if field_name != "file":
                raise InvalidParameter(f"the form has a file in {field_name!r:.40}: documents come in 'file'")
            self._files.append(Content(file_name(_text(self._options[b"filename"])), bytes(self._data)))
        elif field_name == "file":
            raise InvalidParameter("the part 'file' has no file name: its ending says what kind of document it is")
        elif self._fields.setdefault(field_name, _text(bytes(self._data))) != _text(bytes(self._data)):
            raise InvalidParameter(f"{field_name!r:.40} is in the form twice")
        self._data = bytearray()

    def _finish(self) -> None:
        self._whole = True


def file_name(given: str) -> str:
    r"""The name of a file from somebody else's machine: its last part, and only what can be seen.

    Raises
    ------
    InvalidParameter
        It is empty, too long, or has characters that cannot be seen.

    Examples
    --------
    >>> file_name("C:\\Users\\anne\\forslag.docx"), file_name("../../etc/passwd")
    ('forslag.docx', 'passwd')
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1].strip()
    if unseen(name):
        raise InvalidParameter(f"the file name {name!a:.80} has characters that cannot be seen: give it another name")
    if name.strip(".") == "":
        raise InvalidParameter("a file has no name: its ending says what kind of document it is")
    if len(name) > _LONGEST_NAME:
        raise InvalidParameter(f"the file name {name[:40]}… has more than {_LONGEST_NAME} characters: shorten it")
    return name


def _text(data: bytes) -> str:
    """Text as browsers and curl send it; what is not UTF-8 is taken as Latin-1."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
