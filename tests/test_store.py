"""A store keeps what it acknowledged, all or nothing, and lets nobody out of the house.

What the protocol promises holds for both stores; what only a folder can do is tested apart.
"""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph import store as store_module
from graph.guard import refuse_connections, refuse_nesting, sets_its_dataset
from graph.holder import announce, holder, withdraw
from graph.store import EmbeddedStore, Store, open_store
from ontology.errors import MalformedQuery, StoreError, StoreUnavailable
from tests.sample import sample_graphs
from tests.serving import ROOT

ONE, TWO = NamedNode("https://example.org/g/1"), NamedNode("https://example.org/g/2")
XSD = "http://www.w3.org/2001/XMLSchema#"


def quad(name: str, graph: NamedNode = ONE, value: NamedNode | Literal | BlankNode | None = None) -> Quad:
    return Quad(
        NamedNode(f"https://example.org/{name}"), NamedNode("https://example.org/p"), value or Literal(name), graph
    )


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedStore]:
    with EmbeddedStore(tmp_path / "store" if request.param == "folder" else None) as opened:
        yield opened


# -- what both promise -------------------------------------------------------------------------------------------------


def test_graph_that_is_replaced_holds_the_new_quads_and_nothing_else(store: EmbeddedStore) -> None:
    assert store.replace({ONE: [quad("a"), quad("b")]})
    assert store.replace({ONE: [quad("b"), quad("c")]})
    assert set(store.quads(ONE)) == {quad("b"), quad("c")}


def test_other_graphs_are_left_alone(store: EmbeddedStore) -> None:
    store.replace({ONE: [quad("a")], TWO: [quad("a", TWO)]})
    store.replace({ONE: [quad("b")]})
    assert set(store.quads()) == {quad("b"), quad("a", TWO)}
    assert len(store) == 2


def test_equal_graph_is_left_alone_and_the_revision_stays(store: EmbeddedStore) -> None:
    number = Literal("007", datatype=NamedNode(XSD + "integer"))
    store.replace({ONE: [quad("a", value=number), quad("b")]})
    before = store.revision
    assert not store.replace({ONE: [quad("b"), quad("a", value=number)]})
    assert store.revision == before


def test_equal_graph_with_blank_nodes_is_left_alone_too(store: EmbeddedStore) -> None:
    assert store.replace({ONE: [quad("a", value=BlankNode()), quad("b")]})
    assert not store.replace({ONE: [quad("a", value=BlankNode()), quad("b")]})
    assert store.replace({ONE: [quad("a", value=BlankNode()), quad("c")]})


def test_blank_node_of_the_same_name_may_stand_in_two_graphs(store: EmbeddedStore) -> None:
    node = BlankNode("x")
    assert store.replace({ONE: [quad("a", value=node)], TWO: [quad("a", TWO, node)]})
    assert len(store) == 2


def test_empty_graph_removes_what_was_there(store: EmbeddedStore) -> None:
    empty = store.revision
    store.replace({ONE: [quad("a")]})
    assert store.replace({ONE: []})
    assert len(store) == 0
    assert store.revision == empty
    assert not store.replace({ONE: []})


def test_revision_follows_the_content_and_not_the_way_there(store: EmbeddedStore) -> None:
    store.replace({ONE: [quad("a")]})
    with EmbeddedStore() as other:
        other.replace({ONE: [quad("b")], TWO: [quad("c", TWO)]})
        assert other.revision != store.revision
        other.replace({TWO: []})
        other.replace({ONE: [quad("a")]})
        assert other.revision == store.revision


def test_quad_of_another_graph_is_refused_and_nothing_is_written(store: EmbeddedStore) -> None:
    with pytest.raises(ValueError, match="does not lie in"):
        store.replace({ONE: [quad("a")], TWO: [quad("b", ONE)]})
    assert len(store) == 0


def test_texts_and_iris_come_back_as_they_were_given(store: EmbeddedStore) -> None:
    texts = ['"} ; DROP ALL ; #', "linje\nskift\r\t\\", "æøå 🗼 \u200d", "}", "'''", "\x00\x1f\ufffe"]
    held = [quad(f"t{n}", value=Literal(text, language="da")) for n, text in enumerate(texts)]
    held.append(quad("iri", value=NamedNode("https://example.org/æ?ø=%7B#å'")))
    store.replace({ONE: held})
    assert set(store.quads(ONE)) == set(held)


