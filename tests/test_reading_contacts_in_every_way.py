"""How coordinators write whom to call: lines, blocks, rows and prose, each read into the same details."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.invented import one, proposal

WAYS: Final[list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("contacts.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way["printed"][:40])
def test_contacts_are_read_in_every_way_they_are_written(way: dict[str, Any]) -> None:
    read = one(proposal(contact=way["printed"])).contacts
    assert [[each.name, each.role, each.unit, each.phone, each.email] for each in read] == way["read"]
