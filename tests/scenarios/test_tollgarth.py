"""The water company: works, crews and bursts, MariaDB's and Salesforce's logs, and how its stories end."""

import re
from functools import partial
from pathlib import Path

import orjson
import pytest
from company_scenes import calm, named, planned, story_of

from keyroll.providers.catalogue import logs
from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies import tollgarth_places as places
from scenarios.companies.tollgarth import COMPANY as TOLLGARTH
from scenarios.play import stage
from scenarios.scene import Scene
from scenarios.systems.gcp import Gcp
from scenarios.systems.mariadb import ACTS, Mariadb
from scenarios.systems.microsoft import Microsoft
from scenarios.systems.salesforce import Salesforce

SCENE = calm("tollgarth")
story = partial(story_of, "tollgarth")
_HOURS = range(TOLLGARTH.begins, TOLLGARTH.begins + 20 * DAY, HOUR)


def told(scene: Scene, what: str) -> int:
    return sum(said == what for _, _, said in scene.intrusion.acts)


def lines(scene: Scene, *words: str) -> list[str]:
    return [line for line in planned(scene) if all(word in line for word in words)]


def test_works_run_in_three_shifts_and_who_answers_shares_one_address() -> None:
    assert {one.begins // HOUR for one in SCENE.people if one.team == "works"} == {6, 14, 22}
    assert {one.office for one in SCENE.people if one.team == "calls"} == {places.CALLS}
    crews = [one for one in SCENE.people if one.team == "crews"]
    assert len({one.place(day) for one in crews for day in TOLLGARTH.days[:5]}) > 100


def test_loggers_have_another_address_every_few_hours_and_the_cluster_leaves_by_six() -> None:
    assert len({places.line("x", ms) for ms in _HOURS}) > 80
    assert len({places.gate(str(key), ms) for key in range(80) for ms in _HOURS[:40:6]}) == 6


def test_four_identities_and_two_engineers_own_tokens_are_in_no_list(tmp_path: Path) -> None:
    scene = stage("calm", 1, TOLLGARTH, Folder.new(tmp_path / "x", TOLLGARTH.ends))
    scene.survey(TOLLGARTH.days[1])
    text = "".join(path.read_text() for path in (tmp_path / "x").rglob("*.json"))
    assert all(name in text for name in ("tg-notebooks", "shared-release", "Site names", "warehouse_load"))
    hidden = ("tg-portal-run", "tg-alarms-run", '"node-agent"', '"answers"', *places.OWN_TOKEN)
    assert not [name for name in hidden if name in text]


@pytest.mark.parametrize("act", sorted(ACTS))
def test_the_databases_lines_have_the_form_of_its_plugin(act: str) -> None:
    rng, server, machine = SCENE.rng("mariadb", act), SCENE.known("mariadb", Mariadb), named(SCENE, "dba_one")
    pattern = logs("mariadb")["audit"].pattern
    assert pattern
    records = server.work(rng, machine, TOLLGARTH.begins, act, "bills.records")
    found = [re.match(pattern, line) for _, _, line in records]
    assert [one[7] for one in found if one] == ["CONNECT", "QUERY", "DISCONNECT"]
    (refused,) = server.work(rng, machine, TOLLGARTH.begins, act, "bills.records", refused="1")
    assert ",FAILED_CONNECT," in refused[2]
    assert refused[2].endswith(",1045")


def test_a_session_of_an_app_is_a_login_with_its_address() -> None:
    records, app = SCENE.known("salesforce", Salesforce), named(SCENE, "Warehouse copy")
    recognise = logs("salesforce")["login_history"].recognise
    assert recognise
    ((_, _, line),) = records.work(SCENE.rng("crm"), app, TOLLGARTH.begins, "bulk", "", refused="1")
    body = orjson.loads(line)
    assert recognise(body)
    assert (body["SourceIp"], body["ApiType"], body["Status"]) == (places.TEND, "Bulk API", "Invalid OAuth Token")


def test_what_is_done_with_a_file_is_an_operation_of_the_tenant() -> None:
    rng, tenant = SCENE.rng("files"), SCENE.known("microsoft", Microsoft)
    recognise = logs("m365")["audit"].recognise
    assert recognise
    for ((_, _, line),) in (
        tenant.file_does(rng, "a", TOLLGARTH.begins, "FileDownloaded", "IT/VPN.docx", "192.0.2.9", "x", "app"),
        tenant.file_does(rng, "a", TOLLGARTH.begins, "SearchQueryPerformed", "IT/vpn", "192.0.2.9", "x"),
    ):
        assert recognise(orjson.loads(line))


def test_the_clouds_own_acts_name_their_things() -> None:
    rng, cloud, key = SCENE.rng("gcp"), SCENE.known("gcp", Gcp), named(SCENE, "tg-forecast")
    for act, end in (("model", "models/x"), ("table-rows", "datasets/x"), ("tables", "datasets/x")):
        ((_, _, line),) = cloud.work(rng, key, TOLLGARTH.begins, act, "x")
        assert orjson.loads(line)["protoPayload"]["resourceName"].endswith(end)


def test_nobody_does_anything_after_the_last_day() -> None:
    assert all(ms < TOLLGARTH.ends for records in SCENE.folder._planned.values() for _, ms, _ in records)


@pytest.mark.parametrize(
    "name", ["four-pivots", "editor-extension", "shared-cache", "found-token", "cost-vendor", "opened-folder",
             "package-in-pod", "maps-key", "every-secret", "vendor-secret"]
)  # fmt: skip
def test_ten_stories_are_told_by_credentials_alone(name: str) -> None:
    kinds = {str(one["kind"]) for one in story(name).intrusion.footholds}
    assert "session" not in kinds
    assert "credential" in kinds


def test_secrets_are_read_from_eleven_addresses_within_a_minute() -> None:
    scene = story("four-pivots")
    read = [orjson.loads(line) for line in lines(scene, "AccessSecretVersion", "tg-notebooks", '"callerIp":"252.')]
    assert len({one["protoPayload"]["requestMetadata"]["callerIp"] for one in read}) == 11
    assert len(read) == told(scene, "take: secret read") + 1 == 12


def test_every_library_is_put_out_twice_at_a_usual_host() -> None:
    scene, held = story("shared-cache"), named(story("shared-cache"), "shared-release")
    put_out = [orjson.loads(line) for line in lines(scene, "Bun/1.3.13", "packages/npm")]
    assert len(put_out) == len(places.LIBRARIES) * 2
    assert {one["remote_ip"].partition(".")[0] for one in put_out} <= {"246", "247", "248"}
    assert held.ended > scene.first


def test_a_disk_and_its_copies_are_gone_within_ten_seconds() -> None:
    scene = story("found-token")
    assert told(scene, "destroy: disk deleted") == 1
    assert told(scene, "destroy: copy deleted") == 5
    kept = next(one for one in scene.machines if one.name == "Site names")
    assert scene.first + 12 * HOUR < kept.ended < scene.first + DAY


def test_models_are_asked_two_thousand_times_from_twenty_addresses() -> None:
    scene = story("maps-key")
    assert told(scene, "use: model asked") > 2000
    asked = [orjson.loads(line) for line in lines(scene, "GenerateContent", "tg-maps")]
    assert len({one["protoPayload"]["requestMetadata"]["callerIp"] for one in asked}) == 20


def test_the_pod_keeps_its_address_and_comes_back_after_thirteen_minutes() -> None:
    scene = story("package-in-pod")
    made = [orjson.loads(line) for line in lines(scene, "node-setup")]
    assert {one["sourceIPs"][0].partition(".")[0] for one in made} == {"10"}
    assert len(made) == 18
    assert told(scene, "take: secrets") == len(places.AREAS) + 3


def test_a_month_is_reckoned_outside_of_its_days() -> None:
    scene = story("wrong-bills")
    days = {line[:8] for line in lines(scene, ",month_bills,") if line.startswith("202611")}
    assert {"20261110", "20261112", "20261114"} <= days


def test_forty_gateways_have_a_key_and_a_token_each() -> None:
    scene = story("meter-rollout")
    made = [one for one in scene.machines if "gateway-" in one.name]
    assert len({one.key for one in made}) == 80
    assert max(one.created for one in made) - min(one.created for one in made) > 7 * DAY - 60 * MINUTE
