"""Standard layouts in which vendors deliver logs into storage: the log and the source that a path alone shows.

- AWS: ``AWSLogs/[o-<organisation>/]<account>/CloudTrail[-Insight]/<region>/<year>/<month>/<day>/``; beside them
  ``CloudTrail-Digest/`` has signed hashes of those files and no records ("Finding your CloudTrail log files",
  docs.aws.amazon.com/awscloudtrail, read 2026-11). VPC flow logs are in ``<account>/vpcflowlogs/``, or in
  ``aws-account-id=<account>/aws-service=vpcflowlogs/`` ("Flow log files", docs.aws.amazon.com/vpc, read 2026-11-29).
  Other services deliver into folders beside them: their files are counted.
- Amazon S3: server access logs under ``[<prefix>][<account>/<region>/<bucket>/<year>/<month>/<day>/]``, in files that
  are named by time and 16 letters, without an ending ("Enabling Amazon S3 server access logging", read 2026-11).
- Azure Monitor: ``insights-activity-logs/resourceId=/SUBSCRIPTIONS/<id>/y=/m=/d=/h=/m=/PT1H.json``, resource logs in
  ``insights-logs-<category>/``, those of Entra below ``tenantId=<id>/`` ("Send to Azure storage", learn.microsoft.com).
- Google Cloud Storage: ``cloudaudit.googleapis.com/<stream>/<year>/<month>/<day>/<from>_<to>_S<shard>.json`` ("View
  logs routed to Cloud Storage", cloud.google.com/logging).
"""

import re
from dataclasses import dataclass
from typing import Final

from keyroll.model.json import Json

_ACCOUNT: Final = r"(?:^|/)AWSLogs/(?:o-[a-z0-9]{10,32}/)?(?P<name>\d{12})/"
_AWS: Final = _ACCOUNT + "CloudTrail"
_HIVE: Final = r"(?:^|/)AWSLogs/aws-account-id=(?P<name>\d{12})/aws-service"
_S3: Final = r"\d{4}(?:-\d{2}){5}-[0-9A-F]{16}$"
_HOUR: Final = r"y=\d{4}/m=\d{2}/d=\d{2}/h=\d{2}/m=\d{2}/[^/]+\.json(?:\.gz)?$"


@dataclass(frozen=True, slots=True)
class Layout:
    """The log and the name of the source that a path shows; ``without`` is the reason why the file has no records."""

    provider: str
    log: str = ""
    name: str = ""
    without: str = ""


_DIGEST: Final = "CloudTrail digests: signed hashes of log files, no records"
_ASSIGNED: Final = "Okta's list of users with any role: it names no role; export /api/v1/users/{userId}/roles of each"
_ASSIGNEE: Final = {"id", "orn", "_links"}
#: Services that deliver into the same bucket, and whose records name no caller's credential.
_BESIDE: Final = ("Config", "elasticloadbalancing", "network-firewall", "redshift", "vpcdnsquerylogs", "WAFLogs")
_LAYOUTS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), layout)
    for pattern, layout in (
        (_AWS + r"-Digest/", Layout("aws", without=_DIGEST)),
        (
            _ACCOUNT + "(?:" + "|".join(_BESIDE) + ")/",
            Layout("aws", without="other AWS services beside CloudTrail (Config, load balancers, firewalls): not read"),
        ),
        (
            _AWS + r"(?:-Insight)?/[a-z0-9-]+/\d{4}/\d{2}/\d{2}/[^/]+\.json(?:\.gz|\.zst)?$",
            Layout("aws", "cloudtrail"),
        ),
        (_ACCOUNT + r"vpcflowlogs/(?:[^/]+/){4,5}[^/]+\.log(?:\.gz)?$", Layout("aws", "vpc_flows")),
        (_HIVE + r"=vpcflowlogs/(?:[^/=]+=[^/]+/){4,5}[^/]+\.log(?:\.gz)?$", Layout("aws", "vpc_flows")),
        (
            r"(?:^|/)(?P<name>\d{12})/[a-z]{2}[a-z0-9-]+/[a-z0-9][a-z0-9.-]+/\d{4}/\d{2}/\d{2}/" + _S3,
            Layout("aws", "s3_access"),
        ),
        (r"(?:^|[/a-z_-])" + _S3, Layout("aws", "s3_access")),
        (r"(?:^|/)insights-logs-[a-z]+/tenantId=/?[^/]+/" + _HOUR, Layout("entra", "diagnostic")),
        (r"(?:^|/)resourceId=/?SUBSCRIPTIONS/[^/]+/(?:[^/]+/)*" + _HOUR, Layout("azure", "activity")),
        (
            r"(?:^|/)cloudaudit\.googleapis\.com/[a-z_]+/\d{4}/\d{2}/\d{2}/[^/]+\.json(?:\.gz)?$",
            Layout("gcp", "audit"),
        ),
    )
)


def of_path(shown: str) -> Layout | None:
    """Return the log and source that a file's path shows; None if it fits no known layout."""
    for pattern, layout in _LAYOUTS:
        if found := pattern.search(shown):
            name = found.groupdict().get("name", "")
            return Layout(layout.provider, layout.log, name, layout.without)
    return None


def without_records(body: Json) -> str:
    """Return why a document of a known kind has no records; else an empty text."""
    if not isinstance(body, dict):
        return ""
    if all(name in body for name in ("digestS3Bucket", "digestSignatureAlgorithm", "logFiles")):
        return _DIGEST
    users = body.get("value")
    first = users[0] if isinstance(users, list) and users else None
    is_assignee = isinstance(first, dict) and ":users:" in str(first.get("orn")) and first.keys() <= _ASSIGNEE
    return _ASSIGNED if is_assignee else ""
