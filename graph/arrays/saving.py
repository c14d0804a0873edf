"""Arrays in a file that is mapped into memory: opened in milliseconds, read where somebody looks.

The file says which revision it holds, how long it is and what its checksum is. One of another revision, one that was
cut short and one in which a byte is wrong are no files at all: what they were made from is still there. Nothing in them
is ever executed.
"""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph.arrays.iris import Iris, Texts
from graph.arrays.model import Arrays, Pairs, Statements
from graph.store import Store
from ontology.errors import StoreError

__all__ = ["beside", "load", "save"]

_MAGIC: Final = b"fyrnet arrays 1\n"
_LENGTH: Final = 8
_STEP: Final = 64
_COUNTS: Final = ("initiative_count", "partner_count", "builder_count")
_TEXTS: Final[dict[str, Any]] = {"iris": Iris, "danish": Texts, "english": Texts}
_TABLES: Final = {
    field.name: Statements if field.type == "Statements" else Pairs
    for field in fields(Arrays)
    if field.type in ("Statements", "Pairs")
}

_Column = npt.NDArray[Any]


def beside(store: Store, name: str) -> Path | None:
    """Where something made of a store is kept: in its folder; None where it has none on this machine."""
    folder = Path(store.location)
    return folder / name if folder.is_dir() else None


def save(arrays: Arrays, path: Path) -> None:
    """Write arrays into one file, whole or not at all.

    Parameters
    ----------
    arrays : Arrays
        Without a filter.
    path : Path
        Is replaced where it is there; its folder must be there.

    Raises
    ------
    ValueError
        The arrays are a view by a filter.
    StoreError
        The file cannot be written.
    """
    if arrays.kept is not None:
        raise ValueError("a view by a filter is not worth a file: save the arrays it was made from")
    columns = {name: np.ascontiguousarray(column) for name, column in _columns(arrays)}
    places, size = {}, 0
    for name, column in columns.items():
        places[name] = [column.dtype.str, len(column), size]
        size += -(-column.nbytes // _STEP) * _STEP
    about = {"revision": arrays.revision, "roles": arrays.roles, "types": arrays.types, "columns": places, "size": size}
    try:
        _write(path, about, columns.values())
    except OSError as error:
        raise StoreError(f"{path} cannot be written ({error}): is there room, and may you write there?") from error


def load(path: Path, revision: str) -> Arrays | None:
    """Arrays of a revision out of a file; None where there is no such file, a broken one, or one of another revision.

    Notes
    -----
    Every byte is read once, for the checksum; afterwards the system may let go of those that nobody looks at.
    """
    try:
        with path.open("rb") as file:
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        about, body = _head(mapped)
        if about["revision"] != revision or zlib.crc32(body) != about["checksum"]:
            return None
        columns = {name: _column(body, *place) for name, place in about["columns"].items()}
        return _arrays(about, columns)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _columns(arrays: Arrays) -> Iterable[tuple[str, _Column]]:
    """Everything there is to write, by names."""
    for name in _TEXTS:
        texts = getattr(arrays, name)
        yield from ((f"{name}.blob", texts.blob), (f"{name}.offsets", texts.offsets))
    yield from (("type", arrays.type), ("rank", arrays.rank))
    for name in _TABLES:
        table = getattr(arrays, name)
        yield from ((f"{name}.{column}", values) for column, values in table.columns().items())
        yield f"{name}.turned", table.turned
    yield from ((name, getattr(arrays, name)) for name in _COUNTS)


def _write(path: Path, about: dict[str, Any], columns: Iterable[_Column]) -> None:
    draft, checksum = path.with_name(f"{path.name}.{os.getpid()}"), 0
    try:
        with draft.open("wb") as file:
            # The head is written twice, as the checksum is known at the end: a number of ten digits keeps its length.
            file.write(_headed(about, checksum))
            for column in columns:
                data = column.tobytes()
                data += bytes(-len(data) % _STEP)
                checksum = zlib.crc32(data, checksum)
                file.write(data)
            file.seek(0)
            file.write(_headed(about, checksum))
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _headed(about: Mapping[str, Any], checksum: int) -> bytes:
    """What stands before the columns, of a length that leaves them in step."""
    text = json.dumps({**about, "checksum": checksum}).encode()
    longest = len(json.dumps({**about, "checksum": 0xFFFFFFFF}).encode())
    whole = -(-(len(_MAGIC) + _LENGTH + longest) // _STEP) * _STEP
    return _MAGIC + whole.to_bytes(_LENGTH, "little") + text.ljust(whole - len(_MAGIC) - _LENGTH)


def _head(mapped: memoryview) -> tuple[dict[str, Any], memoryview]:
    """What a file says of itself, and its columns; ValueError where it is none, or cut short."""
    begin = len(_MAGIC) + _LENGTH
    if bytes(mapped[: len(_MAGIC)]) != _MAGIC:
        raise ValueError("no file of arrays")
    whole = int.from_bytes(mapped[len(_MAGIC) : begin], "little")
    about = json.loads(bytes(mapped[begin:whole]))
    if len(mapped) != whole + about["size"]:
        raise ValueError("cut short")
    return about, mapped[whole:]


def _column(body: memoryview, dtype: str, length: int, start: int) -> _Column:
    return np.frombuffer(body, np.dtype(dtype), length, start)


def _arrays(about: Mapping[str, Any], columns: Mapping[str, _Column]) -> Arrays:
    tables: dict[str, Any] = {}
    for name, type_ in _TABLES.items():
        table = type_(**{field.name: columns[f"{name}.{field.name}"] for field in fields(type_)})
        table.__dict__["turned"] = columns[f"{name}.turned"]
        tables[name] = table
    made = Arrays(
        revision=about["revision"],
        **{name: type_(columns[f"{name}.blob"], columns[f"{name}.offsets"]) for name, type_ in _TEXTS.items()},
        roles=tuple(about["roles"]),
        types=tuple(about["types"]),
        type=columns["type"],
        rank=columns["rank"],
        **tables,
    )
    # What is worked out once and kept, as `functools.cached_property` keeps it.
    made.__dict__.update({name: columns[name] for name in _COUNTS})
    return made
