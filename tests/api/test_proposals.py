"""What exposed credentials can obtain over an administrator, an app and a host; and the incident widened by it."""

import json
from pathlib import Path

import pytest

from keyroll.api import Keyroll, verify
from keyroll.errors import UsageError
from keyroll.model.incident import ClosingPolicy
from keyroll.response.obtainable import IN_INCIDENT, ONLY_POSSIBLE
from small_world import NOW, SmallWorld, account, at

SHEET, MAYBE = "jira@main:account:svc-sheet", "jira@main:account:svc-maybe"
GIT = "bitbucket@main:account:svc-git"
BEGINS, ENDS = at("10-01"), at("10-25")


def member(group: str, name: str) -> dict[str, object]:
    page = f"https://jira.a.example/rest/api/2/group/member?groupname={group}&startAt=0&maxResults=50"
    return {"self": page, "maxResults": 50, "startAt": 0, "total": 1, "isLast": True, "values": [account(name)]}


def archive(name: str, address: str) -> str:
    return (
        f'{address} | https | o@1A2x1x1x1 | {name} | 2023-11-02 10:00:00,000 | "GET /rest/api/latest/projects/A/repos/'
        'a/archive HTTP/1.1" | "" "curl/7.61.1" | 200 | 0 | 38179 | - | 1599 | - |'
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    """Sheet holds an administrator of Jira, Maybe an account of a group that nobody knows; Idle holds a plain one."""
    made = SmallWorld(tmp_path_factory.mktemp("proposals"))
    made.jira("10-20", *map(account, ("svc-sheet", "svc-maybe", "svc-idle")))
    groups = {"jira-administrators": "svc-sheet", "wizards": "svc-maybe", "jira-users": "svc-idle"}
    made.survey("jira@main", "10-20", "group_members", *(member(*one) for one in groups.items()))
    user = {
        "name": "svc-git", "emailAddress": "git@a.example", "active": True, "displayName": "Svc-Git", "id": 1,
        "slug": "svc-git", "type": "NORMAL",
    }  # fmt: skip
    users = {"size": 1, "limit": 25, "isLastPage": True, "start": 0, "values": [user]}
    made.survey("bitbucket@main", "10-20", "users", users)
    held = [("Sheet", "svc-sheet"), ("Maybe", "svc-maybe"), ("Idle", "svc-idle"), ("All", "svc-sheet")]
    held += [("All", "svc-maybe"), ("All", "svc-idle")]
    rows = ({"vendor": who, "system": "jira", "credential": what, "kind": "account"} for who, what in held)
    made.register("10-20", *rows)
    hosts = [{"host": "jira-01", "address": "10.30.0.12", "runs": "jira@main"}]
    made.table("register@main", "10-20", "hosts", hosts)
    made.log("bitbucket@main", "access", archive("svc-git", "10.30.0.12"), ending="log")
    keyroll = made.sync()
    for vendor in ("Sheet", "Maybe", "Idle", "All"):
        keyroll.incidents.open(vendor.lower(), vendor=vendor, begins=BEGINS, ends=ENDS, policy=ClosingPolicy.EXPORTS)
    keyroll.home.ledger.close()
    return made


@pytest.fixture
def home(built: SmallWorld, tmp_path: Path) -> Keyroll:
    return Keyroll.open(built.copied(tmp_path).path / "home", now=NOW)


def test_each_with_the_way_to_it_and_what_was_not_read(home: Keyroll) -> None:
    known = home.proposals.obtainable("sheet")
    (one,) = known.credentials
    assert (one.identifier, one.exposed, one.certain, one.left_out) == (GIT, "Svc-Sheet", True, "")
    assert one.steps[0].start == SHEET
    assert [each.kind for each in one.steps] == ["member", "administers", "installs", "runs code", "keeps"]
    assert all(each.evidence for each in one.steps)
    assert [(each.because, each.identifiers) for each in known.unread] == [
        ("no listing states its permissions", (GIT,))
    ]


def test_what_hangs_on_an_unread_group_is_possible(home: Keyroll) -> None:
    (one,) = home.proposals.obtainable("maybe").credentials
    assert not one.certain
    assert "wizards" in one.truth.because
    done = home.proposals.widen("maybe", because="seen", by="ann", certain_only=True)
    assert (done.added, dict(done.left_out)[ONLY_POSSIBLE]) == ((), 1)
    done = home.proposals.widen("maybe", because="seen", by="ann")
    assert [each.identifier for each in done.added] == [GIT]
    items = {each.item.identifier: each.item for each in home.incidents.status("maybe").standings}
    assert items[MAYBE].sure
    assert not items[GIT].sure
    assert items[GIT].reason[0].text.startswith("ann added it: may be obtainable through Svc-Maybe (")


def test_it_is_signed_and_a_second_call_adds_nothing(home: Keyroll) -> None:
    first = home.proposals.widen("sheet", because="the app was seen", by="ann")
    assert [each.identifier for each in first.added] == [GIT]
    assert IN_INCIDENT not in dict(first.left_out)
    standings = {each.item.identifier: each.item for each in home.incidents.status("sheet").standings}
    assert standings[GIT].sure
    assert standings[GIT].reason[0].text.endswith(": the app was seen")
    again = home.proposals.widen("sheet", because="another", by="ben")
    assert (again.added, dict(again.left_out)) == ((), {IN_INCIDENT: 1})
    assert [each.in_incident for each in home.proposals.obtainable("sheet").credentials] == [True]
    home.incidents.prove("sheet")
    key = home.evidence.key().keyid.encode()
    assert verify(home.evidence.bundle("sheet")[0], keys=[key], now=NOW).record.widened
    with pytest.raises(UsageError, match="needs a reason"):
        home.proposals.widen("sheet", because=" ", by="ann")


def test_what_a_person_took_out_stays_out(home: Keyroll) -> None:
    home.proposals.widen("sheet", because="seen", by="ann")
    home.incidents.narrow("sheet", GIT, because="it was made anew", by="ben")
    done = home.proposals.widen("sheet", because="seen", by="ann")
    assert not done.added
    assert dict(done.left_out) == {"taken out of scope by ben: it was made anew": 1}


def test_nothing_follows_from_a_planned_rotation(home: Keyroll) -> None:
    home.incidents.plan("spring", [SHEET], because="old", by="ann", policy=ClosingPolicy.EXPORTS)
    with pytest.raises(UsageError, match="planned rotation"):
        home.proposals.obtainable("spring")


def test_items_come_by_what_they_reach_and_unknown_before_nothing(home: Keyroll) -> None:
    work = home.campaigns.status("all").work
    assert [one.standing.item.identifier for one in work][:2] == [SHEET, MAYBE]
    answers = [str(one.reach.truth.answer.value) for one in work]
    assert answers == ["yes", "unknown", "no"]
    (row,) = [one for one in home.incidents.listed() if one["name"] == "all"]
    assert row["reaches_protected"] == {"yes": 1, "no": 1, "unknown": 1}
    assert [one.standing for one in work] == list(home.campaigns.status("all").status.standings)


def test_a_third_party_and_a_credential_say_what_they_reach(home: Keyroll) -> None:
    rows = {str(one["vendor"]): one for one in home.inventory.listed("vendors").rows}
    assert rows["Sheet"]["reaches_protected"]
    assert rows["Sheet"]["reaches_credentials"] == 2
    facts = home.cards.card(SHEET).json()["facts"]
    assert "protected" in json.dumps(facts["reaches"])  # type: ignore[index]
