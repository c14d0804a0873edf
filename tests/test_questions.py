"""A question is its file: header, query and answer belong together, and no caller's text ever becomes SPARQL.

The answers on the sample in `tests/sample.py` were counted by hand; they stand in `tests/answers/sample/`. Those on the
shipped data stand in `tests/answers/shipped/`, for the values that are written in the queries.
"""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from api.tables import answer_csv
from graph import answers, ask
from graph.answers import resolve
from graph.export import write_csv
from graph.shipped import data_file
from graph.store import EmbeddedStore, open_store
from ontology.errors import InvalidParameter, UnknownEntity, UnknownQuestion
from ontology.models import Thing
from ontology.questions import Question, question, questions, read_question, reference
from ontology.terms import fyr, source_graph, term, thing
from tests.sample import initiative, organisation, sample_store, undertaking
from tests.serving import ROOT

ANSWERS = ROOT / "tests" / "answers"
ASKED: dict[str, dict[str, Any]] = {
    "contacts_of": {"initiative": "blaa-vej"},
    "foundations_of": {"initiative": "aaben-strand"},
    "initiatives_sharing_partners": {"initiative": "groen-havn"},
    "named_but_not_party": {"initiative": "groen-havn"},
    "owners_not_party": {"initiative": "aaben-strand"},
    "partners_spanning_initiatives": {},
    "shared_foundations": {},
    "what_rests_on": {"thing": "tidevandsaftalen"},
}
PARAMS = [(asked.name, param) for asked in questions().values() for param in asked.params]


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    return sample_store()


@pytest.fixture(scope="module")
def shipped() -> EmbeddedStore:
    if not data_file("lighthouse-proposals.trig").exists():
        pytest.skip("data/lighthouse-proposals.trig is not there: `make data` builds it")
    return open_store("memory:")


def column(store: EmbeddedStore, name: str, column: str, **values: Any) -> list[Any]:
    """One column of an answer, things as their slugs."""
    cells = [item[column] for item in ask(store, name, **values).items]
    return [cell.id if isinstance(cell, Thing) else cell for cell in cells]


# -- answers -----------------------------------------------------------------------------------------------------------


def test_every_question_has_an_answer_that_was_counted_by_hand() -> None:
    counted = {path.stem for path in (ANSWERS / "sample").glob("*.csv")}
    assert questions().keys() == ASKED.keys() == counted


@pytest.mark.parametrize("name", sorted(ASKED))
def test_answer_on_the_sample_is_what_was_counted_by_hand(store: EmbeddedStore, name: str) -> None:
    expected = (ANSWERS / "sample" / f"{name}.csv").read_text(encoding="utf-8")
    assert answer_csv(ask(store, name, **ASKED[name])) == expected


def test_answers_on_the_shipped_data_are_what_was_counted_by_hand(shipped: EmbeddedStore) -> None:
    for path in sorted((ANSWERS / "shipped").glob("*.csv")):
        assert answer_csv(ask(shipped, path.stem)) == path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("name", sorted(questions()))
def test_example_in_every_query_gives_an_answer_on_the_shipped_data(shipped: EmbeddedStore, name: str) -> None:
    answer = ask(shipped, name)
    assert answer.total == len(answer.items) > 0
    assert answer.next is None


@pytest.mark.parametrize("name", sorted(questions()))
def test_question_put_to_an_empty_store_gives_no_rows(name: str) -> None:
    with EmbeddedStore() as empty:
        assert ask(empty, name).items == []


def test_collectives_are_never_counted_as_partners(store: EmbeddedStore) -> None:
    """Kommuner and virksomheder take part in two initiatives each."""
    for name in ("partners_spanning_initiatives", "initiatives_sharing_partners"):
        rows = ask(store, name, **ASKED[name]).items
        things = [cell for row in rows for cell in row.values() if isinstance(cell, Thing)]
        lists = [cell for row in rows for cell in row.values() if isinstance(cell, list)]
        assert "collective" not in {thing.kind for thing in [*things, *(thing for many in lists for thing in many)]}


