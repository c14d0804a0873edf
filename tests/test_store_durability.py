"""What was acknowledged stays: after a killed process, on a full disk, and through a load that breaks off.

The rounds are short here; many of them under load are for the soak.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import RdfFormat

from graph.store import EmbeddedStore
from graph.store import embedded as embedded_module
from graph.store.journal import Journal
from ontology.errors import StoreFull, StoreUnavailable
from tests.serving import ROOT

# Two things always have the same number; each acknowledged step is a line on standard output.
WRITER = """
import sys, threading
from pathlib import Path
from graph.store import EmbeddedStore
store = EmbeddedStore(Path("store"))
print("ready", flush=True)
def count(name):
    number = 0
    while True:
        number += 1
        store.update(f"DELETE {{ <urn:a{name}> <urn:n> ?a . <urn:b{name}> <urn:n> ?b }} INSERT {{ <urn:a{name}> <urn:n> {number} . "
                     f"GRAPH <urn:g> {{ <urn:b{name}> <urn:n> {number} }} }} WHERE {{ OPTIONAL {{ <urn:a{name}> <urn:n> ?a }} }} ; "
                     f"DELETE DATA {{ GRAPH <urn:g> {{ <urn:b{name}> <urn:n> {number - 1} }} }}")
        sys.stdout.write(f"{name} {number} {store.revision}\\n")
        sys.stdout.flush()
for name in range(3):
    threading.Thread(target=count, args=(name,), daemon=True).start()
threading.Event().wait()
"""  # noqa: E501 - a program
FULL = """
import json, resource, signal, sys
from pathlib import Path
from graph.store import EmbeddedStore
from ontology.errors import StoreFull
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = EmbeddedStore(Path("store"))
store.update("INSERT DATA { <urn:first> <urn:p> 1 }")
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
done, refused = 0, 0
text = "x" * 10_000
for number in range(400):
    try:
        store.update(f"INSERT DATA {{ <urn:s{number}> <urn:p> '{text}{number}' }}")
        done += 1
    except StoreFull as error:
        refused += 1
        if refused > 2:
            break
