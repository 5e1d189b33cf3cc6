"""The college with a clinic: telephones, guesses, labs that read a great deal, and how its stories end."""

from functools import partial
from pathlib import Path

import orjson
import pytest
from company_scenes import calm, named, planned, story_of

from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios.companies import pellworth
from scenarios.companies.pellworth import COMPANY as PELLWORTH
from scenarios.play import stage
from scenarios.routines.pellworth import PARTNERS

SCENE = calm("pellworth")
story = partial(story_of, "pellworth")
_HOURS = range(PELLWORTH.begins, PELLWORTH.begins + 30 * DAY, HOUR)


def test_it_has_twice_as_many_people_as_credentials_and_a_clinic_that_never_closes() -> None:
    keys = {(one.system, one.key) for one in SCENE.machines if not one.created}
    assert len(SCENE.people) > 2.5 * len(keys)
    assert {one.begins for one in SCENE.people if one.team == "clinic"} == {5 * HOUR, 13 * HOUR, 21 * HOUR}


def test_telephones_and_builds_come_from_many_networks_and_the_campus_from_three_addresses() -> None:
    assert len({pellworth.phone(7, ms) for ms in _HOURS}) > 200
    assert len({pellworth.builder("x", ms) for ms in _HOURS}) > 600
    assert {one.office for one in SCENE.people if one.team == "research"} <= set(pellworth.CAMPUS)


def test_sign_ins_fail_every_day_and_an_account_is_never_used() -> None:
    lines = [orjson.loads(line) for line in planned(SCENE) if '"clientAppUsed"' in line]
    failed = [one for one in lines if one["status"]["errorCode"]]
    assert {50_126, 500_121} <= {one["status"]["errorCode"] for one in failed}
    assert len({one["createdDateTime"][:10] for one in failed}) >= 44
    tried = [one for one in lines if one["userDisplayName"] == "tenant.setup"]
    assert all(one["status"]["errorCode"] for one in tried)


def test_who_researches_reads_hundreds_of_objects_in_an_evening() -> None:
    reads = [line for line in planned(SCENE) if '"storage.objects.get"' in line]
    assert len(reads) > 2000
    assert sum("serviceAccountKeyName" not in line for line in reads) > 1000


def test_notebooks_a_vendors_token_and_technicians_are_in_no_list(tmp_path: Path) -> None:
    scene = stage("calm", 1, PELLWORTH, Folder.new(tmp_path / "x", PELLWORTH.ends))
    scene.survey(PELLWORTH.days[1])
    text = "".join(path.read_text() for path in (tmp_path / "x").rglob("*.json"))
    assert named(scene, "class-robot").key in text
    assert "pw-movement-paths" in text
    hidden = ("pw-notebooks", named(scene, "effortlens").key, PARTNERS[0].login)
    assert not [name for name in hidden if name in text]


def test_what_is_given_an_account_has_no_key_in_the_log() -> None:
    notebooks = named(SCENE, "pw-notebooks")
    system = SCENE.systems["gcp"]
    _, _, line = system.work(SCENE.rng("x"), notebooks, PELLWORTH.begins, "read", "pw-movement-data/day/0001.parquet")[
        0
    ]
    body = orjson.loads(line)
    assert body["protoPayload"]["authenticationInfo"].keys() == {"principalEmail"}
    assert body["resource"]["labels"]["bucket_name"] == "pw-movement-data"
    assert (
        system.identifier(notebooks) == "gcp@*:service_account:pw-notebooks@pellworth-labs-27.iam.gserviceaccount.com"
    )


@pytest.mark.parametrize("name", ["vendor-export", "all-the-code", "borrowed-functions", "storage-key",
                                  "effort-vendor", "hosted-secrets"])  # fmt: skip
def test_six_stories_are_told_by_a_machines_own_credential_alone(name: str) -> None:
    kinds = {str(one["kind"]) for one in story(name).intrusion.footholds}
    assert "session" not in kinds
    assert "credential" in kinds


def test_connectors_and_rules_are_gone_after_some_hours_and_the_application_stays() -> None:
    holds = story("inbound-route").intrusion.footholds
    rules = [one for one in holds if one["kind"] == "rule"]
    assert len(rules) == 6
    assert all(one["ended"] for one in rules)
    assert [one["ended"] for one in holds if one["kind"] == "credential"] == [None]


def test_of_boxes_without_audit_nothing_is_read_that_is_told() -> None:
    acts = [what for _, _, what in story("unused-box").intrusion.acts]
    off = max(number for number, what in enumerate(acts) if what == "hide: audit off")
    assert set(acts[off + 1 :]) == {"stay: right to a box", "take: mail, unseen"}


def test_a_forgotten_token_makes_releases_after_the_other_was_changed() -> None:
    scene = story("branch-name")
    tokens = {str(one["name"]): one for one in scene.intrusion.footholds if one["kind"] == "credential"}
    left = scene.systems["github"].identifier(named(scene, "toolkit-publish"))
    changed = next(one for name, one in tokens.items() if name != left)
    assert str(changed["ended"]) < str(tokens[left]["time"])
    assert tokens[left]["ended"] is None
