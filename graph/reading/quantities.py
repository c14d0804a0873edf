"""Quantities in a sentence: numbers and ranges in Danish or English notation, with their unit.

Years, dates, durations, ages, the numbers of pages and the condition of a hypothesis are none; an amount in words
("halvdelen") is one without a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.reading.lexicon import lexicon
from graph.reading.lists import inside

__all__ = ["Quantity", "is_english", "number", "quantities"]

_NUMBER = (
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:\ \d{3})+|\d+(?:,\d+)?(?:,\d{3})*|\d+\.\d{1,2}"
)
_HALF = r"½|\s1/2(?!\d)"
_GLUED = r"(?:km|kg|kr|mio|mia|pct|ton|MW|GW|kWh|MWh|GWh|m2|m²|m3|m³|ha|GB|TB|mm|cm)\b"
_QUANTITY = re.compile(
    rf"""
    (?<! [\w.,/] ) (?: (?<! [\w-] ) (?P<sign>[-−–]) (?=\d) | (?<! - ) )
    (?P<first>{_NUMBER}) (?P<half>{_HALF})?
    (?: \s* (?P<unit1>%|pct\.?|procent)? \s* (?P<joint>-|–|—|til\b|to\b|og\b|and\b) \s*
        (?P<second>{_NUMBER}) (?P<half2>{_HALF})? )?
    (?:,-)? [⁰¹²³⁴-⁹]{{0,2}}
    (?! \d | [.,]\d | /\d | (?!{_GLUED}) [A-Za-zÆØÅæøå] )
    (?P<ordinal> \. (?=\s+[a-zæøå]) )?
    """,
    re.VERBOSE,
)
_A_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_MARKED = re.compile(r"(?:19|20)\d\d\d")
"""A year with the mark of a footnote glued to it."""
_YEAR_AHEAD = re.compile(r"\b(?:i|in|siden|since|fra|from|inden|by)\s+$", re.IGNORECASE)
_SIGN = re.compile(r"\s*(%|pct\.?|procent(?!\w)|per cent|percent(?!\w)|€|\$)")
_MEASURED = re.compile(rf"\s*(?:%|pct|procent|per cent|percent|€|\$|{_GLUED})")
_CURRENCY_AHEAD = re.compile(r"(?<!\w)(kr\.?|dkk|eur|euro|usd|sek|€|\$|£)\s*$", re.IGNORECASE)
_TOKEN = re.compile(r"\s*([\wÆØÅæøå/€$²³-]+\.?(?:/\w+)?)")
_CHEMICAL = re.compile(r"\s+(CO2|CO₂|C02)\b")
_CHANGED = re.compile(rf"\s*(?:(?:i|in)\s+\d{{4}}\s+)?(?:til|to)\s+(?:{_NUMBER})(?:{_HALF})?")
_FOOTNOTE = re.compile(r"(?<=[^\W\d_]{3})\d{1,2}$|[⁰¹²³⁴-⁹]+$(?<!m[²³])")
"""The mark of a footnote, glued to a word."""
_ABBREVIATED = 5
"""Characters of the longest abbreviation of a magnitude or a currency, its full stop included."""
_SAMPLE = 20_000
_LENGTHS = ("m", "t")
"""Metres and tonnes, where no currency follows: "4.5m euro"."""
_LONGEST = 60
_NEAR = 40
"""Characters around a number that tell what it is."""


@dataclass(frozen=True)
class Quantity:
    """A stated quantity in `text[start:end]`; it has no `value` where it stands in words."""

    value: float | int | None
    value_max: float | int | None
    unit: str | None
    start: int
    end: int


def quantities(text: str, *, english: bool = False) -> list[Quantity]:
    """Every quantity that a sentence states, in printed order; in `english` a comma parts thousands."""
    in_words = (Quantity(None, None, None, *match.span()) for match in lexicon().in_words.finditer(text))
    return sorted((*_in_digits(text, english), *in_words), key=lambda quantity: quantity.start)


def number(printed: str, *, english: bool = False) -> float | int:
    """A printed number.

    In Danish a full stop parts thousands and a comma the decimals; in English it is the other way round. One or two
    digits behind a full stop are decimals in both.

    Examples
    --------
    >>> number("141.000"), number("34,8"), number("1,200", english=True), number("2.5")
    (141000, 34.8, 1200, 2.5)
    """
    plain = printed.replace(" ", "")
    if re.fullmatch(r"\d+\.\d{1,2}", plain):
        return float(plain)
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:,\d{3})+\.\d+", plain) or (
        english and re.fullmatch(r"\d{1,3}(?:,\d{3})+", plain)
    ):
        plain = plain.replace(",", "")
    else:
        # Several commas part no decimals, whatever they do: a lost hyphen makes "9,00011,000" of a range.
        plain = plain.replace(".", "").replace(",", "." if plain.count(",") == 1 else "")
    return float(plain) if "." in plain else int(plain)


def _in_digits(text: str, english: bool) -> Iterator[Quantity]:
    conditions = [match.span() for match in lexicon().condition.finditer(text)]
    for match in _matches(text):
        if (
            len(match[0]) > _LONGEST
            or inside(conditions, match.start(), match.start() + 1)
            or _is_date(text, match)
            or _is_time_or_age(text, match)
        ):
            continue
        value, value_max = _values(match["first"], match["second"], english=english)
        value = value + 0.5 if match["half"] else value
        value_max = value_max + 0.5 if value_max is not None and match["half2"] else value_max
        value = -value if match["sign"] else value
        if match["ordinal"] and value_max is None:
            word = re.match(r"\s*(\w+)", text[match.end() : match.end() + _NEAR])
            if word and lexicon().ordinals_of.fullmatch(word[1]):
                continue
            yield Quantity(value, None, word[1] if word else None, match.start(), match.end())
            continue
        unit, end = _unit(text, match)
        yield Quantity(value, value_max, unit, match.start(), end)


def is_english(text: str) -> bool:
    """Whether a text is written in English rather than in Danish, by its small words."""
    words = re.findall(r"\w+", text[:_SAMPLE].lower())
    danish = sum(map(lexicon().danish_words.__contains__, words))
    return sum(map(lexicon().english_words.__contains__, words)) > danish


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Quantities and ranges; "3,8 pct. til 34,8 mia." and "i 2013 til 50 %" are none, so their ends are read apart."""
    place = 0
    while match := _QUANTITY.search(text, place):
        if match["second"] and not _is_range(text, match):
            ends = (match.end(group) for group in ("unit1", "half", "first"))
            match = _QUANTITY.search(text, match.start(), next(end for end in ends if end >= 0)) or match
        yield match
        place = match.end()


