"""Wording: proposals that share paragraphs are found by their text, and those that share a form are not."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.analysis.overlap import overlap, overlaps_with
from graph.analysis.wording import paragraphs, passages
from graph.store import EmbeddedStore
from ontology.errors import InvalidParameter
from ontology.terms import fyr, source_graph, term, thing
from tests.sample import sample_store

HEADINGS = (
    "Baggrund og formål\n\nMulige elementer i initiativet:\n\n{}\n\nForventede effekter\n\n{}\n\nDeltagende parter:\n"
)
SHARED = (
    "Havnen skal have strøm fra land, så skibene kan slukke motoren,\n"
    "mens de ligger ved kaj, og så larmen i byen bliver mindre om natten."
)
OTHERS = (
    "Børnene i de nordlige sogne lærer at sejle i små joller hver onsdag hele sommeren.",
    "Vindmøllerne på bakken leverer varme til svømmehallen gennem en ny underjordisk ledning.",
    "Biblioteket låner cykler ud til alle, som har et lånerkort og kan stille den tilbage igen.",
    "Fiskerne sælger fangsten direkte fra kajen ved hjælp af en fælles digital auktion.",
)


def store_of(texts: dict[str, str]) -> EmbeddedStore:
    graph, store = source_graph("forslag"), EmbeddedStore()
    quads = []
    for slug, text in texts.items():
        iri = thing("initiative", slug)
        quads += [
            Quad(iri, term("rdf:type"), fyr("Initiative"), graph),
            Quad(iri, term("skos:prefLabel"), Literal(slug.title(), language="da"), graph),
            Quad(iri, term("dcterms:description"), Literal(text, language="da"), graph),
        ]
    store.replace({NamedNode(graph.value): quads})
    return store


def test_proposals_that_share_a_paragraph_are_found_with_the_passage() -> None:
    texts = {
        "aa": HEADINGS.format(SHARED, OTHERS[0]),
        "bb": HEADINGS.format(OTHERS[1], SHARED.replace("\n", " ")),
        "cc": HEADINGS.format(OTHERS[2], OTHERS[3]),
    }
    with store_of(texts) as store:
        (pair,) = overlap(store, by="wording")
        assert (pair.a, pair.b) == (thing("initiative", "aa").value, thing("initiative", "bb").value)
        assert pair.shared == (SHARED.replace("\n", " "),)
        # 25 words are 20 phrases of six; "aa" has a paragraph of 15 words (10 phrases), "bb" one of 12 (7): 20 of 37.
        assert pair.jaccard == pytest.approx(20 / (20 + 10 + 7))
        assert "Havnen skal have strøm" in pair.reading.da
        assert overlaps_with(store, "cc", by="wording").items == ()


def test_proposals_with_the_same_headings_only_are_not_alike() -> None:
    texts = {f"i{place}": HEADINGS.format(OTHERS[place], OTHERS[place + 1]) for place in (0, 2)}
    with store_of(texts) as store:
        assert overlap(store, by="wording") == ()


def test_sentences_that_most_proposals_have_belong_to_the_form() -> None:
    form = "Beskriv her i få linjer hvad initiativet skal opnå og hvem der skal være med i det.\n\n"
    texts = {f"i{place}": form + text for place, text in enumerate(OTHERS)}
    with store_of(texts) as store:
        assert overlap(store, by="wording") == ()


def test_organisations_are_compared_by_the_wording_of_their_initiatives() -> None:
    with sample_store(passages=True) as store:
        assert overlap(store, of="organisations", by="wording", limit=1)[0].overlap_coefficient == 1.0


def test_store_without_texts_says_so_instead_of_nothing() -> None:
    with sample_store() as store, pytest.raises(InvalidParameter, match="no text of a proposal is stored"):
        overlap(store, by="wording")


def test_list_of_headings_on_end_is_no_paragraph() -> None:
    assert list(paragraphs("Baggrund og formål\nMålgruppe og interessenter\nOrganisering og ledelse:\n")) == []


def test_passages_that_meet_twice_are_told_apart() -> None:
    one, other = [*"abcdefg"], [*"uvwxyz"]
    phrases = [one[:6], one[1:7], other]
    assert passages(phrases) == ("a b c d e f g", "u v w x y z")
