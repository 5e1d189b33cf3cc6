"""The system that sets customers up is entered with a password; for two weeks it gives out first passwords and keys.

After GoDaddy's managed WordPress (2021): the system's own rights, from its own host, for ten weeks; first passwords,
keys of certificates, numbers and addresses of customers.
"""

from random import Random

from scenarios.companies.ostermoor_places import SETUP
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion


@intrusion("The system that sets customers up gives out first passwords and keys for two weeks")
def plan(scene: Scene) -> None:
    """A few secrets a day at first, more later, always from the system's host; customers' lists on two days."""
    rng = scene.rng("intruder")
    token = scene.intruder(rng, scene.held("openbao", "token-setup-eu", 16), agent="curl/7.61.1")
    ms = scene.at(1, 6) + rng.randrange(9 * HOUR)
    looks = [("self", ""), ("mounts!1", ""), ("list", "customers/"), ("read!1", "sites/db")]
    token.series(ms, looks, 30 * SECOND, 4 * MINUTE)
    for day in (2, 3, 5, 6, 8, 9, 10, 13, 15):
        ms = scene.at(day, 6) + rng.randrange(10 * HOUR)
        taken = rng.sample(range(700), (3 if day < 8 else 9) + rng.randrange(6))
        steps = [("read", f"customers/c{number:04d}/{rng.choice(('first', 'first', 'tls'))}", "take: secret")
                 for number in taken]  # fmt: skip
        token.series(ms, steps, 3 * SECOND, 3 * MINUTE)
    token.holds()
    _lists(scene, rng)


def _lists(scene: Scene, rng: Random) -> None:
    """The system's role in the database, with another program: numbers, addresses, and whom they belong to."""
    role, since = scene.intruder(rng, scene.named("postgresql", "setup_rw"), address=SETUP, agent="psql"), 0
    for day, names in ((4, ("sites.contacts",)), (11, ("sites.records", "sites.owners"))):
        ms = scene.at(day, 7) + rng.randrange(9 * HOUR)
        since = since or ms
        steps = [("tables", ""), *(("count", name) for name in names),
                 *(("all", name, "take: table read") for name in names)]  # fmt: skip
        role.series(ms, steps, 40 * SECOND, 6 * MINUTE)
    role.holds(since)
