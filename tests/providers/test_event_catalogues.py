"""The vendors' tables of event types: form, precedence, size, and what the words of a name say."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.providers import catalogue
from keyroll.providers._event_words import by_words, words
from keyroll.providers.contracts.events import Effect, event_catalogue, read_catalogue

FOLDER = Path(__file__).parents[2] / "src/keyroll/providers"
TABLES = sorted(path.parent.name for path in FOLDER.glob("*/events.csv"))


@pytest.mark.parametrize("name", TABLES)
def test_each_table_reads_and_is_about_logs_of_its_provider(name: str):
    table = event_catalogue(name)
    assert table.rows
    assert {log.partition(".")[2] for log in table.logs} <= set(catalogue.logs(name))
    assert len({table.without_version(row.event).lower() for row in table.rows}) == len(table.rows)
    assert (FOLDER / name / "events.csv").stat().st_size < 200_000
    assert all("2026" in title or "memory" in title for title in table.sources.values()), "a source has its date"


TABLE = """# log x.audit by service
# source s: a vendor, read 2026-11
event,effect,object,refused,prior,source
iam:*,,,,,s
iam:Get*,discovers,,,,s
iam:GetKey,reads_secret,key,yes,medium,s
"""


def test_the_exact_row_decides_before_the_longest_group():
    table = read_catalogue(TABLE)
    assert table.find("IAM:getkey").effect is Effect.READS_SECRET
    assert table.find("iam:GetUser").effect is Effect.DISCOVERS
    assert table.find("iam:CreateAccessKey").effect is Effect.CREATES_CREDENTIAL
    assert table.find("iam:CreateAccessKey").known
    assert not table.find("new:CreateAccessKey").known
    assert table.event_of("x.audit", "GetKey", "iam.amazonaws.com") == "iam:GetKey"


@pytest.mark.parametrize(
    ("log", "operation", "service", "event"),
    [
        ("gcp.audit", "v1.compute.instances.insert", "", "compute.instances.insert"),
        ("gcp.audit", "beta.compute.firewalls.patch", "", "compute.firewalls.patch"),
        ("gcp.audit", "google.cloud.kms.v1.KeyManagementService.Decrypt", "",
         "google.cloud.kms.KeyManagementService.Decrypt"),
        ("gcp.audit", "google.cloud.asset.v1p1beta1.AssetService.X", "", "google.cloud.asset.AssetService.X"),
        ("gcp.audit", "storage.objects.get", "", "storage.objects.get"),
        ("aws.cloudtrail", "AddPermission20150331v2", "lambda.amazonaws.com", "lambda:AddPermission"),
        ("aws.cloudtrail", "UpdateDistribution2020_05_31", "cloudfront.amazonaws.com", "cloudfront:UpdateDistribution"),
        ("aws.cloudtrail", "GetObject", "s3.amazonaws.com", "s3:GetObject"),
    ],
)  # fmt: skip
def test_a_version_of_an_interface_makes_no_other_type(log: str, operation: str, service: str, event: str):
    table = event_catalogue(log.partition(".")[0])
    assert table.event_of(log, operation, service) == event
    assert table.find(event).known


def test_versions_of_one_type_have_one_effect_and_what_is_new_stays_new():
    table = event_catalogue("gcp")
    names = ("v1.compute.instances.setMetadata", "alpha.compute.instances.setMetadata", "compute.instances.setMetadata")
    assert {table.find(name) for name in names} == {table.find(names[0])}
    assert table.find(names[0]).prior == "medium"
    assert table.find(f"{names[0].replace('v1', 'v7')}").known
    assert not table.find("v1.unheard.instances.insert").known
    assert not event_catalogue("azure").find("Microsoft.Unheard/things/write").known
    assert not event_catalogue("cloudflare").find("update frobnicator").known


@pytest.mark.parametrize(
    ("name", "event", "effect", "prior"),
    [
        # A WebSocket begins with GET: what is run in a pod is logged as create or as get.
        ("kubernetes", "get pods/exec", "runs_code", "low"),
        ("kubernetes", "create pods/exec", "runs_code", "low"),
        ("kubernetes", "deletecollection secrets", "destroys", "low"),
        ("kubernetes", "deletecollection networkpolicies", "weakens_logging", "medium"),
        ("kubernetes", "delete validatingadmissionpolicies", "weakens_logging", "medium"),
        ("kubernetes", "update podcertificaterequests/status", "creates_credential", "medium"),
        ("kubernetes", "patch jobs/status", "ordinary", ""),
        ("onepassword", "satoken.create", "creates_credential", "medium"),
        ("onepassword", "account.disblmfa", "weakens_authentication", "medium"),
        ("onepassword", "account.updatfw", "weakens_authentication", "medium"),
        ("onepassword", "cred.create", "creates_credential", "medium"),
        ("onepassword", "user.provsn", "ordinary", ""),
        ("onepassword", "uva.revoke", "ordinary", ""),
        ("mariadb", "SET GLOBAL server_audit_logging", "weakens_logging", "medium"),
        ("mariadb", "SET GLOBAL max_connections", "ordinary", ""),
        ("mariadb", "SELECT INTO OUTFILE", "exports_bulk", "medium"),
        ("cloudflare", "job_create", "shares_outside", "low"),
        ("cloudflare", "logpush_job_delete", "weakens_logging", "medium"),
    ],
)
def test_effects_that_the_vendor_s_list_gives(name: str, event: str, effect: str, prior: str):
    found = event_catalogue(name).find(event)
    assert (found.effect, found.prior, found.known) == (effect, prior, True)


@pytest.mark.parametrize(
    "row", ["a,nonsense,,,,s", "a,ordinary,,maybe,,s", "a,ordinary,,,critical,s", "a,ordinary,,,,unknown", "a,b"]
)
def test_a_wrong_row_is_refused(row: str):
    with pytest.raises(ValueError, match=r"."):
        read_catalogue(TABLE + row + "\n")


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        ("guardduty:DeleteDetector", "weakens_logging"),
        ("user.mfa.factor.deactivate", "weakens_authentication"),
        ("MICROSOFT.COMPUTE/SNAPSHOTS/DELETE", "changes_data_life"),
        ("google.iam.admin.v1.CreateServiceAccountKey", "creates_credential"),
        ("create clusterrolebindings", "grants_privilege"),
        ("get certificatesigningrequests", "discovers"),
        ("create pods/exec", "runs_code"),
        ("manual_export_started", "exports_bulk"),
        ("hook.create", "persists"),
        ("drive.change_document_visibility", "exposes_publicly"),
        ("user.session.impersonation.grant", "impersonates"),
        ("DeleteDatabase", "destroys"),
        ("iam:CreateServiceLinkedRole", "ordinary"),
        ("something.else", "ordinary"),
        ("Microsoft.Web/sites/delete", "destroys"),
        ("Microsoft.Web/sites/hostNameBindings/delete", "ordinary"),
        ("Microsoft.DataMigration/services/start/action", "ordinary"),
        ("eventLogGenerationEnabledOffOn", "ordinary"),
        ("eventLogGenerationEnabledOnOff", "weakens_logging"),
        # To migrate is not to export, who ends an export takes nothing out, and what only reads changes nothing.
        ("elasticache:StartMigration", "ordinary"),
        ("datamigration.projects.locations.migrationJobs.verify", "ordinary"),
        ("s3tables:GetTableMigration", "discovers"),
        ("logs:CreateExportTask", "exports_bulk"),
        ("logs:CancelExportTask", "ordinary"),
        ("vault.matters.exports.create", "exports_bulk"),
        ("vault.matters.exports.get", "discovers"),
        ("logging.projects.exclusions.list", "discovers"),
        ("logging.projects.exclusions.create", "weakens_logging"),
        # Only a job of one's own code runs code.
        ("run.projects.locations.jobs.create", "runs_code"),
        ("batch.projects.locations.jobs.create", "runs_code"),
        ("logpush_job_create", "ordinary"),
        ("aiplatform.modelMonitors.modelMonitoringJobs.create", "ordinary"),
        ("dataflow.projects.jobs.debug.getConfig", "discovers"),
        # A request that is signed is a thing here, a cluster role no cluster.
        ("delete certificatesigningrequests", "ordinary"),
        ("delete clusterrolebindings", "ordinary"),
        ("RequestCertificate", "creates_credential"),
    ],
)
def test_words_of_names(name: str, effect: str):
    assert by_words(name).effect == effect


@given(st.text(max_size=60))
def test_any_name_has_an_effect(name: str):
    assert Effect(by_words(name).effect)
    assert words(name).startswith(" ")


@given(st.sampled_from(TABLES), st.text(max_size=40))
def test_any_event_is_found_or_new(name: str, event: str):
    table = event_catalogue(name)
    found = table.find(event)
    assert found.event == table.without_version(event)
    assert found.prior in ("", "low", "medium")


DATA = Path(os.environ.get("KEYROLL_DATA", ""))


@pytest.mark.skipif(not (DATA / "stratus").is_dir(), reason="KEYROLL_DATA is not set: no sample data")
def test_every_call_of_recorded_attacks_is_in_the_table():
    table = event_catalogue("aws")
    records = [record for file in (DATA / "stratus").glob("*.json") for record in json.loads(file.read_text())]
    named = {
        table.event_of("aws.cloudtrail", record["eventName"], record["eventSource"])
        for record in records
        if "eventName" in record
    }
    assert named
    assert not [event for event in sorted(named) if not table.find(event).known]
