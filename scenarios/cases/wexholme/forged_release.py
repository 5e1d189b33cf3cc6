"""Text in a remark is run by a build as a command; the build's own token makes a commit, a tag and a release.

After elementary-data (April 2026): a remark under a change, the token of the build, a commit under another's name, and
a package and an image that the release's own pipeline put out within ten minutes.
"""

from scenarios.companies.wexholme_places import builder
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion
from scenarios.systems.gitlab import Gitlab

_HOST, _AGENT = "251.33.118.60", "python-requests/2.32.5"
_PROJECT = "kit/units"


@intrusion("A build runs what a remark says, and makes a release that nobody made")
def plan(scene: Scene) -> None:
    """Looks on two evenings; in the fifth night a remark and a release within ten minutes; undone half a day later."""
    rng, code = scene.rng("intruder"), scene.known("gitlab", Gitlab)
    firm = scene.intruder(rng, scene.held("gitlab", "ext-benchlight", 6), address=_HOST, agent=_AGENT)
    for day in (1, 2):
        ms = scene.at(day, 20) + rng.randrange(3 * HOUR)
        firm.series(ms, [("me", ""), ("merges", _PROJECT), ("file", _PROJECT)], 20 * SECOND, 3 * MINUTE)
    ms = scene.at(4, 1) + rng.randrange(3 * HOUR)
    firm.series(ms, [("note", _PROJECT, "change: remark that a build runs")], SECOND)
    firm.holds()
    build = scene.intruder(
        rng, scene.held("gitlab", "kit-checks", 6), address=builder("forged", ms), agent="curl/8.5.0"
    )
    since = ms = ms + 2 * MINUTE + rng.randrange(MINUTE)
    ms = build.series(ms, [
        ("me", ""), ("commit", _PROJECT, "change: commit under another's name"), ("tag", _PROJECT, "change: tag"),
        ("pipeline", _PROJECT, "use: release's pipeline"),
    ], 10 * SECOND, 30 * SECOND)  # fmt: skip
    build.holds(since)
    ms += MINUTE + rng.randrange(MINUTE)
    release = scene.intruder(rng, scene.held("gitlab", "kit-release", 6))
    release.series(ms, [("tags", _PROJECT), ("publish", _PROJECT, "change: package")], 30 * SECOND, MINUTE)
    image = scene.intruder(rng, scene.held("gcp", "wx-deploy", 6))
    image.act(ms + 3 * MINUTE, "put", "wx-pairing-shared", "change: image")
    found, who = ms + 12 * HOUR, scene.people[1]
    for number, act in enumerate(("tags", "untag", "commits", "commit", "packages")):
        undone = code.person_does(rng, who, found + number * 6 * MINUTE, act, _PROJECT, who.office, who.agent)
        scene.ordinary(undone)
    handed(scene, rng, "ext-benchlight", found + HOUR, scene.people[1], grace=MINUTE)
