"""How much one document may say: what is more is no proposal, and would hold up all others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ontology.errors import UnreadableDocument
from ontology.models import Initiative

__all__ = ["MOST_FACTS", "facts_of", "refuse_many"]

MOST_FACTS: Final = 5_000
"""Facts of one document: checking and storing them takes some 30 seconds and half a gigabyte."""


def facts_of(initiatives: Iterable[Initiative]) -> int:
    """Number of facts that initiatives state."""
    return sum(
        len(each.participations) + len(each.builds_on) + len(each.contacts) + len(each.elements)
        + len(each.effects) + len(each.key_figures) + len(each.mentions) for each in initiatives
    )  # fmt: skip


def refuse_many(facts: int, name: str) -> None:
    """Refuse a document that states too much.

    Raises
    ------
    UnreadableDocument
        It states more than `MOST_FACTS`.
    """
    if facts > MOST_FACTS:
        raise UnreadableDocument(f"{name}: it states more than {MOST_FACTS} facts; hand it in in parts")
