"""Attacks of every family: held, told honestly, and nothing changed, opened, read or grown by them.

All are sent to one real service, a few at a time, before the first is judged.
"""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.attacks import ATTACKS, Attack
from tests.attacks.judging import faults
from tests.attacks.target import Reply, Target, attacked, exchanged
from tests.serving import health

pytestmark = pytest.mark.slow

_AT_ONCE = 4


@dataclass(frozen=True)
class Siege:
    """A service after all attacks, with what came back of each."""

    target: Target
    replies: Mapping[str, Reply]
    grown: int
    revision: str


@pytest.fixture(scope="module")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Siege]:
    with attacked(tmp_path_factory.mktemp("siege")) as target:
        before = target.memory()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            replies = dict(pool.map(lambda attack: (attack.title, _sent(target, attack)), ATTACKS))
        yield Siege(target, replies, target.memory() - before, health(target.port)["revision"])


def _sent(target: Target, attack: Attack) -> Reply:
    return exchanged(target, attack.request(target.host, target.secrets))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.title)
def test_attack_is_held(siege: Siege, attack: Attack) -> None:
    assert faults(attack, siege.replies[attack.title], siege.target) == []


def test_titles_of_attacks_are_told_apart() -> None:
    assert len({attack.title for attack in ATTACKS}) == len(ATTACKS)


def test_no_attack_made_the_service_call_anybody(siege: Siege) -> None:
    assert siege.target.canary.calls == []


def test_no_attack_changed_the_data(siege: Siege) -> None:
    assert siege.revision == siege.target.revision


def test_memory_of_the_service_grew_little_under_attack(siege: Siege) -> None:
    assert siege.grown < 200 << 20


def test_log_of_the_service_has_no_token_and_no_unforeseen_error(siege: Siege) -> None:
    log = (siege.target.folder / "service.log").read_text(encoding="utf-8", errors="replace")
    # Where a body breaks off the protocol, uvicorn answers 400 by itself, and h11 complains of the second answer.
    traces = [trace for trace in log.split("Traceback")[1:] if "LocalProtocolError" not in trace]
    assert not traces, traces[0][-4000:]
    assert not [secret for name, secret in siege.target.secrets.items() if name != "@CANARY@" and secret in log]


# -- clients that dawdle -----------------------------------------------------------------------------------------------

_IDLE = 200
_LARGE = "SELECT ?a ?b ?c ?d { ?a ?p ?b . ?c ?q ?d } LIMIT 60000"


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with attacked(tmp_path_factory.mktemp("slow"), FYRNET_QUERY_TIMEOUT="20") as found:
        yield found


def _opened(target: Target, stack: ExitStack, begun: bytes) -> socket.socket:
    connection = stack.enter_context(socket.create_connection(("127.0.0.1", target.port), timeout=60))
    connection.sendall(begun)
    return connection


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /update HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-update\r\nContent-Length: 90\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 90\r\n\r\nAS",
    ],
    ids=["that say nothing", "of slow headers", "of slow bodies without a token", "of slow queries"],
)
def test_others_are_answered_while_there_are_hundreds_of_connections(target: Target, begun: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(_IDLE):
            _opened(target, stack, begun)
        began = time.monotonic()
        assert health(target.port, seconds=15)["status"] == "ok"
        assert time.monotonic() - began < 15
        target.update("INSERT DATA { <urn:x:meanwhile> <urn:x:p> 1 }")


def test_body_that_comes_too_slowly_is_given_up(target: Target) -> None:
    head = "POST /update HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n".format(
        target.secrets["@WRITE@"]
    )
    begun = f"{head}Content-Type: application/sparql-update\r\nContent-Length: 90\r\n\r\nINSERT".encode()
    with ExitStack() as stack:
        answer = _opened(target, stack, begun).recv(1000)
    assert answer.startswith(b"HTTP/1.1 408")


def test_large_answer_that_nobody_takes_holds_little_memory_and_nobody_up(target: Target) -> None:
    body = _LARGE.encode()
    request = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n%s"
    )
    before = target.memory()
    with ExitStack() as stack:
        waiting = [_opened(target, stack, request % (len(body), body)) for _ in range(12)]
        assert all(connection.recv(12).startswith(b"HTTP/1.1 200") for connection in waiting)
        began = time.monotonic()
        assert health(target.port, seconds=15)["status"] == "ok"
        assert time.monotonic() - began < 15
        assert target.memory() - before < 100 << 20


def test_thousands_of_analyses_that_nobody_waits_for_are_bounded(target: Target) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
    statuses = set()
    for number in range(300):
        path = f"/api/analysis/communities?runs=100&seed={number}"
        connection.request("GET", path, headers={"Prefer": "respond-async"})
        answer = connection.getresponse()
        answer.read()
        statuses.add(answer.status)
    connection.close()
    assert statuses <= {200, 202, 503}
    assert health(target.port)["status"] == "ok"
    assert target.memory() < 900 << 20
