"""Runs the commands in docs/walkthrough.md and docs/lists.md and compares their output with the pages.

``python scripts/transcripts.py`` fails if a page differs; with ``--write`` it writes the pages again. Other
arguments name the pages. The blocks of a page that are fenced as ``console`` run in order in one empty folder. Lines
that begin with ``$ `` are commands, the rest is their stdout. A command followed by ``# exit 12`` must end with that
code.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = ("docs/walkthrough.md", "docs/lists.md")
BLOCK = re.compile(r"(?<=```console\n)(.*?)(?=```)", re.DOTALL)


def run(command: str, folder: Path) -> tuple[str, int]:
    """Return the stdout of a command, and its exit code."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "NO_COLOR": "1",
        "COLUMNS": "80",
    }
    done = subprocess.run(  # noqa: S602 - the page's own commands
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout, done.returncode


def played(block: str, folder: Path) -> str:
    """Return a block with the real output under each of its commands."""
    parts = []
    for line in block.splitlines():
        if not line.startswith("$ "):
            continue
        command, _, wanted = line[2:].partition("  # exit ")
        output, code = run(command, folder)
        if code != int(wanted or 0):
            raise SystemExit(f"{command!r} ended with {code}, the page says {wanted or 0}:\n{output}")
        parts.append(f"{line}\n{output}")
    return "".join(parts)


def fresh(page: str) -> str:
    """Return the page with the output of every block."""
    with tempfile.TemporaryDirectory() as folder:
        return BLOCK.sub(lambda match: played(match[0], Path(folder)), page)


def main() -> int:
    """Check the pages, or write them."""
    stale = 0
    for name in [one for one in sys.argv[1:] if one != "--write"] or PAGES:
        page = (ROOT / name).read_text(encoding="utf-8")
        now = fresh(page)
        if "--write" in sys.argv:
            (ROOT / name).write_text(now, encoding="utf-8")
        elif now != page:
            sys.stdout.write(f"{name} differs from what its commands print; run scripts/transcripts.py --write\n")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
