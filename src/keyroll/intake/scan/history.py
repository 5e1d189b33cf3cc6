"""When commits were written: asked of git, which gets their ids by a pipe and may run nothing of the repository's."""

import os
import subprocess
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

_QUIET = ("-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "core.hooksPath=/dev/null")


def is_repository(path: Path) -> bool:
    """Say whether a folder is the top of a working tree, or a bare repository."""
    return (path / ".git").exists() or ((path / "HEAD").is_file() and (path / "objects").is_dir())


def authored(repository: Path, commits: Collection[str]) -> dict[str, datetime]:
    """Return the author's date of each commit; those that git does not tell are left out."""
    command = ["git", *_QUIET, "-C", str(repository), "log", "--no-walk=unsorted", "--stdin", "--format=%H %at"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed argument list, no shell
            command,
            input="".join(f"{one}\n" for one in sorted(commits)).encode(),
            capture_output=True,
            check=False,
            timeout=600,
            env={**kept, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat"},
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    found = {}
    for line in done.stdout.decode("ascii", "replace").splitlines():
        name, _, seconds = line.partition(" ")
        if seconds.lstrip("-").isdigit():
            found[name] = datetime.fromtimestamp(int(seconds), UTC)
    return found
