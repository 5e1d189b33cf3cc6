"""What cannot be judged is said, never passed over."""

from detection_world import DAY0, PERSON, ROBOT, World

from keyroll.detection.signals.blind_spots import blind_spots
from keyroll.detection.signals.catalogue import behaviours

NO_NETWORK = "there is no log of network connections: no beacon can be noticed"
NO_CONTAINERS = "a new project, space or vault cannot be noticed in jira@main jira.access"


def test_a_short_log_is_named(world: World) -> None:
    world.daily(last=5)
    assert blind_spots(world.ready(), behaviours().values()) == [
        "jira@main jira.access: 4 days of log; all behaviours need 24",
        NO_CONTAINERS,
        NO_NETWORK,
    ]


def test_a_log_without_addresses_or_clients_is_named(world: World) -> None:
    world.daily()
    world.daily(log="jira.audit", user_agent=None)
    world.daily(log="jira.mail", user_agent=None, src_ip=None)
    world.daily(PERSON, log="people", user_agent=None, src_ip=None)
    assert blind_spots(world.ready(), behaviours().values()) == [
        "a new network cannot be noticed in jira@main jira.mail",
        "a new client program cannot be noticed in jira@main jira.audit, jira@main jira.mail",
        "a new project, space or vault cannot be noticed in jira@main jira.access, jira@main jira.audit, "
        "jira@main jira.mail",
        NO_NETWORK,
    ]


def test_a_long_and_full_log_is_not(world: World) -> None:
    world.segments.append(("10.0.0.0/8", "office", DAY0))
    world.daily(ROBOT, resource_group="HOME")
    world.daily(ROBOT, source="zeek@main", log="zeek.conn", class_uid=4001, dst_ip="198.51.100.7", device_uid="m1")
    assert blind_spots(world.ready(), behaviours().values()) == []


def test_searches_without_words_and_segments_that_nobody_declared_are_named(world: World) -> None:
    world.daily(activity_id=5, resource_group="HOME")
    world.daily(ROBOT, source="zeek@main", log="zeek.conn", class_uid=4001, dst_ip="198.51.100.7")
    assert blind_spots(world.ready(), behaviours().values()) == [
        "search terms are not recorded by jira@main jira.access",
        "devices are not identified by zeek@main zeek.conn",
        "no segments are declared (register: segments.csv): a host in two of them cannot be noticed",
    ]
