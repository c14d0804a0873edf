"""Stores that are SPARQL 1.1 services somewhere else, and the only place from which anything goes out."""

from graph.remote.access import Access, shown
from graph.remote.results import results
from graph.remote.store import Query, RemoteStore
from graph.remote.wire import Refused

__all__ = ["Access", "Query", "Refused", "RemoteStore", "results", "shown"]
