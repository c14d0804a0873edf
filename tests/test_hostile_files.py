"""Hostile and broken files do no harm: not to the command that takes them in, and not to a service that runs.

Whatever is handed in is refused in one line that says where and what would help, within ten seconds and a gigabyte for
all processes together; the store is the same before and after, nothing is fetched, and the exit status tells.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from graph.store import open_store
from tests.hostile import FILES, HEAVY, calling
from tests.invented import proposal
from tests.measuring import Measured, Watch, run, tree
from tests.serving import ROOT, command, serving

pytestmark = pytest.mark.slow

SECONDS, MEGABYTES = 10.0, 1000.0
TOKEN = "open-sesame"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The files that are refused at once."""
    return {name: build() for name, (build, _) in FILES.items()}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that holds one proposal."""
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "havn.txt").write_text(proposal("Nr. 7: Dyb Havn"), encoding="utf-8")
    assert ingest(folder, "havn.txt", "--empty").code == 0
    return folder


def ingest(folder: Path, *arguments: str) -> Measured:
    """`fyrnet ingest` into the store of a folder."""
    return run([*command(), "ingest", "--store", "store", *arguments], folder)


def held(folder: Path) -> frozenset[str]:
    """Everything that the store of a folder holds."""
    with open_store(str(folder / "store"), fill=False) as store:
        return frozenset(map(str, store.quads()))


def refused(folder: Path, *names: str, alone: bool = False) -> dict[str, str]:
    """What `fyrnet ingest` says of files, by their names; that it is in order is made sure.

    The bound in time is on processors, so that tests beside this one do not count; `alone` it is on the clock.
    """
    before = held(folder)
    done = ingest(folder, *names)
    assert done.code == 2, done
    assert done.output == ""
    assert "Traceback" not in "".join(done.lines)
    assert done.megabytes < MEGABYTES
    assert len(names) > 1 or (done.seconds if alone else done.worked) < SECONDS
    assert held(folder) == before
    lines = [line for line in done.lines if not re.search(r"\d+ of \d+ files", line)]
    assert len(lines) == len(names), lines
    assert all(line.isprintable() and line.startswith("fyrnet: ") for line in lines)
    return dict(zip(names, lines, strict=True))


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """An address of this machine, and who asked there."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(1)
                    asked.append(connection.recv(200).decode(errors="replace"))

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def knock(address: str) -> None:
    """Ask at an address, and wait until that was noted."""
    with socket.create_connection(("127.0.0.1", urlsplit(address).port or 0)) as connection:
        connection.sendall(b"knock")
        assert connection.recv(1) == b""


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.mark.alone
@pytest.mark.parametrize("name", HEAVY)
def test_heavy_file_is_refused_within_ten_seconds_and_a_gigabyte(shelf: Path, name: str) -> None:
    build, said = HEAVY[name]
    (shelf / name).write_bytes(build())
    line = refused(shelf, name, alone=True)[name]
    (shelf / name).unlink()
    assert name in line
    assert said in line


def test_every_file_of_a_batch_is_refused_in_a_line_of_its_own(shelf: Path, files: dict[str, bytes]) -> None:
    folder = shelf / "batch"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    told = refused(shelf, *(f"batch/{name}" for name in FILES))
    shutil.rmtree(folder)
    wrong = {name: told[f"batch/{name}"] for name, (_, said) in FILES.items() if said not in told[f"batch/{name}"]}
    assert not wrong
    assert not [name for name in FILES if name not in told[f"batch/{name}"]]


def test_text_of_200_megabytes_and_line_of_50_are_refused_before_they_are_read(shelf: Path) -> None:
    with (shelf / "huge.txt").open("wb") as file:
        file.truncate(200 * 2**20)
    (shelf / "line.txt").write_bytes(b"Havnen " * 7_500_000)
    for name, size in (("huge.txt", "200 MB"), ("line.txt", "50 MB")):
        assert f"{name}: {size} is too large for a proposal; the limit is 8 MB" in refused(shelf, name)[name]
        (shelf / name).unlink()


