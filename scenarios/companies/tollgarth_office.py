"""The machines of the water company in what its people use: mail, code, customers' records, chat, tickets, pages."""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies.tollgarth_places import (
    AREAS,
    BOARDS,
    BOOKS,
    BOXES,
    DESKS,
    DOMAIN,
    LIBRARIES,
    NOTEBOOKS,
    OFFICES,
    OWN_TOKEN,
    PAGES,
    PLANT,
    PROJECTS,
    REGIONS,
    SPACES,
    TEND,
    WATCH,
    builder,
    gate,
    line,
    month_end,
    sold,
)
from scenarios.machine import FOREVER, GitlabJobs, Machine, Where, job, workdays

_JAVA = "Apache-HttpClient/5.6.2 (Java/25.0.4)"
NPM = "npm/11.10.0 node/v26.5.0 linux x64 workspaces/false"


def tenant(rng: Random) -> list[Machine]:
    """Applications on mail of each region's desks, on one box each, and those that only sign in; some are old."""

    def make(name: str, agent: str, every: int, burst: int, boxes: tuple[str, ...] = (), where: Where = gate,
             acts: tuple[str, ...] = ("mail",)) -> Machine:  # fmt: skip
        things = [f"{box}@{DOMAIN}" for box in boxes]
        return job(rng, "microsoft", name, agent, every, burst, things, acts if boxes else ("sign-in",), where)

    every_box = tuple(box.partition("@")[0] for box in BOXES)
    return [
        *(make(f"{kind.capitalize()} letters {region}", ("MSAL.Python/1.42.0", "MSAL.Java/1.31.0")[number % 2],
               (6, 8, 12)[number] * HOUR, 3, (f"{kind}-{region}",))
          for number, kind in enumerate(DESKS) for region in REGIONS),
        *(make(f"Van telephones {region}", "MSAL.NetCore/4.93.0", 6 * HOUR, 2, (), line) for region in REGIONS),
        make("Bill reader", "MSAL.NetCore/4.93.0", 6 * HOUR, 4, ("bills",), BOOKS),
        make("Complaints intake", "MSAL.Java/1.31.0", 4 * HOUR, 4, ("complaints",)),
        make("Tender watch", "MSAL.Python/1.42.0", 12 * HOUR, 3, ("tenders", "press")),
        make("Wage letters", "MSAL.Java/1.22.0", DAY, 30, ("wages",), BOOKS),
        make("Permit letters", "MSAL.Java/1.31.0", 12 * HOUR, 3, ("permits",), gate, ("mail", "sign-in")),
        make("Month letters", "MSAL.Python/1.42.0", 7 * DAY, 20, ("bills", "complaints"), BOOKS, ("mail", "sign-in")),
        make("Forms store", "MSAL.NetCore/4.93.0", 4 * HOUR, 2),
        make("Rota calendar", "msal-node/5.5.0", 6 * HOUR, 2),
        make("Directory numbers", "MSAL.Python/1.42.0", DAY, 4, (), TEND),
        make("Directory sync", "AADConnect/2.5.90.0", 2 * HOUR, 1, (), TEND),
        make("Old planner", "ADAL.NetCore/4.5.1", DAY, 2, (), BOOKS),
        make("Archive search", "MSAL.Java/1.22.0", 7 * DAY, 6, every_box[:5], TEND),
        sold(make("Mailwarden", "MSAL.Java/1.31.0", 4 * HOUR, 10, every_box)),
        sold(make("Heardwell letters", "MSAL.Python/1.40.0", 8 * HOUR, 4, ("complaints", "bills"))),
        sold(make("Puretest results", "MSAL.NetCore/4.90.0", DAY, 3, ("quality-nor", "quality-sou"))),
        sold(make("Heardwell lines", "msal-node/5.5.0", 6 * HOUR, 2)),
    ]  # fmt: skip


def code(rng: Random) -> list[Machine]:
    """Builds of each area, the release of what they share, what pins, reports, and two engineers' own tokens."""
    make, own = GitlabJobs(rng, builder), tuple(OWN_TOKEN)
    return [
        *(make(f"{area}-builds", ("git/2.57.0", "git/2.56.1")[number % 2], (6, 8)[number % 2] * HOUR, 3,
               (f"{area}/service", f"{area}/jobs", *LIBRARIES[:2]), ("fetch", "status", "file"))
          for number, area in enumerate(AREAS)),
        make("shared-release", NPM, 12 * HOUR, 3, LIBRARIES, ("publish", "packages", "tags"), builder, workdays),
        make("shared-tests", "git/2.57.0", 6 * HOUR, 4, LIBRARIES, ("fetch", "status"), builder),
        make("pins", "renovate/44.95.0", DAY, 40, PROJECTS, ("file", "merges", "note", "commit"), gate),
        make("cluster-state", "argocd-repo-server/3.6.0", 2 * HOUR, 2, ("cloud/cluster",), ("fetch",), gate),
        make("notebook-sync", "python-gitlab/8.5.0", 6 * HOUR, 3, ("data/notebooks",), ("file", "commit"), NOTEBOOKS),
        make("reports-data", "python-gitlab/8.5.0", 8 * HOUR, 4, ("data/reports",), ("file", "commit"), gate),
        make("plant-release", "curl/8.16.0", DAY, 3, ("plant/gateway", "plant/screens"), ("tags", "archive"), PLANT),
        make("steward", "python-gitlab/8.5.0", 7 * DAY, 64, PROJECTS, ("projects", "users", "groups", "variables"),
             WATCH),
        sold(make("brackenlint", "brackenlint/7.9", 12 * HOUR, 18, PROJECTS[:40:2], ("file", "tree", "commits"))),
        make("screens-mirror", "git/2.47.3", DAY, 2, ("plant/screens",), ("fetch",), PLANT),
        make(own[0], "git/2.55.2", 12 * HOUR, 4, PROJECTS[:12:2], ("fetch", "file", "branches"), OFFICES[0], workdays),
        make(own[1], "glab/1.80.0", DAY, 3, PROJECTS[40:46], ("merges", "note", "file"), OFFICES[0], workdays),
    ]  # fmt: skip


