"""A service that can be killed as a whole and started again, and connections to it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.serving import command, health

__all__ = ["TOKEN", "Connection", "Service"]

TOKEN = "open-sesame"
_START_UP_SECONDS = 60
_PATIENCE = 60


class Service:
    """`fyrnet serve` on one folder, started and killed again and again; contacts are shown to holders of tokens.

    Parameters
    ----------
    folder : Path
        Where the store lies; what the service says goes into a log there.
    """

    def __init__(self, folder: Path, **environment: str) -> None:
        self._folder = folder
        self._environment = {"FYRNET_WRITE_TOKEN": TOKEN, "FYRNET_CONTACTS": "token"} | environment
        self._process: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = int(probe.getsockname()[1])

    def start(self) -> float:
        """Start it; seconds until it answers /health.

        Raises
        ------
        RuntimeError
            It ended, or answered nothing in a minute.
        """
        began = time.perf_counter()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("FYRNET_")}
        arguments = ["serve", "--store", str(self._folder / "store"), "--port", str(self.port)]
        with (self._folder / "service.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command(), *arguments],
                cwd=self._folder,
                env=inherited | self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while self._process.poll() is None and time.perf_counter() < began + _START_UP_SECONDS:
            with suppress(OSError):
                health(self.port)
                return time.perf_counter() - began
            time.sleep(0.02)
        raise RuntimeError((self._folder / "service.log").read_text(encoding="utf-8", errors="replace")[-3000:])

    def kill(self) -> None:
        """End it and everything it started, at once and without a warning."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def resident(self) -> int:
        """Bytes of resident memory of the process that has the store."""
        assert self._process
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) * 1024

    def connect(self, *, token: str | None = TOKEN) -> Connection:
        """A connection that is kept open."""
        return Connection(self.port, token)


class Connection:
    """One client, with or without a token."""

    def __init__(self, port: int, token: str | None) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def get(self, path: str) -> bytes:
        """What is at a path.

        Raises
        ------
        ConnectionError
            It is not 2xx.
        """
        return self._asked("GET", path, None, {})

    def update(self, text: str) -> None:
        """An update; returns once it is acknowledged."""
        self._asked("POST", "/update?check=off", text.encode(), {"Content-Type": "application/sparql-update"})

    def put(self, path: str, body: bytes, media_type: str) -> None:
        """Put something at a path; returns once it is acknowledged."""
        self._asked("PUT", path, body, {"Content-Type": media_type})

    def rows(self, query: str) -> list[dict[str, str]]:
        """Solutions of a query, as texts."""
        path = "/sparql?" + urlencode({"query": query, "format": "json"})
        told: Any = json.loads(self._asked("GET", path, None, {}))
        return [{name: term["value"] for name, term in row.items()} for row in told["results"]["bindings"]]

    def _asked(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
        self._http.request(method, path, body, {**self._headers, **headers})
        answer = self._http.getresponse()
        told = answer.read()
        if answer.status // 100 != 2:
            raise ConnectionError(f"{method} {path[:80]}: {answer.status} {told[:300]!r}")
        return told
