"""When an extracted fact and one of the standard are the same: names, units, and one rule for each kind of fact.

A fact is a dict of the JSON of ``fyrnet extract``. The expected one always comes first; a fit is 0 where the two are
not the same and at most 1, more where they lie closer. Spellings of one body stand in `standard/aliases.json`, so that
the choice of a canonical name is not scored; an abbreviation that a reading should have resolved is not among them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any, Final

from graph.knowledge import key

Fact = dict[str, Any]
Fit = Callable[[Fact, Fact], float]

STANDARD: Final = Path(__file__).resolve().parent / "standard"

_STOP: Final = frozenset(
    {"af", "de", "den", "det", "en", "et", "for", "fra", "i", "med", "og", "om", "på", "the", "til"}
)
_MEASURES: Final = {
    **dict.fromkeys(("%", "pct", "procent"), "%"),
    **dict.fromkeys(("mia", "milliard", "milliarder", "billion", "bn"), "mia"),
    **dict.fromkeys(("mio", "million", "millioner"), "mio"),
    **dict.fromkeys(("kr", "krone", "kroner", "dkk"), "kr"),
    **dict.fromkeys(("ton", "tons"), "ton"),
}


@cache
def aliases() -> dict[str, str]:
    """Key of every spelling in the table to the key of its first."""
    groups = json.loads((STANDARD / "aliases.json").read_text(encoding="utf-8"))
    return {key(name): key(group[0]) for group in groups for name in group}


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one body: equal but for case, spacing and punctuation, or in the table of aliases."""
    return aliases().get(key(one), key(one)) == aliases().get(key(other), key(other))


def alike(one: str, other: str) -> float:
    """Share of common letters in order, in [0, 1]."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _tokens(name: str) -> list[str]:
    return [token for token in re.findall(r"\w+", name.casefold()) if token not in _STOP]


def _stem(word: str) -> str:
    """A Danish noun without its definite or plural ending, roughly: enough for "kommunerne" and "kommuner"."""
    return re.sub(r"(?<=\w{3})(erne|ene|er|en|et|e)$", "", word.casefold())


def _same_token(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 5 and alike(one, other) >= 0.8)


def name_fit(wanted: str, found: str) -> float:
    """How alike two names are in words and their order, 0 with less than half of the wanted name's words."""
    expected, extracted = _tokens(wanted), _tokens(found)
    shared = sum(any(_same_token(word, other) for other in extracted) for word in expected)
    if not expected or shared < len(expected) / 2:
        return 1.0 if key(wanted) == key(found) else 0.0
    jaccard = shared / max(len(expected), len(expected) + len(extracted) - shared)
    return (jaccard + alike(key(wanted), key(found))) / 2


def fits_party(wanted: Fact, found: Fact) -> float:
    """The same body; of collectives the same head word ("kommunerne i regionen" is "kommuner")."""
    if wanted["collective"] != found["collective"]:
        return 0.0
    names = (wanted["organisation"], *wanted.get("also", ()))
    if not wanted["collective"]:
        return float(any(same_name(name, found["organisation"]) for name in names))
    heads = [_stem(head) for head in (wanted["head"], *wanted.get("also", ()))]
    words = [_stem(word) for word in _tokens(found["organisation"])]
    likeness = max((alike(head, word) for head in heads for word in words), default=0.0)
    return (likeness + alike(wanted["organisation"], found["organisation"])) / 2 if likeness >= 0.8 else 0.0


def fits_thing(wanted: Fact, found: Fact) -> float:
    """Named by at least half of the expected words, within three lines of where the thing stands."""
    if "line" in wanted and not wanted["line"] - 3 <= found["line"] <= wanted["line_end"] + 3:
        return 0.0
    return max(name_fit(name, found["name"]) for name in (wanted["name"], *wanted.get("also", ())))


def fits_contact(wanted: Fact, found: Fact) -> float:
    """Name, role, telephone and e-mail all right."""
    same = key(wanted["name"]) == key(found["name"]) and key(wanted["role"] or "") == key(found["role"] or "")
    phones = (wanted["phone"], *wanted.get("phone_also", ()))
    return float(same and found["phone"] in phones and wanted["email"] == found["email"])


def fits_person(wanted: Fact, found: Fact) -> float:
    """The same person, whatever else is said."""
    return float(key(wanted["name"]) == key(found["name"]))


def near(wanted: Fact, found: Fact, tolerance: int) -> float:
    """1 on the same line, falling to 0 beyond the tolerance; without an expected line by the opening words."""
    if "line" not in wanted:
        return opens_alike(wanted["text"], found["text"])
    distance: int = abs(wanted["line"] - found["line"])
    return 1 - distance / (tolerance + 1) if distance <= tolerance else 0.0


