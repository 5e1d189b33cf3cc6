"""Writes docs/logs.md from the declarations of the logs; ``--check`` fails if the page is out of date."""

import sys
from pathlib import Path

from catalogue_coverage import section

from keyroll.providers import catalogue
from keyroll.providers.coverage import ROLES, Shown, shown

PAGE = Path(__file__).parent.parent / "docs" / "logs.md"
_INTRO = """# Logs

Made by `scripts/logs_page.py` from the provider folders. The table shows what the records of each log contain about an
action: **yes** in every record of an action, **in part** in some records, **no** in none. The reasons are below the
table. Where real records are available, tests compare the table with them. A value without a column in this table stays
in the native columns and in the raw record.
"""


def page() -> str:
    """Return the page."""
    logs = [(f"{name}.{log.name}", log) for name in catalogue.providers() for log in catalogue.logs(name).values()]
    head = f"\n| log | {' | '.join(ROLES)} |\n|---|{'---|' * len(ROLES)}\n"
    rows = [f"| `{name}` | {' | '.join(shown(log, role)[0] for role in ROLES)} |\n" for name, log in logs]
    parts = [_INTRO, head, *rows, "\n## What each log does not show\n"]
    for name, log in logs:
        reasons = [(role, *shown(log, role)) for role in ROLES]
        lines = [f"- {role}: {because}\n" for role, how, because in reasons if how is not Shown.ALL]
        if lines:
            parts += [f"\n### `{name}`\n\n", *lines]
    return "".join([*parts, section()])


def main() -> int:
    """Write or check the page."""
    now = page()
    if "--check" in sys.argv:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != now)
    PAGE.write_text(now, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
