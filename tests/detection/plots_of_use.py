"""Small lives in which machines are used strangely, or only nearly so: reading, searching, networks, clients, hours."""

from datetime import datetime, timedelta

from detection_world import DAY0, ELSEWHERE, KEY, STRANGE, Plot, World, day, lives

OTHER = "jira@main:account:other"
OPEN_DOOR, SECRET = {"class_uid": 6003, "resource_uid": None}, {"class_uid": 6005, "activity_id": 1}


def many(world: World, start: float, count: int, step: float = 0.001, **more: object) -> None:
    """So many different things, one after the other."""
    for number in range(count):
        world.did(start + number * step, **{"resource_uid": f"thing-{number}"} | more)


def breadth_hour(world: World) -> None:
    lives(world)
    many(world, 20.01, 12)


def as_many_but_over_a_day(world: World) -> None:
    lives(world)
    many(world, 20.01, 12, 0.05)


def peers_are_as_broad(world: World) -> None:
    """What its peers do every day is no news, even where it never did it."""
    lives(world)
    world.kinds[OTHER] = "nonhuman"
    for start in range(1, 19):
        many(world, start + 0.01, 30, subject=OTHER)
    many(world, 20.01, 12)


def breadth_ten_days(world: World) -> None:
    lives(world)
    for number in range(9):
        for page in range(4):
            world.did(26 + number + page / 10, resource_uid=f"page-{number}-{page}")


def the_same_pages_for_ten_days(world: World) -> None:
    lives(world)
    for number in range(9):
        for page in range(4):
            world.did(26 + number + page / 10, resource_uid=f"page-{page}")


def as_broad_a_month_ago(world: World) -> None:
    lives(world)
    for start in (1, 40):
        for number in range(9):
            for page in range(4):
                world.did(start + number + page / 10, resource_uid=f"page-{start}-{number}-{page}")


def mass_secrets(world: World) -> None:
    lives(world)
    many(world, 20.01, 10, **SECRET)


def the_same_secret_often(world: World) -> None:
    lives(world)
    many(world, 20.01, 10, **SECRET, resource_uid="one")


def mass_containers(world: World) -> None:
    lives(world)
    for number in range(10):
        world.did(20.01 + number / 100, resource_uid=None, resource_group=f"bucket-{number}")


def many_things_of_one_container(world: World) -> None:
    lives(world)
    many(world, 20.01, 30, resource_group="bucket")


def new_action(world: World) -> None:
    lives(world)
    world.did(20, operation="export everything", **OPEN_DOOR)


def what_a_peer_does(world: World) -> None:
    lives(world)
    world.kinds[OTHER] = "nonhuman"
    world.did(3, OTHER, operation="export everything", **OPEN_DOOR)
    world.did(20, operation="export everything", **OPEN_DOOR)


def always_something_new(world: World) -> None:
    lives(world)
    for number in range(10):
        world.did(2 * number + 0.5, operation=f"step {number}", **OPEN_DOOR)


def new_container(world: World) -> None:
    world.daily(resource_group="HOME")
    world.did(20, resource_group="SEC")


def where_a_peer_was(world: World) -> None:
    world.daily(resource_group="HOME")
    world.kinds[OTHER] = "nonhuman"
    world.did(3, OTHER, resource_group="SEC")
    world.did(20, resource_group="SEC")


def roams_through_containers(world: World) -> None:
    world.daily(resource_group="HOME")
    for number in range(10):
        world.did(2 * number + 0.5, resource_group=f"PROJECT{number}")


def many_regions(world: World) -> None:
    world.daily(region="eu-west-1")
    for number in range(4):
        world.did(20.001 + number / 1000, region=f"region-{number}", status_id=1 + number % 2)


def a_new_region_a_day(world: World) -> None:
    world.daily(region="eu-west-1")
    for number in range(6):
        world.did(16.5 + number, region=f"region-{number}")


def in_all_regions_since_ever(world: World) -> None:
    for day_number in range(25):
        for number in range(6):
            world.did(day_number + number / 1000, region=f"region-{number}")


def asks_about_access(world: World) -> None:
    lives(world)
    world.did(20, activity_id=5, query="VPN passwords", resource_uid=None)


def asks_about_lunch(world: World) -> None:
    lives(world)
    world.did(20, activity_id=5, query="lunch menu", resource_uid=None)


