"""Requests to a SPARQL service: bounded in time and size, repeated where that does no harm, with errors in plain words.

Invariants. No redirect is followed, so that credentials and data go to the addresses that were set and nowhere else.
What breaks off is repeated a few times, with growing pauses, within its time: updates too, as each that is sent does
the same when it is done twice. An answer is whole and of the media type that was asked for, or an error. All
requests are made in one event loop in a thread of its own: one that is given up, by its clock or by who waits for it,
is closed at once.
"""

from __future__ import annotations

import asyncio
import random
import ssl
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from concurrent.futures import Future
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import httpx2

from graph.remote.access import Access, Credentials, shown
from ontology.errors import QueryTimeout, StoreError, StoreFull, StoreUnavailable

__all__ = ["Answer", "Refused", "Wire"]

T = TypeVar("T")

_TRIES: Final = 4
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2.0
_BUSY: Final = (429, 502, 503, 504)
_CONNECTING: Final = 5.0
_CONNECTIONS: Final = 32
_DETAIL: Final = 200
_LARGEST_DETAIL: Final = 1 << 16


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    body: bytes
    media_type: str
    headers: Mapping[str, str]


class Refused(StoreError):
    """The service understood and would not, by a status of the 400s or 500; `detail` is its own text, shortened."""

    def __init__(self, message: str, status: int, detail: str) -> None:
        super().__init__(message)
        self.status, self.detail = status, detail


class _Again(Exception):
    """Not this time; why, and how many seconds the service asks to be left alone."""

    def __init__(self, error: StoreError, pause: float = 0.0) -> None:
        super().__init__()
        self.error, self.pause = error, pause


class Wire:
    """The connections to one service.

    Parameters
    ----------
    access : Access
        Where it is, and what opens it.
    """

    def __init__(self, access: Access) -> None:
        self.access = access
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fyrnet-remote", daemon=True)
        self._thread.start()
        self._client = self.wait(self._opened(access))

    @staticmethod
    async def _opened(access: Access) -> httpx2.AsyncClient:
        https = access.query.startswith("https:") or (access.update or "").startswith("https:")
        return httpx2.AsyncClient(
            auth=Credentials(access),
            follow_redirects=False,
            trust_env=False,
            verify=ssl.create_default_context() if https else False,
            timeout=httpx2.Timeout(None, connect=_CONNECTING),
            limits=httpx2.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS),
        )

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of work in the loop of the connections."""
        return self.start(work).result()

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin work in the loop of the connections; it ends when the future is cancelled."""
        if self._loop.is_closed():
            work.close()
            raise StoreError(f"the store {self.access.location} was closed: open it again")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        """End every connection."""
        if self._loop.is_closed():
            return
        self.wait(self._ended())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _ended(self) -> None:
        await self._client.aclose()
        await self._loop.shutdown_asyncgens()
        await self._loop.shutdown_default_executor()

    # -- what is asked -------------------------------------------------------------------------------------------------

    async def query(
        self,
        text: str,
        accept: str,
        parameters: Iterable[tuple[str, str]] = (),
        *,
        timeout: float | None = None,
        largest: int | None = None,
    ) -> Answer:
        """The answer to a query, of a media type among those accepted.

        Raises
        ------
        StoreUnavailable
            The service cannot be reached, is no SPARQL service, or does not let us in.
        QueryTimeout
            Time was up.
        Refused
            It does not take the query.
        StoreError
            The answer is too large, or broke off.
        """
        seconds = timeout or self.access.timeout
        form = _form([("query", text), *parameters])
        most = largest or self.access.largest
        return await self._repeated(seconds, lambda: self._sent(self.access.query, form, accept, most))

    async def update(self, text: str, *, timeout: float | None = None) -> None:
        """Send an update; it is all done when this returns, and nobody knows after an error other than `Refused`."""
        url = self.access.update or self.access.query
        sent = text.encode(), "application/sparql-update"
        await self._repeated(timeout or self.access.timeout, lambda: self._sent(url, sent, "*/*"))

    async def post(self, graph: str, body: bytes, *, timeout: float | None = None) -> None:
        """Add triples to a graph by the Graph Store Protocol; N-Triples are sent."""
        assert self.access.graphs
        url = str(httpx2.URL(self.access.graphs).copy_merge_params({"graph": graph}))
        sent = body, "application/n-triples"
        await self._repeated(timeout or self.access.timeout, lambda: self._sent(url, sent, "*/*"))

    # -- how -----------------------------------------------------------------------------------------------------------

    async def _repeated(self, seconds: float, act: Callable[[], Awaitable[Answer]]) -> Answer:
        """What `act` gives, tried a few times while there is time; after that, why it did not work."""
        pause = _FIRST_PAUSE
        last: StoreError = QueryTimeout(
            f"the store {self.access.location} did not answer within {seconds:g} seconds, and was not waited for: ask"
            " for less, or look whether it is busy"
        )
        try:
            async with asyncio.timeout(seconds):
                for left in reversed(range(_TRIES)):
                    try:
                        return await act()
                    except _Again as again:
                        last = again.error
                        # Nobody shall come back at the same moment as everybody else.
                        await asyncio.sleep(max(again.pause, pause * random.uniform(0.5, 1.5)) if left else 0)  # noqa: S311
                        pause *= 3
        except TimeoutError:
            raise last from None
        raise last

    async def _sent(self, url: str, sent: tuple[bytes, str], accept: str, largest: int = _LARGEST_DETAIL) -> Answer:
        body, type_ = sent
        # Without compression: nothing small shall become something large.
        headers = {"Content-Type": type_, "Accept": accept, "Accept-Encoding": "identity", "User-Agent": "fyrnet"}
        where = shown(url)
        try:
            async with self._client.stream("POST", url, content=body, headers=headers) as response:
                if response.is_success:
                    return await _whole(response, accept, largest, where)
                raise _unwelcome(response, await _detail(response), where)
        except httpx2.HTTPError as error:
            raise _broken(error, where) from error


