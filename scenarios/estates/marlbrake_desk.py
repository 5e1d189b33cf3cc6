"""Okta, Slack, GitHub and Microsoft of the company that sells seeds."""

from random import Random
from typing import ClassVar

from keyroll.replay.streams import code, digits, okta_id, uuid
from keyroll.replay.times import DAY, HOUR
from keyroll.replay.writers import okta as write_okta
from scenarios.companies.marlbrake import (
    AREAS,
    BATCH,
    DOMAIN,
    OFFICE,
    OPS,
    VENDORS,
    hollowtag,
    leaving,
    ledgerfern,
    parleycat,
    runner,
    workdays,
)
from scenarios.machine import FOREVER, Machine, Person
from scenarios.systems import Record, github, microsoft, okta, slack

REPOSITORIES = (
    *(f"{area}-{kind}" for area in AREAS for kind in ("service", "web", "chart", "jobs")),
    "infrastructure", "pipelines", "edge-rules", "design-system", "handbook", "data-models", "secrets-policy",
    "backup-scripts", "old-catalogue", "mobile-app",
)  # fmt: skip
GROUPS = ("everyone", "desk", "warehouse", "engineers", "books")


class Okta(okta.Okta):
    """The directory."""

    domain, host, anybody = DOMAIN, "https://marlbrake.okta.com", "picker"
    apps = ("Slack", "GitHub", "Microsoft Office 365", "AWS IAM Identity Center", "Parleycat", "Sproutboard")
    where = write_okta.place("gb")

    def machines(self, rng: Random) -> list[Machine]:
        """What follows the personnel list, what helps who is locked out, what a vendor assigns."""
        found = [
            Machine("okta", "joiner-sync", okta_id(rng, "00T"), "", "okta-sdk-python/3.1.0 python/3.13.1 Linux/6.12",
                    6 * HOUR, 6, list(GROUPS[:3]), ("profile", "profile", "join", "leave", "assign"),
                    phase=rng.randrange(DAY)),
            Machine("okta", "unlock-helper", okta_id(rng, "00T"), OPS, "okta-sdk-golang/6.0.2 golang/go1.25.5", HOUR, 2,
                    [], ("unlock", "unlock", "password"), phase=rng.randrange(HOUR)),
            Machine("okta", "ledgerfern-seats", okta_id(rng, "00T"), "", "Faraday v2.14.0", 12 * HOUR, 2, ["books"],
                    ("assign", "join"), vendor=VENDORS[1], phase=rng.randrange(DAY)),
        ]  # fmt: skip
        found[0].roams, found[2].roams = leaving, ledgerfern
        return found


class Slack(slack.Slack):
    """The workspace."""

    where: ClassVar[dict[str, str]] = {
        "type": "workspace", "id": "T09MARLBR4", "name": "Marlbrake", "domain": "marlbrake"
    }  # fmt: skip

    def machines(self, rng: Random) -> list[Machine]:
        """Bots of the house, and the vendor's of chats, which takes and brings files all day."""

        def one(name: str, agent: str, every: int, files: tuple[str, ...], acts: tuple[str, ...]) -> Machine:
            return Machine("slack", name, "A0" + code(rng, 9).upper(), OPS, agent, every, 3, list(files), acts,
                           phase=rng.randrange(min(every, DAY)))  # fmt: skip

        found = [
            one("order alerts", "slack-go/0.18.0", HOUR, ("orders", "late-orders"), ("upload",)),
            one("stock levels", "python-slack-sdk/3.39.0", 4 * HOUR, ("stock", "frost-warning"), ("upload",)),
            one("release notes", "@slack:web-api/7.13.0 node/24.11.1 linux/6.12", 3 * HOUR, ("changes",), ("upload",)),
            one("weekly sales", "python-slack-sdk/3.39.0", 7 * DAY, ("sales", "margins"), ("upload", "download")),
            one(VENDORS[0], "axios/1.13.2", HOUR, ("chat", "photo", "receipt", "label"), ("upload", "download")),
        ]
        found[0].roams, found[2].roams, found[2].only = leaving, runner, workdays
        found[4].vendor, found[4].roams = VENDORS[0], parleycat
        return found


