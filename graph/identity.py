"""Which IRI a thing gets: slugs from names, opaque slugs for persons, fingerprints for parts.

All of them are functions of the text alone, so that reading a document again gives the same IRIs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

__all__ = ["fingerprint", "person_slug", "unique"]

_FIRST_WORDS = 6


def fingerprint(text: str, *also: object) -> str:
    """Eight hexadecimal digits of a text's first six words: the same where lines, case or the tail changed.

    What `also` holds enters too: the amounts of a figure tell it from another one in the same sentence.

    Examples
    --------
    >>> fingerprint("Fælles plan for byens havn og kyst, del 1") == fingerprint("fælles  plan for byens havn og kyst")
    True
    """
    words = re.findall(r"\w+", text.casefold())[:_FIRST_WORDS]
    return hashlib.sha256(" ".join([*words, *map(str, also)]).encode()).hexdigest()[:8]


def person_slug(name: str) -> str:
    """Opaque slug of a person: from the name alone, so that it betrays neither e-mail nor telephone."""
    folded = " ".join(re.findall(r"\w+", name.casefold()))
    return "p-" + hashlib.sha256(folded.encode()).hexdigest()[:10]


def unique(slugs: Iterable[str]) -> list[str]:
    """The same slugs in order, each repetition numbered.

    Examples
    --------
    >>> unique(["a", "b", "a", "a"])
    ['a', 'b', 'a-2', 'a-3']
    """
    seen: dict[str, int] = {}
    result = []
    for slug in slugs:
        seen[slug] = seen.get(slug, 0) + 1
        result.append(slug if seen[slug] == 1 else f"{slug}-{seen[slug]}")
    return result
