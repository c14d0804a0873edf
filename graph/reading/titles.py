"""What opens a proposal: its printed number and its title, among dates, drafts and names of forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from graph.reading.blocks import dangles
from graph.reading.furniture import BULLET
from graph.reading.lexicon import lexicon
from graph.reading.lines import Line, Text, join
from graph.reading.markup import is_rule

__all__ = ["Opening", "bare_number", "first_text", "is_title_like", "numbered_title", "opening", "title_above"]

_LONGEST = 300
_LONGEST_TITLE = 150
_PROSE = 110
"""Characters of a line that is no title but text."""
_OPENING_LINES = 12
"""Printed lines in which the title of a proposal stands, and its number."""
_LONGEST_LABEL = 60
_BEGINS = r"[”\"“»(]?[A-ZÆØÅÉ0-9]"
_BARE = re.compile(
    r"\s*(?:\((?P<inside>\d{1,3})\)|[#№]?\s?(?P<number>\d{1,3})(?:[a-z](?=[.):]))?\s?[.):–—-]?|(?P<roman>[IVX]{1,5})[.):]|(?P<letter>[A-Z])[.):])"
    r"\s+(?P<title>[”\"“»]?[A-ZÆØÅÉ].{2,150})$"
)
_WORDED = re.compile(
    r"\W{0,4}(?P<word>[A-ZÆØÅ][a-zæøå]{2,20}|[A-ZÆØÅ]{3,20})\s+(?:nr\.?|no\.?|#)?\s?(?P<number>\d{1,2}|[IVX]{1,4}|[A-Z])\s*[:.–—-]\s*"
    r"(?P<title>[”\"“»]?[A-ZÆØÅÉ].{2,150})$"
)
_SLASHED = re.compile(r"(?P<number>\d{1,3}[a-z]?)\s*/\s*(?P<title>[”\"“»]?[A-ZÆØÅÉ].+)$")
_CODED = re.compile(r"(?P<number>[A-ZÆØÅ]{1,4}-\d{1,4})\s*[:.–—-]?\s+(?P<title>[”\"“»]?[A-ZÆØÅÉ].+)$")
_AHEAD = re.compile(r"\W*(?P<number>\d{1,3}[a-z]?)[.)]\s+(?=[^\W\d])")
_WITH_NUMBER = re.compile(
    r"(?P<ahead>\d{1,3}[a-z]?)\s*[,/:;.–-]\s*(?=\S)|\s*[(,]\s*(?:nr\.?\s*)?(?P<behind>\d{1,3}[a-z]?)\)?$", re.IGNORECASE
)
_FIRST_WORD = re.compile(r"\W*([^\W\d_]+)")
_ALONE = re.compile(r"\W{0,3}(?P<number>\d{1,3}[a-z]?|[IVX]{1,5})\W{0,2}")
_SUBTITLE = re.compile(r"\s*[–—-]\s+(?=[^\W\d])")
_CAPITALS = 4
_NUMBER_WORDS = ("nr", "nummer", "number")
_FILLED = 50
"""Characters of a line from which on a title may go on in the next one."""
_CONTENTS = re.compile(r"(?:\.\s?){3,}\s*\d{1,3}$|…+\s*\d{1,3}$|\s{4,}\d{1,3}$")
_QUOTED = re.compile(r"[”“\"»«][^”“\"»«]+[”“\"»«]")


@dataclass(frozen=True)
class Opening:
    """Number and title; `first` is the index of the line that opens the proposal, `apart` those of no section."""

    number: str | None
    title: Text
    first: int
    end: int
    apart: frozenset[int] = frozenset()


# Numbers


@cache
def _words() -> str:
    return "|".join(sorted(map(re.escape, lexicon().title_words), key=len, reverse=True))


@cache
def _first_words() -> frozenset[str]:
    """The letters with which a numbered title may begin."""
    return frozenset(re.split(r"[\W\d_]", word, maxsplit=1)[0] for word in (*lexicon().title_words, "forslag"))


@cache
def _number() -> str:
    digits = r"\d{1,3}(?:\s\d{1,3}(?=\s*[:.–—-]|[A-ZÆØÅ]))?(?:[a-z](?!\w))?"
    digits = rf"(?:19|20)\d\d-\d{{1,3}}(?!\d)|{digits}"
    return rf"{digits}|(?-i:[IVX]{{1,5}}|[A-Z])(?=\s*[:.)–—-]|\s*$)"


@cache
def _numbered() -> re.Pattern[str]:
    return re.compile(
        rf"^(?![•*+-]\s)\W{{0,8}}"
        rf"(?P<word>(?:(?:forslag til (?:et )?(?:nyt )?)?"
        rf"(?:{_words()}|\((?:{_words()})\))(?!\w)[.:]{{0,2}}\s*#?){{1,3}})"
        rf"(?P<number>{_number()})(?:\s*(?:af|of|/)\s*\d{{1,3}})?\s*[):.|–—-]*\s*(?P<title>\S.*)?$",
        re.IGNORECASE,
    )


@cache
def _numbered_behind() -> re.Pattern[str]:
    return re.compile(
        rf"^(?P<title>\S.*?)\s*(?:[(\[]|[–—,-]\s)\s*(?P<word>(?:(?:{_words()})\b[.:]{{0,2}}\s*#?){{1,3}})"
        rf"(?P<number>\d{{1,3}}|(?-i:[A-Z]))\s*[)\]]?$",
        re.IGNORECASE,
    )


def numbered_title(text: str) -> re.Match[str] | None:
    """A title with its number; one that stands alone on its line has its title on the next."""
    first = _FIRST_WORD.match(text) if len(text) < _LONGEST else None
    # Most lines begin with another word, which is seen sooner; letters that only Unicode folds are left to the pattern.
    if first is None or (first[1].isascii() and first[1].lower() not in _first_words()):
        return None
    match = _numbered().match(text.strip())
    if match and match["title"] is None:
        return match
    return match if match and re.match(_BEGINS, match["title"]) else None


def bare_number(text: str) -> tuple[str, int, str] | None:
    """Kind, value and title where a line begins with nothing but a number, as "4. Grøn Havn" or "B) Grøn Havn".

    Examples
    --------
    >>> bare_number("IV. Grøn Havn"), bare_number("B) Grøn Havn")
    (('roman', 4, 'Grøn Havn'), ('letter', 2, 'Grøn Havn'))
    """
    match = _BARE.match(text) if len(text) < _LONGEST else None
    if match is None:
        return _worded(text)
    if match["roman"]:
        return "roman", _value(match["roman"]), match["title"]
    if match["letter"]:
        return "letter", ord(match["letter"]) - ord("A") + 1, match["title"]
    return "number", int(match["inside"] or match["number"]), match["title"]


def _worded(text: str) -> tuple[str, int, str] | None:
    """The same where a word that may stand before the number of anything does: "Indsats 4: Grøn Havn"."""
    match = _WORDED.match(text) if len(text) < _LONGEST else None
    if match is None:
        return None
    number = match["number"]
    if number.isdigit():
        return match["word"].lower(), int(number), match["title"]
    value = _value(number) if re.fullmatch("[IVX]+", number) else ord(number) - ord("A") + 1
    return match["word"].lower(), value, match["title"]


def _value(roman: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[char] for char in roman]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def title_above(lines: Sequence[Line], index: int) -> int:
    """The line that opens a proposal whose number stands on its own at `index`: the title may stand above it."""
    match = numbered_title(lines[index].text)
    if match is None or match["title"]:
        return index
    labelled = (i for i in range(index - 1, max(-1, index - 4), -1) if _label(lines[i].text)[1] and not lines[i].head)
    if (above := next(labelled, None)) is not None:
        return above
    below = next((line for line in lines[index + 1 : index + 1 + _OPENING_LINES] if not line.blank), None)
    if below and not below.head and (is_title_like(below.text) or _label(below.text)[0]):
        return index
    for above in range(index - 1, max(-1, index - 4), -1):
        if not lines[above].blank:
            text = lines[above].text
            titled = lines[above].style == "title" or bool(_label(text)[0]) or is_title_like(text)
            return above if titled and not _is_preface(text) and not lines[above].head else index
    return index


# Titles


def is_title_like(text: str) -> bool:
    """Whether a line may be a title: it begins with a capital, is short, and no sentence ends with it."""
    text = text.strip(" \t#*_=")
    begins = re.match(_BEGINS, text) is not None
    return begins and not text.endswith((".", ":", ";", ",")) and not BULLET.match(text) and len(text) < _LONGEST_TITLE


def first_text(lines: Sequence[Line], first: int, end: int) -> int | None:
    """The first line that says something, if it is no known heading."""
    for i in range(first, end):
        if not _says_nothing(lines[i]):
            head = lines[i].head
            return None if head and head.known and head.section != "introduction" else i
    return None


def _says_nothing(line: Line) -> bool:
    text = line.text.strip()
    if not text or line.beside:
        return True
    return bool(lexicon().furniture.search(text[:200]) or lexicon().page_numbers.search(text[:200]))


def _is_preface(text: str) -> bool:
    """Whether a line says only what paper this is, when it was written, and for whom."""
    text = text.strip(" \t#*_=")
    if len(text) > _PROSE:
        return False
    if lexicon().preface_labels.match(text) or _CONTENTS.search(text):
        return True
    words = re.findall(r"[^\W\d_]+", text.lower())
    return all(word in lexicon().preface_words or word in lexicon().months for word in words)


def _label(text: str) -> tuple[str, str]:
    """The label of a title and what stands behind it ("Titel: Grøn Havn"); two empty strings for none."""
    label, colon, rest = text.strip(" \t#*_").partition(":")
    if not colon:
        label, _, rest = next(filter(None, (_parted(text, dash) for dash in (" – ", " - ", " — "))), (label, "", ""))
    said = re.sub(r"^[\W\d_]+|\([^()]*\)", "", label).strip().lower()
    if len(label) > _LONGEST_LABEL:
        return "", ""
    names_form = bool(colon) and len(said) > _CAPITALS and said in lexicon().title_words
    names_form = names_form and not said.endswith(_NUMBER_WORDS)
    known = (
        names_form or said in lexicon().title_labels or bool(lexicon().title_label.fullmatch(said)) or _says_title(said)
    )
    if not known or not (colon or rest or said not in lexicon().title_words):
        return "", ""
    return said, rest.strip(" *_")


def _says_title(label: str) -> bool:
    """Whether a label is made of words for a title and for what bears it ("Titel og nummer på forslaget")."""
    words = re.findall(r"[^\W\d_]+", label)
    bears = len(words) > 1 and all(word in lexicon().preface_words or word in lexicon().title_nouns for word in words)
    return bears and any(word in lexicon().title_nouns for word in words)


def _parted(text: str, dash: str) -> tuple[str, str, str] | None:
    label, found, rest = text.strip(" \t#*_").partition(dash)
    is_word = label.lower() in lexicon().title_words or label.lower() in lexicon().title_labels
    return (label, found, rest) if found and is_word else None


def opening(lines: Sequence[Line]) -> Opening:
    """The number and title of the proposal that begins with these lines."""
    end = next((i for i, line in enumerate(lines) if _ends_opening(line)), len(lines))
    above = [i for i in range(end) if not lines[i].blank][:_OPENING_LINES]
    number, apart = _number_below(lines, above)
    above = [i for i in above if i not in apart]
    numbers = {i: match for i in above if (match := numbered_title(lines[i].text))}
    number = next((" ".join(match["number"].split()) for match in numbers.values()), number)
    told = _told(lines, above, numbers) or _chosen(lines, [i for i in above if i not in numbers])
    if told is None:
        first = above[0] if above else 0
        told = first, Line(lines[first].number, lines[first].text.strip(" \t#*_"))
    index, title = told
    if number is None:
        number, title = _number_beside(lines, above, index, title)
    behind = _numbered_behind().match(title.text) if number is None else None
    if behind:
        number, title = behind["number"], replace(title, text=behind["title"])
    slashed = (_SLASHED.match(title.text) or _CODED.match(title.text)) if number is None else None
    if slashed:
        number, title = slashed["number"], replace(title, text=slashed["title"])
    if number is None and (bare := bare_number(title.text)):
        number = re.findall(r"\d+(?:[a-z]\b)?|\b(?:[IVX]+|[A-Z])\b", title.text)[0]
        title = replace(title, text=bare[2])
    begun = finish = index + 1
    while finish < len(lines) and _continues(lines, finish, title if finish == begun else lines[finish - 1]):
        finish += 1
    apart |= {i for i in numbers if i >= finish and not numbers[i]["title"]}
    apart |= {finish} if finish < len(lines) and is_rule(lines[finish].text) else set()
    whole = join([replace(title, text=title.text.rstrip(" *_=#")), *lines[begun:finish]])
    whole = whole.part(1, len(whole) - 1) if _QUOTED.fullmatch(whole.string) else whole
    return Opening(number, whole, min([index, *(i for i in (*numbers, *apart) if i < index)]), finish, frozenset(apart))


def _number_below(lines: Sequence[Line], above: Sequence[int]) -> tuple[str | None, set[int]]:
    """The number that stands alone below a label for it ("Forslag nr."), and the lines of both."""
    for place, i in enumerate(above[:-1]):
        alone = _ALONE.fullmatch(lines[above[place + 1]].text.strip())
        label = re.sub(r"[^\w\s]", " ", lines[i].text.lower()).split()
        if alone and label and all(w in lexicon().title_words or w in lexicon().preface_words for w in label):
            return alone["number"], {i, above[place + 1]}
    return None, set()


def _number_beside(lines: Sequence[Line], above: Sequence[int], index: int, title: Line) -> tuple[str | None, Line]:
    """The number before a label ("1. Initiativ: Grøn Havn"), or in what a label for number and title stands before."""
    label, _ = _label(lines[index].text)
    ahead = _AHEAD.match(lines[index].text)
    if label and ahead and set(re.findall(r"\w+", label)) <= lexicon().title_words:
        return ahead["number"], title
    if index in above and not label:
        place = above.index(index)
        label = _label(lines[above[place - 1]].text)[0] if place else ""
    if re.search(r"\b(?:nr|nummer|number|no)\b", label) and (told := _WITH_NUMBER.search(title.text)):
        rest = title.text[: told.start()] + title.text[told.end() :]
        if rest and (told["behind"] or not told.start()):
            return told["ahead"] or told["behind"], replace(title, text=rest)
    return None, title


def _ends_opening(line: Line) -> bool:
    """Whether a line is a heading, and not the name of the form, as "Projektbeskrivelse" above a title."""
    head = line.head
    if head is None or not head.known or head.section == "title":
        return False
    return head.section != "introduction" or bool(head.rest) or not _is_preface(line.text)


def _told(lines: Sequence[Line], above: Sequence[int], numbers: dict[int, re.Match[str]]) -> tuple[int, Line] | None:
    """The title behind a number or a label, on the same line or below; and where it stands."""
    for place, i in enumerate(above):
        label, rest = _label(lines[i].text)
        if i in numbers and numbers[i]["title"]:
            return i, Line(lines[i].number, numbers[i]["title"])
        if label and rest and i not in numbers:
            return i, replace(lines[i], text=rest, head=None)
        below = above[place + 1 : place + 2]
        if below and not lines[below[0]].head and below[0] not in numbers and (label or i in numbers):
            text = lines[below[0]].text
            if label or is_title_like(text):
                return below[0], replace(lines[below[0]], text=_label(text)[1] or text.strip(" \t#*_"))
    return None


def _chosen(lines: Sequence[Line], above: Sequence[int]) -> tuple[int, Line] | None:
    """The line that looks most like a title and is more than the name of a form, a date, a draft or a sender."""
    best, chosen = _NO_TITLE, None
    for place, i in enumerate(above):
        if _says_nothing(lines[i]) or is_rule(lines[i].text):
            continue
        follows = place > 0 and above[place - 1] == i - 1 and not _goes_before(lines[i - 1].text)
        alone = i + 1 >= len(lines) or lines[i + 1].blank
        doubt = _doubt(lines[i]) + (follows and lines[i].style != "title") + (best == _SENDER and not alone)
        if doubt < best:
            best, chosen = doubt, i
        if best == 0 or len(lines[i].text) > _PROSE or (lines[i].text.rstrip().endswith(".") and best <= _SENDER):
            break
    return None if chosen is None else (chosen, replace(lines[chosen], text=_bare(lines[chosen].text)))


_SENDER, _SENTENCE, _PREFACE, _NO_TITLE = 1, 2, 3, 9
"""How doubtful it is that a line is a title."""


def _doubt(line: Line) -> int:
    if line.style == "title":
        return 0
    if _is_preface(line.text):
        return _PREFACE
    if not is_title_like(line.text):
        return _SENTENCE
    return _SENDER if lexicon().institution.fullmatch(line.text.strip()) else 0


def _goes_before(text: str) -> bool:
    return _is_preface(text) or is_rule(text) or lexicon().institution.fullmatch(text.strip()) is not None


def _bare(text: str) -> str:
    return text.strip().strip(" \t#*_=") or text.strip()


def _continues(lines: Sequence[Line], index: int, before: Line) -> bool:
    """Whether a title goes on in the line at `index`: it was left open, or the line begins with a small letter."""
    after = lines[index]
    if not after.blank and not after.head and _goes_on(lines, index, before):
        return True
    if after.blank or after.head or BULLET.match(after.text) or is_rule(after.text) or numbered_title(after.text):
        return False
    if before.style == "title" and after.style == "title":
        return True
    return after.text.strip()[:1].islower() or dangles(before.text.rstrip())


def _goes_on(lines: Sequence[Line], index: int, before: Line) -> bool:
    """Whether a line ends a title: a subtitle behind a dash, more capitals, or what did not fit on the line."""
    text, above = lines[index].text.strip(), before.text.strip()
    below = lines[index + 1] if index + 1 < len(lines) else None
    if (below is not None and not below.blank) or len(text) > _LONGEST_TITLE or text.endswith((".", ":", ";", ",")):
        return False
    if _SUBTITLE.match(text):
        return True
    if BULLET.match(text) or is_rule(text) or numbered_title(text) or not is_title_like(text) or _is_preface(text):
        return False
    if lexicon().institution.search(text) or re.search(r"\d", text):
        return False
    capitals = text.isupper() and above.isupper() and min(len(text), len(above)) > _CAPITALS
    return capitals or (len(lines[index - 1].text.strip()) >= _FILLED and len(text) < len(above))
