"""What the environment decides, read once when the service starts and passed inward as plain values."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal, cast, get_args
from urllib.parse import unquote

from ontology.errors import InvalidParameter
from ontology.terms import BASE

if TYPE_CHECKING:
    from graph.remote import Access

__all__ = ["Contacts", "Settings", "read_settings"]

Contacts = Literal["public", "token", "off"]
DefaultGraph = Literal["union", "own"]


@dataclass(frozen=True)
class Settings:
    """How one service runs.

    `contacts` says who sees e-mail addresses, telephone numbers and the passages that hold them; ``None`` stands for
    everybody where the service listens on this machine alone, and for holders of the write token elsewhere.
    `query_timeout` is in seconds, `query_memory` and the largest texts in bytes; `query_workers` queries run at a time,
    `queries_waiting` more wait, and `services` may be asked with SERVICE. An upload is given up after
    `upload_timeout` seconds of silence; `uploads_at_once` are received or wait to be stored.
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
    given = {name: value for name, value in (environment or os.environ).items() if value.strip()}
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
    )


def _apart(store: str) -> tuple[str, str | None, str | None]:
    """An address without the name and the password in it, so that neither is ever printed with it."""
    before, at, after = store.partition("@")
    if not at or "://" not in before:
        return store, None, None
    scheme, _, given = before.partition("://")
    user, _, password = given.partition(":")
    return f"{scheme}://{after}", unquote(user), unquote(password)


def _number(given: Mapping[str, str], name: str, default: float, *, least: float, most: float) -> float:
    text = given.get(name, str(default))
    try:
        value = float(text)
    except ValueError:
        raise InvalidParameter(f"{name} is {text!r}: a number from {least:g} to {most:g} is needed") from None
    if not least <= value <= most:
        raise InvalidParameter(f"{name} is {text}: it has to be from {least:g} to {most:g}")
    return value


def _word(given: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str | None:
    word = given.get(name)
    if word is not None and word not in allowed:
        raise InvalidParameter(f"{name} is {word!r}: it can be {', '.join(allowed)}")
    return word
