"""A newer version of a document replaces the older one, says what changed, and a document can be withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ingest import Content, Report, ingest, withdraw
from graph.ingest.changes import changes
from graph.store import EmbeddedStore
from ontology.errors import InvalidParameter, NotFound
from ontology.terms import CURATION_GRAPH, source_graph
from tests.invented import proposal
from tests.sample import sample_knowledge

pytestmark = pytest.mark.slow


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def contents(store: EmbeddedStore) -> set[str]:
    return {str(quad) for quad in store.quads()}


@pytest.fixture
def store() -> EmbeddedStore:
    return EmbeddedStore()


OLD = proposal(parties="Lead-partner: Gate 21. Deltagere: CLEAN og kommuner.")
NEW = proposal(
    title="Nr. 1: Den Grønne Havn",
    parties="Lead-partner: CLEAN. Deltagere: Gate 21, Dansk Industri og kommuner.",
    contact="- Bo Prøve, chefkonsulent, tlf. 00112244, bo@example.org",
    figures="- 7 pct. af kajerne er grønne.",
)


def test_newer_version_replaces_the_older_and_says_what_changed(tmp_path: Path, store: EmbeddedStore) -> None:
    ingest(store, [written(tmp_path, "forslag.txt", OLD)])
    [document] = ingest(store, [written(tmp_path, "forslag.txt", NEW)]).documents
    assert (document.source, document.status) == ("forslag", "replaced")
    told = "\n".join(document.changes)
    for words in (
        "the title was “Grøn Havn”",
        "CLEAN leads (before: takes part)",
        "Gate 21 takes part (before: leads)",
        "Dansk Industri is new",
        "Bo Prøve is a new contact",
        "Anne Eksempel is no longer a contact",
        "key figure “5 pct. af kajerne er grønne.” is now “7 pct.",
    ):
        assert words in told
    assert len(document.changes_da) == len(document.changes)
    assert "example.org" not in told


def test_initiative_keeps_its_slug_though_its_title_changed(tmp_path: Path, store: EmbeddedStore) -> None:
    ingest(store, [written(tmp_path, "forslag.txt", OLD)])
    [document] = ingest(store, [written(tmp_path, "forslag.txt", NEW)]).documents
    assert document.initiatives == ("groen-havn",)


def test_moved_lines_are_told_as_just_that(tmp_path: Path, store: EmbeddedStore) -> None:
    ingest(store, [written(tmp_path, "forslag.txt", OLD)])
    [document] = ingest(store, [written(tmp_path, "forslag.txt", "\n\n" + OLD)]).documents
    assert document.status in ("unchanged", "replaced")
    assert set(document.changes) <= {"the same facts, on other lines"}


def test_document_of_the_same_name_with_nothing_in_common_is_another(tmp_path: Path, store: EmbeddedStore) -> None:
    ingest(store, [written(tmp_path, "forslag.txt", OLD)])
    other = proposal(title="Nr. 7: Skolemad til alle", introduction="Mad.")
    report = ingest(store, [written(tmp_path, "forslag.txt", other)])
    assert [document.source for document in report.documents] == ["forslag-2"]
    assert "another text came under this name" in str(report)


def test_person_may_say_what_a_file_is_the_new_version_of(tmp_path: Path, store: EmbeddedStore) -> None:
    ingest(store, [written(tmp_path, "forslag.txt", OLD)])
    report = ingest(store, [written(tmp_path, "endelig.txt", NEW)], as_source="forslag")
    assert [document.source for document in report.documents] == ["forslag"]
    with pytest.raises(InvalidParameter, match="no source 'findes-ikke': the store has"):
        ingest(store, [written(tmp_path, "x.txt", NEW)], as_source="findes-ikke")


def test_file_of_another_name_with_known_titles_is_told(tmp_path: Path, store: EmbeddedStore) -> None:
    ingest(store, [written(tmp_path, "forslag.txt", OLD)])
    report = ingest(store, [written(tmp_path, "forslag-endelig.txt", OLD.replace("Plante tang", "Plante træer"))])
    assert "take it in with --as forslag" in str(report)
    assert any("Grøn Havn =? Grøn Havn" in line for line in report.queued)


# -- withdrawal --------------------------------------------------------------------------------------------------------


def test_withdrawn_source_leaves_what_was_there_before_and_curation(tmp_path: Path, store: EmbeddedStore) -> None:
    ingest(store, [written(tmp_path, "et.txt", OLD)])
    before = contents(store)
    other = proposal(
        title="Nr. 2: Blå By", parties="Gate 21 og Nordhavns Tanglav.", foundations="- Projektet ”Grøn Havn”"
    )
    ingest(store, [written(tmp_path, "to.txt", other)])
    curated = set(store.quads(CURATION_GRAPH))
    report = withdraw(store, "to")
    assert report.changed
    assert set(store.quads(CURATION_GRAPH)) == curated
    assert {quad for quad in contents(store) if "graph/curation" not in quad} == {
        quad for quad in before if "graph/curation" not in quad
    }


def test_withdrawn_document_taken_in_again_gives_the_same(tmp_path: Path, store: EmbeddedStore) -> None:
    path = written(tmp_path, "et.txt", OLD)
    ingest(store, [path])
    before = contents(store)
    withdraw(store, "et.txt")
    assert not list(store.quads(source_graph("et")))
    ingest(store, [path])
    assert contents(store) == before


def test_dry_run_of_a_withdrawal_changes_nothing(tmp_path: Path, store: EmbeddedStore) -> None:
    ingest(store, [written(tmp_path, "et.txt", OLD)])
    before = store.revision
    report = withdraw(store, "et", dry_run=True)
    assert "Grøn Havn: gone" in str(report)
    assert report.documents[0].changes_da == ("Grøn Havn: udgået",)
    assert store.revision == before


def test_unknown_source_is_told_with_the_nearest(tmp_path: Path, store: EmbeddedStore) -> None:
    ingest(store, [written(tmp_path, "forslag.txt", OLD)])
    with pytest.raises(NotFound, match="did you mean forslag"):
        withdraw(store, "forslga")


def test_same_graph_has_no_changes(tmp_path: Path, store: EmbeddedStore) -> None:
    ingest(store, [written(tmp_path, "forslag.txt", OLD)])
    graph = list(store.quads(source_graph("forslag")))
    assert changes(graph, graph) == []


# -- rows that name an initiative by its number ------------------------------------------------------------------------


def rows(*numbers: str) -> Content:
    lines = "".join(f"{number};Region Øst\n" for number in numbers)
    return Content("deltagere.csv", f"Nr.;Organisation\n{lines}".encode())


def taken_in(store: EmbeddedStore, *files: Content) -> Report:
    return ingest(store, files, knowledge=sample_knowledge())


def proposed(number: str, title: str) -> Content:
    return Content(f"{title}.txt", proposal(f"Nr. {number}: {title}").encode())


def test_row_that_names_an_initiative_by_its_number_alone_speaks_of_that_one(store: EmbeddedStore) -> None:
    taken_in(store, proposed("7", "Dyb Havn"))
    report = taken_in(store, rows("7", "8"))
    assert report.documents[0].initiatives == ("dyb-havn", "initiativ-8")
    assert any("initiative 7 is taken for “Dyb Havn”, the only one of that number" in line for line in report.review)
    assert [found.status for found in taken_in(store, rows("7", "8")).documents] == ["unchanged"]


def test_number_is_found_in_the_same_batch(store: EmbeddedStore) -> None:
    report = taken_in(store, proposed("7", "Dyb Havn"), rows("7"))
    assert report.documents[1].initiatives == ("dyb-havn",)


def test_initiative_that_a_table_named_first_by_its_number_does_not_make_that_number_ambiguous(
    store: EmbeddedStore,
) -> None:
    taken_in(store, rows("8"))
    taken_in(store, proposed("8", "Lun Lagune"))
    other = Content("andre.csv", b"Nr.;Organisation\n8;Nordkyst Kommune\n")
    assert taken_in(store, other).documents[0].initiatives == ("lun-lagune",)


def test_number_that_two_initiatives_have_stands_for_neither(store: EmbeddedStore) -> None:
    taken_in(store, proposed("7", "Dyb Havn"), proposed("7", "Lun Lagune"))
    report = taken_in(store, rows("7"))
    assert report.documents[0].initiatives == ("initiativ-7",)
    assert any("no row gives the title of initiative 7" in line for line in report.review)
