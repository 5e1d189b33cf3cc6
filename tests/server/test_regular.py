"""Sources are read on a cadence: each for itself, bounded, under a lease, and what breaks off goes on soon."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stamina

from fakes.gitlab import GitLab
from fakes.strict import Reply, Request
from keyroll.api import Keyroll
from keyroll.api.connecting import Sources
from keyroll.errors import ConfigError
from keyroll.intake import connections
from keyroll.intake.connecting import FETCHED, _alone
from keyroll.intake.summary import Summary
from keyroll.model.source import Source
from keyroll.server.worker import kinds, plan, run_due
from keyroll.store.ledger.jobs import BUSY, Jobs

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MAIN, OTHER = Source("gitlab"), Source("gitlab", "other")


@pytest.fixture
def fake() -> Iterator[GitLab]:
    with GitLab().running() as one, stamina.set_testing(True, attempts=2):
        yield one


@pytest.fixture
def home(fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two sources, of which one is read every hour."""
    monkeypatch.setenv("GITLAB_TOKEN", fake.administrator())
    monkeypatch.setenv("OTHER_TOKEN", fake.administrator())
    Keyroll.open(tmp_path)
    known = {
        MAIN: connections.Connected(MAIN, fake.address, "env:GITLAB_TOKEN"),
        OTHER: connections.Connected(OTHER, fake.address, "env:OTHER_TOKEN", every="1h"),
    }
    connections.write(tmp_path, known)
    return tmp_path


def work(home: Path, now: datetime = NOW, **more: Any) -> dict[str, tuple[timedelta | None, str]]:
    """Do what is due at a time; return how long each source's job rests after it, and what it said."""
    keyroll = Keyroll.open(home, now=now)
    told: list[Any] = []
    plan(keyroll, told.append)
    run_due(keyroll, told.append, **more)
    return {
        one.identifier: (one.due_at - now if one.due_at else None, one.said)
        for one in keyroll.jobs.all()
        if one.kind == "sync"
    }


def test_each_source_is_read_as_often_as_it_says(home: Path, fake: GitLab) -> None:
    assert kinds()["sync"].slow
    assert work(home) == {
        "gitlab@main": (timedelta(hours=6), "read"),
        "gitlab@other": (timedelta(hours=1), "read"),
    }
    rows = Keyroll.open(home, now=NOW).inventory.listed("credentials").rows
    assert {row["source"] for row in rows} == {"gitlab@main", "gitlab@other"}
    asked = len(fake.served)
    work(home, NOW + timedelta(minutes=59))
    assert len(fake.served) == asked
    assert work(home, NOW + timedelta(hours=1))["gitlab@main"][0] == timedelta(hours=5)
    assert len(fake.served) > asked
    runs = {one.identifier: one.runs for one in Keyroll.open(home).jobs.all()}
    assert runs == {"gitlab@main": 1, "gitlab@other": 2}


def test_one_that_is_refused_waits_its_time_and_one_that_cannot_be_reached_comes_soon(
    home: Path, fake: GitLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITLAB_TOKEN", "never issued")
    good = fake.administrator()
    monkeypatch.setenv("OTHER_TOKEN", good)

    def down(request: Request) -> Reply | None:
        ours = request.headers.get("private-token") == good or good in request.headers.get("authorization", "")
        return Reply(503, {}) if ours and request.path.endswith("/deploy_tokens") else None

    fake.mood = down
    said = work(home)
    assert said["gitlab@main"][0] == timedelta(hours=6)
    assert "401" in said["gitlab@main"][1]
    assert said["gitlab@other"][0] == timedelta(minutes=15)
    assert "503" in said["gitlab@other"][1]
    fake.mood = lambda _request: None
    assert work(home, NOW + timedelta(minutes=15))["gitlab@other"] == (timedelta(hours=1), "read")


def test_a_server_that_stops_leaves_the_rest_to_another_time(home: Path, fake: GitLab) -> None:
    asked: list[int] = []

    def going_on() -> bool:
        asked.append(1)
        return len(asked) < 6

    said = work(home, going_on=going_on)
    assert any("not read to its end in time" in text for _, text in said.values())
    assert {wait for wait, _ in said.values()} == {timedelta(minutes=15)}
    assert {text for _, text in work(home, NOW + timedelta(minutes=15)).values()} == {"read"}


def test_what_is_no_longer_connected_rests_and_what_comes_back_is_read(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sources, "sync", lambda *_, **__: Summary())
    keyroll = Keyroll.open(home, now=NOW)
    keyroll.regular.plan()
    known = connections.read(home)
    connections.write(home, {MAIN: known[MAIN]})
    assert work(home)["gitlab@other"] == (None, "it is no longer read regularly")
    connections.write(home, {OTHER: known[OTHER]})
    later = work(home, NOW + timedelta(hours=7))
    assert later["gitlab@other"] == (timedelta(hours=1), "read")
    assert later["gitlab@main"][0] is None


def test_a_source_that_is_read_already_comes_again_and_nobody_takes_a_job_twice(home: Path, fake: GitLab) -> None:
    keyroll = Keyroll.open(home, now=NOW)
    keyroll.regular.plan()
    taken = keyroll.jobs.take(64, {"sync"})
    assert len(taken) == 2
    assert keyroll.jobs.take(64) == []
    for one in taken:
        one.lease.release()
    with keyroll.home.ledger.hold("another"):
        said = work(home)
    assert {wait for wait, _ in said.values()} == {BUSY}
    assert all("another has been writing" in text for _, text in said.values())
    assert Jobs(keyroll.home.ledger).take("worker", kinds={"poll"}) == []
    # Somebody reads one of them by hand: the other one does not wait for that.
    with _alone(home / FETCHED / "gitlab@main"):
        said = work(home, NOW + BUSY)
    assert said["gitlab@main"][0] == BUSY
    assert "is being read by another process" in said["gitlab@main"][1]
    assert said["gitlab@other"] == (timedelta(hours=1), "read")


def test_a_wrong_cadence_is_told_of_once_and_the_rest_of_the_work_goes_on(home: Path) -> None:
    text = (home / connections.FILE).read_text()
    (home / connections.FILE).write_text(text.replace('"1h"', '"often"'))
    with pytest.raises(ConfigError, match=r"gitlab@other.*often"):
        connections.read(home)
    keyroll = Keyroll.open(home, now=NOW)
    told: list[Any] = []
    wrong = plan(keyroll, told.append)
    assert plan(keyroll, told.append, wrong) == wrong
    assert len(told) == 1
    (home / connections.FILE).write_text(text.replace('"1h"', '"never"'))
    assert not plan(keyroll, told.append, wrong)
    assert [one.identifier for one in keyroll.jobs.all()] == ["gitlab@main"]
