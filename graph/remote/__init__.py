"""Stores that are SPARQL 1.1 services somewhere else, and the only place from which anything goes out."""

from graph.remote.access import Access
from graph.remote.store import RemoteStore

__all__ = ["Access", "RemoteStore"]
