"""Writes the support table of README.md, and docs/support.md, from providers' declarations and test marks.

``--check`` fails if either is out of date.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from pages import write_or_check

from keyroll.providers import catalogue
from keyroll.providers.contracts.kinds import Provider

ROOT = Path(__file__).parent.parent
#: The best counterpart first; the table shows the best one of each ability.
ORDER = ("real server", "emulator", "specification + fake", "typed client + fake", "fake", "samples only")
#: The table is between these lines of README.md.
PLACE = re.compile(r"(?<=<!-- made by scripts/support_page.py -->\n).*?(?=<!-- end -->)", re.DOTALL)
Shown = dict[tuple[str, str], str]


def shown() -> Shown:
    """Return the best counterpart by provider and ability, from the marks of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "support.json"
        command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-p", "no:randomly", f"--support={place}"]
        subprocess.run([*command, "tests/providers", "tests/cli"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        rows = json.loads(place.read_text(encoding="utf-8"))
    best: Shown = {}
    for provider, ability, counterpart in sorted(rows, key=lambda row: ORDER.index(row[2])):
        best.setdefault((provider, ability), counterpart)
    return best


def table(best: Shown) -> str:
    """Return the table of supported abilities and their evidence."""
    rows = ["| provider | survey from exports | live survey | logs | probe |\n|---|---|---|---|---|\n"]
    for name, one in catalogue.providers().items():
        if one.kinds or catalogue.logs(name):
            survey, log = _read(name, "survey", best), _read(name, "log", best)
            live, probe = (best.get((name, ability), "-") for ability in ("live survey", "probe"))
            rows.append(f"| {one.title} | {survey} | {live} | {log} | {probe} |\n")
    return "".join(rows)


def page() -> str:
    """Return the page of what cannot be listed, and of the least scopes."""
    return (
        "# Kinds without a list, and the least scope\n\n"
        "Made by `scripts/support_page.py` from the provider folders. keyroll infers a kind without a "
        "list from use, copies and registrations, and shows it as unknown where that is not possible.\n\n"
        "| provider | cannot be listed | least scope of a live survey |\n|---|---|---|\n"
        f"{''.join(_limits(one) for one in catalogue.providers().values() if one.kinds)}"
    )


def _read(name: str, ability: str, best: Shown) -> str:
    there = {"survey": catalogue.endpoints, "log": catalogue.logs}[ability](name)
    return best.get((name, ability), "samples only") if there else "-"


def _limits(one: Provider) -> str:
    unlistable = "; ".join(f"`{kind.name}`: {kind.unlistable_because}" for kind in one.kinds if not kind.listed_by)
    return f"| {one.title} | {unlistable or '-'} | {', '.join(f'`{two.scope}`' for two in one.scopes) or '-'} |\n"


def _write_or_check_readme(text: str) -> int:
    readme = ROOT / "README.md"
    before = readme.read_text(encoding="utf-8")
    after = PLACE.sub(lambda _: text, before)
    if "--check" in sys.argv:
        return int(after != before)
    readme.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(write_or_check("support.md", page()) | _write_or_check_readme(table(shown())))