def _directory(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("folder.txt", _directory, "this is a directory; name the files in it"),
        ("pipe.txt", _pipe, "this is no file that can be read"),
        ("pipe.docx", _pipe, "this is no file that can be read"),
        ("device.txt", _link("/dev/zero"), "this is no file that can be read"),
        ("device.pdf", _link("/dev/zero"), "this is no file that can be read"),
        ("lost.txt", _link("nowhere.txt"), "there is no such file"),
        ("circle.txt", _link("circle.txt"), "circle.txt"),
        ("folder-link.xlsx", _link("."), "this is a directory"),
        ("x" * 300 + ".txt", None, "File name too long"),
        ("../../etc/nowhere.txt", None, "there is no such file"),
        ("a\nb.txt", None, "characters that cannot be seen: rename it"),
        ("a\x1b[2Jb.txt", Path.touch, "characters that cannot be seen: rename it"),
        ("a\u202etxt.exe", Path.touch, "characters that cannot be seen: rename it"),
        (os.fsdecode(b"h\xe6ld.txt"), None, "characters that cannot be seen: rename it"),
    ],
)
def test_what_is_no_file_or_has_no_decent_name_is_refused(
    shelf: Path, name: str, make: Callable[[Path], None] | None, said: str
) -> None:
    path = shelf / name
    if make:
        make(path)
    assert said in refused(shelf, name)[name]
    if make is _directory:
        path.rmdir()
    elif make:
        path.unlink()


def test_file_that_may_not_be_read_is_refused(shelf: Path) -> None:
    path = shelf / "secret.txt"
    path.write_text(proposal(), encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):  # whoever may read everything meets what nobody can read
        path.unlink()
        if not Path("/proc/self/mem").exists():
            pytest.skip("everything may be read here: needs a user without that right")
        path.symlink_to("/proc/self/mem")
    line = refused(shelf, "secret.txt")["secret.txt"]
    path.unlink()
    assert "secret.txt: cannot be read" in line


def test_half_of_a_batch_bad_stores_nothing_and_says_which(shelf: Path, files: dict[str, bytes]) -> None:
    before = held(shelf)
    good, bad = ["stille.txt", "lun.txt"], ["locked.pdf", "open.docx"]
    for number, name in enumerate(good):
        (shelf / name).write_text(proposal(f"Nr. {number}: Stille Sund {number}"), encoding="utf-8")
    for name in bad:
        (shelf / name).write_bytes(files[name])
    done = ingest(shelf, good[0], bad[0], good[1], bad[1])
    assert (done.code, done.output) == (2, "")
    assert [name for line in done.lines for name in (*good, *bad) if name in line] == bad
    assert held(shelf) == before

    copy = shelf / "copy"
    shutil.copytree(shelf / "store", copy / "store")
    for name in (*good, *bad):
        shutil.move(shelf / name, copy)
    done = ingest(copy, good[0], bad[0], good[1], bad[1], "--keep-going")
    assert done.code == 2
    assert [name for line in done.lines for name in (*good, *bad) if name in line] == bad
    stored = held(copy)
    assert stored > before
    assert all(any(f"Stille Sund {number}" in quad for quad in stored) for number in range(2))


def test_command_asks_at_no_address_that_stands_in_a_file(shelf: Path) -> None:
    with listening() as (address, asked):
        files = calling(address)
        for name, data in files.items():
            (shelf / name).write_bytes(data)
        refused(shelf, *files)
        knock(address)
    assert asked == ["knock"], "only this test itself asks there"


# -- the service -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Port and folder of a service that takes documents in."""
    folder = tmp_path_factory.mktemp("service")
    environment = {"PYTHONPATH": str(ROOT), "FYRNET_WRITE_TOKEN": TOKEN, "FYRNET_LARGEST_UPLOAD": str(100 * 2**20)}
    with serving(command(), folder, "--empty", environment=environment) as base:
        yield urlsplit(base).port or 80, folder


