"""Numbers, lists and documents beyond all reason, and jobs that are none of the asker's business."""

from __future__ import annotations

import io
import zipfile

from tests.attacks.attack import Attack, post

__all__ = ["ATTACKS"]

_WRITER = {"Authorization": "Bearer @WRITE@"}
_FORM = "multipart/form-data; boundary=b"
_BAD = {
    "/api/initiatives?": (
        "limit=" + "1" + "0" * 30,
        "limit=-1",
        "limit=0",
        "limit=1e3",
        "limit=nan",
        "limit=inf",
        "limit=",
        "limit=\uff11\uff10",
        "limit=0x10",
        "offset=-1",
        "offset=" + "9" * 40,
        "offset=" + "9" * 5000,
        "limit[]=1",
        "role=nobody",
        "unknown=1",
        "__class__=x",
    ),
    "/api/organisations?": (
        "min_initiatives=-1",
        "min_initiatives=" + "9" * 30,
        "sort=;DROP",
        "collectives=perhaps",
        "q=" + "a" * 5000,
    ),
    "/api/analysis/overlap?": (
        "min_shared=0",
        "min_shared=" + "9" * 30,
        "of=everything",
        "by=magic",
        "limit=" + "9" * 30,
        "since=-1",
        "since=99999",
    ),
    "/api/analysis/centrality?": (
        "seed=-1",
        "seed=" + "9" * 30,
        "pivots=-1",
        "pivots=1e9",
        "measure=nothing",
        "pivots=nan",
    ),
    "/api/analysis/communities?": (
        "resolution=nan",
        "resolution=inf",
        "resolution=-inf",
        "resolution=-1",
        "resolution=0",
        "resolution=1e309",
        "resolution=1e300",
        "runs=1000000",
        "runs=-1",
        "seed=-1",
    ),
    "/api/analysis/paths?": (
        "from=clean",
        "from=clean&to=clean&chains=" + "9" * 30,
        "from=&to=",
        "from=clean&to=nobody",
    ),
    "/api/analysis/what-if?": ("remove=nobody", "add=nobody:nobody", "add=:", "add=" + ":" * 1000),
    "/api/analysis/gaps?": ("on=0000-00-00", "on=99999-01-01", "on=yesterday", "kind=nothing"),
    "/sparql?query=ASK%7B%7D&": (
        "timeout=-1",
        "timeout=nan",
        "timeout=inf",
        "timeout=0",
        "timeout=1e-400",
        "timeout=x",
        "timeout=1&timeout=2",
        "format=exe",
    ),
    "/api/network?": ("format=exe", "collectives=perhaps"),
}
_HUGE = {
    "very many values": "/api/analysis/what-if?" + "&".join(f"remove=x{n}" for n in range(5_000)),
    "very many kinds": "/api/analysis/centrality?" + "&".join("kind=x" for _ in range(5_000)),
    "very many parameters": "/api/initiatives?" + "&".join(f"a{n}=1" for n in range(5_000)),
    "very many affected": "/api/analysis/affected?" + "&".join("thing=clean" for _ in range(3_000)),
    "very many graphs": "/sparql?query=ASK%7B%7D&" + "&".join(f"default-graph-uri=urn:x:{n}" for n in range(2_000)),
    "very long path": "/api/organisations/" + "a/" * 20_000,
    "very long thing": "/api/analysis/dependencies/" + "a" * 40_000,
}
_TWICE = ("/api/initiatives?limit=1&limit=2", "/api/network?format=json&format=gexf", "/api/initiatives?q=a&q=b")
_JOBS = ("1", "0", "..", "%2e%2e", "AAAAAAAAAAAAAAAAAAAAAA", "'", "%00", "a" * 5_000, "*")


def _form(*parts: tuple[str, bytes]) -> bytes:
    return b"".join(b"--b\r\n%s\r\n\r\n%s\r\n" % (head.encode(), data) for head, data in parts) + b"--b--\r\n"


def _file(name: str, data: bytes) -> tuple[str, bytes]:
    return f'Content-Disposition: form-data; name="file"; filename="{name}"', data


