"""Runs kingfisher over a path and reads its findings from a pipe, one line for each finding.

The choice of the scanner and of its switches: docs/adr/0008. It validates nothing (no network) and unpacks nothing (it
would write the unpacked files). Its rules' cache holds compiled rules only. Its argument list holds paths and no
secret. It reads copies that keyroll made, never the root itself, and is confined if the system supports that
(docs/adr/0022).
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from keyroll.errors import KeyrollError, installed_with
from keyroll.providers.contracts.secrets import SecretMatch, Shape
from keyroll.reveal import reveal
from keyroll.secret import Secret

#: A scanner with a longer run or more output is stopped; its earlier findings count.
MOST_SECONDS = 3 * 3600.0
MOST_BYTES = 4 << 30
MOST_LINE = 64 << 20
#: The scanner leaves out larger files (its own default).
MOST_FILE = 256 << 20
#: The memory limit of the scanner. It had 0.5 GB for a file of 240 MB.
MOST_MEMORY = 4 << 30
#: Exit codes: nothing found, something found (kingfisher, README "Exit codes").
_GOOD = (0, 200, 205)
OWN = "keyroll."


@dataclass(frozen=True, slots=True, repr=False)
class ScanMatch:
    """One match: the rule, the matched text (secret), and its place. ``commit`` is empty in a working tree. No repr."""

    rule: str
    text: Secret
    beside: Mapping[str, Secret]
    path: str
    line: int
    commit: str = ""
    repository: str = ""

    @contextmanager
    def open(self) -> Iterator[SecretMatch]:
        """Provide the matched text for the duration of a ``with`` block."""
        with reveal(self.text) as raw:
            beside = {name: _plain(one) for name, one in self.beside.items()}
            yield SecretMatch(self.rule, raw.decode("utf-8", "replace"), beside)


def _plain(secret: Secret) -> str:
    with reveal(secret) as raw:
        return raw.decode("utf-8", "replace")


@dataclass(slots=True)
class ScanOutcome:
    """The end of a scan; ``because`` is the reason why it is not complete."""

    version: str = ""
    because: str = ""
    blobs: int = 0
    size: int = 0
    #: Archives that were found and not opened: the scanner would write their unpacked files.
    closed: int = 0
    #: The time at which all runs of the scanner for one root must have ended; the first run sets it.
    until: float = 0.0

    def fault(self, reason: str) -> None:
        """Record the first reason."""
        self.because = self.because or reason

    def part(self) -> "ScanOutcome":
        """Return the outcome of one run, which has the time limit of all of them."""
        return ScanOutcome(until=self.until)

    def add(self, part: "ScanOutcome") -> None:
        """Add the counts of one run."""
        self.fault(part.because)
        self.until = self.until or part.until
        self.blobs += part.blobs
        self.size += part.size


@dataclass(frozen=True, slots=True)
class Scanner:
    """The scanner's program, its own folder for rules and cache, and the limits of a run.

    A ``confined`` scanner limits itself before it starts, see ``confined.py``.
    """

    program: Path
    folder: Path
    seconds: float = MOST_SECONDS
    most: int = MOST_BYTES
    confined: bool = False

    def scan(self, path: Path, shapes: Sequence[Shape], *, history: bool, outcome: ScanOutcome) -> Iterator[ScanMatch]:
        """Yield the findings under an absolute path; ``outcome`` then holds the end of the scan.

        The path is a folder of copies. All runs with one outcome share its time.
        """
        outcome.until = outcome.until or time.monotonic() + self.seconds
        left = outcome.until - time.monotonic()
        if left <= 0:
            outcome.fault(self._late())
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        rules = self.folder / "rules.yml"
        rules.write_text(json.dumps({"rules": [_rule(one) for one in shapes]}), encoding="utf-8")
        try:
            process = subprocess.Popen(  # noqa: S603 - a fixed argument list, no shell
                [*self._confined(path), str(self.program), *self._options(rules, history=history), "--", str(path)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # its messages there could hold a piece of a file
                env=self._environment(),
                cwd=self.folder,
                start_new_session=True,
            )
        except OSError as error:
            outcome.fault(f"the scanner does not start: {error.strerror}")
            return
        assert process.stdout is not None  # noqa: S101 - narrows the type
        late = threading.Event()
        timer = threading.Timer(left, _stop, (process, late))
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
            outcome.because = self._late()
        elif code not in _GOOD:
            outcome.fault(f"the scanner ended with {code}")

    def _late(self) -> str:
        return f"the scanner was stopped after {self.seconds:.0f} seconds"

    def _confined(self, path: Path) -> list[str]:
        """Return the command that limits itself and becomes the scanner."""
        if not self.confined:
            return []
        limits = [str(MOST_MEMORY), str(self.program), str(path), str(self.folder)]
        return [sys.executable, "-I", "-S", str(Path(__file__).with_name("confined.py")), *limits, "--"]

    def _findings(self, pipe: IO[bytes], outcome: ScanOutcome) -> Iterator[ScanMatch]:
        ended = False
        while line := pipe.readline(MOST_LINE):
            outcome.size += len(line)
            if outcome.size > self.most or not line.endswith(b"\n"):
                outcome.fault("the scanner's output is too large or cut off")
                return
            try:
                said = json.loads(line)
            except (ValueError, RecursionError):
                # The parser's own message is left out: it would contain the line.
                outcome.fault("the scanner's output is not JSON")
                continue
            ended = _judge(said, outcome) or ended
            finding = _finding(said)
            if finding:
                yield finding
        if not ended:
            outcome.fault("the scanner ended too early")

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
    """Return the installed scanner with ``folder`` for its rules. Raises KeyrollError if it is not installed."""
    try:
        from kingfisher import get_binary_path

        return Scanner(Path(get_binary_path()), folder, confined=True)
    except (ImportError, OSError):
        raise KeyrollError("the scanner (kingfisher) is not installed", hint=installed_with("scan")) from None


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


def _judge(said: object, outcome: ScanOutcome) -> bool:
    """Read the scanner's own summary; return whether this line was the summary."""
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


def _finding(said: object) -> ScanMatch | None:
    found = said.get("finding") if isinstance(said, dict) else None
    rule = said.get("rule") if isinstance(said, dict) else None
    if not (isinstance(found, dict) and isinstance(rule, dict)):
        return None
    beside = found.get("dependent_captures") or {}
    git = found.get("git_metadata") or {}
    return ScanMatch(
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
