"""Graphs too large to be taken into memory: put whole or not at all, checked as small ones are, without growing."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode

from graph.store import EmbeddedStore, embedded
from ontology.errors import OutdatedRevision, ShapeViolation, UnreadableDocument
from ontology.terms import ID, fyr, term

pytestmark = pytest.mark.slow

GRAPH, OTHER = NamedNode("urn:example:large"), NamedNode("urn:example:other")
MANY = 100
# An initiative without a name breaks a shape.
NAMELESS = f"<{ID}initiative/navnloes> {term('rdf:type')} {fyr('Initiative')} .\n"


def lines(folder: Path, number: int = MANY, more: str = "") -> Path:
    path = folder / "lines.nt"
    with path.open("w", encoding="utf-8") as file:
        for n in range(number):
            file.write(f'<http://example.org/thing/{n}> <http://example.org/says> "number {n} {"x" * 40}" .\n')
        file.write(more)
    return path


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large: a few lines, so that the tests are quick."""
    monkeypatch.setattr(embedded, "_MADE_AT_ONCE", 1_000)


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    found = EmbeddedStore(tmp_path / "store")
    found.update("INSERT DATA { GRAPH <urn:example:large> { <urn:a> <urn:b> 1 } <urn:c> <urn:d> 2 }")
    return found


def count(store: EmbeddedStore, graph: NamedNode = GRAPH) -> int:
    return sum(1 for _ in store.quads(graph))


def test_large_graph_is_added_to_what_is_there_and_put_in_its_place(store: EmbeddedStore, tmp_path: Path) -> None:
    path, before = lines(tmp_path), store.revision
    added = store.put(GRAPH, path, replace=False)
    assert (count(store), added.changed, added.created) == (MANY + 1, True, frozenset())
    assert store.revision == added.revision != before
    store.put(GRAPH, path, replace=True)
    assert count(store) == MANY
    assert store.put(OTHER, path, replace=True).created == {OTHER}
    assert len(store) == 2 * MANY + 1
    store.close()


def test_large_graph_stays_after_a_start(store: EmbeddedStore, tmp_path: Path) -> None:
    revision = store.put(GRAPH, lines(tmp_path), replace=True).revision
    store.update("INSERT DATA { <urn:after> <urn:b> 1 }")
    store.close()
    with EmbeddedStore(tmp_path / "store") as again:
        assert len(again) == MANY + 2
        assert again.revision != revision


def test_large_graph_that_breaks_a_shape_leaves_no_trace(store: EmbeddedStore, tmp_path: Path) -> None:
    path, before = lines(tmp_path, more=NAMELESS), store.revision
    with pytest.raises(ShapeViolation):
        store.put(GRAPH, path, replace=True)
    assert (store.revision, len(store), count(store)) == (before, 2, 1)
    assert not list((tmp_path / "store").glob("data-*"))
    assert store.put(GRAPH, path, replace=True, check="warn").warnings
    assert store.put(GRAPH, path, replace=True).changed, "an old fault stops nobody"
    store.close()


def test_large_graph_with_blank_nodes_is_checked_too(store: EmbeddedStore, tmp_path: Path) -> None:
    unnamed = f"_:one {term('rdf:type')} {fyr('Initiative')} .\n"
    with pytest.raises(ShapeViolation):
        store.put(GRAPH, lines(tmp_path, more=unnamed), replace=False)
    store.close()


def test_damaged_file_changes_nothing(store: EmbeddedStore, tmp_path: Path) -> None:
    path, before = lines(tmp_path, more="<urn:a> <urn:b> .\n"), store.revision
    with pytest.raises(UnreadableDocument, match="line 101"):
        store.put(GRAPH, path, replace=True, check="off")
    assert (store.revision, count(store)) == (before, 1)
    store.close()


def test_large_graph_is_put_only_on_the_revision_that_was_meant(store: EmbeddedStore, tmp_path: Path) -> None:
    with pytest.raises(OutdatedRevision):
        store.put(GRAPH, lines(tmp_path), replace=True, expected="0" * 16)
    assert count(store) == 1
    store.close()


def test_data_of_the_past_do_not_pile_up(store: EmbeddedStore, tmp_path: Path) -> None:
    path = lines(tmp_path)
    for _ in range(4):
        store.put(GRAPH, path, replace=True)
    assert len(list((tmp_path / "store").glob("data-*"))) == 2, "the present ones, and the last for who still reads"
    assert not list((tmp_path / "store").glob("*.sst"))
    store.close()


def test_store_in_memory_takes_it_as_well(tmp_path: Path) -> None:
    with EmbeddedStore() as store:
        assert store.put(GRAPH, lines(tmp_path), replace=True).created == {GRAPH}
        assert count(store) == MANY


def test_copies_hear_which_graph_was_written(store: EmbeddedStore, tmp_path: Path) -> None:
    touched = store.watch()
    store.put(GRAPH, lines(tmp_path), replace=True)
    assert touched.graphs == {GRAPH}
    assert not touched.everything
    store.close()


def test_process_that_has_the_store_hardly_grows(store: EmbeddedStore, tmp_path: Path) -> None:
    path = lines(tmp_path, 50_000)
    store.put(GRAPH, path, replace=True)

    def resident() -> int:
        status = Path("/proc/self/status")
        if not status.exists():
            pytest.skip("this system does not say how much memory a process has")
        return int(status.read_text(encoding="ascii").split("VmRSS:")[1].split()[0])

    before = resident()
    store.put(OTHER, path, replace=True)
    assert resident() - before < 40 << 10
    assert sum(1 for _ in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES)) == count(store, OTHER)
    store.close()
