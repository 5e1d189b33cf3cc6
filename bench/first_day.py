"""Hunts in logs of hours or days without any listing; prints a line for each data set.

python bench/first_day.py [--sets role-theft,mass-read] [--work FOLDER]

Each data set is invented, in the vendor's own format, with the intruder's records marked:

role-theft       20 days of CloudTrail; an instance's role reads 300 objects of storage from outside within an hour.
role-theft-hour  the same theft in a log of three hours.
mass-read        three days of CloudTrail; a key that reads 12 objects an hour reads a thousand.
workload-read    two days of Google Cloud's audit log; a workload's service account lists and reads 400 objects.
beacon-hour      one hour of connections of 40 hosts; one contacts an address each minute.
mapped-beacon    the same with addresses as IPv4 in the form of IPv6.
quiet            the 20 days of CloudTrail without an intruder.
quiet-hour       the hour of connections without a beacon.
"""

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from keyroll.api import replay_home
from keyroll.detection.hunt import hunt
from keyroll.model.finding import Severity

ACCOUNT, BEGINS = "210987654321", datetime(2026, 3, 2, tzinfo=UTC)
HEADINGS = ("data set", "high with", "medium with", "any with", "first h", "other high", "other medium", "candidates")


@dataclass
class DataSet:
    """Records of one log; ``own`` marks those of the intruder."""

    folder: str
    records: list[tuple[datetime, dict[str, object], bool]] = field(default_factory=list)
    number: int = 0

    def add(self, at: datetime, record: dict[str, object], *, own: bool = False) -> None:
        """Add one record."""
        self.records.append((at, record, own))

    def write(self, out: Path) -> tuple[set[int], datetime]:
        """Write the log; return the intruder's records, from 1, and the end of the log."""
        self.records.sort(key=lambda one: one[0])
        file = out / self.folder / "events.ndjson"
        file.parent.mkdir(parents=True)
        file.write_text("".join(json.dumps(record) + "\n" for _, record, _ in self.records))
        return {number for number, (_, _, own) in enumerate(self.records, 1) if own}, self.records[-1][0]


def cloudtrail(kept: DataSet, at: datetime, who: dict[str, object], name: str, address: str, client: str, thing: str,
               *, own: bool = False) -> None:  # fmt: skip
    """Add one event of S3, or of STS if a service takes a role."""
    kept.number += 1
    bucket, _, key = thing.partition("/")
    kept.add(at, {
        "eventVersion": "1.09", "userIdentity": who, "eventTime": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": "s3.amazonaws.com", "eventName": name, "awsRegion": "eu-west-1", "sourceIPAddress": address,
        "userAgent": client, "requestParameters": {"bucketName": bucket} | ({"key": key} if key else {}),
        "responseElements": None, "readOnly": True, "eventID": f"00000000-0000-4000-8000-{kept.number:012}",
        "eventType": "AwsApiCall", "recipientAccountId": ACCOUNT, "eventCategory": "Data" if key else "Management",
        "resources": [{"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::{thing}"}] if key else [],
    }, own=own)  # fmt: skip


def role(name: str, session: str) -> dict[str, object]:
    """Return the identity of a role."""
    return {
        "type": "AssumedRole", "principalId": f"AROAEXAMPLE:{session}", "accountId": ACCOUNT,
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{session}",
        "accessKeyId": f"ASIA{session[-8:]:0>16}".upper(),
        "sessionContext": {"sessionIssuer": {"type": "Role", "userName": name, "accountId": ACCOUNT,
                                             "arn": f"arn:aws:iam::{ACCOUNT}:role/{name}"}},
    }  # fmt: skip


def key(name: str) -> dict[str, object]:
    """Return the identity of a user's access key."""
    return {"type": "IAMUser", "userName": name, "accountId": ACCOUNT, "principalId": f"AIDA{name.upper()}",
            "arn": f"arn:aws:iam::{ACCOUNT}:user/{name}", "accessKeyId": f"AKIA{name.upper():0>16}"}  # fmt: skip


def storage(days: float, stolen: str = "") -> DataSet:
    """Return the activity of six roles and three keys in storage; ``stolen`` is the role or the key of the intruder."""
    rng, kept = random.Random(7), DataSet(f"aws@{ACCOUNT}/logs/cloudtrail")
    actors = [
        (role(f"job-{n}", f"i-0{n:07}abcdefa"), f"10.0.{n}.14", "Boto3/1.34.0 md/Botocore#1.34.0") for n in range(6)
    ]
    actors += [(key(f"svc{n}"), f"198.51.100.{20 + n}", "aws-sdk-go/1.44.0") for n in range(3)]
    for hour in range(int(days * 24)):
        for n, (who, address, client) in enumerate(actors):
            for _ in range(rng.randrange(8, 16)):
                at = BEGINS + timedelta(hours=hour, seconds=rng.randrange(3600))
                cloudtrail(kept, at, who, "GetObject", address, client, f"data-{n}/part-{rng.randrange(40)}.csv")
    ends = BEGINS + timedelta(days=days)
    if stolen:
        who = role("job-2", "i-00000002abcdefa") if stolen == "role" else key("svc1")
        address, client = (
            ("203.0.113.77", "aws-cli/2.15.0") if stolen == "role" else ("198.51.100.21", "aws-sdk-go/1.44.0")
        )
        thefts = 300 if stolen == "role" else 1000
        for n in range(thefts):
            at = ends - timedelta(hours=1) + timedelta(seconds=3 * n)
            cloudtrail(kept, at, who, "GetObject", address, client, f"customers/export-{n}.parquet", own=True)
    return kept


