"""`docs/operation.md`: how to run the service, with every setting. `python -m api.reference` writes it.

Defaults, ranges and words are those of `api/settings.py`, found out by asking it; only what one is for is said here.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, Final

from api.settings import Settings, read_settings
from ontology.errors import InvalidParameter
from ontology.terms import BASE

__all__ = ["VARIABLES", "reference"]

VARIABLES: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "Where and what": {
        "FYRNET_HOST": ("host", "address to listen on"),
        "FYRNET_PORT": ("port", "port to listen on; 0 takes a free one"),
        "FYRNET_STORE": ("store", "folder of the store, `memory:`, or the address of a SPARQL 1.1 service"),
        "FYRNET_BASE": ("base", "what the IRIs of things begin with; fixed for the life of a store"),
        "FYRNET_DEFAULT_GRAPH": ("default_graph", "what a query without `GRAPH` sees: all graphs, or the unnamed one"),
    },
    "A store that is a service somewhere else": {
        "FYRNET_STORE_UPDATE": ("store_update", "where it takes updates, if that is another address"),
        "FYRNET_STORE_GRAPH": ("store_graph", "where it takes whole graphs, if it does"),
        "FYRNET_STORE_USER": ("store_user", "who fyrnet is there: digest or basic, as it asks"),
        "FYRNET_STORE_PASSWORD": ("store_password", "the password that goes with the name"),
        "FYRNET_STORE_TOKEN": ("store_token", "a bearer token instead of both"),
        "FYRNET_STORE_TIMEOUT": ("store_timeout", "seconds to wait for one answer of it"),
    },
    "Who may do what": {
        "FYRNET_CONTACTS": ("contacts", "who sees e-mail, telephone and passages that hold them"),
        "FYRNET_WRITE_TOKEN": ("write_token", "a token with every right; without any token the service only reads"),
        "FYRNET_TOKENS_FILE": ("tokens_file", "file of more tokens, made with `fyrnet token`"),
        "FYRNET_METRICS": ("metrics", "who reads `/metrics`; holders of any token do unless it is off"),
        "FYRNET_CORS_ORIGINS": ("cors_origins", "sites whose scripts may read answers, divided by commas; `*` for all"),
        "FYRNET_HSTS": ("hsts", "seconds that browsers shall insist on HTTPS; 0 says nothing of it"),
        "FYRNET_SERVICES": ("services", "endpoints that queries may ask with `SERVICE`, divided by commas"),
    },
    "Bounds on queries": {
        "FYRNET_QUERY_TIMEOUT": ("query_timeout", "seconds that a query may take"),
        "FYRNET_QUERY_WORKERS": ("query_workers", "queries that run at a time"),
        "FYRNET_QUERY_MEMORY": ("query_memory", "bytes of address space of a query"),
        "FYRNET_QUERY_ROWS": ("most_rows", "rows or triples of a result"),
        "FYRNET_QUERY_BYTES": ("largest_result", "bytes of a result"),
    },
    "Bounds on connections": {
        "FYRNET_LARGEST_UPLOAD": ("largest_upload", "bytes of a document or graph that is sent"),
        "FYRNET_UPLOAD_TIMEOUT": (
            "upload_timeout",
            "seconds of silence in a body; it has to come at 4 kB/s on the whole",
        ),
        "FYRNET_HEADER_TIMEOUT": ("header_timeout", "seconds in which the head of a request has to come"),
        "FYRNET_SEND_TIMEOUT": ("send_timeout", "seconds that an answer may stand; it has to be taken at 4 kB/s"),
        "FYRNET_KEEP_ALIVE": ("keep_alive", "seconds that a connection is kept between two requests"),
        "FYRNET_CONNECTIONS": ("most_connections", "connections at a time; beyond it only `/health` is answered"),
        "FYRNET_SHUTDOWN_TIMEOUT": (
            "shutdown_timeout",
            "seconds that requests have to end when it is stopped",
        ),
    },
    "What it tells": {
        "FYRNET_LOG": ("log", "form of the lines on standard error"),
        "FYRNET_LOG_LEVEL": ("log_level", "least level that is told; `warning` leaves out the lines of requests"),
        "FYRNET_SLOW_QUERY": ("slow_query", "seconds from which on a query is told of"),
    },
    "For those who work on fyrnet": {
        "FYRNET_SOURCES": ("", "folder of the source documents, for `make data`"),
    },
}
"""Variables by section: the field of `Settings` that one fills, and what it is for."""

_PAGE: Final = "docs/operation.md"
_DEFAULTS: Final = {
    "FYRNET_CONTACTS": "public on this machine, else token",
    "FYRNET_LOG": "text on a terminal, else json",
    "FYRNET_BASE": f"`{BASE}`",
    "FYRNET_SOURCES": "beside the checkout",
}


def reference() -> str:
    """The page."""
    text = (Path(__file__).parent / "operation.md").read_text(encoding="utf-8")
    tables = "\n\n".join(_table(section, entries) for section, entries in VARIABLES.items())
    return text.replace("{settings}", tables)


def _table(section: str, entries: dict[str, tuple[str, str]]) -> str:
    head = [f"### {section}", "", "| variable | what | values | default |", "| --- | --- | --- | --- |"]
    for name, (field, about) in entries.items():
        head.append(f"| `{name}` | {about} | {_values(name, about)} | {_default(name, field, about)} |")
    return "\n".join(head)


def _values(name: str, about: str) -> str:
    """What a variable takes, as the message says that refuses what it does not take."""
    try:
        read_settings({name: "\N{REPLACEMENT CHARACTER}"})
    except InvalidParameter as error:
        found = re.search(r"a number from (\S+) to (\S+) is needed|it can be (.*)|(https://\S+), several", str(error))
        if found:
            least, most, words, _ = found.groups()
            if not least:
                return str(words or "origins")
            return " to ".join(_number(float(end), about) for end in (least, most))
    return "text"


def _default(name: str, field: str, about: str) -> str:
    if name in _DEFAULTS:
        return _DEFAULTS[name]
    value: Any = getattr(Settings(), field)
    if value in (None, ()):
        return "none"
    return _number(value, about) if isinstance(value, int | float) else f"`{value}`"


def _number(value: float, about: str) -> str:
    """A number; bytes in units that are read at a glance."""
    for power, unit in ((40, "TiB"), (30, "GiB"), (20, "MiB")):
        if about.startswith("bytes") and value >= 1 << power and not value % (1 << power):
            return f"{value / (1 << power):g} {unit}"
    return f"{value:.15g}"


def main() -> None:
    """Write the page."""
    page = Path(__file__).parent.parent / _PAGE
    page.write_text(reference(), encoding="utf-8")
    sys.stdout.write(f"{_PAGE}\n")


if __name__ == "__main__":
    main()
