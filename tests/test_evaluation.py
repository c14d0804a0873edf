"""Reading documents of every format and condition does as well as recorded, and as well as it must.

`tests/evaluation/README.md` tells what the documents are; ``make evaluate`` tells what is missed.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy

import pytest

from graph.knowledge import key
from ontology.models import Document, Effect, Element
from tests import scoring
from tests.evaluation import report, typeset
from tests.evaluation.__main__ import record
from tests.evaluation.corpus import GROUPS, HERE, NO_PROPOSAL, Case, cases, read
from tests.evaluation.results import SOURCE, Totals, counts, falls, floors_missed, read_all, recorded, totals
from tests.sameness import Fact
from tests.scoring import KINDS, Score, score

RESERVED = ("@example.org", "@example.com")
"""What RFC 2606 keeps for examples."""
LISTED = ("participations", "builds_on", "contacts", "elements", "effects", "key_figures", "mentions")


@pytest.fixture(scope="module")
def now() -> Totals:
    return totals(read_all())


# How well reading does


@pytest.mark.slow
def test_no_figure_falls_below_the_recorded_one(now: Totals) -> None:
    fallen = falls(now, recorded()["totals"])
    assert not fallen, "\n".join(fallen)


@pytest.mark.slow
@pytest.mark.parametrize(
    "condition",
    [
        "CSV",
        "Excel",
        "PDF, form with boxes",
        "PDF, two proposals",
        "Word, headings and lists",
        "text, Latin-1",
        "text, UTF-8",
    ],
)
def test_condition_that_reached_the_floors_stays_above_them(now: Totals, condition: str) -> None:
    assert floors_missed({condition: now[condition]}) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [case.name for case in cases() if case.condition == NO_PROPOSAL])
def test_nothing_is_found_in_a_document_without_a_proposal(name: str) -> None:
    assert [result.found for result in read_all() if result.case.name == name] == [()]


def test_page_says_what_is_recorded() -> None:
    assert report.PAGE.read_text(encoding="utf-8") == report.page(recorded())


@pytest.mark.slow
def test_every_document_and_every_group_is_recorded(now: Totals) -> None:
    assert [each["document"] for each in recorded()["documents"]] == [case.path.name for case in cases()]
    assert recorded()["totals"].keys() == now.keys() | {SOURCE}


@pytest.mark.slow
def test_line_of_a_fact_is_where_its_words_stand() -> None:
    facts = [(result.document.text, fact) for result in read_all() for fact in _worded(result.document)]
    assert facts, "nothing was read: this test would prove nothing"
    elsewhere = [(words, line) for text, (words, line) in facts if key(words) not in key("".join(text[line - 1 :][:3]))]
    assert not elsewhere


def _worded(document: Document) -> Iterator[tuple[str, int]]:
    """Opening words and line of what is found by its words."""
    for initiative in document.initiatives:
        yield from ((contact.name, contact.line) for contact in initiative.contacts)
        opened: list[Element | Effect] = [*initiative.elements, *initiative.effects]
        for fact in opened:
            yield " ".join(fact.text.split()[:2]), fact.line


# What would be told


def _worse(now: Totals, group: str, kind: str) -> Totals:
    lowered = {**now, group: {**now[group]}}
    lowered[group][kind] += Score(0, 0, 1)
    return lowered


@pytest.mark.slow
def test_fall_is_told_with_its_group_its_kind_and_by_how_much(now: Totals) -> None:
    figures = {group: {kind: counts(each) for kind, each in kinds.items()} for group, kinds in now.items()}
    assert falls(now, figures) == []
    (told,) = falls(_worse(now, "CSV", "contacts"), figures)
    assert re.fullmatch(r"CSV, contacts: F1 0\.\d{3}, recorded [01]\.\d{3}", told)


def test_group_below_a_floor_is_told() -> None:
    kinds = dict.fromkeys(KINDS, Score(9, 0, 0))
    assert floors_missed({"CSV": kinds}) == []
    assert floors_missed({"CSV": {**kinds, "contacts": Score(9, 1, 0)}}) == ["CSV, contacts: F1 0.947 is below 0.98"]


@pytest.mark.slow
def test_figures_of_the_real_source_stay_where_it_is_absent(now: Totals) -> None:
    without = {group: kinds for group, kinds in now.items() if group != SOURCE}
    assert record(read_all(), without, recorded())["totals"][SOURCE] == recorded()["totals"][SOURCE]


def test_nothing_is_recorded_of_the_wording_of_documents_held_out() -> None:
    assert not [each["document"] for each in recorded()["documents"] if each["group"] != "open" and each["told"]]


# The documents and their standards


def _facts(case: Case) -> Iterator[tuple[str, Fact]]:
    for initiative in case.standard:
        for field in LISTED:
            yield from ((field, fact) for fact in initiative[field])


def test_no_condition_is_held_out_alone() -> None:
    groups = [case.group for case in cases()]
    assert groups.count("held out") <= groups.count("open")
    assert {case.condition for case in cases() if case.group == "open"} >= {case.condition for case in cases()}


def test_no_document_has_the_name_of_another() -> None:
    names = [case.name for case in cases()]
    assert sorted(set(names)) == sorted(names)


def test_there_are_enough_documents_of_either_sort() -> None:
    proposing = [case for case in cases() if case.standard]
    assert len(proposing) >= 16
    assert sum(len(case.standard) for case in proposing) >= 24
    assert len(cases()) - len(proposing) >= 8
    assert all((case.condition == NO_PROPOSAL) is (not case.standard) for case in cases())


@pytest.mark.parametrize("name", sorted(typeset.MADE.keys() - typeset.BY_BROWSER))
def test_document_is_what_its_source_makes(name: str) -> None:
    assert _members(typeset.target(name).read_bytes()) == _members(typeset.make(name))


def _members(data: bytes) -> dict[str, bytes]:
    """What an archive holds: how it is packed differs between versions of zlib. Other files are one member."""
    if not data.startswith(b"PK"):
        return {"": data}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_document_has_a_standard_and_is_small() -> None:
    for folder in GROUPS:
        made = [*(HERE / folder).glob("documents/*")]
        assert {path.stem for path in (HERE / folder).glob("standards/*")} == {path.stem for path in made}
        assert not [path.name for path in made if path.stat().st_size > 60_000]


def test_every_source_is_that_of_a_document_and_says_how_it_is_typeset() -> None:
    names = {path.stem for folder in GROUPS for path in (HERE / folder).glob("sources/*")}
    assert names == typeset.MADE.keys()
    assert names <= {case.name for case in cases()}


@pytest.mark.slow
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_standard_read_as_a_reading_is_perfect(case: Case) -> None:
    reading = deepcopy(list(case.standard))
    for initiative in reading:
        initiative["lines"] = [1, 1]
        for field in LISTED:
            for fact in initiative[field]:
                fact["line"] = 1
    for kind in KINDS:
        assert score(kind, case.standard, reading).f1 == 1, kind


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_person_of_a_standard_is_invented(case: Case) -> None:
    for field, fact in _facts(case):
        if field == "contacts":
            assert (fact["email"] or RESERVED[0]).endswith(RESERVED)
            assert fact["email"] == (fact["email"] or "").lower() or fact["email"] is None


@pytest.mark.slow
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_opening_words_of_a_standard_stand_in_what_was_written(case: Case) -> None:
    written = _folded(_written(case))
    for field, fact in _facts(case):
        if field in ("elements", "effects"):
            assert _folded(fact["text"]) in written


def _written(case: Case) -> str:
    """The source of a document; the text of one that was handed in as it is."""
    source = case.path.parent.parent / "sources" / f"{case.name}.txt"
    if source.exists():
        return source.read_text(encoding="utf-8")
    return "\n".join(line for line in read(case).text if line.strip())


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold().replace("-\n", ""))


def test_title_read_wrongly_costs_the_title_alone() -> None:
    (wanted,) = next(case for case in cases() if case.name == "skolemad").standard
    found = {**wanted, "title": "Kontaktpersoner", "lines": [1, 1]}
    assert score("initiatives", [wanted], [found]).f1 == 0
    assert score("named parties", [wanted], [found]).f1 == 1


def test_recorded_figures_hold_no_sentence_of_the_real_source() -> None:
    path = scoring.source_file()
    if path is None:
        pytest.skip(f"{scoring.SOURCE_NAME} is not at hand: set FYRNET_SOURCES to its folder")
    told = json.dumps(recorded(), ensure_ascii=False) + report.PAGE.read_text(encoding="utf-8")
    sentences = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if len(line.split()) >= 6]
    assert not [line for line in sentences if line in told]
