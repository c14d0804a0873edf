"""The parts of a Word document: parsed XML, and what each part points to."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from docx.oxml.ns import nsmap
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from graph.reading.formats.archive import main_part, opened
from ontology.errors import UnreadableDocument

__all__ = ["ALTERNATE", "MATH", "Element", "Package", "R", "Relationship", "W", "is_on", "number", "value"]

W = f"{{{nsmap['w']}}}"
R = f"{{{nsmap['r']}}}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_NEEDED = "word/document.xml"
_MOST_TAGS = 400_000
"""Tags of a part: more than a hundred pages."""
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", nsmap["w"].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", nsmap["r"].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", MATH[1:-1].encode()),
)
"""Names of the strict form of the format → those that everybody writes."""


@dataclass(frozen=True)
class Relationship:
    """Where a part points: kind ("styles", "hyperlink"), the target as it stands there, and the part it is, if any."""

    kind: str
    target: str
    part: str | None


class Package:
    """A Word document as its parts. Nothing outside the file is ever looked at."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._archive = opened(data, name, _NEEDED)
        self._names = set(self._archive.namelist())
        self.main = main_part(self._archive, _NEEDED) or _NEEDED
        self.links = self._relationships(self.main)

    def xml(self, part: str) -> Element:
        """The root of a part.

        Raises
        ------
        UnreadableDocument
            It is no well-formed XML, or far larger than any proposal.
        """
        content = self._archive.read(part)
        if content.count(b"<") > _MOST_TAGS:
            raise UnreadableDocument(
                f"{self._name}: far too long for a proposal; hand in the pages that hold proposals"
            )
        if b"purl.oclc.org" in content:
            for strict, usual in _STRICT:
                content = content.replace(strict, usual)
        try:
            return parse_xml(content)
        except (SyntaxError, ValueError) as error:
            raise UnreadableDocument(f"{self._name}: {part} is damaged; save the file again in Word") from error

    def pointed_to(self, kind: str) -> list[Element]:
        """The roots of the parts of a kind that the main part points to, as far as the file holds them."""
        parts = dict.fromkeys(each.part for each in self.links.values() if each.kind == kind)
        return [self.xml(part) for part in parts if part]

    def _relationships(self, part: str) -> dict[str, Relationship]:
        """Id → relationship of a part. What points outside has no part."""
        folder, file = posixpath.split(part)
        listed = f"{folder}/_rels/{file}.rels"
        if listed not in self._names:
            return {}
        found: dict[str, Relationship] = {}
        for each in self.xml(listed):
            target = str(each.get("Target", ""))
            inside = posixpath.normpath(posixpath.join(folder, target) if target[:1] != "/" else target[1:])
            external = each.get("TargetMode") == "External" or inside not in self._names
            kind = str(each.get("Type", "")).rpartition("/")[2]
            found[str(each.get("Id"))] = Relationship(kind, target, None if external else inside)
        return found

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def value(element: Element | None, name: str) -> str | None:
    """`w:val` of the child `name`, or ``None`` where there is none."""
    child = element.find(W + name) if element is not None else None
    return None if child is None else str(child.get(W + "val") or "")


def is_on(element: Element, name: str) -> bool | None:
    """Whether a property that is on by standing there is on; ``None`` where it does not stand there."""
    said = value(element, name)
    return None if said is None else said not in ("0", "false", "off", "none")


def number(text: str | None, default: int = 0) -> int:
    """A whole number as it stands in an attribute; the default for anything else.

    Examples
    --------
    >>> number("3"), number("-12"), number("9" * 99), number(None, 1)
    (3, -12, 0, 1)
    """
    digits = (text or "").removeprefix("-")
    return int(text or "") if digits.isdecimal() and digits.isascii() and len(digits) < 10 else default
