"""Processes that evaluate strangers' texts can open neither connections nor files outside of their folder.

What tries is put in place of what evaluates, in the process as it is really started.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.queries.worker import HEAD, task_packed
from graph.confine import no_way_out, only_below
from graph.store import EmbeddedStore
from tests.serving import ROOT

_TRIES = """
import os, pathlib, socket, sys
def tried(folder, *_):
    found = {}
    def attempt(name, act):
        try:
            act()
            found[name] = "done"
        except OSError as error:
            found[name] = type(error).__name__
    attempt("connect", lambda: socket.create_connection(("127.0.0.1", 9)))
    attempt("listen", lambda: socket.create_server(("127.0.0.1", 0)))
    attempt("start", lambda: os.execv("/bin/true", ["true"]))
    attempt("read elsewhere", lambda: open("/etc/passwd"))
    attempt("read beside", lambda: open(folder + "/../secret"))
    attempt("read by a link", lambda: open(folder + "/link"))
    attempt("list elsewhere", lambda: os.listdir("/"))
    attempt("write elsewhere", lambda: open(folder + "/../new", "w"))
    attempt("write here", lambda: open(folder + "/new", "w"))
    return found
"""
_EVALUATOR = """
import graph.store.evaluator as evaluator
class Process:
    def __init__(self, folder):
        self.folder = folder
    def answer(self, task, body):
        return tried(self.folder), b""
evaluator.Process = Process
evaluator.main(sys.argv[1], 3 << 30)
"""
_WORKER = """
import api.queries.worker as worker
worker._answer = lambda snapshots, task, body: (tried(sys.argv[1]), b"")
worker.main(int(sys.argv[2]), 1 << 30, 1 << 20, sys.argv[1], False)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    own = tmp_path / "own"
    own.mkdir()
    (tmp_path / "secret").write_text("not yours", encoding="utf-8")
    (own / "link").symlink_to(tmp_path / "secret")
    yield own
    assert not (tmp_path / "new").exists()


def _kernel_refuses(what: str, *arguments: str) -> bool:
    act = f"import sys, pathlib; from graph.confine import {what}; print({what}({', '.join(arguments)}))"
    told = subprocess.run([sys.executable, "-c", act], capture_output=True, text=True, check=True, cwd=ROOT)
    return told.stdout.strip() == "True"


def _held(found: dict[str, str]) -> None:
    if not _kernel_refuses(no_way_out.__name__):
        pytest.skip("this system has no seccomp for this machine: the checks of the text are all there is")
    assert {name: found[name] for name in ("connect", "listen", "start")} == dict.fromkeys(
        ("connect", "listen", "start"), "PermissionError"
    )
    if not _kernel_refuses(only_below.__name__, "pathlib.Path('/tmp')"):
        pytest.skip("this system has no Landlock: files are kept from the process by its user's rights alone")
    assert found.pop("write here") == "done"
    assert set(found.values()) == {"PermissionError"}


def test_evaluation_of_updates_has_no_way_out(folder: Path) -> None:
    command = [sys.executable, "-c", _TRIES + _EVALUATOR, str(folder)]
    told = subprocess.run(command, input=b'{"do": "try"}\n', capture_output=True, check=True, cwd=ROOT)
    ready, found = map(json.loads, told.stdout.splitlines())
    assert ready["status"] == "ready"
    found.pop("length")
    _held(found)


def test_evaluation_of_queries_has_no_way_out(folder: Path) -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-c", _TRIES + _WORKER, str(folder), str(theirs.fileno())]
        process = subprocess.Popen(command, pass_fds=(theirs.fileno(),), cwd=ROOT)
    with ours, ours.makefile("rb") as answers:
        ours.sendall(task_packed({"seconds": 30}, b""))
        length, _ = HEAD.unpack(answers.read(HEAD.size))
        found = json.loads(answers.read(length))
    process.wait(timeout=30)
    _held(found)


def test_evaluation_of_updates_learns_no_secret_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if not Path("/proc/self/environ").exists():
        pytest.skip("this system does not show what a process knows of the environment")
    monkeypatch.setenv("FYRNET_WRITE_TOKEN", "open-sesame")
    with EmbeddedStore(tmp_path / "store") as store:
        store.update("INSERT DATA { <urn:x:a> <urn:x:b> 1 }")
        for process in _children():
            told = (Path("/proc") / process / "environ").read_bytes()
            assert b"replica-" in (Path("/proc") / process / "cmdline").read_bytes()
            assert b"open-sesame" not in told


def _children() -> list[str]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        words = status.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        if int(words[1]) == os.getpid() and b"evaluator" in (status.parent / "cmdline").read_bytes():
            found.append(status.parent.name)
    assert found
    return found
