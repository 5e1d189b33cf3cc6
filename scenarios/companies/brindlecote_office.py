"""The machines of the group of hotels in what its people use: directory, code, chat, drive, customers, tickets."""

from functools import partial
from random import Random

from keyroll.replay.streams import digits
from keyroll.replay.times import DAY, HOUR
from scenarios.companies.brindlecote_places import (
    APPS,
    AREAS,
    BOARDS,
    BOOKS,
    DOCUMENTS,
    EXCHANGE,
    GROUPS,
    HOTELS,
    PAGES,
    REPOSITORIES,
    SPACES,
    TEND,
    WATCH,
    YARD,
    builder,
    closed,
    gate,
    line,
    paid,
    sold,
)
from scenarios.fleets import builds
from scenarios.machine import FOREVER, Machine, job, workdays

_SDK = "okta-sdk-golang/6.4.0 golang/go1.26.4"
_NODE, _PYTHON = "@slack:web-api/7.20.0 node/26.3.0 linux/6.12", "python-slack-sdk/3.44.0"
_JAVA = "Apache-HttpClient/5.6.2 (Java/25.0.3)"


def directory(rng: Random) -> list[Machine]:
    """What follows personnel and the hotels' rotas, owners' accounts, the desk's tool, groups by code, a vendor's."""
    make = partial(job, rng, "okta")
    return [
        make("people-sync", _SDK, 6 * HOUR, 4, GROUPS[:3], ("profile", "join", "leave"), gate),
        make("rota-accounts", _SDK, 3 * HOUR, 6, ("hotels",), ("create", "join", "leave", "deactivate"), gate),
        make("owner-accounts", _SDK, 4 * HOUR, 3, ("sales",), ("create", "profile", "join"), gate),
        make("desk-tool", "desk-tool/4.2", 3 * HOUR, 2, (), ("unlock", "factors", "password", "unlock"), TEND),
        make("terraform-groups", "okta-terraform/6.4.1", DAY, 3, ("engineers", "cards"), ("join", "leave"), builder,
             only=workdays),
        sold(make("lockhaven-seats", "axios/1.18.1", 12 * HOUR, 2, ("Locks",), ("assign",))),
    ]  # fmt: skip


def code(rng: Random) -> list[Machine]:
    """Builds of every second service; two sites; bots that change, tend, release; a vendor that reads all."""
    make = partial(job, rng, "github")
    return [
        *builds(rng, "bc", AREAS[::2], ("git/2.55.2", "git/2.54.3"), "shared-kit", builder),
        make("bc-site-magazine", "git/2.39.5", 6 * HOUR, 2, ("site-magazine",), ("fetch",), "198.18.60.112"),
        make("bc-site-weddings", "git/2.39.5", 8 * HOUR, 2, ("site-weddings",), ("fetch",), "198.18.60.113"),
        make("bc-yard", "git/2.47.3", 3 * HOUR, 3, ("guest-app", "front-desk", "booking-kit"), ("fetch", "clone"),
             YARD),
        make("bc-pins", "renovate/44.96.1", DAY, 24, REPOSITORIES, ("contents", "pulls", "open"), builder),
        make("bc-state", "git/2.53.0", 2 * HOUR, 3, ("cluster-state",), ("fetch",), gate),
        make("bc-release", "semantic-release/25.3.0", 12 * HOUR, 5, ("booking-kit", "shared-kit", "front-desk"),
             ("commits", "push", "release"), builder, only=workdays),
        make("bc-zones", "git/2.53.0", 4 * HOUR, 2, ("zone-plan",), ("fetch", "commits"), builder, only=workdays),
        make("bc-words", "python-requests/2.35.1", DAY, 14, ("guest-app", "booking-kit", "rooms-web"),
             ("contents", "open", "push"), TEND, only=workdays),
        make("bc-steward", "PyGithub/2.9.2", 7 * DAY, 70, REPOSITORIES, ("list", "secrets", "pulls"), TEND),
        sold(make("codegleam", "codegleam/3.8", 12 * HOUR, 22, REPOSITORIES[:46:2], ("contents", "commits"))),
    ]  # fmt: skip


def chat(rng: Random) -> list[Machine]:
    """Applications in the chat: of builds, arrivals, rates, hotels, pay days, and of vendors."""
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        make("build news", "slack-go/0.20.1", 3 * HOUR, 3, ("log", "report"), where=builder),
        make("arrivals today", _NODE, 4 * HOUR, 3, ("list", "table"), where=gate),
        make("rates watch", _PYTHON, 2 * HOUR, 3, ("curve", "table"), where=gate),
        make("night audit", _PYTHON, DAY, 16, ("folio", "list"), where=gate),
        make("shift handover", _PYTHON, 8 * HOUR, 3, ("rota", "list"), where=gate),
        make("owners' pay", _PYTHON, DAY, 6, ("sheet",), where=BOOKS, only=paid),
        sold(job(rng, "slack", "Yieldwell", "axios/1.18.1", 6 * HOUR, 4, ("curve", "sheet"), ("upload", "download"))),
        sold(make("Pingrove", "Go-http-client/2.0", 8 * HOUR, 2, ("graph",))),
    ]  # fmt: skip


