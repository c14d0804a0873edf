"""Names of a package that are imported when somebody first asks for them: who only looks up waits for no engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

__all__ = ["later"]


def later(package: str, where: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of a package (PEP 562).

    Parameters
    ----------
    package : str
        Its name.
    where : mapping of str to str
        The module of each name.

    Examples
    --------
    >>> later("graph", {"sqrt": "math"})("sqrt")(4.0)
    2.0
    """

    def attribute(name: str) -> object:
        if name not in where:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(where[name]), name)

    return attribute
