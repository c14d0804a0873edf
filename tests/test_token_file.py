"""Tokens in a file: made once, kept as hashes, each with a role, and taken back at once."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.rights import Role, TokenFile
from api.settings import Settings
from ontology.errors import InvalidParameter
from tests.sample import sample_store

ROLES = tuple(role.label for role in Role)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tokens.json"


@pytest.fixture
def client(path: Path) -> Iterator[TestClient]:
    settings = Settings(tokens_file=str(path), contacts="token")
    with TestClient(create_app(settings, sample_store())) as client:
        yield client


def made(path: Path, role: str, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(["token", "make", "--role", role, "--file", str(path), *more]) == 0
    return capsys.readouterr().out.strip()


def writes(client: TestClient, token: str) -> int:
    """Status of a write that has nothing to write."""
    return client.delete("/api/documents/none", headers={"Authorization": f"Bearer {token}"}).status_code


def sees(client: TestClient, token: str) -> bool:
    answer = client.get("/api/people", headers={"Authorization": f"Bearer {token}"})
    return "anne@example.org" in answer.text


def test_token_is_shown_once_and_its_file_holds_only_a_hash(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = made(path, "write", capsys, "--note", "Anne")
    text = path.read_text(encoding="utf-8")
    assert re.fullmatch(r"fyr_[\w-]{43}", token)
    assert token not in text
    assert token.removeprefix("fyr_") not in text
    [entry] = json.loads(text)["tokens"]
    assert (entry["role"], entry["note"], len(entry["hash"])) == ("write", "Anne", 64)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert main(["token", "list", "--file", str(path)]) == 0
    listed = capsys.readouterr().out
    assert entry["id"] in listed
    assert token not in listed


@pytest.mark.parametrize(
    ("role", "status", "shown"),
    [
        ("read", 403, False),
        ("read-contacts", 403, True),
        ("write", 404, True),
        ("admin", 404, True),
    ],
)
def test_role_says_what_a_token_allows(
    path: Path, capsys: pytest.CaptureFixture[str], role: str, status: int, shown: bool
) -> None:
    token = made(path, role, capsys)
    with TestClient(create_app(Settings(tokens_file=str(path), contacts="token"), sample_store())) as client:
        assert (writes(client, token), sees(client, token)) == (status, shown)
        assert (writes(client, "fyr_unknown"), sees(client, "fyr_unknown")) == (401, False)


def test_token_that_is_made_or_revoked_while_the_service_runs_counts_at_once(
    client: TestClient, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token, other = made(path, "write", capsys), made(path, "write", capsys)
    assert [writes(client, token), writes(client, other)] == [404, 404]
    id_ = json.loads(path.read_text(encoding="utf-8"))["tokens"][0]["id"]
    assert main(["token", "revoke", id_, "--file", str(path)]) == 0
    assert [writes(client, token), writes(client, other)] == [401, 404]
    path.unlink()
    assert writes(client, other) == 401


def test_token_that_has_expired_is_unknown(client: TestClient, path: Path) -> None:
    now = datetime.now(UTC)
    _, past = TokenFile(path).add(Role.WRITE, expires=now - timedelta(seconds=1))
    _, future = TokenFile(path).add(Role.WRITE, expires=now + timedelta(hours=1))
    assert [writes(client, past), writes(client, future)] == [401, 404]


def test_value_of_the_environment_has_every_right_beside_the_file(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = made(path, "read", capsys)
    settings = Settings(tokens_file=str(path), write_token="open-sesame", contacts="token")
    with TestClient(create_app(settings, sample_store())) as client:
        assert [writes(client, "open-sesame"), writes(client, token)] == [404, 403]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"tokens": [{}]}', '{"tokens": [{"id": "a", "role": "write", "hash": "x", "created": ""}]}',
     '{"tokens": [{"id": "a", "role": "king", "hash": "' + "0" * 64 + '", "created": ""}]}'],
)  # fmt: skip
def test_file_that_is_none_of_tokens_stops_the_start_and_lets_nobody_in(
    path: Path, client: TestClient, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    token = made(path, "write", capsys)
    assert writes(client, token) == 404
    path.write_text(text, encoding="utf-8")
    assert writes(client, token) == 401
    with pytest.raises(InvalidParameter, match="no file of tokens"):
        create_app(Settings(tokens_file=str(path)), sample_store())


@pytest.mark.parametrize(
    "arguments",
    [
        ["make", "--role", "king"],
        ["make"],
        ["make", "--role", "read", "--expires", "soon"],
        ["make", "--role", "read", "--note", "two\nlines"],
        ["revoke", "none"],
        ["list", "--file", ""],
    ],
)
def test_command_that_makes_no_sense_is_refused_in_one_line(
    path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    given = arguments if "--file" in arguments else [*arguments, "--file", str(path)]
    try:
        code = main(["token", *given])
    except SystemExit as ended:
        code = int(ended.code or 0)
    assert code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_expiry_may_be_a_date_or_days(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made(path, "read", capsys, "--expires", "2099-12-31")
    made(path, "read", capsys, "--expires", "90d")
    date, days = (entry.expires or "" for entry in TokenFile(path).read())
    assert date == "2099-12-31T23:59:59+00:00"
    assert timedelta(days=89) < datetime.fromisoformat(days) - datetime.now(UTC) <= timedelta(days=90)
