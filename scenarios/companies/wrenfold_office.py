"""The machines of the company that settles claims in what its people use: directory, code, chat, tickets, pages."""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies.wrenfold_places import (
    APPS,
    AREAS,
    BOARDS,
    BOOKS,
    COUNTRIES,
    EXCHANGE,
    GROUPS,
    PAGES,
    REPOSITORIES,
    SPACES,
    TENANTS,
    TEND,
    TIDY,
    WATCH,
    builder,
    gate,
    listed,
    own_builder,
    sold,
)
from scenarios.machine import FOREVER, Machine, job, workdays

_SDK = "okta-sdk-java/25.2.0 java/25 Linux/6.12"
_NODE = "@slack:web-api/7.19.0 node/26.3.0 linux/6.12"
_JAVA = "Apache-HttpClient/5.6.1 (Java/25.0.3)"


def directory(rng: Random) -> list[Machine]:
    """What follows personnel in three countries, accounts of policy holders and other insurers, an engineer's job."""
    make = partial(job, rng, "okta")
    return [
        *(make(f"people-sync-{country}", _SDK, 8 * HOUR, 3, GROUPS[:4], ("profile", "join", "leave"), gate)
          for country in COUNTRIES),
        make("holder-accounts", _SDK, HOUR, 4, ("holders",), ("create", "profile", "join", "deactivate"), gate),
        make("partner-accounts", _SDK, 4 * HOUR, 3, ("partners",), ("create", "join", "leave"), gate),
        make("desk-tool", "desk-tool/5.2", 4 * HOUR, 2, (), ("unlock", "factors", "password", "unlock"), TEND),
        make("profile-tidy", "python-requests/2.34.2", 6 * HOUR, 4, ("everyone",),
             ("profile", "profile", "leave", "clear"), TIDY),
        make("terraform-groups", "okta-terraform/6.4.0", DAY, 3, ("engineers", "actuaries"), ("join", "leave"),
             builder, only=workdays),
        sold(make("callarch-seats", "axios/1.17.0", 12 * HOUR, 2, ("Desk", "Slack"), ("assign",))),
    ]  # fmt: skip


def code(rng: Random) -> list[Machine]:
    """Builds of each area, some on own hosts; bots that change, tend and release; a vendor that reads all."""
    make = partial(job, rng, "github")
    return [
        *(make(f"wf-build-{area}", ("git/2.55.1", "git/2.54.2")[number % 2], (4, 6, 8)[number % 3] * HOUR, 3,
               (f"{area}-service", f"{area}-web", f"{area}-jobs", "shared-types"), ("clone", "statuses", "fetch"),
               own_builder if number % 4 == 2 else builder)
          for number, area in enumerate(AREAS)),
        make("wf-pins", "renovate/44.90.2", DAY, 26, REPOSITORIES, ("contents", "pulls", "open"), builder),
        make("wf-state", "git/2.52.0", 2 * HOUR, 3, ("cluster-state",), ("fetch",), gate),
        make("wf-bot", "octokit-core.js/7.0.8", 4 * HOUR, 5, ("editor-extension", "claim-sdk", "forms-kit"),
             ("pulls", "commits", "statuses", "push"), builder),
        make("wf-release", "semantic-release/25.2.0", 12 * HOUR, 5, ("claim-sdk", "forms-kit", "shared-types"),
             ("commits", "push", "release"), builder, only=workdays),
        make("wf-image-builds", "git/2.55.1", 3 * HOUR, 4, ("builder-images", "forms-kit"),
             ("clone", "statuses", "pulls"), own_builder),
        make("wf-zones", "git/2.52.0", 4 * HOUR, 2, ("zones",), ("fetch", "commits"), builder, only=workdays),
        make("wf-exchange", "git/2.43.0", 8 * HOUR, 2, ("partners-jobs",), ("fetch",), EXCHANGE),
        make("wf-steward", "PyGithub/2.9.1", 7 * DAY, 84, REPOSITORIES, ("list", "secrets", "pulls"), TEND),
        sold(make("lintrove", "lintrove/12.1", 12 * HOUR, 26, REPOSITORIES[:60:2], ("contents", "commits"))),
    ]  # fmt: skip


