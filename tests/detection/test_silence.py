"""What cannot be judged is said, never passed over."""

from detection_world import PERSON, ROBOT, World

from keyroll.detection.hunt import behaviours, silent


def test_a_short_log_is_named(world: World) -> None:
    world.daily(last=5)
    assert silent(world.ready(), list(behaviours().values())) == [
        "jira@main jira.access: 4 days of log; 24 are needed before every behaviour speaks"
    ]


def test_a_log_without_addresses_or_clients_is_named(world: World) -> None:
    world.daily()
    world.daily(log="jira.audit", user_agent=None)
    world.daily(log="jira.mail", user_agent=None, src_ip=None)
    world.daily(PERSON, log="people", user_agent=None, src_ip=None)
    assert silent(world.ready(), list(behaviours().values())) == [
        "a new network cannot be noticed in jira@main jira.mail",
        "a new client program cannot be noticed in jira@main jira.audit, jira@main jira.mail",
    ]


def test_a_long_and_full_log_is_not(world: World) -> None:
    world.daily(ROBOT)
    assert silent(world.ready(), list(behaviours().values())) == []
