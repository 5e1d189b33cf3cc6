"""The marketplace with a delivery of its own: two clouds, vans, the new records, and how its stories end."""

from functools import partial
from pathlib import Path

import orjson
import pytest
from company_scenes import calm, named, planned, story_of

from keyroll.providers.catalogue import logs
from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios.companies import pendrake_places as places
from scenarios.companies.pendrake import COMPANY as PENDRAKE
from scenarios.play import stage
from scenarios.scene import Scene
from scenarios.systems.kubernetes import Kubernetes

SCENE = calm("pendrake")
story = partial(story_of, "pendrake")
_HOURS = range(PENDRAKE.begins, PENDRAKE.begins + 30 * DAY, HOUR)


def told(scene: Scene, what: str) -> int:
    return sum(said == what for _, _, said in scene.intrusion.acts)


def lines(scene: Scene, *words: str) -> list[str]:
    return [line for line in planned(scene) if all(word in line for word in words)]


def test_vans_have_another_address_every_two_hours_and_the_shops_cloud_four() -> None:
    assert len({places.road("7", ms) for ms in _HOURS}) > 250
    assert len({places.shop(str(key), ms) for key in range(60) for ms in _HOURS[:48:5]}) == 4
    assert len({places.roads("x", ms) for ms in _HOURS}) > 30


def test_each_region_has_a_key_of_its_own_for_five_services() -> None:
    for region in places.REGIONS:
        keys = {one.key for one in SCENE.of("gcp") if one.name.endswith(f"-{region}") and one.ended > PENDRAKE.ends}
        assert len(keys) == 5


def test_what_is_in_no_list_stays_out_of_it(tmp_path: Path) -> None:
    scene = stage("calm", 1, PENDRAKE, Folder.new(tmp_path / "x", PENDRAKE.ends))
    scene.survey(PENDRAKE.days[1])
    text = "".join(path.read_text() for path in (tmp_path / "x").rglob("*.json"))
    assert all(name in text for name in ("svc-pd-crm", "pd-lake-2021", "loyalty_sync", "pd-steward", "ext-trustgrain"))
    hidden = ("pd-resize-node", "pd-receipt-function", "pd-plan-run", "node-agent", "codesieve", "print-2")
    assert not [name for name in hidden if name in text]


def test_nobody_does_anything_after_the_last_day() -> None:
    assert all(ms < PENDRAKE.ends for records in SCENE.folder._planned.values() for _, ms, _ in records)


def test_accounts_of_workspace_are_told_in_the_vendors_records() -> None:
    scene = story("domain-seller")
    recognise = logs("google_workspace")["activities"].recognise
    assert recognise
    made = [orjson.loads(line) for line in lines(scene, '"CREATE_USER"', "names-seller")]
    assert [body["id"]["applicationName"] for body in made] == ["admin"]
    assert all(recognise(body) for body in made)
    assert told(scene, "stay: administrator made") == 6


def test_a_node_acts_in_its_own_name() -> None:
    scene = story("node-account")
    made = [orjson.loads(line) for line in lines(scene, '"deployments"', '"create"', "spool-")]
    assert {body["user"]["username"] for body in made} == {"system:node:print-2"}
    assert len(made) == told(scene, "use: workload made") == 3
    named_so = scene.known("kubernetes", Kubernetes).identifier(named(scene, "nodes/print-2"))
    assert named_so == "kubernetes@main:user:system:node:print-2"


def test_copies_of_databases_are_restored_in_the_open_and_the_root_is_tried_in_vain() -> None:
    scene = story("restored-databases")
    assert len(lines(scene, '"RestoreDBInstanceFromDBSnapshot"', '"publiclyAccessible":true')) == 3
    tries = [orjson.loads(line) for line in lines(scene, '"AwsConsoleSignIn"', '"Root"')]
    assert [body["errorCode"] for body in tries] == ["Failed authentication"] * 3


def test_half_of_the_batches_of_machines_are_refused() -> None:
    scene = story("delivery-nodes")
    batches = lines(scene, '"RunInstances"', '"minCount":500')
    assert len(batches) == 12
    assert len([line for line in batches if "VcpuLimitExceeded" in line]) == 6


def test_everybody_but_one_owner_is_thrown_out_and_let_in_again() -> None:
    scene = story("seventy-minutes")
    assert told(scene, "destroy: member removed") == len(lines(scene, '"org.restore_member"')) > 40
    times = [orjson.loads(line)["@timestamp"] for line in lines(scene, '"country_code":"RO"')]
    assert max(times) - min(times) < 70 * 60_000


def test_the_role_that_nobody_used_is_found_out_after_eight_days() -> None:
    scene = story("idle-service")
    assert told(scene, "try: password") > 20
    assert scene.at(13) < named(scene, "loyalty_sync").ended < scene.at(14)


@pytest.mark.parametrize("name", ["clip-channels", "gift-desk", "domain-seller", "seventy-minutes"])
def test_four_stories_begin_with_a_session_or_an_account(name: str) -> None:
    kinds = {str(one["kind"]) for one in story(name).intrusion.footholds}
    assert kinds & {"session", "account"}


def test_four_carriers_get_sixteen_credentials() -> None:
    scene = story("other-carriers")
    carriers = ("northline", "viasur", "baltcargo", "pronto")
    new = [one for one in scene.machines if any(carrier in one.name for carrier in carriers)]
    assert len(new) == 16
    assert all(one.ended < PENDRAKE.ends for one in new)
