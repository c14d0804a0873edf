"""Commands beside a service that has the store: through it, at once, and right while others write."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.commands.beside import Beside, beside
from graph.ingest import ingest
from graph.store import Change
from ontology.errors import OutdatedRevision, StoreError
from tests.sample import TEXT, sample_knowledge
from tests.serving import ROOT, command, health, serving

pytestmark = pytest.mark.slow

COUNT = "SELECT (COUNT(DISTINCT ?i) AS ?n) { ?i a <https://w3id.org/fyrnet/ontology#Initiative> }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a store that a running service has."""
    place = tmp_path_factory.mktemp("beside")
    with serving(command(), place, "--empty", environment={"PYTHONPATH": str(ROOT)}):
        yield place / "store"


def run(folder: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FYRNET_")}
    return subprocess.run(
        [*command(), *arguments, "--store", str(folder)],
        cwd=folder.parent,
        env=environment | {"PYTHONPATH": str(ROOT)},
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def told(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_documents_are_taken_in_asked_for_and_taken_out(folder: Path) -> None:
    (folder.parent / "havn.txt").write_text(TEXT, encoding="utf-8")
    assert "havn" in told(run(folder, "ingest", "havn.txt"))
    assert "havn.txt" in told(run(folder, "sources"))
    assert '"1"' in told(run(folder, "query", "-", "--format", "json", text=COUNT)).replace("'", '"')
    assert "Grøn Havn" in told(run(folder, "export", "--format", "turtle"))
    assert told(run(folder, "validate")).endswith("conforms\n")
    assert json.loads(told(run(folder, "ask", "partners_spanning_initiatives", "--format", "json")))["columns"]
    told(run(folder, "review", "--list"))
    assert "withdrawn" in told(run(folder, "withdraw", "havn"))
    assert "havn.txt" not in told(run(folder, "sources"))


def test_write_through_the_service_is_seen_by_it_and_by_the_next_read(folder: Path) -> None:
    store = opened(folder)
    try:
        before = store.revision
        report = ingest(store, [_document(folder)], knowledge=sample_knowledge())
        assert report.changed
        assert store.revision != before
        assert health(_port(folder))["revision"] == store.revision
        assert len(store.select(COUNT).rows) == 1
    finally:
        store.close()


def test_write_that_read_older_data_is_refused_and_nothing_is_stored(folder: Path) -> None:
    first, second = opened(folder), opened(folder)
    try:
        graph = next(iter(first.graphs()))
        held = list(first.quads(graph))
        assert first.replace({graph: held[:-1]})  # type: ignore[dict-item]
        revision = health(_port(folder))["revision"]
        with pytest.raises(OutdatedRevision):
            second.replace({graph: []})  # type: ignore[dict-item]
        assert health(_port(folder))["revision"] == revision
        with pytest.raises(StoreError):
            second.change(Change(added=held))
    finally:
        first.close()
        second.close()


def test_snapshots_of_commands_are_gone_afterwards(folder: Path) -> None:
    told(run(folder, "sources"))
    assert not list(folder.glob("snapshot-*"))


def test_secret_is_for_the_owner_alone_and_without_it_the_holder_is_named(folder: Path) -> None:
    secret = folder / "secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    text = secret.read_text(encoding="ascii")
    secret.write_text("wrong", encoding="ascii")
    refused = run(folder, "sources")
    assert refused.returncode == 2
    secret.unlink()
    held = run(folder, "sources")
    assert (held.returncode, len(held.stderr.splitlines())) == (2, 1)
    assert "held by fyrnet serve" in held.stderr
    secret.write_text(text, encoding="ascii")
    assert text not in (folder.parent / "service.log").read_text(encoding="utf-8")


def test_service_that_stops_takes_its_secret_along(tmp_path: Path) -> None:
    with serving(command(), tmp_path, "--empty", environment={"PYTHONPATH": str(ROOT)}):
        assert (tmp_path / "store" / "secret").exists()
    assert not (tmp_path / "store" / "secret").exists()
    assert beside(tmp_path / "store") is None


def opened(folder: Path) -> Beside:
    found = beside(folder)
    assert found is not None
    return found


def _document(folder: Path) -> Path:
    path = folder.parent / "forslag.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def _port(folder: Path) -> int:
    return int(json.loads((folder / "holder.json").read_text(encoding="utf-8"))["url"].rstrip("/").rsplit(":", 1)[1])
