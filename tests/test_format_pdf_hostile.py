"""PDFs that are broken, locked or meant to do harm end in one clear line, soon, and with little memory."""

from __future__ import annotations

import random
import time
import tracemalloc
import zlib
from collections.abc import Sequence
from functools import cache

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from graph.reading.formats.pdf import printed
from ontology.errors import UnreadableDocument
from tests.invented import proposal
from tests.typeset import printed as typeset
from tests.typeset import sheet

SOON = 30.0
"""Seconds: a generous bound, for machines that do other things too."""


@cache
def whole() -> bytes:
    return typeset(proposal(), layout="ruled form")


def built(objects: Sequence[bytes], root: int = 1) -> bytes:
    """A PDF of objects, numbered from 1, with a right table of where they are."""
    data = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return bytes(data)


def stream(content: bytes, said: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), said, content)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def page(contents: bytes, said: bytes = b"", *others: bytes, font: bytes = FONT) -> bytes:
    """A PDF of one page; `contents` is object 4, the font object 5, `others` follow."""
    resources = b"/Resources << /Font << /F 5 0 R >> %s >>" % said
    first = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % resources
    return built([CATALOG, PAGES, first, contents, font, *others])


TEXT = b"BT /F 12 Tf 60 700 Td (Havnen er dyb.) Tj ET"


def complaint(data: bytes) -> str:
    """What the error of a file says; it is one line that names the file."""
    begun = time.monotonic()
    with pytest.raises(UnreadableDocument) as error:
        printed(data, "forslag.pdf")
    assert time.monotonic() - begun < SOON
    said = str(error.value)
    assert said.startswith("forslag.pdf: ")
    assert "\n" not in said
    return said


def is_decent(data: bytes) -> bool:
    """Whether a file is read, or refused in one line that names it; any other error comes out."""
    try:
        return bool(printed(data, "forslag.pdf").lines)
    except UnreadableDocument as error:
        return str(error).startswith("forslag.pdf: ") and "\n" not in str(error)


def test_a_page_built_by_hand_is_read() -> None:
    lines = printed(page(stream(TEXT)), "forslag.pdf").lines
    assert [line.text for line in lines] == ["Havnen er dyb."]


# Locked, cut off, broken


def locked(user: str) -> bytes:
    encryption = StandardEncryption(user, ownerPassword="ejer", strength=128)
    canvas = Canvas("", encrypt=encryption, invariant=1)
    canvas.drawString(60, 700, "Havnen er dyb.")
    return bytes(canvas.getpdfdata())


def test_a_password_that_is_needed_is_told() -> None:
    assert "locked with a password; save it without one" in complaint(locked("hemmelig"))


def test_a_file_that_only_its_owner_may_change_is_read() -> None:
    assert printed(locked(""), "forslag.pdf").lines[0].text == "Havnen er dyb."


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.98])
def test_a_file_that_is_cut_off_says_so(share: float) -> None:
    assert "cut off" in complaint(whole()[: int(share * len(whole()))])


def test_a_file_of_another_kind_says_so() -> None:
    assert "no PDF" in complaint(b"Nr. 1: Havn\n\nDeltagende parter: CLEAN")


def test_a_header_with_garbage_behind_it_is_an_error() -> None:
    garbage = random.Random(4).randbytes(5000)
    assert complaint(b"%PDF-1.7\n" + garbage)
    assert complaint(b"%PDF-1.7\n" + garbage + b"\nstartxref\n9\n%%EOF")


def test_a_page_whose_content_is_missing_is_damaged() -> None:
    assert "damaged" in complaint(page(b"null").replace(b"/Contents 4 0 R", b"/Contents 9 0 R"))


def test_a_page_that_is_lost_is_told() -> None:
    data = page(stream(TEXT)).replace(b"/Kids [3 0 R] /Count 1", b"/Kids [3 0 R] /Count 2")
    assert "1 of its 2 pages are there" in complaint(data)


def test_a_page_whose_content_cannot_be_unpacked_is_damaged() -> None:
    packed = bytearray(zlib.compress(TEXT * 50))
    packed[10:20] = b"\x00" * 10
    assert "damaged" in complaint(page(stream(bytes(packed), b"/Filter /FlateDecode")))


def test_fonts_that_do_not_say_their_letters_are_an_error_and_no_garbage() -> None:
    system = b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) >>"
    below = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X %s >>" % system
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] >>"
    text = b"BT /F 12 Tf 60 700 Td <002700480057> Tj ET"
    assert "do not say which letters" in complaint(page(stream(text), b"", below, font=font))


# Bombs and circles


