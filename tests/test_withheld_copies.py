"""The copy of a store that strangers ask goes from one state of the store to another, also where something fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat

from graph.privacy import Withheld, reaches_a_person, withheld
from graph.privacy import copy as copying
from graph.store import EmbeddedStore
from ontology.errors import StoreFull
from ontology.terms import term
from tests.test_contacts_withheld import filled, same, writes

A, SAYS = NamedNode("urn:a"), NamedNode("urn:says")
ONE, TWO = NamedNode("urn:graph:1"), NamedNode("urn:graph:2")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    with EmbeddedStore(tmp_path / "store") as opened:
        opened.update("INSERT DATA { <urn:a> <urn:says> 1 }")
        yield opened


@pytest.fixture
def shown(store: EmbeddedStore) -> Iterator[Withheld]:
    copy = Withheld(store)
    yield copy
    copy.close()


def refusing(monkeypatch: pytest.MonkeyPatch, copy: Withheld, what: str) -> None:
    """Let the copy be asked for once while the disk is full."""

    def full(*_: Any, **__: Any) -> None:
        raise StoreFull("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(EmbeddedStore, what, full)
        with pytest.raises(StoreFull):
            copy.current()


def test_write_that_could_not_be_copied_is_copied_the_next_time(
    store: EmbeddedStore, shown: Withheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.current()
    store.update("INSERT DATA { <urn:a> <urn:says> 2 }")
    refusing(monkeypatch, shown, "change")
    assert set(shown.current().quads()) == set(store.quads())


def test_copy_that_could_not_be_made_is_made_the_next_time(
    store: EmbeddedStore, shown: Withheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(monkeypatch, shown, "fill")
    assert set(shown.current().quads()) == set(store.quads())


def test_load_that_could_not_be_copied_is_copied_the_next_time(
    store: EmbeddedStore, shown: Withheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.current()
    (tmp_path / "more.nt").write_text("<urn:b> <urn:says> <urn:c> .\n", encoding="utf-8")
    store.bulk_load(tmp_path / "more.nt", RdfFormat.N_TRIPLES)
    refusing(monkeypatch, shown, "fill")
    assert set(shown.current().quads()) == set(store.quads())


def test_copy_that_fails_leaves_no_folder_behind(
    shown: Withheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(monkeypatch, shown, "snapshot")
    assert not list((tmp_path / "store").glob("snapshot-*"))


@pytest.mark.parametrize("together", [0, 1_000])
def test_stranger_never_sees_one_part_of_a_write_without_the_other(
    store: EmbeddedStore, shown: Withheld, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(copying, "_TOGETHER", together)
    both: dict[NamedNode, list[Quad]]
    states: list[frozenset[Quad]] = []
    change = EmbeddedStore.change

    def watched(one: EmbeddedStore, *args: Any, **given: Any) -> Any:
        told = change(one, *args, **given)
        if one is copy:
            states.append(frozenset(one.quads()))
        return told

    copy = shown.current()
    monkeypatch.setattr(EmbeddedStore, "change", watched)
    for number in (1, 2):
        both = {graph: [Quad(A, SAYS, Literal(number), graph)] for graph in (ONE, TWO)}
        store.replace(both)
        store.update(f"INSERT DATA {{ <urn:a> <urn:says> {number + 10} }}")
        shown.current()
        assert set(states) <= {frozenset(store.quads())}
        states.clear()
        assert set(copy.quads()) == set(store.quads())


@pytest.mark.slow
@pytest.mark.parametrize("together", [0, 3])
@pytest.mark.parametrize("where", ["memory", "folder"])
def test_copy_follows_writes_of_every_kind_and_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, together: int
) -> None:
    monkeypatch.setattr(copying, "_TOGETHER", together)
    with filled(EmbeddedStore(tmp_path / "store" if where == "folder" else None)) as store:
        copy = Withheld(store)
        for write in writes():
            write(store)
            assert same(store, copy)
            graphs = {graph for graph in store.graphs() if not reaches_a_person(str(graph))}
            assert set(copy.current().graphs()) == graphs
        copy.close()
    assert not list(tmp_path.rglob("change.*"))


@pytest.mark.slow
def test_large_graph_is_followed_without_being_held_in_memory(
    store: EmbeddedStore, shown: Withheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shown.current()
    lines = "".join(f"_:b <urn:says> _:c{number} .\n" for number in range(30_000))
    (tmp_path / "large.nt").write_text(lines, encoding="utf-8")
    store.put(ONE, tmp_path / "large.nt", replace=True, check="off")

    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("this would hold them all")

    monkeypatch.setattr(copy, "change", refused)
    assert set(shown.current().quads()) == set(store.quads())


def test_graph_whose_name_reaches_a_person_is_not_even_there_as_an_empty_one(
    store: EmbeddedStore, shown: Withheld
) -> None:
    telling, plain = NamedNode("https://example.org/anne@example.org"), NamedNode("urn:empty")
    store.update(f"CREATE GRAPH {telling} ; CREATE GRAPH {plain}")
    assert set(shown.current().graphs()) == {plain}
    store.update(f"INSERT DATA {{ GRAPH {telling} {{ <urn:a> <urn:says> 2 }} }}")
    assert set(shown.current().graphs()) == {plain}


def test_copy_made_anew_has_the_empty_graphs_too(store: EmbeddedStore, shown: Withheld) -> None:
    store.update("CREATE GRAPH <urn:empty> ; CREATE GRAPH <mailto:anne@example.org>")
    assert set(shown.current().graphs()) == {NamedNode("urn:empty")}


@pytest.mark.parametrize("text", ["anne@example.org", "tlf. 77 88 99 11", "77.88.99.11", "77 88 99 11"])
@pytest.mark.parametrize("type_", ["xsd:integer", "xsd:date", "xsd:boolean", "xsd:duration"])
def test_type_of_a_number_hides_no_text_that_reaches_a_person(text: str, type_: str) -> None:
    assert withheld(Quad(A, SAYS, Literal(text, datatype=term(type_)), DefaultGraph()))


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        *[("12500000", "xsd:integer"), ("-125000.00", "xsd:decimal"), ("1.25E7", "xsd:double"), ("-INF", "xsd:float")],
        *[("2016-01-02", "xsd:date"), ("2016-01-02T10:20:30.123456Z", "xsd:dateTime"), ("10:20:30+01:00", "xsd:time")],
        *[("P1Y2M3DT4H5M6.789S", "xsd:duration"), ("2016-12", "xsd:gYearMonth"), ("true", "xsd:boolean")],
    ],
)
def test_number_or_time_is_shown_whatever_its_digits_are(text: str, type_: str) -> None:
    assert not withheld(Quad(A, SAYS, Literal(text, datatype=term(type_)), DefaultGraph()))
