"""What the environment decides, read once when the service starts and passed inward as plain values."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, cast, get_args
from urllib.parse import unquote

from ontology.errors import InvalidParameter
from ontology.terms import BASE

if TYPE_CHECKING:
    from graph.remote import Access

__all__ = ["Contacts", "LogForm", "LogLevel", "MetricsFor", "Settings", "is_loopback", "read_settings"]

Contacts = Literal["public", "token", "off"]
DefaultGraph = Literal["union", "own"]
LogForm = Literal["json", "text"]
LogLevel = Literal["debug", "info", "warning", "error"]
MetricsFor = Literal["loopback", "token", "public", "off"]

_WITH_NAME: Final = re.compile(r"(?P<scheme>[^:/?#]+://)(?P<given>[^/?#]*)@(?P<rest>.*)", re.DOTALL)
_ORIGIN: Final = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


@dataclass(frozen=True)
class Settings:
    """How one service runs.

    `contacts` says who sees e-mail addresses, telephone numbers and the passages that hold them; ``None`` stands for
    everybody where the service listens on this machine alone, and for holders of the write token elsewhere.
    `query_timeout` is in seconds, `query_memory` and the largest texts in bytes; `query_workers` queries run at a time,
    `queries_waiting` more wait, and `services` may be asked with SERVICE. An upload is given up after
    `upload_timeout` seconds of silence; `uploads_at_once` are received or wait to be stored.

    A query that takes `slow_query` seconds is logged. The head of a request has `header_timeout` seconds to come, an
    answer `send_timeout` of standing still to be taken, a connection `keep_alive` between requests; `most_connections`
    are held. What runs when the service is stopped has `shutdown_timeout` seconds to end. Pages of `cors_origins` may
    ask with scripts; `hsts` is in seconds, and 0 says nothing of it.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    store: str = "var/store"
    store_update: str | None = field(default=None, repr=False)
    store_graph: str | None = field(default=None, repr=False)
    store_user: str | None = field(default=None, repr=False)
    store_password: str | None = field(default=None, repr=False)
    store_token: str | None = field(default=None, repr=False)
    store_timeout: float = 30.0
    base: str = BASE
    empty: bool = False
    query_timeout: float = 10.0
    query_memory: int = 1 << 30
    query_workers: int = 4
    queries_waiting: int = 64
    longest_query: int = 100_000
    most_rows: int = 1_000_000
    largest_result: int = 64 << 20
    largest_graph: int = 4 << 30
    services: tuple[str, ...] = ()
    default_graph: DefaultGraph = "union"
    contacts: Contacts | None = None
    write_token: str | None = field(default=None, repr=False)
    tokens_file: str | None = None
    largest_upload: int = 32 << 20
    upload_timeout: float = 30.0
    uploads_at_once: int = 4
    largest_update: int = 8 << 20
    log: LogForm | None = None
    log_level: LogLevel = "info"
    slow_query: float = 1.0
    metrics: MetricsFor = "loopback"
    header_timeout: float = 10.0
    send_timeout: float = 30.0
    keep_alive: float = 5.0
    most_connections: int = 1_000
    shutdown_timeout: float = 20.0
    cors_origins: tuple[str, ...] = ()
    hsts: int = 0

    def access(self, location: str | None = None) -> Access | None:
        """Where the store is and what opens it, if it is a service somewhere else.

        Raises
        ------
        InvalidParameter
            An address is none, or a password comes without a name.
        """
        url = location or self.store
        if "://" not in url:
            return None
        from graph.remote import Access

        given = self.store_user, self.store_password, self.store_token, self.store_timeout
        return Access(url, self.store_update, self.store_graph, *given)

    @property
    def contacts_shown_to(self) -> Contacts:
        """Who sees contact details, with the default worked out."""
        return self.contacts or ("public" if is_loopback(self.host) else "token")


