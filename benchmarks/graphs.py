"""Invented graphs of three sizes, deterministic: as arrays in seconds, or as N-Quads for a store.

Run with ``python benchmarks/graphs.py SIZE FILE.nq`` to write one. What is realistic about them:

- who takes part where has a heavy tail: at L one organisation takes part in tens of thousands of initiatives, and most
  take part in a few;
- initiatives and organisations belong to communities, within which four of five participations lie, and which share
  themes;
- initiatives build on undertakings and on earlier initiatives, undertakings on earlier undertakings: chains and shared
  foundations, no cycle;
- a few collectives take part, people are contacts of several initiatives, texts mention organisations.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from graph.arrays import ROLES, Arrays, Iris, Pairs, Statements, Texts
from graph.arrays.names import order_of_names
from graph.arrays.reading import in_order
from graph.store import EmbeddedStore
from ontology.terms import BASE, CURATION_GRAPH, ID, PREFIXES

__all__ = ["SIZES", "Size", "World", "filled", "invented"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Size:
    """How many of each kind of thing and of link."""

    initiatives: int
    organisations: int
    participations: int
    undertakings: int
    dependencies: int
    people: int
    communities: int
    sources: int
    collectives: int = 8


SIZES: Final = {
    "S": Size(11, 40, 75, 40, 60, 9, 3, 2),
    "M": Size(35_000, 40_000, 175_000, 5_000, 30_000, 12_000, 350, 20),
    "L": Size(500_000, 200_000, 2_600_000, 60_000, 400_000, 150_000, 2_000, 100),
}

_KINDS: Final = ("association", "company", "municipality", "region", "university", "utility")
_UNDERTAKING_KINDS: Final = ("agreement", "facility", "network", "project", "strategy")
_THEMES: Final = tuple(
    f"{ID}theme/{slug}" for slug in ("business-growth", "circular-economy", "climate-adaptation", "food", "health",
                                     "digital", "mobility", "green-procurement", "skills", "talent")
)  # fmt: skip
_ROLE_SHARES: Final = (0.08, 0.72, 0.08, 0.08, 0.04)
_FIRST: Final = ("Blå", "Grøn", "Ny", "Åben", "Ren", "Nordlig", "Østre", "Fælles", "Stille", "Ærlig", "Klog", "Lys")
_SECOND: Final = ("havn", "strand", "skov", "vej", "by", "energi", "mølle", "fjord", "bro", "å", "tang", "drift")
_LAST: Final = {
    "initiative": ("initiativ", "fyr", "indsats", "plan"),
    "organisation": ("kommune", "forening", "selskab", "værk", "universitet", "råd"),
    "undertaking": ("projekt", "aftale", "lab", "netværk", "strategi"),
    "person": ("Eksempel", "Prøve", "Opdigtet"),
    "collective": ("gruppe",),
}


@dataclass(frozen=True, eq=False)
class World:
    """An invented graph. Things of a kind are counted from 0; links are pairs of such counts."""

    size: Size
    participations: tuple[Ints, Ints, Ints]
    collective_parties: tuple[Ints, Ints]
    on_undertakings: tuple[Ints, Ints]
    on_initiatives: tuple[Ints, Ints]
    below: tuple[Ints, Ints]
    themes: tuple[Ints, Ints]
    contacts: tuple[Ints, Ints]
    mentions: tuple[Ints, Ints]
    owners: tuple[Ints, Ints]
    members: tuple[Ints, Ints]
    years: tuple[Ints, Ints]

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """Danish names by kind; no two of a kind are the same."""
        return {kind: [_name(kind, n) for n in range(self._count(kind))] for kind in _LAST}

    @cached_property
    def iris(self) -> dict[str, list[str]]:
        """IRIs by kind."""
        own = {kind: [f"{ID}{kind}/{_slug(name)}" for name in names] for kind, names in self.labels.items()}
        return own | {"source": [f"{ID}source/register-{n}" for n in range(self.size.sources)], "theme": list(_THEMES)}

    def source(self, initiatives: Ints) -> Ints:
        """Which source proposes which initiative."""
        return initiatives % self.size.sources

    def arrays(self) -> Arrays:
        """What `graph.arrays.arrays` makes of the N-Quads, without a store."""
        return _as_arrays(self)

    def lines(self) -> Iterator[bytes]:
        """N-Quads, a line each."""
        return _lines(self)

    def _count(self, kind: str) -> int:
        return {
            "initiative": self.size.initiatives,
            "organisation": self.size.organisations,
            "undertaking": self.size.undertakings,
            "person": self.size.people,
            "collective": self.size.collectives,
        }[kind]


def invented(size: Size | str, seed: int = 0) -> World:
    """The graph of a size: the same for the same seed on every machine.

    Parameters
    ----------
    size : Size or str
        One of `SIZES` by its name, or another.
    seed : int
        Another one gives another graph of the same size.
    """
    of, drawn = SIZES[size] if isinstance(size, str) else size, np.random.default_rng(seed)
    places = drawn.integers(of.communities, size=of.initiatives)
    one, other = _distinct(
        of.participations,
        lambda n: _meet(drawn, places, of, n),
    )
    roles = drawn.choice(len(ROLES), size=len(one), p=_ROLE_SHARES)
    initiatives = np.arange(of.initiatives)
    on_earlier = of.dependencies // 4
    return World(
        size=of,
        participations=(one, other, roles),
        collective_parties=_distinct(of.initiatives // 10, lambda n: _any(drawn, n, of.initiatives, of.collectives)),
        on_undertakings=_distinct(
            of.dependencies - on_earlier,
            lambda n: (drawn.integers(of.initiatives, size=n), _popular(drawn, of.undertakings, n)),
        ),
        on_initiatives=_distinct(on_earlier, lambda n: _earlier(drawn, of.initiatives, n)),
        below=_distinct(of.undertakings // 3, lambda n: _earlier(drawn, of.undertakings, n)),
        themes=(
            np.concatenate([initiatives, initiatives[::2]]),
            np.concatenate([places % len(_THEMES), (places[::2] * 3 + 1) % len(_THEMES)]),
        ),
        contacts=_distinct(
            of.initiatives, lambda n: (drawn.integers(of.initiatives, size=n), _popular(drawn, of.people, n))
        ),
        mentions=_distinct(of.initiatives // 3, lambda n: _meet(drawn, places, of, n)),
        owners=(np.arange(of.undertakings), drawn.integers(of.organisations, size=of.undertakings)),
        members=_distinct(
            min(of.organisations, 10 * of.collectives), lambda n: _any(drawn, n, of.collectives, of.organisations)
        ),
        years=(initiatives[::3], 2020 + drawn.integers(16, size=len(initiatives[::3]))),
    )


def filled(world: World, folder: Path | None = None) -> EmbeddedStore:
    """A store that holds a world: in memory, or in a new folder."""
    if folder is not None:
        store = ox.Store(str(folder))
        lines = world.lines()
        while piece := b"".join(islice(lines, 1_000_000)):
            store.bulk_load(piece, format=ox.RdfFormat.N_QUADS)
        store.flush()
        del store
        return EmbeddedStore(folder)
    made = EmbeddedStore()
    made.bulk_load(BytesIO(b"".join(world.lines())), ox.RdfFormat.N_QUADS)
    return made


# -- drawing -----------------------------------------------------------------------------------------------------------


def _distinct(wanted: int, draw: Callable[[int], tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Exactly so many different pairs, in order."""
    keys: Ints = np.zeros(0, np.int64)
    while len(keys) < wanted:
        one, other = draw(wanted + wanted // 8 + 8)
        new = np.setdiff1d((one.astype(np.int64) << 32) | other, keys)
        # Every so many-th of the new ones: the first would all be of the first initiatives.
        missing = wanted - len(keys)
        keys = np.union1d(keys, new[np.linspace(0, len(new) - 1, missing).astype(int)] if len(new) > missing else new)
    return keys >> 32, keys & 0xFFFFFFFF


def _meet(drawn: np.random.Generator, places: Ints, of: Size, n: int) -> tuple[Ints, Ints]:
    """Initiatives with an organisation each: four of five times one of their own community, else any."""
    # Large initiatives are rare: half have fewer than four parties, one in a hundred more than twenty.
    one = _sized(drawn, of.initiatives, n)
    anywhere = _popular(drawn, of.organisations, n, power=1.0)
    # An organisation belongs to the community that its number leaves over: each has large and small ones.
    rounds = -(-of.organisations // of.communities)
    near = _popular(drawn, rounds, n) * of.communities + places[one]
    return one, np.where((drawn.random(n) < 0.8) & (near < of.organisations), near, anywhere)


def _popular(drawn: np.random.Generator, size: int, n: int, power: float = 0.7) -> Ints:
    """Numbers below `size`; a number is the less likely the larger it is, by a power law."""
    weights = (np.arange(size) + 2.0) ** -power
    return np.searchsorted(np.cumsum(weights) / weights.sum(), drawn.random(n)).clip(max=size - 1)


def _sized(drawn: np.random.Generator, size: int, n: int) -> Ints:
    """Numbers below `size`, each as likely as a weight of its own; large weights are rare."""
    weights = np.random.default_rng(size).lognormal(0, 0.8, size)
    return np.searchsorted(np.cumsum(weights) / weights.sum(), drawn.random(n)).clip(max=size - 1)


def _earlier(drawn: np.random.Generator, size: int, n: int) -> tuple[Ints, Ints]:
    """A thing and one before it."""
    later = drawn.integers(1, size, size=n)
    return later, (later * drawn.random(n) ** 1.5).astype(np.int64)


def _any(drawn: np.random.Generator, n: int, starts: int, ends: int) -> tuple[Ints, Ints]:
    return drawn.integers(starts, size=n), drawn.integers(ends, size=n)


def _name(kind: str, n: int) -> str:
    first, second, last = _FIRST[n % 12], _SECOND[n // 12 % 12], _LAST[kind][n // 144 % len(_LAST[kind])]
    return f"{first} {second}{last} {n}" if kind != "person" else f"{first} {second.capitalize()} {last} {n}"


_SLUGS: Final = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", " ": "-"})


def _slug(name: str) -> str:
    """`ontology.terms.slugify`, made for a million names of this kind."""
    return name.lower().translate(_SLUGS)


# -- as arrays ---------------------------------------------------------------------------------------------------------


def _as_arrays(world: World) -> Arrays:
    listed = [iri.encode() for iris in world.iris.values() for iri in iris]
    order = sorted(range(len(listed)), key=listed.__getitem__)
    iris = Iris.of_encoded([listed[place] for place in order])
    places = np.empty(len(listed), np.int64)
    places[order] = np.arange(len(listed))
    number, first = {}, 0
    for kind, names in world.iris.items():
        number[kind] = places[first : first + len(names)]
        first += len(names)
    types, type_ = _types(number, len(listed))
    return Arrays(
        revision=f"invented {world.size}",
        iris=iris,
        participations=_participations(world, number),
        dependencies=_dependencies(world, number),
        mentions=_stated(world, number, ("initiative", "organisation", world.mentions)),
        contacts=_stated(world, number, ("initiative", "person", world.contacts)),
        themes=_pairs(number, "initiative", "theme", world.themes),
        owners=_pairs(number, "undertaking", "organisation", world.owners),
        part_of=Pairs(*in_order(np.zeros(0, np.int32), np.zeros(0, np.int32))),
        members=_pairs(number, "collective", "organisation", world.members),
        proposed=_proposed(world, number),
        years=Pairs(*in_order(_short(number["initiative"][world.years[0]]), _short(world.years[1]))),
        roles=ROLES,
        types=types,
        type=type_,
        rank=order_of_names(names := _all_labels(world, order)),
        danish=Texts.of(names),
        english=Texts.of(_english(world, order)),
    )


def _participations(world: World, number: dict[str, Ints]) -> Statements:
    one, other, role = world.participations
    groups, group = world.collective_parties
    parties = _statements(world, number, ("initiative", "organisation", (one, other)), role)
    return _joined(
        [
            parties,
            _statements(world, number, ("initiative", "collective", (groups, group)), np.ones(len(groups), np.int64)),
        ]
    )


def _dependencies(world: World, number: dict[str, Ints]) -> Statements:
    return _joined(
        [
            _statements(world, number, ("initiative", "undertaking", world.on_undertakings)),
            _statements(world, number, ("initiative", "initiative", world.on_initiatives)),
            _statements(world, number, ("undertaking", "undertaking", world.below)),
        ]
    )


def _stated(world: World, number: dict[str, Ints], links: tuple[str, str, tuple[Ints, Ints]]) -> Statements:
    return _joined([_statements(world, number, links)])


_Rows = tuple[npt.NDArray[np.int32], ...]


def _statements(
    world: World, number: dict[str, Ints], links: tuple[str, str, tuple[Ints, Ints]], code: Ints | None = None
) -> _Rows:
    start, end, (one, other) = links
    # What undertakings build on is known beforehand and stands in curation.
    source = number["source"][world.source(one)] if start == "initiative" else np.full(len(one), -1)
    codes = code if code is not None else np.full(len(one), -1)
    return tuple(_short(each) for each in (number[start][one], number[end][other], codes, source))


def _joined(parts: Sequence[_Rows]) -> Statements:
    start, end, code, source = in_order(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    return Statements(start, end, code.astype(np.int8), source, np.ones(len(start), np.bool_))


def _pairs(number: dict[str, Ints], start: str, end: str, links: tuple[Ints, Ints]) -> Pairs:
    return Pairs(*in_order(_short(number[start][links[0]]), _short(number[end][links[1]])))


def _proposed(world: World, number: dict[str, Ints]) -> Pairs:
    listed = np.arange(world.size.initiatives)
    return Pairs(*in_order(_short(number["initiative"]), _short(number["source"][world.source(listed)])))


def _types(number: dict[str, Ints], size: int) -> tuple[tuple[str, ...], npt.NDArray[np.int16]]:
    used = sorted(
        [f"{PREFIXES['orgkind']}{kind}" for kind in _KINDS]
        + [f"{PREFIXES['kind']}{kind}" for kind in _UNDERTAKING_KINDS]
    )
    found = np.full(size, -1, np.int16)
    for kind, prefix, slugs in (("organisation", "orgkind", _KINDS), ("undertaking", "kind", _UNDERTAKING_KINDS)):
        places = np.array([used.index(PREFIXES[prefix] + slug) for slug in slugs], np.int16)
        found[number[kind]] = places[np.arange(len(number[kind])) % len(slugs)]
    return tuple(used), found


def _all_labels(world: World, order: Sequence[int]) -> list[str]:
    """The Danish name of every node, in their order; what has none is named by the end of its IRI."""
    named = [*(name for names in world.labels.values() for name in names)]
    named += [f"Register {n}" for n in range(world.size.sources)]
    named += [iri.rsplit("/", 1)[-1].replace("-", " ").capitalize() for iri in _THEMES]
    return [named[place] for place in order]


def _english(world: World, order: Sequence[int]) -> list[str]:
    """The English name of every node, in their order."""
    first = len(world.iris["initiative"])
    named = [""] * len(order)
    among = slice(first, first + len(world.iris["organisation"]), 4)
    named[among] = [f"{name} in English" for name in world.labels["organisation"][::4]]
    return [named[place] for place in order]


def _short(numbers: npt.NDArray[np.generic]) -> npt.NDArray[np.int32]:
    return numbers.astype(np.int32)


# -- as N-Quads --------------------------------------------------------------------------------------------------------


def _lines(world: World) -> Iterator[bytes]:
    for text in chain(_described(world), _linked(world)):
        yield from (line.encode() for line in text)


_CLASSES: Final = {
    "initiative": "fyr:Initiative",
    "organisation": "org:Organization",
    "undertaking": "fyr:Undertaking",
    "person": "foaf:Person",
    "collective": "fyr:Collective",
    "source": "fyr:Source",
    "theme": "skos:Concept",
}


def _described(world: World) -> Iterator[Iterable[str]]:
    """What is said of each thing by itself."""
    a, label = _term("rdf:type"), _term("skos:prefLabel")
    for kind, iris in world.iris.items():
        graphs = [_graph(world, n) if kind in ("initiative", "source") else CURATION_GRAPH for n in range(len(iris))]
        yield (f"<{iri}> {a} {_term(_CLASSES[kind])} {graph} .\n" for iri, graph in zip(iris, graphs, strict=True))
        named = zip(iris, world.labels.get(kind, ()), graphs, strict=False)
        yield (f'<{iri}> {label} "{text}"@da {graph} .\n' for iri, text, graph in named)
    yield (
        f'<{iri}> {_term("dcterms:title")} "Register {n}" {_graph(world, n)} .\n'
        for n, iri in enumerate(world.iris["source"])
    )
    yield _curated(world.iris["organisation"], "fyr:organisationKind", "orgkind", _KINDS)
    yield _curated(world.iris["undertaking"], "fyr:undertakingKind", "kind", _UNDERTAKING_KINDS)
    yield _other_names(world)


def _curated(iris: Sequence[str], predicate: str, scheme: str, slugs: Sequence[str]) -> Iterator[str]:
    """Kinds, in turn."""
    terms = [f"<{PREFIXES[scheme]}{slug}>" for slug in slugs]
    for n, iri in enumerate(iris):
        yield f"<{iri}> {_term(predicate)} {terms[n % len(terms)]} {CURATION_GRAPH} .\n"


def _other_names(world: World) -> Iterator[str]:
    """An English name of every fourth organisation, and an alias of the next."""
    named = list(zip(world.iris["organisation"], world.labels["organisation"], strict=True))
    for iri, text in named[::4]:
        yield f'<{iri}> {_term("skos:prefLabel")} "{text} in English"@en {CURATION_GRAPH} .\n'
    for iri, text in named[1::4]:
        yield f'<{iri}> {_term("skos:altLabel")} "{text} A/S"@da {CURATION_GRAPH} .\n'


def _linked(world: World) -> Iterator[Iterable[str]]:
    """What links things."""
    one, other, role = world.participations
    parties = ("participation", "fyr:participation", "fyr:participant")
    roles = [f"<{PREFIXES['role']}{slug}>" for slug in ROLES]
    yield _noded(world, parties, ("initiative", "organisation", (one, other)), [roles[n] for n in role.tolist()])
    yield _noded(
        world,
        parties,
        ("initiative", "collective", world.collective_parties),
        [roles[1]] * len(world.collective_parties[0]),
    )
    foundations = ("dependency", "fyr:dependency", "fyr:on")
    yield _noded(world, foundations, ("initiative", "undertaking", world.on_undertakings))
    yield _noded(world, foundations, ("initiative", "initiative", world.on_initiatives))
    yield _noded(world, foundations, ("undertaking", "undertaking", world.below))
    yield _plain(world, "fyr:theme", ("initiative", "theme", world.themes))
    yield _plain(world, "dcat:contactPoint", ("initiative", "person", world.contacts))
    yield _plain(world, "fyr:mentions", ("initiative", "organisation", world.mentions))
    yield _plain(world, "fyr:owner", ("undertaking", "organisation", world.owners))
    yield _plain(world, "fyr:member", ("collective", "organisation", world.members))
    yield _targets(world)


def _targets(world: World) -> Iterator[str]:
    """An effect with its target year, of every third initiative."""
    effect, year, type_ = _term("fyr:expectedEffect"), _term("fyr:targetYear"), f"{PREFIXES['xsd']}gYear"
    for n, number in zip(*(each.tolist() for each in world.years), strict=True):
        iri, graph = world.iris["initiative"][n], _graph(world, n)
        yield f"<{iri}> {effect} <{iri}/effect/1> {graph} .\n"
        yield f'<{iri}/effect/1> {year} "{number}"^^<{type_}> {graph} .\n'


def _noded(
    world: World,
    path: tuple[str, str, str],
    links: tuple[str, str, tuple[Ints, Ints]],
    roles: Sequence[str] | None = None,
) -> Iterator[str]:
    """Links by a node of their own."""
    start, end, pairs = links
    part, to, on = path[0], _term(path[1]), _term(path[2])
    starts, ends, held = world.iris[start], world.iris[end], _term("fyr:role")
    for place, (n, m) in enumerate(zip(*(each.tolist() for each in pairs), strict=True)):
        graph = _graph(world, n) if start == "initiative" else CURATION_GRAPH
        node = f"<{starts[n]}/{part}/{ends[m].rsplit('/', 1)[1]}>"
        yield f"<{starts[n]}> {to} {node} {graph} .\n{node} {on} <{ends[m]}> {graph} .\n"
        if roles:
            yield f"{node} {held} {roles[place]} {graph} .\n"


def _plain(world: World, predicate: str, links: tuple[str, str, tuple[Ints, Ints]]) -> Iterator[str]:
    start, end, pairs = links
    starts, ends, to = world.iris[start], world.iris[end], _term(predicate)
    for n, m in zip(*(each.tolist() for each in pairs), strict=True):
        graph = _graph(world, n) if start == "initiative" else CURATION_GRAPH
        yield f"<{starts[n]}> {to} <{ends[m]}> {graph} .\n"


def _graph(world: World, initiative: int) -> str:
    return f"<{BASE}graph/source/register-{initiative % world.size.sources}>"


def _term(name: str) -> str:
    prefix, local = name.split(":")
    return f"<{PREFIXES[prefix]}{local}>"


def main() -> None:
    """Write the N-Quads of one size into a file, or say what the sizes hold."""
    if len(sys.argv) != 3:
        for name in SIZES:
            held = invented(name).arrays()
            links, hubs = len(held.participations.links), np.sort(held.initiative_count)[-3:].tolist()
            print(
                f"{name}: {len(held):,} things, {links:,} participations, the largest organisations take part in {hubs}"
            )
        return
    size, path = sys.argv[1], Path(sys.argv[2])
    with path.open("wb") as file:
        file.writelines(invented(size).lines())


if __name__ == "__main__":
    main()
