"""What each analysis costs over HTTP on the shipped data: the first answer of a revision, and the next.

Run with ``python benchmarks/analyses_http.py [NAME]``; with a name the routes that hold it. The whole application
answers in this process, without a socket. Times are those of the processor, of all threads together, as machines are
shared: the median of five rounds. Before each round something is written, so that nothing is remembered but the arrays
of the graph and its catalogue, whose making is told apart. The ratio is to the page of one organisation, made anew.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from time import process_time
from typing import Any, Final
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from api.analyses import analyses
from api.app import create_app
from api.settings import Settings
from graph.arrays import arrays
from graph.store import EmbeddedStore, open_store

ROUNDS: Final = 5
ASKED: Final = 50
"""Most milliseconds that an answer may take."""
PEER: Final = "/api/organisations/clean"
WRITTEN: Final = "INSERT DATA {{ <https://example.org/round> <https://example.org/is> {} }}"
_MEASURES: Final = ("degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank", "hits")
_BASES: Final = ("participants", "builds_on", "contacts", "themes")
_BOTH: Final = ("initiatives", "organisations")


def asked(slugs: tuple[str, str], organisation: str) -> dict[str, list[str]]:
    """Questions to each analysis, by two initiatives and an organisation."""
    one, other = slugs
    return {
        "overlap": [
            *(f"?of={of}&by={by}" for of in _BOTH for by in _BASES),
            f"?thing={one}",
            "?of=organisations&limit=1000",
        ],
        "centrality": [
            *(f"?measure={measure}&of={of}" for measure in _MEASURES for of in _BOTH),
            *(f"?measure={measure}&network=shared" for measure in _MEASURES[:-1]),
        ],
        "brokerage": [f"?of={of}" for of in _BOTH],
        "communities": [f"?of={of}" for of in ("both", *_BOTH)],
        "cores": [*(f"?of={of}" for of in _BOTH), "?network=shared"],
        "dependencies": [f"/{one}", f"/{one}?direction=downstream"],
        "affected": [f"?thing={one}"],
        "gaps": ["", "?limit=1000"],
        "suggestions": ["", f"?thing={one}", f"?thing={organisation}"],
        "what-if": [f"?remove={organisation}", f"?remove={one}", f"?add={organisation},{other}"],
        "foundations": ["", "?least=1"],
        "paths": [f"?from={one}&to={other}", f"?from={organisation}&to={other}"],
    }


async def answered(app: Any, path: str) -> int:
    """Length of the answer of a path."""
    parts, sent = urlsplit(path), list[dict[str, Any]]()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", b"application/json")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    if sent[0]["status"] != 200:
        raise RuntimeError(f"{path}: {sent[0]['status']} {sent[1:]}")
    return sum(len(message.get("body", b"")) for message in sent[1:])


async def measured(store: EmbeddedStore, paths: list[str]) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Milliseconds of every round: of what is made for a revision, and of every path, first and again."""
    app, times, lengths = create_app(Settings(), store=store), defaultdict[str, list[float]](list), dict[str, int]()
    async with app.router.lifespan_context(app):
        await app.state.context.warmed()
        for path in paths:
            lengths[path] = await answered(app, path)
        for number in range(ROUNDS):
            store.update(WRITTEN.format(number))
            begin = process_time()
            await answered(app, "/api/initiatives?limit=1")
            arrays(store)
            times["catalogue and arrays of a revision"].append(1e3 * (process_time() - begin))
            for path in (PEER, *paths):
                for which in (path, f"{path} again"):
                    begin = process_time()
                    await answered(app, path)
                    times[which].append(1e3 * (process_time() - begin))
    return times, lengths


def paths_of(store: EmbeddedStore) -> list[str]:
    """A path for each question."""
    held = arrays(store)
    of_initiatives, of_organisations = held.initiatives, held.organisations
    large = sorted(of_initiatives.tolist(), key=lambda n: -int(held.partner_count[n]))[:2]
    hub = max(of_organisations.tolist(), key=lambda n: int(held.initiative_count[n]))
    one, other, organisation = (held.iris[n].rsplit("/", 1)[-1] for n in (*large, hub))
    questions = asked((one, other), organisation)
    assert questions.keys() == analyses().keys()
    return [f"/api/analysis/{name}{each}" for name, listed in questions.items() for each in listed]


def main() -> None:
    """Print the table."""
    with open_store("memory:") as store:
        assert isinstance(store, EmbeddedStore)
        paths = [path for path in paths_of(store) if not sys.argv[1:] or sys.argv[1] in path]
        times, lengths = asyncio.run(measured(store, paths))
    found = {name: statistics.median(each) for name, each in times.items()}
    made = found["catalogue and arrays of a revision"]
    print(f"What is made for a revision (catalogue, arrays): {made:.0f} ms; {PEER}: {found[PEER]:.1f} ms\n")
    print("| | kB | first, ms | again, ms | ratio |\n| --- | ---: | ---: | ---: | ---: |")
    for path in paths:
        first, again, name = found[path], found[f"{path} again"], path.removeprefix("/api/analysis/")
        print(
            f"| `{name}` | {lengths[path] / 1e3:.0f} | {first:.1f} | {again:.1f} | {first / found[PEER]:.1f} |"
            + (" **too long**" if first > ASKED else "")
        )


if __name__ == "__main__":
    main()