@cache
def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a service that listens there.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the variables whose names begin with ``FYRNET_``; an empty value counts as absent.

    Raises
    ------
    InvalidParameter
        A value is no number, outside its range, or none of the words that are allowed.
    """
    environment = os.environ if environment is None else environment
    given = {name: value for name, value in environment.items() if value.strip()}
    store, user, password = _apart(given.get("FYRNET_STORE", Settings.store))
    return Settings(
        host=given.get("FYRNET_HOST", Settings.host),
        port=int(_number(given, "FYRNET_PORT", Settings.port, least=0, most=65535)),
        store=store,
        store_update=given.get("FYRNET_STORE_UPDATE"),
        store_graph=given.get("FYRNET_STORE_GRAPH"),
        store_user=given.get("FYRNET_STORE_USER", user),
        store_password=given.get("FYRNET_STORE_PASSWORD", password),
        store_token=given.get("FYRNET_STORE_TOKEN"),
        store_timeout=_number(given, "FYRNET_STORE_TIMEOUT", Settings.store_timeout, least=0.1, most=3600),
        query_timeout=_number(given, "FYRNET_QUERY_TIMEOUT", Settings.query_timeout, least=0.01, most=3600),
        query_workers=int(_number(given, "FYRNET_QUERY_WORKERS", Settings.query_workers, least=1, most=256)),
        query_memory=int(_number(given, "FYRNET_QUERY_MEMORY", Settings.query_memory, least=1 << 28, most=1 << 40)),
        most_rows=int(_number(given, "FYRNET_QUERY_ROWS", Settings.most_rows, least=1, most=1 << 40)),
        largest_result=int(_number(given, "FYRNET_QUERY_BYTES", Settings.largest_result, least=1000, most=1 << 40)),
        services=tuple(each.strip() for each in given.get("FYRNET_SERVICES", "").split(",") if each.strip()),
        default_graph=cast(DefaultGraph, _word(given, "FYRNET_DEFAULT_GRAPH", get_args(DefaultGraph)) or "union"),
        contacts=cast("Contacts | None", _word(given, "FYRNET_CONTACTS", get_args(Contacts))),
        write_token=given.get("FYRNET_WRITE_TOKEN"),
        tokens_file=given.get("FYRNET_TOKENS_FILE"),
        largest_upload=int(_number(given, "FYRNET_LARGEST_UPLOAD", Settings.largest_upload, least=1000, most=1 << 30)),
        upload_timeout=_number(given, "FYRNET_UPLOAD_TIMEOUT", Settings.upload_timeout, least=0.1, most=3600),
        log=cast("LogForm | None", _word(given, "FYRNET_LOG", get_args(LogForm))),
        log_level=cast(LogLevel, _word(given, "FYRNET_LOG_LEVEL", get_args(LogLevel)) or Settings.log_level),
        slow_query=_number(given, "FYRNET_SLOW_QUERY", Settings.slow_query, least=0, most=3600),
        metrics=cast(MetricsFor, _word(given, "FYRNET_METRICS", get_args(MetricsFor)) or Settings.metrics),
        header_timeout=_number(given, "FYRNET_HEADER_TIMEOUT", Settings.header_timeout, least=0.1, most=3600),
        send_timeout=_number(given, "FYRNET_SEND_TIMEOUT", Settings.send_timeout, least=0.1, most=3600),
        keep_alive=_number(given, "FYRNET_KEEP_ALIVE", Settings.keep_alive, least=0.1, most=3600),
        most_connections=int(_number(given, "FYRNET_CONNECTIONS", Settings.most_connections, least=8, most=100_000)),
        shutdown_timeout=_number(given, "FYRNET_SHUTDOWN_TIMEOUT", Settings.shutdown_timeout, least=0, most=3600),
        cors_origins=_origins(given.get("FYRNET_CORS_ORIGINS", "")),
        hsts=int(_number(given, "FYRNET_HSTS", Settings.hsts, least=0, most=1 << 30)),
    )


def _apart(store: str) -> tuple[str, str | None, str | None]:
    """An address without the name and the password in it, so that neither is ever printed with it.

    Examples
    --------
    >>> _apart("https://anne:p%40ss@example.org/sparql"), _apart("https://example.org/a@b")
    (('https://example.org/sparql', 'anne', 'p@ss'), ('https://example.org/a@b', None, None))
    """
    found = _WITH_NAME.fullmatch(store)
    if found is None:
        return store, None, None
    user, _, password = found["given"].partition(":")
    return f"{found['scheme']}{found['rest']}", unquote(user), unquote(password)


def _origins(text: str) -> tuple[str, ...]:
    """Origins as browsers send them, or the star for all."""
    found = tuple(each.strip().rstrip("/").lower() for each in text.split(",") if each.strip())
    for origin in found:
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise InvalidParameter(
                f"FYRNET_CORS_ORIGINS names {origin!a:.80}: https://example.org, several with commas, or *"
            )
    return found


def _number(given: Mapping[str, str], name: str, default: float, *, least: float, most: float) -> float:
    text = given.get(name, str(default))
    try:
        value = float(text)
    except ValueError:
        raise InvalidParameter(f"{name} is {text!r}: a number from {least:.15g} to {most:.15g} is needed") from None
    if not least <= value <= most:
        raise InvalidParameter(f"{name} is {text}: it has to be from {least:.15g} to {most:.15g}")
    return value


def _word(given: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str | None:
    word = given.get(name)
    if word is not None and word not in allowed:
        raise InvalidParameter(f"{name} is {word!r}: it can be {', '.join(allowed)}")
    return word
