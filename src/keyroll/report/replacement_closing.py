"""The closing lines of a replacement's commands."""

import shlex
from collections.abc import Sequence

from keyroll.clock import iso
from keyroll.replacement.checked import CheckedReplacement
from keyroll.replacement.planning import Replacement
from keyroll.report.closing import ClosingLines
from keyroll.report.words import count


def plan_closing(planned: Sequence[Replacement], kept: int, name: str, selector: str) -> ClosingLines:
    """Return the closing lines of ``replace plan`` and ``replace show``."""
    found = sum(one.best is not None for one in planned)
    result = f"{found} of {count(len(planned), 'credential')} can be replaced; nothing was changed"
    if kept:
        return ClosingLines(result, "people apply the texts of both sides", f"keyroll replace check {name}")
    words = f" {shlex.quote(selector)}" if selector else ""
    return ClosingLines(result, "the plan is not stored", f"keyroll replace plan{words} --name replacement-1")


def check_closing(checked: Sequence[CheckedReplacement], name: str) -> ClosingLines:
    """Return the closing lines of ``replace check``."""
    done = sum(one.done for one in checked)
    grades = sorted({one.grade for one in checked if one.done and one.grade})
    at = f" at grade {' and '.join(grades)}" if grades else ""
    left = len(checked) - done
    due = min((one.next_at for one in checked if one.next_at), default=None)
    remains = f"{count(left, 'credential')} not proven replaced" + (f"; next attempt on {iso(due)}" if due else "")
    return ClosingLines(
        f"{done} of {count(len(checked), 'credential')} in use, and the static value dead{at}",
        remains if left else "nothing in this replacement",
        f"keyroll replace check {name}" if left else f"keyroll replace show {name}",
        good=bool(checked) and not left,
    )
