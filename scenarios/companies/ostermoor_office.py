"""The machines of the company that looks after lifts in what its people use: directory, code, mail, chat, tickets."""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies.ostermoor_places import (
    APPS,
    AREAS,
    BOARDS,
    BOXES,
    PAGES,
    PROJECTS,
    REPOSITORIES,
    SPACES,
    SUPPORT,
    TEND,
    WATCH,
    WORKS,
    bench,
    builder,
    gate,
    sold,
)
from scenarios.machine import FOREVER, GitlabJobs, Machine, Where, job, workdays

_SDK = "okta-sdk-java/25.1.0 java/25 Linux/6.12"
_NODE = "@slack:web-api/7.18.0 node/26.2.0 linux/6.12"
_JAVA = "Apache-HttpClient/5.6.0 (Java/25.0.3)"


def directory(rng: Random) -> list[Machine]:
    """What follows personnel in three countries, accounts of customers, the desk's tool, a vendor's seats."""
    make = partial(job, rng, "okta")
    return [
        *(make(f"people-sync-{country}", _SDK, 8 * HOUR, 3, ("everyone", "road", "sales", "engineers"),
               ("profile", "join", "leave"), gate) for country in ("nl", "sg", "us")),
        make("customer-accounts", _SDK, 2 * HOUR, 4, ("customers",), ("create", "profile", "join", "deactivate"), gate),
        make("desk-tool", _SDK, 4 * HOUR, 3, (), ("unlock", "password", "unlock"), SUPPORT),
        make("road-telephones", "okta-sdk-golang/6.0.2 golang/go1.26.3", 6 * HOUR, 3, ("road",), ("join", "leave"),
             gate),
        sold(make("fixdesk-seats", "axios/1.16.0", 12 * HOUR, 2, ("Plans", "Slack"), ("assign",))),
    ]  # fmt: skip


def code(rng: Random) -> list[Machine]:
    """Builds of each area, bots that change, pull and release, and a vendor that reads all."""
    make = partial(job, rng, "github")
    return [
        *(make(f"om-build-{area}", ("git/2.55.0", "git/2.54.2")[number % 2], (4, 6, 8)[number % 3] * HOUR, 3,
               (f"{area}-service", f"{area}-web", f"{area}-jobs", "shared-types"), ("clone", "statuses", "fetch"),
               builder)
          for number, area in enumerate(AREAS)),
        make("om-pins", "renovate/44.20.1", DAY, 24, REPOSITORIES, ("contents", "pulls", "open"), builder),
        make("om-state", "git/2.52.0", 2 * HOUR, 3, ("cluster-state",), ("fetch",), gate),
        make("om-release", "semantic-release/25.1.0", 12 * HOUR, 5,
             ("technician-assistant", "shared-types", "builder-kit"),
             ("commits", "push", "release"), builder, only=workdays),
        make("om-assistant-builds", "git/2.55.0", 3 * HOUR, 4, ("technician-assistant", "builder-kit"),
             ("clone", "statuses", "pulls"), builder),
        make("om-notes", "octokit-core.js/7.0.6", 6 * HOUR, 5, REPOSITORIES[:48:5], ("commits", "pulls"), gate),
        make("om-site-setup", "git/2.43.0", 8 * HOUR, 2, ("site-setup",), ("fetch",), WORKS),
        make("om-zones", "git/2.52.0", 4 * HOUR, 2, ("zones",), ("fetch", "commits"), builder, only=workdays),
        make("om-steward", "PyGithub/2.9.0", 7 * DAY, 80, REPOSITORIES, ("list", "secrets", "pulls"), TEND),
        sold(make("codeglance", "codeglance/9.4", 12 * HOUR, 24, REPOSITORIES[:48:2], ("contents", "commits"))),
    ]  # fmt: skip


