"""Titles of the initiatives that sources hold, found by source, by slug and by title at the same cost however many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.knowledge import key

__all__ = ["Others", "Titles"]


class Titles:
    """Titles by slug, by the graph of each source; a source without initiatives is there too.

    Parameters
    ----------
    held : mapping, optional
        What is there to begin with.
    """

    def __init__(self, held: Mapping[NamedNode, Mapping[str, str]] | None = None) -> None:
        self._held: dict[NamedNode, Mapping[str, str]] = {}
        self._by_slug: dict[str, dict[NamedNode, str]] = {}
        self._by_title: dict[str, dict[NamedNode, str]] = {}
        for graph, titles in (held or {}).items():
            self.put(graph, titles)

    def __contains__(self, graph: object) -> bool:
        return graph in self._held

    def graphs(self) -> Iterable[NamedNode]:
        """The graphs of all sources, those that came first first."""
        return self._held.keys()

    def of(self, graph: NamedNode) -> Mapping[str, str]:
        """Titles by slug of one source; none where it is not there."""
        return self._held.get(graph, {})

    def title(self, slug: str) -> str | None:
        """The title of an initiative, as the source says that came last."""
        return next(reversed([*self._by_slug.get(slug, {}).values()]), None)

    def with_all(self, titles: Iterable[str]) -> NamedNode | None:
        """The graph of the first source that holds every one of these titles; ``None`` for no titles."""
        holding = [self._by_title.get(key(title), {}) for title in titles]
        shared = (graph for graph in holding[0] if all(graph in each for each in holding)) if holding else iter(())
        return next(shared, None)

    def others(self, graph: NamedNode) -> Others:
        """The initiatives of all sources but one."""
        return Others(graph, self._by_slug, self._by_title)

    def put(self, graph: NamedNode, titles: Mapping[str, str]) -> None:
        """Say what a source holds, in place of what it held."""
        for slug, title in self.of(graph).items():
            del self._by_slug[slug][graph]
            self._by_title[key(title)].pop(graph, None)
        self._held[graph] = dict(titles)
        for slug, title in titles.items():
            self._by_slug.setdefault(slug, {})[graph] = title
            self._by_title.setdefault(key(title), {})[graph] = slug


@dataclass(frozen=True)
class Others:
    """The initiatives of all sources but one: `slug in others` says whether a slug is taken."""

    own: NamedNode
    by_slug: Mapping[str, Mapping[NamedNode, str]]
    by_title: Mapping[str, Mapping[NamedNode, str]]

    def __contains__(self, slug: object) -> bool:
        held = self.by_slug.get(str(slug), {})
        return len(held) > (self.own in held)

    def named(self, title: str) -> str | None:
        """Slug of the initiative of this title, however it is written; of several the one that came last."""
        held = self.by_title.get(key(title), {})
        return next((held[graph] for graph in reversed([*held]) if graph != self.own), None)
