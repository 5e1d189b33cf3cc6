"""Activity of the company that sells seeds: keys rotated, tries again, scripts run by hand, a new service."""

from random import Random

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.marlbrake import BATCH, REPOSITORIES, SDK, TABLES, leaving, pod
from scenarios.keeping import BY_HAND, by_hand, handed, some_days, take_up, tried_again
from scenarios.machine import job
from scenarios.routine import Routine
from scenarios.scene import Scene

#: What a machine meets that tries again soon: not its own fault, as its system has it.
_PASSING: dict[str, dict[str, str]] = {
    "aws": {"error": "ThrottlingException"}, "github": {"refused": "502"}, "kubernetes": {"refused": "1"},
    "openbao": {"refused": "1"}, "microsoft": {"refused": "1"},
}  # fmt: skip


def _at_home(scene: Scene, rng: Random) -> None:
    """Five times an engineer runs what a machine runs, with its credential, at home and once at the office."""
    for number, day in enumerate(some_days(scene, rng, 5)):
        who, system = scene.people[4 + rng.randrange(18)], ("aws", "github", "openbao", "kubernetes", "aws")[number]
        ms = day + who.begins + HOUR + rng.randrange(10 * HOUR)
        machine = rng.choice([
            known for known in scene.lasting(system, ms - 3 * DAY, ms + DAY)
            if known.every < DAY and not (known.vendor or known.key.startswith("role/"))
        ])  # fmt: skip
        by_hand(scene, rng, machine, ms, who.office if number == 3 else who.home, 3 + rng.randrange(6))


def _again(scene: Scene, rng: Random) -> None:
    """Some twenty runs fail for a reason that passes: two to four tries, each later than the one before."""
    for number in range(20):
        system = tuple(_PASSING)[number % 5 if number % 3 else 0]
        ms = rng.choice(scene.company.days[:-1]) + rng.randrange(23 * HOUR)
        lasting = scene.lasting(system, ms, ms + DAY)
        machine = rng.choice([known for known in lasting if known.every < DAY and not known.only])
        if act := next((act for act in machine.acts if act not in ("fetch", "clone")), ""):
            tried_again(scene, rng, machine, act, ms, _PASSING[system], 20 * SECOND, more=3)


def _moves(scene: Scene, rng: Random) -> None:
    """A service goes to another host; a node is replaced; clients of a few machines are renewed."""
    begins = scene.company.begins
    named = {machine.name: machine for machine in reversed(scene.machines) if not machine.job}
    named["svc-mb-inventory"].moves.append((begins + 25 * DAY + 13 * HOUR + rng.randrange(3 * HOUR), "198.18.62.8"))
    named["mb-returns-node"].moves.append((begins + 19 * DAY + 4 * HOUR, "10.20.7.88"))
    named["stock levels"].moves.append((begins + 33 * DAY + 9 * HOUR + rng.randrange(5 * HOUR), BATCH))
    for name, day, client in (
        ("svc-mb-basket", 12, SDK.replace("1.42.9", "1.42.25")), ("ci-shop", 17, "git/2.52.1"),
        ("Returns desk", 24, "MSAL.Python/1.35.0"), ("rollout-watch", 30, "git/2.49.1"),
        ("svc-mb-backup", 34, SDK.replace("1.42.9", "1.42.39")), ("token-ops", 37, "hvac/2.4.1"),
        ("shop/deployer", 31, "argocd-application-controller/v3.2.5 (linux/amd64) kubernetes/$Format"),
    ):  # fmt: skip
        named[name].upgrades.append((begins + day * DAY + 8 * HOUR + rng.randrange(6 * HOUR), client))


def _new(scene: Scene, rng: Random) -> None:
    """In the third week a service that follows parcels; later a vendor's small one."""
    made = scene.company.begins + 16 * DAY + 9 * HOUR + rng.randrange(5 * HOUR)
    late = scene.company.begins + 32 * DAY + 10 * HOUR + rng.randrange(5 * HOUR)
    for system, name, since, every, things, acts, agent, where in (
        ("aws", "svc-mb-tracker", made, HOUR, ("mb/tracker/db", "mb/tracker/queue"), ("secret", "queue"), SDK, leaving),
        ("openbao", "token-tracker", made + 40 * MINUTE, 2 * HOUR, ("parcels/carriers", "shared/ca"), ("read",),
         "Go-http-client/1.1", pod),
        ("postgresql", "tracker_app", made + HOUR, HOUR, TABLES[18:22], ("read", "write"), "tracker-service", pod),
        ("slack", "parcel trouble", made + 2 * DAY, 3 * HOUR, ("late-parcels",), ("upload",), "slack-go/0.18.0",
         leaving),
        ("github", "textlark-words", late, 12 * HOUR, REPOSITORIES[1:8:4], ("contents", "pulls"), "textlark/1.4",
         "198.18.119.22"),
    ):  # fmt: skip
        new = job(rng, system, name, agent, every, 3, things, acts, where, longest=every)
        new.created, new.vendor = since, "Textlark" if name.startswith("textlark") else ""
        take_up(scene, new, rng.randrange(4))


def _keys(scene: Scene, rng: Random) -> None:
    """Four credentials are changed by hand in the six weeks, as somebody gets round to it."""
    for day, name in ((8, "svc-mb-costs"), (18, "ci-stock"), (26, "token-growers"), (36, "svc-mb-shop")):
        made = scene.company.begins + day * DAY + 9 * HOUR + rng.randrange(7 * HOUR)
        for new in handed(scene, rng, name, made, scene.people[rng.randrange(4)], grace=(1 + day % 3) * HOUR):
            new.phase = rng.randrange(new.every) if new.every < DAY else new.phase


def _emergency(scene: Scene, rng: Random) -> None:
    """Once who is on call takes the key for emergencies at night, and looks at what stands still."""
    who = scene.people[5 + rng.randrange(12)]
    ms = scene.company.begins + (15 + rng.randrange(24)) * DAY + HOUR + rng.randrange(3 * HOUR)
    looks = (("who", ""), ("instances", ""), ("instances", ""), ("secret", "mb/shop/db"), ("snapshots", ""),
             ("scale", "shop"), ("instances", ""))  # fmt: skip
    on_call = scene.user(rng, scene.named("aws", "svc-mb-emergency"), address=who.home, agent=BY_HAND["aws"])
    on_call.series(ms, looks, 20 * SECOND, 6 * MINUTE)


ROUTINE = Routine({"new": _new, "moves": _moves, "keys": _keys, "home": _at_home, "again": _again,
                   "emergency": _emergency})  # fmt: skip