def projects(rng: Random) -> list[Machine]:
    """Builds of what is in lifts, benches that test it, a tool for the road, and one token of open days long ago."""
    make = GitlabJobs(rng, bench)
    parts = ("controller", "doorunit", "drive", "gateway", "panel", "sensor")
    return [
        *(make(f"{part}-builds", "git/2.51.1", (4, 6)[number % 2] * HOUR, 3,
               (f"{part}/firmware", f"{part}/tests", "shared/bus"), ("fetch", "status", "file"))
          for number, part in enumerate(parts)),
        make("bench-rigs", "python-gitlab/7.3.0", 3 * HOUR, 4, ("bench/rigs", "bench/plans", "bench/results"),
             ("file", "commit", "tree")),
        make("field-updates", "okhttp/5.4.0", 6 * HOUR, 3, ("field/updates", "field/tool"), ("tags", "archive"), gate),
        make("toolchain-mirror", "git/2.47.3", DAY, 4, ("shared/toolchain",), ("fetch",), WORKS),
        make("boards-index", "python-gitlab/7.3.0", DAY, 18, [f"{part}/boards" for part in parts], ("tree", "commits"),
             WORKS),
        make("dev-steward", "python-gitlab/7.3.0", 7 * DAY, 60, PROJECTS, ("projects", "users", "groups", "branches"),
             WATCH),
        make("open-days", "curl/7.81.0", 7 * DAY, 2, ("lab/open-days",), ("tree",), WORKS),
    ]  # fmt: skip


def zone(rng: Random) -> list[Machine]:
    """The zone's records by builds and by hosts, and what reaches applications, vendors' probes among it."""
    make = partial(job, rng, "cloudflare")
    return [
        make("zone-builds", "", 6 * HOUR, 3, [f"{area}-{kind}" for area in AREAS[:9] for kind in ("a", "b")],
             ("set", "add", "drop", "set"), builder, only=workdays),
        make("certificates", "", 8 * HOUR, 3, [f"_acme-challenge.{area}" for area in AREAS], ("add", "drop"), gate),
        make("cache-emptier", "", 4 * HOUR, 2, ("portal", "www"), ("purge",), builder, only=workdays),
        make("mail-zone", "", 7 * DAY, 3, ("_dmarc", "selector1", "selector2"), ("set",), TEND),
        make("works-zone", "", DAY, 2, ("works-in", "works-out"), ("set",), WORKS),
        make("status-probe", "", 2 * HOUR, 3, APPS, ("visit",), WATCH),
        make("panel-gateway", "", 2 * HOUR, 3, APPS[:1], ("visit",), gate),
        sold(make("pingfield-probe", "", 2 * HOUR, 3, APPS[1:3], ("visit",))),
        sold(make("pingfield-scan", "", 7 * DAY, 60, APPS, ("visit!1",))),
    ]  # fmt: skip


def tenant(rng: Random) -> list[Machine]:
    """Applications on mail and those that only sign in; some are old, one keeps all mail for a vendor."""

    def make(name: str, agent: str, every: int, burst: int, boxes: tuple[str, ...] = (), where: Where = gate,
             acts: tuple[str, ...] = ("mail",)) -> Machine:  # fmt: skip
        things = [f"{box}@ostermoor.example" for box in boxes]
        return job(rng, "microsoft", name, agent, every, burst, things, acts if boxes else ("sign-in",), where)

    return [
        *(make(f"Road orders {region}", "MSAL.Python/1.40.0", 4 * HOUR, 3, (f"road-{region}",)) for region in
          ("eu", "ap", "us")),
        make("Order intake", "MSAL.Java/1.27.0", 4 * HOUR, 3, ("orders", "tenders")),
        make("Invoice reader", "MSAL.NetCore/4.90.0", 6 * HOUR, 4, ("invoices",), WORKS),
        make("Permit letters", "MSAL.Python/1.40.0", 8 * HOUR, 4, ("permits",)),
        make("Safety notices", "MSAL.Java/1.27.0", 12 * HOUR, 3, ("safety",), gate, ("mail", "sign-in")),
        make("Rooms and desks", "msal-node/5.3.0", 4 * HOUR, 2),
        make("Lift screens", "MSAL.NetCore/4.61.3", 6 * HOUR, 2, (), WORKS),
        make("Drawings store", "MSAL.NetCore/4.90.0", 4 * HOUR, 2, (), WORKS),
        make("Training portal", "msal-node/5.3.0", 6 * HOUR, 2),
        make("People numbers", "MSAL.Python/1.40.0", DAY, 4, ("people",), TEND),
        make("Old planner", "ADAL.NetCore/5.2.9", DAY, 2, (), WORKS),
        sold(make("Mailkeep", "MSAL.Java/1.27.0", 4 * HOUR, 9, tuple(box.partition("@")[0] for box in BOXES))),
        sold(make("Callbridge lines", "msal-node/5.3.0", 6 * HOUR, 2)),
    ]  # fmt: skip


