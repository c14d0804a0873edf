"""What the service tells its operator: one line for each event on standard error, as JSON or as text.

Invariant: no line has an address of a network, a token, the query of an address, a path as it was sent, or anything of
a document. What has no other name is told by a number, a hash, or a template.

Lines of requests do not go through `logging`, which would take longer than many an answer. They are put together by
hand and written by the handful, a moment later; whatever matters more is written at once.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any, Final, TextIO

from api.settings import Settings

__all__ = ["Log", "install"]

_MOMENT: Final = 0.05
_LONGEST: Final = 4_000
_LEVELS: Final = {"debug": 10, "info": 20, "warning": 30, "error": 40}
# Names of ours and numbers need no escaping, which is most of what a line costs.
_PLAIN: Final = re.compile(r"[^\x00-\x1f\x7f-\uffff\"\\]*")
_ADDRESSES: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+|\bBearer\s+\S+|\bfyr_[\w-]{8,}|(?<!\w)\+?\d(?:[ ]?\d){7,}(?!\w)"
)


class Log:
    """Where events go.

    Parameters
    ----------
    settings : Settings
        In which form, and from which level on.
    stream : TextIO, optional
        Standard error, where nothing else is given.
    """

    def __init__(self, settings: Settings, stream: TextIO | None = None) -> None:
        self._json = (settings.log or ("text" if sys.stderr.isatty() else "json")) == "json"
        self._least = _LEVELS[settings.log_level]
        self._stream = stream
        self._waiting: list[str] = []
        self._second = 0
        self._stamp = ""
        self.requests = self._least <= _LEVELS["info"]

    def request(self, id_: str, method: str, route: str, status: int, seconds: float, length: int) -> None:
        """One request that was answered; every argument is one of ours or was checked."""
        stamp, took = self._now(), f"{1000 * seconds:.2f}"
        if self._json:
            line = (
                f'{{"time":"{stamp}","level":"info","event":"request","id":"{id_}","method":"{method}",'
                f'"route":"{route}","status":{status},"ms":{took},"bytes":{length}}}\n'
            )
        else:
            line = f"{stamp} info request id={id_} {method} {route} {status} {took}ms {length}B\n"
        if not self._waiting:
            self._later()
        self._waiting.append(line)

    def event(self, level: str, event: str, **said: Any) -> None:
        """Anything else; told at once."""
        if _LEVELS[level] < self._least:
            return
        said = {name: value for name, value in said.items() if value is not None}
        if self._json:
            told = {"time": self._now(), "level": level, "event": event, **said}
            line = json.dumps(told, ensure_ascii=False, default=str)
        else:
            line = " ".join([self._now(), level, event, *(f"{name}={_text(value)}" for name, value in said.items())])
        self._waiting.append(f"{line}\n")
        self.flush()

    def failure(self, event: str, error: BaseException, **said: Any) -> None:
        """Something that was not foreseen: which error, and where; its message may quote what somebody sent."""
        frames = [
            f"{_place(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        message = masked(str(error))[:300]
        self.event("error", event, **said, error=type(error).__name__, message=message, traceback=frames)

    def flush(self) -> None:
        """Write what waits."""
        lines, self._waiting = self._waiting, []
        if not lines:
            return
        stream = self._stream or sys.stderr
        try:
            stream.write("".join(lines))
            stream.flush()
        except (OSError, ValueError):
            # Nobody reads the log any more: no reason to stop answering.
            return

    def _later(self) -> None:
        try:
            asyncio.get_running_loop().call_later(_MOMENT, self.flush)
        except RuntimeError:
            self.flush()

    def _now(self) -> str:
        now = time.time()
        second = int(now)
        if second != self._second:
            self._second = second
            self._stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        return f"{self._stamp}.{int(1000 * (now - second)):03d}Z"


class _Handler(logging.Handler):
    """Takes in what libraries and modules tell `logging`."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Tell one of their events."""
        level = next((name for name, number in reversed(_LEVELS.items()) if record.levelno >= number), "debug")
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            self._log.failure("message", error, source=record.name)
            return
        self._log.event(level, "message", source=record.name, message=masked(record.getMessage())[:1000])


def install(log: Log) -> Callable[[], None]:
    """Let what is told to `logging` go the same way; what undoes that."""
    root, handler = logging.getLogger(), _Handler(log)
    before = root.level
    root.addHandler(handler)
    root.setLevel(min(before, logging.WARNING) or logging.WARNING)

    def undo() -> None:
        root.removeHandler(handler)
        root.setLevel(before)
        log.flush()

    return undo


def masked(text: str) -> str:
    """A message without what looks like an address, a number to call, or a token.

    Examples
    --------
    >>> masked("no answer from anne@example.org, 00 11 22 33")
    'no answer from …, …'
    """
    # To look for numbers takes the square of a text that is nothing but digits; nobody reads so far.
    return _ADDRESSES.sub("…", text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0] + " …")


def _text(value: Any) -> str:
    text = " < ".join(reversed(value)) if isinstance(value, list) else str(value)
    return text if _PLAIN.fullmatch(text) and " " not in text and text else json.dumps(text, ensure_ascii=False)


def _place(path: str) -> str:
    """A file without the folders of this machine."""
    return "/".join(path.replace("\\", "/").split("/")[-2:])
