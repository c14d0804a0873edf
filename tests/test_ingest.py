"""Taking in a document is all or nothing, can be done again without effect, and leaves what people curated alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.ingest import Report, ingest
from graph.store import EmbeddedStore
from ontology.errors import InvalidInput, ShapeViolation, UnreadableDocument
from ontology.models import Dependency, Document, Initiative, KeyFigure, Participation
from ontology.terms import CURATION_GRAPH, fyr, source_graph, term, thing
from tests.sample import (
    BLAA_VEJ,
    GROEN_HAVN,
    STILLE_SUND,
    TEXT,
    documents,
    initiative,
    organisation,
    sample_knowledge,
    sample_store,
)

FORSLAG, TILLAEG = documents().values()


def taken(store: EmbeddedStore, *found: Document | Path, keep_going: bool = False, dry_run: bool = False) -> Report:
    return ingest(store, found, knowledge=sample_knowledge(), keep_going=keep_going, dry_run=dry_run)


def document(*initiatives: Initiative, name: str = "nyt.txt", content_hash: str = "0" * 64) -> Document:
    return Document(initiatives=initiatives, name=name, text=("x",) * 30, content_hash=content_hash)


def initiatives(store: EmbeddedStore) -> set[str]:
    rows = store.select(f"SELECT ?i {{ ?i a {fyr('Initiative')} }}").rows
    return {row[0].value.rsplit("/", 1)[-1] for row in rows if isinstance(row[0], NamedNode)}


@pytest.fixture
def store() -> EmbeddedStore:
    return EmbeddedStore()


def test_document_lands_in_a_graph_that_is_named_after_its_file(store: EmbeddedStore) -> None:
    report = taken(store, FORSLAG)
    assert [(d.name, d.source, d.status) for d in report.documents] == [("forslag.txt", "forslag", "new")]
    assert report.documents[0].initiatives == ("groen-havn", "blaa-vej", "aaben-strand")
    assert list(store.quads(source_graph("forslag")))
    assert report.changed


def test_same_document_again_changes_nothing(store: EmbeddedStore) -> None:
    taken(store, FORSLAG, TILLAEG)
    before = store.revision
    report = taken(store, FORSLAG, TILLAEG)
    assert store.revision == before
    assert not report.changed
    assert {found.status for found in report.documents} == {"unchanged"}
    assert "nothing changed" in str(report)


def test_same_text_under_another_name_goes_to_the_same_graph(store: EmbeddedStore) -> None:
    taken(store, FORSLAG)
    revision = store.revision
    report = taken(store, FORSLAG.model_copy(update={"name": "kopi.txt"}))
    assert [(found.source, found.status) for found in report.documents] == [("forslag", "unchanged")]
    assert store.revision == revision
    assert initiatives(store) == {"groen-havn", "blaa-vej", "aaben-strand"}


def test_same_text_twice_in_one_go_is_one_document(store: EmbeddedStore) -> None:
    report = taken(store, FORSLAG, FORSLAG.model_copy(update={"name": "kopi.txt"}))
    assert [found.name for found in report.documents] == ["kopi.txt"]
    assert initiatives(store) == {"groen-havn", "blaa-vej", "aaben-strand"}


def test_other_text_under_the_same_name_is_another_source_and_left_for_review(store: EmbeddedStore) -> None:
    taken(store, FORSLAG)
    report = taken(store, document(STILLE_SUND, name="Forslag.txt"))
    assert report.documents[0].source == "forslag-2"
    assert any("another text came under this name before" in line for line in report.review)


def test_title_that_another_source_has_is_numbered_and_left_for_review(store: EmbeddedStore) -> None:
    taken(store, FORSLAG)
    report = taken(store, document(BLAA_VEJ))
    assert report.documents[0].initiatives == ("blaa-vej-2",)
    assert any("another source has blaa-vej" in line for line in report.review)


def test_slug_once_given_stays_whoever_comes_first_the_next_time(store: EmbeddedStore) -> None:
    second = document(BLAA_VEJ)
    taken(store, FORSLAG)
    taken(store, second)
    report = taken(store, second, FORSLAG)
    assert [found.initiatives for found in report.documents] == [
        ("blaa-vej-2",),
        ("groen-havn", "blaa-vej", "aaben-strand"),
    ]
    assert not report.changed


def test_initiative_of_another_document_is_what_is_built_on(store: EmbeddedStore) -> None:
    taken(store, FORSLAG)
    fact = Dependency(name="Grøn Havn", kind="initiative", as_printed="Grøn Havn", line=3)
    taken(store, document(STILLE_SUND.model_copy(update={"builds_on": (fact,)})))
    link = Quad(
        NamedNode(initiative("stille-sund")), fyr("buildsOn"), NamedNode(initiative("groen-havn")), source_graph("nyt")
    )
    assert link in set(store.quads())


def test_document_replaces_only_the_graph_of_its_own_source() -> None:
    with sample_store() as store:
        others = {graph: set(store.quads(graph)) for graph in (CURATION_GRAPH, source_graph("tillaeg"))}
        assert taken(store, FORSLAG).changed
        assert {graph: set(store.quads(graph)) for graph in others} == others
        assert any(quad.predicate == fyr("text") for quad in store.quads(source_graph("forslag")))


def test_what_people_curated_is_kept_where_known_things_come_in_for_the_first_time() -> None:
    label = Literal("Eastern", language="en")
    own = Quad(NamedNode(organisation("region-oest")), term("skos:prefLabel"), label, CURATION_GRAPH)
    with EmbeddedStore() as store:
        store.replace({CURATION_GRAPH: [own]})
        taken(store, FORSLAG)
        curated = list(store.quads(CURATION_GRAPH))
    assert [quad for quad in curated if quad.subject == own.subject] == [own]
    names = {quad.object.value for quad in curated if isinstance(quad.object, Literal)}
    assert "Port Forum" in names


def test_dry_run_tells_all_and_stores_nothing(store: EmbeddedStore) -> None:
    empty = store.revision
    report = taken(store, FORSLAG, dry_run=True)
    assert store.revision == empty
    assert len(report.new) == 3 + 6 + 2 + 4 + 2
    assert "nothing was stored" in str(report)


def test_report_tells_new_things_from_those_that_were_there(store: EmbeddedStore) -> None:
    taken(store, FORSLAG)
    report = taken(store, TILLAEG)
    assert set(report.new) == {
        initiative("stille-sund"),
        organisation("oe-raadet"),
        *(iri for iri in report.new if "/person/" in iri),
    }
    assert {organisation("ku-kyst"), thing("collective", "kommuner").value} <= set(report.matched)
    assert "organisations: 1 new (oe-raadet), 1 matched" in str(report)
    assert "people: 1 new, 0 matched" in str(report)


def test_warnings_are_left_for_review_and_names_near_to_known_ones_are_queued(store: EmbeddedStore) -> None:
    name = "Nordkist Kommune"
    fact = Participation(organisation=name, as_printed=name, role="participant", collective=False, line=2)
    found = GROEN_HAVN.model_copy(update={"participations": (fact,), "warnings": ("line 4: odd",)})
    report = taken(store, document(found))
    assert "nyt.txt: Grøn Havn: line 4: odd" in report.review
    assert [line.split(" (")[0] for line in report.queued] == ["Nordkist Kommune =? Nordkyst Kommune"]


# -- what is refused ---------------------------------------------------------------------------------------------------


def broken() -> Document:
    """A range that is upside down, which a shape forbids."""
    figure = KeyFigure(text="3-2 pct. af alle", value=3, value_max=2, unit="pct.", line=2)
    return document(STILLE_SUND.model_copy(update={"key_figures": (figure,)}), name="skæv.txt")


def test_document_that_breaks_a_shape_is_refused_by_name_and_nothing_is_stored(store: EmbeddedStore) -> None:
    with pytest.raises(ShapeViolation, match=r"skæv\.txt: ") as caught:
        taken(store, FORSLAG, broken())
    assert caught.value.report
    assert len(store) == 0


def test_two_bad_documents_are_told_in_a_line_each_and_nothing_is_stored(store: EmbeddedStore, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        taken(store, tmp_path / "a.txt", FORSLAG, tmp_path)
    assert len(str(caught.value).splitlines()) == 2
    assert "a.txt" in str(caught.value)
    assert len(store) == 0


def test_keep_going_leaves_out_what_is_bad_and_says_so(store: EmbeddedStore, tmp_path: Path) -> None:
    report = taken(store, tmp_path / "a.txt", broken(), TILLAEG, keep_going=True)
    assert [found.name for found in report.documents] == ["tillæg.txt"]
    assert len(report.refused) == 2
    assert initiatives(store) == {"stille-sund"}


def test_keep_going_with_nothing_left_is_refused(store: EmbeddedStore, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument):
        taken(store, tmp_path / "a.txt", keep_going=True)


def test_write_that_fails_leaves_everything_as_it_was(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(store, FORSLAG)
    before = set(store.quads())

    def fail(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(EmbeddedStore, "_write", fail)
    with pytest.raises(OSError, match="no room"):
        taken(store, TILLAEG)
    assert set(store.quads()) == before


# -- from the file itself ----------------------------------------------------------------------------------------------


def test_file_becomes_facts_in_the_store(store: EmbeddedStore, tmp_path: Path) -> None:
    path = tmp_path / "Forslag til havnen.txt"
    path.write_text(TEXT, encoding="utf-8")
    report = ingest(store, [path])
    assert report.documents[0].source == "forslag-til-havnen"
    assert initiatives(store) == {"groen-havn"}
    assert {organisation("clean"), organisation("gate-21")} <= set(report.new)
    rewritten = tmp_path / "andet.txt"
    rewritten.write_text(TEXT.replace("\n", "\r\n"), encoding="utf-8")
    assert ingest(store, [rewritten]).documents[0].source == "forslag-til-havnen"
