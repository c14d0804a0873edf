"""The W3C suites, as far as they are quick: the whole protocol, and one evaluation test of each of their folders."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conformance.reasons import is_known_to_fail
from tests.conformance.report import Report
from tests.conformance.running import outcome
from tests.conformance.service import Service, started
from tests.conformance.suite import GROUPS, Test, absence, find, group_of, read_tests

pytestmark = pytest.mark.slow

FILE = find()
WHOLE = ("Protocol", "Graph Store HTTP Protocol", "Service description")


def first_of_each_folder(known: list[Test]) -> list[Test]:
    found: dict[str, Test] = {}
    for test in known:
        folder = test["id"].rpartition("/")[0]
        # docs/conformance.md says which ones the engine fails.
        if group_of(test) not in WHOLE and not is_known_to_fail(test["id"]):
            found.setdefault(folder, test)
    return list(found.values())


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with started(tmp_path_factory.mktemp("conformance")) as service:
        yield service


@pytest.fixture(scope="module")
def suite() -> list[Test]:
    if FILE is None:
        pytest.skip(absence())
    return read_tests(FILE)


@pytest.mark.parametrize("group", WHOLE)
def test_every_test_of_the_protocols_passes(service: Service, suite: list[Test], group: str) -> None:
    chosen = [test for test in suite if group_of(test) == group]
    assert chosen
    assert {test["id"]: wrong for test in chosen if (wrong := outcome(service, test))} == {}


def test_first_test_of_each_other_folder_passes(service: Service, suite: list[Test]) -> None:
    chosen = first_of_each_folder(suite)
    assert len(chosen) > 40
    assert {test["id"]: wrong for test in chosen if (wrong := outcome(service, test))} == {}


def test_report_says_where_too_little_passes() -> None:
    report = Report()
    protocol = {"id": "sparql11/protocol/x", "type": "ProtocolTest"}
    report.add(protocol, None)
    assert report.short() == []
    report.add({**protocol, "id": "sparql11/protocol/y"}, "500")
    assert report.short() == ["Protocol"]
    assert "`sparql11/protocol/y` (Protocol)" in report.page()
    assert all(group in report.page() for group in GROUPS)
