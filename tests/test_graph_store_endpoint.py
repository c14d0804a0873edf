"""The door for whole graphs: the Graph Store HTTP Protocol, its conditions, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph.store import open_store

pytestmark = pytest.mark.slow

TOKEN = {"Authorization": "Bearer t"}
TURTLE = TOKEN | {"Content-Type": "text/turtle"}
GRAPH = {"graph": "https://example.org/g"}
DATA = '<urn:a> <urn:b> "x" .'
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "text/n3": RdfFormat.N3,
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with (
        open_store(str(tmp_path_factory.mktemp("graphs") / "store"), fill=False) as store,
        TestClient(create_app(Settings(write_token="t", largest_upload=200_000), store)) as client,
    ):
        yield client


@pytest.fixture(autouse=True)
def empty(client: TestClient) -> None:
    client.post("/update", data={"update": "DROP ALL"}, headers=TOKEN)


def triples(client: TestClient, **which: str) -> set[str]:
    answer = client.get("/store", params=which or GRAPH, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200, answer.text
    return set(answer.text.splitlines())


# -- reading and writing -----------------------------------------------------------------------------------------------


def test_new_graph_is_created_and_an_old_one_replaced(client: TestClient) -> None:
    created = client.put("/store", params=GRAPH, content=DATA, headers=TURTLE)
    assert (created.status_code, created.headers["location"]) == (
        201,
        f"http://testserver/store?graph={quote(GRAPH['graph'], safe='')}",
    )
    replaced = client.put("/store", params=GRAPH, content=DATA.replace("x", "y"), headers=TURTLE)
    assert (replaced.status_code, replaced.content) == (204, b"")
    assert triples(client) == {'<urn:a> <urn:b> "y" .'}


def test_post_adds_to_a_graph(client: TestClient) -> None:
    assert client.post("/store", params=GRAPH, content=DATA, headers=TURTLE).status_code == 201
    assert client.post("/store", params=GRAPH, content=DATA.replace("x", "y"), headers=TURTLE).status_code == 204
    assert len(triples(client)) == 2


def test_post_without_a_graph_makes_a_new_one_that_location_names(client: TestClient) -> None:
    created = client.post("/store", content=DATA, headers=TURTLE)
    assert created.status_code == 201
    location = created.headers["location"]
    assert triples(client, graph=location) == {DATA}
    assert client.get(location, headers={"Accept": "application/n-triples"}).text.strip() == DATA


def test_path_below_store_is_the_name_of_a_graph(client: TestClient) -> None:
    assert client.put("/store/people/1.ttl", content="<> <urn:b> 1 .", headers=TURTLE).status_code == 201
    assert next(iter(triples(client, graph="http://testserver/store/people/1.ttl"))).startswith(
        "<http://testserver/store/people/1.ttl>"
    )
    assert client.delete("/store/people/1.ttl", headers=TOKEN).status_code == 204
    assert client.get("/store/people/1.ttl").status_code == 404


def test_unnamed_graph_is_the_one_that_is_meant_by_default(client: TestClient) -> None:
    client.put("/store", params=GRAPH, content=DATA, headers=TURTLE)
    assert client.put("/store?default", content="<urn:c> <urn:d> 1 .", headers=TURTLE).status_code == 204
    assert len(triples(client, default="")) == 1
    assert client.delete("/store?default", headers=TOKEN).status_code == 204
    assert triples(client, default="") == set()
    assert triples(client) == {DATA}


def test_removed_graph_is_gone(client: TestClient) -> None:
    client.put("/store", params=GRAPH, content=DATA, headers=TURTLE)
    assert client.delete("/store", params=GRAPH, headers=TOKEN).status_code == 204
    assert client.get("/store", params=GRAPH).status_code == 404
    assert client.head("/store", params=GRAPH).status_code == 404
    assert client.delete("/store", params=GRAPH, headers=TOKEN).status_code == 404


def test_graph_without_a_triple_is_there(client: TestClient) -> None:
    assert client.put("/store", params=GRAPH, content="# nothing", headers=TURTLE).status_code == 201
    assert triples(client) == set()


@pytest.mark.parametrize("media_type", FORMATS)
def test_graph_goes_out_and_comes_in_in_every_format(client: TestClient, media_type: str) -> None:
    client.put("/store", params=GRAPH, content='<urn:a> <urn:b> "æ"@da , [ <urn:c> 1.5 ] .', headers=TURTLE)
    out = client.get("/store", params=GRAPH, headers={"Accept": media_type})
    assert out.headers["content-type"].partition(";")[0] == media_type
    back = client.put("/store?graph=urn:back", content=out.content, headers=TOKEN | {"Content-Type": media_type})
    assert back.status_code == 201, back.text
    datasets = [
        Dataset(parse("\n".join(triples(client, graph=each)), format=RdfFormat.N_TRIPLES))
        for each in (GRAPH["graph"], "urn:back")
    ]
    for dataset in datasets:
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert datasets[0] == datasets[1]


def test_parts_of_a_form_are_put_together(client: TestClient) -> None:
    files = [
        ("one", ("one.ttl", DATA, "text/turtle; charset=utf-8")),
        ("two", ("two.nt", "<urn:c> <urn:d> _:x .", "application/n-triples")),
        ("three", ("three.nt", "<urn:e> <urn:d> _:x .", "application/n-triples")),
    ]
    assert client.post("/store", params=GRAPH, files=files, headers=TOKEN).status_code == 201
    found = triples(client)
    assert len(found) == 3
    # Blank nodes of two files are two.
    assert len({line.split()[2] for line in found if "_:" in line}) == 2


def test_blank_nodes_that_are_added_are_none_of_those_that_are_there(client: TestClient) -> None:
    for _ in range(2):
        client.post("/store", params=GRAPH, content="_:x <urn:b> 1 .", headers=TURTLE)
    assert len(triples(client)) == 2


def test_anonymous_reader_gets_no_contacts_of_a_graph() -> None:
    with TestClient(create_app(Settings(write_token="t", contacts="token"), open_store("memory:"))) as client:
        source = {"graph": "https://w3id.org/fyrnet/graph/source/lighthouse-proposals"}
        accept = {"Accept": "application/n-triples"}
        shown = client.get("/store", params=source, headers=accept | TOKEN)
        kept = client.get("/store", params=source, headers=accept)
        assert shown.headers["etag"] != kept.headers["etag"]
        assert ("mailto:" in shown.text, "mailto:" in kept.text) == (True, False)


# -- conditions --------------------------------------------------------------------------------------------------------


def test_reader_who_knows_the_graph_gets_304(client: TestClient) -> None:
    client.put("/store", params=GRAPH, content=DATA, headers=TURTLE)
    first = client.get("/store", params=GRAPH)
    assert not first.headers["etag"].startswith("W/")
    again = client.get("/store", params=GRAPH, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    client.post("/store", params=GRAPH, content="<urn:n> <urn:b> 1 .", headers=TURTLE)
    assert client.get("/store", params=GRAPH, headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_part_of_a_graph_does_not_take_the_place_of_the_whole(client: TestClient) -> None:
    client.put("/store", params=GRAPH, content=DATA, headers=TURTLE)
    part = TURTLE | {"Content-Range": "bytes 0-20/1000"}
    assert client.put("/store", params=GRAPH, content="<urn:c> <urn:d> 1 .", headers=part).status_code == 400
    assert "urn:c" not in client.get("/store", params=GRAPH).text


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_writer_who_knows_an_older_graph_is_refused(client: TestClient, method: str) -> None:
    client.put("/store", params=GRAPH, content=DATA, headers=TURTLE)
    known = client.get("/store", params=GRAPH).headers["etag"]
    client.post("/store", params=GRAPH, content="<urn:n> <urn:b> 1 .", headers=TURTLE)
    content = None if method == "DELETE" else DATA
    late = client.request(method, "/store", params=GRAPH, content=content, headers=TURTLE | {"If-Match": known})
    assert (late.status_code, late.headers["content-type"]) == (412, "application/problem+json")
    assert len(triples(client)) == 2
    now = client.get("/store", params=GRAPH).headers["etag"]
    done = client.request(method, "/store", params=GRAPH, content=content, headers=TURTLE | {"If-Match": f'"x", {now}'})
    assert done.status_code == 204


def test_graph_is_written_only_where_it_is_there_or_only_where_it_is_not(client: TestClient) -> None:
    only_old, only_new = TURTLE | {"If-Match": "*"}, TURTLE | {"If-None-Match": "*"}
    assert client.put("/store", params=GRAPH, content=DATA, headers=only_old).status_code == 412
    assert client.put("/store", params=GRAPH, content=DATA, headers=only_new).status_code == 201
    assert client.put("/store", params=GRAPH, content=DATA, headers=only_new).status_code == 412
    assert client.put("/store", params=GRAPH, content=DATA, headers=only_old).status_code == 204


def test_weak_tag_does_not_allow_to_write(client: TestClient) -> None:
    client.put("/store", params=GRAPH, content=DATA, headers=TURTLE)
    weak = f"W/{client.get('/store', params=GRAPH).headers['etag']}"
    assert client.put("/store", params=GRAPH, content=DATA, headers=TURTLE | {"If-Match": weak}).status_code == 412


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "content", "media_type", "status"),
    [
        ("/store?graph=urn:g", DATA, "text/csv", 415),
        ("/store?graph=urn:g", DATA, "", 415),
        ("/store?graph=urn:g", DATA, "text/turtle; charset=latin-1", 415),
        ("/store?graph=urn:g", "<urn:a> <urn:b>", "text/turtle", 400),
        ("/store?graph=urn:g", "{", "application/ld+json", 400),
        ("/store?graph=urn:g", "<urn:a> <urn:b> 1 <urn:elsewhere> .", "application/n-quads", 400),
        ("/store?graph=urn:g", '<!DOCTYPE x [<!ENTITY a "b">]><x/>', "application/rdf+xml", 400),
        ("/store?graph=urn:g", "[" * 100_000, "application/ld+json", 400),
        ("/store?graph=urn:g", "(" * 60_000, "text/turtle", 400),
        ("/store?graph=urn:g", "<urn:a> <urn:b> 1 .\n" * 20_000, "text/turtle", 413),
        ("/store?graph=urn:g", "no form", "multipart/form-data; boundary=x", 400),
        ("/store?graph=urn:g", "no form", "multipart/form-data", 400),
        ("/store?graph=no iri", DATA, "text/turtle", 400),
        ("/store?graph=", DATA, "text/turtle", 400),
        ("/store?graph=urn:g&graph=urn:h", DATA, "text/turtle", 400),
        ("/store?graph=urn:g&default", DATA, "text/turtle", 400),
        ("/store/x?graph=urn:g", DATA, "text/turtle", 400),
        ("/store?graph=urn:g&check=never", DATA, "text/turtle", 400),
        ("/store", DATA, "text/turtle", 400),
    ],
)
def test_what_cannot_be_stored_is_a_problem_and_changes_nothing(
    client: TestClient, path: str, content: str, media_type: str, status: int
) -> None:
    before = client.get("/health").json()
    answer = client.put(path, content=content, headers=TOKEN | {"Content-Type": media_type})
    assert answer.headers["content-type"] == "application/problem+json"
    # What is nested so deep that it ends the process which parses it is no fault of the data, as far as can be told.
    assert answer.status_code == status or (len(content) > 50_000 and answer.status_code == 503)
    assert client.get("/health").json() == before


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize(("token", "status"), [(None, 401), ("wrong", 401), ("t", 204)])
def test_only_holders_of_the_token_write(client: TestClient, method: str, token: str | None, status: int) -> None:
    client.put("/store", params=GRAPH, content=DATA, headers=TURTLE)
    headers = {"Content-Type": "text/turtle"} | ({"Authorization": f"Bearer {token}"} if token else {})
    content = None if method == "DELETE" else DATA
    assert client.request(method, "/store", params=GRAPH, content=content, headers=headers).status_code == status


def test_reader_of_no_graph_is_told_how_to_name_one(client: TestClient) -> None:
    answer = client.get("/store")
    assert (answer.status_code, "?default" in answer.json()["detail"]) == (400, True)


def test_format_that_is_not_there_is_406(client: TestClient) -> None:
    assert client.get("/store?default", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("path", ["/store", "/store/x"])
def test_methods_are_told(client: TestClient, path: str) -> None:
    told = client.options(path)
    assert (told.status_code, told.headers["allow"]) == (204, "DELETE, GET, HEAD, OPTIONS, POST, PUT")
    refused = client.patch(path, content=DATA, headers=TURTLE)
    assert (refused.status_code, refused.headers["allow"]) == (405, told.headers["allow"])
