"""A key on a machine of a fair that nobody switched off makes a user and a machine, and reads a backup's disk.

After BrowserStack (November 2014): an old machine, a key with rights, a user and a rule for one address, a machine with
a copy of a production disk, a password out of its settings, and a table that is copied until an alarm ends it.
"""

from scenarios.companies.wrenfold_places import OFFICES
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, hexes, intrusion
from scenarios.systems.aws import Aws

_FROM, _AGENT = "250.17.88.203", "aws-cli/1.22.34 Python/3.10.12 Linux/5.15.0-91-generic botocore/1.23.34"
_MADE = "10.50.90.14"


@intrusion("An old machine's key attaches a backup's disk, whose password copies a table")
def plan(scene: Scene) -> None:
    """A user and a machine within the evening; the table two hours later, cut off; all of it gone by the morning."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    held = scene.held("aws", "svc-wf-show-2022", 16)
    key = scene.intruder(rng, held, address=_FROM, agent=_AGENT)
    begins = ms = scene.at(3, 18) + rng.randrange(2 * HOUR)
    name = f"svc-wf-{hexes(rng, 4)}"
    steps: tuple[tuple[str, ...], ...] = (("instances", ""), ("who", ""), ("user", name, "stay: user made"),
             ("give-user", name, "stay: all rights given"))  # fmt: skip
    ms = key.series(ms, steps, 20 * SECOND, 3 * MINUTE)
    made = Machine("aws", name, aws_id(rng, "AKIA"), _FROM, _AGENT, FOREVER, 1, [], (), created=ms)
    scene.adds(made)
    scene.hostile("stay: key made", cloud.turns(rng, made, held, ms, made=True, address=_FROM, agent=_AGENT))
    user, disk, host = scene.intruder(rng, made), hexes(rng, 16), hexes(rng, 16)
    steps = (("firewalls", ""), ("disks", ""), ("volumes", ""), ("key-pair", "t1", "use: pair of keys"),
             ("open-one", f"{hexes(rng, 17)}|{_FROM}", "change: firewall opened"), ("run", "m5.large", "use: machine"),
             ("disk-from", hexes(rng, 16), "take: disk made from a backup"),
             ("attach", f"{disk}|{host}", "take: disk attached"))  # fmt: skip
    ms = user.series(ms + MINUTE, steps, 30 * SECOND, 4 * MINUTE)
    ends = ms + 5 * HOUR
    scene.foothold("machine", f"aws@{cloud.account}:instance:i-0{host}", ms - 5 * MINUTE, ends)
    role = scene.intruder(rng, scene.held("postgresql", "desk_rw", 16), address=_MADE, agent="psql")
    ms = since = ms + 70 * MINUTE + rng.randrange(40 * MINUTE)
    steps = (("tables", ""), ("columns", ""), ("count", "parties.persons"),
             ("copy", "parties.persons", "take: table copied"),
             ("copy", "claims.persons", "take: table copied"))  # fmt: skip
    ms = role.series(ms, steps, 2 * MINUTE, 8 * MINUTE)
    by = scene.people[1]
    for act in ("sessions", "tables"):
        admin = scene.user(rng, scene.named("postgresql", "dba_edi"), address=by.home)
        admin.act(ms + 6 * MINUTE, act)
    made.ended = held.ended = ends
    scene.changed(rng, made, by, ends, made=False)
    scene.changed(rng, held, by, ends + MINUTE, made=False)
    for number, act in enumerate(("instances", "terminate", "trail-events", "drop-user")):
        thing = (host, f"0{host}", "", name)[number]
        scene.ordinary(cloud.person_does(rng, by, ends + 5 * MINUTE * (number + 1), act, thing, OFFICES[0][0]))
    key.holds(begins, ends + MINUTE)
    user.holds(made.created, ends)
    role.holds(since)
