"""Verbs, types and lengths that say one thing and mean another: taken for what they are, or refused."""

from __future__ import annotations

from tests.attacks.attack import SPARQL, UPDATE, Attack, encoded, post

__all__ = ["ATTACKS"]

_FORM = "application/x-www-form-urlencoded"
_ASK = encoded("ASK {}")
_INSERT = encoded("INSERT DATA { <urn:x:confused> <urn:x:p> 1 }")
_CHANGE = b"INSERT DATA { <urn:x:confused> <urn:x:p> 1 }"
_WRITER = {"Authorization": "Bearer @WRITE@"}
_TOKEN = "Authorization: Bearer @WRITE@\r\n"
_PATHS = (
    "/",
    "/health",
    "/sparql",
    "/update",
    "/store",
    "/api/initiatives",
    "/api/documents",
    "/api/analysis/overlap",
    "/network",
    "/static/fyrnet.css",
    "/openapi.json",
    "/docs",
    "/id/organisation/clean",
    "/nowhere",
)
_ANY = (200, 204, 303, 400, 401, 404, 405, 406, 501)


def _framed(name: str, head: str, body: bytes, *may: int, may_end: bool = True) -> Attack:
    raw = f"{head}\r\n\r\n".replace("\n", "\r\n").replace("\r\r\n", "\r\n").encode() + body
    return Attack("confusion", name, "POST /update", may or (400,), raw=raw, may_end=may_end)


_UPDATE_HEAD = (
    f"POST /update HTTP/1.1\nHost: @HOST@\nConnection: close\nContent-Type: {UPDATE}\nAuthorization: Bearer @READ@"
)

