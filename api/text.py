"""Interface texts, Danish and English side by side, read from `texts.yaml`."""

from __future__ import annotations

from importlib import resources
from typing import Final

import yaml

__all__ = ["LANGUAGES", "TEXTS"]

LANGUAGES: Final = ("da", "en")

TEXTS: Final[dict[str, tuple[str, str]]] = {
    name: (words["da"], words["en"])
    for name, words in yaml.safe_load(resources.files("api").joinpath("texts.yaml").read_text(encoding="utf-8")).items()
}