def _zip_bomb(part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr(part, b"<a>" + b" " * (120 << 20) + b"</a>")
    return out.getvalue()


_UPLOADS = {
    "zip bomb as a Word document": lambda: _form(_file("bomb.docx", _zip_bomb("word/document.xml"))),
    "zip bomb as a workbook": lambda: _form(_file("bomb.xlsx", _zip_bomb("xl/workbook.xml"))),
    "program as a PDF": lambda: _form(_file("x.pdf", b"MZ" + bytes(5_000))),
    "noise as a Word document": lambda: _form(_file("x.docx", bytes(range(256)) * 100)),
    "noise as text": lambda: _form(_file("x.txt", bytes(range(256)) * 100)),
    "type of nobody": lambda: _form(_file("x.exe", b"x")),
    "nothing": lambda: _form(_file("x.txt", b"")),
    "ten thousand parts": lambda: _form(*(_file(f"{n}.txt", b"x") for n in range(10_000))),
    "ten thousand fields": lambda: _form(
        *((f'Content-Disposition: form-data; name="f{n}"', b"x") for n in range(10_000))
    ),
    "header of a part without end": lambda: _form(
        (f'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nX-{"a" * 500_000}: b', b"x")
    ),
    "name of a file without end": lambda: _form(_file("a" * 500_000 + ".txt", b"x")),
    "name of a file with line ends": lambda: _form(_file("a%0d%0aX-Injected: yes.txt\x00.exe", b"x")),
    "name of a file that climbs": lambda: _form(_file("../../../../etc/cron.d/x", b"x")),
    "field without end": lambda: _form(('Content-Disposition: form-data; name="as"', b"x" * 1_000_000)),
    "form that breaks off": lambda: _form(_file("a.txt", b"x"))[:-8],
    "form of other boundaries": lambda: b"--c\r\n\r\nx\r\n--c--",
    "document type with entities": lambda: _form(
        _file("x.rdf", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')
    ),
    "remote context": lambda: _form(
        _file("x.jsonld", b'{"@context": "http://@CANARY@/doc", "@id": "urn:x:a", "n": "b"}')
    ),
}

ATTACKS: tuple[Attack, ...] = (
    *(
        Attack(
            "parameters",
            f"{path}{given[:40]}{f' ({len(given)})' if len(given) > 40 else ''}",
            f"GET {path}{given}",
            (400, 404),
        )
        for path, all_given in _BAD.items()
        for given in all_given
    ),
    *(Attack("parameters", f"given twice: {target}", f"GET {target}", (200, 400)) for target in _TWICE),
    *(Attack("parameters", name, f"GET {target}", (200, 202, 400, 404, 414, 431)) for name, target in _HUGE.items()),
    *(
        Attack("parameters", f"{verb} of the job {name[:24]}", f"{verb} /api/jobs/{name}", (400, 404, 405))
        for name in _JOBS
        for verb in ("GET", "DELETE")
    ),
    *(
        post("parameters", name, "/api/documents?dry_run=true", _FORM, body, 400, 413, 415, 422, headers=_WRITER)
        for name, body in _UPLOADS.items()
    ),
    post(
        "parameters", "form without a boundary", "/api/documents", "multipart/form-data", b"--b--", 400, headers=_WRITER
    ),
    post(
        "parameters",
        "form with a boundary without end",
        "/api/documents",
        "multipart/form-data; boundary=" + "b" * 5_000,
        b"--b--",
        400,
        headers=_WRITER,
    ),
    post(
        "parameters",
        "case that is none",
        "/api/review/%00",
        "application/json",
        b'{"verdict": "same"}',
        404,
        headers=_WRITER,
    ),
    post(
        "parameters",
        "verdict that is none",
        "/api/review/abc",
        "application/json",
        b'{"verdict": {"$gt": ""}}',
        400,
        404,
        headers=_WRITER,
    ),
    post(
        "parameters",
        "verdict of nested arrays",
        "/api/review/abc",
        "application/json",
        b"[" * 9_000,
        400,
        headers=_WRITER,
    ),
)
