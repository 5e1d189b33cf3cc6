"""Writes a generated page, or compares it with the code."""

import sys
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def write_or_check(name: str, text: str) -> int:
    """Write a page of docs/; with ``--check`` return 1 if the existing page differs."""
    page = DOCS / name
    if "--check" in sys.argv:
        return int(not page.exists() or page.read_text(encoding="utf-8") != text)
    page.write_text(text, encoding="utf-8")
    return 0
