"""Small lives in which a credential goes elsewhere: to its own things, or to strange ones."""

from detection_world import ELSEWHERE, OFFICE, PERSON, STRANGE, Plot, World, lives

OWN = tuple(f"own-{number}" for number in range(6))


def at_work(world: World, last: int = 30) -> None:
    """A robot with six things of its own, every day until it moves."""
    world.daily(last=last)
    world.daily(PERSON, src_ip=ELSEWHERE, user_agent="Mozilla/5.0")
    for number in range(last):
        for network, thing in enumerate(OWN):
            world.did(number + 0.2 + network / 100, resource_uid=thing)


def used_beside(world: World) -> None:
    """Its own things, from a network and with a client that are both new, while it goes on at home."""
    at_work(world)
    world.did(20.5, src_ip=STRANGE, user_agent="curl/8.1", resource_uid=OWN[0])


def used_beside_by_somebody_of_the_organisation(world: World) -> None:
    """Its holder runs it on his travels, where he signed in himself."""
    at_work(world)
    world.did(20.4, PERSON, src_ip=STRANGE, user_agent="Mozilla/5.0")
    world.did(20.5, src_ip=STRANGE, user_agent="curl/8.1", resource_uid=OWN[0])


def moved_with_another_client(world: World) -> None:
    at_work(world, 20)
    for number in range(20, 30):
        world.did(number + 0.2, src_ip=STRANGE, user_agent="curl/8.1", resource_uid=OWN[0])


def second_site_with_the_same_client(world: World) -> None:
    at_work(world)
    for number in range(20, 30):
        world.did(number + 0.2, src_ip=STRANGE, resource_uid=OWN[0])


def another_client_at_home(world: World) -> None:
    at_work(world)
    world.did(20.5, user_agent="curl/8.1", resource_uid=OWN[0])


def another_client_in_a_known_network(world: World) -> None:
    at_work(world)
    world.did(20.5, src_ip=ELSEWHERE, user_agent="curl/8.1", resource_uid=OWN[0])


def scattered(world: World) -> None:
    """Its own things, each from another home, while it goes on at home."""
    at_work(world)
    for number in range(3):
        world.did(20.5 + number / 10, src_ip=f"203.0.{number}.9", resource_uid=OWN[0])


def scattered_after_trials(world: World) -> None:
    """Single trials from new networks before, and own networks that are more than a few."""
    at_work(world)
    for number in range(5):
        world.did(1.5, src_ip=f"192.0.{number}.9", resource_uid=OWN[0])
    for number in range(2):
        world.did(16.5 + 2 * number, src_ip=f"203.1.{number}.9", resource_uid=OWN[0])
    scattered(world)


