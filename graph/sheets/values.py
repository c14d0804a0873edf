"""What is typed into single cells: telephones, addresses, years, amounts, several things at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.reading.lexicon import lexicon
from graph.reading.quantities import quantities
from graph.sheets.cells import Cell

__all__ = ["Amount", "amount", "email", "one_line", "parts", "phone", "year"]

_PARTS = re.compile(r"\s*[;\n]\s*")
_BULLET = re.compile(r"^(?:[•●▪◦‣·*]\s*|[-–—]\s+)")
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_BETWEEN_PHONES = re.compile(r"[;,/|\n]|\s(?:og|eller|or|and)\s")
_POWER = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FEWEST, _USUAL, _MOST = 4, 8, 15
"""Digits of a telephone: what is left when zeros at its head were lost, a Danish number, the most in any country."""


@dataclass(frozen=True)
class Amount:
    """A value or a range, with the unit where it is typed into the same cell."""

    value: float | int | None = None
    value_max: float | int | None = None
    unit: str | None = None
    pending: bool = False


def one_line(text: str) -> str:
    """The text of a cell without line ends."""
    return " ".join(text.split())


def parts(text: str) -> list[str]:
    r"""The things of a cell that holds several, parted by semicolons or line ends, without bullets.

    Examples
    --------
    >>> parts("Grøn Havn A/S; Region Hovedstaden\n• CLEAN")
    ['Grøn Havn A/S', 'Region Hovedstaden', 'CLEAN']
    """
    return [part for raw in _PARTS.split(text) if re.search(r"\w", part := one_line(_BULLET.sub("", raw.strip())))]


def phone(cell: Cell) -> tuple[str | None, tuple[str, str] | None]:
    """The digits of the first telephone of a cell, and what is doubtful in English and Danish.

    Examples
    --------
    >>> phone(Cell("+45 00 11 22 33"))[0], phone(Cell("112233", number=112233))[0], phone(Cell("tlf. 00112233"))[0]
    ('4500112233', '00112233', '00112233')
    """
    if _POWER.fullmatch(cell.text):
        return None, ("the telephone was cut to a power of ten", "telefonnummeret er afkortet til en tierpotens")
    found = [digits for part in _BETWEEN_PHONES.split(cell.text) if (digits := re.sub(r"[^0-9]", "", part))]
    whole = [digits for digits in found if _USUAL <= len(digits) <= _MOST]
    if whole:
        several = ("more than one telephone; the first is kept", "mere end én telefon; den første er beholdt")
        return whole[0], several if len(whole) > 1 else None
    if found and _FEWEST <= len(found[0]) < _USUAL:
        full = found[0].zfill(_USUAL)
        return full, (
            f"the telephone has {len(found[0])} digits: zeros at its head were put back",
            f"telefonnummeret har {len(found[0])} cifre: foranstillede nuller er sat på igen",
        )
    return None, ("no telephone could be read here", "her kunne ingen telefon læses")


def email(cell: Cell) -> tuple[str | None, tuple[str, str] | None]:
    """The first address of a cell in small letters, and what is doubtful in English and Danish."""
    found = _EMAIL.findall(lexicon().at_signs.sub("@", cell.text))
    if not found:
        return None, ("no e-mail address could be read here", "her kunne ingen e-mailadresse læses")
    several = ("more than one e-mail; the first is kept", "mere end én e-mail; den første er beholdt")
    return found[0].lower().strip(".'"), several if len({address.lower() for address in found}) > 1 else None


def year(text: str) -> int | None:
    """The first year in a text or a date.

    Examples
    --------
    >>> year("2025"), year("ultimo 2025"), year("2025-12-31"), year("på sigt")
    (2025, 2025, 2025, None)
    """
    match = _YEAR.search(text)
    return int(match[0]) if match else None


def amount(cell: Cell, *, english: bool = False) -> Amount | None:
    """The amount of a cell; in `english` a comma parts thousands.

    Examples
    --------
    >>> amount(Cell("1.200,5")), amount(Cell("1,200"), english=True).value, amount(Cell("ca. 5-10 mio. kr.")).unit
    (Amount(value=1200.5, value_max=None, unit=None, pending=False), 1200, 'mio. kr.')
    """
    if cell.number is not None:
        return Amount(cell.number)
    alone = _number(cell.text, english=english)
    if alone is not None:
        return Amount(alone)
    if lexicon().pending.search(cell.text) or lexicon().pending.search(f"[{cell.text}]"):
        return Amount(pending=True)
    stated = quantities(one_line(cell.text), english=english)
    return Amount(stated[0].value, stated[0].value_max, stated[0].unit) if stated else None


def _number(text: str, *, english: bool) -> float | int | None:
    """A text that is a number and nothing else."""
    bare = text.replace(" ", "").replace("−", "-")
    thousands, decimals = (",", r"\.") if english else (r"\.", ",")
    if re.fullmatch(rf"-?[1-9]\d{{0,2}}(?:{thousands}\d{{3}})+(?:{decimals}\d{{1,12}})?", bare):
        bare = bare.replace("," if english else ".", "").replace(",", ".")
    elif re.fullmatch(r"-?\d{1,15}(?:[.,]\d{1,12})?", bare):
        bare = bare.replace(",", ".")
    else:
        return None
    return float(bare) if "." in bare else int(bare)
