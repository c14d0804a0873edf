"""Names as words: folded, without what says nothing, one form for each word; and the common words themselves.

The words stand in `words.yaml`, which tells what each list is for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from graph.shipped import read_yaml

__all__ = [
    "Name",
    "Vocabulary",
    "ending",
    "folded",
    "head",
    "initials",
    "name",
    "numbered",
    "one_form",
    "stem",
    "vocabulary",
]

_DANISH = str.maketrans(
    {"å": "aa", "æ": "ae", "ø": "oe", "ä": "ae", "ö": "oe", "ü": "u", "ß": "ss"}
    | {"ð": "d", "đ": "d", "ħ": "h", "\u0131": "i", "ł": "l", "œ": "oe", "þ": "th"}
)
_LOOK_ALIKE = str.maketrans(
    # Small letters of the Cyrillic and the Greek alphabet that look, small or capital, like Latin ones.
    dict(zip("авеѕіјкмнорстухһԁԛԝ", "abesijkmhopctyxhdqw", strict=True))
    | dict(zip("αβεζηικμνορτυχ", "abezhikmnoptyx", strict=True))
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "\N{ACUTE ACCENT}": "'", "`": "'"})
_APOSTROPHE = re.compile(r"'s?(?=\W|$)")
_INITIALISM = re.compile(r"(?<!\w)((?:\w\.){2,})(?=\W|$)")
_WORD = re.compile(r"[a-z]+|\d+")
_BRACKET = re.compile(r"^(?P<name>[^()]{3,})\((?P<short>[^()\s]{2,12})\)\s*$")
_NUMBERED = re.compile(
    r"(?:initiativ|forslag|fyrt(?:å|aa)rn|projekt|proposal)\w*\s*(?:nr|nummer|no|number|#)?\.?\s*(\d+(?:[ .]\d+)?)\W*"
)
_AS_LETTERS = str.maketrans("0123456789abcdef", "qwzxvkjyhgabcdef")
_GENITIVE_CODE = re.compile(r"(?<!\w)([A-ZÆØÅ0-9]{2,})s(?!\w)")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_SHORTEST_STEM = 4
"""Letters that stay when a genitive s is cut off."""
_SHORTEST_NOUN = 6
"""Letters that stay when an article is cut off."""
_LONGEST_CODE = 6
_LONGEST_FORM = 24
"""Characters at the end of a name in which its legal form stands."""
_LONGEST = 400
"""Characters of a name that are looked at."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of `words.yaml`, folded."""

    trailing: re.Pattern[str]
    leading: re.Pattern[str]
    forms: Mapping[str, str]
    joining: frozenset[str]
    synonyms: Mapping[str, str]
    heads: Mapping[str, str]
    generic: frozenset[str]
    common: frozenset[str]
    common_undertakings: frozenset[str]
    ends: tuple[str, ...]
    labels: frozenset[str]
    opposites: tuple[frozenset[str], ...]
    places: frozenset[str]
    titles: frozenset[str]
    shared_mailboxes: frozenset[str]
    common_surnames: frozenset[str]

    def is_common(self, word: str, of_undertakings: bool = True) -> bool:
        """Whether many names hold the word; in names of bodies, words such as "strategy" are not common."""
        if word in self.generic or word in self.common:
            return True
        return of_undertakings and (word in self.common_undertakings or word.endswith(self.ends))


@dataclass(frozen=True, slots=True)
class Name:
    """One printed name, taken apart.

    Attributes
    ----------
    printed : str
        As it stands in a text.
    key : str
        Letters and digits without spaces, legal form and bracketed abbreviation.
    words : tuple of str
        The words that tell something, in order, in one form each.
    spelt : tuple of str
        The same words as they are spelt, folded.
    form : str or None
        Legal form.
    short : str or None
        Abbreviation that follows in brackets.
    is_code : bool
        Whether it is an abbreviation: up to six letters, mostly capitals.
    numbers : tuple of str
        Numbers in order of size, a Roman one at the end among them.
    is_foreign : bool
        Whether it has letters of another alphabet, which may only look like Latin ones.
    told : tuple of (str, str)
        The words but for numbers, each in its one form and as it is spelt.
    forms, spellings, run_together : frozenset of str
        Of these words the one forms and the spellings, and what neighbours among them spell together.
    """

    printed: str
    key: str
    words: tuple[str, ...]
    spelt: tuple[str, ...]
    form: str | None
    short: str | None
    is_code: bool
    numbers: tuple[str, ...]
    is_foreign: bool
    told: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)
    forms: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    spellings: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    run_together: frozenset[str] = field(default=frozenset(), compare=False, repr=False)


