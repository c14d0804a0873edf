"""Laws that every judgement keeps, whatever the names."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.knowledge import knowledge
from graph.resolution.entities import Entity, Kind
from graph.resolution.judgement import CERTAIN, DOUBTFUL, judge, verdict_of
from graph.resolution.rarity import Rarity
from graph.resolution.register import known_entities
from graph.resolution.words import name, stem
from tests.laws import examples

KNOWN = list(known_entities(knowledge()).values())
COUNTS = Rarity(KNOWN)
NAMES = sorted({printed for entity in KNOWN for printed in entity.names})
WORDS = sorted({word for printed in NAMES for word in printed.split()})
MADE_UP = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
TEXT = st.one_of(st.sampled_from(NAMES), MADE_UP, st.text(alphabet="aÅæ ÉZ1.-&/’'”()+s", min_size=1, max_size=20))
KINDS = st.sampled_from(["organisation", "undertaking", "initiative", "person", "collective"])


@settings(max_examples=examples(200))
@given(KINDS, TEXT, TEXT, st.sampled_from([None, COUNTS]))
def test_judgement_has_no_direction_and_is_the_sum_of_its_reasons(
    kind: Kind, first: str, second: str, rarity: Rarity | None
) -> None:
    one, other = Entity("a", kind, (first,)), Entity("b", kind, (second, "Tanglauget"))
    judgement = judge(one, other, rarity)
    assert judgement.score == pytest.approx(judge(other, one, rarity).score)
    total = math.fsum(reason.contribution for reason in judgement.reasons)
    assert judgement.score == pytest.approx(1 / (1 + math.exp(-total)))
    assert judgement.verdict == verdict_of(judgement.score)
    assert judgement.reasons
    assert all(reason.english and reason.danish and reason.feature for reason in judgement.reasons)
    weights = [abs(reason.contribution) for reason in judgement.reasons]
    assert weights == sorted(weights, reverse=True)


def test_every_known_organisation_is_the_same_as_itself() -> None:
    bodies = [entity for entity in KNOWN if entity.kind == "organisation"]
    assert len(bodies) > 400
    assert [entity.names[0] for entity in bodies if judge(entity, entity, COUNTS).verdict != "same"] == []


@given(st.floats(0, 1), st.floats(0, 1))
def test_higher_score_never_gives_a_lower_verdict(one: float, other: float) -> None:
    order = ["different", "doubtful", "same"]
    low, high = sorted((one, other))
    assert order.index(verdict_of(low)) <= order.index(verdict_of(high))
    assert 0 < DOUBTFUL < CERTAIN < 1


@given(TEXT, TEXT)
def test_two_initiatives_are_never_merged_by_the_program(first: str, second: str) -> None:
    one = Entity("a", "initiative", (first, second), number="1")
    assert judge(one, Entity("b", "initiative", (second, first), number="1")).verdict != "same"


@given(TEXT)
def test_key_of_a_name_holds_letters_and_digits_only_and_words_are_stems(printed: str) -> None:
    parts = name(printed)
    assert not parts.key or parts.key.isalnum()
    assert len(parts.words) == len(parts.spelt)
    assert all(stem(stem(word)) == stem(word) for word in parts.spelt)


def test_abbreviation_of_several_bodies_is_put_to_a_person() -> None:
    first = Entity("a", "organisation", ("Dansk Tanglaug", "DTL"))
    second = Entity("b", "organisation", ("Danske Transporters Landsklub", "DTL"))
    mention = Entity("x", "organisation", ("DTL",))
    assert judge(mention, first, Rarity([first])).verdict == "same"
    assert judge(mention, first, Rarity([first, second])).verdict == "doubtful"


def test_two_words_that_many_names_hold_are_no_slips_of_each_other() -> None:
    names = [
        f"{trade} {place}" for trade in ("Grafikbureauet", "Grafikbureauer") for place in ("Ask", "Elm", "Eg", "Pil")
    ]
    counts = Rarity(Entity(each, "organisation", (each,)) for each in names)
    one, other = (Entity(each, "organisation", (each,)) for each in ("Havnelauget Tangby", "Havnelauuget Tangby"))
    assert judge(one, other, counts).verdict == "same"
    both = Rarity(
        Entity(str(n), "organisation", (f"{word} {n}",)) for n, word in enumerate(["Havnelauget", "Havnelauuget"] * 3)
    )
    assert judge(one, other, both).verdict != "same"


def test_counts_go_down_again() -> None:
    counts = Rarity(KNOWN)
    extra = Entity("x", "organisation", ("Tangens Folk", "TNF"))
    before = counts.weight("tang"), counts.bearers("tnf")
    counts.add(extra)
    assert counts.bearers("tnf") == 1
    counts.remove(extra)
    assert (counts.weight("tang"), counts.bearers("tnf")) == before


@pytest.mark.parametrize("text", ["", " ", "()", "A/S", "...", "1", "’s", "(" * 400, "a" * 100_000, "A/S " * 5_000])
def test_odd_names_are_judged_in_bounded_time(text: str) -> None:
    odd, plain = Entity("a", "organisation", (text,)), Entity("b", "organisation", ("Tanglauget",))
    assert judge(odd, plain).verdict == "different"
    for kind in ("person", "undertaking"):
        assert judge(Entity("a", kind, (text,)), Entity("b", kind, ("Tang Laug",))).verdict == "different"
