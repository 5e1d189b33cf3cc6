"""Builds' tokens are used elsewhere; all is handed on when that is found out, but for one token of the zone.

After Matrix.org (2019): a build server, code cloned, a rotation, and the one key that it left out, with which the zone
was turned elsewhere twice.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion

_HOST, _LATER = "245.160.3.44", "245.9.18.200"


@intrusion("A rotation leaves out the zone's token, which turns the zone elsewhere")
def plan(scene: Scene) -> None:
    """Clones on two nights; all handed on in a morning; four days later two records, again when they are set back."""
    rng = scene.rng("intruder")
    builds = [scene.held("github", name, 5) for name in ("ci-boxes", "ci-routes")]
    begun: list[int] = []
    wanted = ["infrastructure", "zone-records", "depot-keys", "runbooks", "build-images", "backup-jobs"]
    for night, token in enumerate(builds):
        intruder = scene.intruder(rng, token, address=_HOST, agent="git/2.11.0")
        ms = scene.at(1 + 2 * night, 2) + rng.randrange(3 * HOUR)
        begun.append(ms)
        intruder.series(ms, [("clone", wanted.pop(0), "take: repository cloned") for _ in range(3)], MINUTE, 9 * MINUTE)
    found = scene.at(7, 9)
    for number, name in enumerate(("ci-boxes", "ci-routes", "ci-yard", "svc-dm-deploy", "release-tagger",
                                   "svc-dm-terraform", "zone-records")):  # fmt: skip
        handed(scene, rng, name, found + number * 7 * MINUTE, scene.people[number % 3], grace=5 * MINUTE)
    for since, token in zip(begun, builds, strict=True):
        scene.foothold("credential", f"github@main:token_id:{token.key}", since, token.ended)
    left = scene.held("cloudflare", "zone-keeper", 11)
    zone, ops = scene.intruder(rng, left, address=_LATER), scene.user(rng, left)
    ms = since = scene.at(11, 4) + rng.randrange(HOUR)
    for _ in range(2):
        zone.series(ms, (("set", "www", "change: record set"), ("set", "status", "change: record set")), 30 * SECOND)
        ms += 70 * MINUTE
        ops.series(ms - 9 * MINUTE, (("set", "www"), ("set", "status")), 40 * SECOND)
    left.ended = ms + HOUR
    scene.changed(rng, left, scene.people[1], left.ended, made=False)
    zone.holds(since, left.ended)