def workload() -> DataSet:
    """Return two days of storage in Google Cloud, and the reads of a workload's account in the last hour."""
    rng, kept = random.Random(9), DataSet("gcp@shop-prod/logs/audit")

    def read(at: datetime, who: str, address: str, client: str, thing: str, *, own: bool = False) -> None:
        kept.number += 1
        kept.add(at, {
            "insertId": f"i{kept.number}", "timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
            "logName": "projects/shop-prod/logs/cloudaudit.googleapis.com%2Fdata_access",
            "resource": {"type": "gcs_bucket", "labels": {"project_id": "shop-prod"}},
            "protoPayload": {
                "@type": "type.googleapis.com/google.cloud.audit.AuditLog", "serviceName": "storage.googleapis.com",
                "methodName": "storage.objects.get", "authenticationInfo": {"principalEmail": who},
                "resourceName": f"projects/_/buckets/{thing.split('/')[0]}/objects/{thing.split('/')[1]}",
                "requestMetadata": {"callerIp": address, "callerSuppliedUserAgent": client},
                "authorizationInfo": [{"granted": True}],
            },
        }, own=own)  # fmt: skip

    for hour in range(48):
        for n in range(5):
            for _ in range(10):
                at = BEGINS + timedelta(hours=hour, seconds=rng.randrange(3600))
                read(at, f"app-{n}@shop-prod.iam.gserviceaccount.com", f"10.8.{n}.3", "gcloud-golang-storage/1.3",
                     f"media/{rng.randrange(30)}")  # fmt: skip
    for n in range(400):
        at = BEGINS + timedelta(hours=47, seconds=8 * n)
        read(at, "app-3@shop-prod.iam.gserviceaccount.com", "10.8.3.3", "gcloud-golang-storage/1.3", f"invoices/{n}",
             own=True)  # fmt: skip
    return kept


def connections(*, beacon: bool, mapped: bool = False) -> DataSet:
    """Return an hour of connections of 40 hosts to popular services and to rare destinations."""
    rng, kept = random.Random(11), DataSet("zeek@main/logs/conn")
    form = "::ffff:{}" if mapped else "{}"

    def connect(at: datetime, host: int, address: str, size: int, *, own: bool = False) -> None:
        kept.number += 1
        kept.add(at, {
            "ts": at.timestamp(), "uid": f"C{kept.number}", "id.orig_h": form.format(f"10.1.2.{host}"),
            "id.orig_p": 40000 + kept.number % 20000, "id.resp_h": form.format(address), "id.resp_p": 443,
            "proto": "tcp", "service": "ssl", "duration": 0.4, "orig_bytes": size, "resp_bytes": 900,
            "conn_state": "SF", "missed_bytes": 0, "history": "ShADadFf", "orig_pkts": 9, "orig_ip_bytes": size + 400,
            "resp_pkts": 9, "resp_ip_bytes": 1400,
        }, own=own)  # fmt: skip

    for host in range(1, 41):
        for _ in range(rng.randrange(40, 90)):
            at = BEGINS + timedelta(seconds=rng.random() * 3600)
            connect(at, host, f"198.51.100.{rng.randrange(1, 40)}", rng.randrange(300, 9000))
        site = f"192.0.2.{host}"
        for burst in range(4):
            for n in range(5):
                at = BEGINS + timedelta(seconds=burst * 800 + rng.random() * 300 + n)
                connect(at, host, site, rng.randrange(300, 9000))
    for n in range(57 if beacon else 0):
        at = BEGINS + timedelta(seconds=60 * n + rng.random() * 12)
        connect(at, 17, "203.0.113.99", 312, own=True)
    return kept


SETS: dict[str, Callable[[], DataSet]] = {
    "role-theft": lambda: storage(20, "role"), "role-theft-hour": lambda: storage(3 / 24, "role"),
    "mass-read": lambda: storage(3, "key"), "workload-read": workload, "quiet": lambda: storage(20),
    "beacon-hour": lambda: connections(beacon=True), "mapped-beacon": lambda: connections(beacon=True, mapped=True),
    "quiet-hour": lambda: connections(beacon=False),
}  # fmt: skip


def row(place: Path, name: str) -> list[str]:
    """Write, read and hunt a data set; return its line."""
    shutil.rmtree(place, ignore_errors=True)
    kept = SETS[name]()
    own, ends = kept.write(place / "exports")
    keyroll = replay_home(place / "home", ends)
    keyroll.exports.sync(place / "exports")
    found = hunt(keyroll.home)
    first = min((at for at, _, mine in kept.records if mine), default=None)
    true = [one for one in found.findings if own & {event.record for event in one.evidence}]
    levels = [sum(one.severity >= level for one in true) for level in (Severity.HIGH, Severity.MEDIUM)]
    others = [one for one in found.findings if one not in true]
    hours = f"{(true[0].detected_at - first).total_seconds() / 3600:.2f}" if true and first else "-"
    candidates = len([one for one in found.findings if "beacon" in one.behaviour])
    return [
        name, *map(str, levels), str(len(true)), hours, str(sum(one.severity >= Severity.HIGH for one in others)),
        str(sum(one.severity == Severity.MEDIUM for one in others)), str(candidates),
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--work", type=Path, help="keep the homes in this folder")
    chosen = parser.parse_args()
    print("| " + " | ".join(HEADINGS) + " |\n|" + " --- |" * len(HEADINGS), flush=True)
    with tempfile.TemporaryDirectory(prefix="keyroll-bench-") as made:
        for name in chosen.sets.split(","):
            print("| " + " | ".join(row((chosen.work or Path(made)) / name, name)) + " |", flush=True)


if __name__ == "__main__":
    main()
