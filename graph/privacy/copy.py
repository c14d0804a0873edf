"""A copy of a store without what reaches a person, kept beside it and going along with it.

Strangers ask the copy, so that no form of question, count or comparison can betray what is not there. It is made once,
by one pass over the store, and lies in the folder of the store; from then on each thing that a write touched is copied
anew, when somebody asks for the first time after the write: in one transaction, so that no stranger sees one part of a
write without the other; what could not be copied is copied the next time. Which graphs it had taken in is noted when it
is closed, and which it is about to change is noted before it does: after a crash only those are made anew that may
differ.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from graph.privacy.signs import names_a_person, withheld
from graph.remote import RemoteStore
from graph.store import Change, EmbeddedStore, GraphName, Store
from graph.store.evaluator import graph_named
from graph.store.translating import translated
from graph.store.watch import Touched
from ontology.terms import fyr

__all__ = ["Withheld", "without_contacts"]

_RULES: Final = 1
"""Counted up whenever other things are withheld than before: copies are made anew then."""
_SECTION: Final = fyr("section")
_TEXT: Final = fyr("text")
_CONTACT: Final = ox.Literal("contact")
_TOGETHER: Final = 20_000
"""Quads that are copied in one transaction; where there are more, another copy takes the place of this one."""
_Thing = NamedNode | BlankNode | Triple


class Withheld:
    """The copy of one store.

    Parameters
    ----------
    store : Store
        The whole. A copy of one that is embedded goes along with it; of any other it is made anew for each revision.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._one_at_a_time = threading.Lock()
        self._copy: EmbeddedStore | None = None
        self._at: str | None = None
        self._touched = Touched(everything=True)

    @property
    def fresh(self) -> EmbeddedStore | None:
        """The copy, where nothing was written since it was brought up to date."""
        return self._copy if self._at == self._store.revision else None

    def current(self) -> EmbeddedStore:
        """The copy, holding every write that was acknowledged before the call."""
        with self._one_at_a_time:
            copy = self.fresh
            if copy is not None:
                return copy
            if isinstance(self._store, RemoteStore):
                return self._along(self._store.copy())
            if not isinstance(self._store, EmbeddedStore):
                with self._store.still() as revision:
                    self._copy, self._at = without_contacts(self._store), revision
                return self._copy
            return self._along(self._store)

    def close(self) -> None:
        """Let go of the copy, noting what it holds."""
        with self._one_at_a_time:
            if self._copy is None:
                return
            place = _place(self._store)
            if place and isinstance(self._store, EmbeddedStore) and self._at and not self._touched:
                _note(place, self._store, self._at)
            self._copy.close()
            self._copy = None

    def _along(self, store: EmbeddedStore) -> EmbeddedStore:
        copy = self._copy or self._opened(store)
        self._copy = copy
        if self._touched.everything:
            self._made(store, copy)
        with store.still() as revision:
            taken = self._touched.taken()
            try:
                _follow(store, copy, taken)
            except BaseException:
                self._touched.put_back(taken)
                raise
            self._at = revision
        return copy

    def _opened(self, store: EmbeddedStore) -> EmbeddedStore:
        """The copy as it was left, and what has to be looked at again."""
        place = _place(store)
        with store.still() as revision:
            noted = _noted(place) if place else None
            copy = EmbeddedStore(place)
            self._touched = store.watch()
            if noted is None:
                self._touched.everything = True
            elif noted["revision"] != revision:
                self._touched.graphs.update(_differing(noted, store) or ())
                self._touched.everything = _differing(noted, store) is None
        return copy

    def _made(self, store: EmbeddedStore, copy: EmbeddedStore) -> None:
        """Fill the copy in one pass; what was touched is looked at afterwards, as writers may go on meanwhile."""
        try:
            silent = self._filled(store, copy)
        except BaseException:
            self._touched.everything = True
            raise
        with store.still():
            self._touched.graphs.update(silent)

    def _filled(self, store: EmbeddedStore, copy: EmbeddedStore) -> set[GraphName]:
        """Fill the copy; names of graphs of which it holds nothing."""
        place = _place(store)
        if place is None:
            with store.still():
                self._touched.taken()
                copy.fill(_shown(store.quads(), contact_passages(store)))
                return {graph for graph in store.graphs() if not copy.has_graph(graph)}
        _forget(place)
        with store.still():
            self._touched.taken()
            snapshot = translated(lambda: Path(mkdtemp(prefix="snapshot-", dir=store.folder))) / "store"
            try:
                store.snapshot(snapshot)
            except BaseException:
                store.discard(snapshot.parent)
                raise
        try:
            quads = translated(lambda: ox.Store.read_only(str(snapshot)))
            said = quads.quads_for_pattern(None, _SECTION, _CONTACT, None)
            passages = {each.subject.value for each in said if isinstance(each.subject, NamedNode)}
            copy.fill(_shown(quads, passages))
            return {graph for graph in quads.named_graphs() if not copy.has_graph(graph)}
        finally:
            store.discard(snapshot.parent)