held, revision = len(store), store.revision
store.snapshot(Path("copy"))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.update("INSERT DATA { <urn:last> <urn:p> 1 }")
print(json.dumps([done, refused, held, len(store), revision != store.revision]))
store.close()
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def killed(folder: Path, seconds: float) -> dict[str, int]:
    """Let three writers write, kill the process, and give what it had acknowledged."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER], cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    assert writer.stdout.readline() == "ready\n"
    time.sleep(seconds)
    os.kill(writer.pid, signal.SIGKILL)
    lines = writer.stdout.read().split("\n")
    writer.stdout.close()
    writer.wait()
    whole = [line.split() for line in lines if len(line.split()) == 3]
    return {name: int(number) for name, number, _ in whole}


@pytest.mark.slow
def test_killed_process_loses_nothing_acknowledged_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    acknowledged = 0
    for seconds in (2.0, 2.3, 1.7):
        last = killed(tmp_path, seconds)
        acknowledged += sum(last.values())
        began = time.process_time()
        with EmbeddedStore(tmp_path / "store") as store:
            assert time.process_time() - began < 2
            for name, number in last.items():
                [row] = store.select(
                    f"SELECT ?a ?b {{ <urn:a{name}> <urn:n> ?a . GRAPH <urn:g> {{ <urn:b{name}> <urn:n> ?b }} }}"
                ).rows
                values = [int(str(each).split('"')[1]) for each in row]
                assert values[0] == values[1]
                # One more may have been made, and not told any more.
                assert number <= values[0] <= number + 1
            store.update("CLEAR ALL", check="off")
    assert acknowledged > 10


@pytest.mark.slow
def test_full_disk_refuses_writes_and_nothing_else_until_there_is_room(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    written, refused, held, after, changed = json.loads(done.stdout)
    assert (held, after, changed) == (written + 1, written + 2, True)
    assert refused > 2
    assert len(ox.Store.read_only(str(tmp_path / "copy"))) == held
    with EmbeddedStore(tmp_path / "store") as store:
        assert len(store) == after


def test_write_that_finds_no_room_leaves_the_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
        before = store.revision

        def full(*_: object, **__: object) -> None:
            raise OSError("IO error: No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(embedded_module, "carry_out", full)
            with pytest.raises(StoreFull):
                store.update("INSERT DATA { <urn:b> <urn:p> 1 }")
        assert store.revision == before
        assert store.update("INSERT DATA { <urn:b> <urn:p> 1 }")
        assert len(store) == 2


# -- the revision ------------------------------------------------------------------------------------------------------


def revision_of(folder: Path) -> str:
    with EmbeddedStore(folder) as store:
        return store.revision


def test_revision_is_the_same_after_closing_and_after_a_kill(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with EmbeddedStore(folder) as store:
        store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
        closed = store.revision
    assert revision_of(folder) == closed
    code = (
        "import os, signal; from pathlib import Path; from graph.store import EmbeddedStore; "
        "s = EmbeddedStore(Path('store')); s.update('INSERT DATA { <urn:b> <urn:p> 1 }'); "
        "print(s.revision, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == -9, done.stderr
    assert revision_of(folder) == done.stdout.strip() != closed


@pytest.mark.parametrize("spoil", ["gone", "torn", "another boot", "begun", "not ours"])
def test_revision_that_may_not_fit_the_data_is_never_used_again(tmp_path: Path, spoil: str) -> None:
    folder = tmp_path / "store"
    with EmbeddedStore(folder) as store:
        store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
        before = store.revision
    notes = folder / "revision.jsonl"
    head = json.loads(notes.read_text(encoding="utf-8").splitlines()[0])
    match spoil:
        case "gone":
            notes.unlink()
        case "torn":
            notes.write_text(notes.read_text(encoding="utf-8")[:-20], encoding="utf-8")
        case "another boot":
            notes.write_text(json.dumps({**head, "clean": False, "boot": "another"}) + "\n", encoding="utf-8")
        case "begun":
            begun = json.dumps({"n": 1, "set": {"": "~x"}})
            notes.write_text(json.dumps(head) + "\n" + begun + "\n", encoding="utf-8")
        case "not ours":
            other = ox.Store(str(folder))
            other.add(ox.Quad(ox.NamedNode("urn:b"), ox.NamedNode("urn:p"), ox.Literal(1)))
            del other
    after = revision_of(folder)
    assert after != before
    assert revision_of(folder) == after


def test_write_that_was_given_up_changes_no_revision_on_disk_either(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with EmbeddedStore(folder) as store:
        store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
        before = store.revision
    journal = Journal(folder)
    journal.read(fresh=False)
    journal.begin()
    journal.intend({"": "~other"})
    journal.abandon()
    journal.end()
    assert revision_of(folder) == before


@pytest.mark.slow
def test_large_store_opens_without_a_look_at_its_data(tmp_path: Path) -> None:
    lines = b"".join(b"<urn:s%d> <urn:p%d> <urn:o%d> .\n" % (n // 9, n % 9, n) for n in range(200_000))
    (tmp_path / "large.nt").write_bytes(lines)
    with EmbeddedStore(tmp_path / "store") as store:
        store.bulk_load(tmp_path / "large.nt", RdfFormat.N_TRIPLES)
        revision = store.revision
    began = time.process_time()
    with EmbeddedStore(tmp_path / "store") as store:
        assert store.revision == revision
        assert time.process_time() - began < 1
    assert len(list((tmp_path / "store").glob("data-*"))) == 1


def test_folder_is_held_from_the_first_moment_by_one_process(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        with pytest.raises(StoreUnavailable, match="held by"):
            EmbeddedStore(tmp_path / "store")
        assert store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
    with EmbeddedStore(tmp_path / "store") as store:
        assert len(store) == 1


@pytest.mark.parametrize(
    "left", [["LOCK", "LOG"], ["IDENTITY", "LOCK", "LOG", "LOG.old.1", "MANIFEST-000001", "000000.dbtmp"]]
)
def test_folder_whose_first_opening_found_the_disk_full_is_opened_once_there_is_room(
    tmp_path: Path, left: list[str]
) -> None:
    (tmp_path / "store").mkdir()
    for name in left:
        (tmp_path / "store" / name).write_bytes(b"")
    with EmbeddedStore(tmp_path / "store") as store:
        assert store.update("INSERT DATA { <urn:a> <urn:b> 1 }")


@pytest.mark.parametrize("held", ["000004.log", "000009.sst", "MANIFEST-000005", "letter.txt"])
def test_folder_that_may_hold_data_is_not_taken_for_a_new_one(tmp_path: Path, held: str) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / held).write_bytes(b"data")
    with pytest.raises(StoreUnavailable, match="holds other files"):
        EmbeddedStore(tmp_path / "store")
