"""`fyrnet review`: the queue as a list, one case decided or undone by name, or a conversation in a terminal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable

from graph.store import Store
from ontology.errors import InvalidParameter

__all__ = ["add_arguments", "run"]

_VERDICTS = ("same", "different", "unsure")
_LISTS = {
    "list": ("queue", "list the cases that wait"),
    "decided": ("decided", "list what people decided"),
    "matched": ("matched", "list what was matched or kept apart without asking"),
}


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What the command takes, but for the store."""
    command.add_argument("case", metavar="CASE", nargs="?", help="id of a case, or the beginning of one")
    command.add_argument("verdict", metavar="VERDICT", nargs="?", choices=_VERDICTS, help=", ".join(_VERDICTS))
    command.add_argument("--by", metavar="NAME", help="who decides; stored with the decision")
    which = command.add_mutually_exclusive_group()
    for name, (shown, text) in _LISTS.items():
        which.add_argument(f"--{name}", dest="shown", action="store_const", const=shown, help=text)
    which.add_argument("--undo", metavar="CASE", help="take a decision back")
    command.add_argument("--format", choices=("table", "json"), default="table", help="of a list")
    command.add_argument("--language", choices=("da", "en"), help="default: that of the locale")


def run(store: Store, given: argparse.Namespace) -> int:
    """Do what was asked for; the exit code.

    Raises
    ------
    InvalidParameter
        Arguments that do not go together.
    UnknownEntity
        There is no such case.
    """
    from api.commands import conversation

    if given.case is not None and (given.shown or given.undo is not None or not given.verdict):
        raise InvalidParameter(f"one case is decided with `fyrnet review {given.case} {'|'.join(_VERDICTS)}`")
    if given.undo is not None:
        _tell(conversation.undo(store, given.undo))
    elif given.case is not None:
        _tell(conversation.decide(store, given.case, given.verdict, by=given.by))
    elif given.format == "json":
        shown = [item.model_dump() for item in conversation.items(store, given.shown or "queue")]
        _tell([json.dumps({"items": shown}, ensure_ascii=False, indent=2)])
    else:
        _talk(store, given, given.language or conversation.language_of_locale())
    return 0


def _talk(store: Store, given: argparse.Namespace, language: str) -> None:
    from api.commands import conversation

    if given.shown or not (sys.stdin.isatty() and sys.stdout.isatty()):
        _tell([conversation.listing(store, language, given.shown or "queue")])
    else:
        conversation.Conversation(store, language, ask=input, tell=lambda text: _tell([text]), by=given.by).run()


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
