"""Rules are tested only where a few columns leave it open; that changes no hit."""

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sigma.rule import SigmaRule
from sigma_world import Logs

from keyroll.detection.sigma import scan as scanning
from keyroll.detection.sigma.narrowing import few

Json = dict[str, Any]
NAMES, SERVICES = ["GetThing", "PutThing", "PutOther"], ["s3", "iam"]

SELECTIONS = st.sampled_from(
    [
        {"eventName": "GetThing"},
        {"eventName|startswith": "Put"},
        {"eventName": ["GetThing", "PutOther"]},
        {"eventName": None},
        {"eventSource": "iam"},
        {"eventSource|re": "^I"},
        {"eventName": "PutThing", "eventSource": "s3"},
        {"errorCode": None},
        {"errorCode|exists": True},
        {"eventName|fieldref": "errorCode"},
        {"requestParameters.key": "a"},
        {"requestParameters.key|exists": False},
        {"userAgent|contains": "cli"},
        ["terraform", "curl"],
    ]
)
CONDITIONS = st.sampled_from(
    ["a", "not a", "a and b", "a or b", "a and not b", "not (a and b) or c", "not (a or not b)"]
)
RULES = st.lists(
    st.fixed_dictionaries({"a": SELECTIONS, "b": SELECTIONS, "c": SELECTIONS, "condition": CONDITIONS}),
    min_size=1,
    max_size=5,
)
EVENTS = st.lists(
    st.fixed_dictionaries(
        {"eventName": st.sampled_from([*NAMES, "getthing"])},
        optional={
            "eventSource": st.sampled_from([*SERVICES, "IAM"]),
            "errorCode": st.sampled_from(["Denied", "GetThing", ""]),
            "userAgent": st.sampled_from(["aws-cli", "curl", "Terraform"]),
            "requestParameters": st.sampled_from([{}, {"key": "a"}, {"key": ["b", "a"]}, [{"key": "a"}], "a"]),
        },
    ),
    min_size=1,
    max_size=12,
)


def rule(detection: Json) -> SigmaRule:
    logsource = {"product": "aws", "service": "cloudtrail"}
    return SigmaRule.from_yaml(yaml.safe_dump({"title": "t", "logsource": logsource, "detection": detection}))


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(detections=RULES, events=EVENTS)
def test_what_a_few_columns_say_changes_no_hit(shared_logs: Logs, detections: list[Json], events: list[Json]):
    shared_logs.load({"aws.cloudtrail": events})
    _, plan, _ = shared_logs.compiled([rule(one) for one in detections])
    assert plan.faults == ()
    one_by_one = [
        (test.number, record)
        for test in plan.tests
        for (record,) in shared_logs.session.tuples(
            f'SELECT record FROM "{test.answer.table}" WHERE {test.condition} ORDER BY record'
        )
    ]
    assert shared_logs.session.tuples("SELECT rule, record FROM sigma_hits ORDER BY ALL") == one_by_one


def test_columns_whose_values_hardly_repeat_leave_all_events_to_the_rules(shared_logs: Logs, monkeypatch):
    monkeypatch.setattr(scanning, "MANY", 3)
    shared_logs.load({"aws.cloudtrail": [{"eventName": f"name-{number}"} for number in range(4)]})
    _, plan, _ = shared_logs.compiled([rule({"a": {"eventName": "name-2"}, "condition": "a"})])
    assert plan.faults == ()
    assert shared_logs.session.tuples("SELECT record FROM sigma_hits") == [(3,)]
    assert shared_logs.session.one("SELECT count(*) FROM sigma_few") == 3


def test_columns_that_many_rules_ask_for_are_the_few(shared_logs: Logs):
    shared_logs.load({"aws.cloudtrail": [{}]})
    asked = [
        {"a": {"eventName": "x", "eventSource": "y"}, "b": {"userIdentity.type": "Root"}, "condition": "a and not b"},
        {"a": {"eventName": "x", "requestParameters.key": "z"}, "condition": "a"},
        *[{"a": {"eventName": "x"}, "condition": "a"}] * 4,
    ]
    _, plan, _ = shared_logs.compiled([rule(one) for one in asked])
    assert few([test.compiled for test in plan.tests]) == ['"eventName"']
    assert few([]) == []
