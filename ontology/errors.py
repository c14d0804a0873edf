"""What can go wrong, as one family.

FyrnetError
├── InvalidInput      MalformedQuery · ForbiddenUpdate · ImpossibleUpdate
│                     InvalidParameter · UnreadableDocument
├── NotFound          UnknownEntity · UnknownQuestion
├── ShapeViolation    carries the SHACL report
├── EmptyNetwork      a measure was asked of nothing
└── StoreError        StoreUnavailable · StoreFull · OutdatedRevision · QueryTimeout

A message says what was wrong, where (IRI, file, line) and what would help. Errors of other
libraries are translated where they enter, with ``raise … from``.
"""

from __future__ import annotations

__all__ = [
    "EmptyNetwork",
    "ForbiddenUpdate",
    "FyrnetError",
    "ImpossibleUpdate",
    "InvalidInput",
    "InvalidParameter",
    "MalformedQuery",
    "NotFound",
    "OutdatedRevision",
    "QueryTimeout",
    "ShapeViolation",
    "StoreError",
    "StoreFull",
    "StoreUnavailable",
    "UnknownEntity",
    "UnknownQuestion",
    "UnreadableDocument",
]


class FyrnetError(Exception):
    """Anything that fyrnet itself reports; its text is fit for a person to read."""


class InvalidInput(FyrnetError):
    """What was handed in cannot be used as it is."""


class MalformedQuery(InvalidInput):
    """Text that is not SPARQL, or not the kind of SPARQL that is allowed here."""


class ForbiddenUpdate(InvalidInput):
    """A write was asked of something that only reads."""


class ImpossibleUpdate(InvalidInput):
    """A write that is well formed, and that the data do not allow, as to create a graph that is there."""


class InvalidParameter(InvalidInput):
    """A parameter is missing, unknown, or outside its range."""


class UnreadableDocument(InvalidInput):
    """A file that is missing, empty, of a wrong kind, or holds no proposal."""


class NotFound(FyrnetError):
    """What was asked for is not there."""


class UnknownEntity(NotFound):
    """No thing of that kind has this slug or IRI."""


class UnknownQuestion(NotFound):
    """No competency question has this name."""


class ShapeViolation(FyrnetError):
    """Triples break a SHACL shape; `report` is the report in words, one line a violation."""

    def __init__(self, message: str, report: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.report = report


class EmptyNetwork(FyrnetError):
    """A measure was asked of a network without nodes."""


class StoreError(FyrnetError):
    """The store could not do what was asked of it."""


class StoreUnavailable(StoreError):
    """The store cannot be opened or reached."""


class StoreFull(StoreError):
    """There is no room for what should be written; nothing was written, and reading goes on."""


class OutdatedRevision(StoreError):
    """The data are no longer those that a write was made for."""


class QueryTimeout(StoreError):
    """A query was cut because it took longer than its bound."""