def zone(rng: Random) -> list[Machine]:
    """The zone's records by builds and by hosts, and what reaches applications, vendors' probes among it."""
    make = partial(job, rng, "cloudflare")
    return [
        make("zone-builds", "", 6 * HOUR, 3, [f"{area}-{kind}" for area in AREAS[:9] for kind in ("a", "b")],
             ("set", "add", "drop", "set"), builder, only=workdays),
        make("certificates", "", 8 * HOUR, 3, [f"_acme-challenge.{area}" for area in AREAS], ("add", "drop"), gate),
        make("cache-emptier", "", 4 * HOUR, 2, ("portal", "www"), ("purge",), builder, only=workdays),
        make("partner-zone", "", 7 * DAY, 4, [f"{name}-in" for name in TENANTS], ("set",), EXCHANGE),
        make("status-probe", "", 2 * HOUR, 3, APPS, ("visit",), WATCH),
        make("flows-caller", "", 4 * HOUR, 2, ("flows",), ("visit",), gate),
        sold(make("pinglow-probe", "", 2 * HOUR, 3, APPS[1:3], ("visit",))),
        sold(make("pinglow-scan", "", 7 * DAY, 60, APPS, ("visit!1",))),
    ]  # fmt: skip


def chat(rng: Random) -> list[Machine]:
    """Applications in the chat: of builds, claims, flows, the road, and of vendors."""
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        make("build news", "slack-go/0.20.0", 3 * HOUR, 3, ("log", "report"), where=builder),
        make("new claims", _NODE, 2 * HOUR, 3, ("sheet",), where=gate),
        make("flow results", "python-slack-sdk/3.43.0", 6 * HOUR, 3, ("curve", "table"), where=gate),
        make("road photos", _NODE, 4 * HOUR, 3, ("photo",), where=gate),
        make("shift handover", "python-slack-sdk/3.43.0", 8 * HOUR, 3, ("rota", "list"), where=gate),
        make("partner lists", "python-slack-sdk/3.43.0", DAY, 9, ("list",), where=BOOKS, only=listed),
        make("payment stops", _NODE, 6 * HOUR, 3, ("sheet",), where=gate),
        make("cost sheet", "python-slack-sdk/3.43.0", 7 * DAY, 4, ("sheet",), where=WATCH),
        sold(job(rng, "slack", "Rivalscope", "axios/1.17.0", 8 * HOUR, 3, ("prices", "plan"), ("upload", "download"))),
        sold(job(rng, "slack", "Signwell", "okhttp/5.6.1", 6 * HOUR, 3, ("form",), ("upload", "download"))),
        sold(make("Pinglow", "Go-http-client/2.0", 8 * HOUR, 2, ("graph",))),
    ]  # fmt: skip


def tickets(rng: Random) -> list[Machine]:
    """Accounts on the tickets: alarms, claims, forms, clocks, numbers, other insurers' links, and vendors' links."""
    make = partial(job, rng, "jira")
    return [
        make("wf-alerts", "Alertmanager/0.34.0", 2 * HOUR, 3, BOARDS[5:6], ("open", "search"), WATCH),
        make("wf-intake", "okhttp/5.6.1", HOUR, 4, BOARDS[:3], ("open", "comment", "attachment"), gate),
        make("wf-forms", _JAVA, 3 * HOUR, 4, BOARDS[:3], ("open", "comment"), gate),
        make("wf-clocks", _JAVA, 6 * HOUR, 5, BOARDS[:4], ("search", "issue"), gate),
        make("wf-stops", _JAVA, 8 * HOUR, 3, BOARDS[7:], ("comment", "issue"), gate),
        make("wf-numbers", "python-requests/2.35.0", 7 * DAY, 110, BOARDS, ("search", "issue"), WATCH),
        *(make(f"wf-partner-{name}", _JAVA, (4, 6)[number % 2] * HOUR, 4, BOARDS[3:4],
               ("issue", "comment", "attachment"), EXCHANGE) for number, name in enumerate(TENANTS)),
        sold(make("ext-dentmark", "axios/1.17.0", 2 * HOUR, 5, BOARDS[1:2], ("issue", "comment", "attachment"))),
        sold(make("ext-signwell", "okhttp/5.6.1", 4 * HOUR, 4, BOARDS[:2], ("attachment", "comment"))),
        sold(make("ext-rivalscope", "axios/1.17.0", 4 * HOUR, 6, BOARDS[4:5], ("search", "issue"))),
        make("wf-old-import", "python-requests/2.20.1", FOREVER, 1, BOARDS[:1], ("issue",), BOOKS),
    ]  # fmt: skip


def pages(rng: Random) -> list[Machine]:
    """Accounts on the wiki: the index, handbooks out of code, and rotas."""
    make, every = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("wf-page-index", _JAVA, DAY, 48, every, ("body",), gate),
        make("wf-handbooks", "python-requests/2.35.0", 6 * HOUR, 3, every[1::8], ("body", "update"), gate),
        make("wf-rotas", "okhttp/5.6.1", 12 * HOUR, 2, every[6::8], ("body", "update"), gate),
    ]  # fmt: skip
