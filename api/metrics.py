"""Figures for Prometheus: what is asked, how long it takes, what was cut off, and how the process is.

Invariant: labels are words of ours: templates of routes, methods that HTTP has, statuses, reasons. Nothing that
somebody sends becomes a label, so there are as many series after a year of attacks as after a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

__all__ = ["CONTENT_TYPE", "METHODS", "Metrics"]

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
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
        self._requests = Counter(
            "fyrnet_requests", "Requests that were answered", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "fyrnet_request_seconds", "Time to the last byte", ("route",), buckets=_SECONDS, registry=self.registry
        )
        self._queries = Counter(
            "fyrnet_queries", "Queries of strangers, by what became of them", ("outcome",), registry=self.registry
        )
        self._slow = Counter("fyrnet_slow_queries", "Queries that took long", registry=self.registry)
        self._writes = Counter(
            "fyrnet_writes", "Requests that write, by what became of them", ("outcome",), registry=self.registry
        )
        self._kept = Counter(
            "fyrnet_ready_answers",
            "Answers that were ready, and those that were not",
            ("found",),
            registry=self.registry,
        )
        self._held = Counter(
            "fyrnet_connections_refused",
            "Connections that were cut off, by reason",
            ("reason",),
            registry=self.registry,
        )
        # Looking a child up by its labels takes a lock and as long as counting.
        self._children: dict[tuple[str, str, int], tuple[Callable[[], None], Callable[[float], None]]] = {}
        self._ready = self._kept.labels("yes").inc
        self._unready = self._kept.labels("no").inc
        for registered in (ProcessCollector, PlatformCollector, GCCollector):
            registered(registry=self.registry)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        child = self._children.get((route, method, status))
        if child is None:
            count = self._requests.labels(route, method if method in METHODS else "other", str(status)).inc
            child = self._children[route, method, status] = count, self._seconds.labels(route).observe
        child[0]()
        child[1](seconds)

    def query(self, outcome: str, *, slow: bool = False) -> None:
        """Count one query; an outcome is "ok", or why it was cut or refused."""
        self._queries.labels(outcome).inc()
        if slow:
            self._slow.inc()

    def write(self, status: int) -> None:
        """Count one request that writes, by its status."""
        self._writes.labels("done" if status < 400 else "refused" if status < 500 else "failed").inc()

    def ready(self, *, found: bool) -> None:
        """Count one look for an answer that is ready."""
        (self._ready if found else self._unready)()

    def refused(self, reason: str) -> None:
        """Count one connection that was cut off."""
        self._held.labels(reason).inc()

    def watch(self, reading: Reading, revision: Callable[[], str]) -> None:
        """Let figures be read when they are asked for: gauges by name, and the revision of the data."""
        self.registry.register(_Now(reading, revision))

    def text(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self.registry)


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
