"""What was doubtful in a reading: each warning with its line, in English and Danish."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Warnings", "quoted"]

_MOST_WORDS = 8
_FIRST_WORDS = 4


def quoted(text: str) -> str:
    """Printed words in quotation marks; of a sentence only its first words, for a warning repeats no text.

    Examples
    --------
    >>> quoted("Grøn Havn")
    '“Grøn Havn”'
    """
    words = text[:400].split()
    whole = len(words) <= _MOST_WORDS and len(text) <= 100
    return f"“{' '.join(words)}”" if whole else f"“{' '.join(words[:_FIRST_WORDS])[:100]} …”"


@dataclass
class Warnings:
    """Collects warnings, each once, in the order of their lines."""

    _entries: dict[tuple[int, str, str], None] = field(default_factory=dict)

    def add(self, line: int, english: str, danish: str) -> None:
        """Note something doubtful about a line; line 0 stands for the proposal as a whole."""
        entry = (line, f"line {line}: {english}", f"linje {line}: {danish}") if line else (0, english, danish)
        self._entries.setdefault(entry)

    def english(self) -> tuple[str, ...]:
        """All of them in English."""
        return tuple(english for _, english, _ in sorted(self._entries))

    def danish(self) -> tuple[str, ...]:
        """All of them in Danish, in the same order as in English."""
        return tuple(danish for _, _, danish in sorted(self._entries))
