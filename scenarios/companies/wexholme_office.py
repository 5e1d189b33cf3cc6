"""The machines of the maker of medical devices in what its people use: mail, code, tickets and pages."""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies.wexholme_places import (
    AREAS,
    BOARDS,
    BOOKS,
    BOXES,
    DESKS,
    DOMAIN,
    LIBRARIES,
    OFFICES,
    OLD,
    OWN_TOKEN,
    PAGES,
    PLANTS,
    PRINT,
    PROJECTS,
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

_JAVA, _REQUESTS, _OK = "Apache-HttpClient/5.6.2 (Java/25.0.4)", "python-requests/2.35.1", "okhttp/5.7.0"
NPM = "npm/11.11.0 node/v26.6.0 linux x64 workspaces/false"


def tenant(rng: Random) -> list[Machine]:
    """Applications on mail of desks in each plant, on single boxes, on every box; those that only sign in."""

    def make(name: str, agent: str, every: int, burst: int, boxes: tuple[str, ...] = (), where: Where = gate,
             acts: tuple[str, ...] = ("mail",)) -> Machine:  # fmt: skip
        things = [f"{box}@{DOMAIN}" for box in boxes]
        return job(rng, "microsoft", name, agent, every, burst, things, acts if boxes else ("sign-in",), where)

    every_box = tuple(box.partition("@")[0] for box in BOXES)
    return [
        *(make(f"{desk.capitalize()} intake {plant}", ("MSAL.Python/1.42.0", "MSAL.NetCore/4.94.0")[number % 2],
               (6, 8, 4, 12)[number] * HOUR, 3, (f"{desk}-{plant}",))
          for number, desk in enumerate(DESKS[:3]) for plant in PLANTS),
        make("Invoice reader", "MSAL.Java/1.32.0", 6 * HOUR, 4, ("invoices", "customs"), BOOKS),
        make("Tender watch", "MSAL.Python/1.42.0", 12 * HOUR, 3, ("tenders",)),
        make("Recall letters", "MSAL.NetCore/4.94.0", 12 * HOUR, 2, ("recalls", "regulators"), gate,
             ("mail", "sign-in")),
        make("Wage letters", "MSAL.Java/1.22.0", DAY, 24, ("wages",), BOOKS),
        make("Records search", "MSAL.Java/1.22.0", 7 * DAY, 6, every_box[:7], TEND),
        make("Shift calendar", "msal-node/5.6.0", 4 * HOUR, 2),
        make("Van telephones", "MSAL.NetCore/4.94.0", 6 * HOUR, 3, (), line),
        make("Directory sync", "AADConnect/2.5.90.0", 2 * HOUR, 1, (), TEND),
        make("Line screens", "MSAL.NetCore/4.94.0", 8 * HOUR, 3, (), OFFICES[2]),
        make("Old batch mail", "ADAL.NetCore/4.5.1", DAY, 2, (), OLD),
        sold(make("Mailstave", "MSAL.Java/1.32.0", 4 * HOUR, 9, every_box)),
        sold(make("Coldpost notices", "MSAL.Python/1.40.0", 6 * HOUR, 3, ("orders-crk", "orders-mty"))),
        sold(make("Paywren slips", "msal-node/5.5.0", DAY, 2)),
    ]  # fmt: skip


def code(rng: Random) -> list[Machine]:
    """Builds of each area, what tests and releases the kit, what pins and reports; people's own tokens."""
    make, own = GitlabJobs(rng, builder), tuple(OWN_TOKEN)
    return [
        *(make(f"{area}-builds", ("git/2.57.1", "git/2.56.1")[number % 2], (6, 8, 12)[number % 3] * HOUR, 3,
               (f"{area}/service", f"{area}/web", *LIBRARIES[:2]), ("fetch", "status", "file"))
          for number, area in enumerate(AREAS)),
        make("kit-release", NPM, 12 * HOUR, 3, LIBRARIES, ("publish", "packages", "tags"), builder, workdays),
        make("kit-checks", "python-gitlab/8.5.0", 3 * HOUR, 4, (*LIBRARIES, *PROJECTS[:16:2]),
             ("merges", "note", "status")),
        make("firmware-release", "curl/8.17.0", DAY, 3, ("devices/monitor", "devices/pump"), ("tags", "archive", "tag"),
             builder, workdays),
        make("pins", "renovate/44.110.0", DAY, 40, PROJECTS, ("file", "merges", "note", "commit"), gate),
        make("cluster-state", "argocd-repo-server/3.6.1", 2 * HOUR, 2, ("cloud/cluster",), ("fetch",), gate),
        make("line-recipes", "python-gitlab/8.5.0", 6 * HOUR, 3, ("plants/lines",), ("file", "commit"), OFFICES[1]),
        make("steward", "python-gitlab/8.5.0", 7 * DAY, 60, PROJECTS, ("projects", "users", "groups", "variables"),
             WATCH),
        sold(make("gritscan", "gritscan/4.2", 12 * HOUR, 16, PROJECTS[:36:2], ("file", "tree", "commits"))),
        make(own[0], "git/2.55.2", 12 * HOUR, 4, PROJECTS[:12:2], ("fetch", "file", "branches"), OFFICES[0], workdays),
        make(own[1], "glab/1.81.0", DAY, 3, PROJECTS[40:48], ("merges", "note", "file"), OFFICES[2], workdays),
        make(own[2], "git/2.55.2", 8 * HOUR, 4, ("devices/bench", "devices/monitor", "kit/units"),
             ("fetch", "merges", "note", "branches"), "203.0.113.201", workdays),
    ]  # fmt: skip


def tickets(rng: Random) -> list[Machine]:
    """Accounts on the tickets: alarms, forms, devices, batches, numbers, and firms' links."""
    make = partial(job, rng, "jira")
    return [
        make("wx-alerts", "Alertmanager/0.34.0", 2 * HOUR, 2, BOARDS[5:6], ("open", "search"), WATCH),
        make("wx-forms", _OK, 3 * HOUR, 4, BOARDS[3:5], ("open", "comment", "attachment"), gate),
        make("wx-batches", _JAVA, 6 * HOUR, 4, BOARDS[1:3], ("search", "issue", "comment"), gate),
        make("wx-field", _OK, 2 * HOUR, 3, BOARDS[3:4], ("open", "comment", "issue"), line),
        make("wx-numbers", _REQUESTS, 7 * DAY, 70, BOARDS, ("search", "issue"), WATCH),
        make("wx-month-count", _REQUESTS, DAY, 40, BOARDS[1:2], ("search", "issue"), BOOKS, only=month_end),
        sold(make("ext-partloom", _OK, 6 * HOUR, 4, BOARDS[7:], ("issue", "comment", "attachment"))),
        sold(make("ext-gammabay", _JAVA, 12 * HOUR, 3, BOARDS[1:2], ("search", "issue"))),
        make("ext-benchlight-link", _REQUESTS, 8 * HOUR, 3, BOARDS[:1], ("issue", "comment", "search"),
             "203.0.113.201"),
        make("wx-old-import", "python-requests/2.18.4", FOREVER, 1, BOARDS[1:2], ("issue",), OLD),
    ]  # fmt: skip


def pages(rng: Random) -> list[Machine]:
    """Accounts on the wiki: the index, instructions out of code, screens in the plants, translations."""
    make, every = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("wx-index", _JAVA, DAY, 36, every, ("body",), gate),
        make("wx-instructions", _REQUESTS, 6 * HOUR, 3, every[1::7], ("body", "update"), gate),
        make("wx-line-screens", _OK, 4 * HOUR, 3, every[9:18], ("page", "body"), PRINT),
        sold(make("wx-lingward", _REQUESTS, 12 * HOUR, 5, every[::5], ("body", "update"))),
    ]
