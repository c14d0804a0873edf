"""The queue over HTTP: read by anybody, decided with the token alone, and no contact detail where they are withheld."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph.resolution.cases import review_quads
from graph.resolution.entities import Reason
from graph.store import EmbeddedStore
from ontology.terms import REVIEW_GRAPH, thing
from tests.sample import sample_store
from tests.test_review_command import COUNCIL, HARBOUR, POWER

BEARER = {"Authorization": "Bearer open-sesame"}
SECRETS = ("anne@example.org", "00112233", "44556677", "00 11 22 33")
PERSON = replace(
    COUNCIL,
    mention_iri=thing("person", "p-1234567890").value,
    candidate_iri=thing("person", "p-0987654321").value,
    mention="Anne Eksempel, anne@example.org",
    candidate="A. Eksempel, tlf. 00112233",
    reasons=(Reason("phone", 6.0, "both are called at 00 11 22 33", "begge har telefon 00 11 22 33"),),
    passages=(thing("source", "forslag").value + "/passage/contact-14-14",),
)


def filled() -> EmbeddedStore:
    store = sample_store(passages=True)
    store.replace({REVIEW_GRAPH: review_quads([COUNCIL, POWER, HARBOUR, PERSON])})
    return store


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(write_token="open-sesame"), filled())) as client:
        yield client


def ids(answer: Any) -> list[str]:
    return [item["id"] for item in answer.json()["items"]]


def revision(client: TestClient) -> str:
    return str(client.get("/health").json()["revision"])


def test_queue_lists_what_waits_with_score_reasons_and_places(client: TestClient) -> None:
    answer = client.get("/api/review")
    assert sorted(ids(answer)) == sorted([COUNCIL.id, POWER.id, PERSON.id])
    first = next(item for item in answer.json()["items"] if item["id"] == COUNCIL.id)
    assert (first["mention"], first["candidate"], first["score"]) == ("Ø-rådet", "Region Øst", 0.62)
    assert [(reason["feature"], reason["contribution"]) for reason in first["reasons"]] == [
        ("words", 2.1),
        ("kind", -0.8),
    ]
    (place,) = first["evidence"]
    assert (place["source"]["id"], place["section"], place["lines"]) == ("tillaeg", "parties", [2, 2])


def test_queue_is_paged_like_every_list(client: TestClient) -> None:
    first = client.get("/api/review?limit=2").json()
    assert (len(first["items"]), first["total"]) == (2, 3)
    assert len(client.get(first["next"]).json()["items"]) == 1


def test_other_cases_are_listed_by_their_status(client: TestClient) -> None:
    assert ids(client.get("/api/review?status=matched")) == [HARBOUR.id]
    assert ids(client.get("/api/review?status=decided")) == []
    assert client.get("/api/review?status=lost").status_code == 400


def test_decision_is_stored_told_in_words_and_undone(client: TestClient) -> None:
    before = client.get("/api/review")
    answer = client.post(
        f"/api/review/{COUNCIL.id}", json={"verdict": "different", "by": "Anne Eksempel"}, headers=BEARER
    )
    assert answer.status_code == 200
    told = answer.json()
    assert (told["case"]["status"], told["case"]["verdict"], told["case"]["by"]) == (
        "decided",
        "different",
        "Anne Eksempel",
    )
    assert any("decided different" in line for line in told["changes"])
    assert told["revision"] == revision(client)
    assert COUNCIL.id not in ids(client.get("/api/review"))
    assert ids(client.get("/api/review?status=decided")) == [COUNCIL.id]

    undone = client.delete(f"/api/review/{COUNCIL.id}", headers=BEARER)
    assert (undone.status_code, undone.json()["case"]["status"]) == (200, "queued")
    assert client.get("/api/review").headers["etag"] == before.headers["etag"]


def test_same_merges_both_for_every_reader(client: TestClient) -> None:
    assert client.post(f"/api/review/{COUNCIL.id}", json={"verdict": "same"}, headers=BEARER).status_code == 200
    assert client.get("/api/organisations/oe-raadet").status_code == 404
    taken = client.get("/api/initiatives/stille-sund").json()["participations"]
    assert "region-oest" in [each["party"]["id"] for each in taken]
    assert client.delete(f"/api/review/{COUNCIL.id}", headers=BEARER).status_code == 200
    assert client.get("/api/organisations/oe-raadet").status_code == 200


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "verdict"),
        (b"same", "verdict"),
        (b'{"verdict": "perhaps"}', "verdict"),
        (b'{"verdict": ["same"]}', "verdict"),
        (b'{"verdict": "same", "colour": "blue"}', "colour"),
        (b'{"verdict": "same", "by": ""}', "by"),
        (b'{"verdict": "same", "by": "' + b"x" * 300 + b'"}', "by"),
        (b"[" * 5000, "verdict"),
    ],
)
def test_verdict_that_makes_no_sense_is_400_and_decides_nothing(client: TestClient, body: bytes, named: str) -> None:
    before = revision(client)
    answer = client.post(f"/api/review/{COUNCIL.id}", content=body, headers=BEARER)
    assert answer.status_code == 400
    assert named in answer.json()["detail"]
    assert revision(client) == before


def test_verdict_in_a_huge_body_is_413(client: TestClient) -> None:
    body = b'{"verdict": "same"' + b" " * 20_000 + b"}"
    assert client.post(f"/api/review/{COUNCIL.id}", content=body, headers=BEARER).status_code == 413


@pytest.mark.parametrize("case", ["ffffffff", "x", "%2e%2e", "a%00b"])
def test_case_that_is_not_there_is_404(client: TestClient, case: str) -> None:
    assert client.get(f"/api/review/{case}").status_code == 404
    assert client.post(f"/api/review/{case}", json={"verdict": "same"}, headers=BEARER).status_code == 404
    assert client.delete(f"/api/review/{case}", headers=BEARER).status_code == 404


def test_undoing_what_was_not_decided_is_400(client: TestClient) -> None:
    answer = client.delete(f"/api/review/{COUNCIL.id}", headers=BEARER)
    assert answer.status_code == 400
    assert "nothing was decided" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/review", f"/api/review/{PERSON.id}", "/api/review?status=decided"])
def test_contact_details_are_in_no_case_where_they_are_withheld(path: str) -> None:
    settings = Settings(write_token="open-sesame", contacts="off")
    with TestClient(create_app(settings, filled())) as client:
        decided = client.post(
            f"/api/review/{PERSON.id}", json={"verdict": "unsure", "by": "anne@example.org"}, headers=BEARER
        )
        assert decided.status_code == 200
        told = decided.text + client.get(path).text
        assert [secret for secret in SECRETS if secret in told] == []
        assert "linje 14 af forslag.txt" not in told


def test_contact_details_are_in_the_cases_for_who_may_see_them() -> None:
    settings = Settings(write_token="open-sesame", contacts="token")
    with TestClient(create_app(settings, filled())) as client:
        assert "anne@example.org" in client.get(f"/api/review/{PERSON.id}", headers=BEARER).text
        assert "anne@example.org" not in client.get(f"/api/review/{PERSON.id}").text


def test_routes_stand_in_the_description_with_their_bodies(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths["/api/review/{case}"]) == {"get", "post", "delete"}
    assert set(paths["/api/documents"]) == {"get", "post"}
    form = paths["/api/documents"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(form["properties"]) == {"file", "dry_run", "keep_going", "as"}
    for status in ("201", "400", "401", "403", "408", "411", "413", "415", "422", "503"):
        assert status in paths["/api/documents"]["post"]["responses"]
