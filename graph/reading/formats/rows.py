"""Letters into spans: stretches of words that stand close together on one baseline.

Marks of footnotes are taken off the words they stand at, bullets of every kind become the bullet of their span, letters
drawn twice to look bold are one letter, and accents drawn apart from their letter are joined with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from graph.reading.formats.leaf import Box, Glyph, Leaf

__all__ = ["Span", "body_size", "joined", "spans_of"]

_APART = 0.85
"""Gap, in sizes of the letters, that parts two spans; columns join again what only lies far apart in a line."""
_SPACE = 0.17
_STRETCHED = 8.0
"""Widest gap, in sizes, between the words of a line that is set to the width of its column."""
_EVEN = 0.35
"""Points by which the gaps of such a line differ at most, and by which the widths of the cells of a table differ."""
_ACCENTS = dict(
    zip("\u02da\xb0\xa8\xb4`\u02c6\u02dc\xb8", "\u030a\u030a\u0308\u0301\u0300\u0302\u0303\u0327", strict=True)
)
"""Accents as letters of their own → as they combine with a letter."""
_BULLETS = frozenset("•●○◦▪▫■□‣\u2043∙·◆◇►▶➢➤✓✔✗–—-*o§\ufffd\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf06e\uf02d\uf06f")
_FIRST_ONLY = frozenset("–—-*o§·")
"""Bullets that may stand for themselves elsewhere: taken for bullets only where text follows at some distance."""
_NUMBER = re.compile(r"^(?:\d{1,2}[.)]|[a-h][.)])$")
_MARK = re.compile(r"^(?:\d{1,2}|[*†‡]|[a-h])(?:[,\s]+\d{1,2})*[)]?$")
_UNITS = frozenset({"m", "km", "cm", "mm", "dm"})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass
class Span:
    """Words on one baseline; `bullet` says that a bullet stands before them, at `indent`.

    `marks` are the marks of footnotes that were taken off, `raised` says that the span itself begins with one, `aside`
    that it stands beside the text; `held` are the left and right end of a table in one of several columns.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    bullet: bool = False
    indent: float = 0.0
    marks: list[str] = field(default_factory=list)
    raised: bool = False
    aside: bool = False
    held: tuple[float, float] | None = None


@dataclass
class _Word:
    text: str
    x0: float
    x1: float
    size: float
    bold: float
    pictorial: bool = False
    y: float = 0.0
    marks: list[str] = field(default_factory=list)
    raised: bool = False


def body_size(leaves: Iterable[Leaf]) -> float:
    """The size that most letters of a document have, in points."""
    sizes: Counter[float] = Counter()
    for leaf in leaves:
        sizes.update(round(glyph.size, 1) for glyph in leaf.glyphs)
    return max(sizes, key=lambda size: (sizes[size], size), default=10.0) or 10.0


def spans_of(leaf: Leaf) -> list[Span]:
    """The spans of a page, from top to bottom and left to right."""
    found: list[Span] = []
    for glyphs, small in _with_raised(_lines(_runs(leaf.glyphs))):
        words = list(_words(_once(glyphs)))
        for run in small:
            _attach(run, words)
        found += _bulleted(_spans(words, leaf, median(glyph.y for glyph in glyphs[:200])), leaf.dots)
    _note_links(found, leaf)
    return sorted(found, key=lambda span: (span.y, span.x0))


def joined(spans: Sequence[Span]) -> Span:
    """Spans of one line as one, from left to right."""
    first, *others = sorted(spans, key=lambda span: span.x0)
    if not others:
        return first
    text = " ".join(span.text for span in (first, *others))
    longest = max(spans, key=lambda span: len(span.text))
    return replace(
        first,
        text=text,
        x1=max(span.x1 for span in spans),
        size=longest.size,
        bold=all(span.bold for span in spans),
        marks=[mark for span in (first, *others) for mark in span.marks],
    )


