"""The newsroom: a programme from three in the morning on, late news, people who travel, and half a dozen editions.

Who reports is in another hotel every few days, and who edits works on any five days of seven. What has to come from
many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes.
"""

from collections.abc import Callable
from functools import partial
from random import Random
from zlib import crc32

from keyroll.replay.browsers import LINUX, MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.company import Company
from scenarios.machine import FOREVER, GitlabJobs, Machine, Person, Where, job, on_days, sold_by, staff, workdays
from scenarios.systems import System, confluence, gcp, gitlab, jira, microsoft, openbao, postgresql, slack

BEGINS, ENDS = moment("2026-08-31"), moment("2026-10-15T12:00:00")
DOMAIN = "sallowick.example"
#: The house, the studio by the parliament, and the room with racks.
HOUSE, PARLIAMENT = "192.0.2.77", "198.51.100.211"
RACK, PLAYOUT, ARCHIVE = "198.18.30.5", "198.18.30.16", "198.18.30.41"
DESKS = ("world", "home", "sport", "money", "culture", "weather", "video", "audio")
#: Wires, subtitles, counts of readers, wages, mail's safety, transcripts.
VENDORS = ("Wirestead", "Captrill", "Pagetally", "Wagehythe", "Mailward", "Scrivenor")
_TEAMS = (("desk", 24), ("engineering", 10), ("reporting", 14), ("house", 7))
_BROWSERS = (chrome(WINDOWS, 152), chrome(MAC, 152), firefox(LINUX, 155), chrome(WINDOWS, 151, edge=True))
PYTHON = "gcloud-python/2.27.0 gl-python/3.14.4 grpc/1.84.0"
NODE = "gcloud-node-storage/8.2.0 gl-node/26.4.0"
SDK = "google-cloud-sdk gcloud/579.0.0"
TERRAFORM = "Terraform/1.15.3 terraform-provider-google/7.41.0"
BUCKETS = (
    *(f"sw-{desk}-{kind}" for desk in DESKS for kind in ("media", "pages")),
    "sw-site", "sw-scripts", "sw-archive", "sw-wires", "sw-playlists", "sw-dumps",
)  # fmt: skip
SITES = tuple(f"{desk}/{kind}" for desk in DESKS[:6] for kind in ("page", "feed"))
PROJECTS = (
    *SITES, "core/editor", "core/layout", "core/search", "core/accounts", "ops/cloud", "ops/hosts", "ops/playout",
    "ops/alerts", "data/readers", "data/polls", "data/maps", "shared/fonts", "old/site-2017", "old/comments",
)  # fmt: skip
TABLES = tuple(
    f"{area}.{name}" for area in ("stories", "readers", "bills", "wires", "polls")
    for name in ("items", "people", "events", "texts", "rates", "notes", "history")
)  # fmt: skip
BOARDS = ("EDIT", "SITE", "TV", "PAY", "HELP", "SEC")
SPACES = ("WORLD", "HOME", "SPORT", "TECH", "HOUSE", "RULES", "STUDIO", "MONEY")
PAGES = ("Style", "Contacts", "Rota", "Sources", "Plan", "Minutes", "Handover", "Tools")
BOXES = ("tips", "letters", "bookings", "accounts", "legal", "editor", "rota", "studio", "press")
#: The days on which wages and fees go out.
payday = on_days("-14", "-28")


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; desks begin between three and fifteen, who reports is somewhere else every few days."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    trips: tuple[tuple[int, int, str], ...] = ()
    if team == "reporting":
        trips = tuple((BEGINS + day * DAY, BEGINS + (day + 4) * DAY, _hotel(number, day)) for day in range(1, 46, 4)
                      if (number + day) % 7 < 5)  # fmt: skip
    begins = {"desk": (3, 7, 11, 15)[number % 4], "reporting": 6 + number % 7}.get(team, 8)
    return Person(
        f"{first}.{last}{number}".lower(), okta_id(rng, "00u"), PARLIAMENT if number % 5 == 2 else HOUSE,
        f"198.19.{130 + number}.{8 + rng.randrange(240)}", _BROWSERS[rng.randrange(4)], joined, team=team,
        rota=number if team in ("desk", "reporting") else -1, begins=begins * HOUR, trips=trips,
    )  # fmt: skip


