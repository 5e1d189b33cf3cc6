"""Runs the real command in a process of its own and says what it took."""

import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bomb_corpus import GOOD, lay

from keyroll.api import Keyroll

#: Most memory above that of an empty sync, and address space beyond which a child ends.
MOST_MB = 300
_LIMIT = 8 << 30


@dataclass(frozen=True, slots=True)
class Took:
    """The exit code, what it said, seconds of processor and the most memory in MB."""

    code: int
    said: str
    seconds: float
    memory: float


def run(*command: str) -> Took:
    """Run a command to its end, within limits."""
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [sys.executable, *command],
            stdout=said,
            stderr=said,
            preexec_fn=_limited,
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    return Took(child.returncode, text, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_LIMIT, _LIMIT))


def sync(folder: Path, home: Path) -> Took:
    """Sync a folder into a home."""
    return run("-c", "from keyroll.cli import main; main()", "sync", "--from", str(folder), "--home", str(home))


def reasons(home: Path) -> dict[str, list[str]]:
    """Return the reasons in quarantine by file."""
    found: dict[str, list[str]] = {}
    for row in Keyroll.open(home).home.ledger.quarantined():
        found.setdefault(row.file, []).append(row.reason)
    return found


def good_is_read(home: Path) -> bool:
    """Say whether what lies beside the bombs was read."""
    keyroll = Keyroll.open(home)
    with keyroll.home.session() as session:
        keyroll.home.lake.view(session, "events/okta.system_log", "events")
        events = session.tuples("SELECT event_id FROM events WHERE event_id = 'good'")
    names = {row["name"] for row in keyroll.inventory.listed("credentials").rows}
    return len(events) == 1 and "Bot" in names


def check(tmp_path: Path, laid: list[str], empty: Took, seconds: float) -> None:
    """Sync what lies in the folder ``in``: bombs are named, the good files read, memory and time bounded."""
    lay(tmp_path / "in", GOOD)
    took = sync(tmp_path / "in", tmp_path / "home")
    assert (took.code, "Traceback" in took.said) == (11, False), took.said[-2000:]
    assert good_is_read(tmp_path / "home")
    named = reasons(tmp_path / "home")
    assert [one for one in laid if one not in named] == []
    assert took.memory - empty.memory < MOST_MB
    assert took.seconds - empty.seconds < seconds
