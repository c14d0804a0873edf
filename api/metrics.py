"""Figures for Prometheus: what is asked, how long it takes, what was cut off, and how the process is.

Invariant: labels are words of ours: templates of routes, methods that HTTP has, statuses, reasons. Nothing that
somebody sends becomes a label, so there are as many series after a year of attacks as after a day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Metric, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.types import Scope

__all__ = ["CONTENT_TYPE", "METHODS", "NO_ROUTE", "Metrics", "template_of"]

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE: Final = "(none)"
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

# When a series began is of no use here, and doubles their number.
disable_created_metrics()  # type: ignore[no-untyped-call]

Reading = Callable[[], "dict[str, float]"]


class Metrics:
    """The figures of one service, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self.in_flight = 0
        """Requests that are being answered; the one that asks for the figures is one of them."""
        # Counted without the locks of the library, which cost as much as an answer that is ready: one thread does.
        self._counts: dict[tuple[str, str, int], int] = {}
        self._times: dict[str, list[float]] = {}
        self._found = [0, 0]
        self._queries: dict[str, int] = {}
        self.registry.register(_Counted(self._counts, self._times, self._found, self._queries))
        self._slow = Counter("fyrnet_slow_queries", "Queries that took long", registry=self.registry)
        self._writes = Counter(
            "fyrnet_writes", "Requests that write, by what became of them", ("outcome",), registry=self.registry
        )
        self._held = Counter(
            "fyrnet_connections_refused",
            "Connections that were cut off, by reason",
            ("reason",),
            registry=self.registry,
        )
        for registered in (ProcessCollector, PlatformCollector, GCCollector):
            registered(registry=self.registry)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        key = route, method, status
        self._counts[key] = self._counts.get(key, 0) + 1
        times = self._times.get(route)
        if times is None:
            times = self._times[route] = [0.0] * (len(_SECONDS) + 2)
        times[bisect_left(_SECONDS, seconds)] += 1
        times[-1] += seconds

    def query(self, outcome: str, *, slow: bool = False) -> None:
        """Count one query; an outcome is "ok", or why it was cut or refused."""
        self._queries[outcome] = self._queries.get(outcome, 0) + 1
        if slow:
            self._slow.inc()

    def write(self, status: int) -> None:
        """Count one request that writes, by its status."""
        self._writes.labels("done" if status < 400 else "refused" if status < 500 else "failed").inc()

    def ready(self, *, found: bool) -> None:
        """Count one look for an answer that is ready."""
        self._found[found] += 1

    def refused(self, reason: str) -> None:
        """Count one connection that was cut off."""
        self._held.labels(reason).inc()

    def watch(self, reading: Reading, revision: Callable[[], str]) -> None:
        """Let figures be read when they are asked for: gauges by name, and the revision of the data."""
        self.registry.register(_Now(reading, revision))

    def text(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self.registry)


def template_of(scope: Scope) -> str:
    """The template of the route that answered, as ``/api/people/{slug}``: the path itself may name a person."""
    known = scope.get("fyrnet.route")
    if known is not None:
        return str(known)
    route = scope.get("route")
    path = getattr(route, "path_format", None) or getattr(route, "path", None)
    return str(path) if path else NO_ROUTE


class _Counted(Collector):
    """Requests, as they were counted: by route, method and status; by route, how many took how long, and the sum."""

    def __init__(
        self,
        counts: dict[tuple[str, str, int], int],
        times: dict[str, list[float]],
        found: list[int],
        queries: dict[str, int],
    ) -> None:
        self._counts = counts
        self._times = times
        self._found = found
        self._queries = queries

    def describe(self) -> Iterator[Metric]:
        """Nothing, as with the others."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Write them down."""
        labels = ("route", "method", "status")
        requests = CounterMetricFamily("fyrnet_requests", "Requests that were answered", labels=labels)
        for (route, method, status), count in self._counts.items():
            requests.add_metric((route, method, str(status)), count)
        yield requests
        seconds = HistogramMetricFamily("fyrnet_request_seconds", "Time to the last byte", labels=("route",))
        for route, times in self._times.items():
            ends = [*(f"{end:g}" for end in _SECONDS), "+Inf"]
            buckets = list(zip(ends, accumulate(times[:-1]), strict=True))
            seconds.add_metric((route,), buckets, times[-1])
        yield seconds
        told = "Answers that were ready, and those that were not"
        ready = CounterMetricFamily("fyrnet_ready_answers", told, labels=("found",))
        for word, count in zip(("no", "yes"), self._found, strict=True):
            ready.add_metric((word,), count)
        yield ready
        told = "Queries of strangers, by what became of them"
        queries = CounterMetricFamily("fyrnet_queries", told, labels=("outcome",))
        for outcome, count in self._queries.items():
            queries.add_metric((outcome,), count)
        yield queries


class _Now(Collector):
    """Figures of this moment."""

    def __init__(self, reading: Reading, revision: Callable[[], str]) -> None:
        self._reading = reading
        self._revision = revision

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing: what there is, is only known when it is read."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily | InfoMetricFamily]:
        """Read them."""
        for name, value in self._reading().items():
            yield GaugeMetricFamily(f"fyrnet_{name}", name.replace("_", " "), value=value)
        yield InfoMetricFamily("fyrnet_data", "Which data are served", value={"revision": self._revision()})