def opens_alike(wanted: str, found: str) -> float:
    """1 where a text begins with the wanted words, less where its beginning is nearly them, else 0.

    Examples
    --------
    >>> opens_alike("Mindre støj", "Mindre  støj og renere luft"), opens_alike("Mindre støj", "Renere luft")
    (1.0, 0.0)
    """
    expected = key(wanted)
    likeness = alike(expected, key(found)[: len(expected)])
    return likeness if likeness >= 0.8 else 0.0


def fits_effect(wanted: Fact, found: Fact) -> float:
    """At most two lines apart, with the same year or none."""
    return near(wanted, found, 2) if wanted["year"] == found["year"] else 0.0


def fits_figure(wanted: Fact, found: Fact) -> float:
    """The same value, range and pending mark in a unit that can be the same, near the quantity or its bullet."""
    fields = ("value", "value_max", "pending")
    if any(wanted[field] != found[field] for field in fields) or not same_unit(wanted["unit"], found["unit"]):
        return 0.0
    if "line" not in wanted:
        return 1.0
    inside = wanted["bullet"] - 3 <= found["line"] <= wanted["line"] + 3
    return 1 / (1 + min(abs(found["line"] - wanted[end]) for end in ("bullet", "line"))) if inside else 0.0


def same_unit(wanted: str | None, found: str | None) -> bool:
    """Whether two units can mean the same; a standard without unit accepts any, and a noun that is counted may lack.

    Examples
    --------
    >>> same_unit("mia. kr.", "milliarder kroner"), same_unit("mia. kr.", "mio. kr."), same_unit("%", "pct.")
    (True, False, True)
    >>> same_unit("indbyggere", None), same_unit("indbyggere", "nye indbyggere"), same_unit("mia. kr.", None)
    (True, True, False)
    """
    if wanted is None:
        return True
    expected, extracted = _unit(wanted), _unit(found or "")
    measures = set(_MEASURES.values())
    if expected & measures != extracted & measures:
        return False
    nouns, others = expected - measures, extracted - measures
    return not nouns or not others or any(alike(_stem(a), _stem(b)) >= 0.75 for a in nouns for b in others)


def _unit(text: str) -> set[str]:
    words = re.findall(r"%|\w+", text.casefold())
    return {_MEASURES.get(word, word) for word in words}


def fits_element(wanted: Fact, found: Fact) -> float:
    """At most one line apart."""
    return near(wanted, found, 1)


def fits_mention(wanted: Fact, found: Fact) -> float:
    """The same body, wherever it is named."""
    return float(same_name(wanted["organisation"], found["organisation"]))


def fits_initiative(wanted: Fact, found: Fact) -> float:
    """Number, title (perhaps with a subtitle) and, where the standard has it, first line as printed."""
    titled = key(found["title"]).startswith(key(wanted["title"]))
    numbered = found["number"] in (wanted["number"], *wanted.get("number_also", ()))
    return float(titled and numbered and wanted["line"] in (None, found["line"]))


def same_field(field: str) -> Callable[[Fact, Fact], bool]:
    """Whether two facts agree in one field."""
    return lambda wanted, found: bool(wanted[field] == found[field])


def right_role(wanted: Fact, found: Fact) -> bool:
    """The role expected, or another that the standard accepts."""
    return found["role"] in (wanted["role"], *wanted.get("role_also", ()))


def right_under(wanted: Fact, found: Fact) -> bool:
    """The framing programme as expected, or rightly none; any where the standard leaves it open."""
    if wanted.get("under_open"):
        return True
    if wanted["under"] is None or found["under"] is None:
        return wanted["under"] is found["under"]
    return key(wanted["under"]) in key(found["under"])


def right_kind(wanted: Fact, found: Fact) -> bool:
    """The kind expected, or another that the standard accepts."""
    return found["kind"] in (wanted["kind"], *wanted.get("kind_also", ()))


def right_level(wanted: Fact, found: Fact) -> bool:
    """The level expected, or one deeper where the line that leads in may be taken for an element."""
    return found["level"] in (wanted["level"], *wanted.get("level_also", ()))


def right_owners(wanted: Fact, found: Fact) -> bool:
    """All organisations that the standard knows to own or run the thing."""
    owners = found["organisations"]
    return all(any(same_name(owner, other) for other in owners) for owner in wanted["organisations"])


def right_unit(wanted: Fact, found: Fact) -> bool:
    """The unit as expected, perhaps with more; the standard without one accepts any."""
    return wanted["unit"] is None or key(wanted["unit"]) in key(found["unit"] or "")
