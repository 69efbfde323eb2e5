"""Which names are common words, first names or surnames too, so that they prove no place alone."""

import re
from functools import lru_cache
from pathlib import Path

import names

from sousveil.claims.text.folding import strip_marks

_DICTIONARIES = ("en", "fr", "es", "it")
_FIRST_NAMES = 90.0  # the names that cover so many per cent of people
_SURNAMES = 25.0
_ENTRY = re.compile(r"[^/\t\r\n]+")


class WordList:
    """Lower-case dictionary words and names of people, marks off.

    The dictionaries (hunspell's, as packed on npm) only decide a flag; nothing of them is kept.
    """

    def __init__(self, node_modules: Path) -> None:
        self._words = {
            strip_marks(entry)
            for language in _DICTIONARIES
            for entry in _entries(node_modules / f"dictionary-{language}" / "index.dic")
            if entry.islower()
        }
        self._people = people()

    def is_word(self, form: str) -> bool:
        """Tell whether a form in lower case is a word."""
        plain = strip_marks(form).lower()
        return plain in self._words or (plain.endswith("ing") and plain[:-3] in self._words)

    def is_person(self, form: str) -> bool:
        """Tell whether a form is a frequent name of people."""
        return strip_marks(form).upper() in self._people

    def is_plain_phrase(self, form: str) -> bool:
        """Tell whether every word of a form is a common word: Central, North West, Est."""
        return all(self.is_word(word) for word in re.findall(r"\w+", form))


@lru_cache(maxsize=1)
def people() -> frozenset[str]:
    """Return frequent first names and surnames, in capitals."""
    folder = Path(names.__file__).parent
    shares = {
        "dist.female.first": _FIRST_NAMES,
        "dist.male.first": _FIRST_NAMES,
        "dist.all.last": _SURNAMES,
    }
    found = set()
    for file, share in shares.items():
        for line in (folder / file).read_text(encoding="utf-8").splitlines():
            name, _, cumulative, _ = line.split()
            if float(cumulative) <= share:
                found.add(name)
    return frozenset(found)


def _entries(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    return [match[0] for line in lines if (match := _ENTRY.match(line))]
