"""Runs keyroll's rules on labelled events of another rule set's tests (KEYROLL_DATA: panther); prints Markdown.

python bench/panther.py [--missed] [--wrong]

Each event passes the whole pipeline alone: it is a line of an export, an hour from the next, which sync reads and hunt
judges. Its label belongs to a rule of the other set: whether *that* rule must fire. The output is, by type of log, the
share of events that must match with any finding, with a finding at medium or above, and of events that must not match
with a finding at medium or above. Behaviours have no history here, so the figures are of the rules. ``--missed`` and
``--wrong`` list the acts.
"""

import argparse
import json
import os
import tempfile
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from keyroll.api import Keyroll
from keyroll.model.finding import Severity

Json = dict[str, Any]
#: The log of each type of event; other types have no reader here, and the output names them.
LOGS = {
    "AWS.CloudTrail": ("aws", "cloudtrail", "eventTime", "eventID"),
    "Amazon.EKS.Audit": ("kubernetes", "audit", "requestReceivedTimestamp", "auditID"),
    "Azure.Audit": ("entra", "diagnostic", "time", ""),
    "Azure.MonitorActivity": ("entra", "diagnostic", "time", ""),
    "GCP.AuditLog": ("gcp", "audit", "timestamp", "insertId"),
    "GSuite.ActivityEvent": ("google_workspace", "activities", "", ""),
    "GitHub.Audit": ("github", "audit", "@timestamp", "_document_id"),
    "Microsoft365.Audit.AzureActiveDirectory": ("m365", "audit", "CreationTime", "Id"),
    "Microsoft365.Audit.SharePoint": ("m365", "audit", "CreationTime", "Id"),
    "Okta.SystemLog": ("okta", "system_log", "published", "uuid"),
    "OnePassword.ItemUsage": ("onepassword", "item_usages", "timestamp", "uuid"),
    "OnePassword.SignInAttempt": ("onepassword", "sign_ins", "timestamp", "uuid"),
    "Slack.AuditLogs": ("slack", "audit", "date_create", "id"),
}
#: Logs that take records from the file of another log, because Azure delivers them together.
BESIDE = (("azure", "activity"), ("kubernetes", "audit"))
BEGINS = datetime(2025, 1, 6, tzinfo=UTC)


def vendor_form(event: Json, kind: str, number: int) -> Json:
    """Return the event in the vendor's delivery format, with its own time and id."""
    at = BEGINS + timedelta(hours=number)
    one = {key: value for key, value in _renamed(event).items() if not key.startswith("p_")}
    _, _, time, uid = LOGS[kind]
    if kind == "GSuite.ActivityEvent":
        return _workspace(one, at, number)
    one[time] = int(at.timestamp()) if kind == "Slack.AuditLogs" else at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    if kind == "GitHub.Audit":
        one[time] = int(at.timestamp() * 1000)
    if kind == "Amazon.EKS.Audit":
        one |= {"stageTimestamp": one[time], "stage": one.get("stage") or "ResponseComplete"}
    properties = one.get("properties")
    if kind == "Azure.MonitorActivity" and isinstance(properties, dict) and "log" in properties:
        inner = {
            "auditID": f"event-{number}",
            "stage": "ResponseComplete",
            "requestURI": "",
            "requestReceivedTimestamp": one[time],
        }
        one["properties"] = properties | {"log": json.dumps(inner | json.loads(properties["log"]))}
    if uid:
        one[uid] = f"event-{number}"
    return one


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.replace("at_sign_", "@"): _renamed(inner) for key, inner in value.items()}
    return [_renamed(inner) for inner in value] if isinstance(value, list) else value


