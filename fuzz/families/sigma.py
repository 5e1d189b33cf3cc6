"""Foreign Sigma rules: read, compiled for the existing logs, run and correlated."""

from collections.abc import Iterable
from pathlib import Path

from fuzz import harvest
from fuzz.family import Family, Harness
from keyroll.detection.sigma.correlate import correlate
from keyroll.detection.sigma.findings import findings
from keyroll.detection.sigma.ruleset import read_rules
from keyroll.detection.sigma.run import own_rules, read_placeholders
from keyroll.detection.sigma.scan import Planner, scan
from keyroll.errors import UsageError
from keyroll.store.session import Session

_MODIFIERS = (
    b"|re", b"|cidr", b"|contains|all", b"|base64offset", b"|gt", b"|exists", b"|fieldref", b"|windash", b"|expand", b"|cased",
    b"|startswith", b"|endswith", b"|re|i|m|s", b"|minute", b"|wide", b"|neq", b"|utf16",
)  # fmt: skip
_WORDS = (
    *_MODIFIERS,
    b" null", b" ''", b" '*'", b" []", b" {}", b" 99999999999999999999", b" 1e400", b" .nan", b" 2026-01-01", b" !!binary aGk=",
    b" true", b" - ", b" not 1 of them", b" all of sel*", b" ((a", b" *a", b" &a", b" \xed\xa0\x80", b' "\\ud800"', b"\n  sel2:\n    ",
    b"correlation:\n  type: temporal\n  rules: [x]\n  timespan: 99999999999d\n  group-by: [a]\n", b" ~", b" '\\\\*\\?'", b" 0x10", b" 1_0",
)  # fmt: skip


def seeds() -> Iterable[bytes]:
    """Return keyroll's own rules, and those of the tests."""
    found = [path.read_bytes() for path in sorted(own_rules().rglob("*.yml"))]
    return found + [one for one in harvest.texts("detection/sigma") if b"detection" in one or b"correlation" in one]


def _logs(place: Path) -> Session:
    from detection.sigma.sigma_world import Logs

    session = Session(place / "spill", threads=1)
    sets = ("aws.cloudtrail", "okta.system_log", "kubernetes.audit", "gcp.audit", "cloudflare.audit")
    Logs(session).load({name: [{}, {}] for name in sets})
    return session


def make(place: Path) -> Harness:
    """Return the harness that runs a file of rules over a few logs."""
    session = _logs(place)
    file = place / "rule.yml"

    def one(data: bytes) -> None:
        file.write_bytes(data)
        read = read_rules([file])
        plan = Planner(session).plan(read.rules)
        scan(session, plan)
        findings(session, read.rules, correlate(session, read.rules, plan))
        for fault in (*read.faults, *plan.faults):
            f"{fault.place}: {fault.what}".encode()
        try:
            read_placeholders(file)
        except UsageError as error:
            str(error).encode()

    return one


FAMILY = Family("sigma", seeds, make, words=_WORDS)