def test_minimum_is_a_threshold(store: EmbeddedStore) -> None:
    assert len(column(store, "partners_spanning_initiatives", "organisation", minimum=1)) == 5
    assert column(store, "partners_spanning_initiatives", "organisation", minimum="3") == ["region-oest"]
    assert column(store, "partners_spanning_initiatives", "organisation", minimum=4) == []


def test_shared_foundations_of_some_initiatives_leave_the_others_out(store: EmbeddedStore) -> None:
    some: list[str | int | NamedNode] = ["blaa-vej", initiative("stille-sund")]
    assert column(store, "shared_foundations", "thing", initiative=some) == ["tidevandsaftalen"]
    assert column(store, "shared_foundations", "thing", initiative=["groen-havn", "stille-sund"]) == []
    assert column(store, "shared_foundations", "thing", initiative="groen-havn") == []
    assert len(column(store, "shared_foundations", "thing", initiative=[])) == 2


def test_what_rests_on_an_initiative_or_an_organisation_is_found_too(store: EmbeddedStore) -> None:
    assert column(store, "what_rests_on", "initiative", thing="blaa-vej") == ["groen-havn", "aaben-strand"]
    assert column(store, "what_rests_on", "initiative", thing="sydkyst-energi") == ["aaben-strand"]


def test_circle_of_initiatives_comes_to_an_end() -> None:
    with sample_store() as circular:
        graph = source_graph("forslag")
        link = Quad(NamedNode(initiative("blaa-vej")), fyr("buildsOn"), NamedNode(initiative("aaben-strand")), graph)
        circular.replace({graph: [*circular.quads(graph), link]})
        assert "aaben-strand" in column(circular, "foundations_of", "thing", initiative="aaben-strand")
        assert "blaa-vej" in column(circular, "what_rests_on", "initiative", thing="blaa-vej")


def test_same_fact_in_two_graphs_and_a_name_spelt_in_two_ways_give_one_row(store: EmbeddedStore) -> None:
    with sample_store() as doubled:
        extra = source_graph("kopi")
        copies = [
            Quad(quad.subject, quad.predicate, quad.object, extra) for quad in doubled.quads(source_graph("forslag"))
        ]
        label = ox.Literal("REGION ØST", language="da")
        spelt = Quad(NamedNode(organisation("region-oest")), term("skos:prefLabel"), label, extra)
        doubled.replace({extra: [*copies, spelt]})
        for name, values in ASKED.items():
            assert ask(doubled, name, **values).total == ask(store, name, **values).total, name


# -- parameters --------------------------------------------------------------------------------------------------------


def test_thing_may_be_named_by_slug_by_iri_and_as_a_node(store: EmbeddedStore) -> None:
    names: list[str | NamedNode] = ["groen-havn", initiative("groen-havn"), NamedNode(initiative("groen-havn"))]
    answers = [ask(store, "contacts_of", initiative=name) for name in names]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0].parameters == {"initiative": initiative("groen-havn")}


def test_parameter_that_is_left_out_shows_what_was_used_in_its_place(store: EmbeddedStore) -> None:
    assert ask(store, "partners_spanning_initiatives").parameters == {"minimum": 2}
    assert ask(store, "shared_foundations").parameters == {"initiative": None}
    assert ask(store, "what_rests_on", thing=None).parameters == {"thing": undertaking("doll-living-lab")}


def test_unknown_question_is_refused_with_the_nearest(store: EmbeddedStore) -> None:
    with pytest.raises(UnknownQuestion, match="did you mean foundations_of"):
        ask(store, "foundation_of")


def test_unknown_parameter_is_refused_with_those_there_are(store: EmbeddedStore) -> None:
    with pytest.raises(InvalidParameter, match="no parameter 'initative'; its parameters are: initiative"):
        ask(store, "contacts_of", initative="groen-havn")


