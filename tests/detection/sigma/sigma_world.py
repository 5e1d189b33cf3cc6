"""Logs made of records, and rules run over them, without a home."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from keyroll.detection.sigma.correlate import Correlated, correlate
from keyroll.detection.sigma.findings import findings
from keyroll.detection.sigma.outcome import RuleFault
from keyroll.detection.sigma.ruleset import AnyRule, read_rules, uid
from keyroll.detection.sigma.scan import Placeholders, Planner, ScanPlan, scan
from keyroll.intake.decode import GOOD, Decoder, RawPart
from keyroll.intake.events import table_of
from keyroll.intake.records import RecordBatch
from keyroll.intake.view import ocsf
from keyroll.model.finding import Finding
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log
from keyroll.store.session import Session

Json = dict[str, Any]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY0 = datetime(2025, 6, 1, tzinfo=UTC)


def moment(number: float) -> str:
    """A time so many seconds after the logs begin, as vendors write it."""
    return (DAY0 + timedelta(seconds=number)).isoformat().replace("+00:00", "Z")


def defaults(log: str, number: int) -> Json:
    """What a record of a log cannot do without."""
    at, name = moment(number), f"id-{number}"
    known: dict[str, Json] = {
        "aws.cloudtrail": {"eventID": name, "eventTime": at, "eventName": "Something"},
        "okta.system_log": {"uuid": name, "published": at, "eventType": "something"},
        "cloudflare.audit": {"ID": name, "When": at, "ActionType": "something"},
        "cloudflare.access": {"RayID": name, "CreatedAt": at, "Allowed": True},
        "kubernetes.audit": {
            "auditID": name,
            "stage": "ResponseComplete",
            "requestReceivedTimestamp": at,
            "verb": "get",
        },
        "gcp.audit": {"insertId": name, "timestamp": at, "protoPayload": {"methodName": "something"}},
        "google_workspace.activities": {"id": {"time": at, "uniqueQualifier": name, "applicationName": "admin"}},
        "github.audit": {"_document_id": name, "@timestamp": int((DAY0.timestamp() + number) * 1000)},
        "slack.audit": {"id": name, "date_create": int(DAY0.timestamp() + number)},
        "m365.audit": {"Id": name, "CreationTime": at},
        "entra.directory_audits": {"id": name, "activityDateTime": at},
        "entra.sign_ins": {"id": name, "createdDateTime": at},
        "entra.diagnostic": {"time": at, "category": "Administrative", "operationName": "something"},
        "entra.risky_users": {"id": name, "riskLastUpdatedDateTime": at, "riskState": "none"},
        "aws.guardduty": {"id": name, "updatedAt": at, "type": "Something"},
        "aws.security_hub": {"Id": name, "UpdatedAt": at, "Title": "Something"},
        "zeek.notice": {"ts": at, "note": "Something"},
        "smartsheet.events": {"eventId": name, "eventTimestamp": at, "objectType": "SHEET", "action": "LOAD"},
    }
    audit = {"timestamp": {"epochSecond": int((DAY0 + timedelta(seconds=number)).timestamp()), "nano": number * 1000}}
    return known.get(log) or audit


@dataclass
class Ran:
    """What rules did: hits by rule id (event ids), findings, and faults."""

    findings: list[Finding]
    faults: list[RuleFault]
    hits: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Logs:
    """A session with logs in it."""

    session: Session

    def load(self, records: Mapping[str, Iterable[Json | str]], source: str = "main") -> None:
        """Make the tables of logs; each record is completed by what it cannot do without. Lines of text are whole."""
        views = []
        for name, some in records.items():
            provider, _, log_name = name.partition(".")
            log = catalogue.logs(provider)[log_name]
            given = [one if isinstance(one, str) else defaults(name, at) | one for at, one in enumerate(some)]
            self._table(provider, log, given, source)
            views.append(ocsf(log, f'"{table_of(provider, log)}"', name))
        self.session.run(f"CREATE OR REPLACE TEMP VIEW events AS {' UNION ALL '.join(views)}")
        self.session.load_columns(
            "identifiers", {"identifier": "VARCHAR", "id": "VARCHAR"}, {"identifier": [], "id": []}
        )

    def _table(self, provider: str, log: Log, records: list[Json | str], source: str) -> None:
        lines = [(one if isinstance(one, str) else json.dumps(one)).encode() for one in records]
        batch = RecordBatch(list(range(1, len(lines) + 1)), lines, [], last=True)
        (decoded,) = Decoder(self.session, log, f"{provider}@{source}", NOW).decode([RawPart("raw", batch)])
        assert not decoded.bad, decoded.bad
        self.session.run(f'CREATE OR REPLACE TEMP TABLE "{table_of(provider, log)}" AS FROM {GOOD}')

    def run(self, *folders: Path, placeholders: Placeholders | None = None) -> Ran:
        """Run the rules of some folders or files."""
        read = read_rules(folders)
        rules, plan, correlated = self.compiled(read.rules, placeholders)
        told = findings(self.session, rules, correlated)
        rows = self.session.tuples("SELECT rule, event_id FROM sigma_hits ORDER BY ALL")
        hits: dict[str, list[str]] = {uid(rule): [] for rule in rules}
        for number, event in rows:
            hits[uid(rules[int(str(number))])].append(str(event))
        return Ran(told, [*read.faults, *plan.faults, *correlated.faults], hits)

    def compiled(
        self, rules: list[AnyRule], placeholders: Placeholders | None = None
    ) -> tuple[list[AnyRule], ScanPlan, Correlated]:
        """Run rules as far as their hits and episodes."""
        plan = Planner(self.session, placeholders).plan(rules)
        scan(self.session, plan)
        return rules, plan, correlate(self.session, rules, plan)
