"""Live reads: pages, waits, a crash in the middle, what may not be seen, and that nothing is lost, twice or deleted."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stamina

from fakes.gitlab import GitLab, token
from fakes.strict import RefusedError, Reply, Request
from keyroll.api import Keyroll
from keyroll.errors import Busy, CredentialRefused, NothingToDo, UsageError
from keyroll.intake.connecting import pull_all
from keyroll.intake.connections import Connected
from keyroll.intake.fetch import Fetched, taken
from keyroll.intake.folder import in_order
from keyroll.intake.pages import pages
from keyroll.model.source import Source
from keyroll.providers.catalogue import provider

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GITLAB = Source("gitlab")


@pytest.fixture
def fake() -> Iterator[GitLab]:
    with GitLab().running() as one:
        yield one


@pytest.fixture
def quick() -> Iterator[None]:
    """No wait between tries, and few of them."""
    with stamina.set_testing(True, attempts=2):
        yield


def connected(fake: GitLab, home: Path, monkeypatch: pytest.MonkeyPatch, now: datetime = NOW) -> Keyroll:
    monkeypatch.setenv("GITLAB_TOKEN", fake.administrator())
    keyroll = Keyroll.open(home, now=now)
    keyroll.sources.connect(GITLAB, "env:GITLAB_TOKEN", address=fake.address, settings={})
    return keyroll


def fetched(
    fake: GitLab, home: Path, monkeypatch: pytest.MonkeyPatch, name: str = "main", now: datetime = NOW
) -> Fetched:
    """What a live read gets, without a home that reads it."""
    if not os.environ.get("GITLAB_TOKEN"):
        monkeypatch.setenv("GITLAB_TOKEN", fake.administrator())
    (one,) = pull_all(home, [Connected(Source("gitlab", name), fake.address, "env:GITLAB_TOKEN")], now)
    return one


def bodies(one: Fetched, endpoint: str) -> list[Any]:
    files = sorted(one.folder.glob(f"{endpoint}@*.json"), key=in_order)
    return [record for file in files for page in pages([file.read_bytes()]) for record in page.body]  # type: ignore[union-attr]


def later(keyroll: Keyroll, hours: float) -> Keyroll:
    return Keyroll.open(keyroll.home.path, now=NOW + timedelta(hours=hours))


def states(keyroll: Keyroll) -> dict[str, int]:
    return Counter(str(row["state"]) for row in keyroll.inventory.listed("credentials", limit=20_000).rows)


def reads(keyroll: Keyroll) -> dict[str, Any]:
    rows = keyroll.inventory.listed("sources", where="kind = 'survey'").rows
    return {str(row["what"]): row for row in rows if row["source"] == "gitlab@main" and row["what"] != "connection"}


@pytest.mark.long
@pytest.mark.nightly
def test_ten_thousand_over_pages_with_waits_and_a_kill_are_complete_once(
    fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.tokens = [token(number) for number in range(1, 10_000)]
    keyroll = connected(fake, tmp_path, monkeypatch)
    fake.slow_every = 3
    fake.served.clear()
    when = (NOW + timedelta(hours=1)).isoformat()
    process = subprocess.Popen(
        [sys.executable, "-c", "from keyroll.cli import main; main()", "sync", "--now", when],
        env=os.environ | {"KEYROLL_HOME": str(tmp_path)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )

    def kill(request: Request) -> None:
        if len(fake.served) == 57 and process.poll() is None:
            process.send_signal(signal.SIGKILL)

    fake.mood = kill
    assert process.wait(120) == -signal.SIGKILL
    fake.mood = lambda _request: None
    before = Counter(fake.served)
    keyroll = later(keyroll, 1.5)
    summary = keyroll.sources.sync()
    assert summary.unseen[GITLAB] == {}
    lists = [page for page in fake.served if "/self" not in page]
    again = Counter(lists) - Counter(set(lists))
    assert sum(again.values()) <= 4, "only what was under way at the kill was asked for twice"
    assert sum(before.values()) > 50
    assert states(keyroll) == {"active": 10_000}
    assert all(row["complete"] for row in reads(keyroll).values())
    assert {row["until"] for row in reads(keyroll).values()} == {NOW + timedelta(hours=1)}
    with keyroll.home.session() as session:
        keyroll.home.lake.view(session, "observations/all", "observations")
        (counts,) = session.tuples(
            "SELECT count(*), count(DISTINCT (subject, observed_at)), count(DISTINCT event_id) FROM observations "
            "WHERE endpoint = 'personal_access_tokens' AND entity = 'credential'"
        )
    assert counts == (10_000, 10_000, 10_000)


@pytest.mark.long
def test_a_read_that_breaks_off_deletes_nothing_and_goes_on(
    fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    fake.page_size = 2
    fake.tokens = [token(number) for number in range(1, 10)]
    keyroll = connected(fake, tmp_path, monkeypatch)
    keyroll.sources.sync()

    def broken(request: Request) -> Reply | None:
        return Reply(500) if request.path.endswith("/personal_access_tokens") and request.query.get("cursor") else None

    fake.mood = broken
    keyroll = later(keyroll, 1)
    summary = keyroll.sources.sync()
    assert summary.partial
    assert "500" in summary.unseen[GITLAB]["personal_access_tokens"]
    assert states(keyroll) == {"active": 10}
    assert reads(keyroll)["personal_access_tokens"]["stale_since"] == NOW
    fake.mood = lambda _request: None
    fake.served.clear()
    keyroll = later(keyroll, 2)
    assert not keyroll.sources.sync().partial
    assert sum(page.startswith("/api/v4/personal_access_tokens?") for page in fake.served) == 4, (
        "the first page was here"
    )
    assert reads(keyroll)["personal_access_tokens"]["until"] == NOW + timedelta(hours=1), "the read began then"
    assert reads(keyroll)["personal_access_tokens"]["stale_since"] is None


@pytest.mark.long
def test_keyroll_stands_on_its_own_roll(fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyroll = connected(fake, tmp_path, monkeypatch)
    keyroll.sources.sync()
    (own,) = keyroll.inventory.listed("credentials", where="owner = 'keyroll'").rows
    assert (own["source"], own["name"], own["kind"]) == ("gitlab@main", "keyroll", "access_token")
    assert own["id"] == "gitlab@main:access_token:4"
    keyroll.sources.disconnect(GITLAB)
    assert keyroll.sources.connected() == []


def test_only_what_is_connected_can_be_read(fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NothingToDo):
        Keyroll.open(tmp_path, now=NOW).sources.sync()
    monkeypatch.setenv("GITLAB_TOKEN", "never issued")
    keyroll = Keyroll.open(tmp_path, now=NOW)
    with pytest.raises(CredentialRefused):
        keyroll.sources.connect(GITLAB, "env:GITLAB_TOKEN", address=fake.address, settings={})
    assert keyroll.sources.connected() == []
    with pytest.raises(UsageError):
        keyroll.sources.connect(Source("register"), "env:GITLAB_TOKEN", address=fake.address, settings={})


def test_a_read_that_broke_off_long_ago_begins_anew(
    fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    fake.mood = lambda request: Reply(500) if request.path.endswith("/deploy_keys") else None
    first = fetched(fake, tmp_path, monkeypatch)
    assert not first.ended
    taken(first)
    assert first.folder.exists()
    fake.mood = lambda _request: None
    soon = fetched(fake, tmp_path, monkeypatch, now=NOW + timedelta(hours=6))
    assert (soon.folder, soon.observed_at, soon.ended) == (first.folder, NOW, True)
    third = fetched(fake, tmp_path, monkeypatch, now=NOW + timedelta(hours=6, seconds=1))
    assert third.observed_at == NOW + timedelta(hours=6, seconds=1)
    assert not first.folder.exists()


def test_what_the_scope_does_not_allow_is_named_and_the_rest_is_read(
    fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.projects = {number: [token(100 + number, access_level=40)] for number in range(1, 40)}

    def refuse(request: Request) -> None:
        if request.path.endswith("/deploy_keys") or "/projects/7/" in request.path or "/projects/8/" in request.path:
            raise RefusedError(403)

    fake.mood = refuse
    one = fetched(fake, tmp_path, monkeypatch)
    reasons = {scope.scope: scope.reason for scope in provider("gitlab").scopes}
    words = f"not seen: scope read_api, of an administrator ({reasons['read_api, of an administrator']})"
    assert one.reasons == {
        "deploy_keys": words,
        "project_access_tokens": f"{words}: 7 and 1 more",
        "project_members": f"{words}: 7 a/7 and 1 more",
        "variables": f"{words}: 7 and 1 more",
    }
    assert one.ended
    assert len(bodies(one, "personal_access_tokens")) == 4
    assert len(bodies(one, "project_access_tokens")) == 37


def test_one_source_that_fails_does_not_stop_the_others(
    fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOD", fake.administrator())
    connections = [
        Connected(Source("gitlab", name), fake.address, f"env:{name.upper()}") for name in ("good", "wrong", "lost")
    ]
    monkeypatch.setenv("WRONG", "never issued")
    good, wrong, lost = pull_all(tmp_path, connections, NOW)
    assert good.reasons == {}
    assert set(wrong.reasons) == set(lost.reasons) == set(wrong.endpoints)
    assert all("401" in because for because in wrong.reasons.values())
    assert set(lost.reasons.values()) == {"nothing was found at env:LOST"}
    assert not wrong.ended


def test_a_next_page_that_was_read_ends_the_read(fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def circle(request: Request) -> Reply | None:
        if not request.path.endswith("/deploy_tokens"):
            return None
        return Reply(200, [], {"Link": f'<{fake.address}{request.path}?cursor=same>; rel="next"'})

    fake.mood = circle
    assert "was read" in fetched(fake, tmp_path, monkeypatch).reasons["deploy_tokens"]


def test_what_has_not_changed_is_not_sent_again(fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def tagged(request: Request) -> Reply | None:
        if not request.path.endswith("/personal_access_tokens"):
            return None
        asked.append(request.headers.get("if-none-match", ""))
        return Reply(304) if asked[-1] else Reply(200, fake.tokens, {"ETag": 'W/"1"'})

    fake.mood = tagged
    first = fetched(fake, tmp_path, monkeypatch)
    taken(first)
    second = fetched(fake, tmp_path, monkeypatch, now=NOW + timedelta(hours=1))
    assert asked == ["", 'W/"1"']
    assert bodies(second, "personal_access_tokens") == fake.tokens
    taken(second)
    assert not first.folder.exists()
    fetched(fake, tmp_path, monkeypatch, now=NOW + timedelta(hours=2))
    assert asked == ["", 'W/"1"', 'W/"1"']


@pytest.mark.long
def test_two_reads_within_one_second_are_two(fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyroll = connected(fake, tmp_path, monkeypatch)
    keyroll.sources.sync()
    before = states(keyroll)["destroyed"]
    del fake.tokens[0]
    later(keyroll, 0.5 / 3600).sources.sync()
    assert states(keyroll)["destroyed"] == before + 1


def test_a_source_is_read_by_one_at_a_time(fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def meanwhile(_request: Request) -> None:
        if not seen:
            seen.append("asked")
            with pytest.raises(Busy):
                fetched(fake, tmp_path, monkeypatch)
            seen.append("busy")

    fake.mood = meanwhile
    fetched(fake, tmp_path, monkeypatch)
    assert seen == ["asked", "busy"]
