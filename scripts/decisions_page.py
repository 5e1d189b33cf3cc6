"""Writes docs/adr/README.md, the index of the decisions; ``--check`` fails if the page is out of date."""

import re
import sys

from pages import DOCS, write_or_check

HEAD = """# Decisions

Made by `scripts/decisions_page.py`. A later decision may change an earlier one: read both.

| No. | Decision | Later decisions that refer to it |
|---|---|---|
"""


def page() -> str:
    """Return the index: number, title, and the later decisions that link to each."""
    texts = {one.name: one.read_text(encoding="utf-8") for one in sorted((DOCS / "adr").glob("0*.md"))}
    rows = []
    for name, text in texts.items():
        number, title = re.match(r"# (\d+)\. (.+)", text).groups()  # type: ignore[union-attr]  # each begins so
        later = [
            f"[{int(other[:4])}]({other})"
            for other, said in texts.items()
            if other > name and re.search(rf"\({re.escape(name)}\)|\bADR\s+{number}\b", said)
        ]
        rows.append(f"| {number} | [{title}]({name}) | {', '.join(later)} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    sys.exit(write_or_check("adr/README.md", page()))
