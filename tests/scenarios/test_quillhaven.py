"""The company that forwards freight: four ports, the most credentials, Azure's log, and how its stories end."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import orjson
import pytest
from company_scenes import calm, named, planned, story_of

from keyroll.providers.catalogue import logs
from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios.companies import quillhaven_places as places
from scenarios.companies.quillhaven import COMPANY as QUILLHAVEN
from scenarios.play import stage
from scenarios.scene import Scene
from scenarios.systems.azure import ACTS, Azure
from scenarios.systems.microsoft import application

SCENE = calm("quillhaven")
story = partial(story_of, "quillhaven")
_HOURS = range(QUILLHAVEN.begins, QUILLHAVEN.begins + 30 * DAY, HOUR)


def told(scene: Scene, what: str) -> int:
    return sum(said == what for _, _, said in scene.intrusion.acts)


def lines(scene: Scene, *words: str) -> list[str]:
    return [line for line in planned(scene) if all(word in line for word in words)]


def test_terminals_work_in_three_shifts_and_agents_share_two_addresses() -> None:
    terminal = [one for one in SCENE.people if one.team == "terminal" and one.office == places.OFFICES[0][0]]
    assert {one.begins // HOUR for one in terminal} == {6, 14, 22}
    assert {one.office for one in SCENE.people if one.team == "agents"} == set(places.AGENTS)


def test_gates_have_another_address_every_few_hours_and_the_cluster_leaves_by_eight() -> None:
    assert len({places.line("x", ms) for ms in _HOURS}) > 100
    assert len({places.gate(str(key), ms) for key in range(80) for ms in _HOURS[:40:6]}) == 8


def test_each_port_has_a_key_of_its_own_for_eight_services() -> None:
    for port in places.PORTS:
        keys = {one.key for one in SCENE.of("gcp") if one.name.endswith(f"-{port}") and one.ended > QUILLHAVEN.ends}
        assert len(keys) == 8


def test_four_identities_and_an_engineers_own_token_are_in_no_list(tmp_path: Path) -> None:
    scene = stage("calm", 1, QUILLHAVEN, Folder.new(tmp_path / "x", QUILLHAVEN.ends))
    scene.survey(QUILLHAVEN.days[1])
    text = "".join(path.read_text() for path in (tmp_path / "x").rglob("*.json"))
    assert all(name in text for name in ("qh-portal-signer", "steps-keeper", "Night copies", "tablet-push"))
    hidden = ("qh-pages-run", "qh-scan-run", "node-agent", '"server"', "r.tallow-script")
    assert not [name for name in hidden if name in text]


def test_an_application_keeps_its_id_when_it_is_given_another_secret(tmp_path: Path) -> None:
    scene = stage("calm", 1, QUILLHAVEN, Folder.new(tmp_path / "x", QUILLHAVEN.ends))
    old, new = (one for one in scene.machines if one.name == "Forms store")
    assert application(old) == application(new)
    scene.survey(new.created - new.created % DAY + DAY)
    page = orjson.loads(next((tmp_path / "x").rglob("applications.json")).read_bytes())
    (shown,) = (one for one in page["value"] if one["displayName"] == "Forms store")
    assert {one["keyId"] for one in shown["passwordCredentials"]} == {old.key, new.key}


@pytest.mark.parametrize("act", sorted(ACTS))
def test_azures_acts_are_read_with_who_did_them_and_how_they_ended(act: str) -> None:
    rng, cloud, machine = SCENE.rng("azure", act), SCENE.known("azure", Azure), named(SCENE, "Machine keeper")
    recognise = logs("azure")["activity"].recognise
    assert recognise
    for refused in ("", "1"):
        (record,) = cloud.work(rng, machine, QUILLHAVEN.begins, act, "screens/x", refused=refused)
        body = orjson.loads(record[2])
        assert recognise(body)
        assert application(machine) in str(body["identity"])
        assert body["resultType"] == ("Failure" if refused else "Success")
        assert ("x" in body["properties"].get("id", "")) == ("KeyVault" in ACTS[act][1])


def test_nobody_does_anything_after_the_last_day() -> None:
    assert all(ms < QUILLHAVEN.ends for records in SCENE.folder._planned.values() for _, ms, _ in records)


@pytest.mark.parametrize(
    "name", ["left-token", "kept-signer", "old-password", "page-server", "kept-services", "struck-off", "wrong-token",
             "fast-machines"]
)  # fmt: skip
def test_eight_stories_are_told_by_machines_credentials_alone(name: str) -> None:
    kinds = {str(one["kind"]) for one in story(name).intrusion.footholds}
    assert "session" not in kinds
    assert "credential" in kinds


def test_the_next_token_is_read_while_the_old_one_is_still_valid() -> None:
    held = [one for one in story("left-token").intrusion.footholds if "access_token" in str(one["name"])]
    assert str(held[0]["time"]) < str(held[1]["time"]) < str(held[0]["ended"])
    assert told(story("left-token"), "change: tag set") == 11


def test_consignees_are_counted_up_from_many_addresses() -> None:
    scene = story("kept-signer")
    bodies = [orjson.loads(line) for line in lines(scene, "qh-portal-signer", "storage.objects.get")]
    outside = {one["protoPayload"]["requestMetadata"]["callerIp"] for one in bodies}
    assert len([one for one in outside if one.partition(".")[0] in ("252", "253", "254")]) > 70


def test_what_is_deleted_in_azure_is_deleted_by_the_account_that_synchronises() -> None:
    scene = story("emptied-tenant")
    deleted = [line for line in lines(scene, "/DELETE", places.SYNC.login) if "LOCKS" not in line]
    assert told(scene, "destroy: resource deleted") == len(deleted) == 186
    assert len(lines(scene, "ELEVATEACCESS", places.SYNC.login)) == 1


def test_a_renewed_host_keeps_its_key_until_the_last_day() -> None:
    scene = story("kept-services")
    old = named(scene, "qh-tablets")
    assert old.place(scene.at(6)) != places.TABLETS
    assert datetime.fromtimestamp(old.ended / 1000, UTC).date().isoformat() == "2026-10-28"


def test_a_role_ends_an_hour_after_the_dismissal() -> None:
    scene = story("struck-off")
    assert named(scene, "dba_hire").ended < scene.first + 2 * HOUR
    assert told(scene, "destroy: database deleted") == len(lines(scene, "DROP DATABASE")) * 2 == 88 * 2


def test_the_other_token_is_handed_on_before_the_version_is_put_out() -> None:
    scene = story("wrong-token")
    other = next(one for one in scene.machines if one.name == "publisher-night")
    kept = next(one for one in scene.machines if one.name == "publisher")
    assert other.ended < scene.at(5) < scene.at(12) < kept.ended


def test_forty_secrets_end_in_one_night() -> None:
    scene = story("expiry-night")
    assert len([one for one in scene.machines if one.ended == scene.at(6)]) == 40


def test_a_cutover_makes_many_credentials_and_ends_the_old_ones() -> None:
    scene = story("terminal-cutover")
    made = [one for one in scene.machines if scene.at(4) < one.created < scene.at(7)]
    ended = [one for one in scene.machines if scene.at(6) < one.ended < scene.at(7)]
    assert len(made) > 55
    assert 15 < len(ended) < 30
