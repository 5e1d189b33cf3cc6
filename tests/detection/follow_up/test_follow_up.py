"""After an alert, what else was done from there; and what makes a knock, or administration, weigh more."""

from dataclasses import replace

import pytest
from detection_world import ELSEWHERE, KEY, OFFICE, PERSON, ROBOT, STRANGE, World, day, lives
from plots_of_elsewhere import at_work, strange_things
from plots_of_services import NEW, comes, makes_and_comes

from keyroll.detection.alerts.correlated import correlated_anomalies
from keyroll.detection.follow_up.follow import FOLLOW_UP, follow_up
from keyroll.detection.follow_up.networks import new_networks
from keyroll.detection.follow_up.watched import REACH, alerted_by_shared_events
from keyroll.detection.signals.catalogue import behaviours_by_id
from keyroll.detection.signals.terms import MAX_EVIDENCE
from keyroll.model.finding import Evidence, Finding, Severity
from keyroll.store.relations import catalogue

NET = "203.0.113"


def followed_in(world: World) -> list[Finding]:
    """What follows the alerts of a world."""
    signals, known = world.signals(), behaviours_by_id()
    subjects = sorted({signal.subject for signal in signals})
    alerts = [
        alert
        for subject in subjects
        for alert in correlated_anomalies((one for one in signals if one.subject == subject), known)
    ]
    return list(follow_up(world.session, signals, alerts, known).findings)


def busy(world: World) -> None:
    """Strange things on one day, and more on the next two."""
    strange_things(world)
    for at in (21.4, 21.5, 22.3):
        world.did(at, src_ip=STRANGE, resource_uid=f"late-{at}")
    world.did(21.6, PERSON, src_ip=STRANGE)


def test_every_act_from_there_is_told_by_day(world: World) -> None:
    busy(world)
    told = followed_in(world)
    assert [(one.behaviour, one.subject, one.network, len(one.evidence)) for one in told] == [
        (FOLLOW_UP, ROBOT, NET, count) for count in (4, 2, 1)
    ]
    assert [one.detected_at for one in told] == [max(event.at for event in one.evidence) for one in told]


def test_who_shares_an_act_with_an_alert_is_followed() -> None:
    """What an alerted subject made is known to another log by another name: the act that made it is in both."""
    at = [Evidence(day(20 + number), "entra@main", "entra.audit", f"e{number}", "raw", number) for number in range(3)]
    alert = Finding(
        "keyroll.adds-own-secret", "", "app", Severity.LOW, day(21), "", (at[0], at[1]), network="", score=0.9
    )
    made = Finding("keyroll.created-credential-new-network", "", "key", Severity.LOW, day(22), "", (at[1], at[2]))
    other = Finding("keyroll.new-network", "", "other", Severity.LOW, day(22), "", (at[2],))
    assert alerted_by_shared_events([alert, made, other], {"app": day(21)}) == {"key": day(22)}


def test_without_an_alert_nobody_is_followed(world: World) -> None:
    at_work(world)
    world.did(20.4, PERSON, src_ip=STRANGE)  # with a colleague there, one use from a new network is no alert
    world.did(20.5, src_ip=STRANGE, resource_uid="own-1")
    assert followed_in(world) == []


def test_nothing_later_has_a_part_in_it(world: World) -> None:
    busy(world)
    for one in followed_in(world):
        shorter = [again for again in followed_in(world.cut(one.detected_at)) if again.id == one.id]
        assert [again.evidence for again in shorter] == [one.evidence]


def test_whom_a_machine_made_there_is_followed_and_no_other_person(world: World) -> None:
    busy(world)
    makes_and_comes(world, 20.7)
    for at in (22.4, 22.5):
        comes(world, at)
    told = [(one.subject, len(one.evidence)) for one in followed_in(world)]
    assert (NEW, 2) in told
    assert PERSON not in {subject for subject, _ in told}


def test_whoever_else_comes_from_a_network_under_alert_is_followed(world: World) -> None:
    busy(world)
    world.daily(KEY)
    world.did(21.7, KEY, src_ip=STRANGE)
    assert {(one.subject, len(one.evidence)) for one in followed_in(world)} >= {(KEY, 1)}


def knocks(world: World, **more: object) -> None:
    lives(world)
    for number in range(3):
        act = {"status_id": 2, "class_uid": 6003, "operation": f"service {number}", "resource_uid": None}
        world.did(20 + number / 100, **act | more)


