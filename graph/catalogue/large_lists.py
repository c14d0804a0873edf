"""Lists of a large graph: the same that `graph.catalogue.lists` gives of a small one, out of the arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from graph.catalogue.large import MOST_INSIDE, Large, Listed

__all__ = ["foundations", "initiatives", "meetings", "organisations", "overlaps", "people", "search", "undertakings"]

_Numbers = npt.NDArray[np.int32]
_Flags = npt.NDArray[np.bool_]
_MOST_OVERLAPS = 50
_NOBODY: _Numbers = np.zeros(0, np.int32)


def initiatives(tables: Large, q: str, theme: str | None, parties: Iterable[str] | None, role: str) -> Sequence[str]:
    """Initiatives that fit, in their order."""
    arrays, kept = tables.arrays, np.ones(len(tables.arrays), np.bool_)
    if q:
        kept &= _named(tables, q)
    if theme is not None:
        kept &= _flags(tables, arrays.themes.to(number) if (number := arrays.iris.number(theme)) is not None else [])
    if parties is not None or role:
        statements = arrays.participations
        rows = np.ones(len(statements), np.bool_)
        if parties is not None:
            wanted = [number for party in parties if (number := arrays.iris.number(party)) is not None]
            rows &= np.isin(statements.end, wanted)
        if role:
            rows &= statements.code == (arrays.roles.index(role) if role in arrays.roles else len(arrays.roles))
        kept &= _flags(tables, statements.start[rows])
    return Listed(arrays.iris, tables.in_order[kept[tables.in_order]])


def organisations(tables: Large, q: str, type_: str, least: int, sort: str, collectives: bool) -> Sequence[str]:
    """Organisations that fit, most initiatives first or by name."""
    arrays = tables.arrays
    kinds = ("organisation", "collective") if collectives else ("organisation",)
    return _things(tables, kinds, q, type_, arrays.initiative_count, least=least, by_name=sort == "name")


def people(tables: Large, q: str) -> Sequence[str]:
    """People whose name fits, by name."""
    return _things(tables, ("person",), q, "", tables.arrays.initiative_count, by_name=True)


def undertakings(tables: Large, q: str, type_: str) -> Sequence[str]:
    """Undertakings that fit, those that most initiatives build on first."""
    return _things(tables, ("undertaking",), q, type_, tables.arrays.builder_count)


def foundations(tables: Large, most: int) -> list[str]:
    """What several initiatives build on, what most build on first."""
    arrays = tables.arrays
    several = np.flatnonzero(arrays.builder_count > 1)
    order = np.argsort(arrays.rank[several] - arrays.builder_count[several] * np.int64(len(arrays)))
    return arrays.iris.take(several[order[:most]])


def search(tables: Large, q: str, kinds: Sequence[str], limit: int) -> list[str]:
    """Things of some kinds by name, the best fit first, then by kind and name."""
    arrays, found = tables.arrays, list[int]()
    for fits in tables.index.fits(q):
        for kind in kinds:
            among = arrays.kind(kind)
            of_kind = fits[(fits >= among.start) & (fits < among.stop)]
            found += of_kind[np.argsort(arrays.rank[of_kind])].tolist()
    return arrays.iris.take(found[:limit])


def overlaps(tables: Large, iri: str) -> list[str]:
    """Initiatives that share the most organisations with one, most shared first."""
    arrays, number = tables.arrays, tables.arrays.iris.number(iri)
    if number is None:
        return []
    links, among = arrays.participations.links, arrays.kind("organisation")
    own = [int(party) for party in links.of(number) if party in among]
    shared = np.bincount(np.concatenate([links.to(party) for party in own] or [_NOBODY]), minlength=len(arrays))
    shared[number] = 0
    others = np.flatnonzero(shared)
    jaccard = shared[others] / (len(own) + arrays.partner_count[others] - shared[others])
    rank, common = arrays.rank[others].astype(np.float64), shared[others].astype(np.float64)
    order = np.lexsort(np.stack([rank, -jaccard, -common]))
    return arrays.iris.take(others[order[:_MOST_OVERLAPS]])


def meetings(tables: Large, iri: str) -> dict[str, list[str]]:
    """Organisations that one meets most often, with the first initiatives in which both take part."""
    arrays, number = tables.arrays, tables.arrays.iris.number(iri)
    if number is None:
        return {}
    links, among = arrays.participations.links, arrays.kind("organisation")
    attended = np.zeros(len(arrays), np.bool_)
    attended[links.to(number)] = True
    rows = attended[links.start] & (links.end >= among.start) & (links.end < among.stop) & (links.end != number)
    met = np.bincount(links.end[rows], minlength=len(arrays))
    others = np.flatnonzero(met)
    order = np.argsort(arrays.rank[others] - met[others] * np.int64(len(arrays)))
    others = others[order[:_MOST_OVERLAPS]]
    return {arrays.iris[other]: _in_order(tables, links.to(other), attended) for other in others.tolist()}


def _in_order(tables: Large, initiatives_: _Numbers, wanted: _Flags) -> list[str]:
    both = initiatives_[wanted[initiatives_]]
    places = tables.places[both - tables.arrays.kind("initiative").start]
    return tables.arrays.iris.take(both[np.argsort(places)[:MOST_INSIDE]])


def _things(
    tables: Large,
    kinds: Sequence[str],
    q: str,
    type_: str,
    counts: _Numbers,
    *,
    least: int = 0,
    by_name: bool = False,
) -> Sequence[str]:
    """Things of some kinds that fit, by count and name, or by name alone."""
    arrays, order = tables.arrays, (kinds, by_name)
    if order not in tables.orders:
        every = np.concatenate([arrays.numbers(kind) for kind in kinds])
        rank = arrays.rank[every].astype(np.int64)
        tables.orders[order] = every[np.argsort(rank if by_name else rank - counts[every] * np.int64(len(arrays)))]
    numbers = tables.orders[order]
    kept = counts[numbers] >= least
    if q:
        kept &= np.isin(numbers, tables.index.matching(q))
    if type_:
        codes = [place for place, iri in enumerate(arrays.types) if iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1] == type_]
        kept &= np.isin(arrays.type[numbers], codes)
    return Listed(arrays.iris, numbers[kept])


def _named(tables: Large, q: str) -> _Flags:
    """Initiatives by their names, their printed numbers and the names of their themes."""
    found = tables.index.matching(q, numbers=True)
    flags = _flags(tables, found)
    themes = tables.arrays.themes
    flags[themes.start[np.isin(themes.end, found)]] = True
    return flags


def _flags(tables: Large, numbers: Sequence[int] | npt.NDArray[np.integer]) -> _Flags:
    flags = np.zeros(len(tables.arrays), np.bool_)
    flags[np.asarray(numbers, np.int64)] = True
    return flags
