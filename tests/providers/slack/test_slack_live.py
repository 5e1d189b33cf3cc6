"""Slack read live, and its tokens tried, on a strict fake."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fakes.least import unseen
from fakes.proving import Proving, assert_no_proof, assert_proven, assert_unknown
from fakes.same import assert_same
from fakes.slack import BOT, SCOPES, TEAM, Slack, refused
from fakes.strict import Reply
from keyroll.api import Keyroll
from keyroll.errors import CredentialRefused
from keyroll.model.probe import Outcome
from keyroll.model.source import Source
from keyroll.providers import catalogue

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SLACK = Source("slack")


@pytest.fixture
def fake() -> Iterator[Slack]:
    with Slack().running() as one:
        yield one


@pytest.mark.long
@pytest.mark.support("slack", "live survey", "specification + fake")
def test_live_and_export_are_one_reader_for_slack(fake: Slack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.page_size = 2
    value = fake.token(*SCOPES, "admin")
    monkeypatch.setenv("SLACK_TOKEN", value)
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    settings = {"workspace": TEAM}
    assert (
        keyroll.sources.connect(SLACK, "env:SLACK_TOKEN", address=fake.address, settings=settings).me.name == "deploy"
    )
    assert not keyroll.sources.sync().partial
    ended = {"response_metadata": {"next_cursor": ""}}
    pages = {
        "approved_apps": [
            {"ok": True, "approved_apps": found} | ended for found in (fake.approved[:2], fake.approved[2:])
        ],
        "restricted_apps": [{"ok": True, "restricted_apps": fake.restricted} | ended],
        "bots": [{"ok": True, "members": fake.members} | ended],
        "integrations": [{"ok": True, "logs": fake.logs}],
    }
    assert_same(keyroll, "slack@main", pages, tmp_path)
    (webhook,) = keyroll.inventory.listed("credentials", where="kind = 'integration'").rows
    assert (webhook["name"], webhook["state"]) == ("Airbrake", "active")
    files = [file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert not any(value.encode() in one for one in files)


def test_each_scope_that_lacks_is_named_and_the_rest_is_read(fake: Slack, tmp_path: Path) -> None:
    assert unseen(SLACK, fake.address, fake.token(), {"enterprise_id": "E1"}, tmp_path) == {}
    for lacking, has in zip(SCOPES, reversed(SCOPES), strict=True):
        reasons = unseen(SLACK, fake.address, fake.token(has), {}, tmp_path)
        assert all(f"not seen: scope {lacking} (" in one for one in reasons.values())
        assert 0 < len(reasons) < 3


def test_the_log_of_integrations_takes_a_scope_of_its_own_and_a_workspace(fake: Slack, tmp_path: Path) -> None:
    reasons = unseen(SLACK, fake.address, fake.token(), {"workspace": TEAM}, tmp_path)
    assert {name: one.partition(" (")[0] for name, one in reasons.items()} == {"integrations": "not seen: scope admin"}


def test_an_error_with_status_200_is_no_data(fake: Slack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_TOKEN", "xoxb-unknown")
    with pytest.raises(CredentialRefused, match="invalid_auth"):
        Keyroll.open(tmp_path, now=NOW).sources.connect(SLACK, "env:SLACK_TOKEN", address=fake.address, settings={})
    value = fake.token()
    fake.mood = lambda request: None if request.path == "/auth.test" else refused("fatal_error").reply
    reasons = unseen(SLACK, fake.address, value, {}, tmp_path / "read")
    assert {one.partition(":")[0] for one in reasons.values()} == {"not seen"}
    assert len(reasons) == 3


def proving(fake: Slack, ended: str = "token_revoked") -> Proving:
    probe = catalogue.probes("slack")["bot_token"]
    return Proving(fake, probe, probe.place(fake.address), fake.token(ended=ended), fake.token(), f"{TEAM}/{BOT}")


@pytest.mark.support("slack", "probe", "specification + fake")
@pytest.mark.parametrize("ended", ["token_revoked", "account_inactive", "token_expired", "invalid_auth"])
def test_a_token_that_ended_is_proven_dead_after_its_lag(fake: Slack, ended: str) -> None:
    assert_proven(proving(fake, ended))


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (429, {"ok": False, "error": "ratelimited"}, Outcome.THROTTLED),
        (200, {"ok": False, "error": "ratelimited"}, Outcome.THROTTLED),
        (200, {"ok": False, "error": "access_denied"}, Outcome.REFUSED_POLICY),
        (200, {"ok": False, "error": "not_authed"}, Outcome.AMBIGUOUS),
        (200, {"ok": False, "error": "a_new_one"}, Outcome.AMBIGUOUS),
        (200, {"ok": False}, Outcome.AMBIGUOUS),
        (200, {"ok": True}, Outcome.AMBIGUOUS),
        (200, [], Outcome.AMBIGUOUS),
        (200, {"error": "token_revoked"}, Outcome.AMBIGUOUS),
        (403, {"ok": False, "error": "token_revoked"}, Outcome.AMBIGUOUS),
        (200, {"ok": False, "error": "internal_error"}, Outcome.UNREACHABLE),
        (503, {}, Outcome.UNREACHABLE),
    ],
)
def test_what_is_no_refusal_of_the_token_proves_nothing(
    fake: Slack, status: int, body: object, outcome: Outcome
) -> None:
    assert_no_proof(proving(fake), Reply(status, body), outcome)


def test_an_address_that_is_not_allowed_proves_nothing(fake: Slack) -> None:
    played = proving(fake)
    played.once()
    fake.mood = lambda _request: refused("invalid_auth").reply
    assert_unknown(played)


def test_a_host_that_lets_anybody_in_proves_nothing(fake: Slack) -> None:
    played = proving(fake)
    fake.mood = lambda _request: Reply(200, {"ok": True, "team_id": TEAM, "user_id": BOT})
    assert_unknown(played, "never issued")
