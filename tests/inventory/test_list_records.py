"""The four lists as the inventory has them, unlisted records, answers, places of an audit, and the forgotten-key
clock."""

from dataclasses import replace
from pathlib import Path

import pytest

from keyroll.errors import NothingToDo
from keyroll.inventory.estimate.answer import Interval, estimate
from keyroll.inventory.estimate.forgotten import PrivilegeClock, carried
from keyroll.inventory.estimate.lists import Lists
from keyroll.inventory.estimate.plan import AuditPlace, drawn
from keyroll.store.session import Row
from small_world import AWS, NOW, SmallWorld, key, key_id, person, token

pytestmark = pytest.mark.long

KEEPS = {"vendor": "Acme", "system": "cloudflare", "credential": "bot", "owner": "ann@a.example"}
STRANGER = key_id("STRANGER")


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    return SmallWorld(tmp_path)


def use(key_name: str) -> dict[str, object]:
    return {
        "eventVersion": "1.08", "eventID": f"e-{key_name}", "eventTime": "2023-10-19T10:00:00Z",
        "eventSource": "s3.amazonaws.com", "eventName": "ListBuckets", "awsRegion": "us-east-1",
        "sourceIPAddress": "203.0.113.9", "userAgent": "aws-cli/2", "recipientAccountId": "123456789012",
        "userIdentity": {"type": "IAMUser", "userName": "svc", "accessKeyId": f"AKIA{key_name}",
                         "arn": "arn:aws:iam::123456789012:user/svc", "accountId": "123456789012"},
        "eventType": "AwsApiCall", "readOnly": True,
    }  # fmt: skip


def rows(world: SmallWorld) -> dict[str, Row]:
    return {str(row["id"]): row for row in world.query("SELECT * FROM list_records")}


def on(row: Row) -> list[str]:
    return [name for name in ("issuer", "logs", "copies", "register") if row[name]]


@pytest.mark.long
def test_each_credential_stands_on_the_lists_that_know_it(world: SmallWorld):
    world.keys("10-20", key("LISTED"), key("OFF", active=False))
    world.tokens("10-20", token("bot"))
    world.register("10-20", KEEPS)
    world.trail(use("LISTED"), use("STRANGER"))
    keyroll = world.sync()
    found = rows(world)
    assert on(found[key_id("LISTED")]) == ["issuer", "logs"]
    assert on(found[STRANGER]) == ["logs"]
    assert on(found["cloudflare@main:access_service_token:id-bot"]) == ["issuer", "register"]
    # What its issuer calls off, and no other list shows, is no record at all.
    assert key_id("OFF") not in found
    assert keyroll.inventory.estimate()[0].known == 3
    assert found[key_id("LISTED")]["surveyed"]
    assert found[key_id("LISTED")]["has_logs"]
    assert not found["cloudflare@main:access_service_token:id-bot"]["has_logs"]


def test_an_ended_credential_that_a_log_still_shows_is_neither_known_nor_an_unlisted_record(world: SmallWorld):
    world.keys("10-20", key("OFF", active=False), key("GONE"))
    world.keys("10-21", key("OFF", active=False))
    world.trail(use("OFF"), use("GONE"))
    keyroll = world.sync()
    found = rows(world)
    assert all(found[key_id(name)]["ended"] and on(found[key_id(name)]) == ["logs"] for name in ("OFF", "GONE"))
    assert keyroll.inventory.listed("unlisted").rows == []
    answer, clock = keyroll.inventory.estimate()
    assert (answer.known, clock.credentials) == (0, 0)


def test_a_scope_is_surveyed_while_its_latest_read_is_complete(world: SmallWorld):
    world.keys("10-20", key("ONE"))
    world.sync()
    assert rows(world)[key_id("ONE")]["surveyed"]
    world.keys("10-21", key("ONE"), whole=False)
    world.sync()
    assert not rows(world)[key_id("ONE")]["surveyed"]


