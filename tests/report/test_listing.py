"""Lists as people ask them: conditions with their slips, counts, spans, and the way back to each raw record."""

import hashlib
import shlex
from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from keyroll.api import LISTS, Keyroll, Times
from keyroll.errors import BadQuery, KeyrollError, UsageError
from keyroll.intake.view import events_of_days
from small_world import (
    AWS,
    SmallWorld,
    account,
    app,
    at,
    call,
    iso,
    jira_line,
    key,
    key_id,
    makes_key,
    person,
    report,
    token,
)

SVC = "jira@main:account:svc"
BOT = "cloudflare@main:access_service_token:id-bot"


def members(*names: str) -> dict[str, object]:
    """A group of Jira, as it lists its members."""
    address = "https://jira.a.example/rest/api/2/group/member?groupname=admins"
    return {"self": address, "isLast": True, "values": [account(one) for one in names]}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    """Three weeks in which something of each sort changes."""
    world = SmallWorld(tmp_path_factory.mktemp("world"))
    world.people("10-06", person("ann"))
    world.keys("10-06", key("ONE"), key("TWO"))
    world.table(AWS, "10-06", "credential_report", [report("user-ONE")])
    world.tokens("10-06", token("bot", expires_at=iso("12-01")))
    world.apps("10-06", app("one", access_key="ONE"))
    world.jira("10-06", account("svc"))
    world.register("10-06", {"vendor": "Acme", "system": "cloudflare", "credential": "bot", "owner": "ann@a.example"})
    world.keys("10-13", key("ONE", active=False))
    world.tokens("10-13", token("bot", version=2, expires_at=iso("11-01")))
    world.apps("10-13", app("two", access_key="ONE"))
    world.jira("10-13", account("svc"))
    world.register("10-13", {"vendor": "Acme", "system": "cloudflare", "credential": "bot", "owner": "team-x"})
    world.keys("10-20", key("ONE", active=False), key("TWO"), key("NEW"))
    world.trail(
        makes_key(iso("10-18"), "TWO", "NEW", "1"),
        call("GetObject", iso("10-19"), "NEW", "2"),
        call("GetObject", iso("10-21"), "NEW", "3"),
        call("GetObject", iso("10-21"), "NEW", "4", error="AccessDenied"),
        call("GetObject", iso("10-22"), "SHADOW", "5"),
    )
    world.log("jira@main", "access", jira_line("svc", at("10-20")), ending="log")
    world.sync()
    return world


@pytest.fixture(scope="module")
def keyroll(world: SmallWorld) -> Keyroll:
    return Keyroll.open(world.path / "home", now=at("11-23"))


# Conditions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "message", "hint"),
    [
        ("ownr IS NULL", "ownr", "did you mean owner? columns are shown by: keyroll list credentials --columns"),
        ('owner = "bob"', "bob", "write a text in single quotes: 'bob'"),
        ("owner = NULL", "owner = NULL is never true", "write: owner IS NULL"),
        ("kind = 'x' AND NULL <> owner", "is never true", "write: owner IS NOT NULL"),
        ("known_from = 'logs'", "several values", "write: list_contains(known_from, 'logs')"),
        ("KNOWN_FROM <> 'it''s'", "several values", "write: NOT list_contains(known_from, 'it''s')"),
        ("known_from IN ('logs')", "several values", "write: list_contains(known_from, 'logs')"),
        ("known_from LIKE '%logs%'", "No function matches", "list_contains(COLUMN, 'value')"),
        ("last_used < 'yesterday'", "timestamp", "write a time as '2023-10-18'"),
        ("last_used < 5", "TIMESTAMP", "write a time as '2023-10-18'"),
        ("uses > 'many'", "many", "write a number"),
        ("inferred = 'ja'", "ja", "write true or false"),
        ("owner IS NULL; DROP VIEW credentials", "exactly one|not one", ""),
    ],
)
def test_a_slip_is_told_with_what_was_meant(keyroll: Keyroll, where: str, message: str, hint: str) -> None:
    with pytest.raises(BadQuery, match=message) as error:
        keyroll.inventory.listed("credentials", where=where)
    assert hint in error.value.hint


@pytest.mark.parametrize(
    "where",
    [
        "list_contains(known_from, 'logs')",
        "known_from = ['issuer']",
        "known_from = '[issuer]'",
        "owner IS NOT DISTINCT FROM NULL",
        "owner IN (SELECT owner FROM credentials WHERE kind = NULL OR owner = 'x')",
        "name IN ('svc', NULL)",
        "last_used < '2023-10-18'",
        "unused = 'yes'",
    ],
)
def test_what_is_no_slip_is_taken(keyroll: Keyroll, where: str) -> None:
    keyroll.inventory.listed("credentials", where=where)


