"""What the network view says, in Danish and English; names of things, roles and kinds come from the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["LANGUAGES", "WORDS", "counted", "listed"]

LANGUAGES: Final = ("da", "en")

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "da": {
        "title": "Netværket",
        "heading": "Hvem er med i hvad",
        "to_table": "Vis som tabel",
        "controls": "Søg og filtrér",
        "search": "Søg efter navn",
        "search_hint": "initiativ, organisation …",
        "show": "Vis",
        "initiatives": "Initiativer",
        "organisations": "Organisationer",
        "collectives": "Aktørgrupper",
        "foundations": "Det, der bygges videre på",
        "foundations_shared": "fælles for flere",
        "foundations_all": "alt",
        "foundations_none": "intet",
        "role": "Rolle",
        "any_role": "alle roller",
        "minimum": "Med i mindst",
        "of_initiatives": "initiativer",
        "reset": "Nulstil",
        "zoom_in": "Zoom ind",
        "zoom_out": "Zoom ud",
        "fit": "Vis hele billedet",
        "download": "Hent",
        "picture": "Tegning af netværket. Det samme indhold står i tabellen nedenfor.",
        "picture_png": "Billede (PNG)",
        "legend": "Signaturforklaring",
        "legend_initiative": "Initiativ",
        "legend_organisation": "Organisation: jo større, jo flere initiativer",
        "legend_collective": "Aktørgruppe: nævnt i almindelighed, tæller ikke som partner",
        "legend_undertaking": "Det, der bygges videre på",
        "legend_participation": "deltager",
        "legend_loose": "eksempel, mulig eller fremtidig deltager",
        "legend_lead": "ledende partner",
        "legend_dependency": "bygger videre på",
        "hint": "Klik på et navn for at se, hvad det hænger sammen med. Rul for at zoome.",
        "close": "Luk",
        "table": "Det samme som tabel",
        "name": "Navn",
        "kind": "Type",
        "count": "Initiativer",
        "ties": "Forbundet med",
        "sort": "Sortér efter",
        "find": "Find i billedet",
        "page": "Åbn siden",
        "takes_part": "Deltager i",
        "parties": "Deltagere",
        "builds_on": "Bygger videre på",
        "built_on_by": "Bruges af",
        "also_called": "Også kaldet",
        "hits": "fundet",
        "no_hits": "Intet passer til søgningen.",
        "nothing_left": "Intet passer til filtrene.",
        "shown": "Viser",
        "of": "af",
        "no_script": "Tegningen kræver JavaScript; tabellen viser det samme.",
        "initiative": "initiativ",
        "organisation": "organisation",
        "collective": "aktørgruppe",
        "undertaking": "indsats",
        "thing": "andet",
        "and": "og",
        "empty": "Der er endnu ingen initiativer. Indlæs et dokument, så kommer netværket frem.",
        "whole": "Vis hele netværket",
    },
    "en": {
        "title": "The network",
        "heading": "Who takes part in what",
        "to_table": "Show as a table",
        "controls": "Search and filter",
        "search": "Search by name",
        "search_hint": "initiative, organisation …",
        "show": "Show",
        "initiatives": "Initiatives",
        "organisations": "Organisations",
        "collectives": "Groups of actors",
        "foundations": "What is built on",
        "foundations_shared": "shared by several",
        "foundations_all": "everything",
        "foundations_none": "nothing",
        "role": "Role",
        "any_role": "any role",
        "minimum": "In at least",
        "of_initiatives": "initiatives",
        "reset": "Reset",
        "zoom_in": "Zoom in",
        "zoom_out": "Zoom out",
        "fit": "Show the whole picture",
        "download": "Download",
        "picture": "Drawing of the network. The table below has the same content.",
        "picture_png": "Picture (PNG)",
        "legend": "Legend",
        "legend_initiative": "Initiative",
        "legend_organisation": "Organisation: the larger, the more initiatives",
        "legend_collective": "Group of actors: named only in general, not counted as a partner",
        "legend_undertaking": "What is built on",
        "legend_participation": "takes part",
        "legend_loose": "example, possible or future participant",
        "legend_lead": "lead partner",
        "legend_dependency": "builds on",
        "hint": "Click a name to see what it is tied to. Scroll to zoom.",
        "close": "Close",
        "table": "The same as a table",
        "name": "Name",
        "kind": "Kind",
        "count": "Initiatives",
        "ties": "Tied to",
        "sort": "Sort by",
        "find": "Find in the picture",
        "page": "Open the page",
        "takes_part": "Takes part in",
        "parties": "Participants",
        "builds_on": "Builds on",
        "built_on_by": "Built on by",
        "also_called": "Also called",
        "hits": "found",
        "no_hits": "Nothing matches the search.",
        "nothing_left": "Nothing matches the filters.",
        "shown": "Showing",
        "of": "of",
        "no_script": "The drawing needs JavaScript; the table shows the same.",
        "initiative": "initiative",
        "organisation": "organisation",
        "collective": "group of actors",
        "undertaking": "undertaking",
        "thing": "other",
        "and": "and",
        "empty": "There are no initiatives yet. Ingest a document, and the network appears.",
        "whole": "Show the whole network",
    },
}

# One, and several.
_COUNTED: Final = {
    "da": {
        "initiative": ("initiativ", "initiativer"),
        "organisation": ("organisation", "organisationer"),
        "undertaking": ("fælles grundlag", "fælles grundlag"),
        "participation": ("deltagelse", "deltagelser"),
        "collective": ("aktørgruppe", "aktørgrupper"),
    },
    "en": {
        "initiative": ("initiative", "initiatives"),
        "organisation": ("organisation", "organisations"),
        "undertaking": ("shared foundation", "shared foundations"),
        "participation": ("participation", "participations"),
        "collective": ("group of actors", "groups of actors"),
    },
}


def counted(number: int, kind: str, language: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "initiative", "da"), counted(35, "organisation", "en")
    ('1 initiativ', '35 organisations')
    """
    one, several = _COUNTED[language][kind]
    return f"{number:,} {one if number == 1 else several}".replace(",", "." if language == "da" else ",")


def listed(parts: list[str], language: str) -> str:
    """An enumeration in words.

    Examples
    --------
    >>> listed(["CLEAN", "Gate 21", "DHI"], "en")
    'CLEAN, Gate 21 and DHI'
    """
    return f" {WORDS[language]['and']} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