def test_query_sees_all_graphs_unless_it_names_its_own(store: EmbeddedStore) -> None:
    store.replace({ONE: [quad("a")], TWO: [quad("b", TWO)]})
    assert len(store.select("SELECT ?s { ?s ?p ?o }").rows) == 2
    assert len(store.select(f"SELECT ?s FROM {TWO} {{ ?s ?p ?o }}").rows) == 1  # noqa: S608 - SPARQL, of our own
    assert len(store.select(f"SELECT ?from_a ?from {{ GRAPH {ONE} {{ ?from_a ?p ?from }} }}").rows) == 1


def test_unbound_variable_of_a_row_is_none(store: EmbeddedStore) -> None:
    store.replace({ONE: [quad("a")]})
    bindings = store.select("SELECT ?s ?nothing { ?s ?p ?o }")
    assert bindings.columns == ("s", "nothing")
    assert bindings.rows == ((NamedNode("https://example.org/a"), None),)


def test_text_that_is_no_query_is_refused_with_the_position(store: EmbeddedStore) -> None:
    with pytest.raises(MalformedQuery, match=r"1:\d+"):
        store.select("SELECT * WHERE { ?s ?p }")


@pytest.mark.parametrize("text", ["ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_rows_are_asked_of_a_select_query_only(store: EmbeddedStore, text: str) -> None:
    with pytest.raises(MalformedQuery, match="SELECT"):
        store.select(text)


def test_update_is_no_query(store: EmbeddedStore) -> None:
    store.replace({ONE: [quad("a")]})
    with pytest.raises(MalformedQuery):
        store.query("DROP ALL")
    assert len(store) == 1


def test_closed_store_says_so(store: EmbeddedStore) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.select("SELECT * { ?s ?p ?o }")


def test_embedded_store_is_a_store(store: EmbeddedStore) -> None:
    as_protocol: Store = store
    assert as_protocol.location in ("memory:", str(store.location))
    assert bool(store)


def test_reader_sees_every_graph_of_a_write_or_none(store: EmbeddedStore) -> None:
    """Two graphs always hold the same number; a reader that ever counts otherwise saw half a write."""
    torn: list[int] = []
    done = threading.Event()
    count = f"SELECT (COUNT(*) AS ?n) {{ {{ GRAPH {ONE} {{ ?s ?p ?o }} }} UNION {{ GRAPH {TWO} {{ ?s ?p ?o }} }} }}"

    def read() -> None:
        while not done.is_set():
            value = store.select(count).rows[0][0]
            assert isinstance(value, Literal)
            if int(value.value) % 2:
                torn.append(int(value.value))

    reader = threading.Thread(target=read)
    reader.start()
    for size in (1, 4, 2, 5, 3) * 6:
        names = [f"n{number}" for number in range(size)]
        store.replace({ONE: [quad(name) for name in names], TWO: [quad(name, TWO) for name in names]})
    done.set()
    reader.join()
    assert not torn


def test_writers_at_the_same_time_leave_a_whole_graph_and_the_right_revision(store: EmbeddedStore) -> None:
    def write(name: str) -> None:
        for _ in range(5):
            store.replace({ONE: [quad(f"{name}{n}") for n in range(10)]})

    writers = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    held = list(store.quads(ONE))
    assert len(held) == 10
    with EmbeddedStore() as other:
        other.replace({ONE: held})
        assert other.revision == store.revision


def test_snapshot_is_a_store_of_its_own(store: EmbeddedStore, tmp_path: Path) -> None:
    store.replace({ONE: [quad("a")]})
    store.snapshot(tmp_path / "copy")
    store.replace({ONE: [quad("b")]})
    copy = ox.Store.read_only(str(tmp_path / "copy"))
    assert list(copy) == [quad("a")]


# -- nobody is called --------------------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and who came there."""
    came: list[str] = []

    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(self.path)
            self.send_error(404)

        do_GET = do_POST  # noqa: N815 - the name that http.server calls

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", came
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { service silent <URL> { ?s ?p ?o } }",
        "SELECT * { VALUES ?u { <URL> } SERVICE ?u{ ?s ?p ?o } }",
        "PREFIX ex: <URL> SELECT * { SERVICE ex: { ?s ?p ?o } }",
        "PREFIX service: <URL> SELECT * { SERVICE service: { ?s ?p ?o } }",
        r"SELECT * { \u0053ERVICE <URL> { ?s ?p ?o } }",
        r"SELECT * { SERV\U00000049CE <URL> { ?s ?p ?o } }",
        "SELECT * { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)SERVICE#>\n<URL> { ?s ?p ?o } }",
        'SELECT * { BIND("#" AS ?a) SERVICE <URL> { ?s ?p ?o } }',
        "SELECT * { ?x <URL#> ?y . SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { SERVICE # { \n # } \n <URL> # x \n { ?s ?p ?o } }",
        "SELECT * { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    ],
)
def test_service_is_refused_however_it_is_written(listener: tuple[str, list[str]], query: str) -> None:
    url, came = listener
    with EmbeddedStore() as store, pytest.raises(MalformedQuery):
        store.query(query.replace("URL", url))
    assert came == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <URL> { ?s ?p ?o }",
        "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }",
    ],
)
def test_graph_that_is_not_here_is_empty_and_is_not_fetched(listener: tuple[str, list[str]], query: str) -> None:
    url, came = listener
    with EmbeddedStore() as store:
        assert store.select(query.replace("URL", url)).rows == ()
    assert came == []


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ?service { ?service ?p "our service is good" }',
        "# a service for all\nSELECT * { ?s ?p ?o }",
        "PREFIX service: <https://example.org/service/> SELECT * { ?s service:of ?o }",
        "SELECT * { <https://example.org/service> ?p ?o }",
        "SELECT * { ?self_service ?service ?o . ?a ?service ?b }",
    ],
)
def test_word_service_in_another_place_does_no_harm(query: str) -> None:
    refuse_connections(query)
    with EmbeddedStore() as store:
        assert store.select(query).rows == ()


