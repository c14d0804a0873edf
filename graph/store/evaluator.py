"""Works out what an update changes, in a process of its own; started by `graph.store.replica`, told on standard input.

The process knows only pyoxigraph and a copy of the store that is its own, has a bounded address space, can open neither
connections nor other files (`graph.confine`), and may be killed at any moment. A task is one line of JSON followed by
`length` bytes; so is what comes back. The copy goes along with the store: what is committed there is committed here,
and a change that is given up here ends the process where it cannot be taken back. The text of an update is parsed here
and nowhere else.

`carry_out` and the form of a change on the way are used by both sides.
"""

from __future__ import annotations

import json
import secrets
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

# Where this file is a program, its folder is not one where Python looks.
if not __package__:
    sys.path.insert(0, str(Path(__file__).parents[2]))
from graph.confine import confine
from graph.extent import overlong

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
_DEFAULT = ox.DefaultGraph()
_ROW = ox.Variable("fyrnet_row")
_GRACE = 2.0
_PARTS = ("subject", "predicate", "object", "graph_name")


class Refused(Exception):
    """The update cannot be done as it stands; the message says why."""


class TooMuch(Exception):
    """The update changes more than one update may."""


@dataclass
class Delta:
    """What becomes of a store; see `graph.store.protocol.Change`, of which this is the growing form."""

    dropped: set[Graph] = field(default_factory=set)
    cleared: set[Graph] = field(default_factory=set)
    created: set[Graph] = field(default_factory=set)
    removed: set[ox.Quad] = field(default_factory=set)
    added: set[ox.Quad] = field(default_factory=set)

    def then(self, later: Delta) -> None:
        """Go on with what a later operation does."""
        emptied = later.dropped | later.cleared
        if emptied:
            self.removed = {quad for quad in self.removed if quad.graph_name not in emptied}
            self.added = {quad for quad in self.added if quad.graph_name not in emptied}
        self.created = (self.created - later.dropped) | later.created
        self.dropped = (self.dropped - later.cleared) | later.dropped
        self.cleared = (self.cleared - later.dropped) | later.cleared
        self.removed, self.added = (
            (self.removed | (later.removed - self.added)) - later.added,
            (self.added - later.removed) | (later.added - self.removed),
        )

    def head(self) -> dict[str, Any]:
        """Names of graphs, as JSON holds them."""
        return {name: sorted(map(str, getattr(self, name))) for name in ("dropped", "cleared", "created")}


# -- used by both sides ------------------------------------------------------------------------------------------------


