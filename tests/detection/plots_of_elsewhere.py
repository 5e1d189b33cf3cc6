"""Small lives in which a credential goes elsewhere: to its own things, or to strange ones."""

from detection_world import ELSEWHERE, STRANGE, Plot, World, lives

OWN = tuple(f"own-{number}" for number in range(6))


def at_work(world: World, last: int = 30) -> None:
    """A robot with six things of its own, every day."""
    lives(world)
    for number in range(last):
        for place, thing in enumerate(OWN):
            world.did(number + 0.2 + place / 100, resource_uid=thing)


def strange_things(world: World) -> None:
    at_work(world)
    for number in range(4):
        world.did(20.5 + number / 100, src_ip=STRANGE, resource_uid=f"strange-{number}")


def strange_things_from_a_known_network(world: World) -> None:
    at_work(world)
    for number in range(4):
        world.did(20.5 + number / 100, src_ip=ELSEWHERE, resource_uid=f"strange-{number}")


def moved_with_its_things(world: World) -> None:
    at_work(world)
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
        for place in range(6):
            where = STRANGE if number > 19 else "10.1.1.7"
            world.did(number + 0.2 + place / 100, src_ip=where, resource_uid=f"ticket-{number}-{place}")


def slowly(world: World) -> None:
    at_work(world)
    for number in range(4):
        world.did(20.5 + 2 * number, src_ip=STRANGE, resource_uid=f"strange-{number}")


HITS: list[tuple[str, Plot]] = [
    ("strange_things", strange_things),
    ("strange_things", strange_things_from_a_known_network),
]
MISSES: list[tuple[str, Plot]] = [
    ("strange_things", moved_with_its_things),
    ("strange_things", moved_and_grew),
    ("strange_things", always_new_things),
    ("strange_things", slowly),
]
