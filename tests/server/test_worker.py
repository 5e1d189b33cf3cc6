"""The worker goes on with a campaign by itself: references are resolved again, nothing is slept through."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from keyroll.api import Keyroll, probe_requests, verify
from keyroll.errors import UsageError
from keyroll.model.incident import Grade
from keyroll.model.probe import Outcome, Plane
from keyroll.proof.probe.requests import ProbeRequest
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.reveal import reveal
from keyroll.secret import Secret, SecretRef
from keyroll.server.worker import run_due
from small_world import NOW, SmallWorld

OLD, NEW = b"old-canary-4711", b"new-canary-4712"
HANDLES = tuple(f"redis@main:user:app{number}" for number in range(3))


class Moved:
    """A clock that goes only where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def wait_until(self, moment: datetime) -> None:
        self.at = max(self.at, moment)


@pytest.fixture
def revoked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Users whose old value a played server refuses."""
    gone: set[str] = set()

    def attempt(_plane: Plane, login: Login) -> ProbeAnswer:
        with reveal(login.value) as raw:
            good = raw == NEW or (raw == OLD and login.who not in gone)
        return ProbeAnswer(Outcome.ACCEPTED, login.who) if good else ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="bad")

    never = lambda _: Secret(b"never")  # noqa: E731
    probe = Probe("user", "whoami", lambda text: Plane(text, text), attempt, never, no_sessions_because="played")
    monkeypatch.setattr(catalogue, "probes", lambda name: {"user": probe})
    return gone


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = SmallWorld(tmp_path_factory.mktemp("worker"))
    world.register("11-01", {"vendor": "Another", "system": "github"})
    keyroll = world.sync()
    keyroll.incidents.open("played", vendor="Played", begins=NOW - timedelta(days=9), ends=NOW - timedelta(days=1))
    for one in HANDLES:
        keyroll.incidents.widen("played", one, because="the vendor's list", by="lead")
    keyroll.home.ledger.close()
    return world


@pytest.fixture
def keyroll(built: SmallWorld, tmp_path: Path) -> Keyroll:
    keyroll, clock = Keyroll.open(built.copied(tmp_path).path / "home", now=NOW), Moved(NOW)
    return replace(keyroll, home=replace(keyroll.home, clock=clock, ledger=replace(keyroll.home.ledger, clock=clock)))


def references(folder: Path) -> dict[str, ProbeRequest]:
    (folder / "old").write_bytes(OLD)
    (folder / "new").write_bytes(NEW)
    table = f'old = "file:{folder}/old"\nnew = "file:{folder}/new"\nat = ["a:1"]\n'
    (folder / "values.toml").write_text("".join(f'["{one}"]\n{table}' for one in HANDLES))
    return probe_requests(folder / "values.toml")


def go_on(keyroll: Keyroll, until: Callable[[], bool]) -> list[str]:
    """Do what is due, and wait for what is due next, as a day of cron would."""
    told: list[str] = []
    for _ in range(60):
        run_due(keyroll, told.append)
        due = keyroll.jobs.next_at()
        if until() or due is None:
            return told
        keyroll.home.clock.wait_until(due)  # type: ignore[attr-defined]
    raise AssertionError(told)


@pytest.mark.long
def test_a_campaign_is_proven_without_anybody(keyroll: Keyroll, revoked: set[str], tmp_path: Path) -> None:
    assert keyroll.jobs.prove_later("played", references(tmp_path)) == len(HANDLES)
    run_due(keyroll, lambda _: None)
    assert {str(one.judgement.verdict) for one in keyroll.incidents.status("played").standings} == {"live"}
    revoked.update(f"app{number}" for number in range(3))
    go_on(keyroll, lambda: not keyroll.campaigns.status("played").left)
    assert go_on(keyroll, lambda: keyroll.jobs.next_at() is None) is not None
    assert all(one.due_at is None for one in keyroll.jobs.all())
    content, _ = keyroll.evidence.bundle("played")
    assert verify(content, keys=[keyroll.evidence.key().keyid.encode()], now=keyroll.now()).dead == {
        Grade.A: len(HANDLES)
    }
    for path in (tmp_path / "home").rglob("*"):
        assert not path.is_file() or not any(value in path.read_bytes() for value in (OLD, NEW)), path


@pytest.mark.long
def test_the_dead_are_tried_on_while_they_are_watched_and_one_that_wakes_is_open_again(
    keyroll: Keyroll, revoked: set[str], tmp_path: Path
) -> None:
    keyroll.campaigns.set_terms("played", watch=timedelta(days=1))
    keyroll.jobs.prove_later("played", references(tmp_path))
    run_due(keyroll, lambda _: None)
    revoked.update(f"app{number}" for number in range(3))
    go_on(keyroll, lambda: not keyroll.campaigns.status("played").left)
    assert keyroll.jobs.next_at() is not None
    revoked.discard("app1")
    go_on(keyroll, lambda: bool(keyroll.campaigns.status("played").left))
    (again,) = keyroll.campaigns.status("played").reopened
    assert again.standing.item.identifier == HANDLES[1]
    revoked.add("app1")
    go_on(keyroll, lambda: keyroll.jobs.next_at() is None)
    assert not keyroll.campaigns.status("played").left


def test_what_cannot_be_resolved_is_told_of_and_the_others_go_on(
    keyroll: Keyroll, revoked: set[str], tmp_path: Path
) -> None:
    wanted = references(tmp_path)
    gone = tmp_path / "gone"
    gone.write_bytes(OLD)
    wanted[HANDLES[0]] = replace(wanted[HANDLES[0]], old=SecretRef("file", str(gone)))
    keyroll.jobs.prove_later("played", wanted)
    gone.unlink()
    run_due(keyroll, lambda _: None)
    said = {one.identifier: one.said for one in keyroll.jobs.all()}
    assert said[HANDLES[0]].startswith("not tried: ")
    assert [said[one][:5] for one in HANDLES[1:]] == ["live:"] * 2
    assert keyroll.jobs.next_at() is not None


def test_a_reference_that_is_gone_with_the_command_is_not_kept(
    keyroll: Keyroll, revoked: set[str], tmp_path: Path
) -> None:
    wanted = references(tmp_path)
    wanted[HANDLES[0]] = replace(wanted[HANDLES[0]], new=SecretRef("fd", "3"))
    with pytest.raises(UsageError, match="only during"):
        keyroll.jobs.prove_later("played", wanted)
    assert keyroll.jobs.all() == ()