def _workspace(one: Json, at: datetime, number: int) -> Json:
    """Return activities with their parameters as a list of names with typed values."""
    event = {"type": one.pop("type", ""), "name": one.pop("name", ""), "parameters": []}
    for name, value in (one.pop("parameters", None) or {}).items():
        kind = "boolValue" if isinstance(value, bool) else "multiValue" if isinstance(value, list) else "value"
        event["parameters"].append({"name": name, kind: value if kind != "value" else str(value)})
    one["events"] = [event]
    one["id"] = {**(one.get("id") or {}), "time": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "uniqueQualifier": str(number)}
    return one


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missed", action="store_true", help="list events that must match and have no finding")
    parser.add_argument("--dump", type=Path, help="write each event's highest severity and titles to this file")
    parser.add_argument("--wrong", action="store_true", help="list events that must not match and have one")
    asked = parser.parse_args()
    data = Path(os.environ.get("KEYROLL_DATA", "")) / "panther"
    with tempfile.TemporaryDirectory(prefix="keyroll-bench-") as made:
        told = judge(data, Path(made))
    if asked.dump:
        asked.dump.write_text(
            json.dumps(
                [
                    [kind, one["rule_id"], one["test_name"], one["expected"], level, sorted(titles)]
                    for kind, cases in told.items()
                    for one, level, titles in cases
                ]
            )
        )
    print("| log type | must fire | any finding | at medium | must not | at medium | not read |")
    print("|---|---|---|---|---|---|---|")
    total: Counter[str] = Counter()
    for kind, cases in told.items():
        total.update(row := count(cases))
        print(line(kind, row))
    print(line("**all**", total))
    for kind, cases in told.items():
        for one, level, titles in cases:
            if level is None:
                continue
            if asked.missed and one["expected"] and not level:
                print(f"missed: {kind}: {one['rule_id']}: {one['test_name']}")
            if asked.wrong and not one["expected"] and level >= Severity.MEDIUM:
                print(f"wrong: {kind}: {one['rule_id']}: {one['test_name']}: {'; '.join(sorted(titles))}")


Case = tuple[Json, int | None, set[str]]


def judge(data: Path, place: Path) -> dict[str, list[Case]]:
    """Return for each type of log each event, its highest severity (None: not read), and the titles of findings."""
    cases = {
        file.stem: [one for one in map(json.loads, file.read_text().splitlines()) if "needs_mocks" not in one]
        for file in sorted(data.glob("*.ndjson"))
    }
    at: dict[tuple[str, int], int] = {}
    numbered = [(kind, one) for kind, ones in cases.items() for one in ones]
    for number, (kind, one) in enumerate(numbered):
        if kind in LOGS:
            provider, log = LOGS[kind][:2]
            path = place / "exports" / provider / "logs" / log / f"{kind}.ndjson"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a") as stream:
                stream.write(json.dumps(vendor_form(one["event"], kind, number)) + "\n")
            at[path.name, sum(1 for key in at if key[0] == path.name) + 1] = number
    keyroll = Keyroll.open(place / "home", now=BEGINS + timedelta(days=400))
    keyroll.exports.sync(place / "exports")
    levels: dict[int, int] = {}
    titles: dict[int, set[str]] = defaultdict(set)
    with keyroll.home.session() as session:
        for known in {(one[0], one[1]) for one in LOGS.values()} | set(BESIDE):
            if keyroll.home.lake.view(session, f"events/{'.'.join(known)}", "read"):
                for raw, record in session.tuples("SELECT raw, record FROM read"):
                    levels[at[_file(keyroll, str(raw)), int(str(record))]] = 0
    for finding in keyroll.hunt.run().findings:
        for event in finding.evidence:
            number = at[_file(keyroll, event.raw), event.record]
            levels[number] = max(levels[number], finding.severity)
            if finding.severity >= Severity.MEDIUM:
                titles[number].add(f"{finding.title} [{finding.behaviour}]")
    told: dict[str, list[Case]] = {kind: [] for kind in cases}
    for number, (kind, one) in enumerate(numbered):
        told[kind].append((one, levels.get(number), titles[number]))
    return told


def _file(keyroll: Keyroll, raw: str) -> str:
    known = keyroll.home.ledger.raw(raw)
    return Path(known.file).name if known else ""


def count(cases: list[Case]) -> dict[str, int]:
    must = [level for one, level, _ in cases if one["expected"] and level is not None]
    must_not = [level for one, level, _ in cases if not one["expected"] and level is not None]
    return {
        "must": len(must), "any": sum(1 for level in must if level),
        "medium": sum(1 for level in must if level >= Severity.MEDIUM), "must not": len(must_not),
        "wrong": sum(1 for level in must_not if level >= Severity.MEDIUM),
        "unread": sum(1 for _, level, _ in cases if level is None),
    }  # fmt: skip


def line(name: str, row: dict[str, int]) -> str:
    def share(key: str, of: str) -> str:
        return f"{row[key]} ({row[key] / row[of]:.0%})" if row[of] else "-"

    return (
        f"| {name} | {row['must']} | {share('any', 'must')} | {share('medium', 'must')} | {row['must not']} "
        f"| {share('wrong', 'must not')} | {row['unread']} |"
    )


if __name__ == "__main__":
    main()
