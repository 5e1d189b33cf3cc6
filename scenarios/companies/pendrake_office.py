"""The machines of the marketplace in what its people use: directory, code, chat, documents, tickets, pages."""

from functools import partial
from random import Random

from keyroll.replay.streams import digits
from keyroll.replay.times import DAY, HOUR
from scenarios.companies.pendrake_places import (
    AREAS,
    BOARDS,
    BOOKS,
    DOCUMENTS,
    FEEDS,
    GROUPS,
    HALL,
    PAGES,
    REPOSITORIES,
    SPACES,
    TEND,
    WATCH,
    builder,
    closed,
    paid,
    roads,
    shop,
    sold,
)
from scenarios.fleets import builds
from scenarios.machine import FOREVER, Machine, job, workdays

_SDK = "okta-sdk-golang/6.4.0 golang/go1.26.4"
_NODE, _PYTHON = "@slack:web-api/7.20.0 node/26.3.0 linux/6.12", "python-slack-sdk/3.44.0"
_JAVA = "Apache-HttpClient/5.6.2 (Java/25.0.3)"


def directory(rng: Random) -> list[Machine]:
    """What follows personnel, drivers hired by the season, sellers' accounts, the desk's tool, a vendor's seats."""
    make = partial(job, rng, "okta")
    return [
        make("people-sync", _SDK, 6 * HOUR, 4, GROUPS[:3], ("profile", "join", "leave"), shop),
        make("driver-accounts", _SDK, 3 * HOUR, 5, ("couriers",), ("create", "join", "deactivate", "profile"), roads),
        make("seller-accounts", _SDK, HOUR, 4, ("sellers",), ("create", "profile", "join"), shop),
        make("desk-tool", "desk-tool/7.1", 4 * HOUR, 2, (), ("unlock", "factors", "password", "unlock"), TEND),
        make("terraform-groups", "okta-terraform/6.4.1", DAY, 3, ("engineers", "cards"), ("join", "leave"), builder,
             only=workdays),
        sold(make("addrella-seats", "axios/1.18.1", 12 * HOUR, 2, ("Desk",), ("assign",))),
    ]  # fmt: skip


def code(rng: Random) -> list[Machine]:
    """Builds of every second service; bots that change, tend, release; a vendor that reads all."""
    make = partial(job, rng, "github")
    return [
        *builds(rng, "pd", AREAS[::2], ("git/2.55.2", "git/2.54.3"), "shared-kit", builder),
        make("pd-pins", "renovate/44.96.1", DAY, 24, REPOSITORIES, ("contents", "pulls", "open"), builder),
        make("pd-state", "git/2.53.0", 2 * HOUR, 3, ("cluster-state",), ("fetch",), shop),
        make("pd-app-builds", "git/2.50.1 (Apple Git-155)", 8 * HOUR, 4, ("courier-app", "shop-kit"),
             ("clone", "statuses"), HALL),
        make("pd-release", "semantic-release/25.3.0", 12 * HOUR, 5, ("seller-sdk", "shop-kit", "shared-kit"),
             ("commits", "push", "release"), builder, only=workdays),
        make("pd-zones", "git/2.53.0", 4 * HOUR, 2, ("zones",), ("fetch", "commits"), builder, only=workdays),
        make("pd-roads", "git/2.47.3", 6 * HOUR, 2, ("routes-service", "depots-service"), ("fetch",), roads),
        make("pd-steward", "PyGithub/2.9.2", 7 * DAY, 70, REPOSITORIES, ("list", "secrets", "pulls"), TEND),
        sold(make("codesieve", "codesieve/6.4", 12 * HOUR, 22, REPOSITORIES[:52:2], ("contents", "commits"))),
    ]  # fmt: skip


