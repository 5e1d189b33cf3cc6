"""Checks whether a locked dependency has a known vulnerability: python scripts/audit.py [LOCK …].

Exit 0 if each was looked up and has none, 1 if one has a vulnerability, 2 if the database gave no result for some:
their state is unknown.
"""

import json
import subprocess
import sys
from collections.abc import Sequence

LOCKS = ("requirements/run.lock", "requirements/dev.lock")


def ask(lock: str) -> tuple[list[dict[str, object]], str]:
    """Return pip-audit's result for each dependency of a lock file, or the reason why there is none."""
    options = ["--require-hashes", "--disable-pip", "--progress-spinner=off", "--timeout=15", "-f", "json"]
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", *options, "-r", lock], capture_output=True, text=True, check=False
    )
    try:
        return list(json.loads(done.stdout)["dependencies"]), ""
    except (ValueError, KeyError, TypeError):
        return [], (done.stderr.strip().splitlines() or ["no answer"])[-1]


def judged(lock: str, answers: Sequence[dict[str, object]], failed: str) -> tuple[int, list[str]]:
    """Return the exit code for a lock file, and the lines with the reasons."""
    if failed or not answers:
        return 2, [f"{lock}: the advisory database cannot be reached, so no result is known: {failed or 'no answer'}"]
    known = [one for one in answers if "vulns" in one]
    missing = sorted(str(one["name"]) for one in answers if "vulns" not in one)
    lines = [
        f"{lock}: {one['name']} {one['version']}: {wrong['id']}; fixed in {', '.join(wrong['fix_versions']) or 'none'}"
        for one in known
        for wrong in one["vulns"]  # type: ignore[attr-defined]
    ]
    code = 1 if lines else 2 if missing else 0
    if missing:
        named = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        lines.append(
            f"{lock}: the advisory database gave no result for {len(missing)} of {len(answers)}, "
            f"whose state is unknown: {named}"
        )
    return code, lines or [f"{lock}: none of {len(answers)} has a known vulnerability"]


def main() -> int:
    """Check each lock file; the worst result counts."""
    codes = []
    for lock in sys.argv[1:] or LOCKS:
        code, lines = judged(lock, *ask(lock))
        codes.append(code)
        sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if 1 in codes else max(codes)


if __name__ == "__main__":
    sys.exit(main())
