"""Real records of every log: all are read, and each role of an act is placed or declared absent."""

import json
import re
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from keyroll.intake.folder_contents import FoundLog
from keyroll.intake.recognise import by_content
from keyroll.intake.records import Bad, records
from keyroll.providers.catalogue import logs
from keyroll.providers.contracts.logs import Log
from keyroll.providers.coverage import ROLES, shown

pytestmark = pytest.mark.long

#: Sample files and the logs that they are of.
SAMPLES = {
    "atlassian/bitbucket_dc_access.composed.log": "bitbucket.access",
    "atlassian/bitbucket_dc_access.log": "bitbucket.access",
    "atlassian/bitbucket_dc_audit.ndjson": "bitbucket.audit",
    "atlassian/confluence_dc_access.composed.log": "confluence.access",
    "atlassian/confluence_dc_access.log": "confluence.access",
    "atlassian/jira_dc_access.composed.log": "jira.access",
    "atlassian/jira_dc_access.log": "jira.access",
    "atlassian/confluence_dc_audit.ndjson": "confluence.audit",
    "atlassian/jira_dc_audit.ndjson": "jira.audit",
    "atlassian/confluence_cloud_audit.ndjson": "confluence.records",
    "atlassian/jira_cloud_audit.ndjson": "jira.records",
    "atlassian/organisation_audit.shape.ndjson": "atlassian.events",
    "aws/cloudtrail.ndjson": "aws.cloudtrail",
    "azure/key_vault.ndjson": "azure.activity",
    "cloudflare/access_requests.ndjson": "cloudflare.access",
    "cloudflare/audit_logs.ndjson": "cloudflare.audit",
    "cloudflare/gateway_dns.ndjson": "cloudflare.gateway_dns",
    "cloudflare/gateway_http.ndjson": "cloudflare.gateway_http",
    "cloudflare/gateway_network.ndjson": "cloudflare.gateway_network",
    "entra/diagnostic_signin_audit.ndjson": "entra.diagnostic",
    "entra/graph_directory_audits.ndjson": "entra.directory_audits",
    "entra/graph_risk_detections.ndjson": "entra.risk_detections",
    "entra/graph_risky_users.ndjson": "entra.risky_users",
    "entra/graph_signins.ndjson": "entra.sign_ins",
    "gcp/audit.ndjson": "gcp.audit",
    "github/audit.ndjson": "github.audit",
    "gitlab/audit_events_api.ndjson": "gitlab.audit",
    "gitlab/audit_json_log.ndjson": "gitlab.audit",
    "google_workspace/admin.ndjson": "google_workspace.activities",
    "google_workspace/drive.ndjson": "google_workspace.activities",
    "google_workspace/groups_enterprise.ndjson": "google_workspace.activities",
    "google_workspace/login.ndjson": "google_workspace.activities",
    "google_workspace/rules.ndjson": "google_workspace.activities",
    "google_workspace/saml.ndjson": "google_workspace.activities",
    "google_workspace/token.ndjson": "google_workspace.activities",
    "google_workspace/user_accounts.ndjson": "google_workspace.activities",
    "google_workspace/vault.ndjson": "google_workspace.activities",
    "kubernetes/audit.ndjson": "kubernetes.audit",
    "o365/audit.ndjson": "m365.audit",
    "okta/system_log.ndjson": "okta.system_log",
    "slack/audit.ndjson": "slack.audit",
    "vault/audit.ndjson": "openbao.audit",
    "zeek/conn.corelight.ndjson": "zeek.conn",
    "zeek/conn.ndjson": "zeek.conn",
    "zeek/dns.corelight.ndjson": "zeek.dns",
    "zeek/dns.ndjson": "zeek.dns",
    "zeek/dns.tsv.log": "zeek.dns",
    "zeek/http.corelight.ndjson": "zeek.http",
    "zeek/http.ndjson": "zeek.http",
    "zeek/notice.tsv.log": "zeek.notice",
    "zeek/ssh.tsv.log": "zeek.ssh",
    "zeek/ssl.corelight.ndjson": "zeek.ssl",
    "zeek/ssl.ndjson": "zeek.ssl",
    "zeek/ssl.tsv.log": "zeek.ssl",
    "zeek/x509.tsv.log": "zeek.x509",
}
#: Files of one log whose records are of several of keyroll's logs, distinguished line by line.
MIXED = {"onepassword/events.ndjson": ("onepassword.audit", "onepassword.item_usages", "onepassword.sign_ins")}
#: One record is shared by three products: only the folder tells whose it is.
SHARED = tuple(one for one in SAMPLES if one.endswith("_dc_audit.ndjson"))
#: Records that lie in the file of another log.
STRAY = {"cloudflare/gateway_http.ndjson": 1}
#: Nobody here reads these.
FOREIGN = ("cloudflare/http_requests.ndjson",)
#: Fields whose value is the address or the program of whoever acted.
_ADDRESS = re.compile(
    r"^(actor_?ip|client_?ip(address)?|ip_?address|caller_?ip(_?address)?|source_?ips?|remote_?address|src_?ip)$", re.I
)
_CLIENT = re.compile(r"^(user_?agent|ua|raw_?user_?agent|caller_?supplied_?user_?agent)$", re.I)


