"""The service as a process: how it stops, what it tells, and backups beside it.

Every test starts `fyrnet serve` itself, ends it with a signal, and looks at what is there afterwards.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from graph.backups import checked, keep, opened
from graph.store import open_store
from ontology.errors import InvalidInput, StoreUnavailable
from tests.serving import ROOT, command, health

pytestmark = pytest.mark.slow

TOKEN = "open-sesame"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
THING = "https://example.org/thing"
# Some tenths of a second of work for whoever evaluates it.
LONG_UPDATE = (
    f"INSERT {{ <{THING}/NUMBER> <https://example.org/n> ?n }}"
    " WHERE { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f"
    " FILTER(?c = ?f && STR(?a) < 'https://w3id.org/fyrnet/id/c') } }"
)
LONG_QUERY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c > ?f && ?i > ?f) }"


@dataclass
class Service:
    """A running service."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    answers: dict[str, int] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str | None = None) -> int:
        """Status of an answer; 0 where there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, HEADERS)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def log(self) -> list[dict[str, Any]]:
        lines = (self.folder / "log").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


@contextmanager
def started(folder: Path, *arguments: str, **settings: str) -> Iterator[Service]:
    """A service on a port that is free, with a token."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FYRNET_")}
    environment = inherited | {"PYTHONPATH": str(ROOT), "FYRNET_WRITE_TOKEN": TOKEN} | settings
    with (folder / "log").open("ab") as log:
        place = [*command(), "serve", "--store", str(folder / "store"), "--port", "0", *arguments]
        process = subprocess.Popen(place, cwd=folder, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        yield Service(process, _port(process, folder / "log"), folder)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        said = [line for line in log.read_text(encoding="utf-8").splitlines() if "Ctrl+C stops" in line]
        if said:
            port = int(said[-1].split("127.0.0.1:")[1].split("/")[0])
            with suppress(OSError):
                health(port)
                return port
        time.sleep(0.05)
    raise TimeoutError(log.read_text(encoding="utf-8"))


def stopped(service: Service, how: signal.Signals = signal.SIGTERM) -> float:
    """Stop a service; seconds until it was gone."""
    began = time.monotonic()
    service.process.send_signal(how)
    service.process.wait(timeout=60)
    return time.monotonic() - began


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FYRNET_")}
    return subprocess.run(
        [*command(), *arguments, "--store", str(folder / "store")],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def told(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


# -- stopping ----------------------------------------------------------------------------------------------------------


def test_writes_under_way_at_the_end_are_acknowledged_and_there_or_not_there(tmp_path: Path) -> None:
    # The bounds are not what is looked at, and a busy machine takes long.
    with started(tmp_path, FYRNET_QUERY_TIMEOUT="60", FYRNET_SHUTDOWN_TIMEOUT="50") as service:
        assert service.ask("POST", "/update", LONG_UPDATE.replace("NUMBER", "0")) == 200

        def write(number: int) -> None:
            text = LONG_UPDATE.replace("NUMBER", str(number))
            service.answers[str(number)] = service.ask("POST", "/update", text)

        writers = [threading.Thread(target=write, args=(number,)) for number in range(1, 5)]
        for writer in writers:
            writer.start()
        assert _working(service.process.pid, 0.2)
        stopped(service)
        for writer in writers:
            writer.join()
    with open_store(str(tmp_path / "store"), fill=False) as store:
        rows = store.select("SELECT ?s { ?s <https://example.org/n> ?n }").rows
        there = {str(row[0]).rstrip(">").rsplit("/", 1)[1] for row in rows}
    acknowledged = {number for number, status in service.answers.items() if status == 200}
    assert acknowledged | {"0"} <= there
    assert acknowledged, "nothing was under way: this test would prove nothing"
    assert there - {"0"} <= {number for number, status in service.answers.items() if status in (0, 200)}


def test_running_query_ends_and_then_the_service_leaves_nothing_behind(tmp_path: Path) -> None:
    with started(tmp_path, FYRNET_QUERY_TIMEOUT="2", TMPDIR=str(tmp_path)) as service:
        asked = threading.Thread(
            target=lambda: service.answers.update(query=service.ask("GET", f"/sparql?query={quote(LONG_QUERY)}"))
        )
        asked.start()
        time.sleep(0.5)
        children = _working(service.process.pid, 0.2)
        assert children
        took = stopped(service)
        asked.join()
    assert service.answers["query"] == 504, "the query was cut by its own bound, and told so"
    assert took < 30
    deadline = time.monotonic() + 30
    while any(map(_alive, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_alive, children))
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("fyrnet-")]
    assert not (tmp_path / "store" / "secret").exists()


def test_what_does_not_end_is_cut_at_the_bound(tmp_path: Path) -> None:
    with started(tmp_path, FYRNET_SHUTDOWN_TIMEOUT="0.5", FYRNET_QUERY_TIMEOUT="120") as service:
        asked = threading.Thread(target=lambda: service.ask("GET", f"/sparql?query={quote(LONG_QUERY)}"))
        asked.start()
        time.sleep(0.5)
        assert _working(service.process.pid, 0.2)
        assert stopped(service) < 30
        asked.join()


def test_log_of_the_process_is_json_and_names_no_token(tmp_path: Path) -> None:
    with started(tmp_path, "--empty") as service:
        service.ask("GET", "/api/people/anne-eksempel?q=anne@example.org")
        service.ask("POST", "/update", "INSERT DATA { <a:b> <a:b> 'anne@example.org' }")
        stopped(service)
    routes = [(line["route"], line["status"]) for line in service.log() if line["event"] == "request"]
    assert ("/api/people/{slug}", 400) in routes
    assert ("/update", 200) in routes
    text = (tmp_path / "log").read_text(encoding="utf-8")
    assert not [secret for secret in (TOKEN, "anne", "127.0.0.1:5", "?") if secret in text]


def _children(pid: int) -> Sequence[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in found.stdout.split()]


def _working(pid: int, seconds: float) -> Sequence[int]:
    """The children of a process, once it and they have worked that much more; none where they rest."""
    begun, deadline = _spent(pid), time.monotonic() + 30
    while time.monotonic() < deadline:
        if _spent(pid) - begun > seconds:
            return _children(pid)
        time.sleep(0.02)
    return []


def _spent(pid: int) -> float:
    """Seconds of processors that a process and its children have had."""
    ticks = 0
    for each in (pid, *_children(pid)):
        with suppress(OSError):
            ticks += sum(
                map(int, Path(f"/proc/{each}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[11:13])
            )
    return ticks / os.sysconf("SC_CLK_TCK")


def _alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    with suppress(OSError):
        return state.read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    return False


# -- backups -----------------------------------------------------------------------------------------------------------


def test_backup_beside_a_service_goes_back_beside_it_with_the_same_revision_and_contacts(tmp_path: Path) -> None:
    with started(tmp_path, FYRNET_CONTACTS="off") as service:
        before = health(service.port)
        assert before["revision"] in told(run("backup", "kept", folder=tmp_path))
        assert "contacts included" in told(run("backup", "kept.tar.gz", folder=tmp_path))
        insert = f"INSERT DATA {{ <{THING}> <{THING}> 1 }}"
        assert service.ask("POST", "/update", insert) == 200
        assert health(service.port)["revision"] != before["revision"]
        for place in ("kept", "kept.tar.gz"):
            assert before["revision"] in told(run("restore", place, folder=tmp_path))
            assert health(service.port) == before
            assert service.ask("POST", "/update", insert) == 200
        assert before["revision"] in told(run("restore", "kept", folder=tmp_path))
        stopped(service)
    with open_store(str(tmp_path / "store"), fill=False) as store:
        assert store.revision == before["revision"]
    with opened(tmp_path / "kept") as (data, made):
        assert made.revision == before["revision"]
        assert any(b"@" in path.read_bytes() for path in data.iterdir())
    assert not [path for path in (tmp_path / "store").iterdir() if path.name.startswith("snapshot-")]


def test_backup_without_a_service_fills_another_store(tmp_path: Path) -> None:
    told(run("sources", folder=tmp_path))
    told(run("backup", "kept.tar", folder=tmp_path))
    other = tmp_path / "other"
    other.mkdir()
    told(run("restore", str(tmp_path / "kept.tar"), folder=other))
    with open_store(str(tmp_path / "store")) as first, open_store(str(other / "store")) as second:
        assert first.revision == second.revision
        assert len(first) == len(second) > 0


def test_nobody_but_its_owner_can_read_a_backup(tmp_path: Path) -> None:
    with open_store("memory:") as store:
        keep(tmp_path / "kept", store.backup)
        keep(tmp_path / "kept.tar", store.backup)
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0
    assert (tmp_path / "kept.tar").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["changed", "shorter", "missing", "more", "no list"])
def test_damaged_backup_is_refused_and_nothing_changes(tmp_path: Path, damage: str) -> None:
    with open_store(str(tmp_path / "store")) as store:
        keep(tmp_path / "kept", store.backup)
        revision = store.revision
    shutil.copytree(tmp_path / "kept", tmp_path / "harmed")
    victim = max((tmp_path / "harmed/data").iterdir(), key=lambda path: path.stat().st_size)
    content = victim.read_bytes()
    match damage:
        case "changed":
            victim.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        case "shorter":
            victim.write_bytes(content[:-1])
        case "missing":
            victim.unlink()
        case "more":
            (victim.parent / "more.sst").write_bytes(b"")
        case "no list":
            (tmp_path / "harmed/backup.json").unlink()
    with pytest.raises(StoreUnavailable, match=r"damaged|no backup"):
        checked(tmp_path / "harmed")
    done = run("restore", "harmed", folder=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    with open_store(str(tmp_path / "store")) as store:
        assert store.revision == revision


def test_archive_writes_nowhere_but_where_it_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        for name in ("../out", "data/../../out", str(tmp_path / "out"), "data/a/b"):
            archive.add(tmp_path / "file", name)
        link = tarfile.TarInfo("data/link")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "out")
        archive.addfile(link)
    with pytest.raises(StoreUnavailable), opened(tmp_path / "evil.tar", tmp_path):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evil.tar", "file"]


def test_backup_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept.tar").write_bytes(b"mine")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/mine").write_bytes(b"mine")
    with open_store("memory:") as store:
        for name in ("kept.tar", "kept"):
            with pytest.raises(InvalidInput, match="there already"):
                keep(tmp_path / name, store.backup)
    done = run("backup", "new", folder=tmp_path / "kept")
    assert done.returncode == 2
    assert "there is no store" in done.stderr


def test_threads_of_the_service_share_what_they_let_go_of() -> None:
    text = """
import re, sys, threading
from pathlib import Path
from api.serving import few_arenas
def size(): return int(re.search(r"VmSize:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
if sys.argv[1] == "few": few_arenas()
threading.stack_size(1 << 20)
before, together, held = size(), threading.Barrier(17), []
def work():
    held.append(bytearray(5000)); together.wait(); together.wait()
for _ in range(16): threading.Thread(target=work).start()
together.wait(); print(size() - before); together.wait()
"""
    grown = {}
    for how in ("few", "many"):
        command = [sys.executable, "-c", text, how]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env={"PATH": ""})
        grown[how] = int(done.stdout)
    # MiB of addresses: each place takes 64, and each thread one.
    assert grown["few"] < 250
    assert grown["few"] <= grown["many"]
