"""Kubernetes read live and tried, on a strict fake that the schemas of Kubernetes judge. No API server was run."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from by_night import first_by_day
from fakes.kubernetes import APPLIED, CANARY, SCOPES, Kubernetes, binding, named, role
from fakes.proving import Proving, assert_unknown
from fakes.same import assert_same
from fakes.silence import NOW, assert_silent
from fakes.strict import Reply
from keyroll.api import Keyroll
from keyroll.errors import CredentialRefused
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Outcome
from keyroll.model.source import Source
from keyroll.proof.probe.context import ProviderRecord
from keyroll.providers import catalogue
from keyroll.providers.kubernetes.connection import CONNECTION, REVIEWS
from keyroll.reveal import reveal
from keyroll.secret import Secret
from live_servers import connected, partial_sync

pytestmark = pytest.mark.long

KUBERNETES = Source("kubernetes")
ME = "system:serviceaccount:app:ci"


@pytest.fixture
def fake() -> Iterator[Kubernetes]:
    with Kubernetes().running() as one:
        ci = one.account("app", "ci", annotations={"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/x"})
        one.account("app", "web")
        one.account("keyroll", "keyroll")
        one.token_secret(ci, "ci-old")
        one.secrets[0]["metadata"]["labels"] = {"kubernetes.io/legacy-token-invalid-since": "2026-01-02"}
        one.token_secret(ci, "ci-token")
        one.secrets.append(
            named("app", "db", annotations={APPLIED: CANARY}) | {"type": "Opaque", "data": {"password": CANARY}}
        )
        one.cluster_bindings = [binding("", "admins", "cluster-admin", "app/ci"), binding("", "v", "view", "app/web")]
        one.bindings = [binding("app", "edits", "edit", "app/ci", "app/web")]
        one.cluster_roles = [role("", "view", "pods", "get", "list"), role("", "edit", "secrets", "*")]
        one.roles = [role("app", "reads", "configmaps", "get")]
        yield one


def connect(fake: Kubernetes, home: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> Any:
    return connected(KUBERNETES, fake.address, home, monkeypatch, value, NOW)


@pytest.mark.support("kubernetes", "live survey", "specification + fake")
def test_live_and_export_are_one_reader_for_kubernetes(
    fake: Kubernetes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.page_size = 2
    keyroll, seen = connect(fake, tmp_path / "home", monkeypatch, fake.bound_token(fake.accounts[2], *SCOPES))
    assert (seen.me.name, seen.me.identifier.value) == ("system:serviceaccount:keyroll:keyroll", "keyroll/keyroll")
    assert not keyroll.sources.sync().partial
    pages = {
        "service_accounts": [{"items": fake.accounts[:2]}, {"items": fake.accounts[2:]}],
        "secrets": [{"items": fake.secrets[:2]}, {"items": fake.secrets[2:]}],
        "cluster_role_bindings": [{"items": fake.cluster_bindings}],
        "role_bindings": [{"items": fake.bindings}],
        "cluster_roles": [{"items": fake.cluster_roles}],
        "roles": [{"items": fake.roles}],
    }
    assert_same(keyroll, "kubernetes@main", pages, tmp_path)
    rows = {row["id"].rpartition(":")[2]: row for row in keyroll.inventory.listed("credentials").rows}
    assert {name: rows[name]["state"] for name in ("app/ci-old", "app/ci-token")} == {
        "app/ci-old": "deactivated",
        "app/ci-token": "active",
    }
    files = [file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert not any(CANARY.encode() in one for one in files)


@pytest.mark.long
@pytest.mark.parametrize("lacking", first_by_day(SCOPES))
def test_one_permission_less_is_named_and_leaves_the_rest(
    lacking: str,
    fake: Kubernetes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    value = fake.bound_token(fake.accounts[2], *(one for one in SCOPES if one != lacking))
    _, seen = connect(fake, tmp_path, monkeypatch, value)
    assert {one.pull.scope for one in seen.sights if one.because.startswith("not seen: scope")} == {lacking}
    partial_sync(tmp_path, monkeypatch)
    assert f"not seen: scope {lacking}" in capsys.readouterr().err
    assert Keyroll.open(tmp_path).inventory.listed("credentials").rows


def test_the_role_that_is_pasted_holds_what_is_asked_and_nothing_else() -> None:
    assert CONNECTION.grant
    granted = next(one for one in yaml.safe_load_all(CONNECTION.grant({})) if one["kind"] == "ClusterRole")
    assert {verb for rule in granted["rules"] for verb in rule["verbs"]} == {"list"}
    resources = sorted(one for rule in granted["rules"] for one in rule["resources"])
    assert resources == [
        "clusterrolebindings",
        "clusterroles",
        "rolebindings",
        "roles",
        "secrets",
        "serviceaccounts",
    ]


def test_nobody_and_an_ended_token_do_not_connect(
    fake: Kubernetes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CredentialRefused):
        connect(fake, tmp_path, monkeypatch, fake.bound_token(fake.accounts[0], *SCOPES, ends=0))
    nobody = {"kind": "SelfSubjectReview", "status": {"userInfo": {"username": "system:anonymous"}}}
    fake.mood = lambda _request: Reply(201, nobody)
    with pytest.raises(CredentialRefused, match="has no account"):
        connect(fake, tmp_path, monkeypatch, "x.y.z")
    fake.mood = lambda _request: Reply(201, {"status": {"userInfo": {"username": "ann"}}})
    _, seen = connect(fake, tmp_path, monkeypatch, "x.y.z")
    assert (seen.me.name, seen.me.identifier) == ("ann", None)


def test_the_credential_of_kubernetes_shows_itself_nowhere(
    fake: Kubernetes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    value = fake.bound_token(fake.accounts[2], *SCOPES)
    assert_silent(fake, "kubernetes", value, {}, tmp_path, monkeypatch, caplog, me=[REVIEWS])


def proving(fake: Kubernetes, kind: str = "token_secret", **more: Any) -> Proving:
    probe, account = catalogue.probes("kubernetes")[kind], fake.accounts[0]
    old, new = fake.token_secret(account, "exposed"), fake.token_secret(account, "next")
    return Proving(fake, probe, probe.place(fake.address), old, new, ME, window=timedelta(minutes=1), **more)


@pytest.mark.support("kubernetes", "probe", "specification + fake")
def test_a_token_secret_is_dead_once_what_it_minted_is(fake: Kubernetes) -> None:
    minted = fake.bound_token(fake.accounts[0], ends=NOW.timestamp() + 7200)
    played = proving(fake, derived=(minted,))
    assert played.once().verdict is VerdictKind.LIVE
    fake.delete_secret("exposed", lag=10)
    played.record = ProviderRecord.GONE
    played.clock.at += timedelta(minutes=5)
    begun = played.clock.at
    found = played.to_the_end()
    assert VerdictKind.LIVE in {one.verdict for one in found[:-1]}
    assert found[-1].verdict is VerdictKind.DEAD
    assert played.clock.at - begun > timedelta(hours=1)


def test_what_may_have_been_minted_and_is_not_given_stays_unknown(fake: Kubernetes) -> None:
    played = proving(fake)
    assert played.once().verdict is VerdictKind.LIVE
    fake.delete_secret("exposed")
    assert_unknown(played, "derived")


def test_a_deleted_account_ends_every_token_of_it(fake: Kubernetes) -> None:
    played = proving(fake, "service_account")
    bound = fake.bound_token(fake.accounts[0])
    assert played.probe.who("app/ci") == ME
    assert {played.answer(one).identity for one in (played.old, bound)} == {ME}
    fake.delete_account(fake.accounts[0])
    assert {played.answer(one).outcome for one in (played.old, bound)} == {Outcome.REFUSED_CREDENTIAL}


def _status(code: int, reason: str) -> Reply:
    return Reply(code, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code})


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (_status(403, "Forbidden"), Outcome.REFUSED_POLICY),
        (_status(404, "NotFound"), Outcome.AMBIGUOUS),
        (_status(401, "Else"), Outcome.AMBIGUOUS),
        (Reply(401, {"message": "no API server"}), Outcome.AMBIGUOUS),
        (Reply(403, b"<html>", {"Content-Type": "text/html"}), Outcome.AMBIGUOUS),
        (Reply(201, {"status": {"userInfo": {"username": "system:anonymous"}}}), Outcome.AMBIGUOUS),
        (Reply(201, {"status": {}}), Outcome.AMBIGUOUS),
        (_status(429, "TooManyRequests"), Outcome.THROTTLED),
        (_status(503, "ServiceUnavailable"), Outcome.UNREACHABLE),
    ],
)
def test_what_is_no_refusal_of_the_token_proves_nothing(fake: Kubernetes, reply: Reply, outcome: Outcome) -> None:
    played = proving(fake, derived=("x.y.z",))
    assert played.once().verdict is VerdictKind.LIVE
    fake.delete_secret("exposed")
    fake.mood = lambda _request: reply
    assert played.answer(played.old).outcome is outcome
    assert_unknown(played)


def test_a_server_that_lets_anybody_in_proves_nothing(fake: Kubernetes) -> None:
    played = proving(fake)
    fake.mood = lambda _request: Reply(201, {"status": {"userInfo": {"username": ME}}})
    assert_unknown(played, "never issued")


def test_a_value_that_was_never_issued_claims_the_same(fake: Kubernetes) -> None:
    probe = catalogue.probes("kubernetes")["token_secret"]
    with reveal(probe.never_issued(Secret(b"head.claims.signature1234567890"))) as made:
        assert made.startswith(b"head.claims.")
        assert made != b"head.claims.signature1234567890"