def drive(rng: Random) -> list[Machine]:
    """OAuth clients on the drive: sheets of sales, rotas of hotels, the books' close, and two vendors'."""
    make = partial(job, rng, "workspace")
    return [
        make("Sales sheets", "", 6 * HOUR, 4, DOCUMENTS[:48:2], ("view", "edit"), gate, key=digits(rng, 21)),
        make("Hotel rotas", "", 8 * HOUR, 4, DOCUMENTS[96:144:3], ("view", "edit"), gate, key=digits(rng, 21)),
        make("Book close", "", DAY, 30, DOCUMENTS[48:96:2], ("view", "download"), BOOKS, only=closed,
             key=digits(rng, 21)),
        sold(make("Letterkite texts", "", 4 * HOUR, 4, DOCUMENTS[144::3], ("view", "edit"), key=digits(rng, 21))),
        sold(make("Yieldwell plans", "", 8 * HOUR, 4, DOCUMENTS[:48:3], ("view", "download"), key=digits(rng, 21))),
    ]  # fmt: skip


def customers(rng: Random) -> list[Machine]:
    """Applications on the customers' records: the platform, groups' bookings, invoices, a nightly copy, vendors."""
    make = partial(job, rng, "salesforce")
    found = [
        make("Booking link", "Unknown", 2 * HOUR, 3, (), ("rest",), gate),
        make("Group stays", "Unknown", 4 * HOUR, 3, (), ("rest", "soap"), gate),
        make("Invoice link", "Unknown", 6 * HOUR, 3, (), ("rest",), BOOKS),
        make("Nightly copy", "Unknown", DAY, 5, (), ("bulk",), TEND),
        sold(make("Letterkite", "Unknown", 6 * HOUR, 4, (), ("rest", "bulk"))),
        sold(make("Stargather", "Unknown", DAY, 3, (), ("rest",))),
    ]
    for number, one in enumerate(found):
        one.key = f"0CQ{number:02d}BC{rng.randrange(10**8):08d}AAE"
    return found


def zone(rng: Random) -> list[Machine]:
    """The zone, caches and scripts in front of the sites; what reaches applications."""
    make, names = partial(job, rng, "cloudflare"), [f"{hotel}-{what}" for hotel in HOTELS for what in ("www", "wifi")]
    return [
        make("hotel-names", "", 3 * HOUR, 4, names, ("set", "add", "drop", "set"), builder, only=workdays),
        make("cache-emptier", "", HOUR, 3, ("www", "photos"), ("purge",), gate),
        make("site-deploy", "", 12 * HOUR, 2, ("site-router", "site-offers"), ("script", "purge"), builder,
             only=workdays),
        make("certificates", "", 8 * HOUR, 3, [f"_acme-challenge.{area}" for area in AREAS], ("add", "drop"), gate),
        make("status-probe", "", HOUR, 4, APPS, ("visit",), WATCH),
        make("rates-robot", "", 2 * HOUR, 3, APPS[1:2], ("visit",), gate),
        sold(make("yieldwell-gate", "", 2 * HOUR, 3, APPS[1:2], ("visit",))),
    ]  # fmt: skip


def tickets(rng: Random) -> list[Machine]:
    """Accounts on the tickets: alarms, guests' letters, each sixth hotel's panel, clocks, numbers, vendors' links."""
    make = partial(job, rng, "jira")
    return [
        make("bc-alerts", "Alertmanager/0.34.1", 2 * HOUR, 3, BOARDS[3:4], ("open", "search"), WATCH),
        make("bc-letters", "okhttp/5.6.2", HOUR, 5, BOARDS[:1], ("open", "comment", "attachment"), gate),
        *(make(f"bc-panel-{hotel}", "Dart/3.12 (dart:io)", 2 * HOUR, 3, BOARDS[1:2], ("open", "comment", "issue"), line)
          for hotel in HOTELS[::6]),
        make("bc-clocks", _JAVA, 6 * HOUR, 5, BOARDS[:3], ("search", "issue"), gate),
        make("bc-numbers", "python-requests/2.35.1", 7 * DAY, 90, BOARDS, ("search", "issue"), WATCH),
        make("bc-channels", _JAVA, 8 * HOUR, 3, BOARDS[2:3], ("issue", "comment"), EXCHANGE),
        sold(make("ext-lockhaven", "okhttp/5.6.2", 3 * HOUR, 4, BOARDS[1:2], ("issue", "comment", "attachment"))),
        sold(make("ext-cardwarden", "axios/1.18.1", 4 * HOUR, 4, BOARDS[:1], ("issue", "comment"))),
        make("bc-old-desk", "python-requests/2.19.1", FOREVER, 1, BOARDS[:1], ("issue",), YARD),
    ]  # fmt: skip


def pages(rng: Random) -> list[Machine]:
    """Accounts on the wiki: the index, handbooks out of code, and rotas."""
    make, every = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("bc-page-index", _JAVA, DAY, 40, every, ("body",), gate),
        make("bc-handbooks", "python-requests/2.35.1", 6 * HOUR, 3, every[1::8], ("body", "update"), gate),
        make("bc-rotas", "okhttp/5.6.2", 12 * HOUR, 2, every[6::8], ("body", "update"), gate),
    ]  # fmt: skip