ATTACKS: tuple[Attack, ...] = (
    *(
        Attack("confusion", f"{verb} of {path}", f"{verb} {path}", _ANY)
        for path in _PATHS
        for verb in ("HEAD", "OPTIONS", "TRACE", "PATCH", "PROPFIND")
    ),
    Attack("confusion", "verb of nobody", "BREW /sparql", (400, 405, 501)),
    Attack("confusion", "verb in small letters", f"get /sparql?query={_ASK}", (400, 405, 501)),
    Attack("confusion", "tunnel", "CONNECT example.org:80", (400, 404, 405), may_end=True),
    Attack("confusion", "update by GET", f"GET /update?update={_INSERT}", (405,), _WRITER),
    Attack("confusion", "update by GET at the door of queries", f"GET /sparql?update={_INSERT}", (400, 403), _WRITER),
    Attack("confusion", "update by GET as a query", f"GET /sparql?query={_INSERT}", (400, 403), _WRITER),
    Attack(
        "confusion", "update as a query's text", "POST /sparql", (400, 403), _WRITER | {"Content-Type": SPARQL}, _CHANGE
    ),
    Attack(
        "confusion",
        "update at the door of queries",
        "POST /sparql",
        (400, 403),
        _WRITER | {"Content-Type": UPDATE},
        _CHANGE,
    ),
    *(
        Attack(
            "confusion",
            f"another verb by {name}",
            f"GET /store?graph=urn:x:none{query}",
            (400, 404, 406),
            _WRITER | {name: "DELETE"},
        )
        for name, query in (
            ("X-HTTP-Method-Override", ""),
            ("X-HTTP-Method", ""),
            ("X-Method-Override", ""),
            ("Accept", "&_method=DELETE"),
        )
    ),
    Attack("confusion", "query and update at once", f"GET /sparql?query={_ASK}&update={_INSERT}", (400, 403), _WRITER),
    post(
        "confusion",
        "query and update in one form",
        "/sparql",
        _FORM,
        f"query={_ASK}&update={_INSERT}".encode(),
        400,
        403,
    ),
    post(
        "confusion",
        "update with a query",
        "/update",
        _FORM,
        f"query={_ASK}&update={_INSERT}".encode(),
        400,
        headers=_WRITER,
    ),
    Attack("confusion", "two queries", f"GET /sparql?query={_ASK}&query={_ASK}", (400,)),
    post(
        "confusion",
        "query in the address and in the form",
        f"/sparql?query={_ASK}",
        _FORM,
        f"query={_ASK}".encode(),
        400,
    ),
    post(
        "confusion",
        "two updates",
        "/update",
        _FORM,
        f"update={_INSERT}&update={_INSERT}".encode(),
        400,
        headers=_WRITER,
    ),
    post("confusion", "text as plain text", "/sparql", "text/plain", b"ASK {}", 415),
    post("confusion", "text as JSON", "/sparql", "application/json", b'{"query": "ASK {}"}', 415),
    post("confusion", "update as plain text", "/update", "text/plain", _CHANGE, 415, headers=_WRITER),
    post("confusion", "update as a query's type", "/update", SPARQL, _CHANGE, 415, headers=_WRITER),
    post(
        "confusion", "form of parts at the door of queries", "/sparql", "multipart/form-data; boundary=x", b"--x--", 415
    ),
    post("confusion", "UTF-16", "/sparql", SPARQL + "; charset=utf-16", "ASK {}".encode("utf-16"), 400, 415),
    post("confusion", "UTF-7", "/sparql", SPARQL + "; charset=utf-7", b"ASK +AHsAfQ-", 400, 415),
    post("confusion", "charset of nobody", "/sparql", SPARQL + '; charset="idna"', b"ASK {}", 415),
    post(
        "confusion",
        "compressed body",
        "/sparql",
        SPARQL,
        b"\x1f\x8b\x08\x00",
        415,
        headers={"Content-Encoding": "gzip"},
    ),
    post(
        "confusion",
        "graph of another type",
        "/store?graph=urn:x:c",
        "text/html",
        b"<p>",
        415,
        method="PUT",
        headers=_WRITER,
    ),
    post(
        "confusion",
        "quads for one graph",
        "/store?graph=urn:x:c",
        "application/n-quads",
        b"<urn:s> <urn:p> <urn:o> <urn:other> .",
        400,
        415,
        method="PUT",
        headers=_WRITER,
    ),
    Attack("confusion", "two graphs", "GET /store?graph=urn:x:a&graph=urn:x:b", (400,)),
    Attack("confusion", "a graph and none", "GET /store?default&graph=urn:x:b", (400,)),
    Attack(
        "confusion",
        "no length",
        "POST /update",
        (411, 400),
        raw=f"{_UPDATE_HEAD.replace('@READ@', '@WRITE@')}\n\n".replace("\n", "\r\n").encode(),
    ),
    _framed("length that is longer than the body", f"{_UPDATE_HEAD}\nContent-Length: 1000", b"INSERT", 400, 403, 408),
    _framed("length below zero", f"{_UPDATE_HEAD}\nContent-Length: -5", _CHANGE, 400),
    _framed("length that is no number", f"{_UPDATE_HEAD}\nContent-Length: 0x10", _CHANGE, 400),
    _framed("length of a thousand digits", f"{_UPDATE_HEAD}\nContent-Length: {'9' * 1000}", _CHANGE, 400, 403, 413),
    _framed("two lengths", f"{_UPDATE_HEAD}\nContent-Length: 5\nContent-Length: 44", _CHANGE, 400),
    _framed(
        "a length and pieces", f"{_UPDATE_HEAD}\nContent-Length: 5\nTransfer-Encoding: chunked", b"0\r\n\r\n", 400, 403
    ),
    _framed(
        "a length and pieces of somebody who may write",
        f"{_UPDATE_HEAD.replace('@READ@', '@WRITE@')}\nContent-Length: 5\nTransfer-Encoding: chunked",
        b"0\r\n\r\n",
        400,
    ),
    _framed("a newer version by name alone", "GET /health HTTP/2.0\nHost: @HOST@\nConnection: close", b"", 400, 505),
    _framed(
        "pieces of a strange coding",
        f"{_UPDATE_HEAD}\nTransfer-Encoding: chunked, identity",
        b"0\r\n\r\n",
        400,
        403,
        501,
    ),
    _framed(
        "piece of a size below zero", f"{_UPDATE_HEAD}\nTransfer-Encoding: chunked", b"-1\r\nx\r\n0\r\n\r\n", 400, 403
    ),
    _framed("piece of a huge size", f"{_UPDATE_HEAD}\nTransfer-Encoding: chunked", b"FFFFFFFFFFFFFFFFF\r\nx", 400, 403),
    _framed("line without an end", "POST /update" + "A" * 200_000, b"", 400, 414, 431),
    _framed("ten thousand headers", _UPDATE_HEAD + "\nX-A: b" * 10_000, b"", 400, 403, 431, 411),
    _framed("header of a megabyte", _UPDATE_HEAD + "\nX-A: " + "b" * 1_000_000, b"", 400, 403, 411, 431),
    _framed("version of nobody", "POST /update HTTP/9.9\nHost: @HOST@", b"", 400, 401, 505),
    _framed("no version", "POST /update", b"", 400, 401, 411),
    _framed("another protocol", "PRI * HTTP/2.0\n\nSM", b"", 400, 404, 405, 505),
    _framed("greeting of encryption", "\x16\x03\x01\x02\x00\x01\x00\x01", b"", 400),
    _framed(
        "wish for another protocol",
        "GET /health HTTP/1.1\nHost: @HOST@\nConnection: Upgrade, close\nUpgrade: websocket\n"
        "Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        b"",
        200,
        400,
        403,
        404,
        426,
    ),
    _framed(
        "two hosts", "GET /health HTTP/1.1\nHost: @HOST@\nHost: evil.example.org\nConnection: close", b"", 200, 400
    ),
    _framed("no host", "GET /health HTTP/1.1\nConnection: close", b"", 200, 400),
    _framed(
        "expectation without a token",
        f"POST /update HTTP/1.1\nHost: @HOST@\nConnection: close\nContent-Type: {UPDATE}\n"
        "Content-Length: 1000\nExpect: 100-continue",
        b"",
        401,
        may_end=False,
    ),
    _framed(
        "expectation of nobody",
        "GET /health HTTP/1.1\nHost: @HOST@\nConnection: close\nExpect: 200-ok",
        b"",
        200,
        400,
        417,
    ),
    Attack("confusion", "address of another host", "GET http://evil.example.org/api/initiatives", (200, 400, 404)),
    Attack(
        "confusion",
        "host of somebody else in links",
        "GET /api/initiatives?limit=1",
        (200,),
        {"Host": "evil.example.org"},
        lacks=("evil.example.org",),
    ),
    Attack(
        "confusion",
        "host forwarded of somebody else",
        "GET /api/initiatives?limit=1",
        (200,),
        {"X-Forwarded-Host": "evil.example.org"},
        lacks=("evil.example.org",),
    ),
    Attack(
        "confusion",
        "if-none-match without end",
        "GET /api/initiatives?limit=1",
        (200, 400, 431),
        {"If-None-Match": '"a", ' * 8_000},
    ),
    Attack(
        "confusion",
        "ranges without end",
        "GET /static/fyrnet.css",
        (200, 206, 400, 416),
        {"Range": "bytes=" + ",".join(f"{n}-{n}" for n in range(0, 4000, 2))},
    ),
    Attack(
        "confusion",
        "another site's script",
        "GET /api/initiatives?limit=1",
        (200,),
        {"Origin": "https://evil.example.org"},
        lacks=("access-control-allow-origin: https://evil",),
    ),
)
