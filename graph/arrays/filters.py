"""What a network or an analysis leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ontology.errors import InvalidParameter

__all__ = ["ROLES", "Filters"]

ROLES: Final = ("lead", "participant", "example", "possible", "future")
"""The roles, the firmest first."""


@dataclass(frozen=True)
class Filters:
    """What is kept; every number is then computed from that alone. An empty tuple and None keep everything.

    Parameters
    ----------
    roles : tuple of str
        Slugs of `ROLES`: participations in one of them. Initiatives that lose all their parties stay.
    kinds : tuple of str
        Slugs of kinds of organisation: organisations of one of them. Collectives have none and go.
    themes : tuple of str
        Slugs or IRIs of themes: initiatives that have one of them.
    sources : tuple of str
        Slugs or IRIs of sources: initiatives that one of them proposes, and statements that stand in one of them.
    since, until : int, optional
        First and last year: initiatives with an expected effect whose target year lies between them, both included.
        One without a target year goes, as nothing says that it belongs there.
    confirmed : bool
        Whether only facts are kept that a person has confirmed, or that nobody has to look at: neither was the fact
        doubted (`fyr:confirmed false`) nor does one of its ends wait in the queue of who is who.
    collectives : bool
        Whether groups named only in general are parties too.

    Raises
    ------
    InvalidParameter
        A role is unknown, or `since` is later than `until`.
    """

    roles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    confirmed: bool = False
    collectives: bool = False

    def __post_init__(self) -> None:
        for name in ("roles", "kinds", "themes", "sources"):
            given = getattr(self, name)
            object.__setattr__(self, name, tuple(sorted({given} if isinstance(given, str) else set(given))))
        if unknown := set(self.roles) - set(ROLES):
            raise InvalidParameter(f"no role is called {', '.join(sorted(unknown))}; the roles are {', '.join(ROLES)}")
        if self.since is not None and self.until is not None and self.since > self.until:
            raise InvalidParameter(f"since={self.since} is later than until={self.until}: no year lies between them")
