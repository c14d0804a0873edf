"""Files that mean harm, or that were damaged on their way: each with what its refusal says, built when it is asked for.

`FILES` are small to read or refused at once; `HEAVY` want much time or memory of whoever reads them.
"""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from openpyxl import Workbook
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.invented import proposal
from tests.typeset import printed as typeset

__all__ = ["FILES", "HEAVY", "calling", "docx", "packed", "paragraphs", "pdf_of_lines", "xlsx"]

Build = Callable[[], bytes]
Cases = dict[str, tuple[Build, str]]

MEGABYTE: Final = 2**20
FORM: Final = proposal()

# -- what holds them ---------------------------------------------------------------------------------------------------

_OFFICE: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = b"http://schemas.openxmlformats.org/package/2006/"
_MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET: Final = "xl/worksheets/sheet1.xml"


def packed(parts: Mapping[str, bytes], level: int = 6) -> bytes:
    """A zip archive of some parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: bytes = b"<w:p/>", head: bytes = b"", more: Mapping[str, bytes] | None = None) -> bytes:
    """A Word document of this body, with `head` before it and more parts."""
    kinds = (
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    )
    parts = {
        "[Content_Types].xml": b'<Types xmlns="%scontent-types">%s</Types>' % (_PACKAGE, kinds),
        "_rels/.rels": relations(
            b'<Relationship Id="r1" Type="%s/officeDocument" Target="word/document.xml"/>' % _OFFICE
        ),
        "word/document.xml": b'%s<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        b'xmlns:r="%s"><w:body>%s</w:body></w:document>' % (head, _OFFICE, body),
    }
    return packed(parts | dict(more or {}), level=1)


def paragraphs(text: str) -> bytes:
    """Lines as paragraphs of a Word document."""
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines()).encode()


def relations(content: bytes) -> bytes:
    """Relationships of a part of a package."""
    return b'<Relationships xmlns="%srelationships">%s</Relationships>' % (_PACKAGE, content)


def xlsx(
    change: Mapping[str, Callable[[bytes], bytes]] | None = None, more: Mapping[str, bytes] | None = None
) -> bytes:
    """A workbook of one row, with parts of it rewritten, and more parts."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (["Initiativ", "Organisation", "Rolle"], ["Grøn Havn", "CLEAN", "lead"]):
        sheet.append(row)
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed(parts | {name: act(parts[name]) for name, act in (change or {}).items()} | dict(more or {}), level=1)


def rows(content: bytes) -> bytes:
    """A workbook with more rows."""
    return xlsx({_SHEET: lambda text: text.replace(b"</sheetData>", content + b"</sheetData>")})


def pdf(*objects: bytes, said: bytes = b"") -> bytes:
    """A PDF of objects, numbered from 1, with a right table of where they are."""
    data, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, size = len(data), len(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(data + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, said, start))


