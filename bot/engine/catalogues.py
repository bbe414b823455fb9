"""Reads the catalogues of sentences (gettext .po files) from disk, once, for the composition root.

English stands in `bot/dialogue/wording.py` itself; every other language is `bot/dialogue/sentences/<language>.po`.
"""

from __future__ import annotations

import gettext
import io
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.dialogue.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent.parent / "dialogue" / "sentences"


def read_wordings(folder: Path = FOLDER) -> Mapping[str, Wording]:
    """Language -> its sentences; `en` is always there. Raises OSError when a catalogue cannot be read."""
    wordings = {"en": Wording()}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        wordings[path.stem] = Wording(path.stem, gettext.GNUTranslations(compiled).gettext)
    return wordings


def wording_for(wordings: Mapping[str, Wording], language: str) -> Wording:
    """The nearest: `es-MX`, then `es`, then English."""
    return wordings.get(language) or wordings.get(language.partition("-")[0]) or wordings["en"]
