"""`fyrnet backup` and `fyrnet restore`: a store whole, contacts included, into a folder or file and back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from graph.backups import keep, opened
from graph.store import Store
from ontology.errors import InvalidParameter

__all__ = ["COMMANDS", "add_arguments", "look_first"]


COMMANDS: Final = {
    "backup": "copy a store whole, contacts included; also while a service runs",
    "restore": "put a backup in place of all that a store holds; also while a service runs",
}


def add_arguments(command: argparse.ArgumentParser, name: str) -> None:
    """What a command takes."""
    text = {"backup": "new folder, or file ending in .tar or .tar.gz", "restore": "what `fyrnet backup` made"}
    command.add_argument("place", metavar="DIR|FILE", type=Path, help=text[name])
    command.set_defaults(carry=_back_up if name == "backup" else _put_back)


def look_first(given: argparse.Namespace, location: str) -> None:
    """Refuse what cannot be done before a store is opened, or made.

    Raises
    ------
    InvalidParameter
        There is no such store, or no such backup.
    """
    local = location != "memory:" and "://" not in location
    if given.command == "backup" and local and not Path(location).exists():
        raise InvalidParameter(f"there is no store at {location}: name one with --store")
    if given.command == "restore" and not given.place.exists():
        raise InvalidParameter(f"{given.place}: there is no such backup")


def _back_up(store: Store, given: argparse.Namespace) -> str:
    """Make a backup; what to tell of it."""
    made = keep(given.place.absolute(), store.backup)
    size = sum(size for size, _ in made.files.values())
    return f"{given.place}: revision {made.revision}, {len(made.files)} files, {size:,} bytes, contacts included"


def _put_back(store: Store, given: argparse.Namespace) -> str:
    """Put a backup in place of what a store holds; what to tell of it."""
    with opened(given.place.absolute()) as (data, told):
        written = store.restore(data)
    return f"{given.place} of {told.made} is in place: revision {written.revision}, {len(store):,} triples"
