"""Writes docs/support.md from providers' declarations and test marks; ``--check`` fails if the page is out of date."""

import json
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
HEAD = """# Supported systems

Made by `scripts/support_page.py` from the provider folders and the marks of the tests.

*Real server* and *emulator*: the tests start it. *Specification + fake*: a strict fake in the tests, whose every answer
is checked against the vendor's own specification, or the library that it publishes. *Typed client + fake*: whose
answers are checked against types that others generated from the specification, as far as it goes. *Fake*: no
specification can be had. *Samples only*: the vendor's documented answers are read.

"""
LIMITS = """
## Kinds without a list, and the least scope

keyroll infers a kind without a list from use, copies and registrations, and shows it as unknown where that is not
possible.

| provider | cannot be listed | least scope of a live survey |
|---|---|---|
"""
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
    """Return the page: how each provider is read and tested, what has no list, and the least scopes."""
    limits = "".join(_limits(one) for one in catalogue.providers().values() if one.kinds)
    return f"{HEAD}{table(shown())}{LIMITS}{limits}"


def _read(name: str, ability: str, best: Shown) -> str:
    there = {"survey": catalogue.endpoints, "log": catalogue.logs}[ability](name)
    return best.get((name, ability), "samples only") if there else "-"


def _limits(one: Provider) -> str:
    unlistable = "; ".join(f"`{kind.name}`: {kind.unlistable_because}" for kind in one.kinds if not kind.listed_by)
    return f"| {one.title} | {unlistable or '-'} | {', '.join(f'`{two.scope}`' for two in one.scopes) or '-'} |\n"


if __name__ == "__main__":
    sys.exit(write_or_check("support.md", page()))
