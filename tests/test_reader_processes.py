"""What reads a stranger's file is a process that has nothing to lose: no secret, no way out, no life of its own."""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.ingest import apart
from graph.ingest.apart import AT_ONCE, SECONDS, Readers
from graph.ingest.reading import Content, read_all
from graph.knowledge import Knowledge
from ontology.errors import UnreadableDocument
from ontology.models import Document
from tests.hostile import docx, paragraphs, pdf_of_lines, xlsx
from tests.invented import proposal
from tests.sample import sample_knowledge
from tests.serving import ROOT

pytestmark = pytest.mark.slow

TEXT = proposal()


@pytest.fixture
def readers() -> Iterator[Readers]:
    with Readers(sample_knowledge()) as started:
        yield started


def process(readers: Readers) -> subprocess.Popen[bytes]:
    """The one process, which has read something."""
    assert isinstance(readers.read(TEXT.encode(), "forslag.txt"), Document)
    (one,) = readers._all
    return one


def of_system(one: subprocess.Popen[bytes], name: str) -> Path:
    """What the system tells of a process."""
    path = Path("/proc", str(one.pid), name)
    if not path.exists():
        pytest.skip("the system does not show its processes as files: needs Linux")
    return path


def is_gone(pid: int, seconds: float) -> bool:
    """Whether a process ends within some seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


# -- what it has -------------------------------------------------------------------------------------------------------


def test_reader_has_no_secret_and_no_setting_of_the_one_that_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = ("FYRNET_WRITE_TOKEN", "FYRNET_TOKENS_FILE", "FYRNET_STORE", "FYRNET_STORE_UPDATE", "SOME_API_KEY")
    for name in secrets:
        monkeypatch.setenv(name, f"open-sesame-{name}")
    with Readers(sample_knowledge()) as readers:
        variables = of_system(process(readers), "environ").read_bytes()
    assert b"open-sesame" not in variables
    assert {entry.partition(b"=")[0] for entry in variables.split(b"\0") if entry} <= {
        name.encode() for name in (*apart._KEPT, "PYTHONPATH", "OPENBLAS_NUM_THREADS")
    }


def test_reader_has_no_file_and_no_folder_of_the_one_that_asks(readers: Readers, tmp_path: Path) -> None:
    descriptor = os.open(tmp_path / "lock", os.O_CREAT | os.O_RDWR)
    os.set_inheritable(descriptor, True)
    try:
        one = process(readers)
        held = [str(entry.readlink()) for entry in of_system(one, "fd").iterdir()]
    finally:
        os.close(descriptor)
    assert all(file.startswith(("pipe:", os.devnull)) for file in held), held
    assert of_system(one, "cwd").readlink() == Path("/")


def test_reader_may_write_no_file_and_start_no_process(readers: Readers) -> None:
    limits = of_system(process(readers), "limits").read_text()
    bounds = {line[:25].strip(): line[25:].split()[0] for line in limits.splitlines()[1:]}
    assert bounds["Max file size"] == bounds["Max processes"] == bounds["Max core file size"] == "0"
    assert bounds["Max address space"] == str(apart.MEMORY)


def test_reader_of_every_format_has_one_thread_and_so_needs_no_other(readers: Readers) -> None:
    one = process(readers)
    files = {
        "a.docx": docx(paragraphs(TEXT)),
        "a.pdf": pdf_of_lines(),
        "a.xlsx": xlsx(),
        "a.csv": "Initiativ;Organisation\nGrøn Havn;CLEAN\n".encode(),
        "a.ttl": b"<http://a.example/a> <http://a.example/b> 1 .",
    }
    for name, data in files.items():
        assert readers.read(data, name).name == name
    assert "Threads:\t1\n" in of_system(one, "status").read_text()
    assert readers._all == [one]


@pytest.mark.parametrize(
    "act",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "open('made', 'w')",
        "import os; os.open('made', os.O_WRONLY | os.O_CREAT)",
        "import os; os.remove('made')",
        "import pathlib; pathlib.Path('made').mkdir()",
    ],
)
def test_whatever_a_library_is_led_to_do_is_refused(act: str, tmp_path: Path) -> None:
    code = f"import sys; from graph.ingest.apart import _refuse; sys.addaudithook(_refuse)\n{act}"
    command, environment = [sys.executable, "-c", code], os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "PermissionError: a process that reads may not do this" in done.stderr or "URLError" in done.stderr
    assert not list(tmp_path.iterdir())


# -- what it says ------------------------------------------------------------------------------------------------------


class _Command:
    """Runs when it is unpickled, as a reader might try that somebody has taken over."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("taken-over",)


