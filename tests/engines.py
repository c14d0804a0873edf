"""Servers of other hands that the tests start on free ports and stop again: Oxigraph from its package, and Virtuoso.

Oxigraph comes with the environment. Virtuoso is looked for on the path; where it is absent its tests skip and say so,
unless `FYRNET_REQUIRE_VIRTUOSO` is set.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from graph.remote import Access

__all__ = ["emptied", "oxigraph", "virtuoso"]

_STARTING = 60.0
_PASSWORD = "invented"
_PLAIN = False
"""Without TLS there is nothing to verify; reading the known authorities anew takes longer than the request."""


@contextmanager
def oxigraph() -> Iterator[Access]:
    """A server of Oxigraph, in memory."""
    program = Path(sys.executable).with_name("oxigraph")
    port = _free_port()
    command = [str(program), "serve", "--bind", f"127.0.0.1:{port}"]
    base = f"http://127.0.0.1:{port}"
    with _running(command, f"{base}/query?query=ASK%7B%7D", None):
        yield Access(f"{base}/query", f"{base}/update", f"{base}/store")


@contextmanager
def virtuoso(folder: Path) -> Iterator[Access]:
    """A server of Virtuoso, in a folder of its own, with somebody who may write."""
    program, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt") or shutil.which("isql-v")
    if not program or not isql:
        if os.environ.get("FYRNET_REQUIRE_VIRTUOSO"):
            pytest.fail("FYRNET_REQUIRE_VIRTUOSO is set and there is no virtuoso-t: install virtuoso-opensource")
        pytest.skip("there is no virtuoso-t on this machine: install virtuoso-opensource to run this")
    sql, port = _free_port(), _free_port()
    (folder / "virtuoso.ini").write_text(_SETTINGS.format(folder=folder, sql=sql, port=port), encoding="utf-8")
    command = [program, "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    base = f"http://127.0.0.1:{port}"
    with _running(command, f"{base}/sparql?query=ASK%7B%7D", folder):
        for statement in _GRANTS:
            done = subprocess.run(
                [isql, f"127.0.0.1:{sql}", "dba", "dba", f"EXEC={statement}"],
                capture_output=True,
                timeout=60,
                check=False,
            )
            assert b"Error" not in done.stderr, done.stderr
        yield Access(f"{base}/sparql-auth", user="fyrnet", password=_PASSWORD)


def emptied(access: Access) -> Access:
    """The same server, without anything in it."""
    if access.query.endswith("/sparql-auth"):
        auth = httpx2.DigestAuth(access.user or "", access.password or "")
        query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER(REGEX(STR(?g), '^urn:[^ac]|example|fyrnet')) }"
        asked = {"query": query, "format": "application/sparql-results+json"}
        found = httpx2.post(access.query, data=asked, auth=auth, verify=_PLAIN)
        graphs = [row["g"]["value"] for row in found.json()["results"]["bindings"]]
        text = " ; ".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs)
    else:
        auth, text = None, "DROP ALL"
    if text:
        headers = {"content-type": "application/sparql-update"}
        httpx2.post(
            access.update or access.query, content=text, headers=headers, auth=auth, timeout=60, verify=_PLAIN
        ).raise_for_status()
    return access


@contextmanager
def _running(command: list[str], url: str, folder: Path | None) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + _STARTING
        while not _answers(url):
            assert process.poll() is None, f"{command[0]} ended at once"
            assert time.monotonic() < until, f"{command[0]} does not answer"
            time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=5, verify=_PLAIN).is_success
    except httpx2.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


_GRANTS = (
    f"DB.DBA.USER_CREATE ('fyrnet', '{_PASSWORD}');",
    'GRANT SPARQL_UPDATE TO "fyrnet";',
    "DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('fyrnet', 15);",
)
_SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
MaxCheckpointRemap = 2000
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 20
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CaseMode = 2
DirsAllowed = .
SchedulerInterval = 10
MaxQueryMem = 400M
ThreadsPerQuery = 2
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 20
MaxKeepAlives = 20
KeepAliveTimeout = 10
HTTPThreadSize = 280000
Charset = UTF-8
[URIQA]
DefaultHost = localhost:{port}
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryCostEstimationTime = 4000
MaxQueryExecutionTime = 60
"""