@pytest.mark.slow
def test_a_stream_that_unpacks_to_a_gigabyte_is_refused_with_little_memory() -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\x20" * 2**20) for _ in range(1024)) + packer.flush()
    data = page(stream(packed, b"/Filter /FlateDecode"))
    tracemalloc.start()
    try:
        assert "unpacks to more than" in complaint(data)
        assert tracemalloc.get_traced_memory()[1] < 150 * 2**20
    finally:
        tracemalloc.stop()


def test_a_stream_that_is_packed_twice_is_bounded_too() -> None:
    packed = zlib.compress(zlib.compress(b" " * 64 * 2**20, 9), 9)
    assert "unpacks to more than" in complaint(page(stream(packed, b"/Filter [/FlateDecode /FlateDecode]")))
    assert "again and again" in complaint(page(stream(packed, b"/Filter [" + b"/FlateDecode " * 9 + b"]")))


@pytest.mark.slow
def test_parts_that_draw_each_other_end() -> None:
    forms = [
        stream(
            b"/A Do " * 12,
            b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /A %d 0 R >> >>" % n,
        )
        for n in [*range(7, 26), 6]
    ]
    assert "too often" in complaint(page(stream(TEXT + b" /A Do" * 12), b"/XObject << /A 6 0 R >>", *forms))


def test_references_that_lead_in_circles_end() -> None:
    circle = built([b"<< /Type /Catalog /Pages 2 0 R >>", b"3 0 R", b"2 0 R"])
    assert complaint(circle)
    assert complaint(built([CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]))


def test_a_very_deep_tree_of_pages_ends() -> None:
    depth = 5000
    tree = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 3) for number in range(depth)]
    assert complaint(built([CATALOG, *tree, b"<< /Type /Page >>"]))


def test_too_many_pages_are_refused() -> None:
    data = sheet(*[lambda canvas: canvas.drawString(60, 700, "Havn")] * 301)
    assert "has more than 300 pages; hand in the pages" in complaint(data)


def test_too_many_letters_are_refused() -> None:
    text = b"BT /F 1 Tf " + b"(" + b"a" * 650_000 + b") Tj ET"
    assert "holds more than 600,000 characters" in complaint(page(stream(zlib.compress(text), b"/Filter /FlateDecode")))


def test_a_font_with_a_table_without_end_is_refused() -> None:
    letters = stream(b"begincmap 1 beginbfrange <00000000> <7FFFFFFF> <0041> endbfrange endcmap")
    font = FONT.replace(b"/Encoding", b"/ToUnicode 6 0 R /Encoding")
    assert "absurd table" in complaint(page(stream(TEXT), b"", letters, font=font))
    below = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /W [0 2000000000 500] >>"
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] >>"
    assert "absurd table" in complaint(page(stream(TEXT), b"", below, font=font))


def test_differences_over_absurd_rows_are_refused() -> None:
    said = b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 9999999999 >>"
    assert "absurd" in complaint(page(stream(zlib.compress(TEXT), said)))


@pytest.mark.slow
def test_deeply_nested_brackets_end() -> None:
    for nested in (b"[" * 200_000, b"<<" * 200_000, b"(" * 200_000, b"q " * 200_000):
        assert is_decent(page(stream(TEXT + b" " + nested)))


@pytest.mark.slow
def test_many_scattered_letters_and_lines_are_read_in_time() -> None:
    chance = random.Random(1)
    drawn = [b"%d %d m %d %d l S" % tuple(chance.randrange(600) for _ in range(4)) for _ in range(8000)]
    drawn += [b"BT /F 9 Tf %d %d Td (a) Tj ET" % (chance.randrange(600), chance.randrange(800)) for _ in range(8000)]
    begun = time.monotonic()
    assert printed(page(stream(b"\n".join(drawn))), "forslag.pdf").lines
    assert time.monotonic() - begun < SOON


# Nothing is executed, opened or fetched


def test_scripts_actions_and_files_within_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("subprocess.Popen.__init__", refuse)
    catalog = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/true) >> /AA << /WC 6 0 R >> "
        b"/Names << /JavaScript << /Names [(a) 6 0 R] >> /EmbeddedFiles << /Names [(b) 7 0 R] >> >> >>"
    )
    script = b"<< /S /JavaScript /JS (app.launchURL\\('http://example.org'\\)) >>"
    data = page(stream(TEXT), b"", script, b"<< /Type /Filespec /F (http://example.org/x) >>").replace(CATALOG, catalog)
    assert [line.text for line in printed(data, "forslag.pdf").lines] == ["Havnen er dyb."]


# Chance


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_flipped_or_cut_only_one_error_comes_out(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        data = bytearray(whole())
        for _ in range(chance.choice([1, 3, 20, 200])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.2:
            cut = chance.randrange(len(data))
            del data[cut : cut + chance.randrange(400)]
        assert is_decent(bytes(data))
