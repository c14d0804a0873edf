"""Names as words: folded, without what says nothing about who is meant."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["core", "folded", "initials", "of_other_types", "opposed", "without_danish", "words"]


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LEGAL_FORMS = _set("as aps amba is ks ps smba fmba ivs ltd llc inc plc gmbh ag ab oy oyj bv nv sa sas srl spa")
"""Legal forms as they look once punctuation is gone: "A/S" is "as"."""

_GENERIC = _set(
    """
    og i for af til med den det de en et and of the in for by dansk danske danmark danmarks danish denmark
    kommune kommuner kommunes municipality region regionen ministeriet ministerium styrelsen ministry agency
    center centret centeret centre institut instituttet institute universitet university forening foreningen association
    fonden fond foundation raadet raad council forum netvaerk netvaerket network gruppe gruppen group selskab selskabet
    virksomhed company firma samarbejde samarbejdet partnerskab partnerskabet partnership hus huset klynge cluster
    projekt projektet project initiativ initiativet initiative program programmet programme plan planen plans strategi
    strategien strategy analyse analysen analysis rapport rapporten report erfaring erfaringer experience tidligere
    kommunal kommunale regional regionale national nationale lokal lokale faelles ny nye klimaplan handlingsplan
    udviklingsplan udviklingsstrategi vaekststrategi vision visionen aftale aftalen agreement
    """
)
"""Words that many names share: they tell nobody apart."""

_OPPOSED = (
    _set("nord syd oest vest midt north south east west"),
    _set("dansk danske svensk svenske norsk norske tysk tyske"),
    _set("danmark sverige norge tyskland"),
    _set("oevre nedre"),
    _set("store lille"),
    _set("offentlig privat"),
)
"""Words of which two in two names make them two things."""

_TYPES = (
    _set("kommune kommuner kommunes kommun municipality stad by city"),
    _set("region regionen"),
    _set("universitet universitetet universitets university uni"),
    _set("hospital hospitalet universitetshospital sygehus"),
    _set("ministerium ministeriet ministry"),
    _set("styrelse styrelsen agency"),
    _set("fond fonden foundation"),
    _set("museum museet"),
    _set("havn havnen port"),
)
"""Words that say what a body is: names with two of different kinds are names of two bodies."""

_DANISH = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "ä": "ae", "ö": "oe", "ü": "u", "ß": "ss"})
_ENDINGS = ("ernes", "erne", "ets", "ens", "et", "en", "s")
_SHORTEST_STEM = 5
_DIRECTION = re.compile(r"^(nord|syd|oest|oester|vest|vester|midt|soender|noerre|over|under|inder|yder)")


@lru_cache(maxsize=1 << 17)
def folded(name: str) -> str:
    """A name in small ASCII letters and digits, words parted by one space; "A/S" becomes "as" and "&" becomes "og".

    Examples
    --------
    >>> folded("Rådet for Grøn Omstilling A/S")
    'raadet for groen omstilling as'
    """
    text = unicodedata.normalize("NFKC", name).casefold().translate(_DANISH).replace("&", " og ")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    text = re.sub(r"\b([a-z])/([a-z])\b", r"\1\2", text).replace("'", "").replace(".", "")
    # GATE21 and Gate 21 are spelt with the same letters.
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text)
    return " ".join(re.findall(r"[a-z0-9]+", text))


@lru_cache(maxsize=1 << 17)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, without its legal form and without "og"."""
    found = folded(name).split()
    kept = tuple(word for word in found if word not in _LEGAL_FORMS and word not in ("og", "and"))
    return kept or tuple(found)


@lru_cache(maxsize=1 << 17)
def core(name: str) -> tuple[str, ...]:
    """The words that tell the name from others, without endings of case and number."""
    return tuple(_stem(word) for word in words(name) if word not in _GENERIC)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def without_danish(letters: str) -> str:
    """Folded letters as somebody without a Danish keyboard types them: "raadet" is "radet"."""
    return letters.replace("aa", "a").replace("oe", "o").replace("ae", "a")


def initials(name: str) -> str:
    """The first letters of the words of a name.

    Examples
    --------
    >>> initials("Danmarks Tekniske Universitet")
    'dtu'
    """
    return "".join(word[0] for word in folded(name).split() if word not in ("og", "for", "i", "af", "the", "of", "and"))


def opposed(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether a word of one name stands against a word of the other: north and south."""
    ours, theirs = set(first) - set(second), set(second) - set(first)
    if any(ours & group and theirs & group for group in _OPPOSED):
        return True
    faced = ((_facing(a), _facing(b), _rest(a) == _rest(b)) for a in ours for b in theirs)
    return any(a and b and a != b and same for a, b, same in faced)


def of_other_types(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether names say that one body is a municipality, say, and the other a university.

    Examples
    --------
    >>> of_other_types(words("Roskilde Kommune"), words("Roskilde Universitet"))
    True
    """
    ours, theirs = _types(first), _types(second)
    return bool(ours and theirs) and not ours & theirs


def _types(name: tuple[str, ...]) -> set[int]:
    ends = ((place, word) for place, kinds in enumerate(_TYPES) for word in kinds)
    return {
        place
        for place, word in ends
        for each in name
        if each == word or (len(word) > 7 and each.endswith(word)) or (word == "styrelsen" and each.endswith(word))
    }


def _facing(word: str) -> str:
    match = _DIRECTION.match(word)
    return match[1].removesuffix("er") if match else ""


def _rest(word: str) -> str:
    return _DIRECTION.sub("", word).removeprefix("er")
