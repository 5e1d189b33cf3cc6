"""The machines of the company that forwards freight in what its people use: mail, code, chat, tickets, pages."""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies.quillhaven_places import (
    AREAS,
    BOARDS,
    BOOKS,
    BOXES,
    CUSTOMS,
    DOMAIN,
    OFFICES,
    OWN_TOKEN,
    PAGES,
    PORTS,
    PROJECTS,
    SPACES,
    TABLETS,
    TEND,
    WATCH,
    builder,
    gate,
    line,
    month_end,
    sold,
)
from scenarios.machine import FOREVER, GitlabJobs, Machine, Where, job, workdays

_NODE = "@slack:web-api/7.19.0 node/26.4.0 linux/6.12"
_JAVA = "Apache-HttpClient/5.6.1 (Java/25.0.3)"


def tenant(rng: Random) -> list[Machine]:
    """Applications on mail of each port's desks, on one box each, and those that only sign in; some are old."""

    def make(name: str, agent: str, every: int, burst: int, boxes: tuple[str, ...] = (), where: Where = gate,
             acts: tuple[str, ...] = ("mail",)) -> Machine:  # fmt: skip
        things = [f"{box}@{DOMAIN}" for box in boxes]
        return job(rng, "microsoft", name, agent, every, burst, things, acts if boxes else ("sign-in",), where)

    every_box = tuple(box.partition("@")[0] for box in BOXES)
    return [
        *(make(f"{kind.capitalize()} letters {port}", ("MSAL.Python/1.41.0", "MSAL.Java/1.29.0")[number % 2],
               (6, 8, 4)[number] * HOUR, 3, (f"{kind}-{port}",))
          for number, kind in enumerate(("berths", "customs", "bookings")) for port in PORTS),
        *(make(f"Rooms {port}", "msal-node/5.4.0", 8 * HOUR, 2) for port in PORTS),
        *(make(f"Gate telephones {port}", "MSAL.NetCore/4.91.0", 6 * HOUR, 2, (), line) for port in PORTS),
        make("Invoice reader", "MSAL.NetCore/4.91.0", 6 * HOUR, 4, ("invoices",), BOOKS),
        make("Claims intake", "MSAL.Java/1.29.0", 6 * HOUR, 3, ("claims",)),
        make("Tenders", "MSAL.Python/1.41.0", 12 * HOUR, 3, ("tenders", "press")),
        make("Wage letters", "MSAL.Java/1.22.0", DAY, 40, ("wages",), BOOKS, ("mail",)),
        make("Safety notices", "MSAL.Java/1.29.0", 12 * HOUR, 3, ("safety",), gate, ("mail", "sign-in")),
        make("Month letters", "MSAL.Python/1.41.0", 7 * DAY, 20, ("invoices", "claims"), BOOKS, ("mail", "sign-in")),
        make("Forms store", "MSAL.NetCore/4.91.0", 4 * HOUR, 2),
        make("Crew calendar", "msal-node/5.4.0", 6 * HOUR, 2),
        make("Directory numbers", "MSAL.Python/1.41.0", DAY, 4, (), TEND),
        make("Directory sync", "AADConnect/2.5.79.0", 2 * HOUR, 1, (), TEND),
        make("Old planner", "ADAL.NetCore/4.5.1", DAY, 2, (), BOOKS),
        make("Archive search", "MSAL.Java/1.22.0", 7 * DAY, 6, every_box[:4], TEND),
        sold(make("Mailrampart", "MSAL.Java/1.29.0", 4 * HOUR, 10, every_box)),
        sold(make("Wagemoor", "MSAL.NetCore/4.88.0", DAY, 2, ("wages",))),
        sold(make("Deskrelay lines", "msal-node/5.4.0", 6 * HOUR, 2)),
        sold(make("Paperwell scans", "MSAL.Java/1.29.0", 4 * HOUR, 4, ("customs-gdy", "customs-sts"))),
    ]  # fmt: skip


