"""What the log may say of a query: its shape, without anything that somebody wrote into it.

Literals, numbers, comments, names of variables and every IRI outside of published vocabularies are left out, so that
two queries about two persons look the same. The text itself is told only by a hash with a key of this process, as one
without could be found out by trying all telephone numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

from ontology.terms import ID, PREFIXES

__all__ = ["hash_of", "shape"]

_LONGEST: Final = 600
_KEY: Final = secrets.token_bytes(32)
_KNOWN: Final = {iri: prefix for prefix, iri in PREFIXES.items() if not iri.startswith(ID)}
_TOKEN: Final = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\s]*>)
  | (?P<literal>\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)
              |"(?:[^"\\\n]|\\.)*(?:"|\Z|(?=\n))|'(?:[^'\\\n]|\\.)*(?:'|\Z|(?=\n)))
  | (?P<variable>[?$][\w]+)
  | (?P<blank>_:[\w.-]+)
  | (?P<name>(?P<prefix>[A-Za-z][\w-]*)?:(?P<local>(?:[\w.:%-]|\\.)*))
  | (?P<number>\d[\w.]*)
  | (?P<language>@[A-Za-z-]+)
  | (?P<word>\w+)
  | (?P<sign>[{}()\[\].;,*/|^+?!=<>&-]+)
  | (?P<rest>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_PREFIX: Final = re.compile(r"\bprefix\s+([A-Za-z][\w-]*)?:\s*<([^<>]*)>", re.IGNORECASE)
_INSTEAD: Final = {"literal": '""', "number": "0", "blank": "_:", "language": "@", "comment": "", "rest": "…"}
_TERM: Final = re.compile(r"[A-Za-z]{0,40}")
_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        """
a abs add all as asc ask avg base bind bnode bound by ceil clear coalesce concat construct contains copy count
create data datatype day default delete desc describe distinct drop encode_for_uri exists false filter floor from
graph group group_concat having hours if in insert into iri isblank isiri isliteral isnumeric isuri lang langmatches
lcase limit load max md5 min minus minutes month move named not now offset optional order prefix rand reduced regex
replace round sameterm sample seconds select separator service sha1 sha256 sha384 sha512 silent str strafter
strbefore strdt strends strlang strlen strstarts struuid substr sum timezone to true tz ucase undef union update uri
using uuid values where with year
""",
    )
)


def shape(text: str) -> str:
    """A query without what was written into it; at most 600 characters.

    Examples
    --------
    >>> shape('SELECT ?anne { ?anne foaf:name "Anne Eksempel" ; <http://x.org/mail> <mailto:anne@example.org> } # hej')
    'SELECT ?1 { ?1 foaf:name "" ; <> <> }'
    """
    declared = {name or "": iri for name, iri in _PREFIX.findall(text)}
    variables: dict[str, str] = {}
    parts: list[str] = []
    length = 0
    for found in _TOKEN.finditer(text):
        part = _masked(found, declared, variables)
        if part:
            parts.append(part)
            length += len(part) + 1
        if length > _LONGEST:
            break
    return " ".join(parts)[:_LONGEST]


def hash_of(text: str) -> str:
    """Twelve hexadecimal digits, the same for the same text while this process lives."""
    return hmac.new(_KEY, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:12]


def _masked(found: re.Match[str], declared: dict[str, str], variables: dict[str, str]) -> str:
    text, kind = found.group(), found.lastgroup or ""
    match kind:
        case "iri":
            return _named(text[1:-1])
        case "name":
            namespace = declared.get(found["prefix"] or "", PREFIXES.get(found["prefix"] or "", ""))
            return _named(namespace + found["local"]) if namespace else ":…"
        case "variable":
            return variables.setdefault(text, f"?{len(variables) + 1}")
        case "word" if text.lower() not in _WORDS:
            return "…"
        case "word" | "sign":
            return text
    return _INSTEAD[kind]


def _named(iri: str) -> str:
    """A term of a published vocabulary by our prefix for it; anything else by nothing."""
    for namespace, prefix in _KNOWN.items():
        local = iri.removeprefix(namespace)
        if local != iri and _TERM.fullmatch(local):
            return f"{prefix}:{local}"
    return "<>"
