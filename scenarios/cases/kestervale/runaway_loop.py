"""A surge: a faulty release sends services into loops over a night; they are stopped, rolled back, and catch up."""

from dataclasses import replace
from random import Random

from scenarios.kit import BY_HAND, DAY, HOUR, MINUTE, SECOND, Machine, Scene, by_hand, handed, surge

#: What had the faulty library in it, and what its system answers when it has enough.
_LOOPING = (
    ("gcp", "kv-claims-app", "1"), ("gcp", "kv-premiums-app", "1"), ("openbao", "token-premiums", "1"),
    ("postgresql", "claims_rw", "1"), ("jira", "kv-claims-tickets", "429"), ("confluence", "kv-care-helper", "429"),
    ("microsoft", "Claims inbox", "1"),
)  # fmt: skip
#: What is looked at by night with the key for emergencies, and whose credentials are used by hand.
_LOOKS = (("machines", ""), ("list", "kv-claims-incoming"), ("secret", "relay-settings"), ("policy", ""),
          ("machines", ""), ("quotas", "europe-west3"))  # fmt: skip
_USED = (("openbao", "token-ops"), ("gitlab", "rollout-watch"), ("postgresql", "core_rw"), ("gitlab", "claims-builds"))


@surge("A faulty release sends services into loops over a night")
def plan(scene: Scene) -> None:
    """From five in the afternoon until past midnight; hands at work by night; two days of twice the usual after it."""
    rng, begins = scene.rng("loop"), scene.at(10, 17)
    ends = begins + 7 * HOUR + rng.randrange(2 * HOUR)
    for system, name, full in _LOOPING:
        service = scene.held(system, name, 12)
        _loops(scene, rng, service, begins + rng.randrange(40 * MINUTE), ends - rng.randrange(2 * HOUR), full)
        release = service.client(begins)
        number = sum(name.encode()) % 90
        service.upgrades += [(begins, f"{release} relay/4.{number}.0"), (ends, f"{release} relay/4.{number}.1")]
    _night(scene, rng, begins + 2 * HOUR)
    for number, name in enumerate(("token-premiums", "kv-premiums-app")):
        # What a loop wrote to everywhere, even to logs, is changed at once.
        handed(scene, rng, name, ends + HOUR + number * 14 * MINUTE, scene.people[3], grace=30 * MINUTE)
    since = ends + 8 * HOUR
    for system, name, _ in _LOOPING:
        service = next(known for known in scene.lasting(system, since, since + HOUR)
                       if known.name == name and not known.job)  # fmt: skip
        # The same credential and client at work once more, for two days.
        ended, phase = min(service.ended, since + 2 * DAY), rng.randrange(HOUR)
        moves, upgrades = list(service.moves), list(service.upgrades)
        scene.adds(
            replace(service, created=since, ended=ended, job="late", phase=phase, moves=moves, upgrades=upgrades)
        )


def _loops(scene: Scene, rng: Random, service: Machine, ms: int, ends: int, full: str) -> None:
    """The same few acts over and over, from more and more places as it is started again; often too many at a time."""
    user, act, began = scene.user(rng, service), next(act for act in service.acts if "!" not in act), ms
    while ms < ends:
        late = rng.random() < min(0.6, (ms - began) / (6 * HOUR))
        where, thing = service.place(began + (ms - began) * 20), rng.choice(service.things)
        user.act(ms, f"{act}!{full}" if late else act, thing, address=where)
        ms += 2 * SECOND + rng.randrange(40 * SECOND)


def _night(scene: Scene, rng: Random, ms: int) -> None:
    """Four people at home take whatever helps: the key for emergencies, builds' and services' tokens, in a hurry."""
    key = scene.held("gcp", "kv-emergency", 12)
    for number, who in enumerate(scene.people[n] for n in (1, 6, 9, 17)):
        on_call = scene.user(rng, key, address=who.home, agent=BY_HAND["gcp"])
        at = on_call.series(ms + number * 25 * MINUTE, _LOOKS, 15 * SECOND, 4 * MINUTE)
        for system, name in _USED[number:]:
            by_hand(scene, rng, scene.held(system, name, 12), at, who.home, 3 + rng.randrange(6))
            at += 9 * MINUTE
        for system in scene.systems:
            for _ in range(5):
                scene.lives(rng, who, ms + rng.randrange(6 * HOUR), who.home, system)