@lru_cache(maxsize=1 << 14)
def folded(text: str) -> str:
    """Small ASCII letters, digits and punctuation; "&" becomes "og", a genitive apostrophe goes.

    Letters of other alphabets become those they look like, or letters that stand for their number, so that two names
    are never equal for what was left out of them; what nobody sees is left out.

    Examples
    --------
    >>> folded("Rådet for Grøn Omstilling"), folded("DI's A.P. Møller")
    ('raadet for groen omstilling', 'di ap moeller')
    """
    small = unicodedata.normalize("NFKC", text.translate(_QUOTES)).casefold()
    if not small.isascii():
        small = small.translate(_DANISH)
    if not small.isascii():
        small = unicodedata.normalize("NFKD", small).translate(_LOOK_ALIKE)
        small = "".join(each if each.isascii() else _spelt_out(each) for each in small)
    if "'" in small:
        small = _APOSTROPHE.sub("", small)
    if "." in small:
        small = _INITIALISM.sub(lambda match: match[1].replace(".", ""), small)
    return small.replace("&", " og ").replace("+", " og ")


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """The word without genitive and article; names in "-sen" keep theirs.

    Examples
    --------
    >>> [stem(word) for word in ("koebenhavns", "vaeksthuset", "vaeksthus", "nielsen", "niels")]
    ['koebenhavn', 'vaeksthu', 'vaeksthu', 'nielsen', 'niel']
    """
    while True:
        if word.endswith("s") and not word.endswith("ss") and len(word) > _SHORTEST_STEM:
            word = word[:-1]
        elif word.endswith(("en", "et")) and not word.endswith("sen") and len(word) >= _SHORTEST_NOUN + 2:
            word = word[:-2]
        else:
            return word


@lru_cache(maxsize=1 << 14)
def name(printed: str) -> Name:
    """Take a name apart.

    Examples
    --------
    >>> name("Fonden Københavns Byvækst (FKB)").words, name("Energi & Vand A/S").form
    (('koebenhavn', 'byvaekst'), 'A/S')
    """
    known = vocabulary()
    bare, short = _without_abbreviation(_GENITIVE_CODE.sub(r"\1", printed[:_LONGEST]))
    bare, form = _without_form(folded(bare), known)
    spelt = _WORD.findall(bare)
    telling = [word for word in spelt if word not in known.joining] or spelt
    if len(telling) > 1:
        telling[-1] = _ROMAN.get(telling[-1], telling[-1])
    words = tuple(one_form(word) for word in telling)
    code = _is_code(printed.strip() if short is None else "")
    numbers = tuple(sorted(word.lstrip("0") for word in words if word.isdigit()))
    told = tuple(each for each in zip(words, telling, strict=True) if not each[0].isdigit())
    return Name(
        *(printed, "".join(spelt), words, tuple(telling), form, short, code, numbers, _is_foreign(printed), told),
        forms=frozenset(form for form, _ in told),
        spellings=frozenset(spelling for _, spelling in told),
        run_together=frozenset(one + other for (_, one), (_, other) in pairwise(told)),
    )


@lru_cache(maxsize=1 << 14)
def one_form(word: str) -> str:
    """The one form for translations, abbreviations and inflected forms of a word."""
    synonyms = vocabulary().synonyms
    return synonyms.get(word) or synonyms.get(stem(word)) or stem(word)


@lru_cache(maxsize=1 << 14)
def head(word: str) -> str | None:
    """What a body is by a word of its name.

    Examples
    --------
    >>> head("universitetshospital"), head("naturstyrelsen"), head("vand")
    ('hospital', 'agency', None)
    """
    return vocabulary().heads.get(ending(word))


@lru_cache(maxsize=1 << 14)
def ending(word: str) -> str:
    """The end of a word that says what a body is; empty where there is none.

    Examples
    --------
    >>> ending("hjerteforeningen"), ending("vand")
    ('foreningen', '')
    """
    longest = max((end for end in vocabulary().heads if word.endswith(end)), key=len, default="")
    return longest if word == longest or len(longest) > 3 else ""


def initials(parts: Name) -> str:
    """First letters of the words that tell something, as an abbreviation has them; empty for fewer than two words.

    Examples
    --------
    >>> initials(name("Danmarks Tekniske Universitet"))
    'dtu'
    """
    return "".join([word[0] for word in parts.spelt]) if len(parts.spelt) > 1 else ""


