"""What is at the edge of every analysis is answered, or refused in one clear line: over HTTP and on the command line.

Nothing at all, one node, several pieces, something that builds on itself, a circle, a participation that is stated
twice, and an organisation in 100,000 initiatives.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Quad, RdfFormat

from api.app import create_app
from api.cli import main
from api.rest.analyses import analyses
from api.settings import Settings
from graph.store import EmbeddedStore
from ontology.terms import ID, source_graph, term
from tests.drawn import drawn, iri

HUB = 100_000
MEASURES = ("degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank", "hits")
BASES = ("participants", "builds_on", "contacts", "themes", "wording")
BOTH = ("initiatives", "organisations")
A, B = iri("A"), iri("B")
PATHS = {
    "overlap": [*(f"?of={of}&by={by}" for of in BOTH for by in BASES), f"?thing={A}"],
    "centrality": [f"?measure={measure}&of={of}" for measure in MEASURES for of in BOTH]
    + [f"?measure={measure}&network=shared" for measure in MEASURES],
    "brokerage": [f"?of={of}" for of in BOTH],
    "communities": [f"?of={of}" for of in ("both", *BOTH)],
    "cores": [f"?of={of}&network={network}" for of in BOTH for network in ("participation", "shared")],
    "dependencies": [f"/{A}", f"/{A}?direction=downstream"],
    "affected": [f"?thing={A}"],
    "gaps": [""],
    "suggestions": ["", f"?thing={A}"],
    "what-if": [f"?remove={A}"],
    "foundations": [""],
    "paths": [f"?from={A}&to={B}"],
}
DRAWINGS = {
    "nothing": {},
    "one initiative": {"things": "A"},
    "one organisation": {"things": "a"},
    "several pieces": {"parties": "A-a B-b", "dependencies": "A-1 B-2"},
    "what builds on itself": {"parties": "A-a", "dependencies": "A-A A-B"},
    "a circle": {"parties": "A-a B-a", "dependencies": "A-B B-C C-A"},
}


def twice() -> EmbeddedStore:
    """A participation that two documents state."""
    store = drawn(parties="A-a A-b B-a")
    said = [Quad(quad.subject, quad.predicate, quad.object, source_graph("again")) for quad in store.quads()]
    store.replace({source_graph("again"): said})
    return store


@cache
def hub() -> EmbeddedStore:
    """One organisation in so many initiatives, and one undertaking that all of them build on."""
    store, graph, a = EmbeddedStore(), source_graph("hub"), term("rdf:type")
    lines = [
        f"<{ID}organisation/hub> {a} {term('org:Organization')} {graph} .",
        f"<{ID}undertaking/base> {a} {term('fyr:Undertaking')} {graph} .",
    ]
    links = (("participation", "participant", "organisation/hub"), ("dependency", "on", "undertaking/base"))
    for number in range(HUB):
        one = f"{ID}initiative/i-{number}"
        lines.append(f"<{one}> {a} {term('fyr:Initiative')} {graph} .")
        for part, to, end in links:
            lines.append(f"<{one}> {term(f'fyr:{part}')} <{one}/{part}/1> {graph} .")
            lines.append(f"<{one}/{part}/1> {term(f'fyr:{to}')} <{ID}{end}> {graph} .")
    store.bulk_load(BytesIO("\n".join(lines).encode()), RdfFormat.N_QUADS)
    return store


def asked() -> Iterator[str]:
    assert PATHS.keys() == analyses().keys()
    yield from (f"/api/analysis/{name}{each}" for name, listed in PATHS.items() for each in listed)


def check(store: EmbeddedStore, paths: Iterator[str]) -> None:
    with TestClient(create_app(Settings(), store=store), raise_server_exceptions=False) as client:
        for path in paths:
            answer = client.get(path)
            said = answer.json()
            # What takes long is a job, which says where it can be asked for.
            assert answer.status_code in (200, 202, 400, 404), (path, said)
            assert answer.status_code < 400 or said["detail"].strip(), path
            assert answer.status_code != 200 or said["analysis"] in path, path


@pytest.mark.slow
@pytest.mark.parametrize("name", DRAWINGS)
def test_every_analysis_answers_or_says_why_not(name: str) -> None:
    check(drawn(**DRAWINGS[name]), asked())


def test_participation_that_is_stated_twice_counts_once() -> None:
    store = twice()
    check(store, asked())
    with TestClient(create_app(Settings(), store=store)) as client:
        found = client.get("/api/analysis/centrality?measure=strength").json()
        assert [(item["id"], item["value"]) for item in found["items"]] == [("x-a", 2), ("x-b", 1)]


@pytest.mark.slow
def test_hub_with_100000_ties_is_answered_or_refused_in_words() -> None:
    things = {A: f"{ID}initiative/i-5", B: f"{ID}initiative/i-7"}

    def paths() -> Iterator[str]:
        for path in asked():
            if "measure" not in path and "communities" not in path:
                yield path.replace(A, things[A]).replace(B, things[B])
        yield from (
            f"/api/analysis/{name}organisation/hub" for name in (f"suggestions?thing={ID}", f"what-if?remove={ID}")
        )
        yield f"/api/analysis/dependencies/{ID}undertaking/base?direction=downstream"
        yield "/api/analysis/centrality?measure=degree"

    check(hub(), paths())


@pytest.mark.slow
@pytest.mark.parametrize("name", DRAWINGS)
def test_command_line_says_in_one_line_what_it_cannot_answer(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        quads = list(drawn(**DRAWINGS[name]).quads())
        if quads:
            store.replace({source_graph("drawn"): quads})
    for words in (
        ["centrality"],
        ["brokerage"],
        ["communities"],
        ["dependencies", A],
        ["suggestions", "--thing", A],
        ["gaps"],
    ):
        code = main(["analyse", *words, "--store", str(tmp_path / "store")])
        said = capsys.readouterr()
        assert code == 0 or len(said.err.strip().splitlines()) == 1, (words, said.err)
        assert "Traceback" not in said.err
