"""A surge: a festival on fields for five days; helpers, an office in tents, gates by the dozen, and much by hand.

Accounts are made for eighteen helpers, who sign in by mobile lines from everywhere; gates get keys of their own, have
wrong ones at first and send each scan thrice; tables are copied to a laptop, as the line may break.
"""

from random import Random

from scenarios.companies.merrowby import APPS, TABLES, mobile
from scenarios.kit import (
    BY_HAND,
    DAY,
    FOREVER,
    FRESH,
    HOUR,
    MINUTE,
    SECOND,
    Machine,
    Person,
    Scene,
    chrome,
    okta_id,
    surge,
    take_up,
)
from scenarios.systems.okta import Okta

_TENTS = "242.199.4.18"
_PHONE = chrome("Linux; Android 16", 150)
_KINDS = {
    "aws": ("aws-sdk-cpp/1.11.720 ua/2.1 os/Linux#5.10 lang/c++#C++14", "mb-gates-files|field/{:03d}.json",
            ("put-object",)),
    "cloudflare": ("", APPS[2], ("visit",)),
    "openbao": ("curl/7.88.1", "gates/sim", ("read",)),
}  # fmt: skip


@surge("A festival on fields for five days, with helpers and gates of its own")
def plan(scene: Scene) -> None:
    """Accounts on a Wednesday, gates on Thursday, three days of scans, and all of it taken away on Monday."""
    rng, since, until = scene.rng("fields"), scene.at(2, 5), scene.at(8, 6)
    helpers = [_helper(scene, rng, number, since + number * 4 * MINUTE, until) for number in range(18)]
    for one in helpers:
        for day in range(3, 7):
            for _ in range(2 + rng.randrange(3)):
                ms = scene.at(day, 6) + rng.randrange(12 * HOUR)
                scene.lives(rng, one, ms, mobile(one.login, ms), *rng.sample(("okta", "slack", "cloudflare"), 2))
    for number in range(7):
        _gates(scene, rng, number, scene.at(3, 4) + number * 20 * MINUTE, until)
    _laptop(scene, rng)
    okta = scene.known("okta", Okta)
    for number, one in enumerate(helpers):
        scene.ordinary(okta.person_does(rng, scene.people[number % 4], until + number * MINUTE, "deactivate",
                                        whom=one))  # fmt: skip


def _helper(scene: Scene, rng: Random, number: int, joined: int, left: int) -> Person:
    """A helper's account, with groups and applications; the first sign-ins are refused, as the telephone is new."""
    one = Person(f"field{number:02d}", okta_id(rng, "00u"), _TENTS, _TENTS, _PHONE, joined, team="field", left=left,
                 works=False)  # fmt: skip
    scene.people.append(one)
    okta, ms = scene.known("okta", Okta), joined
    for act, thing in (("create", ""), ("join", "crew"), ("assign", "Slack"), ("assign", "Box office")):
        scene.ordinary(okta.person_does(rng, scene.people[number % 4], ms, act, thing, whom=one))
        ms += 20 * SECOND
    ms = scene.at(3, 5) + rng.randrange(9 * HOUR)
    for refused in ("INVALID_CREDENTIALS", "VERIFICATION_ERROR", "")[rng.randrange(3) :]:
        scene.ordinary(okta.person_does(rng, one, ms, "session", address=mobile(one.login, ms), refused=refused))
        ms += 2 * MINUTE
    scene.ordinary(okta.person_does(rng, one, ms, "factor", whom=one, address=mobile(one.login, ms)))
    return one


def _gates(scene: Scene, rng: Random, number: int, made: int, until: int) -> None:
    """A gate's key, token and door; the first hour fails, then each scan is sent three times."""
    system = tuple(_KINDS)[number % 3]
    agent, thing, acts = _KINDS[system]
    things = [thing.format(place) for place in range(90)]
    gate = Machine(system, f"field-gate-{number}", FRESH[system](rng), "", agent, FOREVER, 1, things, acts,
                   created=made, ended=until + DAY, roams=mobile)  # fmt: skip
    take_up(scene, gate, number % 4)
    user = scene.user(rng, gate)
    user.series(made + 20 * MINUTE, [(f"{acts[0]}!1", things[0])] * (6 + rng.randrange(9)), MINUTE, 6 * MINUTE)
    for day in range(3, 7):
        ms = scene.at(day, 7) + rng.randrange(2 * HOUR)
        steps = [(acts[0], rng.choice(things)) for _ in range(240 if system == "aws" else 70)]
        user.series(ms, steps, 20 * SECOND, 3 * MINUTE)
    if system != "openbao":
        scene.changed(rng, gate, scene.people[number % 4], until + DAY, made=False)


def _laptop(scene: Scene, rng: Random) -> None:
    """On the evening before, an engineer copies what gates need to his laptop; in two nights he compares by hand."""
    role = scene.user(rng, scene.named("postgresql", "app"), address=_TENTS, agent="psql")
    tables = [name for name in TABLES if name.startswith(("gates", "passes", "venues"))]
    role.series(scene.at(3, 16), [("copy", table) for table in tables], 20 * SECOND, 2 * MINUTE)
    for day in (4, 6):
        role.series(scene.at(day, 19), [(act, table) for table in tables for act in ("count", "all")], 9 * SECOND,
                    MINUTE)  # fmt: skip
    key = scene.user(rng, scene.named("aws", "svc-mb-scans"), address=_TENTS, agent=BY_HAND["aws"])
    steps = [("objects", "mb-gates-files"), *(("object", f"mb-gates-files|field/{number:03d}.json")
                                              for number in range(80))]  # fmt: skip
    key.series(scene.at(5, 18), steps, 2 * SECOND, 20 * SECOND)
    rota = scene.user(rng, scene.named("okta", "crew-rota"), address=_TENTS)
    rota.series(scene.at(3, 6), [("join", "crew"), ("leave", "crew")] * 30, 5 * SECOND, MINUTE)