_CATALOG: Final = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGES: Final = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def page(content: bytes, said: bytes = b"") -> bytes:
    """A PDF of one page that shows a stream."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    leaf = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    )
    stream = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), said, content)
    return pdf(_CATALOG, _PAGES, leaf, stream, font)


def pdf_of_lines() -> bytes:
    """A fine proposal as a PDF."""
    return typeset(FORM, layout="ruled form")


@cache
def deflated(megabytes: int) -> bytes:
    """So many megabytes of blanks."""
    packer = zlib.compressobj(6)
    return b"".join(packer.compress(b" " * MEGABYTE) for _ in range(megabytes)) + packer.flush()


_FLATE: Final = b"/Filter /FlateDecode"

# -- PDF ---------------------------------------------------------------------------------------------------------------


def _locked() -> bytes:
    canvas = Canvas("", encrypt=StandardEncryption("hemmelig", ownerPassword="ejer", strength=128), invariant=1)
    canvas.drawString(60, 700, "Havnen er dyb.")
    return bytes(canvas.getpdfdata())


def _thousand_million_pages() -> bytes:
    """Nine levels of ten references each to the level below."""
    tree = [b"<< /Type /Pages /Kids [%s] /Count 1000000000 >>" % (b"%d 0 R " % (level + 3) * 10) for level in range(9)]
    return pdf(_CATALOG, *tree, b"<< /Type /Page /MediaBox [0 0 9 9] >>")


def _table_of_objects(said: bytes, content: bytes) -> bytes:
    """A PDF whose table of objects is a stream."""
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    table = b"<< /Type /XRef /Root 1 0 R %s /Length %d >>\nstream\n%s\nendstream" % (said, len(content), content)
    return head + b"3 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(head))


_PDF: Final[Cases] = {
    "locked.pdf": (_locked, "locked with a password; save it without one"),
    "cut.pdf": (lambda: pdf_of_lines()[:2000], "cut off; fetch or export the file again"),
    "circle.pdf": (lambda: pdf(_CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"), "damaged"),
    "tree.pdf": (_thousand_million_pages, "damaged"),
    "count.pdf": (lambda: pdf(_CATALOG, b"<< /Type /Pages /Kids [] /Count 1000000000 >>"), "of its 1000000000 pages"),
    "stream.pdf": (lambda: page(deflated(300), _FLATE), "unpacks to more than"),
    "length.pdf": (lambda: page(b"BT").replace(b"/Length 2", b"/Length 99999999999"), "export it"),
    "prior.pdf": (lambda: pdf(_CATALOG, b"<< /Type /Pages /Kids [] >>", said=b"/Prev 9"), "damaged"),
    "objects.pdf": (
        lambda: _table_of_objects(b"/Size 2000000000 /W [1 1 1] /Filter /FlateDecode", deflated(100)),
        "unpacks to more than",
    ),
    "tight.pdf": (lambda: page(b"\x81\x20" * 4_000_000 + b"\x80", b"/Filter /RunLengthDecode"), "packed too tightly"),
    "program.pdf": (lambda: b"MZ" + bytes(5000), "no PDF"),
    "text.pdf": (FORM.encode, "no PDF"),
}

# -- archives and XML --------------------------------------------------------------------------------------------------


def _bomb(part: str) -> bytes:
    return packed({"[Content_Types].xml": b"<a/>", part: b"<a>" + b" " * 200 * MEGABYTE + b"</a>"}, level=1)


def _matryoshka() -> bytes:
    content = packed({"a": bytes(100 * MEGABYTE)}, level=1)
    return packed({"b.zip": content})


def _overlapping(part: str) -> bytes:
    """One part that thousands of names share."""
    whole = packed({part: b"<a>" + b" " * 900_000 + b"</a>"})
    start = whole.find(b"PK\x01\x02")
    entry = whole[start : whole.find(b"PK\x05\x06")]
    names = [part.encode(), *(b"%0*d" % (len(part), number) for number in range(4_000))]
    directory = b"".join(entry[:46] + name + entry[46 + len(part) :] for name in names)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(names), len(names), len(directory), start, 0)
    return whole[:start] + directory + end


def _lying(data: bytes, declared: int) -> bytes:
    """An archive whose last part declares another size than it has."""
    out = bytearray(data)
    struct.pack_into("<I", out, out.rfind(b"PK\x03\x04") + 22, declared)
    struct.pack_into("<I", out, out.rfind(b"PK\x01\x02") + 24, declared)
    return bytes(out)


def _entries(more: Callable[[Mapping[str, bytes]], bytes]) -> bytes:
    return more({f"x/{number}.xml": b"" for number in range(20_000)})


_LAUGHS: Final = (
    b'<!DOCTYPE a [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(10))
    + b"]>"
)
_DOCX, _XLSX = "word/document.xml", "xl/workbook.xml"

_ARCHIVES: Final[Cases] = {
    "bomb.docx": (lambda: _bomb(_DOCX), "too large"),
    "bomb.xlsx": (lambda: _bomb(_XLSX), "too large"),
    "nested.docx": (lambda: docx(more={"word/embeddings/b.zip": _matryoshka()}), "no text was found"),
    "nested.xlsx": (
        lambda: xlsx({_SHEET: lambda text: text.replace(b"CLEAN", b"")}, {"xl/embeddings/b.zip": _matryoshka()}),
        "no row",
    ),
    "overlap.docx": (lambda: _overlapping(_DOCX), "too large"),
    "overlap.xlsx": (lambda: _overlapping(_XLSX), "too large"),
    "entries.docx": (lambda: _entries(lambda parts: docx(more=parts)), "parts are too many"),
    "entries.xlsx": (lambda: _entries(lambda parts: xlsx(more=parts)), "parts are too many"),
    "small-lie.docx": (lambda: _lying(_bomb(_DOCX), 300), "damaged or cut short"),
    "small-lie.xlsx": (lambda: _lying(_bomb(_XLSX), 300), "damaged or cut short"),
    "large-lie.docx": (lambda: _lying(docx(), 4_000_000_000), "as only a zip bomb does"),
    "large-lie.xlsx": (lambda: _lying(xlsx(), 4_000_000_000), "as only a zip bomb does"),
    "laughs.docx": (lambda: docx(b"<w:p><w:r><w:t>&k;</w:t></w:r></w:p>", _LAUGHS), "declares a document type"),
    "laughs.xlsx": (lambda: xlsx({_SHEET: lambda text: _LAUGHS + text}), "declares a document type"),
    "deep.docx": (lambda: docx(b"<w:tbl><w:tr><w:tc>" * 2_000), "damaged"),
    "dense.docx": (lambda: docx(b"<w:p/>" * 2_900_000), "far too long"),
    "word.docx": (lambda: docx(b"<w:p><w:r><w:t>" + b"a" * 40 * MEGABYTE + b"</w:t></w:r></w:p>"), "damaged"),
    "far.xlsx": (lambda: rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "beyond what is read"),
    "formula.xlsx": (lambda: rows(b'<row r="3"><c r="B3"><f>1+1</f><v>2</v></c></row>'), "B3 holds a formula"),
    "cells.xlsx": (lambda: rows(b"<row>" + b"<c/>" * 2_900_000 + b"</row>"), "holds too much for a table"),
    "rows.xlsx": (lambda: rows(b"<row/>" * 2_900_000), "holds too much for a table"),
}

# -- text, tables, data ------------------------------------------------------------------------------------------------

_A, _CLASS = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<https://w3id.org/fyrnet/ontology#Initiative>"


def _things(number: int) -> bytes:
    iris = (f"https://w3id.org/fyrnet/id/initiative/a{each}" for each in range(number))
    return "".join(f"<{iri}> {_A} {_CLASS} .\n" for iri in iris).encode()


def _clique(number: int) -> bytes:
    """Nodes without names that all point to all others: to tell them apart takes for ever."""
    pairs = ((a, b) for a in range(number) for b in range(number) if a != b)
    return "".join(f"_:a{a} <http://a.example/p> _:a{b} .\n" for a, b in pairs).encode()


_SUBJECT: Final = b"<http://a.example/a> <http://a.example/b> "
_TABLE: Final = b"Initiativ;Organisation\n"

_TEXTS: Final[Cases] = {
    "empty.txt": (bytes, "the file is empty"),
    "blank.txt": (lambda: b" \n\t\r\n\x0c" * 10_000, "the file is empty"),
    "nul.txt": (lambda: FORM.replace(" ", "\x00", 1).encode(), "no text but a binary file"),
    "zeros.txt": (lambda: bytes(100_000), "no proposal was found"),
    "noise.txt": (lambda: random.Random(1).randbytes(50_000), "no text but a binary file"),
    "halves.txt": (lambda: b"\xff\xfe" + b"\x00\xd8" * 1000, "save it as UTF-8"),
    "letter.txt": (lambda: b"Kaere alle.\n\nTak for sidst.\n", "a proposal has a title"),
    "accents.txt": (lambda: b"Nr. 1: H" + b"\xcc\x81" * 1_000_000, "no proposal was found"),
    "line.txt": (lambda: b"Havnen er dyb " * 500_000, "no proposal was found"),
    "cell.csv": (lambda: _TABLE + b"Havn;" + b"a" * 5_000_000, "a cell of"),
    "wide.csv": (lambda: _TABLE + b"a;" * 2_000_000, "is this a table?"),
    "open.csv": (lambda: _TABLE + b'Havn;"' + b"a\n" * 2_000_000, "more than 20000 rows"),
    "nul.csv": (lambda: _TABLE.replace(b"i", b"\x00"), "binary file"),
    "formula.csv": (lambda: _TABLE + b'Havn;"=HYPERLINK(""http://a.example"";""x"")"\n', "B2 holds a formula"),
    "command.csv": (lambda: _TABLE + b"Havn;=cmd|' /C calc'!A0\n", "B2 holds a formula"),
    "deep.ttl": (lambda: _SUBJECT + b"[ <http://a.example/c> " * 200_000, "nested more than 256 deep"),
    "lists.ttl": (lambda: _SUBJECT + b"( " * 1_000_000, "nested more than 256 deep"),
    "hidden.ttl": (lambda: _SUBJECT + b"[ <http://a.example/c> #]\n" * 100_000, "nested more than 256 deep"),
    "nul.ttl": (lambda: bytes(1_000_000), "this is not ttl"),
    "cut.ttl": (lambda: _SUBJECT + b'"' + b"a" * 5_000_000, "this is not ttl"),
    "deep.jsonld": (lambda: b"[" * 1_000_000, "nested more than 64 deep"),
    "hidden.jsonld": (lambda: b'["]",' * 100_000, "nested more than 64 deep"),
    "statements.nt": (
        lambda: b"".join(b"_:a <http://a.example/p> <http://a.example/%d> .\n" % number for number in range(100_001)),
        "more than 100000 statements",
    ),
    "many-things.nt": (lambda: _things(20_000), "20000 things"),
}

# -- files of the wrong kind -------------------------------------------------------------------------------------------

_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)


def _open_document() -> bytes:
    return packed({"mimetype": b"application/vnd.oasis.opendocument", "content.xml": b"<a/>"})


def _named(build: Build, said: str, *names: str) -> Cases:
    return dict.fromkeys(names, (build, said))


_KINDS: Final[Cases] = {
    **_named(lambda: _OLD, "save it as .xlsx", "old.xls", "old.xlsb", "old.xlsx"),
    **_named(_open_document, "save it as .xlsx", "open.ods", "open.numbers", "open.xlsx", "macro.xlsm"),
    **_named(lambda: _OLD, "save it as .docx", "old.doc", "old.docx", "old.txt", "old"),
    **_named(_open_document, "save it as .docx", "open.odt", "open.pages", "open.docx"),
    **_named(lambda: b"{\\rtf1\\ansi Havn}", "save it as .docx", "rich.rtf", "rich.txt"),
    **_named(lambda: b"\x89PNG\r\n\x1a\n" + bytes(300), "pictures are not read", "scan.png", "scan.txt", "scan"),
    **_named(lambda: b"\xff\xd8\xff\xe0" + bytes(300), "pictures are not read", "photo.JPG", "photo.md"),
    **_named(lambda: packed({"forslag.txt": FORM.encode()}), "unpack it", "all.zip"),
    **_named(lambda: b"\x1f\x8b" + bytes(300), "unpack it", "all.tar.gz", "all.txt"),
    **_named(lambda: b"From: a@example.org\r\n\r\n" + FORM.encode(), "save what is attached", "letter.eml", "a.msg"),
    **_named(lambda: b"<html><body>" + FORM.encode(), "save its text", "page.html", "page.txt"),
    **_named(lambda: b"MZ" + bytes(300), "neither run nor read", "run.exe", "run.txt", "run"),
    **_named(lambda: b"<a/>", "RDF is read as", "data.rdf", "data.xml", "data.json"),
    **_named(lambda: _OLD, "export it as .pdf", "slides.ppt", "slides.pptx"),
    **_named(pdf_of_lines, "the content is a PDF: rename", "pdf.docx", "pdf.txt"),
    **_named(lambda: b"<html><table><tr><td>Initiativ</td></tr></table>", "not a spreadsheet", "page.xlsx"),
    **_named(xlsx, "rename the file to .xlsx", "sheet.docx"),
    **_named(xlsx, "name it .xlsx", "sheet.csv"),
    **_named(docx, "rename the file to .docx", "document.xlsx"),
}

FILES: Final[Cases] = {**_PDF, **_ARCHIVES, **_TEXTS, **_KINDS}

HEAVY: Final[Cases] = {
    "strokes.pdf": (lambda: page(zlib.compress(b"0 0 m 1 1 l S " * 1_000_000), _FLATE), "hand in"),
    "bomb.docx": _ARCHIVES["bomb.docx"],
    "cells.xlsx": _ARCHIVES["cells.xlsx"],
    "clique.nt": (lambda: _clique(14), "reading it took more than"),
    "quoted.ttl": (lambda: b"<< " * 2_500_000, "nested more than 256 deep"),
    "facts.csv": (
        lambda: _TABLE + b"".join(b"Havn %d;Selskab %d\n" % (number, number) for number in range(19_000)),
        "more than 5000 facts",
    ),
    "things.nt": (lambda: _things(2_000), "no Danish title"),
}

# -- files that want something fetched ---------------------------------------------------------------------------------


def calling(address: str) -> dict[str, bytes]:
    """Files that name an address where a careless reader would ask: entities, links, contexts, formulas, actions."""
    at = address.encode()
    entity = b'<!DOCTYPE a SYSTEM "%s/a" [<!ENTITY b SYSTEM "%s/b"><!ENTITY %% c SYSTEM "%s/c"> %%c;]>' % (at, at, at)
    link = b'<Relationship Id="%s" Type="%s/%s" Target="%s/%s" TargetMode="External"/>'
    kinds = (b"attachedTemplate", b"image", b"hyperlink", b"oleObject", b"subDocument", b"aFChunk", b"externalLinkPath")
    links = relations(b"".join(link % (kind, _OFFICE, kind, at, kind) for kind in kinds))
    body = b'<w:altChunk r:id="aFChunk"/><w:p><w:subDoc r:id="subDocument"/><w:r>'
    body += b'<w:instrText>INCLUDETEXT "%s/x"</w:instrText><w:t>Havn</w:t></w:r></w:p>' % at
    outside = b'<externalLink xmlns="%s" xmlns:r="%s"><externalBook r:id="externalLinkPath"/></externalLink>'
    parts = {
        "xl/externalLinks/externalLink1.xml": outside % (_MAIN, _OFFICE),
        "xl/externalLinks/_rels/externalLink1.xml.rels": links,
        "xl/worksheets/_rels/sheet1.xml.rels": links,
    }
    action = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI (%s) >> /AA << /WC << /S /Launch /F (%s) >> >> >>"
    )
    elsewhere = b"<< /Length 0 /F << /FS /URL /F (%s) >> /FFilter /FlateDecode >>\nstream\n\nendstream" % at
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    return {
        "entity.docx": docx(b"<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", entity),
        "linked.docx": docx(body, more={"word/_rels/document.xml.rels": links}),
        "entity.xlsx": xlsx({_XLSX: lambda text: entity + text}),
        "linked.xlsx": xlsx({_SHEET: lambda text: text.replace(b"CLEAN", b"")}, parts),
        "service.xlsx": rows(b'<row r="3"><c r="B3"><f>WEBSERVICE("%s/f")</f><v>1</v></c></row>' % at),
        "link.csv": _TABLE + b'Havn;"=HYPERLINK(""%s"";""x"")"\nHavn;=WEBSERVICE("%s")\n' % (at, at),
        "entity.rdf": entity + b"<a>&b;</a>",
        "entity.txt": entity + b"<a>&b;</a>",
        "page.html": b'<html><img src="%s/p"><script src="%s/s"></script>' % (at, at),
        "action.pdf": pdf(action % (at, at), _PAGES, leaf, elsewhere),
        "imports.ttl": b"@base <%s/> . <a> a <%s> ; <http://www.w3.org/2002/07/owl#imports> <b> ."
        % (at, _CLASS.strip("<>").encode()),
        **dict(_contexts(f"{address}/context")),
    }


def _contexts(address: str) -> Iterable[tuple[str, bytes]]:
    """JSON-LD whose context lies elsewhere, said in every way there is."""
    node = {"@id": "http://a.example/", "n": {"n": "b"}}
    contexts: Sequence[object] = (
        address,
        [{}, address],
        {"@version": 1.1, "@import": address},
        {"n": {"@id": "http://a.example/n", "@context": address}},
    )
    for number, context in enumerate(contexts):
        yield f"context-{number}.jsonld", json.dumps({"@context": context} | node).encode()
    twice = f'{{"@context": "{address}", "@context": {{}}, "@id": "http://a.example/", "http://a.example/n": "b"}}'
    yield "context-twice.jsonld", twice.encode()
    yield "context-escaped.jsonld", twice.replace("@", "\\u0040").encode()