def scattered_every_week(world: World) -> None:
    at_work(world)
    for number in range(12):
        world.did(10 + 7 * (number // 3) + number % 3 / 10, src_ip=f"203.0.{number}.9", resource_uid=OWN[0])


def moved_to_where_addresses_change(world: World) -> None:
    at_work(world, 20)
    for number in range(30):
        world.did(20.5 + number / 10, src_ip=f"203.0.{number % 5}.9", resource_uid=OWN[0])


def scattered_where_others_are(world: World) -> None:
    at_work(world)
    for number in range(3):
        world.did(20.4, PERSON, src_ip=f"203.0.{number}.9")
        world.did(20.5 + number / 10, src_ip=f"203.0.{number}.9", resource_uid=OWN[0])


def scattered_over_days(world: World) -> None:
    at_work(world)
    for number in range(3):
        world.did(20.5 + number, src_ip=f"203.0.{number}.9", resource_uid=OWN[0])


def always_scattered(world: World) -> None:
    at_work(world)
    for number in range(30):
        world.did(number + 0.5, src_ip=f"203.0.{number}.9", resource_uid=OWN[0])
        world.did(number + 0.6, src_ip=f"203.1.{number}.9", resource_uid=OWN[0])
        world.did(number + 0.7, src_ip=f"203.2.{number}.9", resource_uid=OWN[0])


def strange_things(world: World) -> None:
    at_work(world)
    for number in range(4):
        world.did(20.5 + number / 100, src_ip=STRANGE, resource_uid=f"strange-{number}")


def strange_things_from_a_known_network(world: World) -> None:
    at_work(world)
    for number in range(4):
        world.did(20.5 + number / 100, src_ip=ELSEWHERE, resource_uid=f"strange-{number}")


def moved_with_its_things(world: World) -> None:
    at_work(world, 20)
    for number, thing in enumerate(OWN):
        world.did(20.5 + number / 100, src_ip=STRANGE, resource_uid=thing)


def moved_and_grew(world: World) -> None:
    """Three new things among many of its own."""
    moved_with_its_things(world)
    for number in range(3):
        world.did(20.7 + number / 100, src_ip=STRANGE, resource_uid=f"new-{number}")


def always_new_things(world: World) -> None:
    """One that reads new tickets every day moves."""
    lives(world)
    for number in range(30):
        for network in range(6):
            where = STRANGE if number > 19 else "10.1.1.7"
            world.did(number + 0.2 + network / 100, src_ip=where, resource_uid=f"ticket-{number}-{network}")


def new_things_in_strange_projects(world: World) -> None:
    """New tickets every day, of one project at home and of others from elsewhere."""
    lives(world)
    for number in range(30):
        for network in range(6):
            world.did(number + 0.2 + network / 100, resource_uid=f"A-{number}-{network}", resource_group="A")
    for number, project in enumerate("BCD"):
        world.did(20.5 + number / 100, src_ip=STRANGE, resource_uid=f"{project}-1", resource_group=project)


def _reads_new_tickets(world: World) -> None:
    lives(world)
    for number in range(30):
        for network in range(6):
            world.did(number + 0.2 + network / 100, resource_type="issue", resource_uid=f"A-{number}-{network}")


def things_of_a_kind_that_it_never_touched(world: World) -> None:
    """New tickets every day at home; from elsewhere the projects themselves, which it never looked at."""
    _reads_new_tickets(world)
    for number, project in enumerate("BCD"):
        world.did(20.5 + number / 100, src_ip=STRANGE, resource_type="project", resource_uid=project)


def more_of_what_is_new_every_day(world: World) -> None:
    _reads_new_tickets(world)
    for number in range(3):
        world.did(20.5 + number / 100, src_ip=STRANGE, resource_type="issue", resource_uid=f"B-{number}")


def slowly(world: World) -> None:
    at_work(world)
    for number in range(4):
        world.did(20.5 + 4 * number, src_ip=STRANGE, resource_uid=f"strange-{number}")


def strange_things_beside_its_own(world: World) -> None:
    """As many of its own things as strange ones, while it goes on at home."""
    at_work(world)
    for number, thing in enumerate(OWN[:4]):
        world.did(20.5 + number / 100, src_ip=STRANGE, resource_uid=thing)
        world.did(21.5 + number / 100, src_ip=STRANGE, resource_uid=f"strange-{number}")


def strange_secrets_among_its_own(world: World) -> None:
    """Told when it is seen at home again."""
    at_work(world)
    for number, name in enumerate((*OWN[:4], "secret-1", "secret-2")):
        about = {"class_uid": 6005, "activity_id": 1} if name.startswith("secret") else {}
        world.did(20.5 + number / 100, src_ip=STRANGE, resource_uid=name, **about)


def asks_in_new_ways(world: World) -> None:
    """A look round without a name in it."""
    at_work(world)
    for number in range(4):
        world.did(20.5 + number / 100, src_ip=STRANGE, class_uid=6003, resource_uid=None, operation=f"List{number}")


def asked_so_at_home(world: World) -> None:
    at_work(world)
    for number in range(4):
        for at, where in ((5, OFFICE), (20.5, STRANGE)):
            world.did(at + number / 100, src_ip=where, class_uid=6003, resource_uid=None, operation=f"List{number}")


def two_strange_secrets(world: World) -> None:
    at_work(world)
    for number in range(2):
        world.did(20.5 + number / 100, src_ip=STRANGE, class_uid=6005, activity_id=1, resource_uid=f"secret-{number}")


def two_strange_looks(world: World) -> None:
    """Told when it is seen at home again."""
    at_work(world)
    for number in range(2):
        world.did(20.5 + number / 100, src_ip=STRANGE, resource_uid=f"page-{number}")


def two_strange_looks_of_one_that_moved(world: World) -> None:
    at_work(world, 20)
    for number in range(2):
        world.did(20.5 + number / 100, src_ip=STRANGE, resource_uid=f"page-{number}")


def two_strange_looks_beside_its_own(world: World) -> None:
    at_work(world)
    for number, thing in enumerate(("page-1", OWN[0], OWN[1], "page-2")):
        world.did(20.5 + number / 100, src_ip=STRANGE, resource_uid=thing)


def changes(world: World, at: float, activity: int, target: str = "ann", **more: object) -> None:
    about = {"class_uid": 3001, "activity_id": activity, "target": f"okta@main:user:{target}", "resource_type": "user"}
    world.did(at, **(about | more))


def takes_over(world: World) -> None:
    lives(world)
    for number in range(1, 29, 2):
        changes(world, number + 0.3, 4, f"user-{number}")
    changes(world, 20.5, 11)
    changes(world, 20.51, 4)


def takes_over_since_ever(world: World) -> None:
    takes_over(world)
    changes(world, 4.5, 11, "bob")
    changes(world, 4.51, 4, "bob")


def each_half_of_another(world: World) -> None:
    lives(world)
    changes(world, 20.5, 11)
    changes(world, 20.51, 4, "bob")


def both_halves_days_apart(world: World) -> None:
    lives(world)
    changes(world, 20.5, 11)
    changes(world, 22.5, 4)


def comes_back(world: World) -> None:
    lives(world)
    world.did(20, src_ip=ELSEWHERE)


def moves_for_good(world: World) -> None:
    lives(world)
    for number in range(30, 40):
        world.did(number + 0.1, src_ip=ELSEWHERE)


def changed_its_network_before(world: World) -> None:
    lives(world)
    world.did(3, src_ip=ELSEWHERE)
    world.did(20, src_ip=ELSEWHERE)


def away_for_days(world: World) -> None:
    for number in range(20):
        world.did(number + 0.1)
    world.did(20, src_ip=ELSEWHERE)
    world.did(24)


def _sessions(world: World, *networks: str) -> None:
    """A session a day, and on day 20 one that is used in some networks."""
    lives(world)
    for number in range(30):
        world.did(number + 0.2, session_uid=f"s-{number}")
        world.did(number + 0.3, session_uid=f"s-{number}")
    for number, where in enumerate(networks):
        world.did(20.4 + number / 100, session_uid="s-20", src_ip=where)


def session_elsewhere(world: World) -> None:
    _sessions(world, ELSEWHERE)


def session_refused_elsewhere(world: World) -> None:
    _sessions(world)
    world.did(20.4, session_uid="s-20", src_ip=ELSEWHERE, status_id=2)


def sessions_of_two_gateways(world: World) -> None:
    _sessions(world, ELSEWHERE)
    world.did(3.4, session_uid="s-3", src_ip=STRANGE)


def another_session_elsewhere(world: World) -> None:
    _sessions(world)
    world.did(20.4, session_uid="other", src_ip=ELSEWHERE)


HITS: list[tuple[str, Plot]] = [
    ("new_objects_new_network", strange_things),
    ("concurrent_use", used_beside),
    ("concurrent_use", used_beside_by_somebody_of_the_organisation),
    ("scattered_networks", scattered),
    ("scattered_networks", scattered_after_trials),
    ("new_objects_new_network", strange_things_from_a_known_network),
    ("new_objects_new_network", strange_things_beside_its_own),
    ("new_objects_new_network", strange_secrets_among_its_own),
    ("new_objects_new_network", new_things_in_strange_projects),
    ("new_objects_new_network", things_of_a_kind_that_it_never_touched),
    ("new_objects_new_network", asks_in_new_ways),
    ("new_objects_new_network", two_strange_secrets),
    ("new_objects_new_network", two_strange_looks),
    ("account_takeover", takes_over),
    ("network_round_trip", comes_back),
    ("session_network_change", session_elsewhere),
]
MISSES: list[tuple[str, Plot]] = [
    ("scattered_networks", moved_to_where_addresses_change),
    ("scattered_networks", scattered_where_others_are),
    ("scattered_networks", scattered_over_days),
    ("scattered_networks", always_scattered),
    ("scattered_networks", scattered_every_week),
    ("concurrent_use", moved_with_another_client),
    ("concurrent_use", second_site_with_the_same_client),
    ("concurrent_use", another_client_at_home),
    ("concurrent_use", another_client_in_a_known_network),
    ("new_objects_new_network", moved_with_its_things),
    ("new_objects_new_network", moved_and_grew),
    ("new_objects_new_network", always_new_things),
    ("new_objects_new_network", more_of_what_is_new_every_day),
    ("new_objects_new_network", slowly),
    ("new_objects_new_network", asked_so_at_home),
    ("new_objects_new_network", two_strange_looks_of_one_that_moved),
    ("new_objects_new_network", two_strange_looks_beside_its_own),
    ("account_takeover", takes_over_since_ever),
    ("account_takeover", each_half_of_another),
    ("account_takeover", both_halves_days_apart),
    ("network_round_trip", moves_for_good),
    ("network_round_trip", changed_its_network_before),
    ("network_round_trip", away_for_days),
    ("session_network_change", session_refused_elsewhere),
    ("session_network_change", sessions_of_two_gateways),
    ("session_network_change", another_session_elsewhere),
]
