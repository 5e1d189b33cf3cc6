"""The company that settles payments: weekly tokens, deletions each night, a desk sold out, and how its stories end."""

from functools import partial
from pathlib import Path

import orjson
import pytest
from company_scenes import calm, named, planned, story_of

from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios.companies import corvenside
from scenarios.companies.corvenside import COMPANY as CORVENSIDE
from scenarios.play import stage
from scenarios.systems.openbao import hidden

SCENE = calm("corvenside")
story = partial(story_of, "corvenside")
_HOURS = range(CORVENSIDE.begins, CORVENSIDE.begins + 30 * DAY, HOUR)


def test_each_services_token_of_the_vault_lives_for_a_week_and_a_machine_makes_the_next() -> None:
    tokens = [one for one in SCENE.of("openbao") if one.name == "token-ledger"]
    assert len(tokens) == 7
    assert all(one.ended - one.created <= 9 * DAY for one in tokens[1:-1])
    keeper = hidden("a", named(SCENE, "token-keeper").key)
    made = [line for line in planned(SCENE) if keeper in line and "auth/token/create" in line]
    assert len(made) == 2 * 6 * len(corvenside.AREAS)


def test_the_desk_that_is_sold_out_works_at_all_hours_from_two_sites() -> None:
    desk = [one for one in SCENE.people if one.team == "outside"]
    assert {one.begins for one in desk} == {0, 8 * HOUR, 15 * HOUR}
    assert {one.place(day).rpartition(".")[0] for one in desk for day in CORVENSIDE.days} == {
        "198.18.175", "198.18.176",
    }  # fmt: skip


def test_what_runs_in_the_cluster_leaves_by_twelve_addresses_and_builds_by_a_thousand() -> None:
    assert len({corvenside.gate("x", ms) for ms in _HOURS}) == 12
    assert len({corvenside.runner("x", ms) for ms in _HOURS}) > 600


def test_nobody_settles_on_two_days_of_carnival() -> None:
    days = [day for day in CORVENSIDE.days if corvenside.bank_days(day)]
    assert len(days) == 32
    night = named(SCENE, "cs-clearing-night")
    assert all(not night.runs(SCENE.rng("x"), day) for day in CORVENSIDE.days if day not in days)


def test_three_identities_are_in_no_list(tmp_path: Path) -> None:
    scene = stage("calm", 1, CORVENSIDE, Folder.new(tmp_path / "x", CORVENSIDE.ends))
    scene.survey(CORVENSIDE.days[1])
    text = "".join(path.read_text() for path in (tmp_path / "x").rglob("*.json"))
    assert "cs-clearing-night" in text
    assert not [name for name in ("cs-batch-node", "cs-edge-function", "ray-workers", "stage-server") if name in text]


@pytest.mark.parametrize(
    "name", ["hosts-to-look", "spare-services", "shared-key", "cluster-panel", "portal-record", "quality-scanner"]
)
def test_six_stories_are_told_by_a_machines_own_credential_alone(name: str) -> None:
    kinds = {str(one["kind"]) for one in story(name).intrusion.footholds}
    assert "session" not in kinds
    assert "credential" in kinds


@pytest.mark.parametrize("name", ["cloned-voice", "outside-desk", "one-day-access"])
def test_three_stories_use_what_a_person_has(name: str) -> None:
    assert "session" in {str(one["kind"]) for one in story(name).intrusion.footholds}


def test_copies_are_deleted_after_the_company_has_changed_its_passwords() -> None:
    scene = story("second-logins")
    lines = [orjson.loads(line) for line in planned(scene) if '"eventTime"' in line]
    second = next(one.key for one in scene.machines if one.name == "backup-ops")
    changed = min(one["eventTime"] for one in lines if one["eventName"] == "UpdateLoginProfile")
    deleted = [
        one["eventTime"] for one in lines
        if one["eventName"] == "DeleteDBSnapshot" and one["userIdentity"].get("accessKeyId") == second
    ]  # fmt: skip
    assert len(deleted) == 30
    assert changed < min(deleted)
    assert {str(one["kind"]) for one in scene.intrusion.footholds} == {"credential", "account", "change"}


def test_mail_is_moved_for_nine_minutes_and_the_portal_for_hours() -> None:
    assert [what for _, _, what in story("portal-record").intrusion.acts] == [
        "change: record tried", "change: record set back", "change: mail moved", "change: mail moved back",
        "change: portal moved", "change: record added",
    ]  # fmt: skip
