"""`fyrnet token`: tokens for a service, made, listed and taken back."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from api.rights import Role, TokenFile
from api.settings import read_settings
from api.tables import table
from ontology.errors import InvalidParameter

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What the command takes."""
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    make = _action(actions, "make", "make a token; it is shown once, and kept only as a hash")
    make.add_argument("--role", required=True, choices=[role.label for role in Role])
    make.add_argument("--note", default="", help="who it is for")
    make.add_argument("--expires", metavar="WHEN", type=_when, help="a date such as 2030-01-31, or days such as 90d")
    _action(actions, "list", "list the tokens of the file")
    revoke = _action(actions, "revoke", "take a token back; a running service knows at once")
    revoke.add_argument("id", metavar="ID", help="as `fyrnet token list` shows it")


def run(given: argparse.Namespace) -> int:
    """Do what was asked for; the exit code."""
    path = given.file or read_settings().tokens_file
    if not path:
        raise InvalidParameter("no file of tokens is named: set FYRNET_TOKENS_FILE, or give one with --file")
    tokens = TokenFile(Path(path))
    if given.action == "make":
        entry, token = tokens.add(Role.named(given.role), note=given.note, expires=given.expires)
        sys.stderr.write(f"fyrnet: token {entry.id} may {entry.role}; it is not shown again\n")
        sys.stdout.write(f"{token}\n")
    elif given.action == "revoke":
        entry = tokens.revoke(given.id)
        sys.stdout.write(f"{entry.id} ({entry.role}) is revoked\n")
    else:
        rows = [(each.id, each.role, each.created, each.expires or "", each.note) for each in tokens.read()]
        sys.stdout.write(f"{table(('id', 'role', 'created', 'expires', 'note'), rows, widest=None).rstrip()}\n")
    return 0


def _action(actions: Any, name: str, text: str) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text, allow_abbrev=False)
    action.add_argument("--file", metavar="FILE", help="file of tokens (FYRNET_TOKENS_FILE)")
    return action


def _when(text: str) -> datetime:
    """A moment: the end of a date, or so many days from now."""
    days = re.fullmatch(r"(\d{1,5})d", text)
    if days:
        return datetime.now(UTC) + timedelta(days=int(days[1]))
    try:
        return datetime.fromisoformat(text).replace(hour=23, minute=59, second=59, tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither a date such as 2030-01-31 nor days such as 90d"
        ) from None
