"""The company that measures rivers: its days, its people in two time zones, its offices, its builders, its vendors.

What has to come from many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes: the ranges for
documentation and tests are too small for a hoster's.
"""

from functools import partial
from random import Random
from zlib import crc32

from keyroll.replay.browsers import LINUX, MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import digits, okta_id, uuid
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.company import Company
from scenarios.machine import FOREVER, Machine, Person, job, on_days, staff
from scenarios.systems import (
    System,
    aws,
    bitbucket,
    cloudflare,
    confluence,
    github,
    jira,
    okta,
    openbao,
    slack,
    smartsheet,
)

BEGINS, ENDS = moment("2025-09-01"), moment("2025-10-16T12:00:00")
DOMAIN = "tarnfield.example"
OFFICES = ("192.0.2.33", "198.51.100.71")
VPN = "198.51.100.140"
#: The one address of all that runs in the cluster.
CLUSTER = "198.18.210.9"
#: The company's own machines outside the cluster.
OWN = "198.18.212"
AREAS = ("gauges", "forecast", "alerts", "maps", "billing", "telemetry", "archive", "portal")
VENDORS = ("Weldbase", "Sievelight", "Pagerowl", "Rosterly")
#: The networks from which the vendor of integrations calls.
_WELDED = ("244.17", "244.96", "245.8")
_TEAMS = (("engineering", 30), ("delivery", 16), ("support", 10), ("finance", 6))
_BROWSERS = (chrome(MAC, 139), firefox(LINUX, 142), chrome(WINDOWS, 139))
BOARDS = tuple(area[:4].upper() for area in AREAS)
SPACES = tuple(area.upper() for area in AREAS)
PAGES = ("Overview", "Runbook", "Release+notes", "Stations", "Decisions", "Minutes", "On+call", "How+to", "Glossary")
GUIDES = tuple(
    f"{space}/{title}" for space in SPACES
    for title in ("Service+accounts", "VPN", "Vault+paths", "Break+glass", "Single+sign-on")
)  # fmt: skip
OPEN = ("gauge-sdk", "flood-model", "river-tiles", "charts", "station-sim", "docs", "examples", "homebrew-tap")
REPOSITORIES = tuple(
    f"{area[:4].upper()}/{area}-{kind}" for area in AREAS for kind in ("api", "web", "infra", "jobs", "lib")
)
PLANS = tuple(f"{area} {what}" for area in AREAS for what in ("plan", "visits", "stations", "contracts", "invoices"))
_SDK = "Boto3/1.40.21 md/Botocore#1.40.21 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.12.11"
_GO = "aws-sdk-go-v2/1.38.1 os/linux lang/go#1.25.0 md/GOOS#linux md/GOARCH#amd64"
_OLD = "aws-sdk-java/1.12.788 Linux/5.15.0 OpenJDK_64-Bit_Server_VM/17.0.16"
#: The first two days of a month, and the first three of a quarter.
monthly = on_days("-01", "-02")
quarterly = on_days(*(f"{month}-0{day}" for month in ("-01", "-04", "-07", "-10") for day in (1, 2, 3)))


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; every third works from the western office, five hours later."""
    login = f"{FIRST[rng.randrange(len(FIRST))]}{LAST[rng.randrange(len(LAST))][0]}{number}".lower()
    western = number % 3 == 2
    home = VPN if number % 7 == 3 else f"198.19.{30 + number}.{10 + number}"
    return Person(
        login, okta_id(rng, "00u"), OFFICES[western], home, _BROWSERS[rng.randrange(3)], joined, team=team,
        begins=(12 if western else 7) * HOUR,
    )  # fmt: skip


def builder(key: str, ms: int) -> str:
    """Where a build runs: the hoster gives each run another machine, anywhere in its many networks."""
    mark = crc32(f"{key}/{ms // (10 * MINUTE)}".encode())
    return f"243.{mark % 48}.{mark // 48 % 256}.{2 + mark // 12_288 % 250}"


def other_builder(key: str, ms: int) -> str:
    """The same at another hoster, to which builds go in one of the scenarios."""
    return builder(f"other/{key}", ms).replace("243.", "247.", 1)


def welded(key: str, ms: int) -> str:
    """Where the vendor of integrations calls from: any address of a few large networks, another every hour."""
    mark = crc32(f"{key}/{ms // HOUR}".encode())
    return f"{_WELDED[mark % 3]}.{mark // 3 % 256}.{2 + mark // 768 % 250}"


def welds(one: Machine) -> Machine:
    """Makes a machine the integration vendor's: it roams, and its client is new every eight to twelve days."""
    one.vendor, one.roams, one.agent = VENDORS[0], welded, version(0)
    since, rng = BEGINS, Random(VENDORS[0])
    for number in range(1, 6):
        since += (8 + rng.randrange(5)) * DAY + rng.randrange(DAY)
        one.upgrades.append((since, version(number)))
    return one