def _is_range(text: str, match: re.Match[str]) -> bool:
    if match["joint"] in ("og", "and") and not lexicon().between.search(
        text[max(0, match.start() - _NEAR) : match.start()]
    ):
        return False
    if _A_YEAR.fullmatch(match["first"]) and not (match["joint"] in "-–—" or _A_YEAR.fullmatch(match["second"])):
        return False
    if match["joint"] in ("til", "to") and _changes(text, match.start()):
        return False
    if not match["unit1"]:
        return True
    same = re.escape(match["unit1"].rstrip("."))
    return bool(re.match(rf"\s*{same}", text[match.end() : match.end() + _NEAR]))


def _changes(text: str, start: int) -> bool:
    """Whether what stands at `start` is the first figure of a change: "steg fra 19 til 41"."""
    return bool(lexicon().changes.search(text[max(0, start - 2 * _NEAR) : start]))


def _values(first: str, second: str | None, *, english: bool = False) -> tuple[float | int, float | int | None]:
    """Value and upper end; in "7-13.000" the lower end shares the thousands of the upper one.

    Examples
    --------
    >>> _values("7", "13.000"), _values("1,4", None), _values("3", "6")
    ((7000, 13000), (1.4, None), (3, 6))
    """
    low = number(first, english=english)
    if second is None:
        return low, None
    high = number(second, english=english)
    if re.search(r"\.\d{3}$", second) and "." not in first and low * 1000 < high:
        low *= 1000
    return low, high


def _is_date(text: str, match: re.Match[str]) -> bool:
    """A year, a span of years, a day of a month, or the number of a page, chapter or paragraph."""
    before = text[max(0, match.start() - _NEAR) : match.start()]
    after = text[match.end() : match.end() + _NEAR]
    years = [part for part in (match["first"], match["second"]) if part]
    if _A_YEAR.fullmatch(years[0]) and all(re.fullmatch(r"(?:19|20)\d\d|\d\d", part) for part in years):
        counts = re.match(r"\s*(?:%|pct|kr|mio|mia|ton|personer|virksomheder|kommuner)", after)
        word = re.match(r"\s*(\w+)", after)
        counted = word is not None and (bool(lexicon().about.search(before)) or word[1] in lexicon().passed_over)
        return not counts and not counted
    if _YEAR_MARKED.fullmatch(match[0]) and _YEAR_AHEAD.search(before) and not _MEASURED.match(text, match.end()):
        return True
    month = re.match(r"\.?\s*(\w+)", after)
    if month and month[1].lower() in lexicon().months:
        return True
    return bool(lexicon().counted_parts.search(before))


