"""Commands that take more than one call; each module has `add_arguments` and `run`."""

from __future__ import annotations

from api.commands import documents, review

__all__ = ["documents", "review"]
