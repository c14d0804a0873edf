"""Copies of an open store, made of its files: each is the store as it is, or is not made that way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.store import Change, EmbeddedStore, bulk, embedded
from ontology.errors import StoreFull


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    with EmbeddedStore(tmp_path / "store") as opened:
        opened.update("INSERT DATA { <urn:a> <urn:counts> 0 }")
        yield opened


def held(folder: Path) -> set[str]:
    return {quad.object.value for quad in ox.Store.read_only(str(folder))}


def tables(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.sst") if "replica-" not in str(path)}


def test_copy_holds_what_was_written_last_and_stays_as_it_was(store: EmbeddedStore, tmp_path: Path) -> None:
    for number in range(1, 6):
        store.update("DELETE { ?s ?p ?o } INSERT { ?s ?p ?n } WHERE { ?s ?p ?o BIND(?o + 1 AS ?n) }")
        store.snapshot(tmp_path / f"copy-{number}")
    assert [held(tmp_path / f"copy-{number}") for number in range(1, 6)] == [{str(number)} for number in range(1, 6)]


def test_copy_of_few_new_data_writes_no_tables(store: EmbeddedStore, tmp_path: Path) -> None:
    before = tables(tmp_path / "store")
    store.snapshot(tmp_path / "copy")
    assert tables(tmp_path / "store") == before
    assert held(tmp_path / "copy") == {"0"}


def test_copy_of_many_new_data_is_in_tables_and_quick_to_open(store: EmbeddedStore, tmp_path: Path) -> None:
    store.update("INSERT DATA { <urn:a> <urn:says> '%s' }" % ("long " * 60_000))
    before = tables(tmp_path / "store")
    store.snapshot(tmp_path / "copy")
    assert tables(tmp_path / "store") > before
    assert len(held(tmp_path / "copy")) == 2


def test_write_ahead_file_that_is_written_to_is_copied_whatever_the_length_of_its_number(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number in ("999999", "1000000"):
        (files / f"{number}.log").write_bytes(b"so far")
    assert bulk.stood_still(files, tmp_path / "copy")
    with (files / "1000000.log").open("ab") as log:
        log.write(b", and later")
    assert (tmp_path / "copy" / "1000000.log").read_bytes() == b"so far"


def test_old_write_ahead_files_that_are_in_tables_do_not_count(store: EmbeddedStore, tmp_path: Path) -> None:
    store.update("INSERT DATA { <urn:a> <urn:says> '%s' }" % ("long " * 60_000))
    store.snapshot(tmp_path / "first")
    store.update("INSERT DATA { <urn:a> <urn:counts> 1 }")
    before = tables(tmp_path / "store")
    store.snapshot(tmp_path / "second")
    assert tables(tmp_path / "store") == before
    assert len(held(tmp_path / "second")) == 3


def test_files_that_change_while_they_are_copied_are_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, copy = tmp_path / "files", bulk.copy_files
    files.mkdir()
    (files / "MANIFEST-1").write_bytes(b"one")

    def disturbed(source: Path, target: Path, ended: list[str]) -> None:
        copy(source, target, ended)
        (source / "MANIFEST-1").write_bytes(b"longer")

    monkeypatch.setattr(bulk, "copy_files", disturbed)
    assert not bulk.stood_still(files, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_what_is_there_already_is_left_alone(store: EmbeddedStore, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "letter").write_text("kept", encoding="utf-8")
    assert store.folder
    assert not bulk.stood_still(store.folder, tmp_path / "there")
    assert (tmp_path / "there" / "letter").read_text(encoding="utf-8") == "kept"


def test_full_disk_of_copies_leaves_nothing_there_and_does_not_stop_writers(
    store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(_: Path, target: Path, __: str) -> bool:
        target.mkdir()
        (target / "half").write_bytes(b"half a copy")
        raise StoreFull("the disk is full")

    copies = tmp_path / "elsewhere"
    copies.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(bulk, "stood_still", broken_off)
        patched.setattr(embedded, "full", lambda folder: folder == copies)
        for _ in range(2):
            with pytest.raises(StoreFull):
                store.snapshot(copies / "copy")
            assert not list(copies.iterdir())
            assert store.update("INSERT DATA { <urn:a> <urn:counts> 1 } ; DELETE DATA { <urn:a> <urn:counts> 2 }")
            store.update("DELETE DATA { <urn:a> <urn:counts> 1 }")
    store.snapshot(copies / "copy")
    assert held(copies / "copy") == {"0"}


def test_store_that_found_its_disk_full_is_opened_anew_though_an_error_still_knows_it(store: EmbeddedStore) -> None:
    store._stuck = True
    # As the frames of an error do, that refer to it and to themselves.
    known: list[object] = [store._store]
    known.append(known)
    del known
    assert store.update("INSERT DATA { <urn:a> <urn:counts> 1 }")


@pytest.mark.parametrize("where", ["memory", "folder"])
def test_graphs_that_hold_nothing_are_kept_by_a_load_and_by_a_backup(tmp_path: Path, where: str) -> None:
    (tmp_path / "more.nt").write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    with EmbeddedStore(tmp_path / "store" if where == "folder" else None) as store:
        for name in ("urn:first", "urn:second"):
            store.update(f"CREATE GRAPH <{name}>")
            store.bulk_load(tmp_path / "more.nt", ox.RdfFormat.N_TRIPLES)
        assert set(store.graphs()) == {ox.NamedNode("urn:first"), ox.NamedNode("urn:second")}
        if where == "folder":
            store.backup(tmp_path / "backup")
            with EmbeddedStore() as other:
                other.restore(tmp_path / "backup")
                assert set(other.graphs()) == set(store.graphs())


@pytest.mark.parametrize("beside", [True, False])
def test_graph_without_a_name_that_is_emptied_takes_no_other_along(tmp_path: Path, *, beside: bool) -> None:
    old, nameless = ox.Store(), ox.BlankNode("nameless")
    terms = ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c")
    old.extend([ox.Quad(*terms), ox.Quad(*terms, nameless)])
    folder = tmp_path / "old"
    ox.Store(str(folder)).bulk_extend(old)
    store = ox.Store(str(folder))
    change = Change(cleared=frozenset({nameless}), dropped=frozenset({nameless}))
    made = bulk.remade(store, tmp_path / "new" if beside else None, change, [ox.Quad(*reversed(terms))])
    assert set(made) == {ox.Quad(*terms), ox.Quad(*reversed(terms))}
