"""Who is who across documents: what is matched, what waits for a person, what a decision does and how it is undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from pyoxigraph import NamedNode

from graph import triples
from graph.resolution import matching, review
from graph.resolution.substitution import as_read
from graph.store import EmbeddedStore
from graph.titles import Titles
from ontology.errors import InvalidParameter, NotFound
from ontology.models import Contact, Dependency, Document, Initiative, Participation
from ontology.terms import CURATION_GRAPH, REVIEW_GRAPH, source_graph, thing
from tests.sample import sample_knowledge

KNOWLEDGE = sample_knowledge()
AT = datetime(2024, 5, 1, 12, tzinfo=UTC)


def document(
    name: str,
    title: str,
    parties: Iterable[str] = (),
    built_on: Iterable[str] = (),
    contacts: Iterable[Contact] = (),
    owner: str | None = None,
) -> Document:
    """One initiative in one document."""
    initiative = Initiative(
        source=name,
        title=title,
        lines=(1, 20),
        participations=tuple(
            Participation(organisation=each, as_printed=each, role="participant", collective=False, line=line)
            for line, each in enumerate(parties, start=2)
        ),
        builds_on=tuple(
            Dependency(name=each, kind="project", as_printed=each, organisations=(owner,) if owner else (), line=line)
            for line, each in enumerate(built_on, start=9)
        ),
        contacts=tuple(contacts),
    )
    return Document(initiatives=(initiative,), name=name, text=tuple(f"linje {n}" for n in range(1, 21)))


def take_in(store: EmbeddedStore, *documents: Document) -> matching.Matched:
    """Match and store documents, each as a source named by its file."""
    graphs = {source_graph(each.name): triples.quads(each, each.name, KNOWLEDGE, passages=True) for each in documents}
    found = matching.match(store, graphs, KNOWLEDGE)
    store.replace(found.graphs)
    return found


def withdraw(store: EmbeddedStore, name: str) -> None:
    store.replace(matching.match(store, {source_graph(name): []}, KNOWLEDGE).graphs)


def parties(store: EmbeddedStore, title_slug: str) -> set[str]:
    """Slugs of the parties of an initiative."""
    rows = store.select(
        f"SELECT DISTINCT ?party {{ {thing('initiative', title_slug)} "
        "<https://w3id.org/fyrnet/ontology#hasParticipant> ?party }"
    ).rows
    return {row[0].value.rsplit("/", 1)[-1] for row in rows if isinstance(row[0], NamedNode)}


def built_on(store: EmbeddedStore, slug: str) -> set[str]:
    rows = store.select(
        f"SELECT DISTINCT ?thing {{ {thing('initiative', slug)} <https://w3id.org/fyrnet/ontology#buildsOn> ?thing }}"
    ).rows
    return {"/".join(row[0].value.rsplit("/", 2)[-2:]) for row in rows if isinstance(row[0], NamedNode)}


def contents(store: EmbeddedStore) -> set[str]:
    return {str(quad) for quad in store.quads()}


def contact(name: str, email: str | None = None, phone: str | None = None, unit: str | None = None) -> Contact:
    return Contact(name=name, email=email, phone=phone, unit=unit, line=15)


# -- near-certain ------------------------------------------------------------------------------------------------------


def test_slip_in_a_long_name_is_matched_and_the_printed_form_stays_as_another_name() -> None:
    store = EmbeddedStore()
    take_in(store, document("a", "Første", ["Havnens Undersøgelsescenter"]))
    found = take_in(store, document("b", "Anden", ["Havnens Undersøgelsecenter"]))
    assert parties(store, "anden") == {"havnens-undersoegelsescenter"}
    assert len(found.matched) == 1
    assert "Havnens Undersøgelsecenter" in found.matched[0]


def test_names_of_a_batch_are_compared_with_each_other() -> None:
    store = EmbeddedStore()
    take_in(
        store,
        document("a", "Første", ["Havnens Undersøgelsescenter"]),
        document("b", "Anden", ["Havnens Undersøgelsecenter"]),
    )
    assert parties(store, "anden") == parties(store, "foerste")


def test_part_is_not_its_whole() -> None:
    store = EmbeddedStore()
    take_in(store, document("a", "Første", ["Kystens Universitet", "Kystens Universitet Vand"]))
    assert len(parties(store, "foerste")) == 2


def test_municipalities_of_other_places_stay_two() -> None:
    store = EmbeddedStore()
    take_in(store, document("a", "Første", ["Vesterby Kommune"]), document("b", "Anden", ["Østerby Kommune"]))
    assert parties(store, "foerste") != parties(store, "anden")


def test_same_documents_again_change_nothing() -> None:
    store = EmbeddedStore()
    both = (
        document("a", "Første", ["Havnens Undersøgelsescenter"]),
        document("b", "Anden", ["Havnens Undersøgelsecenter"]),
    )
    take_in(store, *both)
    before = store.revision
    found = take_in(store, *both)
    assert store.revision == before
    assert not found.matched


# -- persons -----------------------------------------------------------------------------------------------------------


def test_same_address_is_the_same_person_although_the_name_differs_a_little() -> None:
    store = EmbeddedStore()
    take_in(store, document("a", "Første", contacts=[contact("Anne Eksempel", "anne@example.org")]))
    found = take_in(store, document("b", "Anden", contacts=[contact("Anne B. Eksempel", "anne@example.org")]))
    assert len(found.matched) == 1
    assert "anne@example.org" not in " ".join(str(quad) for quad in store.quads(REVIEW_GRAPH))


def test_two_people_of_one_name_with_different_addresses_are_kept_apart_and_asked_about() -> None:
    store = EmbeddedStore()
    take_in(store, document("a", "Første", contacts=[contact("Anne Eksempel", "anne@havn.example.org")]))
    take_in(store, document("b", "Anden", contacts=[contact("Anne Eksempel", "ae@skov.example.com")]))
    people = store.select("SELECT DISTINCT ?p { ?p a <http://xmlns.com/foaf/0.1/Person> }").rows
    assert len(people) == 2


# -- dependencies between initiatives ----------------------------------------------------------------------------------


def test_initiative_that_is_imported_later_is_linked_to() -> None:
    store = EmbeddedStore()
    take_in(store, document("a", "Første", built_on=["Den Store Tangfarm"]))
    assert built_on(store, "foerste") == {"undertaking/den-store-tangfarm"}
    take_in(store, document("b", "Den Store Tangfarm"))
    assert built_on(store, "foerste") == {"initiative/den-store-tangfarm"}


def test_link_goes_back_when_the_later_document_is_withdrawn() -> None:
    store = EmbeddedStore()
    take_in(store, document("a", "Første", built_on=["Den Store Tangfarm"]))
    before = contents(store)
    take_in(store, document("b", "Den Store Tangfarm"))
    withdraw(store, "b")
    assert contents(store) == before


def test_short_title_is_enough() -> None:
    store = EmbeddedStore()
    take_in(store, document("b", "Den Store Tangfarm: en ny kyst for alle"))
    take_in(store, document("a", "Første", built_on=["Den Store Tangfarm"]))
    assert built_on(store, "foerste") == {"initiative/den-store-tangfarm-en-ny-kyst-for-alle"}


# -- decisions ---------------------------------------------------------------------------------------------------------


def two_names() -> tuple[EmbeddedStore, review.Case]:
    """A store with two parties that nothing compares, and the case of them."""
    store = EmbeddedStore()
    take_in(store, document("a", "Første", ["Tanglauget"]), document("b", "Anden", ["Nordhavns Tangfolk"]))
    first, second = thing("organisation", "nordhavns-tangfolk"), thing("organisation", "tanglauget")
    return store, review.pair(store, first.value, second.value)


def test_decision_makes_one_thing_of_two_and_undoing_it_two_again() -> None:
    store, case = two_names()
    before = contents(store)
    review.decide(store, KNOWLEDGE, case, "same", by="Anne Eksempel", at=AT)
    assert parties(store, "anden") == {"tanglauget"}
    review.undo(store, KNOWLEDGE, case.id)
    assert contents(store) == before


def test_decision_holds_for_later_documents_and_survives_an_import() -> None:
    store, case = two_names()
    review.decide(store, KNOWLEDGE, case, "same", at=AT)
    take_in(store, document("c", "Tredje", ["Nordhavns Tangfolk"]))
    assert parties(store, "tredje") == {"tanglauget"}
    assert [each.status for each in review.cases(store) if each.id == case.id] == ["decided"]


def test_decision_that_two_are_different_undoes_a_match_for_good() -> None:
    store = EmbeddedStore()
    take_in(store, document("a", "Første", ["Havnens Undersøgelsescenter"]))
    take_in(store, document("b", "Anden", ["Havnens Undersøgelsecenter"]))
    [case] = [each for each in review.cases(store) if each.status == "matched"]
    review.decide(store, KNOWLEDGE, case.id, "different", at=AT)
    assert parties(store, "anden") == {"havnens-undersoegelsecenter"}
    take_in(store, document("b", "Anden", ["Havnens Undersøgelsecenter"]))
    assert parties(store, "anden") == {"havnens-undersoegelsecenter"}


def test_decisions_outlive_the_documents_they_are_about() -> None:
    store, case = two_names()
    review.decide(store, KNOWLEDGE, case, "same", at=AT)
    curated = set(store.quads(CURATION_GRAPH))
    withdraw(store, "b")
    assert set(store.quads(CURATION_GRAPH)) == curated
    take_in(store, document("b", "Anden", ["Nordhavns Tangfolk"]))
    assert parties(store, "anden") == {"tanglauget"}


def test_names_that_were_decided_about_are_known_to_the_next_reading() -> None:
    store, case = two_names()
    review.decide(store, KNOWLEDGE, case, "same", at=AT)
    assert review.informed(store, KNOWLEDGE).organisation("nordhavns tangfolk")
    assert not KNOWLEDGE.organisation("nordhavns tangfolk")


def test_two_initiatives_of_one_title_are_asked_about_and_stay_two() -> None:
    store = EmbeddedStore()
    take_in(store, document("a", "Tang i byen"))
    other = document("b", "Tang i byen")
    quads = triples.quads(
        other,
        "b",
        KNOWLEDGE,
        passages=True,
        others=Titles({source_graph("a"): {"tang-i-byen": "Tang i byen"}}).others(source_graph("b")),
    )
    found = matching.match(store, {source_graph("b"): quads}, KNOWLEDGE)
    store.replace(found.graphs)
    assert found.queued
    assert not found.matched
    [case] = review.queue(store)
    review.decide(store, KNOWLEDGE, case.id, "same", at=AT)
    rows = store.select("SELECT DISTINCT ?i { ?i a <https://w3id.org/fyrnet/ontology#Initiative> }").rows
    assert len(rows) == 1


def test_graph_of_a_source_leads_back_to_its_reading() -> None:
    store, case = two_names()
    read = set(store.quads(source_graph("b")))
    review.decide(store, KNOWLEDGE, case, "same", at=AT)
    assert set(store.quads(source_graph("b"))) != read
    assert set(as_read(store.quads(source_graph("b")))) == read


def test_case_says_where_its_name_is_printed() -> None:
    store, case = two_names()
    review.decide(store, KNOWLEDGE, case, "unsure", at=AT)
    take_in(store, document("b", "Anden", ["Nordhavns Tangfolk"]))
    [decided] = [each for each in review.cases(store) if each.id == case.id]
    assert review.where(store, decided) == ["b, line 2"]


def test_unknown_case_and_undecided_case_are_told() -> None:
    store, case = two_names()
    with pytest.raises(NotFound, match="no case 'zzz'"):
        review.decide(store, KNOWLEDGE, "zzz", "same")
    with pytest.raises(InvalidParameter, match="nothing was decided"):
        review.undo(store, KNOWLEDGE, case)
    with pytest.raises(InvalidParameter, match="no such thing"):
        review.pair(store, thing("organisation", "findes-ikke").value, case.candidate_iri)
