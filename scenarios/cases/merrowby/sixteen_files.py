"""An engineer's password, used elsewhere too, opens private code; a key in it reads sixteen files within two weeks.

After Uber (2016, told by the FTC in 2018): a host of code to which people came with passwords of their own, a key of
the cloud in a file there, and sixteen files out of storage in a month, never many at a time.
"""

from dataclasses import replace

from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Scene, chrome, intrusion
from scenarios.systems.github import Github

_FROM, _CLOUD = "252.17.44.90", ("249.8.130.15", "249.8.131.200")
_WITH = "S3 Browser/10.1.9 (https://s3browser.com)"


@intrusion("A reused password opens code, and a key in it reads sixteen files")
def plan(scene: Scene) -> None:
    """Two visits to the code; four days later lists of storage; then one to four files on six days."""
    rng, code = scene.rng("intruder"), scene.known("github", Github)
    who = replace(scene.people[12], office=_FROM, agent=chrome(WINDOWS, 138))
    for day, names in ((1, ("infrastructure", "sales-service")), (2, ("numbers", "payouts-service", "old-shop"))):
        ms = scene.at(day, 15) + rng.randrange(4 * HOUR)
        for name in names:
            for action in ("repo.download_zip",) if day == 1 else ("git.clone",):
                records = code.person_does(rng, who, ms, action, who.login, repo=f"merrowby/{name}",
                                           operation_type="access")  # fmt: skip
                scene.hostile("take: code", records)
                ms += 40 * SECOND + rng.randrange(9 * MINUTE)
    scene.foothold("session", f"github@main:user:{who.login}", scene.first)
    key = scene.intruder(rng, scene.held("aws", "svc-mb-exports", 17), address=_CLOUD[0], agent=_WITH)
    since = ms = scene.at(5, 16) + rng.randrange(3 * HOUR)
    looks = (("buckets", "", "look: buckets"), ("objects", "mb-sales-archive", "look: objects"),
             ("objects", "mb-payouts-archive", "look: objects"), ("objects!1", "mb-passes-archive", "look: objects"),
             ("object", "mb-sales-archive|0001.csv.gz", "take: file"))  # fmt: skip
    key.series(ms, looks, 9 * SECOND, 2 * MINUTE)
    for number, (day, count) in enumerate(((6, 2), (8, 1), (9, 4), (12, 3), (14, 2), (15, 3))):
        ms = scene.at(day, 15) + rng.randrange(7 * HOUR)
        stored = [f"mb-payouts-archive|organisers-{rng.randrange(900):03d}.sql.gz", "mb-sales-archive|buyers.sql.gz"]
        files = [("object", rng.choice(stored), "take: file") for _ in range(count)]
        key.series(ms, files, 2 * MINUTE, 20 * MINUTE, address=_CLOUD[number % 2])
    key.holds(since)
