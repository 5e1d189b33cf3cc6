"""A deploy token puts a hook on two repositories; the token is taken away two days later, the hooks stay."""

from scenarios.kit import DAY, HOUR, MINUTE, Scene, digits, intrusion


@intrusion("A deploy token leaves hooks behind that outlive it")
def plan(scene: Scene) -> None:
    """It reads how builds are made, adds hooks and a secret, and is quiet: the hooks deliver by themselves."""
    rng = scene.rng("intruder")
    token = rng.choice(scene.of("github", vendor=False))
    intruder = scene.intruder(rng, token, address="203.0.113.201", agent="python-httpx/0.28.1")
    ms = scene.at(1, 9) + rng.randrange(6 * HOUR)
    contents = (("contents", name) for name in token.things[:4])
    ms = intruder.series(ms, contents, MINUTE, 4 * MINUTE, what="look: {thing} read")
    for name in token.things[:2]:
        hook = digits(rng, 9)
        intruder.act(ms, "hook", name, "stay: hook on {thing}", hook=hook)
        scene.foothold("webhook", f"github@main:webhook:{hook}", ms)
        ms += MINUTE + rng.randrange(20 * MINUTE)
    intruder.act(ms, "secret", token.things[0], "stay: secret changed")
    token.ended = ms + 2 * DAY
    intruder.holds(until=token.ended)
    scene.changed(rng, token, scene.people[0], token.ended, made=False)