def version(number: int) -> str:
    """The client of the integration vendor."""
    return f"Weldbase-Connector/7.{11 + number}.0 (+https://weldbase.example/agents)"


def vendor_address(vendor: str) -> str:
    """An address in the range that a vendor has always used."""
    return f"198.18.{180 + VENDORS.index(vendor)}.25"


def _aws(rng: Random) -> list[Machine]:
    """Keys of the cluster and of jobs by the calendar; roles of nodes; a key that two jobs share; what turns keys."""
    make, acts = partial(job, rng, "aws"), (("secret", "query"), ("secret", "job", "decrypt"))
    near = {area: [f"tf/{area}/{name}" for name in ("db", "feed", "partner")] for area in AREAS}
    machines = [
        make(f"svc-tf-{area}", (_SDK, _GO)[number % 2], (6 * HOUR, DAY)[number % 2], 10, near[area], acts[number % 2],
             CLUSTER)
        for number, area in enumerate(AREAS[:5])
    ] + [
        make(f"tf-{area}-node", _GO, 2 * HOUR, 2, near[area], ("secret", "queue", "tasks"), f"{OWN}.{90 + number}",
             key=f"role/{area}")
        for number, area in enumerate(AREAS[5:])
    ]  # fmt: skip
    cold = [f"tf-{area}-cold" for area in AREAS]
    machines += [
        make("svc-tf-cost", _SDK, DAY, 50, ["costs"], ("query", "instances", "buckets"), CLUSTER, only=monthly),
        make("svc-tf-coldstore", _OLD, DAY, 70, cold, ("bucket", "snapshots"), f"{OWN}.70", only=quarterly),
        make("svc-tf-artifacts", _SDK, 2 * HOUR, 4, ["tf-artifacts"], ("bucket", "who"), builder),
    ]
    key = machines[-1].key
    return [
        *machines,
        make("svc-tf-artifacts", _OLD, 8 * HOUR, 5, ["tf-tapes"], ("bucket", "buckets"), OFFICES[1], key=key,
             job="tapes"),
        make("svc-tf-turner", _SDK, FOREVER, 1, (), (), CLUSTER),
    ]  # fmt: skip


def _okta(rng: Random) -> list[Machine]:
    """Staff follows the personnel system, a vendor fills shifts, seats come from the integrations."""
    make = partial(job, rng, "okta", within=DAY)
    groups = ("all-staff", "field-crews", "planners", "engineers", "counters")
    return [
        make("staff-sync", "okta-sdk-golang/5.0.6 golang/go1.25 linux/amd64", 3 * HOUR, 5, groups,
             ("profile", "profile", "join", "leave", "assign"), CLUSTER),
        make("rosterly", "Ruby", 4 * HOUR, 3, ["field-crews"], ("join", "leave"), vendor_address(VENDORS[3]),
             vendor=VENDORS[3]),
        welds(make("weldbase-seats", "", 6 * HOUR, 3, ["Smartsheet", "Slack"], ("assign",))),
    ]  # fmt: skip


