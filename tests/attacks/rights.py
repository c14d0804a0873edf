"""Writes by those who may not write, and reading of what is not shown: refused, whatever the token looks like."""

from __future__ import annotations

from collections.abc import Mapping

from tests.attacks.attack import UPDATE, Attack, post

__all__ = ["ATTACKS"]

_INSERT = b"INSERT DATA { <urn:x:intruder> <urn:x:p> 1 }"
_FORM = "application/x-www-form-urlencoded"
_EMPTY_FORM = b"--b--\r\n"


def _with(name: str, value: str | None, *may: int) -> Attack:
    headers = {} if value is None else {"Authorization": value}
    return post("rights", name, "/update", UPDATE, _INSERT, *(may or (401,)), headers=headers)


def _raw(name: str, lines: str, *may: int) -> Attack:
    raw = (
        f"POST /update HTTP/1.1\r\nHost: @HOST@\r\nConnection: close\r\nContent-Type: {UPDATE}\r\n"
        f"Content-Length: {len(_INSERT)}\r\n{lines}\r\n"
    ).encode("utf-8", "surrogateescape")
    return Attack("rights", name, "POST /update", may or (401,), raw=raw + _INSERT)


_DOORS: Mapping[str, str] = {
    "replacing a graph": "PUT /store?graph=urn:x:intruder",
    "replacing the unnamed graph": "PUT /store?default",
    "replacing a graph by its path": "PUT /store/intruder",
    "adding to a graph": "POST /store?default",
    "making a graph": "POST /store",
    "removing a graph": "DELETE /store?graph=https://w3id.org/fyrnet/graph/ontology",
    "removing the unnamed graph": "DELETE /store?default",
    "handing in a document": "POST /api/documents",
    "handing in a document for a trial": "POST /api/documents?dry_run=true",
    "withdrawing a document": "DELETE /api/documents/lighthouse-proposals",
    "deciding a case": "POST /api/review/abc",
    "taking a decision back": "DELETE /api/review/abc",
}

ATTACKS: tuple[Attack, ...] = (
    _with("no token", None),
    _with("wrong token", "Bearer wrong"),
    _with("empty token", "Bearer "),
    _with("token of blanks", "Bearer    "),
    _with("scheme alone", "Bearer"),
    _with("another scheme", "Basic @WRITE@"),
    _with("no scheme", "@WRITE@"),
    _with("token in quotation marks", 'Bearer "@WRITE@"'),
    _with("token and more", "Bearer @WRITE@, Bearer x"),
    _with("token begun", "Bearer @WRITE@x"),
    _with("token with a NUL in letters", "Bearer @WRITE@%00"),
    _with("role too small", "Bearer @READ@", 403),
    _with("token revoked", "Bearer @REVOKED@"),
    _with("token expired", "Bearer @EXPIRED@"),
    _with("token of other letters", "Bearer \uff57\uff52\uff49\uff54\uff45"),
    _with("token of odd bytes", "Bearer \udcff\udcfe"),
    _with("token of a hundred thousand letters", "Bearer " + "a" * 100_000, 400, 401, 431),
    _with("nobody's signature", "Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ."),
    _raw("token twice", "Authorization: Bearer @WRITE@\r\nAuthorization: Bearer wrong\r\n"),
    _raw("wrong token, then the right one", "Authorization: Bearer wrong\r\nAuthorization: Bearer @WRITE@\r\n"),
    _raw("token on a folded line", "Authorization: Bearer\r\n @WRITE@x\r\n", 400, 401),
    _raw("token in another header", "X-Authorization: Bearer @WRITE@\r\nProxy-Authorization: Bearer @WRITE@\r\n"),
    _raw("token in a cookie", "Cookie: token=@WRITE@; Authorization=Bearer @WRITE@\r\n"),
    _raw("token in the name of a header", "Authorization : Bearer @WRITE@\r\n", 400, 401),
    _raw(
        "claim to come from this machine",
        "X-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\n",
    ),
    post("rights", "token in the address", "/update?token=@WRITE@&access_token=@WRITE@", UPDATE, _INSERT, 401),
    post(
        "rights",
        "token in the form",
        "/update",
        _FORM,
        b"access_token=@WRITE@&update=INSERT+DATA+%7B+%3Curn:x:intruder%3E+%3Curn:x:p%3E+1+%7D",
        401,
    ),
    Attack(
        "rights",
        "token as user of the address",
        "POST http://writer:@WRITE@@@HOST@/update",
        (400, 401, 404),
        {"Content-Type": UPDATE},
        _INSERT,
    ),
    *(
        Attack(
            "rights",
            f"{name} without a token",
            target,
            (401,),
            {"Content-Type": "multipart/form-data; boundary=b" if "documents" in target else "text/turtle"},
            _EMPTY_FORM if target.startswith("POST") else b"",
        )
        for name, target in _DOORS.items()
    ),
    *(
        Attack("rights", f"{name} with a role too small", target, (403,), {"Authorization": "Bearer @READ@"})
        for name, target in _DOORS.items()
    ),
    *(
        Attack(
            "rights",
            f"the doors of commands: {target} with {token.strip(chr(64))}",
            target,
            (401, 403, 404, 405),
            {"Authorization": f"Bearer {token}"},
        )
        for target in ("POST /local/snapshot", "POST /local/replace", "GET /local/secret")
        for token in ("@READ@", "secret")
    ),
)
