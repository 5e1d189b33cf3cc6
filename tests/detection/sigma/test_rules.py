"""Every rule of keyroll does what its own tests say: one file is one rule, with its hits and its misses inside."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sigma_world import Logs

from keyroll.detection.sigma.run import own_rules

RULES = sorted(own_rules().rglob("*.yml"))


def _told(path: Path) -> dict[str, Any]:
    """The document of a file that is told: the one with tests."""
    (document,) = [one for one in yaml.safe_load_all(path.read_text()) if "x-keyroll-tests" in one]
    return document


def _log(path: Path) -> str:
    """The log that a rule's tests are records of: the one that its logsource names."""
    services = [one["logsource"]["service"] for one in yaml.safe_load_all(path.read_text()) if "logsource" in one]
    (service,) = set(services)
    named = {
        "okta": "system_log", "directory": "directory_audits", "signinlogs": "sign_ins", "sshd": "auth",
        "securityhub": "security_hub", "riskdetection": "risky_users",
    }  # fmt: skip
    return f"{path.parent.name}.{named.get(service, service)}"


@pytest.mark.parametrize("path", RULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_rule_keeps_its_own_word(shared_logs: Logs, path: Path):
    rule, log = _told(path), _log(path)
    told = rule["x-keyroll-tests"]
    assert told["hits"], "a rule without a hit says nothing"
    assert told["misses"], "a rule without a miss says everything"
    for cases, wanted in _together(told["hits"], told["misses"]):
        shared_logs.load({log: cases})
        ran = shared_logs.run(path)
        assert [one for one in ran.faults if one.wrong] == []
        met = {event.record for one in ran.findings for event in one.evidence}
        assert met == wanted, [cases[record - 1] for record in met ^ wanted]
        assert {one.behaviour for one in ran.findings} <= {rule["id"]}


def _together(hits: list[Any], misses: list[Any]) -> Iterator[tuple[list[Any], set[int]]]:
    """Records to be read together, and the numbers of those that must be met: several that make one case stay alone."""
    single = [one for one in [*hits, *misses] if not isinstance(one, list)]
    if single:
        yield single, set(range(1, sum(not isinstance(one, list) for one in hits) + 1))
    for case in (one for one in hits if isinstance(one, list)):
        yield case, set(range(1, len(case) + 1))
    for case in (one for one in misses if isinstance(one, list)):
        yield case, set()


def test_no_rule_names_a_program():
    for path in RULES:
        text = path.read_text().lower()
        assert "useragent" not in text, path
        assert "user_agent" not in text, path


def test_no_two_rules_have_one_name():
    names = [one["name"] for path in RULES for one in yaml.safe_load_all(path.read_text()) if "name" in one]
    assert len(names) == len(set(names))
