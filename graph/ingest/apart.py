"""Reading in a process of its own, bounded in time and memory, so that no file can stop or fill the one that asks.

``python -m graph.ingest.apart`` is such a process: it takes what is known beforehand and then one file after another,
as pickles on standard input, and gives back what each says. It is ended when a file takes too long.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import IO, Any, Self

from graph.ingest.rdf import Data
from graph.knowledge import Knowledge
from ontology.errors import UnreadableDocument
from ontology.models import Document

__all__ = ["GARBAGE", "MEMORY", "SECONDS", "Readers", "main"]

SECONDS = 8.0
"""How long one file may take."""
MEMORY = 1000 * 2**20
"""Bytes that such a process may have."""
GARBAGE = 20_000
"""Objects after which Python looks for unused circles of them. Facts make many objects and hardly a circle: looking as
often as it does by default takes a quarter of the time."""


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

    def read(self, data: bytes, name: str) -> Document | Data:
        """What the content of a file says.

        Raises
        ------
        UnreadableDocument
            It cannot be read, or only with more time or memory than a file may take.
        """
        process = self._free()
        clock = threading.Timer(SECONDS, process.kill)
        clock.start()
        try:
            assert process.stdin and process.stdout
            _send(process.stdin, pickle.dumps((data, name)))
            answer = _receive(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            answer = None
        finally:
            clock.cancel()
        if answer is None:
            process.kill()
            process.wait()
            raise UnreadableDocument(
                f"{name}: reading it took more than {SECONDS:g} seconds or {MEMORY >> 20} MB: is it damaged? "
                "Save it again, or hand in its parts one by one"
            )
        self._idle.put(process)
        if isinstance(answer, str):
            raise UnreadableDocument(answer)
        found: Document | Data = answer
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._all:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream:
                    with suppress(OSError):
                        stream.close()

    def _free(self) -> subprocess.Popen[bytes]:
        while True:
            try:
                process = self._idle.get_nowait()
            except Empty:
                return self._new()
            if process.poll() is None:
                return process

    def _new(self) -> subprocess.Popen[bytes]:
        # What reads a stranger's file has no use for the secret that lets one write.
        environment = {name: value for name, value in os.environ.items() if name != "FYRNET_WRITE_TOKEN"}
        environment |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "graph.ingest.apart"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._all.append(process)
        assert process.stdin
        with suppress(OSError):
            _send(process.stdin, self._known)
        return process


def main() -> int:
    """Read what comes on standard input until it ends."""
    _bound_memory()
    ask, answer = sys.stdin.buffer, sys.stdout.buffer
    # What a library prints must not be taken for an answer.
    sys.stdout = sys.stderr
    known = _receive(ask)
    gc.set_threshold(GARBAGE)
    while True:
        try:
            data, name = _receive(ask)
        except EOFError:
            return 0
        _send(answer, pickle.dumps(_read(data, name, known)))


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


def _bound_memory() -> None:
    """Where the system can: Linux does, macOS does not."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(8, "big") + message)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    body = stream.read(int.from_bytes(head, "big"))
    return pickle.loads(body)  # noqa: S301 - written by a process of ours


if __name__ == "__main__":
    sys.exit(main())
