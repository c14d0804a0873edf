"""The words of the form, read once from `lexicon.yaml` and compiled: headings, role cues, kinds, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from graph.shipped import read_yaml
from ontology.models import Role, UndertakingKind

__all__ = ["Lexicon", "lexicon"]

Words = frozenset[str]
Pattern = re.Pattern[str]
Phrases = Mapping[str, tuple[str, ...]]
Signs = Mapping[str, tuple[tuple[float, re.Pattern[str]], ...]]
Roles = Mapping[Role, re.Pattern[str]]
Openings = Mapping[str, re.Pattern[str]]
Kinds = Mapping[UndertakingKind, tuple[str, ...]]


@dataclass(frozen=True)
class Lexicon:
    """The compiled words; `lexicon.yaml` tells what each of them is for."""

    headings: Phrases
    heading_words: Phrases
    heading_hints: Phrases
    heading_fillers: Words
    weak_headings: Words
    person_fields: Words
    heading_rests: Words
    own_proposal: Pattern
    openings: Openings
    telling_sections: Words
    common_headings: Words
    title_words: Words
    title_labels: Words
    title_label: Pattern
    title_nouns: Words
    preface_words: Words
    preface_labels: Pattern
    other_papers: Pattern
    other_headings: Pattern
    proposing: Pattern
    instructions: Pattern
    asked_for: Pattern
    column_heads: Pattern
    lead_first: Pattern
    role_cell: Pattern
    furniture: Pattern
    page_numbers: Pattern

    never_ends: Words
    may_end: Words
    dangling: Words
    joining: Words
    danish_words: Words
    english_words: Words

    roles: Roles
    party_label: Pattern
    party_lead_in: Pattern
    no_list: Pattern
    party_nouns: Pattern
    party_led_by: Pattern
    party_verbs: Pattern
    party_openers: Pattern
    party_hopes: Pattern
    hopes_end: Pattern
    besides: Pattern
    party_with: Pattern
    told_of: Pattern
    undecided: Pattern
    party_closers: Pattern
    clause_joints: Pattern
    item_leads: Pattern
    representatives: Pattern
    told_behind: Pattern
    unit: Pattern
    nobody: Pattern
    quantifiers: Pattern
    placeholder_count: Pattern
    generic_noun: Pattern
    of_a_place: Pattern
    relative_within: Pattern
    told_of_all: Pattern
    clause_leads: Pattern
    relative_behind: Pattern
    relative: Pattern
    series_behind: Phrases
    series_ahead: Phrases
    series_forms: Phrases
    abbreviations: Phrases
    institution: Pattern
    no_name: Pattern
    shortened: Pattern

    kinds: Kinds
    kind_endings: Words
    numbered_proposal: Pattern
    numbered_behind: Pattern
    vague: Pattern
    vague_within: Pattern
    examples: Pattern
    trailing_others: Pattern
    owner_cues: Pattern
    funding_cues: Pattern
    descriptions: Pattern
    announcements: Pattern
    prepositions: Pattern
    opening_verbs: Pattern
    apposed: Words
    determiners: Pattern
    other_things: Pattern
    type_nouns: Pattern
    rolling_out: Pattern
    doers: Pattern
    things: Words
    vague_things: Words
    thing_endings: Words
    experience_of: Pattern
    named_things: Pattern
    plural_nouns: Pattern
    project_words: Pattern

    pending: Pattern
    pending_behind: Pattern
    placeholder: Pattern
    left_open: Pattern
    in_words: Pattern
    condition: Pattern
    durations: Words
    magnitudes: Words
    currencies: Words
    months: Words
    passed_over: Words
    no_unit: Words
    between: Pattern
    about: Pattern
    counted_parts: Pattern
    ordinals_of: Pattern
    ages: Pattern
    changes: Pattern
    number_of: Pattern
    adjectives: Pattern
    counted_adjectives: Words
    degrees: Pattern
    currency_of: Words

    detail_labels: Pattern
    job_told: Pattern
    academic_titles: Pattern
    academic_degrees: Pattern
    trained_as: Pattern
    no_first_names: Words
    no_surname: Pattern
    contact_leads: Pattern
    contact_fillers: Pattern
    field_labels: Pattern
    jobs: Pattern
    job_phrase: Pattern
    at_signs: Pattern

    betterment: Pattern
    signs: Signs


@cache
def lexicon() -> Lexicon:
    """The shipped words."""
    raw: dict[str, Any] = read_yaml(Path(__file__).with_name("lexicon.yaml"))
    return Lexicon(**{field.name: _MAKERS[str(field.type)](raw[field.name]) for field in fields(Lexicon)})


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _phrases(raw: Mapping[str, list[str]]) -> Phrases:
    return {name: tuple(phrases) for name, phrases in raw.items()}


def _signs(raw: Mapping[str, list[tuple[float, str]]]) -> Signs:
    return {name: tuple((weight, _any([sign])) for weight, sign in weighed) for name, weighed in raw.items()}


_MAKERS: Mapping[str, Callable[[Any], Any]] = {
    "Words": frozenset,
    "Pattern": _any,
    "Phrases": _phrases,
    "Kinds": _phrases,
    "Roles": lambda raw: {role: _any(cues) for role, cues in raw.items()},
    "Openings": lambda raw: {section: _any(words) for section, words in raw.items()},
    "Signs": _signs,
}