# Letters into lines


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Letters that were drawn one after the other on one baseline in one size."""
    runs: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if (
            last is not None
            and abs(glyph.y - last.y) <= 0.05 * last.size
            and abs(glyph.size - last.size) <= 0.06 * last.size
        ):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
        last = glyph
    return [run for run in runs if any(glyph.text.strip() for glyph in run)]


def _lines(runs: Sequence[list[Glyph]]) -> list[list[list[Glyph]]]:
    """Runs that share a baseline, or nearly so, from top to bottom."""
    lines: list[list[list[Glyph]]] = []
    y = size = 0.0
    for run in sorted(runs, key=lambda run: (round(run[0].y, 1), run[0].x0)):
        if lines and abs(run[0].y - y) <= 0.2 * min(run[0].size, size) + 0.3:
            lines[-1].append(run)
            size = max(size, run[0].size)
        else:
            lines.append([run])
            y, size = run[0].y, run[0].size
    return lines


def _with_raised(lines: Sequence[list[list[Glyph]]]) -> Iterator[tuple[list[Glyph], list[list[Glyph]]]]:
    """Each line with the small runs that stand higher or lower at the end of one of its runs."""
    small: dict[int, list[list[Glyph]]] = {}
    taken: set[int] = set()
    for place, line in enumerate(lines):
        for run in line:
            near = _carrier(run, lines, place)
            if near is not None:
                small.setdefault(near, []).append(run)
                taken.add(id(run))
    for place, line in enumerate(lines):
        glyphs = [glyph for run in line if id(run) not in taken for glyph in run]
        if glyphs:
            yield glyphs, small.get(place, [])


def _carrier(run: Sequence[Glyph], lines: Sequence[list[list[Glyph]]], place: int) -> int | None:
    """The line that a small run is raised or lowered at, if any."""
    letters = [glyph for glyph in run if glyph.text.strip()]
    if len(letters) > 5:
        return None
    left, right, y, size = letters[0].x0, letters[-1].x1, letters[0].y, letters[0].size
    for other in range(max(0, place - 2), min(len(lines), place + 3)):
        for base in lines[other]:
            big = base[0].size
            if (other == place and base is run) or size > 0.82 * big or not -0.25 * big < base[0].y - y < 0.65 * big:
                continue
            if abs(base[0].y - y) < 0.06 * big:
                continue
            if any(-0.35 * big < left - glyph.x1 < 0.35 * big or 0 <= glyph.x0 - right < 0.3 * big for glyph in base):
                return other
    return None


def _once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Letters from left to right; one that is drawn again at its own place makes it bold."""
    found: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.x0):
        twin = next((i for i in range(len(found) - 1, max(-1, len(found) - 4), -1) if _same(found[i], glyph)), None)
        if twin is None:
            found.append(glyph)
        elif glyph.text.strip():
            found[twin] = found[twin]._replace(bold=True)
    return list(_composed(found))


def _same(one: Glyph, other: Glyph) -> bool:
    return one.text == other.text and abs(one.x0 - other.x0) < min(0.12 * one.size, 0.5 * (one.x1 - one.x0) + 0.01)


