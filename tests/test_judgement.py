"""Are two things the same? A table of pairs by family, and the laws that any judgement keeps."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.knowledge import knowledge
from graph.resolution.candidates import Candidates
from graph.resolution.entities import Entity, Kind
from graph.resolution.judgement import judge
from graph.resolution.register import known_entities
from tests.laws import examples

SAME, ASKED, DIFFERENT = "same", "doubtful", "different"


def entity(kind: Kind, *names: str, iri: str = "a", **more: object) -> Entity:
    return Entity(iri, kind, names, **more)  # type: ignore[arg-type]  # as the field is


def verdict(kind: Kind, first: str, second: str) -> str:
    return judge(entity(kind, first), entity(kind, second, iri="b")).verdict


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # spelling
        ("Gate 21", "GATE21", SAME),
        ("Gate 21", "Gate-21", SAME),
        ("Køge Kommune", "Koege Kommune", SAME),
        ("Foreningen for By og Land", "Foreningen for By & Land", SAME),
        ("Havnens Undersøgelsescenter", "Havnens Undersøgelsecenter", SAME),
        ("Rådet for Grøn Omstilling", "Rådet for grøn omstiling", SAME),
        ("Rådet for Grøn Omstilling", "Radet for Gron Omstilling", SAME),
        # genitive and inflection
        ("Tangfarmen", "Tangfarmens", SAME),
        ("Væksthuset Nordkyst", "Væksthus Nordkyst", SAME),
        # legal forms
        ("Bølgekraft A/S", "Bølgekraft", SAME),
        ("Bølgekraft A/S", "Bølgekraft ApS", ASKED),
        # order
        ("Loop City Digital Infrastruktur", "Digital Infrastruktur Loop City", SAME),
        # abbreviations
        ("Danmarks Tekniske Universitet", "DTU", ASKED),
        ("Foreningen af Havne", "FAH", DIFFERENT),
        ("DTU", "DTH", DIFFERENT),
        ("KL", "KU", DIFFERENT),
        # parts and wholes
        ("DTU", "DTU Water", DIFFERENT),
        ("Teknologisk Institut", "Rørcenteret Teknologisk Institut", DIFFERENT),
        ("Københavns Universitet", "Københavns Universitetshospital", DIFFERENT),
        ("Region Hovedstaden", "Region Hovedstadens Center for Tang", DIFFERENT),
        # places, numbers, directions
        ("Roskilde Kommune", "Køge Kommune", DIFFERENT),
        ("Allerød Kommune", "Hillerød Kommune", DIFFERENT),
        ("Vesterby Kommune", "Østerby Kommune", DIFFERENT),
        ("Nordkystens Havneforum", "Sydkystens Havneforum", DIFFERENT),
        ("Region Hovedstaden", "Region Sjælland", DIFFERENT),
        ("Havneforum fase 1", "Havneforum fase 2", DIFFERENT),
        # types of bodies
        ("Roskilde Kommune", "Roskilde Universitet", DIFFERENT),
        ("Uddannelsesministeriet", "Uddannelsesstyrelsen", DIFFERENT),
        ("Aalborg Universitet", "Aalborg Universitetshospital", DIFFERENT),
        # nothing in common
        ("Tanglauget", "Energicluster Fyn", DIFFERENT),
    ],
)
def test_organisations(first: str, second: str, expected: str) -> None:
    assert verdict("organisation", first, second) == expected
    assert verdict("organisation", second, first) == expected


@pytest.mark.parametrize(
    ("first", "second", "owners", "expected"),
    [
        ("Den Store Tangfarm", "Den Store Tangfarm", ((), ()), SAME),
        ("Den Store Tangfarm", "Den Store Tangfarm", (("x",), ("y",)), ASKED),
        ("Klimaplan", "Klimaplan", ((), ()), ASKED),
        ("Klimaplan", "Klimaplan", (("x",), ("x",)), SAME),
        ("Klimaplan", "Klimaplan", (("x",), ("y",)), DIFFERENT),
        ("Klimaplan 2025", "Klimaplan 2030", ((), ()), DIFFERENT),
    ],
)
def test_undertakings_with_common_names_need_the_same_owner(
    first: str, second: str, owners: tuple[tuple[str, ...], tuple[str, ...]], expected: str
) -> None:
    a = entity("undertaking", first, owners=owners[0])
    b = entity("undertaking", second, iri="b", owners=owners[1])
    assert judge(a, b).verdict == expected


def test_two_initiatives_are_never_the_same_by_themselves() -> None:
    assert verdict("initiative", "Tang i byen", "Tang i byen") == ASKED
    assert verdict("initiative", "Tang i byen", "Tang på landet") == DIFFERENT


def test_undertaking_with_the_title_of_an_initiative_is_it() -> None:
    named = entity("undertaking", "Tang i byen")
    assert judge(named, entity("initiative", "Tang i byen", iri="b")).verdict == SAME


def person(name: str, reach: str = "", iri: str = "a") -> Entity:
    """A person with an e-mail address or a telephone number."""
    found = frozenset({reach} if reach else ())
    return entity("person", name, iri=iri, **{"emails" if "@" in reach else "phones": found})


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("Anne Eksempel", "a@x.example.org"), ("Anne B. Eksempel", "a@x.example.org"), SAME),
        (("Anne Eksempel", "a@x.example.org"), ("Anne Eksempel", "b@y.example.org"), ASKED),
        (("Anne Eksempel", "a@x.example.org"), ("Bo Prøve", "a@x.example.org"), ASKED),
        (("Anne Eksempel", "info@x.example.org"), ("Bo Prøve", "info@x.example.org"), DIFFERENT),
        (("Anne Eksempel", ""), ("Anne Eksempel", ""), SAME),
        (("Anne Eksempel", "00112233"), ("Anne K. Eksempel", "00112233"), SAME),
        (("Anne Eksempel", "a@x.example.org"), ("Hanne Eksempel", "h@x.example.org"), DIFFERENT),
    ],
)
def test_persons_by_address_first(first: tuple[str, str], second: tuple[str, str], expected: str) -> None:
    assert judge(person(*first), person(*second, iri="b")).verdict == expected


NAMES = st.sampled_from(sorted({name for known in knowledge().organisations.values() for name in known.names}))


@settings(deadline=None, max_examples=examples(150))
@given(NAMES, NAMES)
def test_judgement_is_symmetric_and_the_sum_of_its_reasons(first: str, second: str) -> None:
    one, other = entity("organisation", first), entity("organisation", second, iri="b")
    judgement = judge(one, other)
    assert judgement.score == pytest.approx(judge(other, one).score)
    total = math.fsum(reason.contribution for reason in judgement.reasons)
    assert judgement.score == pytest.approx(1 / (1 + math.exp(-total)))
    assert all(reason.english and reason.danish for reason in judgement.reasons)


@pytest.mark.slow
def test_no_two_known_things_are_found_the_same() -> None:
    known = known_entities(knowledge())
    index = Candidates(known.values())
    pairs = [(one, other) for one in known.values() for other in index.near(one, 20) if one.kind == other.kind]
    assert len(pairs) > 1000
    assert [(a.names[0], b.names[0]) for a, b in pairs if judge(a, b).verdict == SAME] == []


# -- candidates --------------------------------------------------------------------------------------------------------

INDEX = Candidates(known_entities(knowledge()).values())
LONG = st.sampled_from(
    sorted(
        {
            each.names[0]
            for each in known_entities(knowledge()).values()
            if each.kind == "organisation" and len(each.names[0]) > 9
        }
    )
)


@settings(deadline=None, max_examples=examples(200))
@given(LONG, st.integers(1, 8), st.sampled_from(["drop", "double", "swap"]))
def test_slip_of_the_pen_leaves_the_right_thing_among_the_candidates(name: str, place: int, slip: str) -> None:
    changed = {
        "drop": name[:place] + name[place + 1 :],
        "double": name[:place] + name[place] + name[place:],
        "swap": name[:place] + name[place + 1] + name[place] + name[place + 2 :],
    }[slip]
    found = INDEX.near(entity("organisation", changed, iri="x"))
    assert name in {each for candidate in found for each in candidate.names}


def test_thing_that_was_removed_or_changed_is_found_no_more_by_its_old_name() -> None:
    index = Candidates([entity("organisation", "Tanglauget")])
    index.add(entity("organisation", "Nordhavns Fiskere"))
    assert not index.near(entity("organisation", "Tanglauget", iri="x"))
    index.remove("a")
    assert not index.near(entity("organisation", "Nordhavns Fiskere", iri="x"))


def test_person_is_found_by_address_whatever_the_name() -> None:
    anne = person("Anne Eksempel", "anne@example.org")
    index = Candidates([anne, entity("person", "Bo Prøve", iri="c")])
    assert index.near(replace(anne, iri="x", names=("A. E.",)))[0] == anne