@pytest.mark.long
def test_an_unlisted_record_is_listed_and_a_persons_word_is_kept_with_its_date(world: SmallWorld):
    world.keys("10-20", key("LISTED"))
    world.trail(use("LISTED"), use("STRANGER"))
    keyroll = world.sync()
    (row,) = keyroll.inventory.listed("unlisted").rows
    assert (row["ask"], row["id"], row["seen_in"], row["real"]) == (1, STRANGER, "logs", None)
    said = {"id": STRANGER, "real": "no", "person": "ann", "note": "gone in May", "said_on": "2023-10-20"}
    world.table("register@main", "10-20", "strangers", [said])
    world.sync()
    (row,) = keyroll.inventory.listed("unlisted").rows
    assert (row["real"], row["person"], row["note"]) == ("no", "ann", "gone in May")
    _, opened = keyroll.inventory.traced("unlisted", STRANGER)
    assert "said by ann: real: no" in [one.what for one in opened]
    assert rows(world)[STRANGER]["real"] == "no"
    # A later word counts; the earlier one stays in the lake.
    world.table("register@main", "10-21", "strangers", [said | {"real": "yes"}])
    world.sync()
    assert rows(world)[STRANGER]["real"] == "yes"
    home = keyroll.home
    with home.session() as session:
        home.lake.view(session, "observations/all", "observations")
        assert session.one("SELECT count(*) FROM observations WHERE entity = 'answer'") == 2


@pytest.mark.long
def test_bad_answers_are_named_and_the_others_read(world: SmallWorld):
    world.keys("10-20", key("LISTED"))
    world.trail(use("LISTED"), use("STRANGER"))
    good = {"id": STRANGER, "real": "yes", "person": "", "note": "", "said_on": ""}
    world.table("register@main", "10-20", "strangers", [good | {"real": "perhaps"}, good | {"id": "nonsense"}, good])
    keyroll = world.sync()
    assert rows(world)[STRANGER]["real"] == "yes"
    faults = {fault["place"]: str(fault["reason"]) for fault in keyroll.inventory.listed("quarantine").rows}
    assert faults.keys() == {2, 3}
    assert "perhaps" in faults[2]
    assert "nonsense" in faults[3]


def test_what_an_audit_found_has_its_place_whether_a_list_knows_it_or_not(world: SmallWorld):
    world.keys("10-20", key("LISTED"))
    new = {"place": "host-1", "id": "AKIANEW", "source": AWS, "kind": "access_key_id", "person": "ann", "said_on": ""}
    world.table("register@main", "10-20", "audit", [new, new | {"id": key_id("LISTED")}])
    world.sync()
    found = rows(world)
    assert found[key_id("LISTED")]["place"] == "host-1"
    other = found[f"{AWS}:access_key_id:AKIANEW"]
    assert (other["place"], other["source"], other["kind"], on(other)) == ("host-1", AWS, "access_key", [])


def test_places_of_an_audit_are_teams_at_un_surveyed_sources(world: SmallWorld):
    world.people("10-20", person("ann"))
    world.tokens("10-20", token("bot"))
    world.register("10-20", KEEPS, KEEPS | {"credential": "other", "owner": "ben@a.example"})
    world.keys("10-20", key("ONE"), whole=False)
    keyroll = world.sync()
    (place,) = keyroll.inventory.plan_audit(5)
    assert place == AuditPlace(f"ann@a.example at {AWS}", "team", AWS, "access_key")


def test_where_all_is_surveyed_there_is_no_place_to_audit(world: SmallWorld):
    world.keys("10-20", key("ONE"))
    with pytest.raises(NothingToDo, match="no place to audit"):
        world.sync().inventory.plan_audit(5)


def test_a_larger_draw_begins_with_a_smaller_one():
    frame = [AuditPlace(f"p{number}", "team", "s", "k") for number in range(40)]
    assert drawn(frame, 30)[:10] == drawn(frame, 10)
    assert len(set(drawn(frame, 99))) == 40
    assert drawn(frame, 10) != frame[:10]


@pytest.mark.long
def test_the_clock_runs_for_what_nobody_answers_for(world: SmallWorld):
    world.people("10-20", person("ann"))
    world.keys("10-20", key("BARE", created="2023-11-13T00:00:00Z"))
    world.tokens("10-20", token("bot"))
    world.register("10-20", KEEPS)
    _, clock = world.sync().inventory.estimate()
    # The token has an owner and stands on a complete list; the key has no owner, for ten days.
    assert (clock.credentials, clock.known, clock.ungranted) == (1, 10, 1)
    assert NOW.day == 23
    world.people("10-21", person("ann", status="DEPROVISIONED"))
    _, clock = world.sync().inventory.estimate()
    assert clock.credentials == 2


def test_the_unseen_run_like_the_mean_of_the_known():
    nothing = estimate(Lists.of([]))
    told = replace(nothing, known=100, total=Interval(100, 130, 110, 150))
    clock = PrivilegeClock(credentials=12, known=1000, undated=2, ungranted=0)
    with_unseen = carried(clock, told)
    assert (with_unseen.low, with_unseen.point, with_unseen.high) == (2200, 4200, 6200)
    assert carried(clock, nothing) == clock