def known(name: str) -> Log:
    provider, _, log = name.partition(".")
    return logs(provider)[log]


def lines_of(path: Path, log: Log) -> list[str]:
    found = list(records(path, envelope=log.envelope, is_text=log.is_text))
    assert not [one for one in found if isinstance(one, Bad)]
    return [one[1].decode() for one in found if not isinstance(one, Bad)]


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    else:
        yield name, value


def says(line: str, names: re.Pattern[str], *, address: bool) -> list[str]:
    """Return what a record holds in fields that are named like a role."""
    found = [str(value) for name, value in _leaves(json.loads(line)) if value and names.match(name)]
    return [one for one in found if not address or _is_address(one)]


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def check(log: Log, name: str, lines: list[str], view_rows: Any) -> None:
    rows = view_rows(log, f"{name.partition('.')[0]}@main", lines)
    if log.keep == "true":
        # One record may hold several events, of which the later ones are numbered.
        first = [row["record"] for row in rows if "#" not in str(row["event_id"])]
        assert first == [*range(1, len(lines) + 1)], "a record was not read"
    else:  # the first half of a pair is left out
        assert rows
    for row in rows:
        line = lines[row["record"] - 1]
        for role, columns in ROLES.items():
            placed = any(row[column] for column in columns)
            assert placed or shown(log, role)[1], f"{role} is neither placed nor absent: {line[:600]}"
        if line.startswith("{"):
            assert row["src_ip"] or not says(line, _ADDRESS, address=True), line
            assert row["user_agent"] or not says(line, _CLIENT, address=False), line


@pytest.mark.parametrize("file", SAMPLES)
def test_every_record_is_read_and_every_role_placed_or_absent(file, sample, view_rows):
    log = known(SAMPLES[file])
    lines = lines_of(sample(f"samples/{file}"), log)
    own = [line for line in lines if log.recognise is None or log.is_text or log.recognise(json.loads(line))]
    assert len(lines) - len(own) == STRAY.get(file, 0)
    check(log, SAMPLES[file], own, view_rows)


@pytest.mark.parametrize("file", [one for one in SAMPLES if one not in SHARED])
def test_a_file_is_known_by_its_content(file, sample):
    found = by_content(sample(f"samples/{file}"), file)
    assert isinstance(found, FoundLog), f"{file} is not recognised"
    assert f"{found.source.provider}.{found.log.name}" == SAMPLES[file]


@pytest.mark.parametrize("file", [*FOREIGN, *SHARED])
def test_what_nobody_reads_is_nobodys(file, sample):
    assert by_content(sample(f"samples/{file}"), file) is None


@pytest.mark.parametrize("file", MIXED)
def test_records_of_several_logs_are_told_apart(file, sample, view_rows, tmp_path):
    for name, line in zip(MIXED[file], sample(f"samples/{file}").read_text("utf-8").splitlines(), strict=True):
        log = known(name)
        check(log, name, [line], view_rows)
        (tmp_path / "one").write_text(line)
        found = by_content(tmp_path / "one", "one")
        assert isinstance(found, FoundLog)
        assert f"{found.source.provider}.{found.log.name}" == name
