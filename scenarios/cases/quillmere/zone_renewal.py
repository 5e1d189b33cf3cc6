"""A surge: the zone moves to another account; records, tokens, certificates and guards of applications are new.

Each record is written twice, each token is handed on, hospitals' systems try old tokens for two days, caches are
emptied again and again, and the office and the sites get other addresses on the way.
"""

from dataclasses import replace
from random import Random

from scenarios.companies.quillmere import APPS, AREAS, OFFICE, SITES, runner
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, handed, surge
from scenarios.systems.okta import Okta

_NEW = {OFFICE: "203.0.113.90", SITES[0]: "203.0.113.91", SITES[1]: "203.0.113.92", SITES[2]: "203.0.113.93"}
_TOKENS = ("zone-builds", "cache-emptier", "certificates", "hospital-orders", "bench-screens", "status-probe")


@surge("The zone moves to another account, and every record and token of it is made anew")
def plan(scene: Scene) -> None:
    """Records on two days, tokens on the third, sites on the fourth, old records dropped on the fifth."""
    rng = scene.rng("zone")
    names = [f"{area}-{kind}" for area in AREAS for kind in ("app", "api", "static", "old")] + ["www", "mail", "status"]
    keeper = scene.user(rng, scene.named("cloudflare", "zone-builds"), address=scene.people[3].office)
    for day, act in ((1, "add"), (2, "set")):
        keeper.series(scene.at(day, 8), [(act, name) for name in names * 2], 4 * SECOND, 50 * SECOND)
    proofs = scene.user(rng, scene.named("cloudflare", "certificates"))
    steps = [(act, f"_acme-challenge.{name}") for name in names for act in ("add", "drop")]
    proofs.series(scene.at(2, 12), steps, 9 * SECOND, MINUTE)
    _tokens(scene, rng)
    _moves(scene, rng)
    last = next(one for one in reversed(scene.of("cloudflare")) if one.name == "zone-builds")
    drops = scene.user(rng, last, address=scene.people[3].home)
    drops.series(scene.at(5, 9), [("drop", name) for name in names], 3 * SECOND, 30 * SECOND)
    emptier = next(one for one in reversed(scene.of("cloudflare")) if one.name == "cache-emptier")
    for day in (3, 4, 5):
        purge = scene.user(rng, emptier, address=runner("purge", scene.at(day, 13)))
        purge.series(scene.at(day, 13), [("purge", "www"), ("purge", "portal"), ("purge", "static")] * 7, 2 * MINUTE,
                     9 * MINUTE)  # fmt: skip


def _tokens(scene: Scene, rng: Random) -> None:
    """Each token is handed on; two old ones of hospitals and screens are tried for hours after their end."""
    for number, name in enumerate(_TOKENS):
        made = scene.at(3, 8) + number * 20 * MINUTE + rng.randrange(9 * MINUTE)
        old = next(one for one in reversed(scene.of("cloudflare")) if one.name == name and one.ended > made)
        handed(scene, rng, name, made, scene.people[number % 4], grace=(1 + number * 3) * HOUR)
        if "visit" in old.acts:
            late = scene.user(rng, old)
            steps = [("visit!1", rng.choice(old.things or APPS)) for _ in range(40)]
            late.series(old.ended + 5 * MINUTE, steps, 9 * MINUTE, 30 * MINUTE)


def _moves(scene: Scene, rng: Random) -> None:
    """People and machines of the office and the sites come from other addresses; sessions end, and many mistype."""
    okta, since = scene.known("okta", Okta), scene.at(4)
    for number, one in enumerate(scene.people):
        if one.office in _NEW:
            scene.people[number] = replace(one, moved=(since, _NEW[one.office]))
    for machine in scene.machines:
        if machine.address in _NEW:
            machine.moves.append((since + rng.randrange(DAY // 2), _NEW[machine.address]))
    for number, one in enumerate(scene.people[:90]):
        ms = since + one.begins + rng.randrange(2 * HOUR)
        scene.ordinary(okta.person_does(rng, scene.people[number % 4], ms - HOUR, "clear", whom=one))
        for refused in ("INVALID_CREDENTIALS", "")[number % 2 :]:
            where = _NEW.get(one.office, one.home)
            scene.ordinary(okta.person_does(rng, one, ms, "session", address=where, refused=refused))
            ms += 40 * SECOND
