"""The group of hotels: a line for each hotel, the new records, and how its stories end."""

from functools import partial
from pathlib import Path

import orjson
import pytest
from company_scenes import calm, named, planned, story_of

from keyroll.providers.catalogue import logs
from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios.companies import brindlecote_places as places
from scenarios.companies.brindlecote import COMPANY as BRINDLECOTE
from scenarios.play import stage
from scenarios.scene import Scene

SCENE = calm("brindlecote")
story = partial(story_of, "brindlecote")
_HOURS = range(BRINDLECOTE.begins, BRINDLECOTE.begins + 30 * DAY, HOUR)


def told(scene: Scene, what: str) -> int:
    return sum(said == what for _, _, said in scene.intrusion.acts)


def lines(scene: Scene, *words: str) -> list[str]:
    return [line for line in planned(scene) if all(word in line for word in words)]


def test_a_hotel_comes_by_its_line_and_at_times_by_a_mobile_network() -> None:
    usual = places.line("svc-bc-hotel-rosal", BRINDLECOTE.begins)
    there = [places.line("svc-bc-hotel-rosal", ms) for ms in _HOURS]
    assert len({places.line(hotel, BRINDLECOTE.begins + 9 * DAY) for hotel in places.HOTELS}) == len(places.HOTELS)
    assert 0 < sum(one != usual for one in there) < 100
    assert len({places.gate(str(key), ms) for key in range(60) for ms in _HOURS[:48:5]}) == 6


def test_each_hotel_and_each_channel_has_a_key() -> None:
    there = [one for one in SCENE.of("aws") if one.created < BRINDLECOTE.first < one.ended]
    assert sum(one.name.startswith("svc-bc-hotel-") for one in there) == len(places.HOTELS) + 1
    assert sum(one.name.startswith("svc-bc-channel-") for one in there) == len(places.CHANNELS) + 1


def test_what_is_in_no_list_stays_out_of_it(tmp_path: Path) -> None:
    scene = stage("calm", 1, BRINDLECOTE, Folder.new(tmp_path / "x", BRINDLECOTE.ends))
    scene.survey(BRINDLECOTE.days[1])
    text = "".join(path.read_text() for path in (tmp_path / "x").rglob("*.json"))
    assert all(name in text for name in ("adm-corrigan", "members_export", "bc-steward", "ext-lockhaven", "Stargather"))
    assert not [name for name in ("bc-thumbnails", "bc-db-panel", "node-agent", "codegleam") if name in text]


def test_nobody_does_anything_after_the_last_day() -> None:
    assert all(ms < BRINDLECOTE.ends for records in SCENE.folder._planned.values() for _, ms, _ in records)


def test_exports_of_customers_are_told_in_the_vendors_records() -> None:
    scene = story("portal-exports")
    found = [orjson.loads(line) for line in lines(scene, "Dataloader", "251.140.66.12")]
    assert len(found) == told(scene, "take: contacts") == 30
    recognise = logs("salesforce")["login_history"].recognise
    assert recognise
    assert all(recognise(body) for body in found)
    assert {body["LoginUrl"] for body in found} == {"brindlecote.my.salesforce.example"}


def test_pushes_are_refused_until_one_is_let_in() -> None:
    scene = story("many-pushes")
    denied = [orjson.loads(line) for line in lines(scene, "user.mfa.okta_verify.deny_push")]
    let_in = [orjson.loads(line) for line in lines(scene, "user.authentication.auth_via_mfa")]
    assert len(denied) == told(scene, "try: second factor") == 37
    assert max(body["published"] for body in denied) < let_in[0]["published"]


def test_a_proxy_acts_from_its_own_host() -> None:
    scene = story("open-proxy")
    made = [orjson.loads(line) for line in lines(scene, '"daemonsets"', '"create"')]
    assert {body["sourceIPs"][0] for body in made} == {places.TEND}
    assert len(made) == told(scene, "use: workload made") == 2


def test_the_key_that_is_changed_is_read_again_in_a_ticket() -> None:
    keys = [one for one in story("ticket-buckets").intrusion.footholds if one["kind"] == "credential"]
    assert len({one["name"] for one in keys}) == 2
    assert [bool(one["ended"]) for one in keys] == [True, False]


def test_machines_are_tried_in_vain_where_nobody_runs_any() -> None:
    tries = lines(story("other-region"), '"RunInstances"', "ap-southeast-3")
    assert len(tries) == 8
    assert all('"errorCode"' in line for line in tries)


def test_twenty_three_machines_are_deleted_by_a_colleagues_key() -> None:
    scene = story("borrowed-key")
    assert told(scene, "destroy: machine") == 23
    assert scene.at(9) < named(scene, "adm-corrigan").ended < scene.at(11)


@pytest.mark.parametrize("name", ["many-pushes", "members-copy", "portal-exports", "ticket-buckets"])
def test_four_stories_begin_with_a_session(name: str) -> None:
    assert "session" in {str(one["kind"]) for one in story(name).intrusion.footholds}


def test_builds_of_single_services_end_when_the_code_is_in_one_repository() -> None:
    scene = story("one-repository")
    there = [
        one.name for one in scene.of("github") if one.name.startswith("bc-build-") and one.ended > BRINDLECOTE.ends
    ]
    assert there == ["bc-build-everything"]


def test_two_hotels_change_their_lines_for_a_visit_and_back() -> None:
    scene = story("state-visit")
    one = named(scene, "svc-bc-hotel-calderstone")
    there = next(key for key in scene.of("aws") if key.name == one.name and key.ended > BRINDLECOTE.ends)
    assert there.place(scene.at(5)) == "249.118.40.6"
    assert there.place(scene.at(12)) == places.line("calderstone", scene.at(9))