def _hotel(number: int, day: int) -> str:
    """The line of a hotel, an airport, a telephone."""
    mark = crc32(f"{number}/{day}".encode())
    return f"{(244, 245)[mark % 2]}.{mark // 2 % 240}.{mark // 480 % 250}.{3 + mark // 120_000 % 250}"


def cloud(key: str, ms: int) -> str:
    """What runs in the cloud leaves it by one of four addresses."""
    return f"198.18.31.{8 + crc32(f'{key}/{ms // (9 * HOUR)}'.encode()) % 4}"


def builder(key: str, ms: int) -> str:
    """Where a build runs: two hosts of the house by day, rented ones when they are full."""
    mark = crc32(f"{key}/{ms // (30 * MINUTE)}".encode())
    return (RACK, PLAYOUT.replace(".16", ".18"))[mark % 2] if mark % 5 < 3 else f"243.7.{mark % 200}.{9 + mark % 90}"


def edge(key: str, ms: int) -> str:
    """What makes pages for readers runs near them, from a new address every few hours."""
    mark = crc32(f"{key}/{ms // (3 * HOUR)}".encode())
    return f"2001:db8:77:{mark % 40:x}::{mark // 40 % 3000:x}"


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: some addresses of its own; Captrill from wherever its listeners sit."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        mark = crc32(f"{name}/{key}/{ms // (5 * HOUR)}".encode())
        if name == "Captrill":
            return f"249.{mark % 7}.{mark // 7 % 240}.{4 + mark // 1680 % 240}"
        return f"198.18.{190 + place}.{12 + mark % (3 + place)}"

    return there


sold = sold_by(VENDORS, vendor)


def _gcp(rng: Random) -> list[Machine]:
    """Pages and media by desk, wires each hour, playout, polls, dumps; a key for guests and one of a former tester."""
    make = partial(job, rng, "gcp")
    near = {desk: (f"sw-{desk}-media", f"sw-{desk}-pages") for desk in DESKS}
    return [
        *(make(f"sw-{desk}", (PYTHON, NODE)[number % 2], (HOUR, 2 * HOUR)[number % 2], 6, near[desk],
               (("read", "put"), ("put", "list", "read"))[number % 2], cloud) for number, desk in enumerate(DESKS)),
        make("sw-render", NODE, HOUR, 16, ("sw-site", "sw-scripts", "sw-home-pages"), ("read", "put", "read"), edge),
        make("sw-wires", PYTHON, HOUR, 9, ("sw-wires",), ("put", "read", "secret"), cloud),
        make("sw-playout", "gcloud-cpp/2.44.0", HOUR, 8, ("sw-playlists", "sw-video-media"), ("read", "list"), PLAYOUT),
        make("sw-builds", SDK, 2 * HOUR, 5, ("sw-site", "sw-scripts"), ("put", "list", "put"), builder, only=workdays),
        make("sw-polls", PYTHON, 6 * HOUR, 30, ("polls", "readers"), ("query",), cloud),
        make("sw-dumps", SDK, DAY, 60, BUCKETS, ("list", "put", "buckets", "databases"), ARCHIVE),
        make("sw-terraform", TERRAFORM, 6 * HOUR, 24, BUCKETS, ("policy", "accounts", "list", "label", "machines"),
             builder, only=workdays),
        make("sw-fees", PYTHON, DAY, 80, ("bills",), ("query", "secret"), cloud, only=payday),
        make("sw-trials", SDK, 2 * HOUR, 4, ("europe-west4-a",), ("machine-list", "machine", "zones"), builder,
             only=workdays),
        sold(make("sw-captrill", NODE, 2 * HOUR, 9, near["video"], ("read", "put"))),
        sold(make("sw-pagetally", PYTHON, DAY, 30, ("readers",), ("query",))),
        make("sw-trial-admin", SDK, FOREVER, 1, (), ("machine-list",), HOUSE),
        make("sw-guest-film", PYTHON, FOREVER, 1, ("sw-archive",), ("read",), HOUSE),
        make("sw-inventory", SDK, 7 * DAY, 50, BUCKETS, ("accounts", "keys", "buckets", "list"), RACK),
    ]  # fmt: skip


def _microsoft(rng: Random) -> list[Machine]:
    """Applications on mail: tips, letters, bookings, safety of mail, wages; what signs in for calendars and rooms."""

    def make(name: str, agent: str, every: int, burst: int, boxes: tuple[str, ...], where: Where = cloud,
             acts: tuple[str, ...] = ("mail",)) -> Machine:  # fmt: skip
        return job(rng, "microsoft", name, agent, every, burst, [f"{box}@{DOMAIN}" for box in boxes], acts, where)

    return [
        make("Tips reader", "MSAL.Python/1.40.0", HOUR, 4, ("tips", "letters")),
        make("Bookings", "msal-node/5.2.0", 2 * HOUR, 3, ("bookings", "studio"), cloud, ("mail", "sign-in")),
        make("Rota screens", "MSAL.NetCore/4.88.0", 4 * HOUR, 2, ("rota",), HOUSE, ("sign-in",)),
        make("Archive of letters", "MSAL.Java/1.27.0", DAY, 30, ("letters", "legal", "press"), ARCHIVE),
        make("Room finder", "msal-node/2.6.1", 6 * HOUR, 2, ("studio",), RACK, ("sign-in", "mail")),
        sold(make("Mailward", "MSAL.Java/1.27.0", HOUR, 12, BOXES)),
        sold(make("Wagehythe fees", "MSAL.Java/1.22.0", DAY, 3, ("accounts",))),
        sold(make("Scrivenor transcripts", "msal-node/5.2.0", 4 * HOUR, 4, ("studio", "press"))),
    ]


def _gitlab(rng: Random) -> list[Machine]:
    make = GitlabJobs(rng, builder)

    return [
        *(
            make(
                f"{desk}-builds",
                ("git/2.56.0", "git/2.55.1")[number % 2],
                (2 * HOUR, 3 * HOUR)[number % 2],
                3,
                (f"{desk}/page", f"{desk}/feed", "shared/fonts"),
                ("fetch", "status", "file"),
            )
            for number, desk in enumerate(DESKS[:6])
        ),
        make("core-builds", "git/2.56.0", HOUR, 5, PROJECTS[12:16], ("fetch", "status", "file", "merges")),
        make("pins", "renovate/43.180.0", DAY, 44, PROJECTS, ("file", "merges", "note"), cloud),
        make(
            "polls-charts", "python-gitlab/8.3.0", 6 * HOUR, 4, ("data/polls", "data/maps"), ("file", "commit"), cloud
        ),
        make("playout-pull", "git/2.39.2", 4 * HOUR, 2, ("ops/playout",), ("fetch",), PLAYOUT),
        make("steward", "python-gitlab/8.3.0", 7 * DAY, 60, PROJECTS, ("projects", "users", "groups", "tags"), RACK),
        make("j.editor-tool", "git/2.51.0", DAY, 4, PROJECTS[:12:3], ("file", "commits", "fetch"), HOUSE, workdays),
    ]


def _openbao(rng: Random) -> list[Machine]:
    make = partial(job, rng, "openbao", acts=("read",))
    return [
        *(make(f"token-{desk}", "hvac/2.5.0", (3 * HOUR, 6 * HOUR)[number % 2], 3, (f"{desk}/db", f"{desk}/bucket"),
               where=cloud) for number, desk in enumerate(DESKS[:5])),
        make("token-builds", "bao/2.6.0", HOUR, 4, ("builds/registry", "builds/deploy", "shared/ca"), where=builder),
        make("token-wires", "Go-http-client/2.0", HOUR, 2, ("wires/feeds", "shared/ca"), where=cloud),
        make("token-playout", "curl/8.5.0", 12 * HOUR, 2, ("playout/keys",), where=PLAYOUT),
        make("token-rack", "bao/2.5.2", DAY, 6, ("ops/dumps", "ops/hosts", "shared/ca"), where=RACK),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    make = partial(job, rng, "postgresql")
    mine = {area: tuple(name for name in TABLES if name.startswith(area)) for area in ("stories", "readers", "bills",
                                                                                       "wires", "polls")}  # fmt: skip
    return [
        *(make(f"{area}_rw", f"{area}-api", HOUR, 5, names[:5], ("read", "write", "read"), cloud)
          for area, names in mine.items()),
        make("search_ro", "indexer", 2 * HOUR, 12, mine["stories"], ("read",), cloud),
        make("numbers_ro", "metabase", 6 * HOUR, 14, TABLES[::2], ("read", "count", "read"), cloud),
        make("night_dump", "pg_dump", DAY, 35, TABLES, ("copy",), ARCHIVE),
        make("fees_close", "fees-batch", DAY, 120, mine["bills"], ("read", "write"), cloud, only=payday),
        make("dba", "psql", 7 * DAY, 12, TABLES[:6], ("tables", "roles", "databases", "count"), RACK),
        sold(make("pagetally_ro", "psycopg", 6 * HOUR, 5, mine["readers"][2:4], ("read", "count"))),
    ]  # fmt: skip


def _slack(rng: Random) -> list[Machine]:
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        make("wire flashes", "slack-go/0.20.0", HOUR, 6, ("flash", "wire"), where=cloud),
        make("site alarms", "python-slack-sdk/3.45.0", 3 * HOUR, 2, ("alarm",), where=RACK),
        make("audience", "python-slack-sdk/3.45.0", 12 * HOUR, 3, ("numbers",), where=cloud),
        sold(make("Captrill", "axios/1.18.1", 2 * HOUR, 4, ("lines",))),
        sold(job(rng, "slack", "Scrivenor", "okhttp/5.6.1", 4 * HOUR, 4, ("talk", "tape"), ("upload", "download"))),
    ]


def _jira(rng: Random) -> list[Machine]:
    make = partial(job, rng, "jira")
    return [
        make("sw-alarms", "Alertmanager/0.32.0", 2 * HOUR, 2, BOARDS[1:3], ("open", "search"), RACK),
        make("sw-mail", "python-requests/2.34.0", HOUR, 3, BOARDS[4:5], ("open", "comment", "attachment"), cloud),
        make("sw-planner", "okhttp/5.6.1", HOUR, 5, BOARDS[:3], ("search", "issue"), cloud),
        make("sw-count", "python-requests/2.34.0", 7 * DAY, 90, BOARDS, ("search", "issue"), RACK),
        sold(make("ext-captrill", "axios/1.18.1", 3 * HOUR, 3, BOARDS[2:3], ("issue", "comment", "attachment"))),
    ]


def _confluence(rng: Random) -> list[Machine]:
    make, pages = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("sw-index", "Apache-HttpClient/5.6 (Java/25.0.3)", DAY, 80, pages, ("body",), RACK),
        make("sw-rota-page", "python-requests/2.34.0", 3 * HOUR, 3, pages[2::8], ("body", "update"), cloud),
        make("sw-style-check", "okhttp/5.6.1", 6 * HOUR, 6, pages[::8], ("body", "search"), cloud),
    ]


def systems() -> tuple[System, ...]:
    """What the newsroom uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[3:7] for title in ("Access", "Phones", "Door+codes", "VPN"))
    return (
        gcp.Gcp(begins_with=_gcp, domain=DOMAIN, project="sallowick-news-118", buckets=BUCKETS, staff="engineering"),
        microsoft.Microsoft(begins_with=_microsoft, domain=DOMAIN, tenant="2c8ae0b4-6f0d-4d57-9a34-b1a7d5e0c9f3"),
        gitlab.Gitlab(begins_with=_gitlab, projects=PROJECTS, areas=DESKS[:6], mirrors=("fonts",), staff="engineering",
                      host="code.sallowick.example", accounts={"j.editor-tool": 204}),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=DESKS, staff="engineering"),
        postgresql.Postgresql(begins_with=_postgresql),
        slack.Slack(begins_with=_slack, workspace=("T0DSALLOW9", "Sallowick")),
        jira.Jira(begins_with=_jira, domain=DOMAIN, host="https://desk.sallowick.example", boards=BOARDS),
        confluence.Confluence(begins_with=_confluence, spaces=SPACES, guides=guides),
    )  # fmt: skip


COMPANY = Company("sallowick", BEGINS, ENDS, staff(_TEAMS, person), systems)