def asks_about_access_since_ever(world: World) -> None:
    lives(world)
    world.daily(activity_id=5, query="label = security", resource_uid=None)


def reads_about_security(world: World) -> None:
    lives(world)
    for number, title in enumerate(("Security incident 12", "Intrusion of May", "Phishing")):
        world.did(20 + number / 100, resource_uid=f"SUP-{number}", resource_name=title)


def reads_one_of_them(world: World) -> None:
    lives(world)
    world.did(20, resource_uid="SUP-1", resource_name="Security incident 12")


def reads_them_since_ever(world: World) -> None:
    lives(world)
    for start in (3, 20):
        for number in range(3):
            world.did(start + number / 100, resource_uid=f"SUP-{start}-{number}", resource_name="Security incident")


NAMED = "jira@main:account:svc-reports"


def reads_about_itself(world: World) -> None:
    world.kinds[NAMED] = "nonhuman"
    world.daily(NAMED)
    world.did(20, NAMED, activity_id=5, query="text ~ SVC-Reports", resource_uid=None)


def reads_about_another(world: World) -> None:
    world.kinds[NAMED] = "nonhuman"
    world.daily(NAMED)
    world.did(20, NAMED, activity_id=5, query="text ~ svc-backup", resource_uid=None)


def its_own_queue_since_ever(world: World) -> None:
    world.kinds[NAMED] = "nonhuman"
    world.daily(NAMED, activity_id=5, query="assignee = svc-reports", resource_uid=None)


def human_client(world: World) -> None:
    lives(world)
    world.did(20, user_agent="Mozilla/5.0 (X11; Linux x86_64)")


def another_program(world: World) -> None:
    lives(world)
    world.did(20, user_agent="curl/8.1")


def by_hand_since_ever(world: World) -> None:
    lives(world)
    world.daily(user_agent="Mozilla/5.0")


def _around_the_clock(world: World, last: int = 24) -> None:
    for number in range(6 * last):
        world.did(number / 6 + 0.01)


def _hours(world: World, first: int, hours: tuple[int, ...], *, weekends: bool = False) -> None:
    """Some hours of ten days, from a new network."""
    for number in range(first, first + 10):
        at: datetime = DAY0 + timedelta(days=number)
        if weekends or at.weekday() < 5:
            for hour in hours:
                world.did(number + hour / 24 + 0.002, src_ip=STRANGE)


def human_hours(world: World) -> None:
    _around_the_clock(world)
    _hours(world, 18, (9, 11, 14))


def moved_with_its_rhythm(world: World) -> None:
    _around_the_clock(world)
    _hours(world, 18, (1, 9, 17), weekends=True)


def worked_by_day_before(world: World) -> None:
    for number in range(24):
        if day(number).weekday() < 5:
            world.did(number + 0.4)
            world.did(number + 0.5)
    _hours(world, 18, (9, 11, 14))


def two_networks(world: World) -> None:
    lives(world)
    for number, where in enumerate((STRANGE, ELSEWHERE, STRANGE)):
        world.did(20 + number / 1000, src_ip=where)


def one_after_the_other(world: World) -> None:
    lives(world)
    for number in range(3):
        world.did(20 + number / 1000, src_ip=STRANGE)
    world.did(20.5, src_ip=ELSEWHERE)


def two_networks_since_ever(world: World) -> None:
    lives(world)
    for start in (1, 20):
        for number, where in enumerate((STRANGE, ELSEWHERE, STRANGE)):
            world.did(start + number / 1000, src_ip=where)


def _dies(world: World, at: float, *, keeps: bool = False, until: float = 999) -> None:
    world.kinds[KEY] = "nonhuman"
    world.daily(KEY, last=18)
    world.dead.append((KEY, "acme", "A", keeps, day(at), day(until)))


def dead_accepted(world: World) -> None:
    _dies(world, 18)
    world.did(20, KEY)


def used_before_its_death_was_known(world: World) -> None:
    _dies(world, 21)
    world.did(20, KEY)


def account_with_a_new_value(world: World) -> None:
    _dies(world, 18, keeps=True)
    world.did(20, KEY)


def known_to_live_again(world: World) -> None:
    _dies(world, 18, until=19)
    world.did(20, KEY)


