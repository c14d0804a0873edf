"""A multipart form in memory, as its parts: each with its media type and its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from ontology.errors import InvalidInput

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

__all__ = ["parts"]

_MOST: Final = 200


def parts(body: bytes, content_type: str) -> list[tuple[str, bytes]]:
    r"""Media type, in lower case and without parameters, and content of every part.

    Raises
    ------
    InvalidInput
        The form is damaged, or has more than 200 parts.

    Examples
    --------
    >>> parts(b"--x\r\nContent-Type: text/turtle; charset=utf-8\r\n\r\n<urn:a> a <urn:b> .\r\n--x--\r\n",
    ...       "multipart/form-data; boundary=x")
    [('text/turtle', b'<urn:a> a <urn:b> .')]
    """
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not boundary:
        raise InvalidInput("the multipart form names no boundary in its Content-Type")
    reading = _Reading()
    try:
        parser = MultipartParser(boundary, reading.callbacks())
        parser.write(body)
    except FormParserError as error:
        raise InvalidInput(f"the multipart form is damaged: {error}") from error
    if not reading.whole:
        raise InvalidInput("the multipart form is damaged: it breaks off before its last boundary")
    return [(media_type, bytes(data)) for media_type, data in reading.found]


class _Reading:
    """What was found so far."""

    def __init__(self) -> None:
        self.found: list[tuple[str, bytearray]] = []
        self.whole = False
        self._name, self._value = bytearray(), bytearray()

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_part_data": lambda data, start, end: self.found[-1][1].extend(memoryview(data)[start:end]),
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.found) >= _MOST:
            raise InvalidInput(f"the form has more than {_MOST} parts: send the data in several requests")
        self.found.append(("", bytearray()))

    def _end_header(self) -> None:
        name, value = self._name.decode("latin-1").strip().lower(), self._value.decode("latin-1")
        self._name, self._value = bytearray(), bytearray()
        if name == "content-type":
            self.found[-1] = value.partition(";")[0].strip().lower(), self.found[-1][1]

    def _end(self) -> None:
        self.whole = True
