"""Interface texts, Danish and English side by side, read from `texts.yaml`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Final

from graph.shipped import read_yaml

__all__ = ["LANGUAGES", "TEXTS"]

LANGUAGES: Final = ("da", "en")

TEXTS: Final[dict[str, tuple[str, str]]] = {
    name: (words["da"], words["en"])
    for name, words in read_yaml(Path(str(resources.files("api").joinpath("texts.yaml")))).items()
}