def ask(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Any]:
    """Status and answer of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def send(port: int, files: Mapping[str, bytes]) -> tuple[int, Any]:
    """Hand documents in, in one form."""
    head = '--kyst\r\nContent-Disposition: form-data; name="file"; filename="{}"\r\n\r\n'
    body = b"".join(head.format(name).encode() + data + b"\r\n" for name, data in files.items()) + b"--kyst--\r\n"
    kind, bearer = "multipart/form-data; boundary=kyst", f"Bearer {TOKEN}"
    return ask(port, "POST", "/api/documents", body, Content_Type=kind, Authorization=bearer)


def pid_of(folder: Path) -> int:
    return int(json.loads((folder / "store" / "holder.json").read_text(encoding="utf-8"))["pid"])


def test_service_refuses_every_file_in_a_line_of_its_own_and_stays_as_it_was(
    running: tuple[int, Path], files: dict[str, bytes]
) -> None:
    port, folder = running
    before = ask(port, "GET", "/health")
    with Watch(pid_of(folder)) as watch:
        status, told = send(port, files)
    assert status == 400
    wrong = {
        name: line
        for (name, (_, said)), line in zip(FILES.items(), told["errors"], strict=True)
        if name not in line or said not in line
    }
    assert not wrong
    assert watch.megabytes < MEGABYTES
    assert ask(port, "GET", "/health") == before


@pytest.mark.alone
@pytest.mark.parametrize("name", ["cells.xlsx", "clique.nt", "quoted.ttl"])
def test_service_refuses_a_heavy_file_within_ten_seconds_and_a_gigabyte(running: tuple[int, Path], name: str) -> None:
    port, folder = running
    before = ask(port, "GET", "/health")
    build, said = HEAVY[name]
    data = build()
    begun = time.monotonic()
    with Watch(pid_of(folder)) as watch:
        status, told = send(port, {name: data})
    assert time.monotonic() - begun < SECONDS
    assert watch.megabytes < MEGABYTES
    assert (status, said in told["detail"]) == (400, True), told
    assert ask(port, "GET", "/health") == before


def test_service_takes_in_nothing_larger_than_its_limit(running: tuple[int, Path]) -> None:
    port, _ = running
    before = ask(port, "GET", "/health")
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        head = f"POST /api/documents HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TOKEN}\r\n"
        kind = "Content-Type: multipart/form-data; boundary=kyst\r\n"
        connection.sendall(f"{head}{kind}Content-Length: {200 * 2**20}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413")
    assert ask(port, "GET", "/health") == before


def test_service_asks_at_no_address_that_stands_in_a_file(running: tuple[int, Path]) -> None:
    port, _ = running
    before = ask(port, "GET", "/health")
    with listening() as (address, asked):
        assert send(port, calling(address))[0] == 400
        knock(address)
    assert asked == ["knock"], "only this test itself asks there"
    assert ask(port, "GET", "/health") == before


def test_service_that_is_stopped_leaves_no_reader_behind(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": str(ROOT), "FYRNET_WRITE_TOKEN": TOKEN}
    with serving(command(), tmp_path, "--empty", environment=environment) as base:
        port, pid = urlsplit(base).port or 80, pid_of(tmp_path)
        alone = set(tree(pid))
        slow = threading.Thread(target=_until_it_ends, args=(port,))
        slow.start()
        deadline = time.monotonic() + SECONDS
        while not (readers := set(tree(pid)) - alone) and time.monotonic() < deadline:
            time.sleep(0.05)
    slow.join()
    if not Path("/proc").exists():
        pytest.skip("the system does not show its processes as files: needs Linux")
    assert readers
    assert not [each for each in {pid, *readers} if Path("/proc", str(each)).exists()]


def _until_it_ends(port: int) -> None:
    try:
        send(port, {"lang.txt": "".join(proposal(f"Nr. {number}: Havn") for number in range(2_000)).encode()})
    except OSError:
        return
