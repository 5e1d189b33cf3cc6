"""Raw records with OCSF events that others made: keyroll's views give the same class, activity, actor,
address."""

import json
from pathlib import Path
from typing import Any

import pytest

from keyroll.providers.catalogue import logs

#: Where raw records of a vendor lie, and which log reads them.
PAIRS = {
    "AWS/{}/CloudTrail": "aws.cloudtrail",
    "AWS/{}/EKS_Audit_Logs": "kubernetes.audit",
    "GitHub/{}/Github_Audit_Logs": "github.audit",
    "Okta/{}/System_Logs": "okta.system_log",
    "Zeek/{}/conn_log": "zeek.conn",
    "Zeek/{}/dns_log": "zeek.dns",
    "Zeek/{}/http_log": "zeek.http",
    "Zeek/{}/ssl_log": "zeek.ssl",
}
#: Intended differences of keyroll's views, with the reason.
MEANT = {
    "AWS/v1.0.0-rc.2/CloudTrail/API_Activity": "a draft's class numbers: a call that describes changes no access",
    "AWS/v1.5.0/CloudTrail/Authentication": "a challenge asked of a visitor is a call, no sign-in yet",
    "Okta/v1.3.0/System_Logs/API_Activity": "the making of an API token is the change of an account's credential",
    "Okta/v1.3.0/System_Logs/Detection_Finding": "a vendor's finding is a call's record here; findings are our own",
}


def pairs(root: Path) -> list[tuple[str, Path]]:
    found = []
    for where, log in PAIRS.items():
        vendor, _, rest = where.partition("/{}/")
        for version in sorted((root / vendor).iterdir()):
            found += [(log, raw) for raw in sorted((version / rest).rglob("*.raw"))]
    return found


def told(raw: Path, log: str, view_rows: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    provider, _, name = log.partition(".")
    line = json.dumps(json.loads(raw.read_text("utf-8")))
    (row,) = view_rows(logs(provider)[name], f"{provider}@main", [line])
    return row, json.loads(raw.with_suffix(".ocsf").read_text("utf-8"))


@pytest.mark.long
def test_our_views_mean_what_others_mapped(sample, view_rows):
    root = sample("ocsf_pairs")
    compared, differing = 0, {}
    for log, raw in pairs(root):
        row, theirs = told(raw, log, view_rows)
        compared += 1
        shown = raw.parent.relative_to(root).as_posix()
        if (row["class_uid"], row["activity_id"]) != (
            theirs["class_uid"],
            theirs.get("activity_id", row["activity_id"]),
        ):
            differing[shown] = (row["class_uid"], row["activity_id"], theirs["class_uid"], theirs.get("activity_id"))
        if theirs.get("status_id") in (1, 2) and row["class_uid"] == theirs["class_uid"]:
            assert row["status_id"] == theirs["status_id"], shown
        address = theirs.get("src_endpoint", {}).get("ip")
        # Two events of theirs carry an address that their raw record does not.
        assert row["src_ip"] == address or not address or address not in raw.read_text("utf-8"), shown
        user = theirs.get("actor", {}).get("user", {})
        names = [str(one) for one in (user.get("name"), user.get("uid"), user.get("email_addr")) if one]
        ours = f"{row['actor']} {row['actor_name']}"
        # Theirs names the session of an assumed role, ours the role.
        assert (
            shown in MEANT or not names or ":role:" in ours or any(one.rpartition("/")[2] in ours for one in names)
        ), shown
    assert compared >= 20
    assert differing.keys() == MEANT.keys(), differing
