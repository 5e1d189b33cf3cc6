"""A surge: a week of holidays, in which people work from abroad, and some run their machines' jobs by hand there."""

from dataclasses import replace

from scenarios.kit import HOUR, MINUTE, Scene, surge

_BY_HAND = "aws-cli/2.27.22 md/awscrt#0.26.1 ua/2.1 os/macos#24.5.0 md/arch#arm64 lang/python#3.13.3"


@surge("A week in which people work from abroad, with their machines' tokens too")
def plan(scene: Scene) -> None:
    """Sixteen people, each from another place; three engineers sign in there and rerun what failed, with its token."""
    rng = scene.rng("holiday")
    for number, place in enumerate((*range(4, 12), *range(60, 68))):
        where = f"198.19.{180 + number}.{10 + rng.randrange(200)}"
        scene.people[place] = replace(scene.people[place], trips=((scene.at(2), scene.at(9), where),))
    batch = [key for key in scene.of("aws") if key.key.startswith("AKIA")]
    builds = [build for build in scene.of("gitlab", vendor=False) if build.agent.startswith("git/")]
    for number in range(3):
        who, where = scene.people[4 + number], scene.people[4 + number].trips[0][2]
        for day in (3, 5):
            ms, job, build = scene.at(day + number % 2, 9) + rng.randrange(4 * HOUR), batch[number], builds[number]
            scene.lives(rng, who, ms - 9 * MINUTE, where, "okta")
            steps = [(act, job.things[day % 3]) for act in (*job.acts, job.acts[0])]
            ms = scene.user(rng, job, address=where, agent=_BY_HAND).series(ms, steps, MINUTE, 9 * MINUTE)
            scene.user(rng, build, address=where).series(ms, [("fetch", name) for name in build.things[:2]], MINUTE)