def chat(rng: Random) -> list[Machine]:
    """Applications in the chat: of builds, of the road, of works, of vendors."""
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        make("build news", "slack-go/0.19.0", 3 * HOUR, 3, ("log", "report"), where=builder),
        make("alarm photos", _NODE, 4 * HOUR, 3, ("photo",), where=gate),
        make("shift handover", "python-slack-sdk/3.42.0", 8 * HOUR, 3, ("rota", "list"), where=gate),
        make("bench results", "python-slack-sdk/3.42.0", 6 * HOUR, 3, ("curve", "table"), where=bench),
        make("visit sheets", _NODE, 6 * HOUR, 3, ("sheet",), where=gate),
        make("energy curves", "python-slack-sdk/3.42.0", 12 * HOUR, 3, ("curve",), where=gate),
        make("support queue", "support-console/4.11", 6 * HOUR, 3, ("case", "photo"), where=SUPPORT),
        sold(job(rng, "slack", "Meterwise", "axios/1.16.0", 8 * HOUR, 3, ("score", "plan"), ("upload", "download"))),
        sold(job(rng, "slack", "Fixdesk", "okhttp/5.4.0", 6 * HOUR, 3, ("case", "photo"), ("upload", "download"))),
        sold(make("Pingfield", "Go-http-client/2.0", 8 * HOUR, 2, ("graph",))),
    ]


def tickets(rng: Random) -> list[Machine]:
    """Accounts on the tickets: alarms, forms, clocks, numbers, and two vendors' links."""
    make = partial(job, rng, "jira")
    return [
        make("om-alerts", "Alertmanager/0.33.0", 2 * HOUR, 3, BOARDS[5:6], ("open", "search"), WATCH),
        make("om-visits", "okhttp/5.4.0", 2 * HOUR, 5, BOARDS[:3], ("open", "comment", "attachment"), gate),
        make("om-forms", _JAVA, 3 * HOUR, 4, BOARDS[3:5], ("open", "comment"), gate),
        make("om-clocks", _JAVA, 6 * HOUR, 5, BOARDS[:5], ("search", "issue"), gate),
        make("om-bench", "python-requests/2.35.0", 6 * HOUR, 3, BOARDS[6:7], ("comment", "issue"), bench),
        make("om-numbers", "python-requests/2.35.0", 7 * DAY, 110, BOARDS, ("search", "issue"), WATCH),
        sold(make("ext-fixdesk", "axios/1.16.0", 2 * HOUR, 5, BOARDS[:2], ("issue", "comment", "attachment"))),
        sold(make("ext-meterwise", "axios/1.16.0", 4 * HOUR, 6, BOARDS[3:5], ("search", "issue"))),
        make("om-old-import", "python-requests/2.20.1", FOREVER, 1, BOARDS[:1], ("issue",), WORKS),
    ]  # fmt: skip


def pages(rng: Random) -> list[Machine]:
    """Accounts on the wiki: the index, handbooks out of code, and rotas."""
    make, every = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("om-index", _JAVA, DAY, 48, every, ("body",), gate),
        make("om-handbooks", "python-requests/2.35.0", 6 * HOUR, 3, every[1::8], ("body", "update"), gate),
        make("om-rotas", "okhttp/5.4.0", 12 * HOUR, 2, every[6::8], ("body", "update"), gate),
    ]  # fmt: skip