@lru_cache(maxsize=1 << 14)
def numbered(printed: str) -> str | None:
    """The number of an initiative that a text names by nothing else.

    Examples
    --------
    >>> numbered("Initiativ nr. 8 7"), numbered("Havneforum 2020")
    ('8.7', None)
    """
    match = _NUMBERED.fullmatch(printed.strip().lower())
    return match[1].replace(" ", ".") if match else None


def _without_abbreviation(printed: str) -> tuple[str, str | None]:
    """A name and the abbreviation that follows it in brackets, where the letters are those of the name."""
    match = _BRACKET.match(printed) if printed.endswith(")") else None
    if not match:
        return printed, None
    short = folded(match["short"])
    letters = iter(folded(match["name"]))
    if short[:1].isalnum() and all(letter in letters for letter in short if letter.isalnum()):
        return match["name"].strip(), match["short"]
    return printed, None


def _without_form(text: str, known: Vocabulary) -> tuple[str, str | None]:
    """A folded name and its legal form; a name that is nothing but a form stays."""
    for pattern, begin in ((known.trailing, max(0, len(text) - _LONGEST_FORM)), (known.leading, 0)):
        if match := pattern.search(text, begin):
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            if re.search(r"\w", rest):
                return rest, known.forms[_letters(match[1])]
    return text, None


def _spelt_out(letter: str) -> str:
    """ASCII for one character: a digit for a digit, letters for a letter, nothing for what is neither."""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    return f"{ord(letter):x}".translate(_AS_LETTERS) if letter.isalnum() else ""


def _is_foreign(printed: str) -> bool:
    return not printed.isascii() and any(
        letter.isalpha() and not letter.isascii() and not unicodedata.name(letter, "").startswith("LATIN ")
        for letter in unicodedata.normalize("NFKC", printed[:_LONGEST])
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _is_code(printed: str) -> bool:
    if " " in printed or len(printed) > 2 * _LONGEST_CODE:
        return False
    letters = [char for char in printed if char.isalnum()]
    capitals = sum(char.isupper() or char.isdigit() for char in letters)
    return 1 < len(letters) <= _LONGEST_CODE and capitals >= max(2, len(letters) - 2)


# -- the words themselves ----------------------------------------------------------------------------------------------


@cache
def vocabulary() -> Vocabulary:
    """The words of `words.yaml`, read once."""
    raw: dict[str, Any] = read_yaml(Path(__file__).with_name("words.yaml"))
    synonyms = {folded(other): folded(word) for word, others in raw["synonyms"].items() for other in [word, *others]}

    def forms_of(text: str) -> frozenset[str]:
        return frozenset(synonyms.get(folded(word), stem(folded(word))) for word in text.split())

    printed = {
        **raw["legal_forms"],
        **{name: [*raw["legal_forms"][name], *raw["leading"][name]] for name in raw["leading"]},
    }
    return Vocabulary(
        trailing=_pattern((form for forms in raw["legal_forms"].values() for form in forms), r"(?<![\w/])({})[\s.,]*$"),
        leading=_pattern((form for forms in raw["leading"].values() for form in forms), r"^\s*({})(?=\s)"),
        forms={_letters(folded(form)): name for name, forms in printed.items() for form in forms},
        joining=frozenset(map(folded, raw["joining"].split())),
        synonyms=synonyms,
        heads={
            end: head
            for head, ends in raw["heads"].items()
            for word in ends
            for end in (folded(word), stem(folded(word)))
        },
        generic=forms_of(raw["generic"]),
        common=forms_of(raw["common"]),
        common_undertakings=forms_of(raw["common_undertakings"]),
        ends=tuple(sorted({each for word in raw["ends"].split() for each in (folded(word), stem(folded(word)))})),
        labels=forms_of(raw["labels"]),
        opposites=tuple(forms_of(" ".join(row)) | frozenset(map(folded, row)) for row in raw["opposites"]),
        places=forms_of(raw["places"]),
        titles=frozenset(map(folded, raw["titles"].split())),
        shared_mailboxes=frozenset(raw["shared_mailboxes"].split()),
        common_surnames=frozenset(map(folded, raw["common_surnames"].split())),
    )


def _pattern(forms: Iterable[str], around: str) -> re.Pattern[str]:
    """A pattern of the forms as they look when folded, longest first; full stops may be left out."""
    listed = sorted({folded(form).lower() for form in forms}, key=lambda form: (-len(form), form))
    return re.compile(around.format("|".join(map(_spelling, listed))))


def _spelling(form: str) -> str:
    letters = re.findall(r"[a-z]+", form)
    between = r"\s*/\s*|\s" if "/" in form else r"[. ]*"
    return f"(?:{between})".join(letters) + r"\.?"
