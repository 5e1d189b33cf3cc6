"""Small lives of accounts that are made, of hosts and of logs."""

from random import Random

from detection_world import DAY0, KEY, PERSON, ROBOT, Plot, World, lives

ENTITY = {"class_uid": 3004, "activity_id": 1, "resource_uid": "thing"}


def joins(world: World, at: float, who: str, group: str = "admins", **more: object) -> None:
    fields = {"class_uid": 3006, "activity_id": 3, "operation": "join", "target": who, "target_group": group}
    world.did(at, **fields | more)


def promotes_person(world: World) -> None:
    lives(world)
    joins(world, 20, PERSON)


def promotes_a_machine(world: World) -> None:
    lives(world)
    world.kinds["jira@main:account:other"] = "nonhuman"
    joins(world, 20, "jira@main:account:other")


def promotes_people_since_ever(world: World) -> None:
    lives(world)
    joins(world, 3, PERSON)
    joins(world, 20, PERSON)


def makes(world: World, at: float, target: str, **more: object) -> None:
    world.did(at, **{"class_uid": 3001, "activity_id": 1, "operation": "make", "target": target} | more)


def makes_credential(world: World) -> None:
    lives(world)
    makes(world, 20, "aws@*:access_key_id:AKIANEW")


def makes_an_account(world: World) -> None:
    lives(world)
    makes(world, 20, "jira@main:account:new")


def makes_keys_since_ever(world: World) -> None:
    lives(world)
    makes(world, 3, "aws@*:access_key_id:AKIAOLD")
    makes(world, 20, "aws@*:access_key_id:AKIANEW")


def makes_trigger(world: World) -> None:
    lives(world)
    world.did(20, resource_type="webhook", operation="hook.create", **ENTITY)


def makes_a_policy(world: World) -> None:
    lives(world)
    world.did(20, resource_type="policy", operation="policy.create", **ENTITY)


def makes_schedules_since_ever(world: World) -> None:
    lives(world)
    for at in (3, 20):
        world.did(at, class_uid=6003, activity_id=1, operation="CreateSchedule", resource_type="scheduler")


HOST, SEGMENTS = "10.1.1.20", (("10.1.0.0/16", "office"), ("10.2.0.0/16", "production"), ("10.2.9.0/24", "office"))


def calls(world: World, at: float, destination: str, host: str = HOST, **more: object) -> None:
    """One TLS connection out of the organisation."""
    world.did(at, **{
        "source": "zeek@main", "log": "zeek.ssl", "class_uid": 4001, "activity_id": 6, "operation": "tls",
        "actor": None, "credential": None, "resource_type": "service", "resource_uid": None, "src_ip": host,
        "user_agent": None, "dst_ip": "198.51.100.7", "dst_name": destination, "bytes_in": 400,
    } | more)  # fmt: skip


def surfs(world: World, last: int = 12) -> None:
    """Hosts that visit what everybody visits."""
    for number in range(last):
        for host in range(5):
            calls(world, number + host / 10, "popular.example", f"10.1.1.{host}")


def timer(world: World, start: float, destination: str, host: str = HOST, count: int = 60, **more: object) -> None:
    """A call every ten minutes, give or take five."""
    chance, at = Random(3), start
    for _ in range(count):
        calls(world, at, destination, host, **more)
        at += (10 + chance.uniform(-5, 5)) / 1440


def beacon(world: World) -> None:
    surfs(world)
    timer(world, 9, "rare.example")


def beacon_into_the_organisation(world: World) -> None:
    surfs(world)
    timer(world, 9, "wiki.corp", dst_ip="10.3.0.1")


def beacon_from_the_first_day(world: World) -> None:
    surfs(world)
    timer(world, 1, "rare.example")


def updater_that_all_hosts_have(world: World) -> None:
    surfs(world)
    for host in range(5):
        calls(world, 8 + host / 1000, "updates.example", f"10.1.1.{host}")
    timer(world, 9, "updates.example")


def somebody_reads_a_rare_site(world: World) -> None:
    """Visits come in bursts of pages with long breaks between them."""
    surfs(world)
    chance, at = Random(5), 9.0
    for _ in range(90):
        calls(world, at, "rare.example")
        at += chance.lognormvariate(4, 2) / 86400


def _at_address(world: World, at: float, address: str, device: str = "laptop-1") -> None:
    calls(world, at, "popular.example", address, device_uid=device)


def _declared(world: World) -> None:
    world.segments += [(*one, DAY0) for one in SEGMENTS]


def two_segments(world: World) -> None:
    _declared(world)
    _at_address(world, 1, "10.1.0.9")
    _at_address(world, 2, "10.2.0.9")


def a_part_of_the_same_segment(world: World) -> None:
    _declared(world)
    _at_address(world, 1, "10.1.0.9")
    _at_address(world, 2, "10.2.9.9")
    _at_address(world, 3, "192.168.0.9")


def two_devices(world: World) -> None:
    _declared(world)
    _at_address(world, 1, "10.1.0.9")
    _at_address(world, 2, "10.2.0.9", "laptop-2")


def not_declared(world: World) -> None:
    _at_address(world, 1, "10.1.0.9")
    _at_address(world, 2, "10.2.0.9")


def a_router(world: World) -> None:
    _declared(world)
    for number in range(12):
        _at_address(world, 1 + number / 10, f"10.1.0.{number}")
    _at_address(world, 3, "10.2.0.9")


def gone_silent(world: World) -> None:
    world.daily(ROBOT, last=20)
    world.daily(KEY, last=24)


def both_stop(world: World) -> None:
    world.daily(ROBOT, last=20)
    world.daily(KEY, last=20)


def was_silent_before(world: World) -> None:
    for number in (*range(6), *range(10, 20)):
        world.did(number + 0.1)
    world.daily(KEY, last=26)


HITS: list[tuple[str, Plot]] = [
    ("grants_person_privilege", promotes_person),
    ("creates_credential", makes_credential),
    ("creates_execution", makes_trigger),
    ("beacon", beacon),
    ("beacon_candidate", beacon_from_the_first_day),
    ("segment_bridge", two_segments),
    ("log_silent", gone_silent),
]
MISSES: list[tuple[str, Plot]] = [
    ("grants_person_privilege", promotes_a_machine),
    ("grants_person_privilege", promotes_people_since_ever),
    ("creates_credential", makes_an_account),
    ("creates_credential", makes_keys_since_ever),
    ("creates_execution", makes_a_policy),
    ("creates_execution", makes_schedules_since_ever),
    ("beacon", beacon_into_the_organisation),
    ("beacon", beacon_from_the_first_day),
    ("beacon_candidate", beacon),
    ("beacon_candidate", beacon_into_the_organisation),
    ("beacon", updater_that_all_hosts_have),
    ("beacon", somebody_reads_a_rare_site),
    ("segment_bridge", a_part_of_the_same_segment),
    ("segment_bridge", two_devices),
    ("segment_bridge", not_declared),
    ("segment_bridge", a_router),
    ("log_silent", both_stop),
    ("log_silent", was_silent_before),
]
