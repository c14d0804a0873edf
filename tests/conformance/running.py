"""One test, put to a service: None where it passes, or in words what was wrong."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

import pyoxigraph as ox

from tests.conformance.comparing import bindings_of_tsv, reduced_bindings, same_bindings, same_dataset, same_table
from tests.conformance.service import Answer, Service
from tests.conformance.suite import Test

__all__ = ["outcome"]

_GRAPH: Final = "application/n-triples"
_JSON: Final = "application/sparql-results+json"
_SHOWN: Final = 200
_TABULAR: Final = {_JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"}
_FORMATS: Final = {
    "boolean": {_JSON, "application/sparql-results+xml"},
    "tabular": _TABULAR,
    "RDF": {"application/rdf+xml", "text/turtle", _GRAPH, "application/ld+json"},
}
_STATUSES: Final = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def outcome(service: Service, test: Test) -> str | None:
    """What was wrong, or None."""
    kind = test["type"]
    if "Syntax" in kind:
        return _syntax(service, test, accepted=kind.startswith("Positive"))
    acts: dict[str, Callable[[Service, Test], str | None]] = {
        "QueryEvaluationTest": _evaluation,
        "CSVResultFormatTest": _evaluation,
        "UpdateEvaluationTest": _update,
        "ProtocolTest": _protocol,
        "GraphStoreProtocolTest": _protocol,
        "ServiceDescriptionTest": _description,
    }
    return acts[kind](service, test)


# -- syntax ------------------------------------------------------------------------------------------------------------


def _syntax(service: Service, test: Test, *, accepted: bool) -> str | None:
    """A text that is SPARQL is not 400; it may be refused for what it asks for, or have nothing to work on."""
    if test["update"]:
        # What is dropped has to be there, and what is created must not.
        service.hold("", {})
        answer = service.update(test["text"])
    else:
        answer = service.query(test["text"], "*/*")
    if (answer.status != 400) is accepted:
        return None
    return f"{answer.status}: {_told(answer)}" if accepted else f"{answer.status}, though it is not SPARQL"


# -- evaluation --------------------------------------------------------------------------------------------------------


def _evaluation(service: Service, test: Test) -> str | None:
    service.hold(test["default"], test["named"])
    expected = test["expect"]
    tsv = test["result_file"] == ".tsv"
    accept = {"csv": "text/csv", "graph": _GRAPH}.get(expected["type"], "text/tab-separated-values" if tsv else _JSON)
    # The service has a base of its own.
    answer = service.query(f"BASE <{test['base']}>\n{test['query']}", accept)
    if answer.status != 200:
        return f"{answer.status}: {_told(answer)}"
    return _compared(expected, answer, tsv=tsv, reduced="SELECT REDUCED" in test["query"])


def _compared(expected: Mapping[str, Any], answer: Answer, *, tsv: bool, reduced: bool) -> str | None:
    match expected["type"]:
        case "boolean":
            same = json.loads(answer.body)["boolean"] == expected["value"]
        case "graph":
            same = same_dataset(_quads(expected["nt"]), _quads(answer.body.decode()))
        case "csv":
            same = same_table(expected["text"], answer.body.decode())
        case _:
            rows = bindings_of_tsv(answer.body) if tsv else json.loads(answer.body)["results"]["bindings"]
            ordered = bool(expected.get("ordered"))
            same = (reduced and reduced_bindings(expected["rows"], rows)) or same_bindings(
                expected["rows"], rows, ordered=ordered
            )
    return None if same else f"other results: {answer.body[:_SHOWN].decode(errors='replace')}"


def _update(service: Service, test: Test) -> str | None:
    service.hold(test["before"]["default"], test["before"]["named"])
    answer = service.update(f"BASE <{test['base']}>\n{test['update']}")
    if answer.status >= 300:
        return f"{answer.status}: {_told(answer)}"
    expected = _quads(test["after"]["default"])
    for name, triples in test["after"]["named"].items():
        expected += _quads(triples, ox.NamedNode(name))
    return None if same_dataset(expected, _everything(service)) else "the store holds something else afterwards"


def _everything(service: Service) -> list[ox.Quad]:
    """The whole dataset, read through the doors."""
    names = json.loads(service.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", _JSON).body)
    found = _quads(service.ask("GET", "/store?default", {"Accept": _GRAPH}).body.decode())
    for row in names["results"]["bindings"]:
        name = row["g"]["value"]
        graph = service.ask("GET", f"/store?graph={quote(name, safe='')}", {"Accept": _GRAPH})
        found += _quads(graph.body.decode(), ox.NamedNode(name))
    return found


def _quads(triples: str, graph: ox.NamedNode | None = None) -> list[ox.Quad]:
    """Triples in a graph; blank nodes of two graphs are told apart by their names alone."""
    mark = f"g{abs(hash(graph))}" if graph else "d"
    found = []
    for quad in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES):
        subject, value = (
            ox.BlankNode(f"{mark}{term.value}") if isinstance(term, ox.BlankNode) else term
            for term in (quad.subject, quad.object)
        )
        found.append(ox.Quad(subject, quad.predicate, value, graph or ox.DefaultGraph()))
    return found


# -- protocol ----------------------------------------------------------------------------------------------------------


def _protocol(service: Service, test: Test) -> str | None:
    service.hold("", test.get("named") or {})
    location = ""
    for number, step in enumerate(test["requests"], 1):
        answer = _sent(service, test, step, location)
        wrong = _status(step, answer) or _content(step, answer)
        if wrong:
            return f"request {number}: {wrong}"
        if step["location"]:
            location = answer.headers.get("location", "")
    return None


def _sent(service: Service, test: Test, step: Mapping[str, Any], location: str) -> Answer:
    path = step["path"].replace("$LOCATION$", quote(location, safe=""))
    if test["type"] == "ProtocolTest":
        path = path.replace("/sparql/", "/update" if _is_update(test, step) else "/sparql", 1)
    else:
        path = path.replace("/gsp", "/store", 1)
    return service.ask(step["method"], path, step["headers"], _body(step))


def _is_update(test: Test, step: Mapping[str, Any]) -> bool:
    """Updates have a door of their own; what is malformed says by its name what it was meant to be."""
    said = f"{step['headers'].get('content-type', '')} {step['path']} {unquote((step['body'] or {}).get('chars', ''))}"
    meant = "bad_update" in test["id"] or "bad_multiple_updates" in test["id"]
    return meant or "sparql-update" in said or "update=" in said


def _body(step: Mapping[str, Any]) -> bytes | None:
    if step["body"] is None:
        return None
    return codecs.encode(step["body"]["chars"], step["body"]["enc"] or "utf-8")


def _status(step: Mapping[str, Any], answer: Answer) -> str | None:
    for allowed in step["status"]:
        exact = _STATUSES.get(allowed)
        if answer.status == exact or (exact is None and allowed == f"StatusCode{answer.status // 100}xx"):
            return None
    return f"{answer.status}, not {' or '.join(step['status'])}: {_told(answer)}"


def _content(step: Mapping[str, Any], answer: Answer) -> str | None:
    for name, value in step["resp_headers"].items():
        if answer.headers.get(name, "").replace(" ", "").lower() != value.replace(" ", "").lower():
            return f"{name} is {answer.headers.get(name)}, not {value}"
    if step["format"] and step["method"] != "HEAD" and answer.media_type not in _FORMATS[step["format"]]:
        return f"{answer.media_type} is no format of kind {step['format']}"
    if step["boolean"] is not None and json.loads(answer.body)["boolean"] is not step["boolean"]:
        return f"the answer is {answer.body.decode()}"
    if step["location"] and not urlsplit(answer.headers.get("location", "")).scheme:
        return "there is no Location"
    if step["resp_body"]:
        format_ = ox.RdfFormat.from_media_type(answer.media_type) or ox.RdfFormat.TURTLE
        expected = ox.parse(step["resp_body"]["chars"], format=ox.RdfFormat.TURTLE)
        if not same_dataset(expected, ox.parse(answer.body, format=format_)):
            return f"another graph: {answer.body[:_SHOWN].decode(errors='replace')}"
    return None


def _description(service: Service, test: Test) -> str | None:
    answer = service.ask("GET", "/sparql", {"Accept": _GRAPH})
    if answer.status != 200 or answer.media_type != _GRAPH:
        return f"{answer.status} {answer.media_type}"
    found = ox.Dataset(ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES))
    services = [quad.subject for quad in found.quads_for_predicate(_TYPE) if quad.object == _sd("Service")]
    endpoints = [quad for quad in found.quads_for_predicate(_sd("endpoint")) if quad.subject in services]
    match test["id"].rpartition("/")[2]:
        case "has-endpoint-triple":
            right = [quad.object for quad in endpoints] == [ox.NamedNode(f"{service.address}/sparql")]
        case "conforms-to-schema":
            right = len(services) == len(endpoints) == 1 and _holds_schema(found)
        case _:
            right = len(found) > 0
    return None if right else answer.body[:_SHOWN].decode(errors="replace")


def _holds_schema(found: ox.Dataset) -> bool:
    """Domains and ranges of the vocabulary: datasets have graphs, named graphs have names, all else are IRIs."""
    datasets = {quad.object for quad in found.quads_for_predicate(_sd("defaultDataset"))}
    graphs = {quad.object for quad in found.quads_for_predicate(_sd("namedGraph"))}
    named = {quad.subject for quad in found.quads_for_predicate(_sd("name"))}
    iris = ("supportedLanguage", "feature", "resultFormat", "inputFormat")
    return (
        {quad.subject for quad in found.quads_for_predicate(_sd("defaultGraph"))} == datasets
        and graphs == named
        and all(isinstance(quad.object, ox.NamedNode) for each in iris for quad in found.quads_for_predicate(_sd(each)))
    )


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def _told(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body)["detail"])[:_SHOWN]
    except (ValueError, KeyError, TypeError):
        return answer.body[:_SHOWN].decode(errors="replace")
