"""Times all rules of a log in one pass against a query for each rule and another engine; prints Markdown.

python bench/sigma_rules.py [--events 240000] [--runs 5] [--tenzir BIN/tenzir] [--work FOLDER]

The events are CloudTrail's, made from the sample data (KEYROLL_DATA: stratus, samples) or, without it, from a few
shapes in this file, each with its own id, time, address and user. The rules are in this file: 57 in SigmaHQ's format,
and one or more for each modifier. Both sides read the same Parquet; times are the median of the runs, which alternate.
With --tenzir (a separate program: pip install tenzir) its sigma operator reads the same lines and the same files of
rules, and every hit (rule, event) is compared.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from keyroll.detection.sigma.ruleset import read_rules, uid
from keyroll.detection.sigma.scan import Planner, ScanPlan, mask, scan
from keyroll.providers.aws.logs import CLOUDTRAIL
from keyroll.store.session import Session

TABLE = "events/aws.cloudtrail"
Json = dict[str, Any]
SERVICES = ("iam", "ec2", "s3", "sts", "kms", "lambda", "rds", "ssm", "cloudtrail")
VERBS = ("Create", "Delete", "Update", "Describe", "List", "Get", "Put", "Attach", "Modify")
NOUNS = ("User", "Role", "Trail", "Snapshot", "Bucket", "Key", "Function20150331v2", "Instance", "Policy")


def shapes() -> list[Json]:
    """Return real records if the sample data is there, else generated ones."""
    data = Path(os.environ.get("KEYROLL_DATA", ""))
    found = [one for path in sorted((data / "stratus").glob("*.json")) for one in json.loads(path.read_text())]
    trail = data / "samples/aws/cloudtrail.ndjson"
    found += [json.loads(line) for line in trail.read_text().splitlines()] if trail.exists() else []
    if found:
        return found
    rng = random.Random(1)
    return [
        {
            "eventName": rng.choice(VERBS) + rng.choice(NOUNS),
            "eventSource": f"{rng.choice(SERVICES)}.amazonaws.com",
            "userIdentity": {"type": rng.choice(["IAMUser", "AssumedRole", "Root"]), "userName": "ann"},
            "requestParameters": {
                "userName": rng.choice(["ann", "bob"]),
                "names": ["a", "b"],
                "max": rng.randint(1, 99),
            },
            "sourceIPAddress": "10.0.0.1",
            "userAgent": "aws-cli/2",
        }
        | ({"errorCode": "AccessDenied"} if rng.random() < 0.2 else {})
        for _ in range(300)
    ]


def events(number: int) -> Iterator[bytes]:
    """Yield this many records, each with its own id, time, address and user."""
    rng, bases = random.Random(7), shapes()
    for at in range(number):
        one = dict(bases[at % len(bases)])
        second = at % 86400
        one["eventID"] = f"id-{at:x}"
        one["eventTime"] = f"2025-06-01T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"
        one["sourceIPAddress"] = f"{rng.choice(['10', '192', '203'])}.{rng.randrange(256)}.{rng.randrange(256)}.7"
        who = {"userName": rng.choice(["ann", "bob", "Cy", "dee"])}
        one["userIdentity"] = dict(one.get("userIdentity") or {}) | who
        yield json.dumps(one).encode()


def hub_rules() -> list[Json]:
    """Return 57 rules: names of acts with their service, some with request parameters, some without a name."""
    detections: list[Json] = []
    for number in range(40):
        service, verb, noun = SERVICES[number % 9], VERBS[number % 7], NOUNS[(number * 5) % 9]
        detections.append(
            {"selection": {"eventSource": f"{service}.amazonaws.com", "eventName": [verb + noun, f"Get{noun}"]}}
        )
    names = ("StopLogging", "GetSecretValue", "SendCommand", "ConsoleLogin", "RunInstances", "CreateAccessKey")
    detections += [{"selection": {"eventName": name}, "filter": {"errorCode|exists": True}} for name in names]
    detections += [{"selection": {"eventName|startswith": name[:4], "userIdentity.type": "iamuser"}} for name in names]
    detections += [
        {"selection": {"additionalEventData.MFAUsed": "NO", "eventName": "ConsoleLogin"}},
        {"selection": {"requestParameters.attribute": "userData", "eventName": "DescribeInstanceAttribute"}},
        {"selection": {"userAgent|contains": ["kali", "parrot"]}},
        {"selection": {"errorCode|contains": ["Denied", "Unauthorized"]}},
        {"selection": {"userIdentity.type": "Root"}, "filter": {"eventType": "AwsServiceEvent"}},
    ]
    return detections


MODIFIERS: tuple[Json, ...] = (
    {"selection": {"eventName": "CONSOLElogin"}},
    {"selection": {"eventName|cased": "ConsoleLogin"}},
    {"selection": {"eventName|cased": "consolelogin"}},
    {"selection": {"eventName": "Get*Value"}},
    {"selection": {"eventName": "?etSecretValue"}},
    {"selection": {"eventName|contains": "secret"}},
    {"selection": {"eventName|contains|all": ["get", "value"]}},
    {"selection": {"eventName|startswith": ["GET", "list"]}},
    {"selection": {"eventName|endswith": "VALUE"}},
    {"selection": {"eventName|re": "^Get[A-Z][a-z]+Value$"}},
    {"selection": {"eventName|re|i": "^get[a-z]+value$"}},
    {"selection": {"eventName|re": "Secret"}},
    {"selection": {"sourceIPAddress|cidr": "10.0.0.0/9"}},
    {"selection": {"sourceIPAddress|cidr": ["192.0.0.0/10", "203.0.113.0/24"]}},
    {"selection": {"requestParameters.maxResults|gte": 10}},
    {"selection": {"requestParameters.fromPort|lt": 100, "requestParameters.toPort|gt": 1}},
    {"selection": {"requestParameters.maxResults|lte": 50}},
    {"selection": {"readOnly": True}},
    {"selection": {"readOnly": False}},
    {"selection": {"errorCode": None, "eventName|startswith": "Get"}},
    {"selection": {"errorCode|exists": True}},
    {"selection": {"errorCode|exists": False, "eventName|startswith": "Get"}},
    {"selection": {"requestParameters.withDecryption|exists": True}},
    {"selection": {"userIdentity.userName|fieldref": "requestParameters.userName"}},
    {"selection": {"userIdentity.arn|fieldref|endswith": "userIdentity.userName"}},
    {"selection": {"userIdentity.sessionContext.sessionIssuer.type": "role"}},
    {"selection": {"requestParameters.names|contains": "credentials-1"}},
    {"selection": {"requestParameters.ipProtocol": "TCP"}},
    {"selection": {"eventName|windash|contains": "-x"}},
    {"selection": {"eventName|base64offset|contains": "x"}},
    {"selection": {"userAgent|contains": ["aws-cli", "boto"]}, "filter": {"eventName|startswith": "Get"}},
    {"selection": {"eventName": ["GetSecretValue", "ListSecrets", "Send*"]}},
    {"selection": {"userAgent": "*"}},
    {"keywords": ["stratus-red-team", "AccessDenied"]},
    {"selection": {"eventName|neq": "GetSecretValue", "eventSource": "secretsmanager.amazonaws.com"}},
)


def write_rules(folder: Path, detections: list[Json]) -> Path:
    folder.mkdir()
    for number, detection in enumerate(detections):
        first = "keywords" if "keywords" in detection else "selection"
        condition = f"{first} and not filter" if "filter" in detection else first
        rule = {
            "title": f"rule {number}",
            "id": f"00000000-0000-4000-8000-{number:012d}",
            "logsource": {"product": "aws", "service": "cloudtrail"},
            "detection": detection | {"condition": condition},
            "level": "low",
        }
        (folder / f"{number:03d}.yml").write_text(yaml.safe_dump(rule))
    return folder


def load(session: Session, lines: Path, parquet: Path) -> None:
    """Load the native table in the intake's form, without its checks."""
    columns = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in CLOUDTRAIL.columns.items()) + "}"
    stored = ", ".join(
        f'CAST("{name}" AS VARCHAR) AS "{name}"' if kind == "JSON" else f'"{name}"'
        for name, kind in CLOUDTRAIL.columns.items()
    )
    session.run(
        f"COPY (SELECT 'aws@1' AS source, eventTime::DATE AS day, eventID AS event_id, eventTime AS happened_at, "
        f"'raw' AS raw, 1::BIGINT AS record, false AS implausible, {stored} FROM read_json('{lines}', "
        f"format='newline_delimited', ignore_errors=true, columns={columns})) TO '{parquet}' "
        "(COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    )
    session.run(f"CREATE TEMP VIEW \"{TABLE}\" AS FROM read_parquet('{parquet}')")


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(what: Callable[[], None]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), cpu()
    what()
    return time.perf_counter() - wall, cpu() - processor


def alone(session: Session, plan: ScanPlan) -> None:
    """Evaluate the conditions in one pass, without keeping the hits."""
    session.run(f'SELECT bit_or(hit) FROM (SELECT {mask(plan.tests)} AS hit FROM "{TABLE}")')


def alone_separately(session: Session, plan: ScanPlan) -> None:
    for test in plan.tests:
        session.run(f'SELECT count(*) FROM "{TABLE}" WHERE {test.condition}')


def separately(session: Session, plan: ScanPlan) -> None:
    for test in plan.tests:
        session.run(
            "CREATE OR REPLACE TEMP TABLE one AS SELECT row_number() OVER () AS hit, 1 AS rule, '' AS log, source, "
            f'event_id, happened_at, raw, record, implausible FROM "{TABLE}" WHERE {test.condition}'
        )


def ours(session: Session, names: list[str]) -> set[tuple[str, str]]:
    return {
        (names[int(str(rule))], str(event)) for rule, event in session.tuples("SELECT rule, event_id FROM sigma_hits")
    }


def theirs(tenzir: str, lines: Path, rules: Path) -> tuple[set[tuple[str, str]], float]:
    """Return Tenzir's hits and the seconds of its processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    program = (
        f'from_file "{lines}" {{ read_ndjson }} | sigma path="{rules}" '
        "| this = {rule: policy.uid, event: evidences[0].data.eventID} | write_ndjson"
    )
    done = subprocess.run([tenzir, program], capture_output=True, text=True, check=False)
    if not done.stdout:
        sys.exit(f"tenzir said nothing: {done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {(one["rule"], one["event"]) for one in map(json.loads, done.stdout.splitlines())}, spent


def compare(mine: set[tuple[str, str]], other: set[tuple[str, str]], detections: list[Json]) -> None:
    only_mine, only_other = Counter(rule for rule, _ in mine - other), Counter(rule for rule, _ in other - mine)
    print(f"\nhits: keyroll {len(mine):,}, tenzir {len(other):,}, both {len(mine & other):,}\n")
    print("| rule | only keyroll | only tenzir |\n|---|---|---|")
    for rule in sorted({*only_mine, *only_other}):
        print(f"| `{json.dumps(detections[int(rule[-12:])])}` | {only_mine[rule]} | {only_other[rule]} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=240_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tenzir", default="")
    parser.add_argument("--work", type=Path)
    asked = parser.parse_args()
    work = Path(tempfile.mkdtemp(dir=asked.work))
    lines = work / "events.ndjson"
    with lines.open("wb") as stream:
        stream.writelines(line + b"\n" for line in events(asked.events))
    with Session(work / "spill") as session:
        load(session, lines, work / "events.parquet")
        hub = write_rules(work / "hub", hub_rules())
        read = read_rules([hub])
        plan = Planner(session).plan(read.rules)
        assert not plan.faults, plan.faults
        ways = {
            "conditions alone, one pass": alone,
            "conditions alone, a query a rule": alone_separately,
            "with the hits kept, one pass": scan,
            "with the hits kept, a query a rule": separately,
        }
        times: dict[str, list[tuple[float, float]]] = {how: [] for how in ways}
        for _ in range(asked.runs):
            for how, way in ways.items():
                times[how].append(timed(partial(way, session, plan)))
        hits = session.one("SELECT count(*) FROM sigma_hits")
        print(f"{asked.events:,} events, {len(plan.tests)} rules, {hits:,} hits\n")
        print("| how | wall s | processor s | to the conditions in one pass |\n|---|---|---|---|")
        base = statistics.median(spent for _, spent in times["conditions alone, one pass"])
        for how, each in times.items():
            wall, spent = (statistics.median(one[place] for one in each) for place in (0, 1))
            print(f"| {how} | {wall:.2f} | {spent:.2f} | {spent / base:.1f} |")
        if asked.tenzir:
            detections = [*hub_rules(), *MODIFIERS]
            every = write_rules(work / "every", detections)
            read = read_rules([every])
            plan = Planner(session).plan(read.rules)
            assert not plan.faults, plan.faults
            scan(session, plan)
            other, _ = theirs(asked.tenzir, lines, every)
            compare(ours(session, [uid(rule) for rule in read.rules]), other, detections)


if __name__ == "__main__":
    main()
