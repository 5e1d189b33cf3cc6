"""Which log answers a rule."""

import pytest
from sigma.rule import SigmaLogSource

from keyroll.detection.sigma.logsource import answers, unanswered
from keyroll.providers import catalogue

WEB = ["bitbucket.access", "confluence.access", "jira.access"]


@pytest.mark.parametrize(
    ("product", "service", "category", "names"),
    [
        ("aws", "cloudtrail", None, ["aws.cloudtrail"]),
        ("AWS", None, None, ["aws.cloudtrail", "aws.guardduty", "aws.security_hub", "aws.vpc_flows"]),
        ("aws", "guardduty", None, ["aws.guardduty"]),
        ("okta", "okta", None, ["okta.system_log"]),
        ("okta", "okta", "authentication", ["okta.system_log"]),
        ("bitbucket", "audit", None, ["bitbucket.audit"]),
        ("gcp", "gcp.audit", None, ["gcp.audit"]),
        ("gcp", "google_workspace.login", None, ["gcp.audit", "google_workspace.activities"]),
        ("gcp", "google_workspace.drive", None, ["google_workspace.activities"]),
        ("jira", None, None, ["jira.records", "jira.audit", "jira.access"]),
        ("jira", None, "webserver", ["jira.access"]),
        (None, None, "webserver", WEB),
        (None, None, "process_creation", []),
        ("windows", None, "process_creation", []),
        ("smartsheet", "events", None, ["smartsheet.events"]),  # by its own name: its folder declares nothing
        ("atlassian", "audit", None, ["atlassian.events"]),
        ("1password", "1password", None, ["onepassword.audit", "onepassword.item_usages", "onepassword.sign_ins"]),
        ("1password", "sign_ins", None, ["onepassword.sign_ins"]),
        ("onepassword", "audit", None, ["onepassword.audit"]),
        ("zeek", "http", None, ["zeek.http"]),
        ("zeek", "conn", None, ["zeek.conn"]),
        (None, "cloudtrail", None, ["aws.cloudtrail"]),
        ("ocsf", None, None, ["ocsf"]),
    ],
)
def test_the_log_of_a_rule(product: str | None, service: str | None, category: str | None, names: list[str]):
    wanted = SigmaLogSource(category, product, service)
    assert [one.name for one in answers(wanted)] == names


def test_what_no_log_answers_is_said_by_name():
    said = unanswered(SigmaLogSource("process_creation", "windows", None))
    assert said == "no log here fits product windows, category process_creation"


def test_aliases_lead_to_fields():
    for provider in catalogue.providers():
        for one in catalogue.logsources(provider):
            (answer,) = [a for a in answers(SigmaLogSource(None, one.product, None)) if a.name.endswith(f".{one.log}")]
            for name in one.aliases:
                assert answer.fields.find(name).sql, (provider, name)