def _composed(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    """Accents that are drawn above a letter, joined with it."""
    pending: Glyph | None = None
    last: Glyph | None = None
    for glyph in glyphs:
        accent = _ACCENTS.get(glyph.text) or (
            glyph.text if len(glyph.text) == 1 and unicodedata.combining(glyph.text) else None
        )
        if accent and last is not None and last.text[-1:].isalpha() and glyph.x0 < last.x1 - 0.1 * glyph.size:
            last = last._replace(text=unicodedata.normalize("NFC", last.text + accent))
            continue
        if pending is not None:
            under = glyph.text.isalpha() and glyph.x0 < pending.x1 - 0.05 * glyph.size
            mark = _ACCENTS.get(pending.text, pending.text) if under else ""
            whole = glyph._replace(text=unicodedata.normalize("NFC", glyph.text + mark))
            if not under:
                yield pending
            pending = None
        else:
            whole = glyph
        if last is not None:
            yield last
            last = None
        if accent:
            pending = whole
        else:
            last = whole
    yield from (glyph for glyph in (last, pending) if glyph is not None)


# Letters into words and spans


def _words(glyphs: Sequence[Glyph]) -> Iterator[_Word]:
    """Words, parted by spaces and by gaps; where letters are set wide apart, by wider gaps."""
    letters = [glyph for glyph in glyphs if glyph.text.strip()]
    if not letters:
        return
    wide = _letterspacing(glyphs, letters)
    spaced = {id(after) for before, after in pairwise(glyphs) if not before.text.strip()}
    word: list[Glyph] = []
    for glyph in letters:
        if word:
            gap = glyph.x0 - word[-1].x1
            size = max(glyph.size, word[-1].size)
            parted = gap > wide + _SPACE * size if wide else id(glyph) in spaced or gap > _SPACE * size
            if parted or glyph.pictorial != word[-1].pictorial:
                yield _word(word)
                word = []
        word.append(glyph)
    yield _word(word)


def _letterspacing(glyphs: Sequence[Glyph], letters: Sequence[Glyph]) -> float:
    """The gap between all letters of a line that is set wide, in points; 0 for an ordinary line."""
    if len(letters) < 5:
        return 0.0
    gaps = [after.x0 - before.x1 for before, after in pairwise(letters)]
    middle, size = median(gaps), letters[0].size
    narrow = sum(gap < 0.5 * middle for gap in gaps)
    single = len(glyphs) >= 2 * len(letters) - 1 - len(letters) // 3
    if 0.12 * size < middle < 1.5 * size and narrow <= len(gaps) // 10 and (single or middle > _SPACE * size):
        return middle
    return 0.0


def _word(glyphs: Sequence[Glyph]) -> _Word:
    text = "".join(glyph.text for glyph in glyphs)
    bold = sum(len(glyph.text) for glyph in glyphs if glyph.bold)
    size = max(glyph.size for glyph in glyphs)
    return _Word(text.strip(), glyphs[0].x0, glyphs[-1].x1, size, bold, glyphs[0].pictorial, glyphs[0].y)


def _spans(words: Sequence[_Word], leaf: Leaf, y: float) -> list[Span]:
    """Words that stand close together, with no ruling between them."""
    groups: list[list[_Word]] = []
    rulings = [x for x, top, bottom in leaf.verticals if top - 1 <= y - 2 <= bottom + 1]
    stretched = _stretched(words)
    for place, word in enumerate(words):
        last = groups[-1][-1] if groups else None
        apart = last is None or (word.x0 - last.x1 > _APART * max(word.size, last.size) and place not in stretched)
        if last is None or apart or any(last.x1 - 1 <= x <= word.x0 + 1 for x in rulings):
            groups.append([word])
        else:
            groups[-1].append(word)
    return _with_bullets([_span(group, y) for group in _bullets_apart(groups)])


def _stretched(words: Sequence[_Word]) -> set[int]:
    """The words before which a gap is wide only because the line is set to the width of its column.

    Such gaps are even, while the words between them differ in width; in a table neither holds.
    """
    found: set[int] = set()
    gaps = [after.x0 - before.x1 for before, after in pairwise(words)]
    for even in _even(gaps):
        widths = [words[place].x1 - words[place].x0 for place in even]
        if len(even) > 1 and max(widths) - min(widths) > _EVEN and gaps[even[0]] <= _STRETCHED * words[0].size:
            found |= {place + 1 for place in even}
    return found


def _even(gaps: Sequence[float]) -> Iterator[range]:
    """Stretches of gaps that are all as wide as the first of them."""
    first = 0
    for place in range(1, len(gaps) + 1):
        if place == len(gaps) or abs(gaps[place] - gaps[first]) > _EVEN:
            yield range(first, place)
            first = place


def _bullets_apart(groups: Sequence[list[_Word]]) -> Iterator[list[_Word]]:
    """Groups, with a bullet in front of a group parted from it."""
    for group in groups:
        sign = group[0].pictorial or group[0].text in _BULLETS - _FIRST_ONLY
        if len(group) > 1 and (sign or (group[0].text in _FIRST_ONLY and group is groups[0])):
            yield group[:1]
            yield group[1:]
        else:
            yield group


def _span(words: Sequence[_Word], y: float) -> Span:
    text = " ".join(word.text for word in words)
    letters = sum(len(word.text) for word in words)
    bold = sum(word.bold for word in words) >= 0.9 * letters
    size = max(words, key=lambda word: len(word.text)).size
    sign = len(words) == 1 and words[0].pictorial and len(text) == 1
    marks = [mark for word in words for mark in word.marks]
    raised = words[0].raised
    return Span("•" if sign else text, words[0].x0, words[-1].x1, y, size, bold, False, words[0].x0, marks, raised)


def _with_bullets(spans: Sequence[Span]) -> list[Span]:
    """Spans with the bullet or the number that stands before them."""
    found: list[Span] = []
    place = 0
    while place < len(spans):
        span = spans[place]
        after = spans[place + 1] if place + 1 < len(spans) else None
        near = after is not None and after.x0 - span.x1 < 5 * max(span.size, after.size)
        if after is not None and near and (span.text in _BULLETS or _NUMBER.match(span.text)):
            bullet = span.text in _BULLETS
            text = after.text if bullet else f"{span.text} {after.text}"
            found.append(replace(after, text=text, bullet=bullet, indent=span.x0, x0=span.x0))
            place += 2
            continue
        found.append(replace(span, text="•", bullet=True) if span.text in _BULLETS - _FIRST_ONLY else span)
        place += 1
    return found


def _bulleted(spans: Sequence[Span], dots: Sequence[Box]) -> Iterator[Span]:
    """Spans with the bullets that are drawn as small shapes before them."""
    for span in spans:
        middle = span.y - 0.35 * span.size
        near = [
            box
            for box in dots
            if abs((box[1] + box[3]) / 2 - middle) < 0.3 * span.size and 0 < span.x0 - box[2] < 2.5 * span.size
        ]
        if near and not span.bullet:
            yield replace(span, bullet=True, indent=near[0][0], x0=near[0][0])
        else:
            yield span


# Marks of footnotes


def _attach(run: Sequence[Glyph], words: list[_Word]) -> None:
    """Give a raised or lowered run to the word it stands at: as a mark, as a power, or as part of the word."""
    letters = [glyph for glyph in run if glyph.text.strip()]
    text = "".join(glyph.text for glyph in letters)
    left, right = letters[0].x0, letters[-1].x1
    before = [place for place, word in enumerate(words) if word.x0 < left]
    if not before:
        words.insert(0, _Word(text, left, right, letters[0].size, 0.0, raised=True))
        return
    place = before[-1]
    word = words[place]
    high = letters[0].y < word.y - 0.06 * word.size
    if not high or not _MARK.match(text):
        word.text += text
    elif (text in ("2", "3") and word.text.lower() in _UNITS) or word.text[-1].isdigit():
        word.text += text.translate(_RAISED)
    else:
        word.marks.append(text)
    word.x1 = max(word.x1, right)
    after = words[place + 1] if place + 1 < len(words) else None
    if after is not None and after.x0 - right < _SPACE * word.size and not after.text[0].isspace():
        word.text, word.x1 = word.text + after.text, after.x1
        word.marks += after.marks
        del words[place + 1]


# Addresses that links lead to


def _note_links(spans: Sequence[Span], leaf: Leaf) -> None:
    """Print the address of a link that is not printed."""
    printed = re.sub(r"\s", "", "".join(span.text for span in spans)).lower()
    for (x0, y0, x1, y1), address in leaf.links:
        if address.lower() in printed:
            continue
        under = [s for s in spans if y0 - 1 <= s.y - 0.3 * s.size <= y1 + 1 and s.x0 < x1 and s.x1 > x0]
        if under:
            under[-1].text = f"{under[-1].text} {address}"
            printed += address.lower()
