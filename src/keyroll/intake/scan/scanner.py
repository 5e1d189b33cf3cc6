"""Runs kingfisher over a path and reads its findings from a pipe, one line a finding.

Why this scanner, and with which switches: docs/adr/0008. It validates nothing (no network), unpacks nothing (it would
write what it unpacks), and its rules' cache holds compiled rules only. Its argument list holds paths and no secret.
"""

import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from keyroll.errors import KeyrollError
from keyroll.providers.contract import Met, Shape
from keyroll.secret import Secret

#: A scanner that runs longer is stopped, and so is one that says more; what it said before counts.
MOST_SECONDS = 3 * 3600.0
MOST_BYTES = 4 << 30
MOST_LINE = 64 << 20
#: Exit codes: nothing found, something found (kingfisher, README "Exit codes").
#: Files over this the scanner leaves out (its own default).
MOST_FILE = 256 << 20
_GOOD = (0, 200, 205)
OWN = "keyroll."


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """One match: the rule, what it met (secret), and where. ``commit`` is empty in a working tree. No repr."""

    rule: str
    text: Secret
    beside: Mapping[str, Secret]
    path: str
    line: int
    commit: str = ""
    repository: str = ""

    @contextmanager
    def open(self) -> Iterator[Met]:
        """Lend what was met for the length of a ``with`` block."""
        with self.text.open() as raw:
            beside = {name: _plain(one) for name, one in self.beside.items()}
            yield Met(self.rule, raw.decode("utf-8", "replace"), beside)


def _plain(secret: Secret) -> str:
    with secret.open() as raw:
        return raw.decode("utf-8", "replace")


@dataclass(slots=True)
class Outcome:
    """How a scan ended; ``because`` says why it is not complete."""

    version: str = ""
    because: str = ""
    blobs: int = 0
    size: int = 0
    #: Archives that were met and not opened: the scanner would write what it unpacks.
    closed: int = 0

    def fault(self, reason: str) -> None:
        """Note the first reason."""
        self.because = self.because or reason


@dataclass(frozen=True, slots=True)
class Scanner:
    """The scanner's program, a folder of its own for rules and cache, and the limits of a run."""

    program: Path
    folder: Path
    seconds: float = MOST_SECONDS
    most: int = MOST_BYTES
    wrapped: Sequence[str] = field(default=())

    def scan(self, path: Path, shapes: Sequence[Shape], *, history: bool, outcome: Outcome) -> Iterator[Finding]:
        """Yield the findings under an absolute path; ``outcome`` says at the end how it went."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        rules = self.folder / "rules.yml"
        rules.write_text(json.dumps({"rules": [_rule(one) for one in shapes]}), encoding="utf-8")
        try:
            process = subprocess.Popen(  # noqa: S603 - a fixed argument list, no shell
                [*self.wrapped, str(self.program), *self._options(rules, history=history), "--", str(path)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # what it says there could hold a piece of a file
                env=self._environment(),
                start_new_session=True,
            )
        except OSError as error:
            outcome.fault(f"the scanner does not start: {error.strerror}")
            return
        assert process.stdout is not None  # noqa: S101 - narrows the type
        late = threading.Event()
        timer = threading.Timer(self.seconds, _stop, (process, late))
        timer.daemon = True
        timer.start()
        try:
            yield from self._findings(process.stdout, outcome)
        finally:
            timer.cancel()
            process.kill() if process.poll() is None and outcome.because else None
            process.stdout.close()
            code = process.wait()
        if late.is_set():
            outcome.because = f"the scanner was stopped after {self.seconds:.0f} seconds"
        elif code not in _GOOD:
            outcome.fault(f"the scanner ended with {code}")

    def _findings(self, pipe: IO[bytes], outcome: Outcome) -> Iterator[Finding]:
        ended = False
        while line := pipe.readline(MOST_LINE):
            outcome.size += len(line)
            if outcome.size > self.most or not line.endswith(b"\n"):
                outcome.fault("the scanner's answer is too large or cut off")
                return
            try:
                said = json.loads(line)
            except (ValueError, RecursionError):
                # Without the parser's own words: they would carry the line.
                outcome.fault("the scanner's answer is not JSON")
                continue
            ended = _judge(said, outcome) or ended
            finding = _finding(said)
            if finding:
                yield finding
        if not ended:
            outcome.fault("the scanner ended before it was done")

    def _options(self, rules: Path, *, history: bool) -> list[str]:
        return [
            "scan", "--format", "jsonl", "--quiet", "--no-dedup",
            "--no-validate", "--no-update-check", "--no-extract-archives", "--no-ignore",
            "--git-history", "full" if history else "none",
            "--rules-path", str(rules), "--rule-cache-dir", str(self.folder / "cache"),
        ]  # fmt: skip

    def _environment(self) -> dict[str, str]:
        folder = str(self.folder)
        return {"PATH": os.defpath, "HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}


def installed(folder: Path) -> Scanner:
    """Return the installed scanner with ``folder`` for its rules. Raises KeyrollError where there is none."""
    try:
        from kingfisher import get_binary_path

        return Scanner(Path(get_binary_path()), folder)
    except (ImportError, OSError):
        raise KeyrollError(
            "the scanner (kingfisher) is not installed for this machine", hint="pip install kingfisher-bin"
        ) from None


def _stop(process: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    process.kill()


def _rule(shape: Shape) -> dict[str, object]:
    return {
        "name": shape.name,
        "id": f"{OWN}{shape.name}",
        "pattern": shape.pattern,
        "min_entropy": shape.entropy,
        "confidence": "medium",
        "examples": [],
    }


def _judge(said: object, outcome: Outcome) -> bool:
    """Read the scanner's own account of its work; return whether this line was that."""
    audit = said.get("audit") if isinstance(said, dict) else None
    if not isinstance(audit, dict):
        return False
    for one in audit.get("repositories") or ():
        scan = one.get("scan") or {}
        if scan.get("status") != "completed":
            outcome.fault(str(scan.get("error") or "the scanner did not read everything"))
        if (one.get("git") or {}).get("shallow"):
            outcome.fault("the history is shallow: git fetch --unshallow")
        outcome.blobs += int((one.get("stats") or {}).get("blobs_scanned") or 0)
    return True


def _finding(said: object) -> Finding | None:
    found = said.get("finding") if isinstance(said, dict) else None
    rule = said.get("rule") if isinstance(said, dict) else None
    if not (isinstance(found, dict) and isinstance(rule, dict)):
        return None
    beside = found.get("dependent_captures") or {}
    git = found.get("git_metadata") or {}
    return Finding(
        str(rule.get("id", "")).removeprefix(OWN),
        _secret(found.get("snippet")),
        {str(name): _secret(one) for name, one in beside.items()},
        str(found.get("path", "")),
        int(found.get("line") or 0),
        str((git.get("commit") or {}).get("id", "")),
        str(git.get("repository_url", "")),
    )


def _secret(text: object) -> Secret:
    return Secret(str(text or "").encode("utf-8", "replace"))
