"""The words of tables about credentials in ten languages, and the form in which they are compared."""

import tomllib
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Final

WORDS: Final = tomllib.loads(resources.files(__package__).joinpath("_table_titles.toml").read_text(encoding="utf-8"))
#: Letters that Unicode does not take apart.
_LETTERS: Final = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae"})


@lru_cache(4096)
def folded(text: str) -> str:
    """Return a text without accents: ``Schlüssel`` is ``Schlussel``."""
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
