"""What is ruled out without being compared is what a comparison would call different: bounds never lie below."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from functools import cache

import pytest

from graph.knowledge import knowledge
from graph.resolution.candidates import Candidates
from graph.resolution.entities import Entity
from graph.resolution.judgement import judge, may_be_same
from graph.resolution.naming import compare, most
from graph.resolution.register import known_entities
from graph.resolution.words import name

ROUNDED = 1e-3
ODD = (
    "Nordby Klimaforum og Nordby Vandforum",
    "Klima Tilpasning i Nordby",
    "Klimatilpasning i Nordby",
    "Nordby Vandværk 2",
    "Nordby Vandværk II",
    "Region N",
    "NVF",
    "Nordby Vand Forum (NVF)",
    "Fonden Nordby Tangskov",
    "Nordby Tangskov A/S",
    "Nordby Tang og Skov",
    "N\N{GREEK SMALL LETTER OMICRON}rdby Tangskov",
)


def misspelt(printed: str, drawn: random.Random) -> str:
    place = drawn.randrange(len(printed))
    return drawn.choice(
        (
            printed[:place] + printed[place + 1 :],
            printed[:place] + 2 * printed[place] + printed[place + 1 :],
            f"{printed}s",
        )
    )


@cache
def known() -> Candidates:
    return Candidates(known_entities(knowledge()).values())


@cache
def pairs() -> list[tuple[Entity, Entity]]:
    return [*_pairs()]


def _pairs() -> Iterator[tuple[Entity, Entity]]:
    """Known things, misspelt ones and odd ones, each with what is looked up for it."""
    drawn = random.Random(7)
    for entity in known_entities(knowledge()).values():
        printed = misspelt(drawn.choice(entity.names), drawn)
        for mention in (entity, Entity("https://example.org/a", entity.kind, (printed,), owners=entity.owners)):
            yield from ((mention, each) for each in known().near(mention))
    odd = [Entity(f"https://example.org/{each}", "organisation", (each,)) for each in ODD]
    yield from ((one, other) for one in odd for other in odd if one != other)


@pytest.mark.slow
def test_what_may_be_the_same_is_never_ruled_out() -> None:
    rarity = known().rarity
    kept = [(one, other) for one, other in pairs() if may_be_same(one, other, rarity)]
    ruled_out = [(one, other) for one, other in pairs() if not may_be_same(one, other, rarity)]
    assert {judge(one, other, rarity).verdict for one, other in ruled_out} == {"different"}
    assert len(ruled_out) > 2 * len(kept)


@pytest.mark.parametrize("least", [-math.inf, -1.0, 1.0, 4.0])
def test_no_comparison_of_names_gives_more_than_its_bound(least: float) -> None:
    rarity = known().rarity
    for mention, candidate in pairs():
        one, other = name(mention.names[0]), name(candidate.names[-1])
        total = math.fsum(reason.contribution for reason in compare(one, other, mention.kind, rarity))
        bound = most(one, other, rarity, least)
        assert total <= bound + ROUNDED
        assert bound >= least or total < least
