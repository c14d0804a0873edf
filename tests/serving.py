"""A `fyrnet serve` of its own for tests that need a real one: started, waited for, and ended whatever happens."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

__all__ = ["ROOT", "command", "health", "serving"]

ROOT = Path(__file__).resolve().parent.parent
_START_UP_SECONDS = 60
_ENTRY_POINT = "import sys; from api.cli import main; sys.exit(main())"


def command() -> list[str]:
    """`fyrnet` as installed beside the running Python; its entry point where the project itself is not installed."""
    script = Path(sys.executable).with_name("fyrnet")
    return [str(script)] if script.exists() else [sys.executable, "-c", _ENTRY_POINT]


@contextmanager
def serving(
    fyrnet: Sequence[str], folder: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve a store below `folder` on a free port, with `folder` as the working folder; gives the base URL.

    Parameters
    ----------
    fyrnet : sequence of str
        The command, as `command()` gives it.
    folder : Path
        An empty folder: the store, the log and whatever the service writes by mistake land there.
    arguments : str
        More arguments of ``fyrnet serve``.
    environment : mapping, optional
        Variables to set; those that begin with ``FYRNET_`` are not inherited.
    """
    port = _free_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FYRNET_")}
    log = folder / "service.log"
    with log.open("wb") as output:
        service = subprocess.Popen(
            [*fyrnet, "serve", "--store", str(folder / "store"), "--port", str(port), *arguments],
            cwd=folder,
            env=inherited | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(service, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            _end(service)


def health(port: int, *, seconds: float = 5) -> Any:
    """What /health answers on this machine; proxies of the environment are not asked.

    Raises
    ------
    OSError
        Nothing listens there, or it does not answer in time.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        body = answer.read().decode()
        if answer.status != http.HTTPStatus.OK:
            raise ConnectionError(f"/health answered {answer.status}: {body[:500]}")
        return json.loads(body)
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(service: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_UP_SECONDS
    while service.poll() is None:
        with suppress(OSError):
            health(port)
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"fyrnet serve gave no /health in {_START_UP_SECONDS} s:\n{_tail(log)}")
        time.sleep(0.05)
    raise RuntimeError(f"fyrnet serve ended with {service.returncode} before it answered:\n{_tail(log)}")


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-3000:]


def _end(service: subprocess.Popen[bytes]) -> None:
    service.terminate()
    try:
        # It lets what is under way end first.
        service.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(service.pid, signal.SIGKILL)
        service.wait()
