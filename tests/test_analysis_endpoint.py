"""The analyses over HTTP: one shape for all, with the revision, what was asked, and why each result is so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.rest.analyses import analyses
from api.settings import Settings
from graph.store import EmbeddedStore
from tests.drawn import drawn, iri
from tests.sample import sample_store

ASKED = {
    "dependencies": "dependencies/groen-havn",
    "paths": "paths?from=groen-havn&to=stille-sund",
    "what-if": "what-if?remove=region-oest",
    "suggestions": "suggestions?thing=stille-sund",
    "affected": "affected?thing=groen-havn",
}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), store=sample_store())) as opened:
        yield opened


def read(client: TestClient, path: str) -> dict[str, Any]:
    answer = client.get(f"/api/analysis/{path}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("name", analyses())
def test_every_answer_carries_the_revision_and_what_was_asked(client: TestClient, name: str) -> None:
    found = read(client, ASKED.get(name, name))
    assert found["revision"] == client.get("/health").json()["revision"]
    assert found["analysis"] == name
    assert found["filters"]["collectives"] is False


@pytest.mark.parametrize("name", analyses())
def test_every_item_of_a_list_says_why_in_both_languages(client: TestClient, name: str) -> None:
    found = read(client, ASKED.get(name, name))
    said = [item["reading"] for item in found.get("items", [])] or [found["reading"]]
    assert all(reading["da"] and reading["en"] for reading in said), name


@pytest.mark.parametrize("name", analyses())
def test_every_analysis_is_described(client: TestClient, name: str) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    path = f"/api/analysis/{name}" + ("/{thing}" if analyses()[name].of_one else "")
    operation = paths[path]["get"]
    assert operation["summary"]
    assert all(
        one.get("description") or one["schema"].get("description")
        for one in operation["parameters"]
        if one["in"] == "query"
    ), path


@pytest.mark.parametrize("name", analyses())
def test_unknown_parameter_is_refused_by_name(client: TestClient, name: str) -> None:
    path = ASKED.get(name, name)
    answer = client.get(f"/api/analysis/{path}{'&' if '?' in path else '?'}colour=green")
    assert answer.status_code == 400
    assert "colour" in answer.json()["detail"]


@pytest.mark.parametrize("name", analyses())
def test_empty_store_gives_an_answer_or_says_that_there_is_nothing(name: str) -> None:
    with TestClient(create_app(Settings(), store=EmbeddedStore())) as empty:
        answer = empty.get(f"/api/analysis/{ASKED.get(name, name)}")
    assert answer.status_code in (200, 404)
    assert answer.status_code == 404 or not answer.json().get("items")


def test_filters_are_repeated_and_change_the_numbers(client: TestClient) -> None:
    whole = read(client, "centrality?measure=strength")
    leads = read(client, "centrality?measure=strength&role=lead")
    assert leads["filters"]["role"] == ["lead"]
    assert sum(item["value"] for item in leads["items"]) < sum(item["value"] for item in whole["items"])


def test_dependencies_have_depth_layer_and_what_leads_to_them() -> None:
    store = drawn(dependencies="A-B B-1 A-1")
    with TestClient(create_app(Settings(), store=store)) as small:
        found = read(small, "dependencies/x-a")
    assert [(item["id"], item["depth"], item["layer"]) for item in found["items"]] == [("x-1", 1, 2), ("x-b", 1, 1)]
    assert [thing["id"] for thing in found["critical_path"]] == ["x-a", "x-b", "x-1"]
    assert (found["cycles"], found["total"], found["next"]) == ([], 2, None)


def test_thing_may_be_named_by_its_iri() -> None:
    with TestClient(create_app(Settings(), store=drawn(dependencies="A-1"))) as small:
        assert read(small, f"dependencies/{iri('1')}?direction=downstream")["total"] == 1


def test_slug_of_two_things_is_asked_about() -> None:
    # The initiative A and the organisation a are both called x-a.
    with TestClient(create_app(Settings(), store=drawn(parties="A-a"))) as small:
        answer = small.get("/api/analysis/dependencies/x-a")
    assert answer.status_code == 400
    assert iri("a") in answer.json()["detail"]


def test_unknown_thing_is_answered_with_the_nearest(client: TestClient) -> None:
    answer = client.get("/api/analysis/dependencies/groen-havm")
    assert answer.status_code == 404
    assert "did you mean groen-havn" in answer.json()["detail"]


def test_thing_whose_name_is_too_long_is_a_bad_parameter(client: TestClient) -> None:
    answer = client.get(f"/api/analysis/dependencies/{'a' * 1_000}")
    assert answer.status_code == 400
    assert "thing" in answer.json()["detail"]


def test_step_of_a_chain_says_where_it_is_stated(client: TestClient) -> None:
    found = read(client, "paths?from=groen-havn&to=region-oest")
    [step] = found["chains"][0]["steps"]
    assert step["relations"][0] == "participation"
    assert step["readings"][0]["en"].endswith("takes part in " + step["start"]["label"]["en"])
    place = step["evidence"][0]["place"]
    assert place["section"] == "parties"
    assert place["lines"]


def test_answer_that_is_not_waited_for_is_a_job() -> None:
    with TestClient(create_app(Settings(), store=sample_store())) as one:
        accepted = one.get("/api/analysis/communities?seed=3", headers={"Prefer": "respond-async"})
        assert accepted.status_code in (200, 202)
        if accepted.status_code == 202:
            job = one.get(accepted.headers["location"])
            assert job.json()["path"] == "/api/analysis/communities?seed=3"
            assert job.json()["status"] in ("waiting", "running", "done")


def test_job_that_is_not_there_is_404(client: TestClient) -> None:
    assert client.get("/api/jobs/none").status_code == 404
    assert client.delete("/api/jobs/none").status_code == 404


def test_answer_is_not_sent_again_until_the_graph_changes(client: TestClient) -> None:
    first = client.get("/api/analysis/foundations")
    again = client.get("/api/analysis/foundations", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