@pytest.mark.parametrize("kind", [kind for kind in LISTS if kind not in ("findings", "stories", "evidence")])
def test_every_list_keeps_what_it_says_of_itself(keyroll: Keyroll, kind: str) -> None:
    one, listed = LISTS[kind], keyroll.inventory.listed(kind)
    assert set(one.shown) <= set(listed.types)
    assert one.examples, "help shows how to ask it"
    for where in one.examples:
        keyroll.inventory.listed(kind, where=where)
    assert one.key in listed.types
    assert not one.time or one.time in listed.types
    assert keyroll.inventory.listed(kind).rows == listed.rows


def test_a_list_that_is_almost_named_is_named(keyroll: Keyroll) -> None:
    with pytest.raises(UsageError, match="no list of 'credentails'") as error:
        keyroll.inventory.listed("credentails")
    assert error.value.hint.startswith("did you mean credentials? known: ")
    with pytest.raises(UsageError) as error:
        keyroll.inventory.listed("xyz")
    assert error.value.hint.startswith("known: ")


# Facets --------------------------------------------------------------------------------------------------------


def test_facets_are_what_counting_in_python_gives(keyroll: Keyroll) -> None:
    rows = keyroll.inventory.listed("credentials").rows
    columns = ["kind", "state", "owner", "inferred", "created", "known_from", "vendor_holders"]
    found = keyroll.inventory.facets("credentials", columns)
    for column in columns:
        expected: Counter[object] = Counter()
        for row in rows:
            value = row[column]
            several = column in ("known_from", "vendor_holders")
            expected.update((value or [None]) if several else [value])  # type: ignore[arg-type]
        counted = [(row["value"], row["count"]) for row in found.rows if row["facet"] == column]
        assert dict(counted) == expected
        assert [count for _, count in counted] == sorted(expected.values(), reverse=True)
    assert not found.cut


def test_facets_are_of_the_narrowed_list(keyroll: Keyroll) -> None:
    found = keyroll.inventory.facets("credentials", ["kind"], where="provider <> 'aws'", limit=1)
    assert len(found.rows) == 1
    assert found.cut
    (keys,) = keyroll.inventory.facets("credentials", ["kind"], where="provider = 'aws'").rows
    assert (keys["value"], keys["count"]) == ("access_key", 4)
    with pytest.raises(UsageError, match="no column 'knd'") as error:
        keyroll.inventory.facets("credentials", ["knd"])
    assert error.value.hint == "did you mean kind? all are shown by: keyroll list credentials --columns"


def test_what_is_alive_comes_first(keyroll: Keyroll) -> None:
    states = [str(row["state"]) for row in keyroll.inventory.listed("credentials").rows]
    gone = [state in ("destroyed", "deactivated") for state in states]
    assert gone == sorted(gone)


def test_a_list_leads_on_to_its_first_row(keyroll: Keyroll) -> None:
    listed = keyroll.inventory.listed("credentials")
    assert listed.then == f"keyroll list credentials --open {shlex.quote(str(listed.rows[0]['id']))}"
    assert keyroll.inventory.listed("credentials", where="false").then == ""


# Changes -------------------------------------------------------------------------------------------------------


def changed(keyroll: Keyroll, **times: datetime) -> list[tuple[str, str, str]]:
    rows = keyroll.inventory.listed("changes", times=Times(**times)).rows
    return [(f"{row['shown_at']:%m-%d}", str(row["what"]), str(row["id"]).rpartition(":")[2]) for row in rows]


def test_changes_are_listed_from_the_newest_on(keyroll: Keyroll) -> None:
    found = changed(keyroll, since=at("10-07"))
    assert [day for day, _, _ in found] == sorted((day for day, _, _ in found), reverse=True)
    assert set(found) == {
        ("10-13", "gone", "AKIATWO"),
        ("10-13", "state changed", "AKIAONE"),
        ("10-13", "value changed", "id-bot"),
        ("10-13", "expiry changed", "id-bot"),
        ("10-13", "owner changed", "id-bot"),
        ("10-13", "copy gone", "AKIAONE"),
        ("10-13", "copy appeared", "AKIAONE"),
        ("10-18", "created", "AKIANEW"),
        ("10-20", "seen again", "AKIATWO"),
        ("10-20", "seen first", "AKIANEW"),
        ("10-22", "seen first", "AKIASHADOW"),
        ("11-01", "expired", "id-bot"),
    }
    assert len(found) == 12
    assert {what for _, what, _ in changed(keyroll, until=at("10-07"))} == {"seen first", "copy seen first"}


