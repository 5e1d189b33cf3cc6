"""An engineer who was dismissed in the afternoon still has his session and his token, and uses them in the night.

After First Republic Bank (2020, judged in December 2023): a computer that was not given back, logs deleted, code
deleted, code taken, and access that the directory's change had not ended.
"""

from dataclasses import replace

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.aws import Aws
from scenarios.systems.github import Github

_DROPPED = ("stats-service", "rank-service", "crash-reader", "shaders", "build-farm")


@intrusion("A dismissed engineer deletes logs and code in the night")
def plan(scene: Scene) -> None:
    """From his home, with his own programs: code taken, logs and flows deleted, then five repositories."""
    rng, code, cloud = scene.rng("intruder"), scene.known("github", Github), scene.known("aws", Aws)
    who = scene.people[27]
    ms = scene.at(4, 12) + rng.randrange(3 * HOUR)

    def coded(act: str, name: str, what: str, at: int, **more: str) -> None:
        refused = more.get("refused", "")
        records = code.granted(rng, who, at, act, name, who.home, "GitHub CLI 2.91.0", **more)
        scene.hostile(what, records, success=not refused)

    for name in ("tide-balance", "ember-balance", "player-tools"):
        coded("clone", name, "take: repository cloned", ms)
        ms += 2 * MINUTE + rng.randrange(6 * MINUTE)
    for act, thing, what, error in (
        ("instances", "", "look: call", ""), ("drop-logs", "/tq/match", "hide: log deleted", ""),
        ("drop-logs", "/tq/shop", "hide: log deleted", ""), ("drop-flows", "0a81c4", "hide: log deleted", ""),
        ("stop-trail", "tq-whole", "hide: trail stopped", "AccessDenied"), ("scale", "rank", "change: scaled", ""),
        ("terminate", "0f2c91", "destroy: machine ended", ""), ("terminate", "0f2c9e", "destroy: machine ended",
                                                                "AccessDenied"),
    ):  # fmt: skip
        records = cloud.person_does(rng, who, ms, act, thing, who.home, error=error)
        scene.hostile(what, records, success=not error)
        ms += 40 * SECOND + rng.randrange(5 * MINUTE)
    for name in _DROPPED:
        coded("branch", name, "destroy: branch deleted", ms, path="heads/release")
        coded("destroy", name, "destroy: repository deleted", ms + 30 * SECOND)
        ms += MINUTE + rng.randrange(5 * MINUTE)
    coded("branch", "infrastructure", "destroy: branch deleted", ms, path="heads/main", refused="403")
    scene.foothold("session", cloud.session(who), scene.first, ms + 9 * HOUR)
    scene.foothold("credential", f"github@main:token_id:{Github.token(who)}", scene.first)
    place = scene.people.index(who)
    scene.people[place] = replace(who, left=scene.at(4, 9))