def dead_tried(world: World) -> None:
    _dies(world, 18)
    world.did(20, KEY, status_id=2, src_ip=STRANGE)


def _exposed(world: World, at: float, known: float) -> None:
    world.kinds[KEY] = "nonhuman"
    world.daily(KEY)
    world.exposed.append((KEY, "acme", day(at), day(known)))


def exposed_used(world: World) -> None:
    _exposed(world, 15, 16)
    world.did(20, KEY, src_ip=STRANGE)


def exposed_used_at_home(world: World) -> None:
    _exposed(world, 15, 16)


def exposed_but_not_known(world: World) -> None:
    _exposed(world, 15, 21)
    world.did(20, KEY, src_ip=STRANGE)


def writes_daily(world: World) -> None:
    """A robot that puts a record into a store every day, and never asks for one."""
    lives(world)
    world.kinds[OTHER] = "nonhuman"
    world.daily(OTHER, class_uid=6005, activity_id=5)


def begins_to_read(world: World) -> None:
    writes_daily(world)
    world.did(20.5, OTHER, class_uid=6005, activity_id=4)


def wrote_only_a_few_times(world: World) -> None:
    lives(world)
    world.kinds[OTHER] = "nonhuman"
    for number in range(9):
        world.did(number, OTHER, class_uid=6005, activity_id=5)
    world.did(20.5, OTHER, class_uid=6005, activity_id=4)


def reads_and_writes(world: World) -> None:
    writes_daily(world)
    world.did(0.05, OTHER, class_uid=6005, activity_id=1)
    world.did(20.5, OTHER, class_uid=6005, activity_id=4)


HITS: list[tuple[str, Plot]] = [
    ("first_read", begins_to_read),
    ("object_breadth_hour", breadth_hour),
    ("object_breadth_ten_days", breadth_ten_days),
    ("mass_secret_reads", mass_secrets),
    ("mass_containers", mass_containers),
    ("many_regions", many_regions),
    ("new_action", new_action),
    ("new_container", new_container),
    ("access_search", asks_about_access),
    ("security_content_reads", reads_about_security),
    ("self_reference_reads", reads_about_itself),
    ("interactive_use", human_client),
    ("working_hours_use", human_hours),
    ("concurrent_networks", two_networks),
    ("dead_credential_accepted", dead_accepted),
    ("dead_credential_used", dead_tried),
    ("exposed_credential_used", exposed_used),
]
MISSES: list[tuple[str, Plot]] = [
    ("first_read", wrote_only_a_few_times),
    ("first_read", reads_and_writes),
    ("object_breadth_hour", as_many_but_over_a_day),
    ("object_breadth_hour", peers_are_as_broad),
    ("object_breadth_day", peers_are_as_broad),
    ("object_breadth_ten_days", the_same_pages_for_ten_days),
    ("object_breadth_ten_days", as_broad_a_month_ago),
    ("mass_secret_reads", the_same_secret_often),
    ("mass_containers", many_things_of_one_container),
    ("many_regions", a_new_region_a_day),
    ("many_regions", in_all_regions_since_ever),
    ("new_action", what_a_peer_does),
    ("new_action", always_something_new),
    ("new_container", where_a_peer_was),
    ("new_container", roams_through_containers),
    ("access_search", asks_about_lunch),
    ("access_search", asks_about_access_since_ever),
    ("security_content_reads", reads_one_of_them),
    ("security_content_reads", reads_them_since_ever),
    ("self_reference_reads", reads_about_another),
    ("self_reference_reads", its_own_queue_since_ever),
    ("interactive_use", another_program),
    ("interactive_use", by_hand_since_ever),
    ("working_hours_use", moved_with_its_rhythm),
    ("working_hours_use", worked_by_day_before),
    ("concurrent_networks", one_after_the_other),
    ("concurrent_networks", two_networks_since_ever),
    ("dead_credential_accepted", used_before_its_death_was_known),
    ("dead_credential_accepted", account_with_a_new_value),
    ("dead_credential_accepted", known_to_live_again),
    ("dead_credential_used", dead_accepted),
    ("dead_credential_used", known_to_live_again),
    ("exposed_credential_used", exposed_used_at_home),
    ("exposed_credential_used", exposed_but_not_known),
]
