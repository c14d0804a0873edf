"""Invented proposals to read: one form with sections to fill in, and shorthands for what a reading gives.

Persons and places are invented; public bodies and companies are named only as parties of invented proposals.
"""

from __future__ import annotations

from typing import Final

from graph.reading import read_text
from ontology.models import Initiative

__all__ = ["FULL", "one", "parties", "proposal", "warned"]

HEADINGS: Final = {
    "elements": "Mulige elementer i initiativet:",
    "effects": "Forventede effekter:",
    "figures": "Nøgletal:",
    "foundations": "Initiativet bygger videre på:",
    "parties": "Deltagende parter:",
    "contact": "Kontakt:",
}

FULL: Final = {
    "elements": "- Etablere et havnebad.\n- Plante tang.",
    "effects": "- I 2025 er havnen grøn.",
    "figures": "- 5 pct. af kajerne er grønne.",
    "foundations": "- Projektet ”Blå Bølge”",
    "parties": "Gate 21, CLEAN og kommuner.",
    "contact": "- Anne Eksempel, chefkonsulent, tlf. 00112233, anne@example.org",
}


def proposal(title: str = "Nr. 1: Grøn Havn", introduction: str = "Havnen skal være grøn.", **sections: str) -> str:
    """A whole proposal in Danish; `sections` replace what stands under their heading."""
    filled = FULL | sections
    parts = [f"{HEADINGS[name]}\n\n{filled[name]}\n" for name in HEADINGS]
    return "\n".join([f"{title}\n", f"{introduction}\n", *parts])


def one(text: str) -> Initiative:
    """The one initiative of a text."""
    [initiative] = read_text(text, "forslag.txt").initiatives
    return initiative


def parties(printed: str) -> list[tuple[str, str]]:
    """Name and role of each party of a list, collectives in small letters as they are named."""
    return [(party.organisation, party.role) for party in one(proposal(parties=printed)).participations]


def warned(initiative: Initiative, *words: str) -> bool:
    """Whether one warning holds all of `words`."""
    return any(all(word in warning for word in words) for warning in initiative.warnings)