@pytest.mark.parametrize(
    ("more", "weight"), [({}, 0.35), ({"user_agent": "curl/8"}, 0.75), ({"src_ip": ELSEWHERE}, 0.75)]
)
def test_a_knock_by_another_client_or_from_elsewhere_weighs_more(
    world: World, more: dict[str, object], weight: float
) -> None:
    knocks(world, **more)
    assert [one.score for one in world.says("service_enumeration")] == [weight]


@pytest.mark.parametrize(
    ("more", "weight"),
    [
        ({}, 0.3),
        ({"src_ip": STRANGE}, 0.75),
        ({"src_ip": ELSEWHERE}, 0.45),
        ({"src_ip": ELSEWHERE, "target_group": "site-admins"}, 0.65),
        ({"target_group": "cluster-admin", "class_uid": 3005, "activity_id": 1}, 0.5),
    ],
)
def test_administration_from_a_new_network_or_of_administrators_weighs_more(
    world: World, more: dict[str, object], weight: float
) -> None:
    lives(world)
    act = {"class_uid": 3006, "activity_id": 3, "target": "jira@main:account:x", "target_group": "users"}
    world.did(20, **act | more)
    assert [one.score for one in world.says("first_administration")] == [weight]
    assert world.says("first_administration")[0].detected_at == day(20)


def test_each_kind_of_change_of_accounts_is_a_first_of_its_own(world: World) -> None:
    lives(world)
    world.daily(class_uid=3001, activity_id=12, target="okta@main:user:x", resource_type="user")
    for at in (20, 21):
        world.did(at, class_uid=3001, activity_id=11, target="okta@main:user:x", resource_type="user")
    assert [one.detected_at for one in world.says("first_administration")] == [day(20)]


@pytest.mark.parametrize(("where", "weight"), [(OFFICE, 0.3), (ELSEWHERE, 0.3), (STRANGE, 0.5)])
def test_by_hand_from_a_network_new_to_the_organisation_weighs_more(world: World, where: str, weight: float) -> None:
    lives(world)
    world.did(20, src_ip=where, user_agent="Mozilla/5.0")
    assert [one.score for one in world.says("interactive_use")] == [weight]


@pytest.mark.parametrize(("where", "weight"), [(OFFICE, 0.6), (ELSEWHERE, 0.8)])
def test_an_account_taken_from_another_network_weighs_more(world: World, where: str, weight: float) -> None:
    lives(world)
    for number, half in enumerate((4, 11)):
        world.did(20 + number / 100, class_uid=3001, activity_id=half, target="okta@main:user:x", src_ip=where)
    assert [one.score for one in world.says("account_takeover")] == [weight]


def test_at_home_what_is_done_with_a_client_that_is_new_for_it_is_followed(world: World) -> None:
    at_work(world)
    for at in (20.1, 20.2, 21.1):
        world.did(at, user_agent="curl/8.5.0", resource_uid="own-1")
    world.did(20.3, resource_uid="own-1")
    (client,) = [signal for signal in world.signals() if signal.behaviour == "keyroll.new-client"]
    known = behaviours_by_id()
    of_alert = follow_up(world.ready(), [client], [replace(client, severity=Severity.MEDIUM)], known)
    assert [len(one.evidence) for one in of_alert.findings] == [2, 1]
    assert follow_up(world.ready(), [client], [], known).findings == ()


@pytest.mark.parametrize(("before", "told"), [(None, [ROBOT, KEY]), (2.3, [ROBOT])])
def test_who_comes_next_from_a_range_that_came_with_him_is_followed(
    world: World, before: float | None, told: list[str]
) -> None:
    """A hosting company's range is his network, unless somebody of the organisation was in it before."""
    strange_things(world)
    world.daily(KEY, last=23)
    world.did(23.5, KEY, src_ip="203.0.77.5")
    if before:
        world.did(before, PERSON, src_ip="203.0.5.5")
    assert sorted({one.subject for one in followed_in(world)}, reverse=True) == sorted(told, reverse=True)
    networks = new_networks(world.session, world.signals(), behaviours_by_id())
    assert set(networks.values()) == ({"203.0"} if not before else {"203.0.113", "203.0.77"})


def test_spans_of_the_declared_queries_are_those_of_the_package() -> None:
    days = catalogue()["followed_days"].query
    assert f"INTERVAL {REACH.days} DAYS" in days
    assert f"back <= {MAX_EVIDENCE}" in days
