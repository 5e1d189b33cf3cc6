"""A surge: a vendor that reads all settings begins; its five credentials ask for everything, twice a day.

The first runs are refused in part, until rights are widened; the vendor's engineers look at odd hours by hand.
"""

from random import Random
from zlib import crc32

from scenarios.companies.lowmere import BUCKETS, DOMAIN, PROJECTS, SPACES
from scenarios.kit import DAY, FOREVER, FRESH, HOUR, MINUTE, SECOND, Machine, Scene, digits, surge, take_up
from scenarios.systems.microsoft import Microsoft, application

_VENDOR, _WITH = "Cairnwatch", "cairnwatch-collector/4.2 (+https://cairnwatch.example)"
#: What is read in each system.
_READS: dict[str, tuple[str, ...]] = {
    "gcp": ("buckets", "policy", "accounts", "keys", "list", "databases", "secrets", "machines", "zones"),
    "gitlab": ("projects", "groups", "users", "branches", "merges", "tree", "variables"),
    "microsoft": ("sign-in", "mail"), "openbao": ("self", "mounts"), "workspace": ("view",),
    "jira": ("search", "myself"),
}  # fmt: skip


@surge("A vendor that reads all settings begins")
def plan(scene: Scene) -> None:
    """Credentials on one evening, a first run that is refused in part, rights on the next day, then two runs a day."""
    rng, made = scene.rng("vendor"), scene.at(1, 20)
    readers = [_reader(scene, rng, system, made + number * 13 * MINUTE) for number, system in enumerate(_READS)]
    tenant = scene.known("microsoft", Microsoft)
    for day, operation in ((0, "Consent to application."), (1, "Add app role assignment to service principal.")):
        app = next(one for one in readers if one.system == "microsoft")
        records = tenant.account_does(
            rng, scene.people[15].login, made + day * DAY + MINUTE, operation, application(app)
        )
        scene.ordinary(records)
    for run in range(26):
        for reader in readers:
            ms = made + HOUR + run * 12 * HOUR + rng.randrange(40 * MINUTE)
            _run(scene, rng, reader, ms, first=run < 2)
    for day in (2, 3, 9):
        reader = rng.choice(readers[:2])
        person = scene.user(rng, reader, address="198.18.222.200", agent="curl/8.15.0")
        steps = [(rng.choice(reader.acts), rng.choice(reader.things)) for _ in range(15)]
        person.series(scene.at(day, 6) + rng.randrange(4 * HOUR), steps, 20 * SECOND, 4 * MINUTE)


def _reader(scene: Scene, rng: Random, system: str, made: int) -> Machine:
    things = {"gcp": list(BUCKETS), "gitlab": list(PROJECTS), "jira": ["SEC", "INST"], "openbao": [""],
              "microsoft": [f"safety@{DOMAIN}"],
              "workspace": [f"{space.lower()}-note-1" for space in SPACES]}  # fmt: skip
    key = FRESH[system](rng) if system in FRESH else digits(rng, 21)
    name = "cairnwatch" if system in ("gcp", "gitlab", "jira") else _VENDOR
    reader = Machine(system, name, key, "", _WITH, FOREVER, 1,
                     things[system], _READS[system], created=made, vendor=_VENDOR, roams=_from)  # fmt: skip
    take_up(scene, reader, 15)
    return reader


def _from(key: str, ms: int) -> str:
    return f"198.18.222.{40 + crc32(f'{key}/{ms // HOUR}'.encode()) % 9}"


def _run(scene: Scene, rng: Random, reader: Machine, ms: int, *, first: bool) -> None:
    """Each act on each thing, or some of them; refused in part at first."""
    steps = [(act, thing) for thing in rng.sample(reader.things, min(12, len(reader.things))) for act in reader.acts]
    for act, thing in steps:
        refused = "403" if first and rng.random() < 0.3 and reader.system != "workspace" else ""
        scene.user(rng, reader).act(ms, act, thing, refused=refused)
        ms += 300 + rng.randrange(4 * SECOND)
