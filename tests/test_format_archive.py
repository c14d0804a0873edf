"""Archives of Word documents and spreadsheets: what could do harm is refused in one clear line before it is parsed."""

from __future__ import annotations

import contextlib
import io
import socket
import struct
import time
import zipfile
import zlib
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.reading.formats import archive
from graph.reading.formats.archive import main_part, opened
from ontology.errors import UnreadableDocument

WORD = "word/document.xml"
SHEET = "xl/workbook.xml"
FINE = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relationships/>", WORD: b"<w:document/>"}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of some parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as written:
        for part, content in parts.items():
            written.writestr(part, content)
    return stream.getvalue()


def refusal(data: bytes, needed: str = WORD) -> str:
    """What is said of an archive that is refused."""
    with pytest.raises(UnreadableDocument) as raised:
        opened(data, "forslag.docx", needed)
    text = str(raised.value)
    assert "forslag.docx" in text
    assert "\n" not in text
    return text


def with_part(content: bytes, part: str = "word/styles.xml") -> bytes:
    """A fine archive with one part more."""
    return packed(FINE | {part: content})


def test_fine_archive_is_opened() -> None:
    read = opened(packed(FINE), "forslag.docx", WORD)
    assert read.read(WORD) == b"<w:document/>"
    assert main_part(read, WORD) == WORD


def test_main_part_of_another_name_is_found_where_the_package_names_it() -> None:
    parts = {"_rels/.rels": b'<R><Relationship Target="/word/document2.xml"/></R>', "word/document2.xml": b"<a/>"}
    assert main_part(opened(packed(parts), "forslag.docx", WORD), WORD) == "word/document2.xml"


@pytest.mark.parametrize("content", [b"Nr. 1: Havn", b"%PDF-1.7 ", b"\x89PNG\r\n", b"P", b"\x00" * 100])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    assert "the content is not a Word document" in refusal(content)


def test_old_or_encrypted_office_file_is_told_to_be_saved_without_password() -> None:
    assert "save it as .docx without password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "save it as .xlsx without password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), SHEET)


def test_truncated_archive_is_damaged() -> None:
    data = packed(FINE)
    for size in range(4, len(data) - 1, 7):
        refusal(data[:size])


def test_spreadsheet_and_presentation_under_the_name_of_a_document_are_named() -> None:
    assert "rename the file to .xlsx" in refusal(packed({SHEET: b"<a/>"}))
    assert "rename the file to .pptx" in refusal(packed({"ppt/presentation.xml": b"<a/>"}))
    assert "OpenDocument" in refusal(packed({"content.xml": b"<a/>"}))
    assert "holds no word/document.xml" in refusal(packed({"readme.txt": b"a"}))
    with pytest.raises(UnreadableDocument, match=r"rename the file to \.docx"):
        opened(packed(FINE), "parter.xlsx", SHEET)


# --- bombs -----------------------------------------------------------------------------------------------------------


def test_part_that_unpacks_to_far_more_than_it_takes_is_refused() -> None:
    assert "as only a zip bomb does" in refusal(with_part(b" " * 5_000_000))


def test_part_and_whole_beyond_their_limits_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_LARGEST_PART", 1000)
    assert "word/styles.xml" in refusal(with_part(b"<a/>" * 300))
    monkeypatch.setattr(archive, "_LARGEST_WHOLE", 1500)
    assert "too large" in refusal(packed(FINE | {f"word/media/{n}.png": bytes(900) for n in range(2)}))


def test_part_that_holds_more_than_it_declares_is_never_unpacked_beyond_that() -> None:
    data = bytearray(with_part(b"<a/>" + b" " * 4_000_000))
    struct.pack_into("<I", data, data.rfind(b"PK\x03\x04") + 22, 200)
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 24, 200)
    assert "damaged" in refusal(bytes(data))


def test_members_that_share_their_bytes_are_refused() -> None:
    data = bytearray(packed({"a.xml": b"<a/>" * 100} | FINE, zipfile.ZIP_STORED))
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    struct.pack_into("<I", data, second + 42, 0)
    refusal(bytes(data))


def test_two_members_of_one_name_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        written.writestr(WORD, b"<a/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            written.writestr(WORD, b"<b/>")
    assert "lie upon each other" in refusal(stream.getvalue())


def test_too_many_members_are_refused() -> None:
    assert "too many" in refusal(packed(FINE | {f"word/{n}.xml": b"" for n in range(5_001)}, zipfile.ZIP_STORED))


def test_absurdly_dense_xml_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MOST_MARKUP", 1000)
    assert "too much" in refusal(with_part(b"<r>" + b'<a b="" c=""/>' * 400 + b"</r>"))


def test_archive_within_the_archive_is_not_opened() -> None:
    inner = packed({"bomb.xml": b"<!DOCTYPE a>" + b" " * 9_000_000})
    opened(with_part(inner, "word/embeddings/oleObject1.docx"), "forslag.docx", WORD)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_office_programs_do_not_use_is_refused(method: int) -> None:
    assert "packed in a way" in refusal(packed(FINE, method))


def test_encrypted_member_is_refused() -> None:
    data = bytearray(packed(FINE))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.rfind(mark)
        struct.pack_into("<H", data, start + offset, 1)
    assert "word/document.xml is encrypted" in refusal(bytes(data))


# --- entities --------------------------------------------------------------------------------------------------------

LAUGHS = '<?xml version="1.0" encoding="{}"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp1252"]
)
def test_document_type_is_refused_in_every_encoding(encoding: str) -> None:
    assert "declares" in refusal(with_part(LAUGHS.format(encoding).encode(encoding)))


def test_encoding_that_could_hide_a_document_type_is_refused() -> None:
    assert "no XML in UTF-8 or UTF-16" in refusal(with_part(LAUGHS.format("cp500").encode("cp500")))


def test_encoding_of_seven_bits_is_refused_by_its_declaration() -> None:
    hidden = b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4<a/>'
    assert "no XML in UTF-8 or UTF-16" in refusal(with_part(hidden))


def test_document_type_under_a_name_that_is_no_xml_is_refused_too() -> None:
    refusal(with_part(b"  <!DOCTYPE a><a/>", "word/styles.bin"))
    refusal(with_part(b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "word/media/image1.svg"))
    opened(with_part(b"<!DOCTYPE svg><svg/>", "word/media/image1.svg"), "forslag.docx", WORD)


def test_text_that_only_speaks_of_document_types_is_fine() -> None:
    opened(with_part("<a>&lt;!DOCTYPE&gt; blåbær</a>".encode("utf-16")), "forslag.docx", WORD)


# --- damage ----------------------------------------------------------------------------------------------------------


@given(st.data())
def test_flipped_bits_raise_nothing_but_the_one_error(data: st.DataObject) -> None:
    content = bytearray(packed(FINE | {"word/styles.xml": zlib.compress(b"styles") * 3}))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with contextlib.suppress(UnreadableDocument):
        opened(bytes(content), "forslag.docx", WORD)


@given(st.binary(max_size=300))
def test_any_bytes_raise_nothing_but_the_one_error(content: bytes) -> None:
    refusal(b"PK\x03\x04" + content)


def test_nothing_is_fetched_and_a_refusal_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a connection was opened"))
    started = time.monotonic()
    refusal(with_part(b"<!DOCTYPE a SYSTEM 'http://example.org/a.dtd'><a/>"))
    refusal(with_part(bytes(49 * 2**20)))
    assert time.monotonic() - started < 10
