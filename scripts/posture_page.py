"""Writes docs/posture.md from the posture checks; ``--check`` fails if the page is out of date."""

import sys
from itertools import groupby

from pages import write_or_check

from keyroll.posture.contract import RISKS, Check
from keyroll.posture.judge import checks

HEAD = """# Posture

Made by `scripts/posture_page.py` from the checks in `src/keyroll/posture/checks/`.

`keyroll report posture` prints one page. `keyroll list posture --where "nhi = 'NHI7' and answer = 'yes'"` prints the
rows behind it. `keyroll report posture --json` prints each row as OCSF Compliance Finding (2003). Each command
evaluates the checks when it runs, on the current inventory.

Every check answers **yes** (the risk is there), **no**, or **unknown** with a reason. A check answers *no* only where
the data show it: a missing log is not "unused", an unread policy is not "harmless", a location that was not scanned is
not "clean". A risk is *no* for a credential only if all of its checks answer *no*. A check without data is *unknown*.
keyroll does not judge credentials that are known to be destroyed, deactivated or suspended.

The risks are those of the OWASP Non-Human Identities Top 10 (2025). The texts of the clauses are paraphrases. A clause
number with `?` was not looked up: verify it before you quote it.

For each check, *Next* is the step that removes the risk, and *Where unknown* is the step that gives an answer. *Says no
only with* names the data that the check needs before it can answer *no*.
"""


def page() -> str:
    """Return the page."""
    known = checks().values()
    parts = [HEAD]
    for nhi, title in RISKS.items():
        parts.append(f"\n## {nhi}: {title}\n")
        parts += [_check(one) for one in known if one.nhi == nhi]
    parts.append("\n## Clauses\n")
    clauses = sorted({clause for one in known for clause in one.clauses if not clause.standard.startswith("OWASP")})
    for standard, group in groupby(clauses, key=lambda one: one.standard):
        parts.append(f"\n| {standard} | asks | checks |\n|---|---|---|\n")
        for clause in group:
            cited = ", ".join(f"`{one.id}`" for one in known if clause in one.clauses)
            parts.append(f"| {clause.number}{'' if clause.checked else '?'} | {clause.asks} | {cited} |\n")
    return "".join(parts)


def _check(check: Check) -> str:
    needs = "; ".join(" or ".join(f"`{one}`" for one in group) for group in check.needs)
    clauses = ", ".join(f"{one.standard} {one.number}{'' if one.checked else '?'}" for one in check.clauses[:-1])
    return (
        f"\n### {check.title} (`{check.id}`, {check.severity.name.lower()})\n\n{check.reason}\n\n"
        f"- Next: {check.fix}\n- Where unknown: {check.unlock}\n- Says no only with: {needs}\n- Clauses: {clauses}\n"
    )


if __name__ == "__main__":
    sys.exit(write_or_check("posture.md", page()))
