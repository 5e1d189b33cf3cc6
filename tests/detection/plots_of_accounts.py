"""Plots of accounts that people have: used elsewhere beside their usual use, and what only looks like it."""

from detection_world import PERSON, STRANGE, Plot, World, lives

HOME = "192.0.2.44"


def _works(world: World) -> None:
    """A person works in the office every day, and at home in the evening."""
    lives(world)
    for number in range(30):
        for hour in (8, 10, 12, 14, 16):
            world.did(number + hour / 24, PERSON)
        world.did(number + 20 / 24, PERSON, src_ip=HOME)


def used_elsewhere_while_at_work(world: World) -> None:
    _works(world)
    world.did(20 + 11 / 24, PERSON, src_ip=STRANGE)


def travels(world: World) -> None:
    """Two days elsewhere, without any use from the usual networks."""
    lives(world)
    for number in (*range(20), *range(23, 30)):
        world.did(number + 0.4, PERSON)
    for number in range(20, 23):
        world.did(number + 0.4, PERSON, src_ip=STRANGE)


def has_another_line_at_home(world: World) -> None:
    """From one evening on: after work, and long before the next morning's."""
    lives(world)
    for number in range(30):
        world.did(number + 14 / 24, PERSON)
        world.did(number + 20 / 24, PERSON, src_ip=HOME if number < 18 else STRANGE)


def a_colleague_s_network(world: World) -> None:
    _works(world)
    world.did(2, "jira@main:account:bob", src_ip=STRANGE)
    world.did(20 + 11 / 24, PERSON, src_ip=STRANGE)


HITS: list[tuple[str, Plot]] = [("account_elsewhere", used_elsewhere_while_at_work)]
MISSES: list[tuple[str, Plot]] = [
    ("account_elsewhere", travels),
    ("account_elsewhere", has_another_line_at_home),
    ("account_elsewhere", a_colleague_s_network),
]