def without_contacts(store: Store) -> EmbeddedStore:
    """A copy in memory without anything that reaches a person directly."""
    copy = EmbeddedStore()
    # What is withheld is asked first, and has to fit what is copied then.
    with store.still():
        copy.fill(_shown(store.quads(), contact_passages(store)))
    return copy


def contact_passages(store: Store) -> set[str]:
    """IRIs of the passages that say whom to call."""
    passages = f'SELECT DISTINCT ?passage {{ ?passage {_SECTION} "contact" }}'
    return {passage.value for (passage,) in store.select(passages).rows if isinstance(passage, NamedNode)}


def _shown(quads: Iterable[Quad], passages: set[str]) -> Iterator[Quad]:
    return (quad for quad in quads if not withheld(quad, passages))


def _follow(store: EmbeddedStore, copy: EmbeddedStore, touched: Touched) -> None:
    """Copy anew what was touched: all of it at once."""
    place = _place(store)
    if place and touched:
        _intend(place, touched)
    things, graphs = set(touched.things), touched.graphs
    # A passage becomes one of contacts, or is none any more, in one graph; its text may stand in another.
    for graph in graphs:
        found = chain(store.quads(graph), copy.quads(graph))
        things.update(each.subject for each in found if each.predicate == _SECTION)
    removed, more = _of_things(store, copy, things, beside=graphs)
    there = frozenset(graph for graph in graphs if store.has_graph(graph) and not names_a_person(graph))
    change = Change(
        dropped=frozenset(graphs - there),
        cleared=there,
        created=frozenset(graph for graph in there if isinstance(graph, NamedNode)),
        removed=removed,
    )
    shown = (quad for graph in graphs for quad in _shown(store.quads(graph), _among(store, store.quads(graph))))
    if len(removed) + len(more) > _TOGETHER or _many(store, graphs) or _many(copy, graphs):
        copy.remake(change, chain(more, shown))
    else:
        copy.change(replace(change, added=[*more, *shown]), check="off")


def _many(store: EmbeddedStore, graphs: Iterable[GraphName]) -> bool:
    """Whether graphs hold more than is changed in one transaction."""
    found = (quad for graph in graphs for quad in store.quads(graph))
    return next(islice(found, _TOGETHER, None), None) is not None


def _of_things(
    store: EmbeddedStore, copy: EmbeddedStore, things: Iterable[_Thing], beside: Collection[GraphName]
) -> tuple[list[Quad], list[Quad]]:
    """What is to be taken out and put in of what is said of things, in other graphs than those `beside`."""
    before: set[Quad] = set()
    after: set[Quad] = set()
    for thing in things:
        before.update(quad for quad in copy.about(thing) if quad.graph_name not in beside)
        said = list(store.about(thing))
        passages = _among(store, said)
        after.update(quad for quad in said if quad.graph_name not in beside and not withheld(quad, passages))
    return list(before - after), list(after - before)


def _among(store: EmbeddedStore, quads: Iterable[Quad]) -> set[str]:
    """Which of the things that have a text are passages of contacts, in any graph."""
    texts = {quad.subject for quad in quads if quad.predicate == _TEXT and isinstance(quad.subject, NamedNode)}
    return {
        each.value
        for each in texts
        if any(quad.predicate == _SECTION and quad.object == _CONTACT for quad in store.about(each))
    }


# -- what was taken in, on the disk ------------------------------------------------------------------------------------


def _place(store: Store) -> Path | None:
    folder = store.folder if isinstance(store, EmbeddedStore) else None
    return folder / "withheld" if folder else None


def _note(place: Path, store: EmbeddedStore, revision: str) -> None:
    """Note that the copy holds what the store held at this revision."""
    head = {"rules": _RULES, "revision": revision, "base": store.base, "tokens": store.tokens()}
    with suppress(OSError):
        draft = place / "taken-in.json.new"
        draft.write_text(json.dumps(head) + "\n", encoding="utf-8")
        draft.replace(place / "taken-in.json")


def _intend(place: Path, touched: Touched) -> None:
    """Note which graphs are about to change: what is noted of them holds no more."""
    path = place / "taken-in.json"
    if path.exists():
        if touched.things:
            # Things stand in any graph.
            path.unlink(missing_ok=True)
            return
        try:
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([str(graph) for graph in touched.graphs]) + "\n")
        except OSError:
            # Where nothing can be noted, nothing noted may hold.
            path.unlink(missing_ok=True)


def _forget(place: Path) -> None:
    (place / "taken-in.json").unlink(missing_ok=True)


def _noted(place: Path) -> Mapping[str, Any] | None:
    try:
        first, *rest = (place / "taken-in.json").read_text(encoding="utf-8").splitlines()
        noted: dict[str, Any] = json.loads(first)
        noted["changed"] = [graph for line in rest for graph in json.loads(line)]
        return noted if noted["rules"] == _RULES else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _differing(noted: Mapping[str, Any], store: EmbeddedStore) -> set[GraphName] | None:
    """Graphs that may be others than those that were taken in; None where nobody knows."""
    if noted["base"] != store.base:
        return None
    before, after = noted["tokens"], store.tokens()
    names = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return {graph_named(name) for name in names} | {graph_named(name) for name in noted["changed"]}
