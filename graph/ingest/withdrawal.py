"""Taking a source out of a store again."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from pyoxigraph import Literal, NamedNode, Quad

from graph.ingest.report import Report, Stored
from graph.knowledge import Knowledge
from graph.knowledge import knowledge as shipped_knowledge
from graph.resolution.matching import match
from graph.store import Store
from ontology.errors import NotFound
from ontology.terms import fyr, source_graph, term

__all__ = ["sources", "withdraw"]


def sources(store: Store) -> dict[str, str]:
    """File names of the sources of a store, by slug."""
    rows = store.select(f"SELECT DISTINCT ?s ?title {{ ?s a {fyr('Source')} ; {term('dcterms:title')} ?title }}").rows
    return {
        source.value.rsplit("/", 1)[-1]: title.value
        for source, title in rows
        if isinstance(source, NamedNode) and isinstance(title, Literal)
    }


def withdraw(store: Store, source: str, knowledge: Knowledge | None = None, *, dry_run: bool = False) -> Report:
    """Take one source out again: its facts go, and what was linked only through it is as it was before.

    What people curated and decided stays, so that the same document taken in again gives the same as before.

    Parameters
    ----------
    store : Store
        Where it lies.
    source : str
        Slug, IRI or file name of the source.
    knowledge : Knowledge, optional
        What is known beforehand; the shipped by default.
    dry_run : bool
        Whether all is done but the storing.

    Raises
    ------
    NotFound
        The store has no such source, or several of that file name.
    OutdatedRevision
        Somebody else wrote meanwhile; nothing was stored.
    """
    revision = store.revision
    slug, name = _found(sources(store), source)
    graph = source_graph(slug)
    titles = _titles(list(store.quads(graph)))
    found = match(store, {graph: []}, knowledge or shipped_knowledge())
    others = len([each for each in found.graphs if each != graph and "/graph/source/" in each.value])
    changed = not dry_run and store.replace(found.graphs, expected=revision)
    words = [(f"{title}: gone", f"{title}: udgået") for title in titles.values()]
    if others:
        english, danish = ("source", "anden kilde") if others == 1 else ("sources", "andre kilder")
        words.append((f"{others} other {english} changed", f"{others} {danish} er ændret"))
    document = Stored(
        name, slug, "withdrawn", tuple(titles), (), tuple(en for en, _ in words), tuple(da for _, da in words)
    )
    return Report((document,), (), (), (), changed=changed, dry_run=dry_run)


def _titles(quads: Sequence[Quad]) -> dict[str, str]:
    """Titles of the initiatives that a graph proposes, by slug."""
    called = {quad.subject: quad.object.value for quad in quads if _is_title(quad) and isinstance(quad.object, Literal)}
    return {
        (slug := quad.subject.value.rsplit("/", 1)[-1]): called.get(quad.subject, slug)
        for quad in quads
        if quad.predicate == term("rdf:type")
        and quad.object == fyr("Initiative")
        and isinstance(quad.subject, NamedNode)
    }


def _is_title(quad: Quad) -> bool:
    named = quad.predicate == term("skos:prefLabel")
    return named and isinstance(quad.object, Literal) and quad.object.language in ("da", None)


def _found(known: dict[str, str], source: str) -> tuple[str, str]:
    slug = source.rsplit("/", 1)[-1]
    if slug in known:
        return slug, known[slug]
    named = [each for each, name in known.items() if name == source]
    if len(named) == 1:
        return named[0], source
    if named:
        raise NotFound(f"several sources come from {source}: name one of {', '.join(sorted(named))}")
    near = get_close_matches(source, [*known, *known.values()], 3, 0.5)
    hint = f"did you mean {', '.join(near)}?" if near else f"the store has {', '.join(sorted(known)) or 'no source'}"
    raise NotFound(f"there is no source {source!r}: {hint}")
