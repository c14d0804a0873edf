"""Files that are not read, known by their name or by how they begin, and what would help whoever hands one in.

What a file is called decides how it is read; here stands only what nothing reads. A name of an unknown ending is that
of a plain text, as "forslag 1.2" shows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from ontology.errors import UnreadableDocument

__all__ = ["is_refused", "refuse_content", "refuse_name", "unseen"]

_HELP: Final[Mapping[str, str]] = {
    "document": "open it in a word processor and save it as .docx",
    "presentation": "export it as .pdf",
    "picture": "pictures are not read: hand in the document itself, or a PDF with recognised text (OCR)",
    "archive": "unpack it, and hand in the files that are in it",
    "mail": "save what is attached to it, and hand that in",
    "page": "print it into a .pdf, or save its text as .txt",
    "data": "RDF is read as .ttl, .trig, .nt, .nq or .jsonld: convert it into one of them",
    "program": "programs are neither run nor read: hand in the proposal itself",
    "sound": "sound and film are not read: hand in the proposal as text",
}
"""What would help, by what a file is."""

_ENDINGS: Final[Mapping[str, str]] = {
    ending: what
    for what, endings in {
        "document": "doc docm dot dotm dotx fodt odt ott pages rtf tex wpd wps xps",
        "presentation": "key odp pot potx pps ppsx ppt pptm pptx",
        "picture": "avif bmp djvu eps gif heic heif ico jp2 jpeg jpg png psd svg tif tiff webp",
        "archive": "7z bz2 cab dmg gz iso jar lz rar tar tgz xz zip zst",
        "mail": "eml emlx ics mbox msg pst vcf",
        "page": "epub htm html mht mhtml xhtml",
        "data": "hdt json n3 nquads owl rdf rj ttls xml yaml yml",
        "program": "app apk bat bin cmd com dll exe js lnk msi ps1 py scr sh so vbs",
        "sound": "aac avi flac m4a mkv mov mp3 mp4 ogg wav webm wma wmv",
    }.items()
    for ending in endings.split()
}

_BEGINNINGS: Final[Mapping[bytes, tuple[str, str]]] = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an old or a locked Office file", "document"),
    b"{\\rtf": ("rich text", "document"),
    b"\x89PNG": ("a picture", "picture"),
    b"\xff\xd8\xff": ("a picture", "picture"),
    b"GIF8": ("a picture", "picture"),
    b"II*\x00": ("a picture", "picture"),
    b"MM\x00*": ("a picture", "picture"),
    b"\x1f\x8b": ("an archive", "archive"),
    b"BZh": ("an archive", "archive"),
    b"7z\xbc\xaf": ("an archive", "archive"),
    b"Rar!": ("an archive", "archive"),
    b"\xfd7zXZ": ("an archive", "archive"),
    b"MZ": ("a program", "program"),
    b"\x7fELF": ("a program", "program"),
    b"\xcf\xfa\xed\xfe": ("a program", "program"),
    b"<!DOCTYPE html": ("a web page", "page"),
    b"<html": ("a web page", "page"),
}
"""How a file begins that is no text, whatever it is called → what it is, in words and by what helps."""

# Control and format characters, halves of surrogate pairs, private use, not assigned, and breaks of lines.
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def is_refused(name: str) -> bool:
    """Whether the ending of a name says that nothing reads the file."""
    return _ending(name) in _ENDINGS


def refuse_name(name: str) -> None:
    """Refuse a file by its name.

    Raises
    ------
    UnreadableDocument
        Nothing reads files of that ending, or the name has characters that cannot be seen.

    Examples
    --------
    >>> refuse_name("forslag 1.2")
    >>> refuse_name("forslag.odt")
    Traceback (most recent call last):
    ...
    ontology.errors.UnreadableDocument: forslag.odt: .odt is not read; open it in a word processor and save it as .docx
    """
    if unseen(name):
        raise UnreadableDocument(f"{name!a:.80}: the name of the file has characters that cannot be seen: rename it")
    if is_refused(name):
        ending = _ending(name)
        raise UnreadableDocument(f"{name}: .{ending} is not read; {_HELP[_ENDINGS[ending]]}")


def refuse_content(data: bytes, name: str) -> None:
    """Refuse what is called a text and begins like something else.

    Raises
    ------
    UnreadableDocument
        The content is of a known other kind.
    """
    begin = data[:256].removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    for mark, (what, help_) in _BEGINNINGS.items():
        if begin.startswith(mark.lower()) and (not mark.isalpha() or b"\x00" in data[:256]):
            raise UnreadableDocument(f"{name}: this is {what} and no text; {_HELP[help_]}")


def unseen(name: str) -> bool:
    r"""Whether a name has characters that cannot be seen, and so may pretend to be another.

    Examples
    --------
    >>> unseen("Åben ærø.txt"), unseen("forslag\u202etxt.exe"), unseen("a\nb.txt")
    (False, True, True)
    """
    return any(unicodedata.category(character) in _UNSEEN for character in name)


def _ending(name: str) -> str:
    return PurePath(name).suffix.removeprefix(".").lower()
