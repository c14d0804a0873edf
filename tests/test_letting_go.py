"""What is worked out of a store is kept as long as the store, and no longer: nobody's memory fills with old ones."""

from __future__ import annotations

import gc
import weakref

import pytest

from graph import catalogue as catalogues
from graph.analysis import dependencies, overlap, paths, suggestions, what_if
from graph.analysis.evidence import evidence
from graph.arrays import Filters, arrays
from graph.store import Store
from ontology.terms import thing
from tests.sample import sample_store

HARBOUR, SOUND = (thing("initiative", slug).value for slug in ("groen-havn", "stille-sund"))


def look(store: Store) -> None:
    known = catalogues.catalogue(store)
    assert known.initiative("groen-havn").label.da == "Grøn Havn"
    overlap(store)
    suggestions(store, HARBOUR)
    dependencies(store, thing=HARBOUR)
    paths(store, start=HARBOUR, end=SOUND)
    what_if(store, remove=["region-oest"])


@pytest.mark.parametrize("much", [20_000, 0], ids=["small", "large"])
def test_store_that_nobody_has_any_more_is_let_go(monkeypatch: pytest.MonkeyPatch, much: int) -> None:
    monkeypatch.setattr(catalogues, "MUCH", much)
    store = sample_store()
    look(store)
    held = weakref.ref(store)
    store.close()
    del store
    gc.collect()
    assert held() is None


def test_view_that_nobody_has_any_more_is_let_go() -> None:
    whole = arrays(sample_store())
    view = whole.filtered(Filters(since=1900))
    kept = view.derived("a number", object)
    assert view.derived("a number", object) is kept
    assert evidence(view) is evidence(view)
    held = weakref.ref(view)
    del view, kept
    for year in range(1901, 1920):
        whole.filtered(Filters(since=year))
    gc.collect()
    assert held() is None


def test_of_what_is_worked_out_for_a_view_the_last_is_remembered_and_the_first_is_not() -> None:
    view = arrays(sample_store()).filtered(Filters(since=1800))
    first = view.derived("0", object)
    for name in range(1, 30):
        view.derived(str(name), object)
    assert view.derived("29", list) != []
    assert view.derived("0", object) is not first
