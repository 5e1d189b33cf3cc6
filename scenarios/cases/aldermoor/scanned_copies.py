"""A key that stood in a vendor's ticket copies for two weeks; what a scanner finds in the copies is tried elsewhere.

After Telus Digital (March 2026): a credential of the cloud out of stolen tickets, months of copies, a scanner of
secrets over them, and a way from each system into the next.
"""

from random import Random

from scenarios.companies.aldermoor_places import PROJECTS, TABLES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_VPN = ("250.87.12.40", "252.61.200.9", "254.140.33.71", "251.9.77.118")
_BOTO = "Boto3/1.40.61 md/Botocore#1.40.61 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.12.3"


@intrusion("A key out of a ticket copies for weeks, and what is found in the copies opens more")
def plan(scene: Scene) -> None:
    """Copies on eleven days from four addresses; four credentials tried on the eighth; code and tables by two."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("aws", "svc-am-registry", 16), agent=_BOTO)
    ms = scene.at(1, 3) + rng.randrange(5 * HOUR)
    ms = key.series(ms, [("who", ""), ("buckets", ""), ("databases!1", ""), ("secrets!1", "")], 30 * SECOND, 2 * MINUTE,
                    address=_VPN[0])  # fmt: skip
    names = [f"am-labs-shared|cohort/{number:04d}" for number in range(300)]
    for number, day in enumerate((1, 2, 3, 5, 6, 7, 9, 10, 12, 13, 15)):
        ms = scene.at(day, 9) + rng.randrange(13 * HOUR)
        steps = [("objects", "am-labs-shared"), *(
            ("object", name, "take: object read") for name in rng.sample(names, 40 + rng.randrange(80))
        )]  # fmt: skip
        key.series(ms, steps, 2 * SECOND, 25 * SECOND, address=_VPN[number % 4])
    key.holds()
    _tried(scene, rng)


def _tried(scene: Scene, rng: Random) -> None:
    """The scanner's own question to each, in a row; two work, and are used on three days after."""
    ms = scene.at(8, 11) + rng.randrange(4 * HOUR)
    code = scene.intruder(rng, scene.held("gitlab", "registry-sync", 16), address=_VPN[1], agent="TruffleHog")
    table = scene.intruder(rng, scene.held("postgresql", "registry_ro", 16), address=_VPN[1], agent="psycopg2")
    vault = scene.intruder(rng, scene.held("azure", "Research data", 16), address=_VPN[1], agent="TruffleHog")
    mail = scene.intruder(rng, scene.held("microsoft", "Trial letters", 16), address=_VPN[1], agent="TruffleHog")
    code.act(ms, "me", "", "look: token tried")
    vault.act(ms + 2 * SECOND, "sign-in!1", "", "look: secret tried")
    mail.act(ms + 3 * SECOND, "sign-in!1", "", "look: secret tried")
    table.act(ms + 5 * SECOND, "tables", "", "look: role tried")
    code.holds(ms)
    table.holds(ms)
    for number, day in enumerate((9, 11, 14)):
        ms = scene.at(day, 2) + rng.randrange(6 * HOUR)
        taken = [("fetch", name, "take: code") for name in rng.sample(PROJECTS, 8)]
        code.series(ms, [("projects", ""), *taken], 10 * SECOND, MINUTE, address=_VPN[3], agent="git/2.43.0")
        ms += 2 * HOUR
        read = [("all", name, "take: table read") for name in rng.sample(TABLES[24:36], 4)]
        table.series(ms, [("tables", ""), *read][number > 0 :], 40 * SECOND, 5 * MINUTE, address=_VPN[2])