def _bitbucket(rng: Random) -> list[Machine]:
    """Builds of each area, wherever the hoster puts them; what deploys from the cluster; a scanner; a rare look."""
    make, machines = partial(job, rng, "bitbucket"), []
    for number, area in enumerate(AREAS):
        things = [name for name in REPOSITORIES if name.startswith(area[:4].upper())]
        things += [REPOSITORIES[4], REPOSITORIES[9]]
        machines.append(make(
            f"build-{area}", ("git/2.45.2", "git/2.43.0")[number % 2], (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 5,
            things, ("fetch", "fetch", "clone", "status"), builder,
        ))  # fmt: skip

    def account(name: str, agent: str, every: int, burst: int, things: tuple[str, ...], acts: tuple[str, ...],
                where: str = CLUSTER, vendor: str = "") -> Machine:  # fmt: skip
        return make(name, agent, every, burst, things, acts, where, key=name, vendor=vendor)

    infra = tuple(name for name in REPOSITORIES if name.endswith("-infra"))
    machines += [
        account("svc-tf-deployer", "git/2.46.0", HOUR, 3, infra, ("fetch", "commits")),
        account("svc-tf-release", "okhttp/4.12.0", 4 * HOUR, 4, REPOSITORIES[:16], ("pulls", "commits", "file"),
                f"{OWN}.44"),
        account("ext-sievelight", "sievelight/3.8", DAY, 16, REPOSITORIES, ("clone", "file"),
                vendor_address(VENDORS[1]), VENDORS[1]),
        account("svc-tf-licences", "git/2.39.5", DAY, 60, REPOSITORIES, ("clone", "file")),
        account("svc-tf-turner", "python-requests/2.32.4", FOREVER, 1, (), ()),
    ]  # fmt: skip
    machines[-2].only = quarterly
    return machines


def _jira(rng: Random) -> list[Machine]:
    """One account always meets some refusals (``!`` and a status), one is held by two jobs that know nothing of it."""
    make, denied = partial(job, rng, "jira"), ("issue", "comment", "comment!403", "board!404", "issue!403")
    return [
        *(make(f"svc-tf-{area}-tickets", "python-requests/2.32.4", 2 * HOUR, 3, (BOARDS[number],),
               ("open", "comment", "issue"), CLUSTER) for number, area in enumerate(AREAS[:3])),
        welds(make("svc-tf-weldbase", "", HOUR // 2, 3, BOARDS[:5], ("issue", "issue", "comment", "search"))),
        make("svc-tf-clocks", "Apache-HttpClient/5.5 (Java/21.0.8)", HOUR, 4, BOARDS[:6], ("search", "issue"), CLUSTER),
        make("svc-tf-closer", "Go-http-client/1.1", HOUR, 5, BOARDS[3:6], denied, CLUSTER),
        make("svc-tf-month", "okhttp/4.12.0", DAY, 90, BOARDS, ("search", "issue", "issue"), CLUSTER, only=monthly),
        make("ext-pagerowl", "pagerowl-bridge/2.4", 2 * HOUR, 2, BOARDS[:3], ("open", "comment"),
             vendor_address(VENDORS[2]), vendor=VENDORS[2]),
        make("svc-tf-notes", "node-fetch/3.3.2", 3 * HOUR, 5, BOARDS[:4], ("search", "issue"), builder),
        make("svc-tf-notes", "PowerShell/7.5.2", 2 * HOUR, 2, BOARDS[6:], ("open", "comment"), OFFICES[0], job="desk"),
    ]  # fmt: skip


def _confluence(rng: Random) -> list[Machine]:
    """What copies runbooks, indexes by night, writes release notes from builds, and looks at all once a quarter."""
    make, pages = partial(job, rng, "confluence"), [f"{space}/{title}" for space in SPACES for title in PAGES]
    machines = [
        make("svc-tf-runbooks", "python-requests/2.32.4", 2 * HOUR, 4, pages[:27], ("body", "update"), CLUSTER),
        make("svc-tf-finder", "Apache-HttpClient/5.5 (Java/21.0.8)", DAY, 150, pages, ("body",), CLUSTER),
        make("svc-tf-releases", "node-fetch/3.3.2", 3 * HOUR, 3, pages[27:54], ("page", "update"), builder),
        welds(make("svc-tf-weldwiki", "", HOUR, 3, pages[18:45], ("body", "page"))),
        make("svc-tf-rules", "Java/17.0.16", DAY, 120, pages, ("page", "body"), f"{OWN}.71", only=quarterly),
    ]
    machines[1].phase = 5 * HOUR + rng.randrange(90 * MINUTE)
    return machines


def _smartsheet(rng: Random) -> list[Machine]:
    """What mirrors plans, loads invoices at a month's start, notes visits, and moves for the integration vendor."""
    make = partial(job, rng, "smartsheet")
    return [
        make("plan mirror", "", 2 * HOUR, 5, PLANS[::5], ("load", "load", "list"), CLUSTER),
        make("field visits", "", HOUR, 3, PLANS[1:20:5], ("update", "load", "attach"), f"{OWN}.60"),
        make("capacity", "", 6 * HOUR, 8, PLANS[0:30:5], ("load",), CLUSTER),
        make("invoice loader", "", DAY, 40, PLANS[4::5], ("load", "update", "create"), CLUSTER, only=monthly),
        welds(make("weldbase plans", "", HOUR, 3, PLANS[2:28:5], ("load", "update"))),
    ]


def _cloudflare(rng: Random) -> list[Machine]:
    """Two tokens of the zone, four of Access: builds and the integration vendor come through it too."""
    make, own = partial(job, rng, "cloudflare", within=DAY), f"{OWN}.80"
    names = [f"_acme-challenge.{area}" for area in AREAS[:4]]
    return [
        make("dns01-solver", "", 12 * HOUR, 3, names, ("add", "drop"), CLUSTER),
        make("site-purge", "", 6 * HOUR, 2, ["www"], ("purge",), CLUSTER),
        make("reach-builds", "", HOUR, 3, ["git"], ("visit",), builder, key=uuid(rng)),
        welds(make("reach-weldbase", "", 2 * HOUR, 3, ["jira", "wiki"], ("visit",), key=uuid(rng))),
        make("reach-probe", "", HOUR, 3, ["grafana", "stations"], ("visit",), CLUSTER, key=uuid(rng)),
        make("reach-mirror", "", 2 * HOUR, 3, ["wiki"], ("visit",), own, key=uuid(rng)),
    ]


def _slack(rng: Random) -> list[Machine]:
    """Two bots of the company, one of who wakes people, one of the integrations."""
    make = partial(job, rng, "slack", within=DAY)
    return [
        make("river levels", "slack-go/0.17.3", HOUR, 2, ("levels", "map", "warning"), ("upload",), CLUSTER),
        make("field notes", "python-slack-sdk/3.36.0", 2 * HOUR, 2, ("visit", "photo", "station-log"),
             ("upload", "download"), f"{OWN}.61"),
        make("Pagerowl", "pagerowl-bridge/2.4", 3 * HOUR, 2, ("timeline",), ("upload",), vendor_address(VENDORS[2]),
             vendor=VENDORS[2]),
        welds(make("Weldbase", "", 2 * HOUR, 2, ("plan", "invoice", "offer"), ("upload", "download"))),
    ]  # fmt: skip


def _github(rng: Random) -> list[Machine]:
    """A mirror from the cluster, releases from wherever builds run, the scanner, a docs bot."""

    def make(name: str, agent: str, every: int, acts: tuple[str, ...], where: str, vendor: str = "") -> Machine:
        return Machine("github", name, digits(rng, 9), where, agent, every, 4, rng.sample(OPEN, 5), acts, vendor=vendor,
                       phase=rng.randrange(DAY))  # fmt: skip

    machines = [
        make("open-mirror", "git/2.46.0", 2 * HOUR, ("fetch", "fetch", "commits"), CLUSTER),
        make("open-release", "octokit-rest.js/22.0", 3 * HOUR, ("statuses", "contents", "pulls"), ""),
        make("sievelight-open", "sievelight/3.8", 12 * HOUR, ("clone", "contents"), vendor_address(VENDORS[1]),
             VENDORS[1]),
        make("docs-bot", "octokit-rest.js/21.1", 6 * HOUR, ("contents", "commits"), f"{OWN}.62"),
    ]  # fmt: skip
    machines[1].roams = builder
    return machines


def _openbao(rng: Random) -> list[Machine]:
    """A token a service, read from behind the cluster's one address; all read what is shared; the last turns others."""
    make, every = partial(job, rng, "openbao"), (HOUR, 2 * HOUR, 3 * HOUR)
    machines = [
        make(f"token-{area}", "Go-http-client/1.1", every[number % 3], 3,
             [*(f"{area}/{name}" for name in ("db", "api", "mail")), "shared/ca"], ("read",), CLUSTER, within=DAY)
        for number, area in enumerate(AREAS[:7])
    ]  # fmt: skip
    turner = make("token-turner", "python-hvac/2.3.0", DAY, 1, (), ("self",), CLUSTER)
    turner.phase = 4 * HOUR
    return [*machines, turner]


def systems() -> tuple[System, ...]:
    """What the company uses."""
    return (
        aws.Aws(begins_with=_aws, domain=DOMAIN, account="508317726490", staff="engineering"),
        okta.Okta(begins_with=_okta, domain=DOMAIN, host="https://tarnfield.okta.com", country="nl", anybody="field",
             apps=("Jira", "Confluence", "Bitbucket", "Slack", "Smartsheet", "AWS IAM Identity Center")),
        bitbucket.Bitbucket(begins_with=_bitbucket, domain=DOMAIN, host="https://git.tarnfield.example", begins=BEGINS,
                  repositories=REPOSITORIES, staff="engineering"),
        jira.Jira(begins_with=_jira, domain=DOMAIN, host="https://jira.tarnfield.example", boards=BOARDS),
        confluence.Confluence(begins_with=_confluence, spaces=SPACES, guides=GUIDES),
        smartsheet.Smartsheet(begins_with=_smartsheet, domain=DOMAIN, plans=PLANS),
        cloudflare.Cloudflare(begins_with=_cloudflare, domain=DOMAIN, country="nl",
                   apps=("jira", "wiki", "git", "plans", "grafana", "stations")),
        slack.Slack(begins_with=_slack, workspace=("T06TARNFD1", "Tarnfield")),
        github.Github(begins_with=_github, org="tarnfield-open", repositories=OPEN, staff="engineering"),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=AREAS, staff="engineering"),
    )  # fmt: skip


COMPANY = Company("tarnfield", BEGINS, ENDS, staff(_TEAMS, person), systems)