class Github(github.Github):
    """The code."""

    org = "marlbrake-seeds"

    def repos(self) -> list[str]:
        """All repositories by name."""
        return list(REPOSITORIES)

    def machines(self, rng: Random) -> list[Machine]:
        """Builds of the areas from wherever they run; what inventories out, tags, pins versions, scans, and labels."""

        def one(name: str, agent: str, every: int, burst: int, things: list[str], acts: tuple[str, ...],
                address: str = "") -> Machine:  # fmt: skip
            return Machine("github", name, digits(rng, 9), address, agent, every, burst, things, acts,
                           phase=rng.randrange(min(every, DAY)))  # fmt: skip

        found = []
        for number, area in enumerate(AREAS[:5]):
            mine = [name for name in REPOSITORIES if name.startswith(area)] + ["pipelines", "design-system"]
            build = one(f"ci-{area}", ("git/2.52.0", "git/2.51.2")[number % 2], (HOUR, 2 * HOUR)[number % 2], 3, mine,
                        (("fetch", "clone", "statuses"), ("clone", "statuses", "contents"))[number % 2])  # fmt: skip
            build.roams, build.only = runner, workdays
            found.append(build)
        charts = [name for name in REPOSITORIES if name.endswith("-chart")]
        watch = one("rollout-watch", "git/2.47.3", HOUR, 4, [*charts, "infrastructure"], ("fetch",))
        watch.roams = leaving
        scan = one("hollowtag-scan", "hollowtag/5.2.1", DAY, 70, list(REPOSITORIES), ("clone", "contents", "pulls"))
        scan.vendor, scan.roams = VENDORS[3], hollowtag
        publish = one("ci-publish", "octokit-rest.js/22.0.1", 3 * HOUR, 3, list(REPOSITORIES[1:28:4]),
                      ("contents", "statuses", "commits"))  # fmt: skip
        publish.roams, publish.only = runner, workdays
        return [
            *found, watch, scan, publish,
            one("release-tagger", "PyGithub/Python", 4 * HOUR, 3, list(REPOSITORIES[:16]), ("commits", "pulls"), OPS),
            one("pins-bot", "renovate/42.39.4", DAY, 30, list(REPOSITORIES[:34]), ("contents", "open", "pulls"), BATCH),
            one("label-sync", "octokit-rest.js/21.1.1", 7 * DAY, 60, list(REPOSITORIES), ("list", "topics"), BATCH),
        ]  # fmt: skip

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """Engineers only."""
        return super().live(rng, one, ms, address) if one.team == "engineering" else []


class Microsoft(microsoft.Microsoft):
    """The tenant: applications with a box or two each, and one of a trial that nobody took away."""

    domain, tenant = DOMAIN, "b2a7c0de-41f6-4c0b-9a5e-77d1e0c3f204"

    def machines(self, rng: Random) -> list[Machine]:
        """Four of the house, two of vendors, one that sleeps."""

        def one(name: str, agent: str, every: int, boxes: tuple[str, ...], acts: tuple[str, ...]) -> Machine:
            return Machine("microsoft", name, uuid(rng), OPS, agent, every, 3, [f"{box}@{DOMAIN}" for box in boxes],
                           acts, phase=rng.randrange(min(every, DAY)))  # fmt: skip

        found = [
            one("Returns desk", "MSAL.Python/1.34.0", HOUR, ("returns",), ("mail",)),
            one("Invoice reader", "MSAL.NetCore/4.79.2", 4 * HOUR, ("invoices", "growers"), ("mail",)),
            one("Parcel notices", "MSAL.Python/1.34.0", 2 * HOUR, ("parcels",), ("mail", "sign-in")),
            one("Room screens", "MSAL.NetCore/4.66.1", 6 * HOUR, ("",), ("sign-in",)),
            one(VENDORS[0], "msal-node/3.8.3", 2 * HOUR, ("help", "returns"), ("mail",)),
            one(VENDORS[1], "MSAL.Java/1.23.1", 12 * HOUR, ("invoices", "books"), ("mail",)),
            one("Mail trial 2022", "MSAL.Python/1.17.0", FOREVER, ("trial",), ("mail",)),
        ]
        found[0].roams, found[2].roams = leaving, leaving
        for place, vendor, roams in ((4, VENDORS[0], parleycat), (5, VENDORS[1], ledgerfern)):
            found[place].vendor, found[place].roams = vendor, roams
        found[3].address = OFFICE
        return found
