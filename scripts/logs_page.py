"""Writes docs/logs.md from what the logs declare; ``--check`` fails where the page is out of date."""

import sys
from pathlib import Path

from keyroll.providers import catalogue
from keyroll.providers.coverage import ROLES, Shown, shown

PAGE = Path(__file__).parent.parent / "docs" / "logs.md"
_INTRO = """# Logs

Made by `scripts/logs_page.py` from the provider folders. What a log's records say of an act: **yes** in every record
that is an act, **in part** in some, **no** in none; the reasons stand below. Tests hold the table against real records
where those are at hand. Whatever is not placed stays in the native columns and in the raw record.
"""


def page() -> str:
    """Return the page."""
    logs = [(f"{name}.{log.name}", log) for name in catalogue.providers() for log in catalogue.logs(name).values()]
    head = f"\n| log | {' | '.join(ROLES)} |\n|---|{'---|' * len(ROLES)}\n"
    rows = [f"| `{name}` | {' | '.join(shown(log, role)[0] for role in ROLES)} |\n" for name, log in logs]
    parts = [_INTRO, head, *rows, "\n## What they cannot show\n"]
    for name, log in logs:
        reasons = [(role, *shown(log, role)) for role in ROLES]
        lines = [f"- {role}: {because}\n" for role, how, because in reasons if how is not Shown.ALL]
        if lines:
            parts += [f"\n### `{name}`\n\n", *lines]
    return "".join(parts)


def main() -> int:
    """Write or check the page."""
    now = page()
    if "--check" in sys.argv:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != now)
    PAGE.write_text(now, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
