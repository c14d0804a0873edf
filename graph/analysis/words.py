"""Numbers and sentences in Danish and English, for results that say in words what they mean."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = ["Words", "count", "joined", "listed", "number", "share", "spoken"]

_AND: Final = {"da": "og", "en": "and"}
_RECENT: Final = 4096
_DANISH_SIGNS: Final = str.maketrans(",.", ".,")


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    da: str
    en: str


def spoken(danish: str, english: str, **values: object) -> Words:
    """Fill two patterns with the same values; each takes its own of a `Words`, and writes numbers its way.

    Examples
    --------
    >>> spoken("{part} af alle", "{part} of all", part=share(0.125))
    Words(da='12 % af alle', en='12 % of all')
    """
    held = {name: number(value) if isinstance(value, int | float) else value for name, value in values.items()}
    return Words(danish.format(**_of(held, "da")), english.format(**_of(held, "en")))


def share(value: float) -> Words:
    """A share from 0 to 1 in percent, with two digits that mean something.

    Examples
    --------
    >>> share(1 / 3).da, share(0.00413).da, share(0.00413).en, share(0).en, share(0.999).en, share(1e-7).en
    ('33 %', '0,41 %', '0.41 %', '0 %', '99.9 %', 'less than 0.001 %')
    """
    if 0 < value < 1e-5:
        return Words("under 0,001 %", "less than 0.001 %")
    figures = number(100 * value)
    return Words(f"{figures.da} %", f"{figures.en} %")


@lru_cache(_RECENT)
def number(value: float) -> Words:
    """A number with two digits that mean something, or more where it is larger.

    Examples
    --------
    >>> number(3.14159).da, number(12345).da, number(12345).en, number(2.0).en
    ('3,1', '12.345', '12,345', '2')
    """
    places = 0 if value == 0 else max(0, 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{places}f}"
    if 99 < value < 100:
        text = f"{value:.1f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Words(text.translate(_DANISH_SIGNS), text)


def count(value: float, danish: tuple[str, str], english: tuple[str, str]) -> Words:
    """A number of things, with the noun for one or for several.

    Examples
    --------
    >>> count(1, ("initiativ", "initiativer"), ("initiative", "initiatives")).da
    '1 initiativ'
    """
    figures, many = number(value), int(value != 1)
    return Words(f"{figures.da} {danish[many]}", f"{figures.en} {english[many]}")


def listed(names: list[Words]) -> Words:
    """Names one after the other, the last after an "and".

    Examples
    --------
    >>> listed([Words("a", "a"), Words("b", "b"), Words("c", "c")]).da
    'a, b og c'
    """
    return Words(*(_list([getattr(name, code) for name in names], word) for code, word in _AND.items()))


def joined(*sentences: Words | None) -> Words:
    """Sentences one after the other; None says nothing."""
    said = [sentence for sentence in sentences if sentence is not None]
    return Words(" ".join(one.da for one in said), " ".join(one.en for one in said))


def _list(names: list[str], word: str) -> str:
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _of(values: Mapping[str, object], code: str) -> dict[str, object]:
    return {name: getattr(value, code) if isinstance(value, Words) else value for name, value in values.items()}
