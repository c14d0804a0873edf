"""What must hold of every attack, and of one: told as a list of what does not."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.attacks.attack import Attack
from tests.attacks.target import Reply, Target

__all__ = ["faults"]

# Refusals that are told on purpose: no place or no time was left, or the disk is full.
_FORESEEN = {503, 504, 507}
_NO_HTTP = b"Invalid HTTP request received."
_BETRAYALS = (b"Traceback (most", b'File "/', b"root:x:0:", b"site-packages", b"/api/app.py")


def faults(attack: Attack, reply: Reply, target: Target) -> list[str]:
    """Everything that does not hold, in words; empty where the attack was held."""
    return [*_of_status(attack, reply), *_of_shape(attack, reply), *_of_content(attack, reply, target)]


def _of_status(attack: Attack, reply: Reply) -> Iterator[str]:
    if reply.status == 0:
        if not attack.may_end or reply.body:
            yield f"no answer, but {reply.body[:200]!r}"
        return
    if reply.status >= 500 and reply.status not in _FORESEEN | {501, 505}:
        yield f"{reply.status}, which nobody foresaw"
    if reply.status not in attack.may:
        yield f"{reply.status} is none of {attack.may}: {reply.body[:300]!r}"


def _of_shape(attack: Attack, reply: Reply) -> Iterator[str]:
    """Errors are told as problems, or as a page where a browser asks; a whole answer is as long as it said."""
    length = reply.header("content-length")
    if (
        length
        and attack.raw is None
        and attack.method != "HEAD"
        and reply.status not in (204, 304)
        and int(length) != len(reply.body)
    ):
        yield f"{len(reply.body)} bytes came of {length}"
    kind = reply.header("content-type")
    if reply.status == 503 and not reply.header("retry-after"):
        yield "503 does not say when to come back"
    if reply.status < 400 or reply.body.startswith(_NO_HTTP):
        # What is no HTTP at all is refused before there is a request.
        return
    if attack.method == "HEAD":
        return
    if "text/html" in attack.headers.get("Accept", ""):
        if not kind.startswith(("text/html", "application/problem+json")):
            yield f"the error is told as {kind!r}"
        return
    if kind != "application/problem+json":
        yield f"the error is told as {kind!r}: {reply.body[:200]!r}"
        return
    # After what breaks the framing, there may be a second answer to the rest.
    told = json.loads(reply.body[: int(length or len(reply.body))])
    if told.get("status") != reply.status or not told.get("detail") or not told.get("title"):
        yield f"the problem lacks something: {told}"
    if len(reply.body) > 200_000:
        yield f"the problem has {len(reply.body)} bytes"


def _of_content(attack: Attack, reply: Reply, target: Target) -> Iterator[str]:
    whole = reply.head.lower().encode("latin-1", "replace") + b"\r\n\r\n" + reply.body
    yield from (f"{text!r} is missing" for text in attack.holds if text.encode() not in whole)
    yield from (f"{text!r} is there" for text in attack.lacks if text.encode() in whole)
    yield from (f"{text!r} is betrayed" for text in _BETRAYALS if text in whole)
    if target.secrets["@WRITE@"].encode() in whole and "@WRITE@" not in attack.target:
        yield "a token is betrayed"
