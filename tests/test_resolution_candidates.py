"""The true match is among the candidates, whatever slip of another hand made the mention: names of shipped lists."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from graph.knowledge import knowledge
from graph.resolution.candidates import Candidates
from graph.resolution.entities import Entity
from graph.resolution.index import Index, Row, _features, _features_of
from graph.resolution.judgement import judge
from graph.resolution.register import Register, known_entities
from graph.resolution.words import name, vocabulary
from graph.store import shipped_graphs
from ontology.terms import CURATION_GRAPH
from tests.laws import examples

KNOWN = known_entities(knowledge())
INDEX = Candidates(KNOWN.values())
NAMED = [(entity, printed) for entity in KNOWN.values() for printed in entity.names]
ANY = st.sampled_from(NAMED)
TELLING = [
    (entity, printed)
    for entity, printed in NAMED
    if sum(len(word) for word in name(printed).words if not vocabulary().is_common(word)) >= 8 and "." not in printed
]
LONG = st.sampled_from(TELLING)
EDITS = st.lists(st.tuples(st.floats(0, 0.999), st.sampled_from("dsrx")), min_size=1, max_size=2)

PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
WITHOUT = str.maketrans({"ø": "o", "å": "a", "Ø": "O", "Å": "A"})


def edited(printed: str, place: int, edit: str) -> str:
    """One letter dropped, swapped with the next, repeated, or another one."""
    before, letter, after = printed[:place], printed[place], printed[place + 1 :]
    return {
        "d": before + after,
        "s": before + after[:1] + letter + after[1:],
        "r": before + 2 * letter + after,
        "x": f"{before}e{after}",
    }[edit]


def shipped_pair() -> list[list[Quad]]:
    """Two graphs that say things of the same organisations."""
    graphs = shipped_graphs()
    return [graphs[CURATION_GRAPH], next(quads for graph, quads in graphs.items() if "/source/" in graph.value)]


def is_found(entity: Entity, *printed: str) -> bool:
    mention = Entity("mention", entity.kind, printed)
    return entity in INDEX.near(mention)


@pytest.mark.slow
@settings(max_examples=examples(400))
@given(LONG, EDITS)
def test_name_with_eight_telling_letters_is_found_after_one_or_two_edits(
    named: tuple[Entity, str], edits: list[tuple[float, str]]
) -> None:
    entity, printed = named
    for place, edit in edits:
        printed = edited(printed, int(place * len(printed)), edit)
    assert is_found(entity, printed)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda text: text.upper(), id="capitals"),
        pytest.param(lambda text: text.lower(), id="small letters"),
        pytest.param(lambda text: text.translate(PLAIN), id="ae, oe, aa"),
        pytest.param(lambda text: text.translate(WITHOUT), id="o and a for ø and å"),
        pytest.param(lambda text: text.replace(" ", "-"), id="hyphens"),
        pytest.param(lambda text: text.replace("-", " "), id="no hyphens"),
        pytest.param(lambda text: text.replace(" ", ""), id="no spaces"),
        pytest.param(lambda text: text.replace("&", "og"), id="og"),
        pytest.param(lambda text: text.replace(" og ", " & "), id="ampersand"),
        pytest.param(lambda text: f"{text}s", id="genitive"),
        pytest.param(lambda text: f"{text}'s", id="apostrophe"),
        pytest.param(lambda text: f"{text} A/S", id="legal form"),
        pytest.param(lambda text: text.removesuffix(" A/S").removesuffix(" I/S"), id="no legal form"),
        pytest.param(lambda text: f"{text} (XYQ)", id="abbreviation of something else"),
        pytest.param(lambda text: " ".join(reversed(text.split())), id="other order"),
    ],
)
def test_known_name_is_found_in_the_spelling_of_another_hand(other: object) -> None:
    assert callable(other)
    lost = [
        printed for entity, printed in NAMED[::5] if len(name(printed).key) > 3 and not is_found(entity, other(printed))
    ]
    assert not lost


@given(ANY)
def test_name_that_is_known_comes_first_or_shares_its_letters(named: tuple[Entity, str]) -> None:
    entity, printed = named
    first = INDEX.near(Entity("mention", entity.kind, (printed,)))[0]
    assert first == entity or name(printed).key in {name(each).key for each in first.names}


def test_abbreviation_leads_to_the_full_name_and_back() -> None:
    forum = Entity("a", "organisation", ("Grønt Havne Forum",))
    union = Entity("b", "organisation", ("TGL",))
    index = Candidates([forum, union])
    assert index.near(Entity("x", "organisation", ("GHF",))) == [forum]
    assert index.near(Entity("x", "organisation", ("Tangens Grønne Laug",)))[0] == union
    assert index.near(Entity("x", "organisation", ("Tangens Laug (TGL)",)))[0] == union


def test_only_kinds_that_can_be_meant_are_given_back() -> None:
    things = [Entity(kind, kind, ("Den Store Tangfarm",)) for kind in ("organisation", "undertaking", "initiative")]
    index = Candidates(things)
    assert {each.kind for each in index.near(replace(things[1], iri="x"))} == {"undertaking", "initiative"}
    assert {each.kind for each in index.near(replace(things[2], iri="x"))} == {"initiative"}
    assert {each.kind for each in index.near(replace(things[0], iri="x"))} == {"organisation"}


def test_person_is_found_by_address_or_telephone_whatever_the_name_but_not_by_a_shared_mailbox() -> None:
    anne = Entity(
        "a", "person", ("Anne Eksempel",), emails=frozenset({"Anne@example.org", "info@example.org"}),
        phones=frozenset({"00112233"}),
    )  # fmt: skip
    index = Candidates([anne])
    assert index.near(Entity("x", "person", ("Bo",), emails=frozenset({"mailto:anne@example.org"}))) == [anne]
    assert index.near(Entity("x", "person", ("Bo",), phones=frozenset({"+45 00 11 22 33"}))) == [anne]
    assert index.near(Entity("x", "person", ("Bo",), emails=frozenset({"info@example.org"}))) == []


def test_initiative_is_found_by_its_number() -> None:
    initiative = Entity("a", "initiative", ("Tang i byen",), number="8 7")
    index = Candidates([initiative])
    assert index.near(Entity("x", "undertaking", ("Initiativ nr. 8.7",))) == [initiative]


def test_thing_that_was_removed_or_changed_is_found_no_more() -> None:
    index = Candidates([Entity("a", "organisation", ("Tanglauget",))])
    index.add(Entity("a", "organisation", ("Nordhavns Fiskere",)))
    assert len(index) == 1
    assert not index.near(Entity("x", "organisation", ("Tanglauget",)))
    assert index.near(Entity("x", "organisation", ("Nordhavns Fiskere",)))
    index.remove("a")
    index.remove("never there")
    assert len(index) == 0
    assert not index.near(Entity("x", "organisation", ("Nordhavns Fiskere",)))


def test_thing_itself_and_nothing_are_not_given_back() -> None:
    gate = Entity("a", "organisation", ("Gate 21",))
    assert Candidates([gate]).near(gate) == []
    assert Candidates().near(gate) == []


def test_index_that_grew_row_by_row_finds_what_one_made_at_once_finds() -> None:
    drawn = random.Random(3)
    keys = ["".join(drawn.choices("abdefgiklmnorstu", k=9)) for _ in range(6_000)]
    at_once, grown = Index(), Index()
    for key in keys:
        at_once.append(Row(key, (key,)))
    for number, key in enumerate(keys):
        grown.append(Row(key, (key,)))
        if number % 500 == 0:
            grown.near(Row(key, (key,)), 1)
    for key in keys[::200]:
        row = Row(edited(key, 4, "d"), (key,))
        assert grown.near(row, 5) == at_once.near(row, 5)


@pytest.mark.slow
def test_no_two_known_things_are_found_the_same_with_or_without_counts() -> None:
    pairs = [(one, other) for one in KNOWN.values() for other in INDEX.near(one, 20)]
    assert len(pairs) > 1_000
    for counts in (None, INDEX.rarity):
        merged = [(a.names[0], b.names[0]) for a, b in pairs if judge(a, b, counts).verdict == "same"]
        assert merged == []


def test_every_name_of_a_known_thing_is_judged_the_same_or_put_to_a_person() -> None:
    missed = [
        printed
        for entity, printed in NAMED
        if judge(Entity("mention", entity.kind, (printed,)), entity, INDEX.rarity).verdict == "different"
    ]
    assert missed == []


@given(st.lists(st.text("abcdefæøå19", max_size=9), max_size=5))
def test_one_name_has_the_features_that_it_has_among_many(words: list[str]) -> None:
    row = Row("".join(words), tuple(words))
    many, owners = _features([Row("other", ("other",)), row])
    assert _features_of(row) == sorted({*many[owners == 1].tolist()})


def test_register_that_takes_in_another_is_as_if_it_read_its_quads() -> None:
    first, second = shipped_pair()
    read, joined, other = Register(), Register(), Register()
    read.add([*first, *second])
    joined.add(first)
    other.add(second)
    joined.join(other)
    assert joined == read
