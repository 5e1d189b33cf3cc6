"""Each check: what it must say yes, no and unknown of. A check without all three of them fails here."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from posture_world import ACCOUNT, KEY, ROLE, USER, Roll, ago

from keyroll.posture.contract import RISKS
from keyroll.posture.judge import checks

Plot = Callable[[Roll], object]
ISSUER = "token.actions.githubusercontent.com"


def all_of(*plots: Plot) -> Plot:
    return lambda keyroll: [plot(keyroll) for plot in plots]


def sub(**how: list[str]) -> str:
    return json.dumps({"aud": {"exact": ["sts"]}, "sub": how})


TWO = "aws@*:access_key_id:AKIATWO"


def copy(keyroll: Roll, kind: str = "ticket", days: float = 2, **values: Any) -> None:
    place = {"location": "p", "kind": kind, "source": "scan@code", "place": "ticket OPS-1", "observed_at": ago(days)}
    keyroll.add("locations", **place | {"endpoint": "all", "id": KEY, "holder": ""} | values)


def case_file(keyroll: Roll, **values: Any) -> None:
    file: dict[str, Any] = {
        "kind": "support_case_file",
        "source": "okta@main",
        "endpoint": "support_case_files",
        "holder": "Okta",
    }
    copy(keyroll, **file | values)


def holding(keyroll: Roll, vendor: str = "Snyk", **values: object) -> None:
    keyroll.add("vendor_holdings", **{"vendor": vendor, "id": KEY, "via": "register", "alive": "yes"} | values)


def another(keyroll: Roll, **values: object) -> None:
    keyroll.key(TWO, **values)


PG = "postgresql@main:role:app"


def pg_role() -> Plot:
    return lambda keyroll: keyroll.key(PG, provider="postgresql", source="postgresql@main", kind="role", principal=PG)


def administrator(keyroll: Roll) -> None:
    keyroll.key()
    keyroll.grant("AdministratorAccess")


def role(keyroll: Roll) -> None:
    keyroll.add("principals", principal=ROLE, source="aws@1", subkind="role", name="deploy")


def process(proven: str, because: str) -> Plot:
    return lambda keyroll: keyroll.add(
        "rotation_processes", provider="aws", kind="access_key", method="new key", proven=proven, proven_because=because
    )


def key(**values: object) -> Plot:
    return lambda keyroll: keyroll.key(**values)


def account(**values: object) -> Plot:
    return lambda keyroll: keyroll.account(**values)


def plot(method: str, *args: object, **values: object) -> Plot:
    """Call a method of the inventory."""
    return lambda keyroll: getattr(keyroll, method)(*args, **values)


def evaluated(answer: str) -> Plot:
    """The policies of the account of AWS were evaluated with this answer."""
    return plot("reaches", USER, administers=answer, administers_because="a policy")


YES, NO, UNKNOWN = "yes", "no", "unknown"
#: check: the answers it must give, each with what the inventory holds.
CASES: dict[str, list[tuple[str, Plot]]] = {
    "orphaned": [
        (YES, key(orphaned="yes", owner="ann@a.example")),
        (NO, key(orphaned="no", owner="ann@a.example")),
        (UNKNOWN, key(orphaned="unknown", orphaned_because="no owner is known")),
        (UNKNOWN, key()),
    ],
    "unowned": [
        (YES, key()),
        (NO, key(owner="ann@a.example", owner_confidence=0.8, owner_from="tag")),
        (UNKNOWN, key(owner="ann@a.example", owner_confidence=0.5, owner_from="creator")),
        (UNKNOWN, key(owner="ann@a.example")),
    ],
    "idle": [
        (YES, key(unused="yes", unused_because="never used")),
        (NO, key(unused="no", unused_because="last used yesterday")),
        (UNKNOWN, key(unused="unknown", unused_because="no log that is here shows its use")),
    ],
    "vendor_gone": [
        (YES, all_of(key(), lambda keyroll: holding(keyroll, off_boarded="yes"))),
        # One of two vendors is enough.
        (
            YES,
            all_of(
                key(),
                lambda keyroll: holding(keyroll, off_boarded="no"),
                lambda keyroll: holding(keyroll, "Old", off_boarded="yes"),
            ),
        ),
        (NO, all_of(key(), lambda keyroll: holding(keyroll, off_boarded="no"))),
        (UNKNOWN, all_of(key(), holding)),
        (UNKNOWN, all_of(key(state=None), lambda keyroll: holding(keyroll, off_boarded="yes", alive="unknown"))),
    ],
    "copies": [
        (YES, all_of(key(), copy)),
        (YES, all_of(key(), lambda keyroll: copy(keyroll, "git_history"))),
        (NO, all_of(key(), another, lambda keyroll: copy(keyroll, id=TWO), plot("read", "scan@code"))),
        # A vault is where a value belongs.
        (UNKNOWN, all_of(key(), lambda keyroll: copy(keyroll, "vault_path"))),
        (UNKNOWN, all_of(key(), plot("read", "scan@code"))),
        (UNKNOWN, all_of(key(changed=ago(1)), copy)),
        (
            UNKNOWN,
            all_of(
                key(),
                another,
                lambda keyroll: copy(keyroll, id=TWO),
                plot("read", "scan@code", complete=False),
            ),
        ),
        (
            UNKNOWN,
            all_of(
                key(),
                another,
                lambda keyroll: copy(keyroll, id=TWO),
                plot("read", "scan@code", days=60),
            ),
        ),
    ],
    "case_files": [
        (YES, all_of(key(), case_file)),
        (YES, all_of(key(changed=ago(30)), lambda keyroll: case_file(keyroll, since=ago(20)))),
        (NO, all_of(key(changed=ago(10)), lambda keyroll: case_file(keyroll, since=ago(20)))),
        (
            NO,
            all_of(
                key(last_changed=ago(10), changed_via="changed by the log"),
                lambda keyroll: case_file(keyroll, since=ago(20)),
            ),
        ),
        # That it was made after the file came proves nothing of a value in it.
        (
            YES,
            all_of(key(last_changed=ago(10), changed_via="created"), lambda keyroll: case_file(keyroll, since=ago(20))),
        ),
        (
            NO,
            all_of(
                key(),
                another,
                lambda keyroll: case_file(keyroll, id=TWO),
                plot("read", "okta@main", "support_case_files"),
            ),
        ),
        (UNKNOWN, key()),
        (UNKNOWN, all_of(account(), another, lambda keyroll: case_file(keyroll, id=TWO))),
    ],
    "vendor_admin": [
        (YES, all_of(administrator, holding)),
        (NO, all_of(key(), plot("grant", "AmazonS3ReadOnlyAccess"), holding, evaluated(NO))),
        (UNKNOWN, all_of(key(), holding)),
        (UNKNOWN, all_of(key(), plot("grant", "ours-alone"), holding)),
    ],
    "unregistered_vendor": [
        (YES, all_of(key(), lambda keyroll: holding(keyroll, via="app_instance"), plot("read", "register@main"))),
        (NO, all_of(key(), holding)),
        (UNKNOWN, all_of(key(), lambda keyroll: holding(keyroll, via="app_instance"))),
        (
            UNKNOWN,
            all_of(
                key(),
                lambda keyroll: holding(keyroll, via="app_instance"),
                plot("read", "register@main", complete=False),
            ),
        ),
    ],
    "machine_password": [
        (YES, account()),
        (NO, key()),
        (UNKNOWN, account(principal_kind="unknown")),
        (UNKNOWN, key(kind="something")),
    ],
    "legacy_kind": [
        (YES, key()),
        (NO, key(provider="cloudflare", kind="account_token")),
        (UNKNOWN, key(kind="something")),
    ],
    "reaches_protected": [
        (YES, all_of(key(), plot("reaches", protected=1, protected_possible=1))),
        (UNKNOWN, all_of(key(), plot("reaches", protected_possible=2), plot("grant", "s3"), evaluated(NO))),
        (UNKNOWN, all_of(key(), plot("grant", "s3"), evaluated(NO))),
        # What it may do was not read: that it reaches nothing is not known.
        (UNKNOWN, all_of(key(), plot("reaches"))),
        (
            NO,
            all_of(account(), plot("reaches", ACCOUNT), plot("grant", "member", "group:jira-users", principal=ACCOUNT)),
        ),
    ],
    "administrator": [
        (YES, administrator),
        (
            YES,
            all_of(
                key(), plot("grant", "member", "group:ops"), plot("grant", "IAMFullAccess", principal="aws@1:group:ops")
            ),
        ),
        (YES, all_of(key(), plot("grant", "ours"), plot("grant", "*", principal="aws@1:policy:ours"))),
        (YES, all_of(key(), plot("grant", "ours"), plot("grant", "*", principal="aws@1:policy:user:bob/ours"))),
        (YES, all_of(account(), plot("grant", "member", "group:jira-administrators", principal=ACCOUNT))),
        # Names of policies never say no where the policies of the account could be evaluated.
        (UNKNOWN, all_of(key(), plot("grant", "AmazonS3ReadOnlyAccess"))),
        (UNKNOWN, all_of(key(), plot("grant", "ours"), plot("grant", "limited", principal="aws@1:policy:ours"))),
        (NO, all_of(key(), plot("grant", "AmazonS3ReadOnlyAccess"), evaluated(NO))),
        (NO, all_of(key(), plot("grant", "AdministratorAccess"), evaluated(NO))),
        (YES, all_of(key(), plot("grant", "AmazonS3ReadOnlyAccess"), evaluated(YES))),
        (UNKNOWN, all_of(key(), plot("grant", "AmazonS3ReadOnlyAccess"), evaluated(UNKNOWN))),
        (NO, all_of(account(), plot("grant", "member", "group:jira-users", principal=ACCOUNT))),
        (YES, all_of(key(), plot("grant", "ours"), plot("grant", "escalates", principal="aws@1:policy:ours"))),
        (UNKNOWN, all_of(key(), plot("grant", "ours"), plot("grant", "may escalate", principal="aws@1:policy:ours"))),
        # Through a group of a group.
        (
            YES,
            all_of(
                key(),
                plot("grant", "member", "group:ops"),
                plot("grant", "member", "group:all", principal="aws@1:group:ops"),
                plot("grant", "IAMFullAccess", principal="aws@1:group:all"),
            ),
        ),
        # All lists of privileges were read, or one of them was not.
        (NO, all_of(pg_role(), plot("read", "postgresql@main", "roles"), plot("read", "postgresql@main", "members"))),
        (UNKNOWN, all_of(pg_role(), plot("read", "postgresql@main", "roles"))),
        (
            UNKNOWN,
            all_of(
                pg_role(),
                plot("grant", "replication", "server", principal=PG),
                plot("read", "postgresql@main", "roles"),
            ),
        ),
        (YES, all_of(pg_role(), plot("grant", "superuser", "server", principal=PG))),
        (YES, all_of(pg_role(), plot("grant", "member", "role:pg_write_server_files", principal=PG))),
        # It was taken away: a later complete read shows others, and not this one.
        (
            NO,
            all_of(
                account(),
                plot("grant", "member", "group:jira-administrators", principal=ACCOUNT, last_observed=ago(9)),
                plot("grant", "member", "group:jira-users", principal=ACCOUNT),
                plot("read", "jira@main"),
            ),
        ),
        (
            YES,
            all_of(
                key(),
                plot("grant", "AdministratorAccess", last_observed=ago(9)),
                plot("grant", "ReadOnlyAccess"),
                plot("read", "aws@1", complete=False),
            ),
        ),
        (UNKNOWN, key()),
        (UNKNOWN, all_of(key(), plot("grant", "ours"))),
        # Somebody else's inline policy of the same name says nothing of this one.
        (
            UNKNOWN,
            all_of(key(), plot("grant", "ours"), plot("grant", "limited", principal="aws@1:policy:user:eve/ours")),
        ),
        (UNKNOWN, all_of(account(), plot("grant", "member", "group:operations", principal=ACCOUNT))),
    ],
    "idle_administrator": [
        (YES, all_of(administrator, plot("window"), plot("did", "aws@1:user:eve", administered=3))),
        (NO, all_of(administrator, plot("window"), plot("did", administered=3, last_administered=ago(9)))),
        (YES, all_of(administrator, plot("window"), plot("did", administered=3, last_administered=ago(200)))),
        (UNKNOWN, administrator),
        # A log that has never shown administration, or is too short, or has ended, does not show that there was none.
        (UNKNOWN, all_of(administrator, plot("window"))),
        (UNKNOWN, all_of(administrator, plot("window", begins=60), plot("did", "aws@1:user:eve", administered=3))),
        (UNKNOWN, all_of(administrator, plot("window", ends=60), plot("did", "aws@1:user:eve", administered=3))),
    ],
    "trust_subject": [
        (YES, all_of(role, plot("trust", "oidc_issuer", ISSUER))),
        (YES, all_of(role, plot("trust", "oidc_issuer", ISSUER, sub(pattern=["repo:ours/*"])))),
        (YES, all_of(role, plot("trust", "oidc_issuer", ISSUER, sub(pattern=["repo:ours/app:*", "*"])))),
        (YES, all_of(role, plot("trust", "oidc_issuer", ISSUER, sub(pattern=["repo:ours/app-*:ref:refs/heads/main"])))),
        (NO, all_of(role, plot("trust", "oidc_issuer", ISSUER, sub(pattern=["repo:ours/app:*"])))),
        (NO, all_of(role, plot("trust", "oidc_issuer", ISSUER, sub(exact=["repo:ours/app:ref:refs/heads/main"])))),
        (NO, all_of(role, plot("trust", "service", "ec2.amazonaws.com"))),
        (UNKNOWN, role),
        (UNKNOWN, all_of(role, plot("trust", "oidc_issuer", ISSUER, '{"repository_id":{"exact":["1"]}}'))),
        (UNKNOWN, all_of(role, plot("trust", "oidc_issuer", ISSUER, sub(other=["repo:theirs/*"])))),
    ],
    "trust_audience": [
        (YES, all_of(role, plot("trust", "oidc_issuer", ISSUER, '{"sub":{"exact":["a"]}}'))),
        (YES, all_of(role, plot("trust", "oidc_issuer", ISSUER, '{"aud":{"pattern":["*"]}}'))),
        (NO, all_of(role, plot("trust", "oidc_issuer", ISSUER, sub(exact=["a"])))),
        (NO, all_of(role, plot("trust", "account", "1"))),
        (UNKNOWN, role),
        (UNKNOWN, all_of(role, plot("trust", "oidc_issuer", ISSUER, '{"aud":{"other":["sts"]}}'))),
    ],
    "trust_outside_party": [
        (YES, all_of(role, plot("trust", "anyone", "*"))),
        (NO, all_of(role, plot("trust", "account", "2", '{"sts:ExternalId":{"exact":["x"]}}'))),
        (NO, all_of(role, plot("trust", "account", "2"), plot("read", "aws@2"))),
        (NO, all_of(role, plot("trust", "service", "ec2.amazonaws.com"))),
        (UNKNOWN, all_of(role, plot("trust", "account", "2"))),
        (UNKNOWN, all_of(role, plot("trust", "anyone", "*", '{"aws:SourceIp":{"other":["192.0.2.0/24"]}}'))),
        (UNKNOWN, role),
    ],
    "old_value": [
        (YES, key(last_changed=ago(400), changed_via="created")),
        (YES, key(last_changed=ago(100), changed_via="created", every_days=90)),
        (YES, account(last_changed=ago(400), changed_via="changed by the log")),
        (NO, key(last_changed=ago(100), changed_via="created")),
        (NO, account(last_changed=ago(100), changed_via="created")),
        # A policy cannot allow more than a year.
        (YES, key(last_changed=ago(400), changed_via="created", every_days=1000)),
        (UNKNOWN, key()),
        (UNKNOWN, account(last_changed=ago(400), changed_via="created")),
    ],
    "no_end": [
        (YES, key()),
        (YES, key(provider="cloudflare", kind="account_token", expires=ago(-800))),
        (
            YES,
            all_of(
                key(provider="cloudflare", kind="account_token"),
                lambda keyroll: another(keyroll, provider="cloudflare", kind="account_token", expires=ago(-20)),
            ),
        ),
        (NO, key(provider="cloudflare", kind="account_token", expires=ago(-100))),
        (UNKNOWN, key(provider="atlassian", kind="api_token")),
    ],
    "paper_process": [
        (YES, process("no", "it is documented only: no run was ever seen")),
        (NO, process("yes", "last run on 2023-11-01")),
        (UNKNOWN, process("unknown", "no credential of that kind is known")),
    ],
    "overdue": [
        (YES, key(overdue="yes", overdue_because="last changed on 2023-01-01, due every 90 days")),
        (NO, key(overdue="no", overdue_because="due on 2024-01-01")),
        (UNKNOWN, key(overdue="unknown", overdue_because="no documented process states the interval")),
    ],
    "two_environments": [
        (YES, all_of(key(source="aws@prod"), plot("consumer", "aws-cli", source="aws@test"))),
        (YES, all_of(key(source="aws@prod", name="ci-staging"), plot("consumer", "aws-cli", source="aws@prod"))),
        (
            YES,
            all_of(
                account(id="jira@prod:account:ci", source="jira@prod"),
                account(id="jira@test:account:CI", source="jira@test"),
            ),
        ),
        (NO, all_of(key(source="aws@prod"), plot("consumer", "aws-cli", source="aws@prod"))),
        (UNKNOWN, all_of(key(), plot("consumer", "aws-cli", source="aws@1"))),
        (UNKNOWN, key(source="aws@prod")),
    ],
    "shared_system": [
        (YES, all_of(key(name="orders-prod"), lambda keyroll: another(keyroll, name="orders_staging"))),
        (YES, key(source="aws@prod", name="orders-dev")),
        (
            NO,
            all_of(
                key(source="aws@prod", name="orders"),
                lambda keyroll: another(keyroll, source="aws@prod", name="pay-prod"),
            ),
        ),
        (UNKNOWN, key(name="orders-prod")),
        (UNKNOWN, key(source="aws@prod", name=None)),
        # Words inside of words are no environments.
        (UNKNOWN, all_of(key(name="productivity"), lambda keyroll: another(keyroll, name="contest"))),
    ],
    "several_workloads": [
        (YES, all_of(key(), plot("consumer", "boto3"), plot("consumer", "terraform", "198.51.100"))),
        (NO, all_of(key(), plot("consumer", "boto3"))),
        (UNKNOWN, key()),
        (UNKNOWN, all_of(key(), plot("consumer", "boto3"), plot("consumer", "boto3", "198.51.100"))),
        (UNKNOWN, all_of(key(), plot("consumer", "boto3"), plot("consumer", "terraform"))),
        (UNKNOWN, all_of(key(), plot("consumer", None))),
        # Tried once: not yet a workload.
        (UNKNOWN, all_of(key(), plot("consumer", "boto3"), plot("consumer", "curl", "198.51.100", active_days=1))),
    ],
    "several_vendors": [
        (YES, all_of(key(), holding, lambda keyroll: holding(keyroll, "Okta", via="app_instance"))),
        (NO, all_of(key(), holding, plot("add", "registrations", registration="r", id=KEY, holder="Snyk"))),
        (NO, all_of(key(), plot("add", "registrations", registration="r", id=KEY, holder=""))),
        (UNKNOWN, all_of(key(), holding)),
    ],
    "browser": [
        (YES, all_of(key(), plot("consumer", "mozilla"))),
        (YES, all_of(account(), plot("consumer", "mozilla", subject=ACCOUNT))),
        (NO, all_of(key(), plot("consumer", "boto3"))),
        (UNKNOWN, key()),
        (UNKNOWN, all_of(key(), plot("consumer", "boto3"), plot("consumer", None))),
        (UNKNOWN, all_of(account(principal_kind="unknown"), plot("consumer", "mozilla", subject=ACCOUNT))),
    ],
    "signs_in": [
        (YES, all_of(account(), plot("did", ACCOUNT, logins=1, told_logins=1, last_login_by_browser=ago(3)))),
        (NO, all_of(account(), plot("did", "jira@main:account:ann", logins=4, told_logins=4))),
        (UNKNOWN, account()),
        (UNKNOWN, all_of(account(), plot("did", ACCOUNT, logins=4, told_logins=1))),
        (
            UNKNOWN,
            all_of(
                account(principal_kind="unknown"),
                plot("did", ACCOUNT, logins=1, told_logins=1, last_login_by_browser=ago(3)),
            ),
        ),
    ],
    "by_hand": [
        (YES, all_of(key(), plot("consumer", "curl"), plot("did", hours=9))),
        (NO, all_of(key(), plot("consumer", "curl"), plot("did", hours=20))),
        (NO, all_of(key(), plot("consumer", "curl"), plot("did", weekend=2))),
        (NO, all_of(key(), plot("consumer", "boto3"), plot("did", hours=9))),
        (UNKNOWN, all_of(key(), plot("consumer", "curl"), plot("did", days=4))),
        (UNKNOWN, all_of(key(), plot("consumer", "curl"))),
        (UNKNOWN, all_of(key(), plot("consumer", None), plot("did"))),
    ],
}


def test_every_check_has_a_hit_a_miss_and_an_unknown() -> None:
    assert CASES.keys() == checks().keys()
    for name, cases in CASES.items():
        assert {answer for answer, _ in cases} == {YES, NO, UNKNOWN}, name


def test_every_risk_has_a_check_and_every_check_is_whole() -> None:
    assert {check.nhi for check in checks().values()} == set(RISKS)
    for name, check in checks().items():
        assert check.id == name
        assert check.needs
        assert all((check.title, check.reason, check.fix, check.unlock))
        assert check.clauses[-1].number == check.nhi


@pytest.mark.parametrize(
    ("name", "expected", "plot"),
    [
        pytest.param(name, answer, plot, id=f"{name}-{n}-{answer}")
        for name, cases in CASES.items()
        for n, (answer, plot) in enumerate(cases)
    ],
)
def test_what_a_check_says(keyroll: Roll, name: str, expected: str, plot: Plot) -> None:
    plot(keyroll)
    rows = [row for row in keyroll.answers() if row["check_id"] == name and row["subject"] is not None]
    first = {KEY, ACCOUNT, ROLE, "aws access key"}
    said = [row for row in rows if row["subject"] in first] or rows
    assert said, "it looked at nothing"
    assert {row["answer"] for row in said} == {expected}, [row["because"] for row in said]
    assert all(row["because"] for row in said)


@pytest.mark.parametrize(
    ("name", "need", "plot"),
    [
        pytest.param(name, need, plot, id=f"{name}-{n}-{'+'.join(need)}")
        for name, cases in CASES.items()
        for n, (answer, plot) in enumerate(cases)
        for need in checks()[name].needs
        if answer == NO
    ],
)
def test_no_turns_to_something_else_where_what_it_needs_is_gone(
    keyroll: Roll, name: str, need: tuple[str, ...], plot: Plot
) -> None:
    plot(keyroll)
    assert all(row["answer"] != NO for row in keyroll.answers(*need) if row["check_id"] == name)


def test_nothing_to_look_at_is_unknown_and_never_fine(keyroll: Roll) -> None:
    rows = keyroll.answers()
    assert {row["check_id"] for row in rows} == checks().keys()
    assert {row["answer"] for row in rows} == {UNKNOWN}


def test_the_dead_are_not_judged(keyroll: Roll) -> None:
    for state in ("destroyed", "deactivated", "suspended"):
        keyroll.key(f"aws@*:access_key_id:{state}", state=state)
    assert all(row["subject"] is None or row["nhi"] == "NHI6" for row in keyroll.answers())