def customers(rng: Random) -> list[Machine]:
    """Apps on customers' records: of bills, calls, letters, the warehouse, two vendors."""
    make = partial(job, rng, "salesforce")
    found = [
        make("Bills link", "Unknown", 4 * HOUR, 3, (), ("rest",), BOOKS),
        make("Portal link", "Unknown", 2 * HOUR, 3, (), ("rest",), gate),
        make("Crew visits", "Unknown", 6 * HOUR, 3, (), ("rest", "soap"), gate),
        make("Warehouse copy", "Unknown", DAY, 4, (), ("bulk",), TEND),
        sold(make("Heardwell", "Unknown", 6 * HOUR, 4, (), ("rest", "bulk"))),
        sold(make("Pennycloud", "Unknown", 7 * DAY, 1, (), ("rest",))),
    ]
    for number, one in enumerate(found):
        one.key = f"0CQ{number:02d}TG{rng.randrange(10**8):08d}AAE"
    return found


def chat(rng: Random) -> list[Machine]:
    """Applications in the chat: of builds, regions, alarms, vendors."""
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        *(make(f"levels {region}", "slack-go/0.21.0", 6 * HOUR, 3, ("level", "list"), where=gate)
          for region in REGIONS),
        make("build news", "slack-go/0.21.0", 4 * HOUR, 3, ("log", "report"), where=builder),
        make("plant alarms", "python-slack-sdk/3.47.0", 3 * HOUR, 2, ("alarm",), where=WATCH),
        make("shift handover", "python-slack-sdk/3.47.0", 8 * HOUR, 3, ("rota",), where=gate),
        sold(job(rng, "slack", "Skyfall", "axios/1.19.0", 8 * HOUR, 3, ("rain",), ("upload", "download"))),
        sold(job(rng, "slack", "Heardwell", "okhttp/5.7.0", 12 * HOUR, 2, ("case",), ("upload", "download"))),
    ]  # fmt: skip


def tickets(rng: Random) -> list[Machine]:
    """Accounts on the tickets: alarms, forms, clocks, crews, numbers, and two vendors' links."""
    make = partial(job, rng, "jira")
    return [
        make("tg-alerts", "Alertmanager/0.34.0", 2 * HOUR, 2, BOARDS[5:6], ("open", "search"), WATCH),
        make("tg-forms", "okhttp/5.7.0", 3 * HOUR, 4, BOARDS[:4], ("open", "comment", "attachment"), gate),
        make("tg-clocks", _JAVA, 6 * HOUR, 5, BOARDS[:5], ("search", "issue"), gate),
        make("tg-visits", _JAVA, 4 * HOUR, 3, BOARDS[:3], ("open", "comment"), line),
        make("tg-numbers", "python-requests/2.35.1", 7 * DAY, 90, BOARDS, ("search", "issue"), WATCH),
        make("tg-month-count", "python-requests/2.35.1", DAY, 40, BOARDS[3:4], ("search", "issue"), BOOKS,
             only=month_end),
        sold(make("ext-heardwell", "okhttp/5.7.0", 3 * HOUR, 4, BOARDS[7:8], ("issue", "comment", "attachment"))),
        sold(make("ext-puretest", _JAVA, 12 * HOUR, 3, BOARDS[4:5], ("search", "issue"))),
        make("tg-old-import", "python-requests/2.18.4", FOREVER, 1, BOARDS[1:2], ("issue",), BOOKS),
    ]  # fmt: skip


def pages(rng: Random) -> list[Machine]:
    """Accounts on the wiki: the index, handbooks out of code, rotas."""
    make, every = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("tg-index", _JAVA, DAY, 35, every, ("body",), gate),
        make("tg-handbooks", "python-requests/2.35.1", 6 * HOUR, 3, every[1::7], ("body", "update"), gate),
        make("tg-rotas", "okhttp/5.7.0", 12 * HOUR, 2, every[5::7], ("body", "update"), gate),
    ]