def test_text_that_nests_without_end_never_reaches_the_parser() -> None:
    with EmbeddedStore() as store, pytest.raises(MalformedQuery, match="nested"):
        store.query(f"ASK {{ FILTER{'(' * 6000}1{')' * 6000} }}")
    refuse_nesting("SELECT * { " + "{ ?s ?p ?o } " * 500 + "}")


@pytest.mark.parametrize(
    ("query", "own"),
    [
        ("SELECT * FROM <g> { ?s ?p ?o }", True),
        ("SELECT *\nfrom\nnamed\n<g>\n{ ?s ?p ?o }", True),
        ("PREFIX e: <http://e/> SELECT * FROM e:g { ?s ?p ?o }", True),
        ("SELECT * FROM# <\n<g> { ?s ?p ?o }", True),
        ("SELECT ?from ?from_x { ?s ?p ?o }", False),
        ("# from <g>\nSELECT * { ?s ?p ?o }", False),
        ("PREFIX from: <http://from/from> ASK { ?s from:x 'from <g>' }", False),
    ],
)
def test_query_that_names_its_graphs_is_told_from_one_that_does_not(query: str, own: bool) -> None:
    assert sets_its_dataset(query) is own


# -- what a folder adds ------------------------------------------------------------------------------------------------


def test_store_that_is_opened_again_has_the_same_content_and_revision(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "deep" / "store") as store:
        store.replace(sample_graphs())
        revision, size = store.revision, len(store)
    with EmbeddedStore(tmp_path / "deep" / "store") as store:
        assert (store.revision, len(store)) == (revision, size)
        assert not store.replace(sample_graphs())


