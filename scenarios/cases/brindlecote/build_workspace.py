"""Keys that lie in a workspace of the server for builds list buckets and tables and read some files of staff.

After CommuteAir (January 2023): a server for builds that asked for no password, keys in what a job had left, lists of
what the account holds, some files on staff taken, and nothing changed.
"""

from scenarios.companies.brindlecote_places import AREAS, BUCKETS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM, _AGENT = "250.61.12.77", "aws-cli/2.9.12 Python/3.9.11 Linux/6.1.4-arch1-1 exe/x86_64.arch prompt/off"


@intrusion("Keys from a workspace of builds list buckets and tables and read files of staff")
def plan(scene: Scene) -> None:
    """An evening of lists with two keys, forty files; a second evening of the same; nothing is changed."""
    rng = scene.rng("intruder")
    test = scene.intruder(rng, scene.held("aws", "svc-bc-yard-test", 15), address=_FROM, agent=_AGENT)
    yard = scene.intruder(rng, scene.held("aws", "svc-bc-yard", 15), address=_FROM, agent=_AGENT)
    ms = since = scene.at(5, 18) + rng.randrange(2 * HOUR)
    ms = test.series(ms, [("who", ""), ("buckets", ""), ("item-tables", "")], 30 * SECOND, 3 * MINUTE)
    for name in ("bc-identity-test", *rng.sample(BUCKETS, 9)):
        refused = "" if name.endswith(("test", "shared")) else "!1"
        ms = test.series(ms, [(f"objects{refused}", name)], 40 * SECOND, 4 * MINUTE)
    files = [("object", f"bc-identity-test|staff/{rng.randrange(900):04d}.csv", "take: file of staff")
             for _ in range(28)]  # fmt: skip
    ms = test.series(ms, files, 5 * SECOND, MINUTE)
    began = ms
    ms = yard.series(ms + 9 * MINUTE, [("who", ""), ("buckets!1", ""), ("objects", "bc-events-builds")], 30 * SECOND,
                     MINUTE)  # fmt: skip
    ms = scene.at(6, 20) + rng.randrange(2 * HOUR)
    steps = [
        ("item-tables", "", "look: tables"),
        ("items", f"{AREAS[17]}-crew", "take: rows of staff"),
        ("items", f"{AREAS[13]}-cards", "take: rows of staff"),
        ("items!1", f"{AREAS[5]}-cards", "look: rows"),
    ]
    ms = test.series(ms, steps, MINUTE, 5 * MINUTE)
    files = [("object", f"bc-identity-test|rota/{rng.randrange(300):03d}.json", "take: file of staff")
             for _ in range(12)]  # fmt: skip
    test.series(ms, files, 5 * SECOND, MINUTE)
    test.holds(since)
    yard.holds(began)