def test_a_change_says_between_when_it_happened_and_what_it_was(keyroll: Keyroll) -> None:
    (row,) = keyroll.inventory.listed("changes", where="what = 'state changed'").rows
    assert (row["was"], row["became"], row["detail"]) == ("active", "suspended", "active → suspended")
    assert (row["not_before"], row["shown_at"]) == (at("10-06"), at("10-13"))
    (row,) = keyroll.inventory.listed("changes", where="what = 'owner changed'").rows
    assert row["detail"] == "ann@a.example → team-x"
    (row,) = keyroll.inventory.listed("changes", where="what = 'created'").rows
    assert row["changed_by"] == f"{AWS}:user:user-TWO"


def test_what_is_gone_by_the_changes_is_gone_on_the_roll(world: SmallWorld, keyroll: Keyroll) -> None:
    week = Times(at=at("10-14"))
    gone = {
        (row["id"], row["shown_at"])
        for row in keyroll.inventory.listed("changes", where="what = 'gone'", times=week).rows
    }
    on_roll = keyroll.inventory.listed("credentials", where="gone_since IS NOT NULL", times=week).rows
    assert gone == {(row["id"], row["gone_since"]) for row in on_roll} == {(key_id("TWO"), at("10-13"))}


def test_privileges_granted_and_removed(tmp_path) -> None:
    world = SmallWorld(tmp_path)
    for day, names in (("10-06", ["svc", "old"]), ("10-13", ["svc", "new"])):
        world.jira(day, account("svc"), account("new"), account("old"))
        world.survey("jira@main", day, "group_members", members(*names))
    rows = world.sync().inventory.listed("changes", where="what LIKE 'privilege%'", times=Times(since=at("10-07"))).rows
    assert [(row["what"], row["name"], row["detail"]) for row in rows] == [
        ("privilege granted", "New", "member on group:admins"),
        ("privilege removed", "Old", "member on group:admins"),
    ]


def test_a_span_needs_a_time_to_go_by(keyroll: Keyroll) -> None:
    with pytest.raises(UsageError, match="no time column"):
        keyroll.inventory.listed("vendors", times=Times(since=at("10-07")))
    rows = keyroll.inventory.listed("events", times=Times(since=at("10-19"), until=at("10-20"))).rows
    assert [row["happened_at"] for row in rows] == [at("10-20"), at("10-19", "12:00")]


# Opening -------------------------------------------------------------------------------------------------------


def test_a_row_opens_to_every_observation_with_its_raw_record(world: SmallWorld, keyroll: Keyroll) -> None:
    one, found = keyroll.inventory.traced("credentials", key_id("NEW"))
    assert one == key_id("NEW")
    assert [(each.what, each.part) for each in found] == [
        (f"created by {AWS}:user:user-TWO", "aws.cloudtrail"),
        ("first use: GetObject", "aws.cloudtrail"),
        ("listed as active", "access_keys"),
        ("last refused use: GetObject", "aws.cloudtrail"),
        ("last use: GetObject", "aws.cloudtrail"),
    ]
    for each in found:
        content = (world.exports / each.file).read_bytes()
        assert each.raw == hashlib.sha256(content).hexdigest()
    listed = found[2]
    assert listed.file == f"{AWS}/survey/2023-10-20/access_keys.json"
    page = (world.exports / listed.file).read_bytes()  # one page, and nothing around it
    assert (listed.record, listed.sha256) == (1, hashlib.sha256(page).hexdigest())


def test_absence_copies_and_registrations_open_too(keyroll: Keyroll) -> None:
    _, found = keyroll.inventory.traced("credentials", key_id("TWO"), times=Times(at=at("10-14")))
    assert [each.what for each in found] == ["listed as active", "no longer listed"]
    assert [each.at for each in found] == [at("10-06"), at("10-13")]
    assert all(each.sha256 for each in found)
    _, found = keyroll.inventory.traced("credentials", key_id("ONE"))
    assert [each.what for each in found if each.part == "apps"] == [
        "copy held, Okta, app_instance, one",
        "copy held, Okta, app_instance, two",
    ]
    _, found = keyroll.inventory.traced("credentials", BOT)
    (registered, _) = [each for each in found if each.part == "vendors"]
    assert registered.what == "registered, Acme"
    assert registered.file.endswith("vendors.csv")


@pytest.mark.parametrize("name", [SVC, "svc", "Svc", f"{AWS}:access_key_slot:user-ONE/2020-01-02T03:04:05Z", "AKIAONE"])
def test_a_row_is_found_by_any_name_that_only_one_has(keyroll: Keyroll, name: str) -> None:
    one, found = keyroll.inventory.traced("credentials", name)
    assert one in (SVC, key_id("ONE"))
    assert found


