"""A surge: a course on software; teachers and engineers clone, open and build dozens of repositories in a week.

Repositories are made public for the course and private again, workflows and secrets are made by a robot, and all of
what engineers have on their own computers works at the same time.
"""

from random import Random

from scenarios.companies.pellworth import REPOSITORIES, builder, phone
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, digits, surge, take_up
from scenarios.machine import job
from scenarios.systems.github import Github


@surge("A course clones, opens and builds dozens of repositories")
def plan(scene: Scene) -> None:
    """A robot's new token on the first day; five days of exercises; public on Monday, private on Friday."""
    rng, code = scene.rng("course"), scene.known("github", Github)
    robot = job(rng, "github", "course-robot-2", "octokit-rest.js/23.1.2", 3 * HOUR, 5, REPOSITORIES[30:],
                ("contents", "workflow", "statuses"), builder)  # fmt: skip
    robot.created = scene.at(6, 15)
    take_up(scene, robot, 2)
    _set_up(scene, rng, robot.created + HOUR)
    opened = [name for name in REPOSITORIES if name.endswith("-docs")] + ["quizzes", "seminar-2025", "lab-notebooks"]
    for made, ms in (("public", scene.at(7, 15)), ("private", scene.at(11, 22))):
        for number, name in enumerate(opened):
            by = scene.people[number % 3]
            at = ms + number * 2 * MINUTE
            for act in ("edit", "visibility"):
                scene.ordinary(code.granted(rng, by, at, act, name, by.office, by.agent, made=made))
    for day in range(7, 12):
        for number in range(18):
            _exercise(scene, rng, code, number, scene.at(day, 15) + rng.randrange(9 * HOUR))
    late = scene.user(rng, scene.named("github", "build-courses"))
    late.series(scene.at(9, 3), [("clone", name) for name in REPOSITORIES[:30]] * 2, 9 * SECOND, 2 * MINUTE)


def _set_up(scene: Scene, rng: Random, ms: int) -> None:
    """The robot writes a workflow and a secret into each repository of the course, some of which it may not."""
    robot = scene.user(rng, next(one for one in scene.machines if one.name == "course-robot-2"))
    for number, name in enumerate(REPOSITORIES[12:40]):
        refused = "!403" if number % 9 == 4 else ""
        steps = [(f"workflow{refused}", name), *(() if refused else (("secret", name), ("push", name), ("run", name)))]
        ms = robot.series(ms, steps, 3 * SECOND, 20 * SECOND, named="COURSE", path=".github/workflows/exercise.yml")


def _exercise(scene: Scene, rng: Random, code: Github, number: int, ms: int) -> None:
    """Somebody clones, reads and changes a few repositories with his own token, on the campus or by telephone."""
    who = scene.people[number]
    where = phone(number, ms) if rng.random() < 0.3 else who.place(ms - ms % DAY)
    for name in rng.sample(REPOSITORIES, 4 + rng.randrange(14)):
        for act in ("clone", "contents", *(("push", "open") if rng.random() < 0.3 else ())):
            scene.ordinary(code.granted(rng, who, ms, act, name, where, "git/2.54.0"))
            ms += 4 * SECOND + rng.randrange(MINUTE)
    if number % 6 == 0:
        scene.ordinary(code.person_does(rng, who, ms, "personal_access_token.access_granted", who.login,
                                        personal_access_token_id=digits(rng, 9)))  # fmt: skip
