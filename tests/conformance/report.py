"""What came of the suites: shares by group, and each test that fails with the reason."""

from __future__ import annotations

from tests.conformance.reasons import reason
from tests.conformance.suite import GROUPS, Test, group_of

__all__ = ["Report"]

_HEAD = """# Conformance

Written by `make conformance`, which starts a service over an empty store (`FYRNET_DEFAULT_GRAPH=own`) and puts the W3C
suites to it over HTTP. They are not part of the project: `FYRNET_W3C` names their folder, `../shared/w3c/` is looked
into without it. Results are compared as multisets of bindings up to the names of blank nodes, in order where the test
says so, REDUCED as the standard lets it; graphs and datasets up to isomorphism; terms by their text, numbers and dates
in the form in which the engine keeps them (\"01\" as 1).

| suite | passed | of | share | has to be at least |
| --- | --- | --- | --- | --- |
"""
_FAILING = """
## What fails, and why

"""


class Report:
    """Outcomes as they come in."""

    def __init__(self) -> None:
        self._passed = dict.fromkeys(GROUPS, 0)
        self._failed: dict[str, dict[str, str]] = {group: {} for group in GROUPS}

    def add(self, test: Test, wrong: str | None) -> None:
        """Note one outcome."""
        group = group_of(test)
        if wrong is None:
            self._passed[group] += 1
        else:
            self._failed[group][test["id"]] = wrong

    def short(self) -> list[str]:
        """Groups of which less passes than must."""
        return [group for group, least in GROUPS.items() if self._total(group) and self._share(group) < least]

    def told(self) -> str:
        """For a terminal."""
        lines = [
            f"{group}: {self._passed[group]} of {self._total(group)} ({self._share(group):.1%}"
            f"{', too few' if group in self.short() else ''})"
            for group in GROUPS
            if self._total(group)
        ]
        failed = [f"  {name}: {wrong}" for group in GROUPS for name, wrong in self._failed[group].items()]
        return "\n".join([*lines, *failed, ""])

    def page(self) -> str:
        """For docs/conformance.md."""
        rows = [
            f"| {group} | {self._passed[group]} | {self._total(group)} | {self._share(group):.1%} | {least:.1%} |\n"
            for group, least in GROUPS.items()
        ]
        lines = [f"- `{name}` ({group}): {reason(name)}\n" for group in GROUPS for name in sorted(self._failed[group])]
        return "".join([_HEAD, *rows, _FAILING, *(lines or ["Nothing.\n"])])

    def _total(self, group: str) -> int:
        return self._passed[group] + len(self._failed[group])

    def _share(self, group: str) -> float:
        return self._passed[group] / self._total(group) if self._total(group) else 1.0
