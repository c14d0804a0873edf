"""The analyses as the doors offer them: what each is asked by, and the one call that answers it.

From this table come the routes below `/api/analysis/`, their description, and the command ``fyrnet analyse``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, Literal

from pydantic import Field

from api.rest.paging import Paging, Whole
from graph.arrays import Filters
from graph.store import Store
from ontology.errors import InvalidParameter
from ontology.models import Role

__all__ = ["ANALYSES", "Analysis", "Asked", "AskedOfOne", "Progress", "analyses"]

Progress = Callable[[float], None]
_LONGEST: Final = 300


class Asked(Paging):
    """What is left out before anything is counted."""

    role: list[Role] = Field(default_factory=list, description="participations in one of these roles only")
    kind: list[str] = Field(default_factory=list, description="organisations of one of these kinds only")
    theme: list[str] = Field(default_factory=list, description="initiatives with one of these themes only")
    source: list[str] = Field(default_factory=list, description="what one of these documents says only")
    since: Whole | None = Field(default=None, ge=1000, le=9999, description="first target year of an effect")
    until: Whole | None = Field(default=None, ge=1000, le=9999, description="last target year of an effect")
    confirmed: bool = Field(default=False, description="only facts that nobody doubts, or that a person confirmed")
    collectives: bool = Field(default=False, description="whether groups named only in general count")

    def filters(self) -> Filters:
        """The same for the analyses."""
        return Filters(
            roles=tuple(self.role),
            kinds=tuple(self.kind),
            themes=tuple(self.theme),
            sources=tuple(self.source),
            since=self.since,
            until=self.until,
            confirmed=self.confirmed,
            collectives=self.collectives,
        )

    def told(self) -> dict[str, Any]:
        """What was asked, as an answer repeats it; what was left at nothing is left out."""
        return {
            name: value
            for name, value in self.model_dump(exclude={"limit", "offset"}).items()
            if value not in (None, [], "")
        }


class AskedOfOne(Asked):
    """Of one thing; the parameter is a part of the path, or the first word behind the command."""

    thing: str = Field(max_length=_LONGEST, description="slug or IRI")


class OverlapParameters(Asked):
    """What is compared, and by what."""

    of: Literal["initiatives", "organisations"] = Field(default="initiatives", description="what is compared")
    by: Literal["participants", "builds_on", "contacts", "themes", "wording"] = Field(
        default="participants", description="what is shared"
    )
    min_shared: Whole = Field(default=1, ge=1, le=10**6, description="least number of shared things")
    thing: str = Field(default="", max_length=_LONGEST, description="slug or IRI: its own pairs only")
    exact: bool = Field(default=False, description="count all pairs of a large graph, so that q is no bound")


class CentralityParameters(Asked):
    """Which measure, of whom."""

    measure: Literal["degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank", "hits"] = Field(
        default="degree", description="as networkx defines and normalises it"
    )
    of: Literal["initiatives", "organisations"] = Field(default="organisations", description="which nodes are listed")
    network: Literal["participation", "shared"] = Field(
        default="participation", description="of participations; or those listed alone, tied by what they share"
    )
    stability: bool | None = Field(
        default=None, description="leave out each initiative in turn; else where it is quick"
    )
    pivots: Whole | None = Field(default=None, ge=2, le=10**6, description="follow paths from so many nodes only")
    seed: Whole = Field(default=0, ge=0, le=2**31 - 1, description="chooses them")


class BrokerageParameters(Asked):
    """Of whom."""

    of: Literal["initiatives", "organisations"] = Field(default="organisations", description="which nodes are listed")
    stability: bool | None = Field(
        default=None, description="leave out each initiative in turn; else where it is quick"
    )


class CommunitiesParameters(Asked):
    """Which nodes are grouped, and how finely."""

    of: Literal["both", "initiatives", "organisations"] = Field(default="both", description="who is grouped")
    seed: Whole = Field(default=0, ge=0, le=2**31 - 1, description="begins the runs")
    runs: Whole | None = Field(default=None, ge=1, le=100, description="times it is done, to see what holds")
    resolution: float = Field(default=1.0, gt=0, le=100, description="above 1 gives more and smaller groups")


class CoresParameters(Asked):
    """Of whom, in which network."""

    of: Literal["initiatives", "organisations"] = Field(default="organisations", description="which nodes are listed")
    network: Literal["participation", "shared"] = Field(
        default="participation", description="of participations; or those listed alone, tied by what they share"
    )
    stability: bool | None = Field(
        default=None, description="leave out each initiative in turn; else where it is quick"
    )


class DependenciesParameters(AskedOfOne):
    """Which way."""

    direction: Literal["upstream", "downstream"] = Field(
        default="upstream", description="upstream: what it rests on; downstream: what rests on it"
    )


class FoundationsParameters(Asked):
    """How much is asked of a foundation."""

    least: Whole = Field(default=2, ge=1, le=10**6, description="least number of initiatives that build on it")


class PathsParameters(Asked):
    """Between which things, over which links."""

    start: str = Field(alias="from", max_length=_LONGEST, description="slug or IRI of the first thing")
    end: str = Field(alias="to", max_length=_LONGEST, description="slug or IRI of the second")
    relation: list[
        Literal["participation", "dependency", "contact", "owner", "part_of", "mention", "theme", "member"]
    ] = Field(default_factory=list, description="kinds of link to go along; all where none is chosen")
    chains: Whole = Field(default=10, ge=1, le=100, description="most chains of the shortest")


class GapsParameters(Asked):
    """Which gaps, when and where."""

    gap: list[
        Literal[
            "no_contact",
            "no_figure",
            "no_effect",
            "no_partner",
            "no_lead",
            "pending_figure",
            "past_due",
            "no_owner",
            "unowned_foundation",
        ]
    ] = Field(default_factory=list, description="kinds of gap; all where none is chosen")
    thing: str = Field(default="", max_length=_LONGEST, description="slug or IRI: what it alone lacks")
    on: date | None = Field(default=None, description="day that targets are compared with; today where none is given")


class SuggestionsParameters(Asked):
    """For whom."""

    thing: str = Field(
        default="", max_length=_LONGEST, description="slug or IRI of an initiative, or of an organisation; else for all"
    )


class AffectedParameters(Asked):
    """What stops."""

    thing: list[str] = Field(min_length=1, max_length=100, description="slug or IRI of anything that is built on")


class WhatIfParameters(Asked):
    """What changes."""

    remove: list[str] = Field(
        default_factory=list, max_length=100, description="slug or IRI of an organisation that leaves, or an initiative"
    )
    add: list[str] = Field(
        default_factory=list,
        max_length=100,
        description="organisation and initiative that it joins, a comma between",
        examples=[["clean,groen-havn"]],
    )


@dataclass(frozen=True)
class Analysis:
    """One analysis.

    `items` names the part of the result that is a list to look through: "" where the result is the list, None where
    there is none. `paged` says that the list is the part that was asked for already, and the result has its `total`;
    `alone` that it can be asked without any parameter.
    """

    name: str
    summary: str
    parameters: type[Asked]
    answer: Callable[[Store, Any, Progress], Any]
    items: str | None = ""
    paged: bool = False
    dress: Callable[[Store, Any], Any] | None = None
    alone: bool = True

    @property
    def of_one(self) -> bool:
        """Whether it is asked of one thing."""
        return issubclass(self.parameters, AskedOfOne)


def _overlap(store: Store, given: OverlapParameters, progress: Progress) -> Any:
    from graph.analysis import overlap_report, overlaps_with

    filters = given.filters()
    if given.thing:
        most = given.offset + given.limit
        own = overlaps_with(store, given.thing, by=given.by, min_shared=given.min_shared, limit=most, filters=filters)
        return replace(own, items=own.items[given.offset :])
    return overlap_report(
        store,
        of=given.of,
        by=given.by,
        min_shared=given.min_shared,
        limit=given.limit,
        offset=given.offset,
        exact=given.exact,
        filters=filters,
        progress=progress,
    )


def _centrality(store: Store, given: CentralityParameters, progress: Progress) -> Any:
    from graph.analysis import centrality

    return centrality(
        store,
        measure=given.measure,
        of=given.of,
        network=given.network,
        stability=given.stability,
        pivots=given.pivots,
        seed=given.seed,
        filters=given.filters(),
        progress=progress,
    )


def _brokerage(store: Store, given: BrokerageParameters, progress: Progress) -> Any:
    from graph.analysis import brokerage

    return brokerage(store, of=given.of, stability=given.stability, filters=given.filters(), progress=progress)


def _communities(store: Store, given: CommunitiesParameters, progress: Progress) -> Any:
    from graph.analysis import communities

    return communities(
        store,
        of=given.of,
        seed=given.seed,
        runs=given.runs,
        resolution=given.resolution,
        filters=given.filters(),
        progress=progress,
    )


def _cores(store: Store, given: CoresParameters, progress: Progress) -> Any:
    from graph.analysis import cores

    return cores(
        store,
        of=given.of,
        network=given.network,
        stability=given.stability,
        filters=given.filters(),
        progress=progress,
    )


def _dependencies(store: Store, given: DependenciesParameters, progress: Progress) -> Any:  # noqa: ARG001 - it is quick
    from graph.analysis import dependencies

    thing = _thing(store, given.thing, _BUILDING)
    return dependencies(store, thing=thing, direction=given.direction, filters=given.filters())


def _foundations(store: Store, given: FoundationsParameters, progress: Progress) -> Any:  # noqa: ARG001 - it is quick
    from graph.analysis import foundations

    return foundations(store, least=given.least, filters=given.filters())


def _paths(store: Store, given: PathsParameters, progress: Progress) -> Any:  # noqa: ARG001 - it is quick
    from graph.analysis import RELATIONS, paths

    return paths(
        store,
        start=_thing(store, given.start, _ALL),
        end=_thing(store, given.end, _ALL),
        relations=tuple(given.relation) or RELATIONS,
        limit=given.chains,
        filters=given.filters(),
    )


def _affected(store: Store, given: AffectedParameters, progress: Progress) -> Any:  # noqa: ARG001 - it is quick
    from graph.analysis import affected

    things = tuple(_thing(store, name, _BUILDING) for name in given.thing)
    return affected(store, things=things, filters=given.filters())


def _gaps(store: Store, given: GapsParameters, progress: Progress) -> Any:  # noqa: ARG001 - it is quick
    from graph.analysis import gaps

    return gaps(
        store,
        on=given.on or datetime.now(UTC).date(),
        kinds=tuple(given.gap),
        thing=given.thing or None,
        limit=given.limit,
        offset=given.offset,
        filters=given.filters(),
    )


def _suggestions(store: Store, given: SuggestionsParameters, progress: Progress) -> Any:
    from graph.analysis import suggestions, suggestions_for_all

    if given.thing:
        return suggestions(store, given.thing, limit=1000, filters=given.filters())
    return suggestions_for_all(store, filters=given.filters(), progress=progress)


def _what_if(store: Store, given: WhatIfParameters, progress: Progress) -> Any:  # noqa: ARG001 - it is quick
    from graph.analysis import what_if

    pairs = [pair.rpartition(",") for pair in given.add]
    if any(not comma for _, comma, _ in pairs):
        raise InvalidParameter(f"add={given.add}: an organisation and an initiative, a comma between: clean,groen-havn")
    joining = [(organisation, initiative) for organisation, _, initiative in pairs]
    return what_if(store, remove=given.remove, add=joining, limit=given.limit, filters=given.filters())


def _with_reading(store: Store, answer: Any) -> Any:  # noqa: ARG001 - the measure says it all
    """A ranking with what its values mean."""
    from graph.analysis import MEASURES

    return answer | {"reading": dict(MEASURES[answer["measure"]].reading)}


def _with_evidence(store: Store, answer: Any) -> Any:
    """Each step of a chain with the passages that state it."""
    from graph.catalogue import catalogue
    from graph.catalogue.links import ties

    tables = catalogue(store).tables
    steps = [step for chain in answer["chains"] for step in chain["steps"]]
    stated = [(step, list(_stated(step))) for step in steps]
    found = ties(store, tables, (tie for _, wanted in stated for tie in wanted))
    for step, wanted in stated:
        step["evidence"] = [
            {
                "relation": tie[2],
                "role": (part.iri_of("fyr:role") or "").rsplit("/", 1)[-1] or None,
                "place": part.evidence.model_dump() if part.evidence else None,
            }
            for tie in wanted
            for part in found.get(tie, ())
        ]
    return answer


def _stated(step: Mapping[str, Any]) -> Sequence[tuple[str, str, str]]:
    ends = step["start"]["iri"], step["end"]["iri"]
    return [
        (*(ends if forwards else ends[::-1]), relation)
        for relation, forwards in zip(step["relations"], step["forwards"], strict=True)
    ]


_BUILDING: Final = ("initiative", "undertaking", "organisation")
_ALL: Final = ("initiative", "organisation", "undertaking", "person", "collective", "theme", "source")


def _thing(store: Store, name: str, kinds: tuple[str, ...]) -> str:
    from graph.answers import resolve

    return resolve(store, name, kinds).value


@cache
def analyses() -> Mapping[str, Analysis]:
    """Every analysis by its name."""
    return {analysis.name: analysis for analysis in ANALYSES}


ANALYSES: Final = (
    Analysis(
        "overlap",
        "Pairs that share participants, foundations, contacts, themes or wording, and whether more than by chance",
        OverlapParameters,
        _overlap,
        items="items",
        paged=True,
    ),
    Analysis(
        "centrality",
        "Initiatives or organisations in the order of a measure, with what it means and what the rank rests on",
        CentralityParameters,
        _centrality,
        dress=_with_reading,
    ),
    Analysis("brokerage", "Who ties together what would else be apart", BrokerageParameters, _brokerage, items="items"),
    Analysis("communities", "Groups that hang together", CommunitiesParameters, _communities, items="groups"),
    Analysis("cores", "Who is in the thick of it, and who at the edge", CoresParameters, _cores, items="items"),
    Analysis(
        "dependencies",
        "All that a thing rests on, or that rests on it, with cycles, layers and what everything passes through",
        DependenciesParameters,
        _dependencies,
        items="items",
    ),
    Analysis("affected", "What loses its foundation when something stops", AffectedParameters, _affected, items=None),
    Analysis(
        "gaps",
        "What is missing: contacts, figures, partners, owners; targets whose year is over",
        GapsParameters,
        _gaps,
        items="items",
        paged=True,
    ),
    Analysis(
        "suggestions",
        "Who should perhaps be asked in, each with reasons",
        SuggestionsParameters,
        _suggestions,
        items="items",
    ),
    Analysis(
        "what-if",
        "What follows if organisations leave, initiatives stop or partners join",
        WhatIfParameters,
        _what_if,
        items=None,
        alone=False,
    ),
    Analysis("foundations", "What several initiatives build on", FoundationsParameters, _foundations),
    Analysis(
        "paths",
        "The shortest chains between two things, and what each step rests on",
        PathsParameters,
        _paths,
        items=None,
        dress=_with_evidence,
    ),
)