@pytest.mark.parametrize("answer", [_Command(), os.system, Path("/"), Knowledge])
def test_answer_that_could_act_is_no_answer(answer: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(pickle.UnpicklingError, match="is no part of an answer"):
        apart._Answer(io.BytesIO(pickle.dumps(answer))).load()
    assert not list(tmp_path.iterdir())


def test_file_that_takes_too_long_is_told_from_one_that_is_too_large(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = process(readers)
    monkeypatch.setattr(apart, "SECONDS", 0.5)
    slow = "".join(proposal(f"Nr. {number}: Havn {number}") for number in range(2_000)).encode()
    with pytest.raises(UnreadableDocument, match=r"^lang\.txt: reading it took more than 0\.5 seconds"):
        readers.read(slow, "lang.txt")
    assert first.poll() is not None
    monkeypatch.undo()
    wide = b'{"@id": "a:b", "a:c": [' + b",".join([b"1"] * 3_000_000) + b"]}"
    with pytest.raises(UnreadableDocument, match=r"^bred\.jsonld: reading it took more than 500 MB of memory"):
        readers.read(wide, "bred.jsonld")
    assert isinstance(readers.read(TEXT.encode(), "forslag.txt"), Document)


def test_no_more_readers_are_started_than_may_be_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Readers] = []

    class Counted(Readers):
        def __init__(self, known: Knowledge) -> None:
            super().__init__(known)
            started.append(self)

    monkeypatch.setattr("graph.ingest.reading.Readers", Counted)
    files = [Content(f"{number}.docx", docx(paragraphs(proposal(f"Nr. 1: Havn {number}")))) for number in range(12)]
    assert [read.name for read in read_all(files, sample_knowledge())] == [file.name for file in files]
    assert 1 <= len(started[0]._all) <= AT_ONCE


# -- when it ends ------------------------------------------------------------------------------------------------------


def test_readers_are_gone_when_nobody_wants_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def noted(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(real(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    slow = "".join(proposal(f"Nr. {number}: Havn {number}") for number in range(9_000)).encode()
    files = [Content("a.docx", docx(paragraphs(TEXT))), *(Content(f"{n}.txt", slow) for n in range(8))]
    reads = read_all(files, sample_knowledge())
    next(reads)
    begun = time.monotonic()
    del reads
    assert time.monotonic() - begun < SECONDS
    assert started
    assert all(one.poll() is not None for one in started)


def test_reader_ends_by_itself_where_the_one_that_asked_was_killed() -> None:
    if not Path("/proc").exists():
        pytest.skip("the system does not show its processes as files: needs Linux")
    code = (
        "import sys, threading\n"
        "from graph.ingest.apart import Readers\nfrom graph.knowledge import Knowledge\n"
        "from tests.sample import sample_knowledge\nfrom tests.invented import proposal\n"
        "readers = Readers(sample_knowledge())\n"
        "readers.read(proposal().encode(), 'a.txt')\n"
        "idle = readers._idle.get()\n"
        "readers.read(proposal().encode(), 'a.txt')\n"
        "print(idle.pid, readers._all[1].pid, flush=True)\n"
        "readers.read(''.join(proposal(f'Nr. {n}: Havn {n}') for n in range(9000)).encode(), 'b.txt')\n"
    )
    asking = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert asking.stdout
    idle, busy = map(int, asking.stdout.readline().split())
    time.sleep(0.5)
    asking.send_signal(signal.SIGKILL)
    asking.wait()
    asking.stdout.close()
    assert is_gone(idle, 30)
    assert is_gone(busy, SECONDS + 30)