def test_unknown_thing_is_refused_with_the_nearest(store: EmbeddedStore) -> None:
    with pytest.raises(UnknownEntity, match="no initiative 'groen-havne'; did you mean groen-havn"):
        ask(store, "contacts_of", initiative="groen-havne")
    with pytest.raises(UnknownEntity, match="did you mean groen-havn"):
        ask(store, "contacts_of", initiative="Grøn Havn")


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "../groen-havn",
        "https://example.org/x",
        initiative("nowhere"),
        organisation("region-oest"),
        f"{initiative('groen-havn')}/participation/region-oest",
        "x" * 100_000,
        "\ud800",
        "<>",
    ],
)
def test_thing_that_is_not_there_or_of_another_kind_is_unknown(store: EmbeddedStore, name: str) -> None:
    with pytest.raises(UnknownEntity) as caught:
        ask(store, "contacts_of", initiative=name)
    assert len(str(caught.value).encode()) < 500


def test_slug_of_two_things_is_refused_with_both_iris() -> None:
    with sample_store() as store:
        graph = source_graph("x")
        twin = Quad(thing("undertaking", "groen-havn"), term("rdf:type"), fyr("Undertaking"), graph)
        store.replace({graph: [twin]})
        with pytest.raises(InvalidParameter, match=r"undertaking/groen-havn or .*initiative/groen-havn"):
            ask(store, "what_rests_on", thing="groen-havn")
        assert ask(store, "what_rests_on", thing=initiative("groen-havn")).total == 1
        assert resolve(store, "groen-havn", ["undertaking"]) == thing("undertaking", "groen-havn")


@pytest.mark.parametrize("value", [0, -1, 2**31, "", "2.0", "two", "1e3", "²", "9" * 5000, True])
def test_number_that_is_none_or_out_of_range_is_refused(store: EmbeddedStore, value: str | int) -> None:
    with pytest.raises(InvalidParameter, match="minimum is"):
        ask(store, "partners_spanning_initiatives", minimum=value)


def test_value_is_given_twice_only_where_the_question_takes_several(store: EmbeddedStore) -> None:
    with pytest.raises(InvalidParameter, match="once"):
        ask(store, "contacts_of", initiative=["groen-havn", "blaa-vej"])


# -- binding -----------------------------------------------------------------------------------------------------------


def without_values(asked: Question, text: str) -> str:
    """A query with nothing between the braces of its parameters."""
    for param in asked.params:
        text, found = re.subn(rf"(VALUES \?{param} \{{)[^{{}}]*(\}})", r"\1\2", text)
        assert found == 1
    return text


@given(st.sampled_from(PARAMS), st.text() | st.from_regex(r"https?://[ -~]{1,30}"))
@example(("contacts_of", "initiative"), "https://example.org/> } DROP ALL #")
@example(("contacts_of", "initiative"), 'https://example.org/"}')
@example(("what_rests_on", "thing"), "urn:x\\u003e")
@example(("partners_spanning_initiatives", "minimum"), "2 } SERVICE <http://example.org/> { ?s ?p ?o")
def test_whatever_is_given_the_bound_query_differs_only_between_the_braces(place: tuple[str, str], value: str) -> None:
    asked = question(place[0])
    try:
        bound = asked.bind(**{place[1]: value})
    except InvalidParameter:
        return
    assert without_values(asked, bound) == without_values(asked, asked.text)
    ox.Store().query(bound)


TEXTUAL = read_question(
    "textual",
    "#+ summary: {da: x, en: x}\n#+ params:\n#+   word: {type: string, about: {da: x, en: x}}\n"
    "#+   minimum: {type: integer, about: {da: x, en: x}}\n#+ columns: {o: {da: x, en: x}}\n"
    'SELECT ?o { VALUES ?word { "a" } VALUES ?minimum { 2 } ?s ?p ?o FILTER(STR(?o) = ?word) }\n',
)