async def _whole(response: httpx2.Response, accept: str, largest: int, where: str) -> Answer:
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if accept != "*/*" and media_type not in {each.partition(";")[0].strip() for each in accept.split(",")}:
        raise StoreUnavailable(
            f"{where} answered with {media_type or 'no media type'!r:.60} where results were asked for: is this the"
            " address of a SPARQL query service?"
        )
    if response.headers.get("content-encoding", "identity") != "identity":
        raise StoreUnavailable(f"{where} answers packed, although it was asked not to: is something between?")
    body = bytearray()
    async with aclosing(response.aiter_raw()) as pieces:
        async for piece in pieces:
            body += piece
            if len(body) > largest:
                if accept == "*/*":
                    # Nobody reads what an update says.
                    break
                raise StoreError(
                    f"the answer of {where} has more than {largest:,} bytes: ask with a LIMIT, or in parts"
                )
    return Answer(bytes(body), media_type, dict(response.headers))


async def _detail(response: httpx2.Response) -> str:
    """What the service says of its own error, in one short line."""
    text = bytearray()
    async with aclosing(response.aiter_raw()) as pieces:
        async for piece in pieces:
            text += piece
            if len(text) > _LARGEST_DETAIL:
                break
    line = " ".join(bytes(text).decode("utf-8", "replace").split())
    return "".join(each for each in line if each.isprintable())[:_DETAIL]


def _unwelcome(response: httpx2.Response, detail: str, where: str) -> Exception:
    """What a status other than success comes to."""
    status = response.status_code
    if status in _BUSY:
        busy = StoreUnavailable(f"the store {where} is busy or being started ({status}): try again in a moment")
        return _Again(busy, _pause(response))
    if 300 <= status < 400:
        to = shown(str(response.headers.get("location", "nowhere")))
        return StoreUnavailable(f"{where} sends us on to {to!r:.100}, where we do not go: set the address it should be")
    if status in (401, 403):
        return StoreUnavailable(
            f"{where} does not let us in ({status}): set FYRNET_STORE_USER and FYRNET_STORE_PASSWORD, or"
            " FYRNET_STORE_TOKEN, of somebody who may"
        )
    if status in (404, 405, 410, 415, 406):
        return StoreUnavailable(f"{where} is no SPARQL service ({status}): set the addresses of its query and update")
    if status in (413, 507):
        return StoreFull(f"{where} has no room for this ({status}), and nothing was written: write less at once")
    return Refused(f"the store {where} would not do this ({status}): {detail or 'it does not say why'}", status, detail)


def _pause(response: httpx2.Response) -> float:
    try:
        asked = float(response.headers.get("retry-after", 0.001))
    except ValueError:
        asked = 0.001
    return min(max(asked, 0.001), _LONGEST_PAUSE)


def _broken(error: httpx2.HTTPError, where: str) -> Exception:
    """What a connection that did not work comes to."""
    reason = " ".join(str(error).split())[:_DETAIL] or type(error).__name__
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout):
        away = StoreUnavailable(
            f"the store {where} cannot be reached ({reason}): does it run, and is the address right?"
        )
        # Nothing was sent yet, so even an update may be tried again.
        return _Again(away, 0.001)
    return _Again(StoreUnavailable(f"the store {where} broke off ({reason}): does it run, and is it a SPARQL service?"))


def _form(fields: Iterable[tuple[str, str]]) -> tuple[bytes, str]:
    return urlencode(list(fields), errors="replace").encode(), "application/x-www-form-urlencoded"