def packed(removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> tuple[int, bytes]:
    """Quads on their way: how many bytes are those that are removed, and the bytes of both."""
    first = ox.serialize(removed, format=ox.RdfFormat.N_QUADS) or b""
    return len(first), first + (ox.serialize(added, format=ox.RdfFormat.N_QUADS) or b"")


def unpacked(first: int, body: bytes) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Quads that arrived: those that are removed, and those that are added."""
    return _quads(body[:first]), _quads(body[first:])


def graph_named(text: str) -> Graph:
    """The graph whose name was written with `str`."""
    if text in ("", str(_DEFAULT)):
        return _DEFAULT
    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(text[1:-1])


def carry_out(
    store: ox.Store,
    *,
    dropped: Iterable[Graph] = (),
    cleared: Iterable[Graph] = (),
    created: Iterable[Graph] = (),
    removed: Iterable[ox.Quad] = (),
    added: Iterable[ox.Quad] = (),
) -> None:
    """Change a store in one transaction.

    Terms come into the text of the update by pyoxigraph's own serialiser. A stored blank node has no name in SPARQL: it
    is handed in by a function.
    """
    texts = [f"DROP SILENT {_target(graph)}" for graph in dropped if not isinstance(graph, ox.BlankNode)]
    texts += [f"CLEAR SILENT {_target(graph)}" for graph in cleared if not isinstance(graph, ox.BlankNode)]
    texts += [f"CREATE SILENT GRAPH {graph}" for graph in created if isinstance(graph, ox.NamedNode)]
    plain_removed, blank_removed = _apart(removed)
    plain_added, blank_added = _apart(added)
    if not (texts or plain_removed or blank_removed):
        store.extend([*plain_added, *blank_added])
        return
    handed = [*blank_removed, *blank_added]
    middle = len(blank_removed)
    texts += _data("DELETE DATA", plain_removed)
    texts += _handed("DELETE", handed, range(middle))
    texts += _data("INSERT DATA", plain_added)
    texts += _handed("INSERT", handed, range(middle, len(handed)))
    store.update(";\n".join(texts), custom_functions=_functions(handed))


def _quads(body: bytes) -> list[ox.Quad]:
    return list(ox.parse(body, format=ox.RdfFormat.N_QUADS)) if body else []


def _target(graph: Graph) -> str:
    return f"GRAPH {graph}" if isinstance(graph, ox.NamedNode) else "DEFAULT"


def _apart(quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], list[ox.Quad]]:
    plain: list[ox.Quad] = []
    blank: list[ox.Quad] = []
    for quad in quads:
        (blank if any(map(_is_blank, (quad.subject, quad.object, quad.graph_name))) else plain).append(quad)
    return plain, blank


def _is_blank(term: object) -> bool:
    if isinstance(term, ox.Triple):
        return _is_blank(term.subject) or _is_blank(term.object)
    return isinstance(term, ox.BlankNode)


def _data(words: str, quads: list[ox.Quad]) -> list[str]:
    by_graph: dict[Graph, list[ox.Triple]] = {}
    for quad in quads:
        by_graph.setdefault(quad.graph_name, []).append(quad.triple)
    blocks = []
    for graph, triples in by_graph.items():
        lines = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
        blocks.append(f"GRAPH {graph} {{\n{lines}}}\n" if isinstance(graph, ox.NamedNode) else lines)
    return [f"{words} {{\n{''.join(blocks)}}}"] if blocks else []


def _handed(word: str, quads: list[ox.Quad], places: range) -> list[str]:
    texts = []
    for named in (True, False):
        rows = " ".join(str(at) for at in places if (quads[at].graph_name != _DEFAULT) is named)
        triple = "?subject ?predicate ?object"
        template = f"GRAPH ?graph_name {{ {triple} }}" if named else triple
        binds = " ".join(f"BIND(<urn:fyrnet:{part}>(?at) AS ?{part})" for part in _PARTS[: 4 if named else 3])
        if rows:
            texts.append(f"{word} {{ {template} }} WHERE {{ VALUES ?at {{ {rows} }} {binds} }}")
    return texts


def _functions(quads: list[ox.Quad]) -> dict[ox.NamedNode, Callable[..., Any]]:
    def part(name: str) -> Callable[..., Any]:
        return lambda at: getattr(quads[int(at.value)], name)

    return {ox.NamedNode(f"urn:fyrnet:{name}"): part(name) for name in _PARTS} if quads else {}


# -- one update --------------------------------------------------------------------------------------------------------


class Evaluation:
    """The operations of one update on a store, each seeing what those before it did."""

    def __init__(self, store: ox.Store, task: dict[str, Any]) -> None:
        self._store = store
        self._base: str | None = task["base"]
        self._union: bool = task["union"]
        self._using: list[str] = task["using"]
        self._using_named: list[str] = task["using_named"]
        self._most: int = task["most"]
        self._mark = f"urn:fyrnet:variable:{secrets.token_hex(8)}:"
        self.total = Delta()
        self.pending = Delta()
        self.carried = 0

    def run(self, operations: list[dict[str, Any]]) -> None:
        """Work out what all of them change; the last one is not carried out yet."""
        for operation in operations:
            self.settle()
            self.pending = self._delta(operation)
            for told in filter(None, map(overlong, self.pending.added)):
                raise Refused(told)
            self.total.then(self.pending)
            if len(self.total.removed) + len(self.total.added) > self._most:
                raise TooMuch

    def settle(self) -> None:
        """Carry out what is pending."""
        if any(vars(self.pending).values()):
            carry_out(self._store, **vars(self.pending))
            self.carried += 1
        self.pending = Delta()

    def _delta(self, operation: dict[str, Any]) -> Delta:
        kind = operation["kind"]
        if kind == "insert data":
            return self._effective((), self._ground(operation, operation["insert"]))
        if kind == "delete data":
            return self._effective(self._ground(operation, operation["delete"]), ())
        if kind in ("modify", "delete where"):
            return self._modified(operation)
        if kind == "load":
            return Delta()
        if kind == "create":
            return self._create(operation)
        if kind in ("clear", "drop"):
            return self._emptied(operation)
        return self._moved(operation)

    def _effective(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> Delta:
        """Only what makes a difference."""
        new, old = _stored(added), _stored(removed)
        return Delta(
            removed={quad for quad in old - new if quad in self._store},
            added={quad for quad in new if quad not in self._store},
            created={quad.graph_name for quad in new if not self._there(quad.graph_name)},
        )

    def _ground(self, operation: dict[str, Any], block: str) -> set[ox.Quad]:
        scratch = ox.Store()
        scratch.update(f"{operation['prologue']}INSERT DATA {{ {block} }}", base_iri=self._base)
        return set(scratch)

    def _modified(self, operation: dict[str, Any]) -> Delta:
        names = sorted({name for part in ("delete", "insert") for name, _, _ in operation["variables"][part]})
        numbers = {name: number for number, name in enumerate(names)}
        into = self._iri(operation, operation["with_"]) if operation["with_"] else _DEFAULT
        templates = [self._template(operation, part, numbers, into) for part in ("delete", "insert")]
        removed: set[ox.Quad] = set()
        added: set[ox.Quad] = set()
        for row in self._rows(operation, names, once=not any(map(_is_blank_template, templates[1]))):
            fresh: dict[ox.BlankNode, ox.BlankNode] = {}
            removed.update(_filled(templates[0], row, None))
            added.update(_filled(templates[1], row, fresh))
            if len(removed) + len(added) > self._most:
                raise TooMuch
        return self._effective(removed, added)

    def _template(
        self, operation: dict[str, Any], part: str, numbers: dict[str, int], into: Graph
    ) -> list[tuple[Any, ...]]:
        """The quads of a template, with the numbers of variables in their places."""
        text: str = operation[part] or ""
        for name, begin, end in reversed(operation["variables"][part]):
            text = f"{text[:begin]} <{self._mark}{numbers[name]}> {text[end:]}"
        quads = self._ground(operation, text)
        return [
            (*map(self._slot, quad.triple), into if quad.graph_name == _DEFAULT else self._slot(quad.graph_name))
            for quad in quads
        ]

    def _slot(self, term: Any) -> Any:
        if isinstance(term, ox.NamedNode) and term.value.startswith(self._mark):
            return int(term.value.removeprefix(self._mark))
        if isinstance(term, ox.Triple):
            parts = tuple(self._slot(each) for each in (term.subject, term.predicate, term.object))
            return term if all(part is each for part, each in zip(parts, term, strict=True)) else parts
        return term

    def _rows(self, operation: dict[str, Any], names: list[str], *, once: bool) -> Iterator[list[Any]]:
        """The solutions of the pattern, as the templates need them."""
        chosen = " ".join(f"?{name}" for name in names) or f"(1 AS {_ROW})"
        limit = " LIMIT 1" if once and not names else ""
        query = f"{operation['prologue']}SELECT {chosen} WHERE {{ {operation['where']} }}{limit}"
        solutions = self._store.query(query, base_iri=self._base, **self._dataset(operation))
        assert isinstance(solutions, ox.QuerySolutions)
        for solution in solutions:
            yield list(solution)

    def _dataset(self, operation: dict[str, Any]) -> dict[str, Any]:
        using = [self._iri(operation, text) for text in operation["using"]]
        using_named = [self._iri(operation, text) for text in operation["using_named"]]
        if self._using or self._using_named:
            if using or using_named or operation["with_"]:
                # SPARQL 1.1 Protocol, 2.2.3: whatever the store holds, this is no update.
                raise SyntaxError("graphs are named both beside it and in it, by USING or WITH: name them once")
            using, using_named = (list(map(ox.NamedNode, each)) for each in (self._using, self._using_named))
        if using or using_named:
            return {"default_graph": using, "named_graphs": using_named}
        if operation["with_"]:
            return {"default_graph": [self._iri(operation, operation["with_"])]}
        return {"use_default_graph_as_union": self._union}

    def _iri(self, operation: dict[str, Any], text: str) -> ox.NamedNode:
        query = f"{operation['prologue']}SELECT ({text} AS ?iri) {{}}"
        solutions = ox.Store().query(query, base_iri=self._base)
        assert isinstance(solutions, ox.QuerySolutions)
        [[iri]] = solutions
        assert isinstance(iri, ox.NamedNode)
        return iri

    # -- whole graphs --------------------------------------------------------------------------------------------------

    def _create(self, operation: dict[str, Any]) -> Delta:
        graph = self._iri(operation, operation["graphs"][0])
        if not self._there(graph):
            return Delta(created={graph})
        if operation["silent"]:
            return Delta()
        raise Refused(f"there is a graph {graph} already: CREATE SILENT leaves it as it is")

    def _emptied(self, operation: dict[str, Any]) -> Delta:
        [which] = operation["graphs"]
        if which in ("default", "named", "all"):
            graphs: set[Graph] = set() if which == "default" else set(self._store.named_graphs())
            graphs.update(() if which == "named" else (_DEFAULT,))
        else:
            graphs = {self._found(operation, which)}
        graphs = {graph for graph in graphs if self._there(graph)}
        if operation["kind"] == "drop":
            return Delta(dropped=graphs - {_DEFAULT}, cleared=graphs & {_DEFAULT})
        return Delta(cleared=graphs)

    def _moved(self, operation: dict[str, Any]) -> Delta:
        """ADD, COPY and MOVE."""
        source, target = (self._found(operation, each, needed=not at) for at, each in enumerate(operation["graphs"]))
        if source == target or not self._there(source):
            return Delta()
        copied: set[ox.Quad] = set()
        for quad in self._store.quads_for_pattern(None, None, None, source):
            copied.add(ox.Quad(quad.subject, quad.predicate, quad.object, target))
            if len(copied) > self._most:
                raise TooMuch
        if operation["kind"] == "add":
            return self._effective((), copied)
        moved = operation["kind"] == "move"
        return Delta(
            cleared={target} | ({source} & {_DEFAULT} if moved else set()),
            dropped={source} - {_DEFAULT} if moved else set(),
            created={target} - {_DEFAULT},
            added=copied,
        )

    def _found(self, operation: dict[str, Any], text: str, *, needed: bool = True) -> Graph:
        graph = _DEFAULT if text == "default" else self._iri(operation, text)
        if needed and not operation["silent"] and not self._there(graph):
            raise Refused(f"there is no graph {graph}: with SILENT that is no error")
        return graph

    def _there(self, graph: Graph) -> bool:
        return graph == _DEFAULT or self._store.contains_named_graph(graph)


def _stored(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads in the form in which they are stored, which for numbers is another."""
    store = ox.Store()
    store.extend(quads)
    return set(store)


def _is_blank_template(quad: tuple[Any, ...]) -> bool:
    return any(_is_blank(term) or (isinstance(term, tuple) and _is_blank_template(term)) for term in quad)


def _filled(
    template: list[tuple[Any, ...]], row: list[Any], fresh: dict[ox.BlankNode, ox.BlankNode] | None
) -> Iterator[ox.Quad]:
    """The quads of a template for one solution, without those that have a gap or are none."""
    for slots in template:
        subject, predicate, value, graph = (_term(slot, row, fresh) for slot in slots)
        try:
            yield ox.Quad(subject, predicate, value, graph)
        except TypeError:
            continue


def _term(slot: Any, row: list[Any], fresh: dict[ox.BlankNode, ox.BlankNode] | None) -> Any:
    if isinstance(slot, int):
        return row[slot]
    if isinstance(slot, tuple):
        try:
            return ox.Triple(*(_term(each, row, fresh) for each in slot))
        except TypeError:
            return None
    if fresh is not None and isinstance(slot, ox.BlankNode):
        return fresh.setdefault(slot, ox.BlankNode())
    return slot


# -- the process -------------------------------------------------------------------------------------------------------


class Process:
    """The copy of the store, and the update that waits to be committed."""

    def __init__(self, folder: str) -> None:
        self._store = ox.Store(folder)
        self._waiting: Evaluation | None = None

    def answer(self, task: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes] | None:
        """Do a task; what is to be told, or None."""
        match task["do"]:
            case "evaluate":
                return self._evaluate(task)
            case "commit":
                if self._waiting:
                    self._waiting.settle()
                self._waiting = None
            case "give up":
                self._give_up()
            case "follow":
                removed, added = unpacked(task["first"], body)
                graphs = {name: map(graph_named, task[name]) for name in ("dropped", "cleared", "created")}
                carry_out(self._store, **graphs, removed=removed, added=added)
        return None

    def _evaluate(self, task: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        try:
            _parse(task["text"], task["base"])
            self._waiting = Evaluation(self._store, task)
            self._waiting.run(task["operations"])
        except SyntaxError as error:
            return {"status": "malformed", "detail": str(error)}, b""
        except Refused as error:
            return {"status": "refused", "detail": str(error)}, b""
        except TooMuch:
            return {"status": "too much"}, b""
        except MemoryError:
            return {"status": "memory"}, b""
        except (OSError, ValueError, RuntimeError) as error:
            return {"status": "failed", "detail": str(error)}, b""
        total = self._waiting.total
        first, body = packed(total.removed, total.added)
        return {"status": "ok", "first": first, **total.head()}, body

    def _give_up(self) -> None:
        carried = self._waiting.carried if self._waiting else 0
        self._waiting = None
        if carried:
            # The copy is ahead of the store now; a fresh one is cheaper than to be wrong.
            sys.exit(0)


def _parse(text: str, base: str | None) -> None:
    """Let Oxigraph read the whole update, over nothing: only its grammar counts."""
    try:
        ox.Store().update(text, base_iri=base)
    except SyntaxError:
        raise
    except (OSError, ValueError, RuntimeError):
        # As that a graph which is dropped does not exist.
        return


def main(folder: str, memory: int) -> None:
    """Answer tasks until standard input ends; `memory` bounds the address space in bytes.

    The store is opened by a confined process, so that the threads which Oxigraph starts are confined, too.
    """
    # It is started by whichever thread writes first, and stays when that one ends.
    confine(memory, None, folder=Path(folder), with_parent=False)
    process = Process(folder)
    _tell(sys.stdout.buffer, {"status": "ready"}, b"")
    for line in sys.stdin.buffer:
        task = json.loads(line)
        # The one that asks ends an update in time; this ends it where the one that asks is gone.
        signal.setitimer(signal.ITIMER_REAL, task["seconds"] + _GRACE if "seconds" in task else 0)
        told = process.answer(task, sys.stdin.buffer.read(task.get("length", 0)))
        signal.setitimer(signal.ITIMER_REAL, 0)
        if told:
            _tell(sys.stdout.buffer, *told)


def _tell(out: BinaryIO, verdict: dict[str, Any], body: bytes) -> None:
    out.write(json.dumps(verdict | {"length": len(body)}).encode() + b"\n" + body)
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