def _is_time_or_age(text: str, match: re.Match[str]) -> bool:
    """A length of time or an age: "de næste 20-30 år", "om 30 år", "5-årig", "før de fylder 25", "unge under 25"."""
    word = re.match(r"[\s-]*([^\W\d_]+)", text[match.end() : match.end() + _NEAR])
    if word is not None and word[1].lower() in lexicon().durations:
        return True
    aged = lexicon().ages.search(text[max(0, match.start() - _NEAR) : match.start()])
    return bool(aged) and not match["unit1"] and not _MEASURED.match(text, match.end())


def _unit(text: str, match: re.Match[str]) -> tuple[str | None, int]:
    """The unit as printed at a number ("%", "mia. kr.", "ton CO2", the noun it counts), and where it ends."""
    rest = text[match.end() : match.end() + 3 * _NEAR]
    ahead = text[max(0, match.start() - _NEAR) : match.start()]
    sign = _SIGN.match(rest)
    if sign or match["unit1"]:
        return (sign[1] if sign else match["unit1"]), match.end() + (sign.end() if sign else 0)
    words, end = _unit_behind(rest)
    currency = _CURRENCY_AHEAD.search(ahead)
    if currency:
        magnitude = [word for word in words if word.lower().rstrip(".") in lexicon().magnitudes]
        return " ".join([*magnitude[:1], currency[1]]), match.end() + (end if magnitude else 0)
    if words:
        return " ".join(words), match.end() + end
    if changed := _CHANGED.match(text, match.end()) if _changes(text, match.start()) else None:
        sign = _SIGN.match(text, changed.end())
        words = [sign[1]] if sign else _unit_behind(text[changed.end() : changed.end() + 3 * _NEAR])[0]
        if words:
            return " ".join(words), match.end()
    return _unit_before(text[: match.start()][-2 * _NEAR :]), match.end()


def _unit_before(ahead: str) -> str | None:
    """What a figure counts where that stands before it: "Bådpladser: 18.000", "top 5", "antallet af sæler er 12"."""
    named = re.search(r"(\w+)\s*[–:-]\s*$", ahead) or re.search(r"\b(top)\s*$", ahead, re.I)
    counted = named or lexicon().number_of.search(ahead)
    return next((word for word in counted.groups() if word), None) if counted else None


def _unit_behind(rest: str) -> tuple[list[str], int]:
    """The words of the unit that `rest` begins with, and where they end."""
    words = lexicon()
    taken: list[str] = []
    end = 0
    tokens = _tokens(rest)
    described = 0
    for index, token in enumerate(tokens):
        word, bare = token[1], token[1].lower()
        if len(taken) >= 3:
            break
        following = tokens[index + 1][1].lower() if index + 1 < len(tokens) else ""
        if bare in _LENGTHS and not taken and following.rstrip(".") not in words.currencies:
            taken, end = [word], token.end()
            break
        of_country = bare.rstrip(".") in words.currency_of and following.rstrip(".") in words.currencies
        if of_country or bare.rstrip(".") in words.magnitudes | words.currencies or bare.startswith("kr."):
            taken.append(word if word.islower() and len(word) <= _ABBREVIATED else word.rstrip("."))
            end = token.end()
            if bare.startswith("kr"):
                break
            continue
        described = described - 1 if described else _describing([each[1].lower() for each in tokens[index:]])
        if bare in words.passed_over or described:
            end = token.end()
            continue
        if bare.rstrip(".") in words.no_unit or not re.match(r"[^\W\d_]", word):
            break
        taken.append(_FOOTNOTE.sub("", word.rstrip(".")))
        end = token.end()
        chemical = _CHEMICAL.match(rest, end)
        if chemical:
            taken.append(chemical[1])
            end = chemical.end()
        break
    return taken, end


def _tokens(rest: str) -> list[re.Match[str]]:
    """The words that a text begins with, up to the first sign between them."""
    tokens: list[re.Match[str]] = []
    for token in _TOKEN.finditer(rest):
        if token.start() != (tokens[-1].end() if tokens else 0):
            break
        tokens.append(token)
    return tokens


def _describing(following: Sequence[str]) -> int:
    """How many of the words only describe the noun behind them: 1 of "faste job", 3 of "små og mellemstore byer"."""
    words = lexicon()
    count = 0
    for word, after in pairwise([*following, ""]):
        joint = word in words.joining and words.adjectives.match(after)
        plain = words.adjectives.match(word) and word not in words.counted_adjectives
        if not (plain or words.degrees.match(word) or (joint and count)):
            break
        count += 1
    noun = following[count] if count < len(following) else ""
    counted = re.fullmatch(r"[^\W\d_][\w.-]*", noun) and noun not in words.no_unit and not words.party_verbs.match(noun)
    return count if counted else 0
