"""A command beside a running service that has the folder of the store.

The command reads a snapshot that the service makes for it, in its own process and without any bound of the service.
What it writes it hands to the service, together with the revision that it read: where somebody else wrote meanwhile
nothing is stored, and the command begins anew. The service knows the command by a secret that lies in the folder of the
store, where only its owner can read it.
"""

from __future__ import annotations

import http.client
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from api.tokens import LOCAL_SECRET
from graph.holder import holder
from graph.store import SnapshotStore, Written, bulk
from ontology.errors import FyrnetError, OutdatedRevision, StoreError, StoreFull, StoreUnavailable

__all__ = ["Beside", "beside"]

_PATIENCE: Final = 600.0
"""Seconds: a large write takes a while."""
_ERRORS: Final[dict[int, type[FyrnetError]]] = {412: OutdatedRevision, 507: StoreFull}


class Beside(SnapshotStore):
    """The store of a running service, read from a snapshot and written through the service."""

    def __init__(self, folder: Path, url: str, secret: str) -> None:
        self._folder, self._url, self._secret = folder, url, secret
        self._snapshot: Path | None = None
        made = self._ask("snapshot", {})
        self._snapshot = Path(made["path"])
        super().__init__(str(folder), self._snapshot, made["revision"])

    def replace(self, graphs: Mapping[NamedNode, Sequence[Quad]], *, expected: str | None = None) -> bool:
        """Let the service put these graphs in place.

        Raises
        ------
        OutdatedRevision
            Somebody else has written since the snapshot was made; nothing was stored.
        StoreError
            The service could not do it, or is gone.
        """
        assert self._snapshot
        draft = self._snapshot.parent / "graphs.nq"
        with draft.open("wb") as file:
            for graph in graphs:
                ox.serialize(graphs[graph], file, format=ox.RdfFormat.N_QUADS)
        given = {"file": str(draft), "graphs": [graph.value for graph in graphs], "expected": expected or self.revision}
        changed = bool(self._ask("replace", given)["changed"])
        if changed:
            self._renew()
        return changed

    def backup(self, folder: Path) -> str:
        """Copy what the service holds into a new folder; the revision that was copied."""
        made = self._ask("backup", {})
        try:
            bulk.copied(folder, lambda draft: bulk.copy_files(Path(made["path"]), draft))
        finally:
            shutil.rmtree(Path(made["path"]).parent, ignore_errors=True)
        return str(made["revision"])

    def restore(self, folder: Path) -> Written:
        """Let the service put a backup in place of everything that it holds."""
        draft = Path(tempfile.mkdtemp(prefix="snapshot-", dir=self._folder))
        try:
            bulk.copy_files(folder, draft / "store")
            bulk.sync_files(draft / "store")
            revision = str(self._ask("restore", {"folder": str(draft / "store")})["revision"])
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        self._renew()
        return Written(True, revision)

    def close(self) -> None:
        """Remove the snapshot."""
        super().close()
        if self._snapshot:
            shutil.rmtree(self._snapshot.parent, ignore_errors=True)

    def _renew(self) -> None:
        """Read on from what was just written."""
        old, made = self._snapshot, self._ask("snapshot", {})
        self._snapshot = Path(made["path"])
        self.show(self._snapshot, made["revision"])
        if old:
            shutil.rmtree(old.parent, ignore_errors=True)

    def _ask(self, what: str, given: Mapping[str, Any]) -> Any:
        """Ask the service for something."""
        place = urlsplit(self._url)
        connection = http.client.HTTPConnection(_reachable(place.hostname), place.port or 80, timeout=_PATIENCE)
        headers = {"Authorization": f"Bearer {self._secret}", "Content-Type": "application/json"}
        try:
            connection.request("POST", f"/local/{what}", json.dumps(given), headers)
            answer = connection.getresponse()
            body = json.loads(answer.read() or b"{}")
        except (OSError, ValueError, http.client.HTTPException) as error:
            by = f"{holder(self._folder) or 'a service that is gone'}, which does not answer ({error})"
            raise StoreUnavailable(f"the store {self._folder} is held by {by}") from None
        finally:
            connection.close()
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise _ERRORS.get(answer.status, StoreError)(str(body.get("detail", answer.reason)))
        return body


def beside(folder: Path) -> Beside | None:
    """The store of the service that has a folder; None where no service has it, or it does not know this user."""
    found = holder(folder)
    if found is None or not found.url:
        return None
    with suppress(OSError):
        secret = (folder / LOCAL_SECRET).read_text(encoding="ascii").strip()
        if secret:
            return Beside(folder, found.url, secret)
    return None


def _reachable(host: str | None) -> str:
    """Where a service on this machine is reached that listens everywhere."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host or "", host or "127.0.0.1")  # noqa: S104 - not bound to
