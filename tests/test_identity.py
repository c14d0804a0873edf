"""Which IRI a thing gets: the same whenever it is read again, and never one that betrays a person."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.identity import fingerprint, person_slug, unique
from ontology.terms import BASE, kind_and_slug, slugify, thing


def test_danish_letters_are_spelt_out_in_slugs() -> None:
    assert slugify("Rødovre Åpark & Æblehave") == "roedovre-aapark-aeblehave"


def test_long_slug_is_cut_between_words() -> None:
    assert len(slugify("grønne " * 40)) <= 80
    assert not slugify("grønne " * 40).endswith("-")


@given(st.text(min_size=1))
def test_slug_is_lower_case_ascii_without_hyphens_at_its_ends(name: str) -> None:
    slug = slugify(name)
    assert slug.isascii()
    assert slug == slug.lower()
    assert slug == slug.strip("-") != ""


@given(st.text())
def test_slug_of_a_slug_is_itself(name: str) -> None:
    assert slugify(slugify(name)) == slugify(name)


def test_thing_and_its_iri_lead_to_each_other() -> None:
    iri = thing("organisation", "clean")
    assert iri.value == BASE + "id/organisation/clean"
    assert kind_and_slug(iri.value) == ("organisation", "clean")


def test_part_of_a_thing_is_no_thing() -> None:
    assert kind_and_slug(thing("initiative", "groen-havn", "effect", "3fa9").value) is None


def test_fingerprint_survives_another_tail_other_lines_and_other_case() -> None:
    assert fingerprint("En plan for hele byens havn, del 1") == fingerprint("en  plan\nfor hele byens HAVN og mere til")


def test_two_figures_of_one_sentence_have_two_fingerprints() -> None:
    sentence = "Havnen har 200 bade og 15 kajer."
    assert fingerprint(sentence, 200, None) != fingerprint(sentence, 15, None)


def test_slug_of_a_person_holds_neither_name_nor_address_and_is_the_same_each_time() -> None:
    slug = person_slug("Anne Eksempel")
    assert slug == person_slug(" anne  EKSEMPEL ")
    assert "anne" not in slug
    assert "eksempel" not in slug


@given(st.lists(st.sampled_from("abc")))
def test_numbered_slugs_are_all_different_and_keep_their_order(slugs: list[str]) -> None:
    numbered = unique(slugs)
    assert len(set(numbered)) == len(slugs)
    assert [slug[0] for slug in numbered] == slugs
