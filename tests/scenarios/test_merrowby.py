"""The company that sells tickets: days of sales, gates in the field, guesses from outside, and how its stories end."""

from functools import partial
from pathlib import Path

import orjson
import pytest
from company_scenes import calm, named, planned, run_days, story_of

from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR, MINUTE, day_of, iso, weekday
from scenarios import scenarios
from scenarios.companies import merrowby
from scenarios.companies.merrowby import COMPANY as MERROWBY
from scenarios.play import stage
from scenarios.scene import Scene

SCENE = calm("merrowby")
story = partial(story_of, "merrowby")
NAMES = [name for name, one in scenarios().items() if one.company is MERROWBY]
#: A night looks at the stories that no other test here plans: those of surges have thousands of records.
SPARED = (
    "catalogue-pod", "festival-sale", "function-mail", "gate-weekend", "installed-account", "lent-boxes", "new-name",
)  # fmt: skip
LOOKED_AT = [pytest.param(name, marks=pytest.mark.nightly) if name in SPARED else name for name in NAMES]
_HOURS = range(MERROWBY.begins, MERROWBY.begins + 30 * DAY, HOUR)


def bodies(scene: Scene) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in planned(scene) if line.startswith("{")]


def test_sales_open_on_tuesdays_and_fridays_and_gates_are_open_from_thursday_to_sunday() -> None:
    assert {weekday(day) for day in run_days(MERROWBY, named(SCENE, "svc-mb-opening"))} == {1, 4}
    assert {weekday(day) for day in run_days(MERROWBY, named(SCENE, "svc-mb-scans"))} == {3, 4, 5, 6}
    days = run_days(MERROWBY, named(SCENE, "svc-mb-payouts"))
    assert [day_of(day)[5:] for day in days] == ["07-16", "08-01", "08-16"]


def test_the_day_begins_at_half_past_three_and_crews_are_somewhere_else_each_day() -> None:
    assert {one.begins for one in SCENE.people if one.team == "engineering"} == {3 * HOUR + 30 * MINUTE}
    crew = [one for one in SCENE.people if one.team == "crew" and not one.joined]
    assert len(crew) == 9
    assert all(len({one.place(day) for day in MERROWBY.days}) > 40 for one in crew)


def test_gates_share_the_lines_of_a_mobile_network_and_builds_run_in_five_large_ones() -> None:
    assert len({merrowby.mobile("x", ms) for ms in _HOURS}) > 200
    assert len({merrowby.runner("x", ms).partition(".")[0] for ms in _HOURS}) == 4
    sale = [ms for ms in _HOURS if merrowby.sale_days(ms - ms % DAY)]
    assert len({merrowby.gate("x", ms) for ms in _HOURS if ms not in sale}) == 3
    assert len({merrowby.gate("x", ms) for ms in sale}) == 8


def test_passwords_are_guessed_at_the_database_and_at_organisers_accounts_from_outside() -> None:
    lines = planned(SCENE)
    assert sum("password authentication failed" in line for line in lines) > 300
    assert sum("INVALID_CREDENTIALS" in line for line in lines) > 400
    assert sum("system:anonymous" in line for line in lines) > 40


def test_what_no_list_names_is_in_none(tmp_path: Path) -> None:
    scene = stage("calm", 1, MERROWBY, Folder.new(tmp_path / "x", MERROWBY.ends))
    scene.survey(MERROWBY.days[1])
    text = "".join(path.read_text() for path in (tmp_path / "x").rglob("*.json"))
    assert "svc-mb-site" in text
    unseen = ("mb-ticket-mailer", "mb-code-maker", "mb-poster-sizes", "default-host", "disabledsystemuser")
    assert not [name for name in unseen if name in text]
    assert f'"token_id":{named(scene, "planwell").key}' not in text


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_story_ends_before_the_records_do(name: str) -> None:
    scene = story(name)
    ends = MERROWBY.ends
    assert all(record[1] < ends for records in scene.folder._planned.values() for record in records)
    if not scenarios()[name].surge:
        since = [str(one["time"]) for one in scene.intrusion.footholds]
        assert scene.first >= MERROWBY.first
        assert since
        assert max(since) < iso(ends)


def test_two_stories_end_with_another_key_and_the_old_one_works_no_more() -> None:
    for name, machine in (("left-behind", "svc-mb-fleet"), ("bottle-token", "bottle-bot")):
        scene = story(name)
        old, new = sorted((one for one in scene.machines if one.name == machine), key=lambda one: one.created)
        assert new.created < old.ended <= new.created + 5 * MINUTE
        assert scene.first < new.created < MERROWBY.first + 10 * DAY


def test_456_machines_are_deleted_one_by_one_and_some_were_gone() -> None:
    told = [one for one in bodies(story("left-behind")) if one.get("eventName") == "TerminateInstances"]
    gone = [one for one in told if one.get("errorCode") == "InvalidInstanceID.NotFound"]
    assert len(told) == 456
    assert 5 < len(gone) < 12


def test_a_guessed_password_leaves_a_table_and_a_role() -> None:
    text = [str(one.get("message", "")) for one in bodies(story("warning-table"))]
    assert any("CREATE TABLE warning" in line for line in text)
    assert any("CREATE ROLE pgbackups" in line for line in text)
    assert sum("DROP TABLE" in line for line in text) == 14


def test_what_is_new_to_the_clouds_is_told_as_their_logs_tell_it() -> None:
    made = [one for one in bodies(story("open-env")) if one.get("eventName") == "CreateFunction20150331"]
    assert len({one["awsRegion"] for one in made}) == 9
    rules = [line for line in planned(story("default-account")) if "v1.compute.firewalls.insert" in line]
    assert len(rules) == 1
    assert "cloudaudit.googleapis.com%2Factivity" in rules[0]
    assert sum("/git/blobs" in line for line in planned(story("bottle-token"))) == 2


@pytest.mark.parametrize("name", ["texted-link", "moved-zone", "sixteen-files"])
def test_some_stories_use_what_a_person_has(name: str) -> None:
    assert {str(one["kind"]) for one in story(name).intrusion.footholds} & {"session", "factor"}


def test_keys_that_roles_replace_are_deleted_and_nothing_runs_with_them_in_their_last_day() -> None:
    scene = story("keys-to-roles")
    gone = [one for one in scene.of("aws") if one.name == "svc-mb-dumps"]
    assert gone[0].ended < MERROWBY.ends
    last = gone[0].ended - gone[0].ended % DAY
    assert gone[0].only
    assert not gone[0].only(last)
    assert named(scene, "mb-dumps").created < gone[0].ended
