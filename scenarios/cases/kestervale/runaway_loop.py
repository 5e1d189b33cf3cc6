"""A surge: a faulty release sends services into loops over a night; they are stopped, rolled back, and catch up."""

from dataclasses import replace
from random import Random

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.keeping import BY_HAND, by_hand, handed
from scenarios.machine import Machine
from scenarios.organisations import KESTERVALE
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.visit import held

#: What had the faulty library in it, and what its system answers when it has enough.
_LOOPING = (
    ("gcp", "kv-claims-app", "1"), ("gcp", "kv-premiums-app", "1"), ("openbao", "token-premiums", "1"),
    ("postgresql", "claims_rw", "1"), ("jira", "kv-claims-tickets", "429"), ("confluence", "kv-care-helper", "429"),
    ("microsoft", "Claims inbox", "1"),
)  # fmt: skip


def plan(scene: Scene) -> None:
    """From five in the afternoon until past midnight; hands at work by night; two days of twice the usual after it."""
    rng, begins = scene.rng("loop"), scene.start + 10 * DAY + 17 * HOUR
    ends = begins + 7 * HOUR + rng.randrange(2 * HOUR)
    for system, name, full in _LOOPING:
        one = held(scene, system, name, 12)
        _loops(scene, rng, one, begins + rng.randrange(40 * MINUTE), ends - rng.randrange(2 * HOUR), full)
        release = one.client(begins)
        number = sum(name.encode()) % 90
        one.upgrades += [(begins, f"{release} relay/4.{number}.0"), (ends, f"{release} relay/4.{number}.1")]
    _night(scene, rng, begins + 2 * HOUR)
    made = ends + HOUR
    for name in ("token-premiums", "kv-premiums-app"):
        # What a loop wrote to everywhere, even to logs, is changed at once.
        handed(scene, rng, name, made, scene.people[3], grace=30 * MINUTE)
        made += 14 * MINUTE
    for system, name, _ in _LOOPING:
        _catches_up(rng, scene, next(one for one in scene.lasting(system, ends + 8 * HOUR, ends + 9 * HOUR)
                                     if one.name == name and not one.job), ends + 8 * HOUR)  # fmt: skip


def _catches_up(rng: Random, scene: Scene, one: Machine, since: int) -> None:
    """The same credential and client at work once more, for two days."""
    again = replace(one, created=since, ended=min(one.ended, since + 2 * DAY), job="late", phase=rng.randrange(HOUR),
                    moves=list(one.moves), upgrades=list(one.upgrades))  # fmt: skip
    scene.machines.append(again)


def _loops(scene: Scene, rng: Random, one: Machine, ms: int, ends: int, full: str) -> None:
    """The same few acts over and over, from more and more places as it is started anew; often too many at a time."""
    system, act = scene.systems[one.system], next(act for act in one.acts if "!" not in act)
    began = ms
    while ms < ends:
        late = rng.random() < min(0.6, (ms - began) / (6 * HOUR))
        where = one.place(began + (ms - began) * 20)
        told = {"refused": full} if late else {}
        scene.ordinary(
            system.work(rng, one, ms, act, one.things[rng.randrange(len(one.things))], address=where, **told)
        )
        ms += 2 * SECOND + rng.randrange(40 * SECOND)


def _night(scene: Scene, rng: Random, ms: int) -> None:
    """Four people at home take whatever helps: the key for emergencies, builds' and services' tokens, in a hurry."""
    key, store = held(scene, "gcp", "kv-emergency", 12), scene.systems["gcp"]
    for number, who in enumerate(scene.people[n] for n in (1, 6, 9, 17)):
        at = ms + number * 25 * MINUTE
        for act, thing in (("machines", ""), ("list", "kv-claims-incoming"), ("secret", "relay-settings"),
                           ("policy", ""), ("machines", ""), ("quotas", "europe-west3")):  # fmt: skip
            scene.ordinary(store.work(rng, key, at, act, thing, address=who.home, agent=BY_HAND["gcp"]))
            at += 15 * SECOND + rng.randrange(4 * MINUTE)
        for system, name in (("openbao", "token-ops"), ("gitlab", "rollout-watch"), ("postgresql", "core_rw"),
                             ("gitlab", "claims-builds"))[number:]:  # fmt: skip
            by_hand(scene, rng, held(scene, system, name, 12), at, who.home, 3 + rng.randrange(6))
            at += 9 * MINUTE
        for one in scene.systems.values():
            for _ in range(5):
                scene.ordinary(one.live(rng, who, ms + rng.randrange(6 * HOUR), who.home))


SCENARIO = Scenario("A faulty release sends services into loops over a night", plan, surge=True, company=KESTERVALE)