def code(rng: Random) -> list[Machine]:
    """Builds of each area, what keeps the steps of builds, what publishes, pins, and one engineer's own token."""
    make = GitlabJobs(rng, builder)
    return [
        *(make(f"{area}-builds", ("git/2.56.1", "git/2.55.2")[number % 2], (6, 8)[number % 2] * HOUR, 3,
               (f"{area}/service", f"{area}/web", "shared/forms"), ("fetch", "status", "file"))
          for number, area in enumerate(AREAS)),
        make("steps-keeper", "python-gitlab/8.4.0", 6 * HOUR, 5, PROJECTS[48:59], ("file", "tags", "commit", "tag"),
             builder, workdays),
        make("publisher", "npm/11.9.0 node/v26.4.0 linux x64 workspaces/false", 12 * HOUR, 3, ("shared/messages",
             "shared/forms"), ("publish", "packages", "tags"), builder, workdays),
        make("publisher-night", "npm/11.9.0 node/v26.4.0 linux x64 workspaces/false", DAY, 3, ("shared/messages",),
             ("publish", "packages"), builder),
        make("pins", "renovate/44.70.2", DAY, 40, PROJECTS, ("file", "merges", "note"), gate),
        make("cluster-state", "argocd-repo-server/3.5.1", 2 * HOUR, 2, ("cloud/cluster",), ("fetch",), gate),
        make("tablet-release", "curl/8.14.1", DAY, 3, ("gate/tablets",), ("tags", "archive"), TABLETS),
        make("reports-data", "python-gitlab/8.4.0", 6 * HOUR, 4, ("data/models", "data/reports"), ("file", "commit"),
             gate),
        make("steward", "python-gitlab/8.4.0", 7 * DAY, 70, PROJECTS, ("projects", "users", "groups", "variables"),
             WATCH),
        sold(make("lintgate", "lintgate/11.2", 12 * HOUR, 20, PROJECTS[:48:2], ("file", "tree", "commits"))),
        make("camera-mirror", "git/2.47.3", DAY, 2, ("gate/cameras",), ("fetch",), TABLETS),
        make(next(iter(OWN_TOKEN)), "git/2.53.0", DAY, 3, PROJECTS[:20:4], ("fetch", "file"), OFFICES[0][0], workdays),
    ]  # fmt: skip


def chat(rng: Random) -> list[Machine]:
    """Applications in the chat: of builds, ports, gates, vendors."""
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        *(make(f"arrivals {port}", "slack-go/0.20.1", 6 * HOUR, 3, ("berth", "list"), where=gate) for port in PORTS),
        make("build news", "slack-go/0.20.1", 4 * HOUR, 3, ("log", "report"), where=builder),
        make("gate photos", _NODE, 4 * HOUR, 3, ("photo",), where=line),
        make("yard alarms", "python-slack-sdk/3.46.0", 3 * HOUR, 2, ("alarm",), where=WATCH),
        make("shift handover", "python-slack-sdk/3.46.0", 8 * HOUR, 3, ("rota",), where=gate),
        make("slot numbers", "python-slack-sdk/3.46.0", DAY, 3, ("numbers",), where=gate),
        sold(job(rng, "slack", "Shiplens", "axios/1.18.2", 8 * HOUR, 3, ("ship", "plan"), ("upload", "download"))),
        sold(job(rng, "slack", "Deskrelay", "okhttp/5.6.0", 6 * HOUR, 3, ("case",), ("upload", "download"))),
        sold(make("Tidemap", "Go-http-client/2.0", 12 * HOUR, 2, ("map",))),
    ]  # fmt: skip


def tickets(rng: Random) -> list[Machine]:
    """Accounts on the tickets: alarms, forms, clocks, customs, numbers, and three vendors' links."""
    make = partial(job, rng, "jira")
    return [
        make("qh-alerts", "Alertmanager/0.33.1", 2 * HOUR, 2, BOARDS[5:6], ("open", "search"), WATCH),
        make("qh-forms", "okhttp/5.6.0", 3 * HOUR, 4, BOARDS[:4], ("open", "comment", "attachment"), gate),
        make("qh-clocks", _JAVA, 6 * HOUR, 5, BOARDS[:5], ("search", "issue"), gate),
        make("qh-declared", _JAVA, 4 * HOUR, 3, BOARDS[2:3], ("open", "comment"), CUSTOMS),
        make("qh-numbers", "python-requests/2.35.1", 7 * DAY, 100, BOARDS, ("search", "issue"), WATCH),
        make("qh-month-count", "python-requests/2.35.1", DAY, 40, BOARDS[3:5], ("search", "issue"), BOOKS,
             only=month_end),
        sold(make("ext-deskrelay", "okhttp/5.6.0", 2 * HOUR, 4, BOARDS[6:8], ("issue", "comment", "attachment"))),
        sold(make("ext-shiplens", "axios/1.18.2", 6 * HOUR, 3, BOARDS[:1], ("search", "issue"))),
        sold(make("ext-paperwell", _JAVA, 8 * HOUR, 3, BOARDS[2:5], ("issue", "attachment"))),
        make("qh-old-import", "python-requests/2.18.4", FOREVER, 1, BOARDS[1:2], ("issue",), BOOKS),
    ]  # fmt: skip


def pages(rng: Random) -> list[Machine]:
    """Accounts on the wiki: the index, handbooks out of code, rotas, tariffs."""
    make, every = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("qh-index", _JAVA, DAY, 48, every, ("body",), gate),
        make("qh-handbooks", "python-requests/2.35.1", 6 * HOUR, 3, every[1::8], ("body", "update"), gate),
        make("qh-rotas", "okhttp/5.6.0", 12 * HOUR, 2, every[5::8], ("body", "update"), gate),
        make("qh-tariff-pages", "python-requests/2.35.1", DAY, 6, every[6::8], ("body", "update"), BOOKS,
             only=workdays),
    ]  # fmt: skip
