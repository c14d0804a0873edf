"""Facts become quads in one order, each with its evidence; curation is checked, and added only where it is needed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph import curation
from graph.identity import fingerprint
from graph.titles import Others, Titles
from graph.triples import initiative_slugs, quads
from ontology import shapes
from ontology.models import Contact, Dependency, Document, Element, Initiative, KeyFigure, Participation, Role
from ontology.terms import CURATION_GRAPH, fyr, kind_and_slug, source_graph, term, thing
from tests.sample import (
    CURATION,
    GROEN_HAVN,
    documents,
    initiative,
    organisation,
    sample_graphs,
    sample_knowledge,
    sample_store,
    undertaking,
)


def written(document: Document, *, passages: bool = False, others: Others | None = None) -> list[Quad]:
    return quads(document, "forslag", sample_knowledge(), passages=passages, others=others)


def one(*facts: Dependency, title: str = "Ny Mole", **more: object) -> Document:
    """A document of one initiative with these dependencies."""
    found = Initiative.model_validate({"source": "x.txt", "title": title, "lines": (1, 9), "builds_on": facts, **more})
    return Document(initiatives=(found,), name="x.txt", text=tuple("abcdefghi"))


def elsewhere(titles: dict[str, str]) -> Others:
    """These initiatives, held by another source."""
    return Titles({source_graph("other"): titles}).others(source_graph("forslag"))


def objects(found: Iterable[Quad], subject: NamedNode | str, predicate: str) -> list[str]:
    node = NamedNode(subject) if isinstance(subject, str) else subject
    return [quad.object.value for quad in found if (quad.subject, quad.predicate) == (node, term(predicate))]  # type: ignore[union-attr]


def test_all_quads_of_a_document_lie_in_the_graph_of_its_source() -> None:
    assert {quad.graph_name for quad in written(documents()["forslag"])} == {source_graph("forslag")}


def test_same_document_gives_the_same_quads_in_the_same_order_and_none_twice() -> None:
    first, second = written(documents()["forslag"]), written(documents()["forslag"])
    assert first == second
    assert len(first) == len(set(first))


@pytest.mark.parametrize("passages", [False, True])
def test_sample_conforms_to_the_shapes(passages: bool) -> None:
    found = [quad for held in sample_graphs(passages=passages).values() for quad in held]
    assert [line for line in shapes.validate(found).lines if line.startswith("violation")] == []


def test_every_fact_says_where_it_stands() -> None:
    found = written(documents()["forslag"])
    facts = ("Participation", "Dependency", "Contact", "Element", "Effect", "KeyFigure", "Mention")
    classes = {fyr(name) for name in facts}
    typed = {quad.subject for quad in found if quad.predicate == term("rdf:type") and quad.object in classes}
    located = {quad.subject for quad in found if quad.predicate == term("prov:wasDerivedFrom")}
    assert len(typed) == 11 + 7 + 4 + 3 + 3 + 3 + 6
    assert typed <= located


def test_initiative_names_its_source_and_where_its_title_stands() -> None:
    assert objects(written(documents()["forslag"]), initiative("blaa-vej"), "dcterms:source") == [
        thing("source", "forslag").value,
        thing("source", "forslag", "passage", "title-15-15").value,
    ]


def test_everything_referred_to_is_typed_and_labelled_in_the_graph_of_the_source() -> None:
    found = written(documents()["forslag"])
    for iri in curation.referred(found):
        assert objects(found, iri, "rdf:type"), iri
        assert objects(found, iri, "skos:prefLabel") or objects(found, iri, "dcterms:title"), iri


def test_passage_has_first_and_last_line_and_no_text_unless_it_is_asked_for() -> None:
    passage = thing("source", "forslag", "passage", "parties-10-11")
    bare, full = written(documents()["forslag"]), written(documents()["forslag"], passages=True)
    assert objects(bare, passage, "fyr:firstLine") + objects(bare, passage, "fyr:lastLine") == ["10", "11"]
    assert not [quad for quad in bare if quad.predicate in (fyr("text"), term("dcterms:description"))]
    assert objects(full, passage, "fyr:text") == ["linje 10 af forslag.txt\nlinje 11 af forslag.txt"]


def test_printed_form_is_kept_on_the_participation_and_as_an_alias() -> None:
    found = written(documents()["forslag"])
    node = f"{initiative('groen-havn')}/participation/nordkyst-kommune"
    assert objects(found, node, "fyr:asPrinted") == ["NORDKYST"]
    assert objects(found, organisation("nordkyst-kommune"), "skos:altLabel") == ["NORDKYST"]


def test_collective_is_no_organisation_and_its_participation_cannot_collide_with_one() -> None:
    found = written(documents()["forslag"])
    assert objects(found, thing("collective", "kommuner"), "rdf:type") == [fyr("Collective").value]
    assert objects(found, f"{initiative('groen-havn')}/participation/collective-kommuner", "fyr:role")


def test_known_slug_and_kind_win_over_what_the_name_would_give() -> None:
    found = written(one(Dependency(name="Kystplanen", kind="project", as_printed="Kystplanen", line=2)))
    assert objects(found, undertaking("kystplan-2030"), "skos:prefLabel") == ["Kystplan 2030"]
    assert objects(found, undertaking("kystplan-2030"), "fyr:undertakingKind") == [term("kind:strategy").value]


def test_programme_that_only_frames_is_what_the_undertaking_is_part_of() -> None:
    found = written(documents()["forslag"])
    assert objects(found, undertaking("ren-havn"), "dcterms:isPartOf") == [undertaking("kystplan-2030")]
    assert undertaking("kystplan-2030") not in objects(found, initiative("groen-havn"), "fyr:buildsOn")


def test_initiative_named_in_other_letters_is_linked_to_the_initiative() -> None:
    found = written(documents()["forslag"])
    assert objects(found, initiative("aaben-strand"), "fyr:buildsOn") == [
        undertaking("boelgelab"),
        initiative("groen-havn"),
        organisation("sydkyst-energi"),
    ]


def test_initiative_of_another_source_is_linked_to_by_its_title() -> None:
    fact = Dependency(name="stille  sund", kind="initiative", as_printed="Stille Sund", line=2)
    found = written(one(fact), others=elsewhere({"stille-sund-2": "Stille Sund"}))
    assert objects(found, initiative("ny-mole"), "fyr:buildsOn") == [initiative("stille-sund-2")]


def test_initiative_that_nobody_knows_is_an_undertaking() -> None:
    found = written(one(Dependency(name="Havlaks", kind="initiative", as_printed="Havlaks", line=2)))
    assert objects(found, undertaking("havlaks"), "rdf:type") == [fyr("Undertaking").value]


def test_earlier_phase_of_an_initiative_is_not_the_initiative_itself() -> None:
    found = written(one(Dependency(name="Ny Mole", kind="initiative", as_printed="Ny Mole I", line=2)))
    assert objects(found, initiative("ny-mole"), "fyr:buildsOn") == [undertaking("ny-mole")]


def test_numbers_and_years_are_written_as_they_are() -> None:
    figures = [KeyFigure(text=f"{n}", value=n, line=3) for n in (1.5, 7000, 0.1, 1e-7, 12345678901234567890)]
    found = written(one(key_figures=figures))
    values = [quad.object for quad in found if quad.predicate == fyr("value")]
    assert [value.value for value in values if isinstance(value, Literal)] == [
        "1.5",
        "7000",
        "0.1",
        "0.0000001",
        "12345678901234567890",
    ]


def test_two_parts_that_begin_alike_get_two_addresses() -> None:
    elements = [Element(text=f"et to tre fire fem seks, {end}", level=1, line=3) for end in ("syv", "otte")]
    found = written(one(elements=elements))
    own = fingerprint("et to tre fire fem seks")
    assert objects(found, initiative("ny-mole"), "fyr:element") == [
        f"{initiative('ny-mole')}/element/{own}",
        f"{initiative('ny-mole')}/element/{own}-2",
    ]


def test_address_of_a_person_is_no_way_out_of_the_iri() -> None:
    contact = Contact(name="Bo Eksempel", email="bo <x>@example.org", line=2)
    found = written(one(contacts=[contact]))
    assert [quad.object.value for quad in found if quad.predicate == term("vcard:hasEmail")] == [  # type: ignore[union-attr]
        "mailto:bo%20%3Cx%3E@example.org"
    ]


def test_slug_that_is_taken_is_numbered_and_one_given_before_is_kept() -> None:
    twice = Document(initiatives=(GROEN_HAVN, GROEN_HAVN))
    assert initiative_slugs(twice) == ["groen-havn", "groen-havn-2"]
    assert initiative_slugs(twice, ["groen-havn"]) == ["groen-havn-2", "groen-havn-3"]
    assert initiative_slugs(twice, [], {"groen-havn-7": "GRØN HAVN"}) == ["groen-havn-7", "groen-havn"]


@pytest.mark.parametrize("roles", [("future", "participant"), ("participant", "future")])
def test_party_that_two_spellings_name_has_the_firmest_role_and_one_name(roles: tuple[Role, Role]) -> None:
    spellings = zip(("Ø-rådet", "Ø-Rådet"), roles, (2, 3), strict=True)
    facts = [
        Participation(organisation=name, as_printed=name, role=role, collective=False, line=line)
        for name, role, line in spellings
    ]
    found = written(one(participations=facts))
    party, node = organisation("oe-raadet"), initiative("ny-mole") + "/participation/oe-raadet"
    assert objects(found, node, "fyr:role") == [term("role:participant").value]
    assert len(objects(found, node, "prov:wasDerivedFrom")) == 2
    assert objects(found, party, "skos:prefLabel") == ["Ø-rådet"]
    assert objects(found, party, "skos:altLabel") == ["Ø-Rådet"]
    assert not [line for line in shapes.validate(found).lines if line.startswith("violation")]


def test_party_that_is_in_no_list_gets_a_slug_from_its_name_and_no_kind() -> None:
    fact = Participation(organisation="Ø-rådet", as_printed="Ø-rådet", role="participant", collective=False, line=2)
    found = written(one(participations=[fact]))
    assert objects(found, organisation("oe-raadet"), "skos:prefLabel") == ["Ø-rådet"]
    assert not objects(found, organisation("oe-raadet"), "fyr:organisationKind")


# -- curation ----------------------------------------------------------------------------------------------------------


def curated(folder: Path, text: str) -> list[Quad]:
    (folder / "groen-havn.yaml").write_text(text, encoding="utf-8")
    return curation.quads(folder, sample_knowledge(), set())


def test_curation_lies_in_its_own_graph_and_gives_titles_summaries_and_themes() -> None:
    found = sample_graphs()[CURATION_GRAPH]
    assert {quad.graph_name for quad in found} == {CURATION_GRAPH}
    assert objects(found, initiative("groen-havn"), "skos:prefLabel") == ["Green Harbour"]
    assert len(objects(found, initiative("groen-havn"), "dcterms:abstract")) == 2
    assert objects(found, initiative("groen-havn"), "fyr:theme") == [
        thing("theme", "climate-adaptation").value,
        thing("theme", "business-growth").value,
    ]


def test_label_of_a_part_hangs_on_that_part() -> None:
    label = term("rdfs:label")
    found = [quad for quad in sample_graphs()[CURATION_GRAPH] if quad.predicate == label]
    parts = {quad.subject for quad in sample_store().quads()}
    assert len(found) == 4
    assert {quad.subject for quad in found} <= parts


def test_what_a_person_says_of_a_fact_hangs_on_that_fact(tmp_path: Path) -> None:
    text = (
        "{initiative: groen-havn, title: {en: A}, summary: {da: B, en: C},"
        " confirmed: {participation/boelgekraft: false, dependency/undertaking-ren-havn: true}}"
    )
    found = [quad for quad in curated(tmp_path, text) if quad.predicate == fyr("confirmed")]
    said = {str(quad.subject).removesuffix(">").split("groen-havn/")[1]: quad.object for quad in found}
    assert said == {"participation/boelgekraft": Literal(False), "dependency/undertaking-ren-havn": Literal(True)}


def test_known_things_are_described_only_where_a_source_refers_to_them_or_to_what_they_make_up() -> None:
    described = {quad.subject for quad in sample_graphs()[CURATION_GRAPH]}
    assert NamedNode(undertaking("fyrskib")) not in described
    # No initiative names it, but it is a member of the municipalities.
    assert NamedNode(organisation("sydkyst-kommune")) in described


def test_members_of_a_collective_come_with_the_origin_of_the_list() -> None:
    found = sample_graphs()[CURATION_GRAPH]
    kommuner = thing("collective", "kommuner")
    assert objects(found, kommuner, "fyr:member") == [organisation("nordkyst-kommune"), organisation("sydkyst-kommune")]
    assert objects(found, kommuner, "dcterms:source") == ["https://example.org/kommuner"]


def test_label_for_a_part_that_no_source_has_is_reported(tmp_path: Path) -> None:
    text = CURATION["groen-havn"].replace("EL0", "00000000").replace("EF0", fingerprint(GROEN_HAVN.effects[0].text))
    (tmp_path / "groen-havn.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "ukendt.yaml").write_text(
        "{initiative: ukendt, title: {en: A}, summary: {da: B, en: C}}", encoding="utf-8"
    )
    assert curation.orphans(tmp_path, written(documents()["forslag"])) == [
        "groen-havn.yaml: no source has groen-havn/element/00000000",
        "ukendt.yaml: no source has ukendt",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[]", "the file: a mapping is needed here"),
        ("{initiative: x, titel: y}", "the file: unknown key 'titel'"),
        ("{initiative: Grøn Havn, title: {en: A}, summary: {da: B, en: C}}", "initiative: 'Grøn Havn' is not a slug"),
        ("{initiative: x, summary: {da: B, en: C}}", "title: a mapping is needed here"),
        ("{initiative: x, title: {da: A}, summary: {da: B, en: C}}", "title: the text in 'en' is missing"),
        ("{initiative: x, title: {en: A}, summary: {da: B}}", "summary: the text in 'en' is missing"),
        ("{initiative: x, title: {en: 3}, summary: {da: B, en: C}}", "title: en: a text is needed here"),
        ("{initiative: x, title: {en: A}, summary: {da: B, en: C}, themes: mobility}", "themes: a list of slugs"),
        ("{initiative: x, title: {en: A}, summary: {da: B, en: C}, number: 8}", "number: a text is needed here"),
        (
            "{initiative: x, title: {en: A}, summary: {da: B, en: C}, labels: {effekt/12345678: {da: A, en: B}}}",
            "labels: 'effekt/12345678' is not a part",
        ),
        (
            "{initiative: x, title: {en: A}, summary: {da: B, en: C}, confirmed: {effect/12345678: true}}",
            "confirmed: 'effect/12345678' is not a fact",
        ),
        (
            "{initiative: x, title: {en: A}, summary: {da: B, en: C}, confirmed: {mention/x-1: maybe}}",
            "confirmed: mention/x-1: true or false is needed here, not 'maybe'",
        ),
        ("{initiative: [", "no YAML"),
    ],
)
def test_curation_file_that_is_wrong_is_refused_by_file_and_key(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=r"groen-havn\.yaml: ") as caught:
        curated(tmp_path, text)
    assert complaint in str(caught.value)


# -- initiatives named by number, pages --------------------------------------------------------------------------------


def _numbered(*numbers: str | None) -> Document:
    """A document whose last initiative builds on the one with the number 4."""
    names = [
        Initiative(source="f.txt", number=number, title=f"Titel {i}", lines=(1, 9)) for i, number in enumerate(numbers)
    ]
    built = Dependency(name="Fyrtårn nr. 4", kind="other", as_printed="Fyrtårn nr. 4", line=3)
    names[-1] = names[-1].model_copy(update={"builds_on": (built,)})
    return Document(initiatives=tuple(names), name="f.txt", text=("linje",) * 9, pages=(1,) * 4 + (2,) * 5)


@pytest.mark.parametrize(
    ("numbers", "kind"), [(("4", "5"), "initiative"), (("4", "4", "5"), "undertaking"), (("3", "5"), "undertaking")]
)
def test_number_alone_names_the_initiative_of_the_document_that_has_it(numbers: tuple[str, ...], kind: str) -> None:
    found = quads(_numbered(*numbers), "f", sample_knowledge(), passages=True)
    [on] = [quad.object for quad in found if quad.predicate == fyr("on")]
    assert isinstance(on, NamedNode)
    assert kind_and_slug(on.value) == (kind, "titel-0" if kind == "initiative" else "fyrtaarn-nr-4")


def test_passage_of_a_paged_document_knows_its_page() -> None:
    found = quads(_numbered("4", "5"), "f", sample_knowledge(), passages=True)
    pages = {quad.object.value for quad in found if quad.predicate == fyr("page") and isinstance(quad.object, Literal)}
    assert pages == {"1"}
