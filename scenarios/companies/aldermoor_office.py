"""The machines of the group of hospitals in what its people use: mail, code, tickets, pages, and the old servers."""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies.aldermoor_places import (
    AREAS,
    BOARDS,
    BOOKS,
    BOXES,
    DESKS,
    DOMAIN,
    ENGINE,
    LIBRARIES,
    OFFICES,
    OLD,
    OLD_TABLES,
    OWN_TOKEN,
    PAGES,
    PROJECTS,
    SITES,
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
_REQUESTS = "python-requests/2.35.1"
NPM = "npm/11.11.0 node/v26.6.0 linux x64 workspaces/false"


def tenant(rng: Random) -> list[Machine]:
    """Applications on mail of each hospital's desks, on one box each, and those that only sign in; some are old."""

    def make(name: str, agent: str, every: int, burst: int, boxes: tuple[str, ...] = (), where: Where = gate,
             acts: tuple[str, ...] = ("mail",)) -> Machine:  # fmt: skip
        things = [f"{box}@{DOMAIN}" for box in boxes]
        return job(rng, "microsoft", name, agent, every, burst, things, acts if boxes else ("sign-in",), where)

    every_box = tuple(box.partition("@")[0] for box in BOXES)
    return [
        *(make(f"{kind.capitalize()} intake {site}", ("MSAL.NetCore/4.94.0", "MSAL.Python/1.42.0")[number % 2],
               (6, 8, 12, 4)[number] * HOUR, 3, (f"{kind}-{site}",))
          for number, kind in enumerate(DESKS) for site in SITES),
        *(make(f"Bedside telephones {site}", "MSAL.NetCore/4.94.0", 6 * HOUR, 2, (), line) for site in SITES),
        make("Claims reader", "MSAL.Java/1.32.0", 4 * HOUR, 4, ("claims", "insurers"), BOOKS),
        make("Complaints intake", "MSAL.Python/1.42.0", 6 * HOUR, 4, ("complaints",)),
        make("Tender watch", "MSAL.Python/1.42.0", 12 * HOUR, 3, ("procurement", "press")),
        make("Wage letters", "MSAL.Java/1.22.0", DAY, 28, ("wages",), BOOKS),
        make("Trial letters", "MSAL.Java/1.32.0", 12 * HOUR, 3, ("research",), gate, ("mail", "sign-in")),
        make("Month letters", "MSAL.Python/1.42.0", 7 * DAY, 18, ("claims", "insurers"), BOOKS, ("mail", "sign-in")),
        make("Consent forms", "MSAL.NetCore/4.94.0", 4 * HOUR, 2),
        make("Rota calendar", "msal-node/5.6.0", 6 * HOUR, 2),
        make("Directory numbers", "MSAL.Python/1.42.0", DAY, 4, (), TEND),
        make("Directory sync", "AADConnect/2.5.90.0", 2 * HOUR, 1, (), TEND),
        make("Tablet enrolment", "MSAL.NetCore/4.94.0", 12 * HOUR, 3, (), OFFICES[0]),
        make("Old theatre list", "ADAL.NetCore/4.5.1", DAY, 2, (), OLD),
        make("Records search", "MSAL.Java/1.22.0", 7 * DAY, 6, every_box[:6], TEND),
        sold(make("Mailbarrow", "MSAL.Java/1.32.0", 4 * HOUR, 10, every_box)),
        sold(make("Speakwell letters", "MSAL.Python/1.40.0", 8 * HOUR, 4, ("results-ald", "results-cul"))),
        sold(make("Covercheck answers", "MSAL.NetCore/4.90.0", 6 * HOUR, 3, ("insurers",))),
        sold(make("Payholm slips", "msal-node/5.5.0", DAY, 2)),
    ]  # fmt: skip


def code(rng: Random) -> list[Machine]:
    """Builds of each area, what reviews and releases what is shared, what pins and reports; people's own tokens."""
    make, own = GitlabJobs(rng, builder), tuple(OWN_TOKEN)
    return [
        *(make(f"{area}-builds", ("git/2.57.1", "git/2.56.1")[number % 2], (8, 6)[number % 2] * HOUR, 3,
               (f"{area}/service", f"{area}/web", *LIBRARIES[:2]), ("fetch", "status", "file"))
          for number, area in enumerate(AREAS)),
        make("shared-release", NPM, 12 * HOUR, 3, LIBRARIES, ("publish", "packages", "tags"), builder, workdays),
        make("review-bot", "python-gitlab/8.5.0", 2 * HOUR, 4, (*LIBRARIES, *PROJECTS[:20:2]),
             ("merges", "note", "file", "status"), gate),
        make("shared-tests", "git/2.57.1", 6 * HOUR, 4, LIBRARIES, ("fetch", "status")),
        make("pins", "renovate/44.110.0", DAY, 40, PROJECTS, ("file", "merges", "note", "commit"), gate),
        make("cluster-state", "argocd-repo-server/3.6.1", 2 * HOUR, 2, ("cloud/cluster",), ("fetch",), gate),
        make("registry-sync", "python-gitlab/8.5.0", 6 * HOUR, 3, ("data/registry",), ("file", "commit"), gate),
        make("reports-data", "python-gitlab/8.5.0", 8 * HOUR, 4, ("data/reports",), ("file", "commit"), gate),
        make("engine-release", "curl/8.17.0", DAY, 3, ("engine/routes", "engine/devices"), ("tags", "archive"), ENGINE),
        make("steward", "python-gitlab/8.5.0", 7 * DAY, 60, PROJECTS, ("projects", "users", "groups", "variables"),
             WATCH),
        sold(make("lintmoor", "lintmoor/8.3", 12 * HOUR, 18, PROJECTS[:40:2], ("file", "tree", "commits"))),
        make("devices-mirror", "git/2.47.3", DAY, 2, ("engine/devices",), ("fetch",), ENGINE),
        make(own[0], "git/2.55.2", 12 * HOUR, 4, PROJECTS[:12:2], ("fetch", "file", "branches"), OFFICES[0], workdays),
        make(own[1], "glab/1.81.0", DAY, 3, PROJECTS[48:54], ("merges", "note", "file"), OFFICES[0], workdays),
        make(own[2], "git/2.55.2", 8 * HOUR, 4, ("portal/web", "kiosks/web", "seal/letters"),
             ("fetch", "merges", "branches", "commit"), "198.51.100.231", workdays),
    ]  # fmt: skip


def tickets(rng: Random) -> list[Machine]:
    """Accounts on the tickets: alarms, forms, clocks, devices, numbers, and vendors' links."""
    make = partial(job, rng, "jira")
    return [
        make("am-alerts", "Alertmanager/0.34.0", 2 * HOUR, 2, BOARDS[5:6], ("open", "search"), WATCH),
        make("am-forms", "okhttp/5.7.0", 3 * HOUR, 4, BOARDS[:4], ("open", "comment", "attachment"), gate),
        make("am-clocks", _JAVA, 6 * HOUR, 5, BOARDS[:5], ("search", "issue"), gate),
        make("am-devices", "okhttp/5.7.0", 4 * HOUR, 3, BOARDS[7:8], ("open", "comment"), ENGINE),
        make("am-numbers", _REQUESTS, 7 * DAY, 80, BOARDS, ("search", "issue"), WATCH),
        make("am-month-count", _REQUESTS, DAY, 40, BOARDS[4:5], ("search", "issue"), BOOKS, only=month_end),
        make("am-records", _JAVA, 8 * HOUR, 4, BOARDS[8:9], ("issue", "comment", "search"), gate),
        sold(make("ext-retinova", "okhttp/5.7.0", 6 * HOUR, 4, BOARDS[1:2], ("issue", "comment", "attachment"))),
        sold(make("ext-dosewatch", _JAVA, 12 * HOUR, 3, BOARDS[2:3], ("search", "issue"))),
        sold(make("ext-staffbridge", _REQUESTS, 8 * HOUR, 3, BOARDS[:1], ("issue", "comment"))),
        make("am-old-import", "python-requests/2.18.4", FOREVER, 1, BOARDS[1:2], ("issue",), OLD),
    ]  # fmt: skip


def pages(rng: Random) -> list[Machine]:
    """Accounts on the wiki: the index, handbooks out of code, rotas, screens of wards."""
    make, every = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("am-index", _JAVA, DAY, 36, every, ("body",), gate),
        make("am-handbooks", _REQUESTS, 6 * HOUR, 3, every[1::7], ("body", "update"), gate),
        make("am-rotas", "okhttp/5.7.0", 12 * HOUR, 2, every[5::8], ("body", "update"), gate),
        make("am-screens", "okhttp/5.7.0", 4 * HOUR, 3, every[8:16], ("page", "body"), line),
    ]


def old_servers(rng: Random) -> list[Machine]:
    """What still asks the servers of the record system before this one: each hospital's account, copies, few reads."""
    make = partial(job, rng, "mariadb")
    part = {site: OLD_TABLES[place * 8 : place * 8 + 8] for place, site in enumerate(SITES)}
    return [
        *(make(f"hospital_{site}", "", (DAY, 12 * HOUR)[place % 2], 4, part[site], ("read", "count"),
               OFFICES[1 + place]) for place, site in enumerate(SITES)),
        make("migration", "", DAY, 18, OLD_TABLES[:16], ("read", "count", "update"), OLD),
        make("records_ro", "", 12 * HOUR, 5, OLD_TABLES[::4], ("read",), gate),
        make("old_dump", "", DAY, 40, OLD_TABLES, ("dump",), TEND),
        make("dba_old", "", DAY, 5, OLD_TABLES[:12], ("tables", "count", "grants", "list"), OFFICES[0], only=workdays),
        make("old_bills", "", 12 * HOUR, 2, OLD_TABLES[32:34], ("read!1",), BOOKS),
    ]  # fmt: skip