@given(st.text())
@example('" } #')
@example("VALUES ?minimum { 1 }")
@example("\\")
@example("'''\n\"\"\"")
def test_text_that_is_given_comes_out_as_just_that_text(text: str) -> None:
    held = ox.Store()
    node = NamedNode("https://example.org/s")
    try:
        bound = TEXTUAL.bind(word=text, minimum=1)
        held.add(Quad(node, node, ox.Literal(text)))
        held.add(Quad(node, node, ox.Literal(f"{text}.")))
    except (InvalidParameter, ValueError):
        assert any("\ud800" <= character <= "\udfff" for character in text)
        return
    results = held.query(bound)
    assert isinstance(results, ox.QuerySolutions)
    assert [row["o"].value for row in results] == [text]


def test_what_is_bound_to_one_parameter_is_never_the_place_of_another() -> None:
    bound = TEXTUAL.bind(word="VALUES ?minimum { 9 }", minimum=3)
    assert bound.count('VALUES ?minimum { "3"^^') == 1
    assert '"VALUES ?minimum { 9 }"' in bound


# -- files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", questions().values(), ids=lambda asked: asked.name)
def test_header_tells_just_the_columns_of_the_query_in_two_languages(asked: Question) -> None:
    results = ox.Store().query(asked.text)
    assert isinstance(results, ox.QuerySolutions)
    assert [variable.value for variable in results.variables] == list(asked.columns)
    said = [asked.summary, *(column.about for column in asked.columns.values())]
    said += [param.about for param in asked.params.values()]
    assert all(words.da and words.en for words in said)
    assert asked.tags


@pytest.mark.parametrize("asked", questions().values(), ids=lambda asked: asked.name)
def test_every_fact_says_where_it_stands(asked: Question) -> None:
    """A row that is a count has a list of things instead."""
    facts = {"source", "section", "first_line", "last_line"} <= asked.columns.keys()
    assert facts or any(column.type == "things" for column in asked.columns.values())


def test_file_is_a_query_that_any_tool_runs() -> None:
    for name in questions():
        text = (ROOT / "ontology" / "queries" / f"{name}.rq").read_text(encoding="utf-8")
        ox.Store().query(text)


def test_telephone_and_e_mail_are_marked_as_private() -> None:
    private = [column.name for asked in questions().values() for column in asked.columns.values() if column.private]
    assert private == ["email", "telephone"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "#+ summary: {da: x, en: x}\n#+ columns: [\nSELECT * { ?s ?p ?o }",
        "#+ summary: {da: x}\n#+ columns: {s: {da: x, en: x}}\nSELECT * { ?s ?p ?o }",
        "#+ summary: {da: x, en: x}\n#+ columns: {s: {da: x, en: x, type: colour}}\nSELECT * { ?s ?p ?o }",
        "#+ summary: {da: x, en: x}\n#+ params: {a: {type: iri, about: {da: x, en: x}}}\n"
        "#+ columns: {s: {da: x, en: x}}\nSELECT * { ?s ?p ?a }",
    ],
)
def test_file_with_a_broken_header_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"broken\.rq"):
        read_question("broken", text)


def test_page_of_the_questions_is_fresh() -> None:
    assert (ROOT / "docs" / "questions.md").read_text(encoding="utf-8") == reference(), "python -m ontology.questions"


def test_no_cell_of_a_csv_is_a_formula() -> None:
    text = write_csv(["a"], [["=1+1"], ["@x"], ["+45"], ["-1"], ["\tx"], [-1], ["Grøn Havn"]])
    assert text.splitlines() == ["a", "'=1+1", "'@x", "'+45", "'-1", "'\tx", "-1", "Grøn Havn"]


def test_name_is_not_compared_with_more_names_than_takes_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_MOST_COMPARED", 3)
    with pytest.raises(UnknownEntity, match=r"no initiative 'groen-havne'$"):
        resolve(sample_store(), "groen-havne", ["initiative"])
    monkeypatch.setattr(answers, "_MOST_COMPARED", 4)
    with pytest.raises(UnknownEntity, match="did you mean groen-havn"):
        resolve(sample_store(), "groen-havne", ["initiative"])
