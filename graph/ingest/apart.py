"""Reading in a process of its own, bounded in time and memory, so that no file can stop or fill the one that asks.

``python -m graph.ingest.apart`` is such a process: it takes what is known beforehand and then one file after another on
standard input, and gives back what each says. It is ended when a file takes too long.

Invariants. A reader has what reading needs and nothing else: no secret, no setting, no folder and no open file of the
one that asks. It writes nothing, connects to nothing and starts nothing; where the system can bound that, it does. Its
answer is data: whatever a file made of it, it cannot make the one that asks run anything. It ends by itself when nobody
waits for its answer any more.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any, Final, Self

import ontology.models
from graph.ingest.rdf import Data
from graph.knowledge import Knowledge
from ontology.errors import UnreadableDocument
from ontology.models import Document

__all__ = ["AT_ONCE", "GARBAGE", "MEMORY", "SECONDS", "Readers", "main"]

SECONDS: Final = 6.0
"""How long one file may take."""
MEMORY: Final = 500 * 2**20
"""Bytes that such a process may have."""
AT_ONCE: Final = min(2, os.cpu_count() or 1)
"""Processes that read at the same time: more would wait for the one that asks, and fill its memory."""
GARBAGE: Final = 20_000
"""Objects after which Python looks for unused circles of them. Facts make many objects and hardly a circle: looking as
often as it does by default takes a quarter of the time."""

_STARTING: Final = 60.0
"""Seconds in which such a process is ready: one as a rule, more where others use the machine too."""
_LONGEST_ANSWER: Final = 100 * 2**20
_KEPT: Final = (
    *("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "PYTHONHOME"),
    *("LANG", "LC_ALL", "LC_CTYPE", "TZ", "FYRNET_BASE"),
)
"""Variables of the environment that a reader has; any other may hold a secret."""
_TERMS: Final = frozenset({"BlankNode", "DefaultGraph", "Literal", "NamedNode", "Quad", "Triple"})
_ANSWERS: Final = {
    "ontology.models": frozenset(ontology.models.__all__),
    "graph.ingest.rdf": frozenset({"Data"}),
    "pyoxigraph": _TERMS,
}
"""What an answer may consist of, by module."""
_REFUSED: Final = (
    *("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "subprocess.", "pty.", "shutil.", "tempfile."),
    *("os.exec", "os.fork", "os.kill", "os.posix_spawn", "os.spawn", "os.startfile", "os.system"),
    *("os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate"),
)
"""How the names of events begin that no reading needs."""
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Readers:
    """Processes that read, as many as are asked at once; each is kept for the next file.

    Parameters
    ----------
    known : Knowledge
        What is known beforehand.
    """

    def __init__(self, known: Knowledge) -> None:
        self._known = pickle.dumps(known)
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._all: list[subprocess.Popen[bytes]] = []
        self._closed = False
        self._lock = threading.Lock()

    def read(self, data: bytes, name: str) -> Document | Data:
        """What the content of a file says.

        Raises
        ------
        UnreadableDocument
            It cannot be read, or only with more time or memory than a file may take.
        """
        process = self._free(name)
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(SECONDS, end)
        clock.start()
        try:
            assert process.stdin and process.stdout
            _send(process.stdin, name.encode("utf-8", errors="replace"))
            _send(process.stdin, data)
            answer = _Answer(io.BytesIO(_receive(process.stdout, _LONGEST_ANSWER))).load()
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            answer = None
        finally:
            clock.cancel()
        if isinstance(answer, Document | Data):
            self._idle.put(process)
            return answer
        if isinstance(answer, str):
            self._idle.put(process)
            raise UnreadableDocument(answer)
        process.kill()
        process.wait()
        spent = f"{SECONDS:g} seconds" if late.is_set() else f"{MEMORY >> 20} MB of memory"
        raise UnreadableDocument(
            f"{name}: reading it took more than {spent}: is it damaged? Save it again, or hand in its parts one by one"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
        for process in self._all:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream:
                    with suppress(OSError):
                        stream.close()

    def _free(self, name: str) -> subprocess.Popen[bytes]:
        while True:
            try:
                process = self._idle.get_nowait()
            except Empty:
                return self._new(name)
            if process.poll() is None:
                return process

    def _new(self, name: str) -> subprocess.Popen[bytes]:
        environment = {variable: os.environ[variable] for variable in _KEPT if variable in os.environ}
        modules = os.pathsep.join(str(Path(folder).absolute()) for folder in sys.path)
        with self._lock:
            if self._closed:
                raise UnreadableDocument(f"{name}: reading was stopped")
            process = subprocess.Popen(
                [sys.executable, "-P", "-B", "-m", "graph.ingest.apart"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment | {"PYTHONPATH": modules, "OPENBLAS_NUM_THREADS": "1"},
                cwd=os.sep,
            )
            self._all.append(process)
        assert process.stdin
        with suppress(OSError):
            _send(process.stdin, self._known)
        _await(process)
        return process


def _await(process: subprocess.Popen[bytes]) -> None:
    """Wait until a process is ready, so that the time of its first file is that of reading it."""
    assert process.stdout
    clock = threading.Timer(_STARTING, process.kill)
    clock.start()
    try:
        # One that ended before it began is found out by whoever asks it.
        with suppress(OSError, EOFError, ValueError):
            _receive(process.stdout, 0)
    finally:
        clock.cancel()


class _Answer(pickle.Unpickler):
    """Takes in what a reader says: documents, data and words, and nothing that could act."""

    def find_class(self, module: str, name: str) -> Any:
        """The class of a part of an answer.

        Raises
        ------
        UnpicklingError
            No answer consists of that.
        """
        if name not in _ANSWERS.get(module, ()):
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer")
        return super().find_class(module, name)


# -- in the process that reads -----------------------------------------------------------------------------------------


def main() -> int:
    """Read what comes on standard input until it ends."""
    _bound()
    ask, answer = sys.stdin.buffer, sys.stdout.buffer
    # What a library prints must not be taken for an answer.
    sys.stdout = sys.stderr
    known = pickle.loads(_receive(ask))  # noqa: S301 - written by the process that started this one
    gc.set_threshold(GARBAGE)
    sys.addaudithook(_refuse)
    _make_ready()
    _send(answer, b"")
    while True:
        try:
            name = _receive(ask).decode()
            data = _receive(ask)
        except EOFError:
            return 0
        # Whoever asked may be gone, and with it the clock that ends this process.
        _wake(int(SECONDS) + 1)
        _send(answer, pickle.dumps(_read(data, name, known)))
        _wake(0)


def _make_ready() -> None:
    """Load before any clock runs what reading needs. It stays, so that no search for garbage need look at it again."""
    from graph.reading.lexicon import lexicon

    import_module("graph.ingest.reading")
    lexicon()
    gc.collect()
    gc.freeze()


def _read(data: bytes, name: str, known: Knowledge) -> Document | Data | str:
    """The facts, or in words what is wrong."""
    from graph.ingest.reading import read_one
    from ontology.errors import FyrnetError

    try:
        return read_one(data, name, known)
    except FyrnetError as error:
        return str(error)
    except MemoryError:
        return f"{name}: reading it takes more than {MEMORY >> 20} MB of memory: is it damaged?"
    except RecursionError:
        return f"{name}: it is nested too deeply to be read"


def _bound() -> None:
    """Bound memory and forbid files, processes and threads where the system can: Linux does, macOS in part."""
    try:
        import resource
    except ImportError:
        return
    for name, most in (("AS", MEMORY), ("FSIZE", 0), ("NPROC", 0), ("CORE", 0)):
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what no reading needs, whatever library asks for it."""
    if event.startswith(_REFUSED) or (event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING):
        raise PermissionError(f"a process that reads may not do this: {event}")


def _wake(seconds: int) -> None:
    """Let the system end this process after some seconds; none means never."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(8, "big"))
    stream.write(message)
    stream.flush()


def _receive(stream: IO[bytes], most: int = sys.maxsize) -> bytes:
    head = stream.read(8)
    length = int.from_bytes(head, "big")
    if len(head) < 8:
        raise EOFError
    if length > most:
        raise ValueError(f"a message of {length} bytes")
    message = stream.read(length)
    if len(message) < length:
        raise EOFError
    return message


if __name__ == "__main__":
    sys.exit(main())
