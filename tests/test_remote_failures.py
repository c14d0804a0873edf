"""A remote store that is slow, down or answers nonsense: an error in plain words, in time, and nothing half-written."""

from __future__ import annotations

import base64
import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from pyoxigraph import NamedNode

from graph.remote import Access, RemoteStore
from ontology.errors import InvalidInput, InvalidParameter, QueryTimeout, StoreError, StoreFull, StoreUnavailable
from tests.engines import emptied
from tests.meddling import Meddler, meddling
from tests.serving import command, serving

INSERT = "INSERT DATA {{ <urn:a> <urn:p> {} }}"
ROWS = "SELECT ?s ?o { ?s <urn:p> ?o }"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between attempts grow as ever, from a hundredth of a second."""
    monkeypatch.setattr("graph.remote.wire._FIRST_PAUSE", 0.01)


@pytest.fixture
def between(oxigraph_server: Access) -> Iterator[tuple[RemoteStore, Meddler]]:
    with meddling(emptied(oxigraph_server)) as (access, meddler), RemoteStore(access) as store:
        store.update(INSERT.format(1))
        yield store, meddler
        meddler.faults.clear()


def held(store: RemoteStore) -> set[str]:
    return {str(quad.object.value) for quad in store.quads()}  # type: ignore[union-attr]


FAULTS = {
    "page": (StoreUnavailable, "text/html.*SPARQL query service"),
    "lying": (StoreError, "no result of SPARQL"),
    "cut": (StoreError, "breaks off|no result"),
    "broken": (StoreUnavailable, "broke off"),
    "other": (StoreError, "another question|broke|breaks"),
    "away": (StoreUnavailable, "elsewhere.example.org"),
    "endless": (StoreError, "more than 1,048,576 bytes"),
    "silent": (QueryTimeout, "within 5 seconds"),
    "dripping": (QueryTimeout, "within 5 seconds"),
    "gone": (StoreUnavailable, "broke off"),
    "busy": (StoreUnavailable, "busy"),
    "fault": (StoreError, "SR172: Transaction .*deadlocked"),
    "closed": (StoreUnavailable, "FYRNET_STORE_USER"),
    "nowhere": (StoreUnavailable, "no SPARQL service"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_reading_from_a_store_that_misbehaves_fails_in_time_and_in_plain_words(
    between: tuple[RemoteStore, Meddler], fault: str
) -> None:
    store, meddler = between
    kind, words = FAULTS[fault]
    began = time.monotonic()
    meddler.always(fault)
    with pytest.raises(kind, match=words) as told:
        assert store.select("SELECT ?s ?p ?o { ?s ?p ?o }").rows == (("never",),)  # type: ignore[comparison-overlap]
    assert time.monotonic() - began < 30
    assert store.location in str(told.value)
    assert "secret" not in str(told.value)
    assert "\x1b" not in str(told.value)
    assert len(str(told.value)) < 600
    meddler.faults.clear()
    assert held(store) == {"1"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault", [*sorted(set(FAULTS) - {"page", "lying", "cut", "broken", "other", "endless"}), "full"]
)
def test_write_to_a_store_that_misbehaves_is_made_whole_or_not_at_all(
    between: tuple[RemoteStore, Meddler], fault: str
) -> None:
    store, meddler = between
    # The request that makes the change, and not those that take a turn.
    meddler.concerns = lambda path, body: path == "/update" and b"DELETE {" in body
    meddler.always(fault)
    with pytest.raises(StoreFull if fault == "full" else StoreError):
        store.update(INSERT.format(2) + " ; " + INSERT.format(3))
    meddler.faults.clear()
    assert held(store) == {"1"}
    assert store.update(INSERT.format(4))
    assert held(store) == {"1", "4"}


def test_write_whose_answer_was_lost_is_known_to_be_done_and_not_done_twice(
    between: tuple[RemoteStore, Meddler],
) -> None:
    store, meddler = between
    meddler.concerns = lambda path, body: path == "/update" and b"DELETE {" in body
    meddler.faults = ["done_and_gone"]
    assert store.update("DELETE { ?s ?p ?n } INSERT { ?s ?p ?m } WHERE { ?s ?p ?n BIND(?n + 1 AS ?m) }").changed
    assert held(store) == {"2"}
    meddler.faults = ["done_and_gone"] * 4
    assert store.update("DELETE { ?s ?p ?n } INSERT { ?s ?p ?m } WHERE { ?s ?p ?n BIND(?n + 1 AS ?m) }").changed
    assert held(store) == {"3"}


@pytest.mark.slow
def test_client_that_hangs_up_ends_its_query_at_the_store_and_gives_its_place_back(
    oxigraph_server: Access, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        access, meddler = stack.enter_context(meddling(emptied(oxigraph_server)))
        settings = {
            "FYRNET_QUERY_WORKERS": "1",
            "FYRNET_QUERY_TIMEOUT": "30",
            "FYRNET_STORE_UPDATE": access.update or "",
        }
        arguments = "--empty", "--store", access.query
        base = stack.enter_context(serving(command(), tmp_path, *arguments, environment=settings))
        where = urlsplit(base)
        for number in (1, 2):
            meddler.concerns = lambda _path, body: b"long" in body
            meddler.always("watching")
            with socket.create_connection((where.hostname or "", where.port or 0), timeout=30) as client:
                asked = "SELECT%20%3Flong%20%7B%20%3Fs%20%3Fp%20%3Flong%20%7D"
                client.sendall(f"GET /sparql?query={asked} HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode())
                wait_until(lambda: any(b"long" in body for _, body in meddler.seen))
            wait_until(lambda: meddler.ended == number)  # noqa: B023 - it is called at once
            meddler.faults.clear()
            meddler.seen.clear()
            with urlopen(f"{base}/sparql?query=ASK%20%7B%7D", timeout=10) as answer:
                assert answer.status == 200


def wait_until(holds: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("fault", ["busy", "gone"])
def test_what_fails_for_a_moment_is_tried_again(between: tuple[RemoteStore, Meddler], fault: str) -> None:
    store, meddler = between
    meddler.faults = [fault, fault]
    assert len(store.select(ROWS).rows) == 1
    meddler.faults = [fault]
    assert store.update(INSERT.format(2))
    assert held(store) == {"1", "2"}


def test_only_a_few_attempts_are_made(between: tuple[RemoteStore, Meddler]) -> None:
    store, meddler = between
    meddler.seen.clear()
    meddler.always("gone")
    with pytest.raises(StoreUnavailable):
        store.select(ROWS)
    assert len(meddler.seen) == 4


def test_claim_of_a_process_that_is_gone_does_not_stop_others_for_ever(
    between: tuple[RemoteStore, Meddler], oxigraph_server: Access
) -> None:
    store, _ = between
    left = "<urn:x-fyrnet:claim:0> <urn:x-fyrnet:patience> '1'"
    with RemoteStore(oxigraph_server) as other:
        other._wire.wait(other._wire.update(f"INSERT DATA {{ GRAPH <urn:x-fyrnet:notes> {{ {left} }} }}"))
    began = time.monotonic()
    assert store.update(INSERT.format(2))
    assert 0.8 < time.monotonic() - began < 20


def test_somebody_who_writes_past_the_notes_is_noticed_by_who_writes(
    between: tuple[RemoteStore, Meddler], oxigraph_server: Access
) -> None:
    store, _ = between
    before = store.revision
    note = "<urn:x-fyrnet:store> <urn:x-fyrnet:revision> "
    with RemoteStore(oxigraph_server) as other:
        changed = f"INSERT DATA {{ GRAPH <urn:x-fyrnet:notes> {{ {note} 'mine' }} }}"
        text = f"DELETE WHERE {{ GRAPH ?g {{ {note} ?r }} }} ; {changed}"
        other._wire.wait(other._wire.update(text))
        assert other.revision == store.revision != before
        assert len(store.revision) == 16
        # Without notes everything is taken over as it is.
        other._wire.wait(
            other._wire.update("INSERT DATA { GRAPH <urn:g> { <urn:b> <urn:p> 9 } } ; DROP GRAPH <urn:x-fyrnet:notes>")
        )
        assert held(store) == {"1", "9"}
        assert held(other) == {"1", "9"}
        assert store.update(INSERT.format(2))
        assert held(other) == {"1", "2", "9"}


@pytest.mark.parametrize("graph", ["urn:x-fyrnet:notes", "urn:x-fyrnet:staging:1:1"])
def test_notes_of_the_store_are_not_written_over(between: tuple[RemoteStore, Meddler], graph: str) -> None:
    store, _ = between
    with pytest.raises(InvalidInput, match="another name"):
        store.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:p> 5 }} }}")
    assert not store.has_graph(NamedNode(graph))


def test_store_that_was_loaded_by_other_means_is_taken_over(oxigraph_server: Access) -> None:
    import httpx2

    access = emptied(oxigraph_server)
    data = "<urn:a> <urn:p> 1 . <urn:g> { <urn:b> <urn:p> [ <urn:q> 2 ] }"
    httpx2.post(
        access.graphs or "", content=data, headers={"content-type": "application/trig"}, verify=False
    ).raise_for_status()
    with RemoteStore(access) as store:
        assert len(store) == 3
        assert list(store.graphs()) == [NamedNode("urn:g")]
        assert store.select("SELECT ?o { <urn:b> <urn:p>/<urn:q> ?o }").rows[0][0].value == "2"  # type: ignore[union-attr]


def test_credentials_are_said_in_no_message_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    access = Access("http://anne:hemmelig@127.0.0.1:9/query?key=hemmelig", token="hemmelig", timeout=1.0)
    assert "hemmelig" not in repr(access)
    with pytest.raises(StoreError) as told:
        RemoteStore(access)
    assert "127.0.0.1:9/query" in str(told.value)
    assert "hemmelig" not in str(told.value) + caplog.text
    assert base64.b64encode(b"anne:hemmelig").decode() not in caplog.text


@pytest.mark.parametrize(
    "url", ["ftp://store.example.org/", "http:///query", "http://a b/", "http://x:y/", "bolt://h/"]
)
def test_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(InvalidParameter):
        Access(url)