def chat(rng: Random) -> list[Machine]:
    """Applications in the chat: of builds, sales, the road, payments, and of vendors."""
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        make("build news", "slack-go/0.20.1", 3 * HOUR, 3, ("log", "report"), where=builder),
        make("sales today", _NODE, 4 * HOUR, 2, ("curve", "table"), where=shop),
        make("late parcels", _PYTHON, 2 * HOUR, 3, ("map", "list"), where=roads),
        make("shift handover", _PYTHON, 8 * HOUR, 3, ("rota", "list"), where=roads),
        make("pay day", _PYTHON, DAY, 6, ("sheet",), where=BOOKS, only=paid),
        sold(job(rng, "slack", "Pixmend", "axios/1.18.1", 6 * HOUR, 4, ("cover", "clip"), ("upload", "download"))),
        sold(make("Upbell", "Go-http-client/2.0", 8 * HOUR, 2, ("graph",))),
        sold(job(rng, "slack", "Trustgrain", "okhttp/5.6.2", 8 * HOUR, 3, ("case",), ("upload", "download"))),
    ]  # fmt: skip


def drive(rng: Random) -> list[Machine]:
    """OAuth clients on the drive: sheets of trade, rotas of depots, minutes, and two vendors'."""
    make = partial(job, rng, "workspace")
    return [
        make("Trade sheets", "", 6 * HOUR, 4, DOCUMENTS[:48:2], ("view", "edit"), shop, key=digits(rng, 21)),
        make("Depot rotas", "", 8 * HOUR, 4, DOCUMENTS[96:144:3], ("view", "edit"), roads, key=digits(rng, 21)),
        make("Book close", "", DAY, 30, DOCUMENTS[48:96:2], ("view", "download"), BOOKS, only=closed,
             key=digits(rng, 21)),
        sold(make("Pixmend covers", "", 4 * HOUR, 4, DOCUMENTS[16:48:3], ("view", "download"), key=digits(rng, 21))),
        sold(make("Postwing letters", "", 6 * HOUR, 3, DOCUMENTS[144::3], ("view", "edit"), key=digits(rng, 21))),
    ]  # fmt: skip


def tickets(rng: Random) -> list[Machine]:
    """Accounts on the tickets: alarms, buyers' and sellers' letters, parcels, clocks, numbers, vendors' links."""
    make = partial(job, rng, "jira")
    return [
        make("pd-alerts", "Alertmanager/0.34.1", 2 * HOUR, 3, BOARDS[4:5], ("open", "search"), WATCH),
        make("pd-letters", "okhttp/5.6.2", HOUR, 5, BOARDS[:2], ("open", "comment", "attachment"), shop),
        make("pd-parcels", "okhttp/5.6.2", HOUR, 4, BOARDS[2:3], ("open", "comment"), roads),
        make("pd-clocks", _JAVA, 6 * HOUR, 5, BOARDS[:3], ("search", "issue"), shop),
        make("pd-numbers", "python-requests/2.35.1", 7 * DAY, 90, BOARDS, ("search", "issue"), WATCH),
        make("pd-feeds", _JAVA, 8 * HOUR, 3, BOARDS[1:2], ("issue", "comment"), FEEDS),
        sold(make("ext-trustgrain", "okhttp/5.6.2", 3 * HOUR, 5, BOARDS[3:4], ("issue", "comment", "attachment"))),
        sold(make("ext-addrella", "axios/1.18.1", 4 * HOUR, 4, BOARDS[2:3], ("issue", "comment"))),
        make("pd-old-desk", "python-requests/2.19.1", FOREVER, 1, BOARDS[:1], ("issue",), HALL),
    ]  # fmt: skip


def pages(rng: Random) -> list[Machine]:
    """Accounts on the wiki: the index, handbooks out of code, and rotas."""
    make, every = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("pd-page-index", _JAVA, DAY, 48, every, ("body",), shop),
        make("pd-handbooks", "python-requests/2.35.1", 6 * HOUR, 3, every[1::8], ("body", "update"), shop),
        make("pd-rotas", "okhttp/5.6.2", 12 * HOUR, 2, every[6::8], ("body", "update"), roads),
    ]  # fmt: skip
