"""Small lives in which a credential opens other doors, at other hours, or much of the house goes to another place."""

from detection_world import HOUSE, STRANGE, Plot, World, lives


def refused_every_day(world: World, last: int = 30) -> None:
    """An account that may not read some new tickets a day, and moves."""
    lives(world)
    for number in range(last):
        for ticket in range(4):
            where = STRANGE if number >= 20 else HOUSE
            about = {"resource_uid": f"ticket-{number}-{ticket}", "src_ip": where}
            world.did(number + 0.2 + ticket / 100, status_id=2, **about)


def refused_more_than_every_day(world: World) -> None:
    refused_every_day(world, 20)
    for number in range(9):
        world.did(20.5 + number / 100, status_id=2, resource_uid=f"secret-{number}", src_ip=STRANGE)


HITS: list[tuple[str, Plot]] = [
    ("refused_here_and_there", refused_more_than_every_day),
]
MISSES: list[tuple[str, Plot]] = [
    ("refused_here_and_there", refused_every_day),
]
