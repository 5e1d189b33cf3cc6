"""Work in the pages: stories are assigned, snoozed and closed with a reason, and come back; views are saved."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from console_home import HOSTILE, Client, console, cookie, opened
from console_work import STORY, finding, hunted

from keyroll.api import Keyroll
from keyroll.errors import EvidenceRefused, UsageError
from keyroll.report.story_work import work_on
from keyroll.store.ledger.console import Decided
from small_world import NOW, SmallWorld

pytestmark = pytest.mark.long


@pytest.fixture
def home(world: SmallWorld, tmp_path: Path) -> Keyroll:
    keyroll = opened(world, tmp_path)
    hunted(keyroll, finding(1), finding(2))
    return keyroll


@pytest.fixture
def port(home: Keyroll) -> Iterator[int]:
    with console(home) as number:
        yield number


def tabs(client: Client) -> dict[str, int]:
    data = client.json("/stories.json")["data"]
    assert isinstance(data, dict)
    return {tab: data[tab] for tab in ("act", "review", "snoozed", "closed")}


def decide(client: Client, verb: str, **more: str) -> int:
    return client.post("/story/decide", {"id": STORY, "verb": verb, **more})[0]


def test_a_closed_story_comes_back_when_a_finding_joins_it(home: Keyroll, port: int) -> None:
    client = Client(port, cookie(home, "responder"))
    assert tabs(client) == {"act": 1, "review": 0, "snoozed": 0, "closed": 0}
    assert decide(client, "close") == 400  # without a reason
    assert tabs(client)["closed"] == 0
    assert decide(client, "close", because="a test of ours") == 303
    assert tabs(client) == {"act": 0, "review": 0, "snoozed": 0, "closed": 1}
    hunted(home, finding(1), finding(2), finding(3))
    work = home.decisions.about_stories()
    assert work_on([finding(hour).id for hour in (1, 2, 3)], work, NOW).back.endswith("1 new finding has joined since")
    # Its first finding is another one: it has another id, and the same work.
    hunted(home, finding(0), finding(1), finding(2), story="f" * 32)
    again = work_on([finding(hour).id for hour in (0, 1, 2)], work, NOW)
    assert (again.state, again.because) == ("open", "a test of ours")
    assert [one.act for one in home.people.audited() if one.about.startswith(STORY[:12])] == [
        "story closed", "story closed",
    ]  # fmt: skip


def test_a_snoozed_story_comes_back_by_time(home: Keyroll) -> None:
    until = NOW + timedelta(days=2)
    standing = home.decisions.story(STORY, "snooze", by="ann", because="waits for the vendor", until=until)
    assert (standing.state, standing.by) == ("snoozed", "ann")
    findings, decided = [finding(1).id, finding(2).id], home.decisions.about_stories()
    assert work_on(findings, decided, until - timedelta(seconds=1)).state == "snoozed"
    late = work_on(findings, decided, until)
    assert late.state == "open"
    assert late.back.startswith("it was snoozed until")
    with pytest.raises(UsageError, match="until a later day"):
        home.decisions.story(STORY, "snooze", by="ann", because="x", until=NOW)


def test_a_story_is_assigned_to_people_who_may_work_on_it(home: Keyroll, port: int) -> None:
    client = Client(port, cookie(home, "responder", "ann"))
    cookie(home, "viewer", "bob")
    assert decide(client, "assign", to="bob") == 400
    assert decide(client, "assign", to="ann") == 303
    assert b"ann works on it" in client.page("/stories")[2]
    assert decide(Client(port, cookie(home, "viewer", "eve")), "close", because="x") == 403
    assert decide(client, "dance") == 400
    assert client.post("/story/decide", {"id": "0" * 32, "verb": "close", "because": "x"})[0] == 404


def test_a_reason_of_others_is_shown_whole_and_harmless(home: Keyroll, port: int) -> None:
    client = Client(port, cookie(home, "responder"))
    for reason in HOSTILE[:4]:
        assert decide(client, "close", because=reason) == 303
        assert decide(client, "reopen", because="again") == 303
    content = client.page(f"/story?id={STORY}")[2].decode()
    assert "<script>alert" not in content
    assert "<img" not in content
    assert "\u202e" not in content
    assert "\\u202egnp.exe" in content
    assert decide(client, "close", because="x" * 10_000) == 400


def test_a_decision_that_somebody_edits_or_removes_is_refused(home: Keyroll) -> None:
    for verb in ("close", "reopen", "close"):
        home.decisions.story(STORY, verb, by="ann", because="reason")
    path = home.home.path / "ledger.sqlite"
    home.home.ledger.close()
    with closing(sqlite3.connect(path)) as edited:
        edited.execute("DELETE FROM console_decisions WHERE turn = 2")
        edited.commit()
    with pytest.raises(EvidenceRefused, match="missing"):
        home.decisions.about_stories()
    with closing(sqlite3.connect(path)) as edited:
        edited.execute("UPDATE console_decisions SET turn = turn - 1, person = 'eve' WHERE turn = 3")
        edited.commit()
    with pytest.raises(EvidenceRefused, match="seal"):
        home.decisions.about_stories()


def test_a_view_is_saved_for_everybody(home: Keyroll, port: int) -> None:
    client, viewer = Client(port, cookie(home, "responder")), Client(port, cookie(home, "viewer"))
    kept = "<b onclick=alert(1)>"
    for name in ("nobody's", HOSTILE[1], kept):
        assert client.post("/view/save", {"name": name, "q": "owner:none", "sort": "-uses"})[0] == 303
    for name in (HOSTILE[0], HOSTILE[2], HOSTILE[3]):
        assert client.post("/view/save", {"name": name, "q": "owner:none", "sort": "-uses"})[0] == 400
    content = viewer.page("/inventory?q=owner:none&sort=-uses")[2].decode()
    assert "nobody&#39;s" in content
    assert "<img src=x" not in content
    assert kept not in content
    assert viewer.post("/view/save", {"name": "mine", "q": "x"})[0] == 403
    assert client.post("/view/save", {"name": "x" * 65, "q": "x"})[0] == 400
    assert client.post("/view/remove", {"name": "nobody's"})[0] == 303
    assert client.post("/view/remove", {"name": "nobody's"})[0] == 400
    assert [one.name for one in home.decisions.views()] == sorted((HOSTILE[1], kept))


def test_decisions_of_other_findings_do_not_count() -> None:
    one = Decided("story", STORY, 1, "close", {"findings": ["a", "b"]}, "x", "ann", NOW)
    assert work_on(["c"], [one], NOW).state == "open"
    assert work_on(["a"], [one], NOW).state == "closed"
    assert work_on([], [one], NOW).state == "open"
