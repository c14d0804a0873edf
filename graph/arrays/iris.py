"""IRIs in one block of bytes, sorted: a number is the place of an IRI, and an IRI is found by halving."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

__all__ = ["Iris"]


@dataclass(frozen=True, eq=False)
class Iris:
    """Distinct IRIs in the order of their UTF-8 bytes, which is that of their characters.

    Parameters
    ----------
    blob : array of uint8
        All of them, one after the other.
    offsets : array of int64
        Where each begins, and at last where the last one ends: one more than there are IRIs.

    Examples
    --------
    >>> iris = Iris.of(["urn:b", "urn:a", "urn:b"])
    >>> list(iris), iris.number("urn:b"), iris.number("urn:c")
    (['urn:a', 'urn:b'], 1, None)
    """

    blob: npt.NDArray[np.uint8]
    offsets: npt.NDArray[np.int64]

    @classmethod
    def of(cls, iris: Iterable[str]) -> Iris:
        """Some IRIs in any order, repeated or not."""
        return cls.of_sorted(sorted({iri.encode() for iri in iris}))

    @classmethod
    def of_sorted(cls, iris: list[bytes]) -> Iris:
        """Distinct IRIs that are encoded and sorted already."""
        offsets = np.zeros(len(iris) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, iris), np.int64, len(iris)), out=offsets[1:])
        return cls(np.frombuffer(b"".join(iris), np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, number: int) -> str:
        """The IRI of a number from 0; IndexError beyond the last."""
        if not 0 <= number < len(self):
            raise IndexError(f"there is no IRI {number}: the numbers run from 0 to {len(self) - 1}")
        return self._bytes(number).decode()

    def __iter__(self) -> Iterator[str]:
        return (iri.decode() for iri in self.encoded())

    def number(self, iri: str) -> int | None:
        """Place of an IRI, or None where it is none of them; O(log n)."""
        place = self.place(iri)
        return place if place < len(self) and self._bytes(place) == iri.encode() else None

    def place(self, iri: str) -> int:
        """How many of them stand before this text, which need not be one of them."""
        wanted, low, high = iri.encode(), 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._bytes(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def take(self, numbers: Iterable[int]) -> list[str]:
        """The IRIs of some numbers, in their order."""
        return [self[int(number)] for number in numbers]

    def encoded(self) -> list[bytes]:
        """All of them, encoded."""
        text, ends = self.blob.tobytes(), self.offsets.tolist()
        return [text[start:end] for start, end in pairwise(ends)]

    def _bytes(self, number: int) -> bytes:
        return self.blob[self.offsets[number] : self.offsets[number + 1]].tobytes()
