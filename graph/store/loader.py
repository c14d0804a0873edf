"""Loads a file into the folder of a store, in a process of its own: what that takes of memory goes with it.

`graph.store.bulk` starts it with one argument in JSON: the folder, the file, its format, the graph that it goes into
and whether that is emptied first; or a change that is too large for one transaction. What went wrong comes back as a
line of JSON on standard output. The process knows only pyoxigraph; its memory is bounded, and it may be killed at any
moment.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

import pyoxigraph as ox

_MEMORY = 4 << 30
_NAMES = ("SyntaxError", "ValueError", "OSError", "RuntimeError", "MemoryError")


def prepare(store: ox.Store, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None, *, emptied: bool) -> None:
    """Let a graph be there, also where nothing comes into it, and be empty where it is to be."""
    if emptied and graph is not None:
        store.clear_graph(graph)
    if isinstance(graph, ox.NamedNode):
        store.add_graph(graph)


def load(task: dict[str, Any]) -> None:
    """Do what is asked, and make sure of it."""
    store = ox.Store(task["folder"])
    graph = task["graph"]
    into = None if graph is None else ox.NamedNode(graph) if graph else ox.DefaultGraph()
    prepare(store, into, emptied=task["emptied"])
    format_ = ox.RdfFormat.from_media_type(task["format"])
    store.bulk_load(path=task["file"], format=format_, base_iri=task["base"], to_graph=into)
    store.flush()


def change(task: dict[str, Any]) -> None:
    """Change a folder that nobody else sees; blank nodes keep their names, as they are those of another store."""
    store = ox.Store(task["folder"])
    for name in task["dropped"]:
        store.remove_graph(_graph(name))
    for name in task["cleared"]:
        store.clear_graph(_graph(name))
    for name in task["created"]:
        store.add_graph(ox.NamedNode(name))
    for quad in ox.parse(path=task["removed"], format=ox.RdfFormat.N_QUADS):
        store.remove(quad)
    store.bulk_extend(ox.parse(path=task["file"], format=ox.RdfFormat.N_QUADS))
    store.flush()


def _graph(name: str) -> ox.NamedNode | ox.DefaultGraph:
    return ox.NamedNode(name) if name else ox.DefaultGraph()


def main(text: str) -> None:
    """Load, and tell what went wrong."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        task = json.loads(text)
        (change if "removed" in task else load)(task)
    except (SyntaxError, ValueError, OSError, RuntimeError, MemoryError) as error:
        name = next(name for name in _NAMES if name in {class_.__name__ for class_ in type(error).__mro__})
        sys.stdout.write(json.dumps({"error": name, "detail": str(error)}))


if __name__ == "__main__":
    main(sys.argv[1])
