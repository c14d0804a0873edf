"""The tables that fyrnet itself writes: their sheets and columns, the rows that show how, and the guide beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from graph.knowledge import key
from graph.sheets.columns import Language, heading

__all__ = ["EXAMPLES", "GUIDE", "SHEETS", "example_texts", "examples_title", "guide_texts", "headers"]

SHEETS: Mapping[str, tuple[str, ...]] = {
    "participation": ("number", "initiative", "organisation", "role", "group"),
    "dependency": ("number", "initiative", "builds_on", "kind", "under", "owners"),
    "contact": ("number", "initiative", "person", "job", "department", "phone", "email"),
}
"""Kind of sheet → its columns."""

_TITLES: Mapping[Language, str] = {
    "da": "EKSEMPEL: Syngende bøjer (slet denne række)",
    "en": "EXAMPLE: Singing buoys (delete this row)",
}

EXAMPLES: Mapping[Language, Mapping[str, Sequence[Mapping[str, str]]]] = {
    "da": {
        "participation": [
            {"organisation": "Foreningen Syngende Bøjer", "role": "lead-partner"},
            {"organisation": "kystbyer", "role": "mulig", "group": "ja"},
        ],
        "dependency": [
            {"builds_on": "Bøjekor på prøve", "kind": "projekt", "owners": "Foreningen Syngende Bøjer"},
            {"builds_on": "Strategi for musik til søs", "kind": "strategi"},
        ],
        "contact": [
            {"person": "Mads Eksempel", "job": "korleder", "phone": "00112233", "email": "mads@example.org"},
            {"person": "Ida Eksempel", "department": "Bøjekontoret", "email": "ida@example.org"},
        ],
    },
    "en": {
        "participation": [
            {"organisation": "The Singing Buoys Society", "role": "lead partner"},
            {"organisation": "coastal towns", "role": "possible", "group": "yes"},
        ],
        "dependency": [
            {"builds_on": "Buoy choir on trial", "kind": "project", "owners": "The Singing Buoys Society"},
            {"builds_on": "Strategy for music at sea", "kind": "strategy"},
        ],
        "contact": [
            {"person": "Mads Example", "job": "choirmaster", "phone": "00112233", "email": "mads@example.org"},
            {"person": "Ida Example", "department": "Buoy office", "email": "ida@example.org"},
        ],
    },
}
"""Rows that show how a template is filled in; left out when it is read."""

GUIDE: Mapping[Language, Sequence[str]] = {
    "da": (
        "Sådan udfyldes skemaet",
        "Skriv én række for hver deltager, for hvert grundlag og for hver kontaktperson, hver på sit ark.",
        "Et tomt felt under Initiativ betyder: det samme initiativ som i rækken ovenfor.",
        "Initiativet kan være et, der allerede findes: skriv dets titel, som den står.",
        "Rolle: lead-partner, deltager, eksempel (nævnt som eksempel), mulig eller fremtidig. Tomt felt: deltager.",
        "Gruppe: ja, hvis der står en gruppe som “kommuner” og ikke én organisation. Tomt felt: navnet afgør det.",
        "Flere i samme felt: skil dem ad med semikolon.",
        "Program er det program eller den strategi, som grundlaget hører under. Ejere ejer eller driver det.",
        "Kolonner må flyttes, udelades og skrives på dansk eller engelsk. Formler læses ikke: indsæt dem som værdier.",
        "Rækkerne med EKSEMPEL springes over; de kan slettes.",
    ),
    "en": (
        "How to fill in these tables",
        "Write one row for each participant, for each thing built on, and for each contact person, each on its sheet.",
        "An empty cell under Initiative means: the same initiative as in the row above.",
        "The initiative may be one that is known already: write its title as it stands.",
        "Role: lead partner, participant, example (named as one), possible or future. Empty: participant.",
        "Group: yes where it is a group such as “municipalities” and no single organisation. Empty: the name decides.",
        "Several in one cell: part them by semicolons.",
        "Programme is the programme or strategy that it belongs to; Owners are those who own or run it.",
        "Columns may be moved, left out, and headed in Danish or English. Formulas are not read: paste them as values.",
        "Rows that begin with EXAMPLE are passed over; you may delete them.",
    ),
}
"""Lines of the sheet that explains the others."""


def headers(kind: str, language: Language) -> list[str]:
    """Headers of one sheet."""
    return [heading(field, language) for field in SHEETS[kind]]


def examples_title(language: Language) -> str:
    """Title of the invented initiative of the rows that show how."""
    return _TITLES[language]


@cache
def example_texts() -> Mapping[str, frozenset[str]]:
    """Key of the title in the rows that show how → every text in them."""
    return {
        key(_TITLES[language]): frozenset(
            text for rows in sheets.values() for row in rows for text in (_TITLES[language], *row.values())
        )
        for language, sheets in EXAMPLES.items()
    }


@cache
def guide_texts() -> frozenset[str]:
    """The lines of both guides."""
    return frozenset(line for lines in GUIDE.values() for line in lines)
