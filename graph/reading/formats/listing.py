"""Tables into lines that read like the text of a proposal: forms with labels, lists of parties, lists of contacts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from graph.reading.headings import heading

__all__ = ["LABEL_LENGTH", "is_label", "listed", "looks_listed"]

LABEL_LENGTH = 80
"""Characters of a label at most."""

_COLUMNS = {
    "party": r"organisation(?:er)?|partner(?:e|s)?|deltagere?|aktør(?:er)?|part(?:er)?|virksomhed|institution|party|participants?",  # noqa: E501
    "role": r"rolle|role|deltager som|funktion i projektet",
    "name": r"navn|name|kontakt(?:person)?|contact(?: person)?|person",
    "title": r"titel|stilling|title|position|job",
    "unit": r"enhed|afdeling|unit|department|arbejdssted|organisation|organisation/enhed",
    "phone": r"tlf\.?|tel\.?|telefon(?:nummer|nr\.?)?|mobil|phone|telephone|mobile",
    "email": r"e-?mail|mail|e-post|email address|mailadresse",
}
_ROLES = (
    (r"lead|tovholder|leder|ledende|hovedpartner|koordinator|coordinator|ansvarlig|ejer|owner", "Lead-partner"),
    (r"fremtid|future|senere|kommende", "Fremtidige deltagere"),
    (r"mulig|evt|event|possible|potenti|måske", "Mulige deltagere"),
    (r"eksempel|example|fx|bl\.? ?a", "Blandt andre"),
)
_PARTICIPANTS = "Deltagere"


def is_label(text: str) -> bool:
    """Whether the text of a cell may be the label of a form: short, and no sentence."""
    text = text.strip()
    return 0 < len(text) <= LABEL_LENGTH and not text.endswith((".", ",", ";")) and "@" not in text


def looks_listed(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table lists parties or contacts, one a row, below a row of headers."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    known = _headers(rows[0])
    return len(known) >= 2 and ("party" in known or "name" in known) and not any(heading(cell) for cell in rows[0][1:])


def listed(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table of parties or contacts."""
    columns = _headers(rows[0])
    entries = [{what: _cell(row, place) for what, place in columns.items()} for row in rows[1:]]
    if "email" in columns or "phone" in columns:
        yield from (line for entry in entries if (line := _contact(entry)))
        return
    yield from _parties(entries)


def _headers(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    reaches = any(
        re.fullmatch(_COLUMNS[what], cell.strip(" :").lower()) for what in ("email", "phone") for cell in cells
    )
    for place, cell in enumerate(cells):
        for what, pattern in _COLUMNS.items():
            if what in found or (reaches and what == "party" and "name" not in found and place):
                continue
            if re.fullmatch(pattern, cell.strip(" :").lower()) and not (reaches and what == "party"):
                found[what] = place
                break
    return found


def _cell(row: Sequence[str], place: int) -> str:
    return " ".join(row[place].split()) if place < len(row) else ""


def _contact(entry: dict[str, str]) -> str:
    name, title, unit = (entry.get(what, "") for what in ("name", "title", "unit"))
    phone = f"tlf. {entry['phone']}" if entry.get("phone") else ""
    return "• " + ", ".join(filter(None, (name, title, unit, phone, entry.get("email", "")))) if name else ""


def _parties(entries: Iterable[dict[str, str]]) -> Iterator[str]:
    by_role: dict[str, list[str]] = {}
    for entry in entries:
        name = entry.get("party") or entry.get("name", "")
        if name:
            by_role.setdefault(_role(entry.get("role", "")), []).append(name)
    for role, names in by_role.items():
        yield f"{role}: {', '.join(names)}"
        yield ""


def _role(printed: str) -> str:
    return next((label for pattern, label in _ROLES if re.search(pattern, printed.lower())), _PARTICIPANTS)