def test_graph_that_was_removed_leaves_no_trace_in_the_revision(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        store.replace({ONE: [quad("a")]})
        before = store.revision
        store.replace({TWO: [quad("b", TWO)]})
        store.replace({TWO: []})
        assert store.revision == before
    with EmbeddedStore(tmp_path / "store") as store:
        assert store.revision == before


def test_revision_is_the_same_in_memory_and_on_disk(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store") as disk, EmbeddedStore() as memory:
        disk.replace(sample_graphs())
        memory.replace(sample_graphs())
        assert disk.revision == memory.revision


def test_what_was_acknowledged_is_there_after_the_process_was_killed(tmp_path: Path) -> None:
    code = (
        "import os, signal; from pathlib import Path; from graph.store import EmbeddedStore; "
        "from tests.sample import sample_graphs; s = EmbeddedStore(Path('store')); s.replace(sample_graphs()); "
        "print(s.revision, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -9, killed.stderr
    with EmbeddedStore(tmp_path / "store") as store:
        assert store.revision == killed.stdout.strip()


def test_folder_that_another_process_holds_is_named_with_who_holds_it(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        store.announce("fyrnet serve", "http://127.0.0.1:8000/")
        with pytest.raises(StoreUnavailable, match=r"held by fyrnet serve \(process \d+ at http://127\.0\.0\.1:8000/"):
            EmbeddedStore(tmp_path / "store")
    assert not (tmp_path / "store" / "holder.json").exists()


def test_note_of_a_process_that_is_gone_is_ignored(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    note = {"pid": gone.pid, "what": "fyrnet serve", "url": None, "since": "2016-01-01"}
    (tmp_path / "holder.json").write_text(json.dumps(note), encoding="utf-8")
    assert holder(tmp_path) is None


@pytest.mark.parametrize("note", ["", "{", "[]", '{"pid": "x"}', '{"pid": 1}'])
def test_note_that_makes_no_sense_is_ignored(tmp_path: Path, note: str) -> None:
    (tmp_path / "holder.json").write_text(note, encoding="utf-8")
    assert holder(tmp_path) is None


def test_note_of_another_process_is_not_withdrawn(tmp_path: Path) -> None:
    announce(tmp_path, "fyrnet")
    note = json.loads((tmp_path / "holder.json").read_text(encoding="utf-8"))
    (tmp_path / "holder.json").write_text(json.dumps(note | {"pid": os.getppid()}), encoding="utf-8")
    withdraw(tmp_path)
    assert (tmp_path / "holder.json").exists()


def test_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("x", encoding="utf-8")
    with pytest.raises(StoreUnavailable, match="is a file"):
        open_store(str(tmp_path / "store"))


def test_folder_of_other_things_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("x", encoding="utf-8")
    with pytest.raises(StoreUnavailable, match="holds other files"):
        open_store(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["brev.txt"]


def test_folder_that_cannot_be_made_is_refused() -> None:
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        open_store("/proc/nowhere/store")


def test_address_where_no_store_answers_is_refused_and_not_made_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        open_store("http://127.0.0.1:9/sparql")
    assert list(tmp_path.iterdir()) == []


# -- filling -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "shipped_graphs", sample_graphs)


@pytest.mark.usefixtures("shipped")
def test_store_that_does_not_exist_yet_is_filled_and_one_that_holds_something_is_not(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "new")) as store:
        assert len(store) == sum(map(len, map(set, sample_graphs().values())))
    with open_store(str(tmp_path / "own"), fill=False) as store:
        assert len(store) == 0
        store.replace({ONE: [quad("a")]})
    with open_store(str(tmp_path / "own")) as store:
        assert len(store) == 1


@pytest.mark.usefixtures("shipped")
def test_store_whose_filling_was_cut_off_is_filled_the_next_time(tmp_path: Path) -> None:
    EmbeddedStore(tmp_path / "store").close()
    with open_store(str(tmp_path / "store")) as store:
        assert len(store) > 0


def test_filling_that_fails_leaves_the_store_empty_and_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> dict[NamedNode, list[Quad]]:
        return {ONE: [quad("a")], TWO: [quad("b", ONE)]}

    monkeypatch.setattr(store_module, "shipped_graphs", broken)
    with pytest.raises(ValueError, match="does not lie in"):
        open_store(str(tmp_path / "store"))
    with open_store(str(tmp_path / "store"), fill=False) as store:
        assert len(store) == 0


def test_installation_without_its_data_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(store_module, "data_file", lambda name: tmp_path / name)
    with pytest.raises(StoreUnavailable, match="shipped data"):
        open_store("memory:")
