"""The JSON door over the sample world; every number here can be counted in the table of `tests/sample.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.problems import STATUSES
from api.settings import Settings, read_settings
from ontology.errors import InvalidParameter
from ontology.questions import questions
from tests.sample import organisation, sample_graphs, sample_store
from tests.serving import ROOT

SECRETS = ("anne@example.org", "00112233", "44556677")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), sample_store(passages=True))) as client:
        yield client


def ids(answer: Any) -> list[str]:
    return [item["id"] for item in answer.json()["items"]]


# -- lists -------------------------------------------------------------------------------------------------------------


def test_health_tells_how_many_triples_there_are_and_of_which_revision(client: TestClient) -> None:
    store = sample_store(passages=True)
    assert client.get("/health").json() == {"status": "ok", "triples": len(store), "revision": store.revision}


def test_initiatives_come_in_the_order_of_the_documents(client: TestClient) -> None:
    assert ids(client.get("/api/initiatives")) == ["groen-havn", "blaa-vej", "aaben-strand", "stille-sund"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("theme=climate-adaptation", ["groen-havn", "aaben-strand"]),
        ("participant=ku-kyst", ["blaa-vej", "stille-sund"]),
        (f"participant={organisation('ku-kyst')}", ["blaa-vej", "stille-sund"]),
        ("role=lead", ["groen-havn", "aaben-strand"]),
        ("participant=region-oest&role=future", ["aaben-strand"]),
        ("participant=virksomheder", ["groen-havn", "aaben-strand"]),
        ("participant=nobody", []),
        ("theme=no-such-theme", []),
    ],
)
def test_initiatives_are_filtered_by_theme_participant_and_role(
    client: TestClient, query: str, expected: list[str]
) -> None:
    assert ids(client.get(f"/api/initiatives?{query}")) == expected


@pytest.mark.parametrize("q", ["grøn", "groen", "gron", "GRØN HAVN", "green harbour", "havn grøn"])
def test_initiative_is_found_however_its_letters_are_written(client: TestClient, q: str) -> None:
    assert ids(client.get("/api/initiatives", params={"q": q})) == ["groen-havn"]


@pytest.mark.parametrize(
    ("q", "expected"),
    [("ø-rådet", "oe-raadet"), ("oe raadet", "oe-raadet"), ("kystens uni", "ku-kyst"), ("bolgekraft", "boelgekraft")],
)
def test_organisation_is_found_by_alias_and_folded_spelling(client: TestClient, q: str, expected: str) -> None:
    assert ids(client.get("/api/organisations", params={"q": q})) == [expected]


def test_organisations_in_most_initiatives_come_first_and_equal_ones_by_name(client: TestClient) -> None:
    answer = client.get("/api/organisations?min_initiatives=1")
    counted = [(item["id"], item["initiative_count"]) for item in answer.json()["items"]]
    assert counted == [
        ("region-oest", 3),
        ("boelgekraft", 2),
        ("ku-kyst", 2),
        ("nordkyst-kommune", 2),
        ("oe-raadet", 1),
    ]


def test_organisations_by_name_stand_in_the_danish_alphabet(client: TestClient) -> None:
    found = ids(client.get("/api/organisations?sort=name&min_initiatives=1"))
    assert found == ["boelgekraft", "ku-kyst", "nordkyst-kommune", "region-oest", "oe-raadet"]


def test_organisation_carries_its_initiatives_with_their_roles(client: TestClient) -> None:
    first = client.get("/api/organisations?min_initiatives=3").json()["items"][0]
    assert [(one["id"], one["role"]) for one in first["initiatives"]] == [
        ("groen-havn", "lead"),
        ("blaa-vej", "participant"),
        ("aaben-strand", "future"),
    ]


def test_collectives_stay_out_of_organisations_unless_asked_for(client: TestClient) -> None:
    assert "virksomheder" not in ids(client.get("/api/organisations?limit=1000"))
    assert "virksomheder" in ids(client.get("/api/organisations?limit=1000&collectives=true"))


def test_organisations_are_filtered_by_kind(client: TestClient) -> None:
    assert ids(client.get("/api/organisations?type=municipality")) == ["nordkyst-kommune", "sydkyst-kommune"]


def test_undertakings_that_most_initiatives_build_on_come_first(client: TestClient) -> None:
    items = client.get("/api/undertakings").json()["items"]
    assert [(item["id"], item["initiative_count"]) for item in items[:3]] == [
        ("boelgelab", 2),
        ("tidevandsaftalen", 2),
        ("ren-havn", 1),
    ]


def test_following_next_gives_every_item_once(client: TestClient) -> None:
    path, seen = "/api/organisations?limit=3&collectives=true", []
    while path:
        answer = client.get(path).json()
        seen += [item["iri"] for item in answer["items"]]
        path = answer["next"]
    assert len(seen) == len(set(seen)) == answer["total"]


# -- one thing ---------------------------------------------------------------------------------------------------------


def test_every_fact_of_an_initiative_says_where_it_stands(client: TestClient) -> None:
    found = client.get("/api/initiatives/groen-havn").json()
    kinds = ("participations", "builds_on", "contacts", "elements", "effects", "key_figures", "mentions")
    assert {kind: len(found[kind]) for kind in kinds} == dict(zip(kinds, (5, 2, 1, 2, 2, 3, 4), strict=True))
    for kind in kinds:
        for fact in found[kind]:
            assert fact["evidence"]["source"]["id"] == "forslag"
            assert fact["evidence"]["lines"][0] >= 1


def test_participation_says_party_role_printed_form_and_lines(client: TestClient) -> None:
    found = client.get("/api/initiatives/groen-havn").json()["participations"]
    possible = next(fact for fact in found if fact["party"]["id"] == "boelgekraft")
    assert (possible["role"], possible["collective"], possible["as_printed"]) == ("possible", False, "Bølgekraft A/S")
    assert (possible["evidence"]["section"], possible["evidence"]["lines"]) == ("parties", [10, 11])
    assert possible["evidence"]["text"] == "linje 10 af forslag.txt\nlinje 11 af forslag.txt"


def test_key_figures_are_numbers_with_their_unit(client: TestClient) -> None:
    figures = client.get("/api/initiatives/groen-havn").json()["key_figures"]
    assert [(f["value"], f["value_max"], f["unit"], f["year"], f["pending"]) for f in figures] == [
        (1.5, None, "mio. kr.", 2016, False),
        (7000, 13000, "skibe", None, False),
        (None, None, None, None, True),
    ]


def test_initiative_names_the_partners_it_shares_with_others(client: TestClient) -> None:
    overlaps = client.get("/api/initiatives/groen-havn").json()["overlaps"]
    told = [(one["initiative"]["id"], [thing["id"] for thing in one["shared"]]) for one in overlaps]
    assert told == [("aaben-strand", ["boelgekraft", "nordkyst-kommune", "region-oest"]), ("blaa-vej", ["region-oest"])]
    assert overlaps[0]["jaccard"] == 1.0


def test_organisation_says_whom_it_meets_and_what_it_owns(client: TestClient) -> None:
    found = client.get("/api/organisations/ku-kyst").json()
    assert [(m["organisation"]["id"], len(m["initiatives"])) for m in found["meets"]] == [
        ("region-oest", 1),
        ("oe-raadet", 1),
    ]
    assert [owned["id"] for owned in found["owns"]] == ["boelgelab"]
    assert [mention["initiative"]["id"] for mention in found["mentions"]] == ["groen-havn"]


def test_undertaking_says_what_rests_on_it_directly_and_through_others(client: TestClient) -> None:
    found = client.get("/api/undertakings/boelgelab").json()
    assert [bearer["by"]["id"] for bearer in found["built_on_by"]] == ["blaa-vej", "aaben-strand"]
    assert [thing["id"] for thing in found["indirectly"]] == ["groen-havn"]
    assert found["built_on_by"][1]["evidence"]["lines"] == [25, 25]


def test_collective_lists_its_members_and_where_the_list_is_from(client: TestClient) -> None:
    found = client.get("/api/collectives/kommuner").json()
    assert [member["id"] for member in found["members"]] == ["nordkyst-kommune", "sydkyst-kommune"]
    assert found["members_source"] == "https://example.org/kommuner"


def test_person_carries_what_each_initiative_prints_about_reaching_them(client: TestClient) -> None:
    people = client.get("/api/people?q=anne").json()["items"]
    assert [(c["initiative"]["id"], c["role"], c["phone"], c["email"]) for c in people[0]["contacts"]] == [
        ("blaa-vej", "Projektleder", None, "anne@example.org"),
        ("groen-havn", "Chefkonsulent", "00112233", "anne@example.org"),
    ]


# -- errors ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "named"),
    [
        ("/api/organisations?limit=0", 400, "limit"),
        ("/api/organisations?limit=1001", 400, "limit"),
        ("/api/organisations?limit=many", 400, "limit"),
        ("/api/organisations?min_initiatives=-1", 400, "min_initiatives"),
        ("/api/organisations?sort=size", 400, "sort"),
        ("/api/organisations?colour=red", 400, "colour"),
        ("/api/initiatives?role=boss", 400, "role"),
        ("/api/initiatives/groen-havn?lang=da", 400, "lang"),
        ("/health?x=1", 400, "x"),
        ("/api/initiatives/no-such", 404, "no-such"),
        ("/api/organisations/kommuner", 404, "kommuner"),
        ("/api/no-such", 404, "/api/no-such"),
        ("/api/questions/no_such", 404, "no_such"),
        ("/api/questions/partners_spanning_initiatives?minimum=x", 400, "minimum"),
        ("/api/questions/partners_spanning_initiatives?maximum=3", 400, "maximum"),
        ("/api/questions/partners_spanning_initiatives?minimum=1&minimum=2", 400, "minimum"),
        ("/api/questions/partners_spanning_initiatives?format=xls", 400, "format"),
        ("/api/questions/contacts_of?initiative=no-such", 404, "no-such"),
    ],
)
def test_error_is_a_problem_that_names_what_was_wrong(client: TestClient, path: str, status: int, named: str) -> None:
    answer = client.get(path)
    told = answer.json()
    assert (answer.status_code, told["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert named in told["detail"]
    assert told["instance"] == path


def test_method_that_is_not_possible_is_405_and_says_which_are(client: TestClient) -> None:
    answer = client.delete("/api/initiatives")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert "GET" in answer.headers["allow"]


def test_unknown_slug_names_what_comes_near(client: TestClient) -> None:
    assert "boelgekraft" in client.get("/api/organisations/boelge").json()["detail"]


# -- questions ---------------------------------------------------------------------------------------------------------


def test_question_answers_in_one_shape_for_slug_and_iri(client: TestClient) -> None:
    by_slug = client.get("/api/questions/partners_spanning_initiatives?minimum=3").json()
    assert by_slug["items"][0]["organisation"]["id"] == "region-oest"
    assert set(by_slug) == {"question", "parameters", "columns", "items", "total", "next"}
    iri = "https://w3id.org/fyrnet/id/initiative/groen-havn"
    answers = [client.get("/api/questions/contacts_of", params={"initiative": name}) for name in ("groen-havn", iri)]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["items"][0]["telephone"] == "00112233"


def test_answer_of_a_question_is_paged(client: TestClient) -> None:
    first = client.get("/api/questions/partners_spanning_initiatives?limit=1").json()
    assert (len(first["items"]), first["total"]) == (1, 4)
    assert client.get(first["next"]).json()["items"] != first["items"]


def test_answer_of_a_question_comes_as_csv_by_accept_or_by_parameter(client: TestClient) -> None:
    path = "/api/questions/partners_spanning_initiatives"
    by_accept = client.get(path, headers={"Accept": "text/csv"})
    assert by_accept.headers["content-type"].startswith("text/csv")
    assert by_accept.text == client.get(f"{path}?format=csv").text
    assert by_accept.text.splitlines()[1].startswith("region-oest,")


def test_every_question_and_its_parameters_stand_in_the_description(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    for known in questions().values():
        operation = described["paths"][f"/api/questions/{known.name}"]["get"]
        assert operation["summary"] == known.summary.en
        assert {entry["name"] for entry in operation["parameters"]} == {*known.params, "limit", "offset", "format"}
    assert {item["name"] for item in client.get("/api/questions").json()["items"]} == set(questions())


# -- what every answer carries -----------------------------------------------------------------------------------------


def test_etag_gives_304_until_the_graph_changes() -> None:
    store = sample_store()
    with TestClient(create_app(Settings(), store)) as client:
        first = client.get("/api/organisations")
        again = client.get("/api/organisations", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        graph, quads = next((graph, quads) for graph, quads in sample_graphs().items() if "forslag" in graph.value)
        store.replace({graph: quads[:-1]})
        assert client.get("/api/organisations", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_read_sees_a_write_that_was_acknowledged_before() -> None:
    store = sample_store()
    with TestClient(create_app(Settings(), store)) as client:
        assert client.get("/api/initiatives").json()["total"] == 4
        source = next(graph for graph in sample_graphs() if "tillaeg" in graph.value)
        store.replace({source: []})
        assert client.get("/api/initiatives").json()["total"] == 3
        counted = client.get("/sparql", params={"query": f"SELECT * {{ GRAPH {source} {{ ?s ?p ?o }} }}"})
        assert counted.json()["results"]["bindings"] == []


@pytest.mark.parametrize("path", ["/health", "/", "/api/initiatives", "/api/nothing", "/static/fyrnet.css"])
def test_every_answer_tells_browsers_to_load_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["etag"]


def test_head_is_get_without_a_body(client: TestClient) -> None:
    answer = client.head("/api/initiatives")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) == len(client.get("/api/initiatives").content)


# -- things by their IRI -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "place"),
    [
        ("text/html", "/initiatives/groen-havn"),
        ("application/json", "/api/initiatives/groen-havn"),
        ("text/turtle", "/id/initiative/groen-havn.ttl"),
        ("application/ld+json", "/id/initiative/groen-havn.jsonld"),
    ],
)
def test_thing_sends_on_to_the_representation_that_is_preferred(client: TestClient, accept: str, place: str) -> None:
    answer = client.get("/id/initiative/groen-havn", headers={"Accept": accept}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, place)


def test_thing_has_a_representation_for_each_suffix(client: TestClient) -> None:
    turtle = client.get("/id/organisation/ku-kyst.ttl")
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert "Kystens Universitet" in turtle.text
    assert "blaa-vej/participation/ku-kyst" in turtle.text
    assert "Bo Eksempel" not in turtle.text
    assert client.get("/id/organisation/ku-kyst.jsonld").json()
    assert client.get("/id/organisation/ku-kyst.json").json()["id"] == "ku-kyst"
    assert client.get("/id/organisation/ku-kyst.html").text.startswith("<!doctype html>")


@pytest.mark.parametrize("path", ["/id/organisation/no-such", "/id/planet/mars", "/id/organisation/ku-kyst.exe"])
def test_thing_that_is_not_there_is_404(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_thing_in_no_accepted_form_is_406(client: TestClient) -> None:
    assert client.get("/id/organisation/ku-kyst", headers={"Accept": "image/png"}).status_code == 406


def test_part_of_a_thing_sends_on_to_the_thing(client: TestClient) -> None:
    part = "/id/initiative/groen-havn/participation/region-oest"
    answer = client.get(part, headers={"Accept": "text/html"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/initiatives/groen-havn")
    assert client.get("/id/initiative/groen-havn/participation/nobody").status_code == 404


# -- who sees contact details ------------------------------------------------------------------------------------------

EVERYWHERE = (
    "/api/people",
    "/api/initiatives/groen-havn",
    "/api/initiatives/aaben-strand",
    "/initiatives/groen-havn",
    "/people",
    "/api/questions/contacts_of?initiative=groen-havn",
    "/questions/contacts_of?initiative=groen-havn",
    "/questions/contacts_of.csv?initiative=groen-havn",
    "/id/initiative/groen-havn.ttl",
    "/id/initiative/groen-havn.jsonld",
    "/sparql?query=SELECT * { ?s ?p ?o }",
    "/sparql?query=SELECT * { GRAPH ?g { ?s ?p ?o } }",
)


def told(client: TestClient, **headers: str) -> str:
    return "\n".join(client.get(path, headers=headers).text for path in EVERYWHERE)


@pytest.mark.parametrize("settings", [Settings(contacts="off", write_token="t"), Settings(contacts="token")])
def test_contact_details_are_nowhere_to_be_seen_where_they_are_withheld(settings: Settings) -> None:
    with TestClient(create_app(settings, sample_store(passages=True))) as client:
        everything = told(client, Authorization="Bearer t")
        assert [secret for secret in SECRETS if secret in everything] == []
        assert "linje 14 af forslag.txt" not in everything
        assert "linje 9 af forslag.txt" in everything
        assert "Anne Eksempel" in everything


def test_contact_details_are_shown_to_holders_of_the_token_alone() -> None:
    with TestClient(create_app(Settings(host="::", write_token="open-sesame"), sample_store())) as client:
        assert "00112233" in told(client, Authorization="Bearer open-sesame")
        for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic open-sesame"}):
            assert "00112233" not in told(client, **wrong)
        assert client.get("/api/people").headers["fyrnet-contacts"] == "withheld"


def test_etag_of_one_who_sees_contacts_is_not_that_of_one_who_does_not() -> None:
    with TestClient(create_app(Settings(contacts="token", write_token="t"), sample_store())) as client:
        with_token = client.get("/api/people", headers={"Authorization": "Bearer t"}).headers["etag"]
        assert client.get("/api/people", headers={"If-None-Match": with_token}).status_code == 200


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", "public"), ("::1", "public"), ("localhost", "public"), ("fyrnet.example.org", "token")],
)
def test_contacts_are_public_where_only_this_machine_listens(host: str, expected: str) -> None:
    assert read_settings({"FYRNET_HOST": host}).contacts_shown_to == expected


# -- settings ----------------------------------------------------------------------------------------------------------


def test_settings_are_read_from_the_environment() -> None:
    settings = read_settings({"FYRNET_PORT": "9000", "FYRNET_QUERY_TIMEOUT": "2.5", "FYRNET_CONTACTS": "off"})
    assert (settings.port, settings.query_timeout, settings.contacts_shown_to) == (9000, 2.5, "off")
    assert "hunter2" not in repr(read_settings({"FYRNET_WRITE_TOKEN": "hunter2"}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FYRNET_PORT", "http"),
        ("FYRNET_PORT", "70000"),
        ("FYRNET_QUERY_TIMEOUT", "0"),
        ("FYRNET_QUERY_WORKERS", "0"),
        ("FYRNET_QUERY_ROWS", "many"),
        ("FYRNET_QUERY_MEMORY", "1"),
        ("FYRNET_CONTACTS", "all"),
    ],
)
def test_setting_that_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(InvalidParameter, match=name):
        read_settings({name: value})


# -- documentation -----------------------------------------------------------------------------------------------------

DOCUMENTED = re.findall(r"^GET (.+)$", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def shipped() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store="memory:"))) as client:
        yield client


@pytest.mark.parametrize("path", DOCUMENTED)
def test_documented_address_answers_with_something(shipped: TestClient, path: str) -> None:
    answer = shipped.get(path)
    assert answer.status_code == 200
    if answer.headers["content-type"] == "application/json" and "items" in answer.json():
        assert answer.json()["items"]


def test_documentation_lists_every_status_that_an_error_can_have() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8").partition("## Errors")[2]
    unlisted = {status for status in STATUSES.values() if not re.search(rf"^\|[ \d,]*\b{status}\b", text, re.MULTILINE)}
    # 422 is that of a write that breaks a shape, 500 that of a fault in the service itself.
    assert unlisted <= {422, 500}


def test_thousands_of_bad_parameters_are_told_in_part(client: TestClient) -> None:
    answer = client.get("/api/initiatives?" + "&".join(f"a{number}=1" for number in range(2_000)))
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith("; and 1980 more")


@pytest.mark.parametrize("number", ["1_0", "\u0663", "\uff13", "1.5", "1e1", "many"])
@pytest.mark.parametrize(
    "path", ["/api/initiatives", "/api/questions/partners_spanning_initiatives", "/api/analysis/overlap"]
)
def test_number_is_written_in_plain_digits(client: TestClient, path: str, number: str) -> None:
    answer = client.get(path, params={"limit": number})
    assert answer.status_code == 400
    assert "a whole number" in answer.json()["detail"]
