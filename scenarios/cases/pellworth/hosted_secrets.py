"""Who has the host of small applications reads the secrets of all of them, and uses two of these elsewhere.

After Hugging Face (2024): a place where many run small applications, whose secrets were read through the host, and
tokens among them that opened more. On the host it is its own token from its own address.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOST, _ELSEWHERE = "198.18.151.60", ("249.8.44.2", "249.8.45.7")
_APPS = ("quizzes", "seminar-bot", "maps", "scan-view", "forms", "polls", "reading-list", "lab-queue", "door-signs",
         "tutor-match", "visitor-map", "alumni-days")  # fmt: skip


@intrusion("The host of small applications reads all of their secrets")
def plan(scene: Scene) -> None:
    """Lists and twelve secrets on one night, refusals on the next; from the fifth day on a bot's token and a role."""
    rng = scene.rng("intruder")
    host = scene.intruder(rng, scene.held("openbao", "token-apps-host", 10), address=_HOST, agent="curl/8.5.0")
    ms = scene.at(2, 8) + rng.randrange(3 * HOUR)
    steps = [("self", ""), ("mounts!1", ""), ("list", "apps/"),
             *(("read", f"apps/{name}", "take: secret") for name in _APPS)]  # fmt: skip
    host.series(ms, steps, 4 * SECOND, 50 * SECOND)
    ms = scene.at(3, 9) + rng.randrange(2 * HOUR)
    tries = [("list!1", ""), *(("read!1", name, "take: secret") for name in ("clinic/db", "enrol/db", "builds/pages"))]
    host.series(ms, [*tries, ("read", "apps/forms", "take: secret")], 20 * SECOND, 2 * MINUTE)
    host.holds()
    bot, since = scene.intruder(rng, scene.named("slack", "seminar bot"), agent="node-fetch/1.0"), 0
    for day in (5, 6, 9):
        ms = scene.at(day, 10) + rng.randrange(4 * HOUR)
        since = since or ms
        files = [("download", f"paper-{rng.randrange(700)}", "take: file") for _ in range(5 + rng.randrange(5))]
        bot.series(ms, files, 6 * SECOND, 2 * MINUTE, address=_ELSEWHERE[0])
    bot.holds(since)
    role, since = (
        scene.intruder(rng, scene.named("postgresql", "courses_app"), address=_ELSEWHERE[1], agent="psycopg2"),
        0,
    )
    for day in (7, 10):
        ms = scene.at(day, 9) + rng.randrange(3 * HOUR)
        since = since or ms
        looks = [("tables", "")] if day == 7 else [("read!1", "courses.persons")]
        role.series(ms, [*looks, *(("all", f"courses.{name}", "take: table read") for name in ("persons", "marks"))],
                    MINUTE, 9 * MINUTE)  # fmt: skip
    role.holds(since)