def test_a_name_of_none_or_of_several_is_refused(keyroll: Keyroll) -> None:
    with pytest.raises(UsageError, match="no row 'nobody'"):
        keyroll.inventory.traced("credentials", "nobody")
    with pytest.raises(UsageError, match="a row of vendors cannot be opened"):
        keyroll.inventory.traced("vendors", "Acme")


def test_changes_events_and_principals_open(keyroll: Keyroll) -> None:
    _, found = keyroll.inventory.traced("changes", BOT)
    assert {each.what for each in found} >= {"value changed", "owner changed", "seen first"}
    assert all(each.sha256 for each in found)
    _, (event,) = keyroll.inventory.traced("events", "5")
    assert (event.part, event.record) == ("aws.cloudtrail", 5)
    _, found = keyroll.inventory.traced("principals", SVC)
    assert {each.part for each in found} == {"users"}


def test_a_file_that_is_gone_costs_only_its_own_hash(tmp_path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-06", key("ONE"))
    world.keys("10-13", key("ONE"), key("TWO"))
    keyroll = world.sync()
    for path in sorted((tmp_path / "home/raw").iterdir())[:1]:
        path.unlink()
    _, found = keyroll.inventory.traced("credentials", "AKIAONE")
    assert sorted(bool(each.sha256) for each in found) == [False, True]
    (lost,) = [each.lost for each in found if each.lost]
    assert "is not kept here" in lost


def test_an_error_of_a_list_is_one_of_ours(keyroll: Keyroll) -> None:
    with pytest.raises(KeyrollError):
        keyroll.inventory.listed("credentials", where="id = (SELECT id FROM credentials)")


# Events, newest first --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["", "status_id = 1", "src_ip = '192.0.2.9'", "credential LIKE '%AKIANEW'"])
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 100])
def test_the_first_events_are_those_of_the_whole_list(
    keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch, where: str, limit: int
):
    first = keyroll.inventory.listed("events", where=where, limit=limit)
    with monkeypatch.context() as patch:
        patch.setattr("keyroll.report.listing.rows.has_recent", lambda *_: False)
        whole = keyroll.inventory.listed("events", where=where, limit=limit)
    assert (first.rows, first.cut, first.types) == (whole.rows, whole.cut, whole.types)


def test_the_first_events_need_the_newest_day_alone(keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch):
    read: list[set[object]] = []
    monkeypatch.setattr("keyroll.report.listing.recent.take", lambda *_: False)  # nothing is kept

    def heard(session: Any, lake: Any, days: Any) -> None:
        read.append(set().union(*days.values()))
        events_of_days(session, lake, days)

    monkeypatch.setattr("keyroll.intake.view.events_of_days", heard)
    (row,) = keyroll.inventory.listed("events", limit=1).rows
    assert [len(days) for days in read] == [2]  # one row more is looked for, to know whether rows were cut
    assert row["happened_at"] == at("10-22", "12:00")


@pytest.mark.parametrize("where", ["", "status_id = 1"])
def test_the_newest_events_are_read_from_what_a_sync_kept(
    keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch, where: str
):
    with monkeypatch.context() as patch:
        patch.setattr("keyroll.intake.view.events_of_days", lambda *_: pytest.fail("the logs are read"))
        kept = keyroll.inventory.listed("events", where=where, limit=1).rows
    monkeypatch.setattr("keyroll.report.listing.recent.take", lambda *_: False)
    assert keyroll.inventory.listed("events", where=where, limit=1).rows == kept


def test_a_table_has_the_columns_that_it_shows(keyroll: Keyroll):
    whole = keyroll.inventory.listed("credentials")
    shown = keyroll.inventory.listed("credentials", only_shown=True)
    assert {*LISTS["credentials"].shown, "id"} <= shown.rows[0].keys() < whole.rows[0].keys()
    assert [row["id"] for row in shown.rows] == [row["id"] for row in whole.rows]
    assert (shown.types, shown.then) == (whole.types, whole.then)


def test_changes_and_evidence_read_what_was_kept(keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch):
    kept = keyroll.inventory.listed("changes").rows
    assert kept
    with monkeypatch.context() as patch:
        patch.setattr("keyroll.report.lists.changes.take_changes", lambda *_: False)
        assert keyroll.inventory.listed("changes").rows == kept
    monkeypatch.setattr("keyroll.report.lists.changes.first_uses", lambda *_: pytest.fail("events were read"))
    assert keyroll.inventory.listed("changes").rows == kept
