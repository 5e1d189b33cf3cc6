"""What the support's server holds is used for two days: pictures, commands on customers' gateways, lists of customers.

After Verkada (2021): a server for maintenance that was open to the net, credentials on it, the support's own functions
for customers' devices, and two lists. What the console is told to do looks as if the console did it.
"""

from dataclasses import replace
from random import Random

from scenarios.companies.ostermoor_places import PICTURES, SUPPORT
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Scene, handed, intrusion, uuid

_FROM = ("249.120.33.7", "252.14.81.60")
_WITH = "aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.13.7"


@intrusion("The support's server is open, and what it holds is used for two days")
def plan(scene: Scene) -> None:
    """A look in the evening; gateways and pictures all night and the next day; lists at noon; cut off at six."""
    rng = scene.rng("intruder")
    console, key = scene.held("kubernetes", "support/console", 6), scene.held("aws", "svc-om-support", 6)
    begins, cut = scene.at(2, 19) + rng.randrange(2 * HOUR), scene.at(3, 20) + rng.randrange(40 * MINUTE)
    user = scene.intruder(rng, console)
    ms = user.series(begins, [("pods", ""), ("config", ""), ("secrets!1", "support:")], 30 * SECOND, 4 * MINUTE)
    _gateways(scene, rng, ms + 20 * MINUTE, cut)
    pictures = scene.intruder(rng, key, address=_FROM[0], agent=_WITH)
    since = ms = begins + HOUR + rng.randrange(HOUR)
    ms = pictures.series(ms, [("who", ""), ("buckets!1", ""), ("objects", "om-lifts-raw")], 20 * SECOND, 2 * MINUTE)
    for where in _FROM:
        reads = [("object", name, "take: picture") for name in rng.sample(PICTURES, 70 + rng.randrange(60))]
        ms = pictures.series(ms, reads, 2 * SECOND, 40 * SECOND, address=where) + 5 * HOUR
    lists = scene.intruder(rng, scene.named("postgresql", "support_ro"), address=SUPPORT, agent="psql")
    noon = scene.at(3, 11) + rng.randrange(HOUR)
    steps = [("tables", ""), ("count", "sites.contacts"), ("all", "sites.contacts", "take: list of customers"),
             ("all", "orders.records", "take: list of orders"), ("read!1", "invoices.records")]  # fmt: skip
    lists.series(noon, steps, MINUTE, 9 * MINUTE)
    handed(scene, rng, "svc-om-support", cut, scene.people[1], grace=MINUTE)
    pictures.holds(since, key.ended)
    _console_ends(scene, rng, cut)
    user.holds(begins, cut)
    lists.holds(noon)


def _gateways(scene: Scene, rng: Random, ms: int, until: int) -> None:
    """Commands on one customer's gateway after another, with pauses."""
    user = scene.intruder(rng, scene.named("kubernetes", "support/console"))
    for number in rng.sample(range(900), 97):
        if ms > until - HOUR:
            return
        user.act(ms, "exec", f"gateway:site-{number:04d}", "use: command on a gateway")
        ms += 20 * SECOND + rng.randrange(8 * MINUTE) + (HOUR if rng.random() < 0.06 else 0)


def _console_ends(scene: Scene, rng: Random, cut: int) -> None:
    """The console's account is taken away; half a day later another one takes its place."""
    old = scene.named("kubernetes", "support/console")
    new = replace(old, name="support/console-b", key=uuid(rng), created=cut + 12 * HOUR, ended=FOREVER, upgrades=[])
    old.ended = cut
    scene.adds(new)
