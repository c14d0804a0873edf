"""Signs of a text that only say how it looks: markdown, rules under headings, rows of tables.

Plain text marks headings, bold words, links and tables by signs; here these signs become what they stand for, a *shape*
that a line has or words without the signs, so that nothing behind this module has to know them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.reading.furniture import BULLET
from graph.reading.lexicon import lexicon
from graph.reading.lines import Line

__all__ = ["cells", "is_rule", "row_as_item", "shape", "unmarked"]

_RULE = re.compile(r"\s*([=\-~_–—*])(?:\s?\1){2,}\s*")
_TABLE_RULE = re.compile(r"[\s|+:–—=-]*[-=–—]{2,}[\s|+:–—=-]*")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1")
_BOLD_LINE = re.compile(r"(\*\*|__)[^*]{2,90}\1:?")
_LEVEL = re.compile(r"(#{1,6})\s*\w")
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\((?:https?:|mailto:|#|/|www\.)[^()\s]{0,300}\)")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+\S")
_ROMAN = re.compile(r"[IVX]{1,5}[.)]\s+\S")
_LONGEST_HEADING = 100
_LETTERS = 4


def is_rule(text: str) -> bool:
    """Whether a line is a rule of dashes or the like, as under a heading or between the rows of a table."""
    return bool(_RULE.fullmatch(text[:200]) or ("|" in text[:200] and _TABLE_RULE.fullmatch(text[:200])))


def shape(line: Line, after: Line | None) -> str:
    """How a line is printed as a heading: its style, "##", "**", the rule under it, "1.1", "CAPS", "?", or ""."""
    text = line.text.strip()
    if line.style in ("heading", "title"):
        return line.style
    if not text or len(text) > _LONGEST_HEADING:
        return ""
    level = _LEVEL.match(text) if text[0] == "#" else None
    if level:
        return level[1]
    if text[:2] in ("**", "__") and _BOLD_LINE.fullmatch(text):
        return "**"
    under = _RULE.fullmatch(after.text) if after and not after.blank and len(after.text) <= 200 else None
    if under and not BULLET.match(line.text):
        return under[1]
    number = _NUMBERED.match(text) if text[0].isdigit() else None
    if number:
        return ".".join("1" for _ in number[1].split("."))
    return _by_letters(text)


def _by_letters(text: str) -> str:
    if text == text.upper() and sum(map(str.isalpha, text)) >= _LETTERS and not BULLET.match(text):
        return "CAPS"
    if _ROMAN.match(text):
        return "I"
    return "?" if text.endswith("?") else ""


def unmarked(text: str) -> str:
    """The words of a line without the signs for bold print and links.

    Examples
    --------
    >>> unmarked("**Parter:** [Gate 21](https://example.org)")
    'Parter: Gate 21'
    """
    if "**" in text or "__" in text:
        text = _BOLD.sub(r"\2", text)
    return _LINK.sub(r"\1", text) if "](" in text else text


def cells(text: str) -> list[str]:
    """The cells of a row of a table that is printed with "|" or tabs; none where the line is no row."""
    if "|" not in text and "\t" not in text.strip():
        return []
    parts = re.split(r"\s*\|\s*|\s*\t\s*", text.strip().strip("|").strip())
    return parts if sum(bool(part) for part in parts) > 1 else []


def row_as_item(row: Sequence[str], section: str) -> str | None:
    """A row of a table as an item of a list; ``None`` for the head of the table."""
    filled = [cell for cell in row if cell]
    if all(lexicon().column_heads.fullmatch(cell) for cell in filled):
        return None
    if section == "parties":
        return _party(filled)
    first, *others = filled
    if section == "foundations":
        return f"• {first}"
    return f"• {', '.join(filled)}" if section == "contact" else f"• {first}: {', '.join(others)}"


def _party(row: Sequence[str]) -> str:
    """The name of a party with its role in brackets; who else stands in the row is none."""
    roles = [cell for cell in row if lexicon().role_cell.fullmatch(cell)]
    names = [cell for cell in row if cell not in roles]
    return f"• {(names or roles)[0]}" + (f" ({roles[0]})" if roles and names else "")
