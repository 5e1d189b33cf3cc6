"""The studio that makes and runs games: Asia, many who draw, nights of maintenance, players at all hours.

Its day begins between midnight and two o'clock UTC. What has to come from many networks stands in 240.0.0.0/4, which
RFC 1112 reserves and nobody routes.
"""

from collections.abc import Callable
from functools import partial
from random import Random
from zlib import crc32

from keyroll.replay.browsers import LINUX, MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import digits, okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.company import Company
from scenarios.machine import FOREVER, Machine, Person, job, on_days, sold_by, staff, workdays
from scenarios.systems import System, aws, cloudflare, github, kubernetes, okta, slack, workspace

BEGINS, ENDS = moment("2026-08-03"), moment("2026-09-17T12:00:00")
DOMAIN = "thornquay.example"
#: The studio, the floor of the second game, and where support answers.
STUDIO, FLOOR, SUPPORT = "203.0.113.20", "203.0.113.52", "198.51.100.170"
#: Hosts of the studio outside the cloud: builds of consoles, the store of drawings, a farm of telephones.
CONSOLES, DRAWINGS, PHONES = "198.18.120.8", "198.18.120.31", "198.18.120.77"
AREAS = ("login", "lobby", "match", "shop", "draw", "chat", "rank", "events", "push", "saves", "cheats", "stats")
GAMES = ("ember", "tide")
#: Words in nine languages, voices, a farm of devices, who looks for cheats, hosted builds, advertisements.
VENDORS = ("Lexibrook", "Voxhollow", "Handsetry", "Fairgate", "Anvilrun", "Adwillow")
_TEAMS = (("engineering", 48), ("art", 58), ("live", 20), ("support", 30), ("office", 12))
_EXITS = ("198.18.121.4", "198.18.121.5", "198.18.121.68")
_BROWSERS = (chrome(WINDOWS, 151), chrome(MAC, 151), firefox(LINUX, 154), chrome(WINDOWS, 150, edge=True))
GO = "aws-sdk-go-v2/1.45.0 ua/2.1 os/linux lang/go#1.27.0 md/GOOS#linux md/GOARCH#arm64"
RUST = "aws-sdk-rust/1.4.2 ua/2.1 api/s3/1.120.0 os/linux lang/rust/1.97.0"
PYTHON = "Boto3/1.44.9 md/Botocore#1.44.9 ua/2.1 os/linux#6.17 md/arch#x86_64 lang/python#3.14.4"
CLI = "aws-cli/2.37.2 md/awscrt#0.33.0 ua/2.1 os/linux#6.17 md/arch#x86_64 lang/python#3.14.4"
TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.15.2 terraform-provider-aws/6.44.0"
ENGINE = "aws-sdk-cpp/1.11.780 ua/2.1 os/Windows#10.0.26100 lang/c++#C++20"
KUBECTL = "kubectl/v1.36.1 (linux/amd64) kubernetes/7d2e1aa"
_ARGO = "argocd-application-controller/v3.5.0 (linux/arm64) kubernetes/$Format"
REPOSITORIES = (
    *(f"{area}-{kind}" for area in AREAS for kind in ("service", "chart", "proto")),
    *(f"{game}-{kind}" for game in GAMES for kind in ("client", "engine", "levels", "balance", "console")),
    "infrastructure", "cluster", "edge-rules", "build-farm", "signing", "cheat-rules", "player-tools", "launcher",
    "shared-engine", "shaders", "crash-reader", "store-pages", "site", "runbooks",
)  # fmt: skip
BUCKETS = (
    *(f"tq-{game}-{kind}" for game in GAMES for kind in ("builds", "patches", "saves", "crashes", "telemetry")),
    "tq-drawings", "tq-voices", "tq-site", "tq-state", "tq-receipts", "tq-backups", "tq-trails",
)  # fmt: skip
GROUPS = ("everyone", "engineers", "artists", "support", "live", "contractors")
APPS = ("panel", "boards", "graphs", "player-desk", "console")
DOCUMENTS = tuple(f"{team}-note-{number}" for team in ("engineering", "art", "live", "support") for number in range(60))
#: The day on which receipts are counted.
closing = on_days("-01", "-02")


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person: who draws begins late, who supports works on five of any seven days in two shifts."""
    login = f"{LAST[rng.randrange(len(LAST))]}.{FIRST[rng.randrange(len(FIRST))][:2]}{number}".lower()
    office = {"support": SUPPORT, "art": FLOOR}.get(team, STUDIO)
    since = BEGINS + rng.randrange(36) * DAY
    trips = ((since, since + (2 + rng.randrange(5)) * DAY, f"198.19.{10 + number % 40}.9"),) if number % 9 == 5 else ()
    begins = {"art": 2 * HOUR, "support": (0, 8 * HOUR)[number % 2], "live": 4 * HOUR}.get(team, HOUR // 2)
    return Person(
        login, okta_id(rng, "00u"), office, f"198.19.{60 + number % 190}.{20 + rng.randrange(220)}",
        _BROWSERS[rng.randrange(4)], joined, team=team, rota=number if team in ("support", "live") else -1,
        begins=begins, trips=trips,
    )  # fmt: skip


def runner(key: str, ms: int) -> str:
    """Where a hosted build runs: any machine of one large hoster, another one for each quarter of an hour."""
    mark = crc32(f"{key}/{ms // (15 * MINUTE)}".encode())
    return f"242.{mark % 24}.{mark // 24 % 250}.{2 + mark // 6000 % 250}"


def gate(key: str, ms: int) -> str:
    """What runs in the cluster, as seen from outside: one of three gateways."""
    return _EXITS[crc32(f"{key}/{ms // (7 * HOUR)}".encode()) % len(_EXITS)]


def node(key: str, ms: int) -> str:
    """The same as seen inside: nodes come and go with the players."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % DAY) // (5 * HOUR)}".encode())
    return f"10.88.{mark % 60}.{4 + mark // 60 % 248}"


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: two to seven addresses; the farm of devices from another one every half hour."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        if name == "Handsetry":
            mark = crc32(f"{name}/{key}/{ms // (30 * MINUTE)}".encode())
            return f"2001:db8:5a1:{mark % 900:x}::{mark // 900 % 60_000:x}"
        mark = crc32(f"{name}/{key}/{ms // (6 * HOUR)}".encode())
        return f"198.18.{160 + place}.{40 + mark % (2 + place)}"

    return there


sold = sold_by(VENDORS, vendor)


def _roles(rng: Random) -> list[Machine]:
    """Roles of services in the cluster and of instances; two of them are in no list."""
    make = partial(job, rng, "aws")
    acts = (("secret", "queue", "decrypt"), ("queue", "object", "secret"), ("queue", "queue"))
    near = {area: [f"tq/{area}/{name}" for name in ("db", "peer", "partner")] for area in AREAS}
    saves = [f"tq-ember-saves|{number:04d}/slot" for number in range(300)]
    return [
        *(make(f"tq-{area}", (GO, RUST)[number % 2], (HOUR, 2 * HOUR, 90 * MINUTE)[number % 3], 4, near[area],
               acts[number % 3][:: 2 if number % 3 == 1 else 1], node, key=f"role/{area}")
          for number, area in enumerate(AREAS)),
        make("tq-saves-keeper", RUST, HOUR, 9, saves, ("object", "put-object"), node, key="role/keeper"),
        make("tq-edge-proxy", PYTHON, 2 * HOUR, 4, [f"tq-site|part/{number}.json" for number in range(30)],
             ("object", "queue"), "10.88.200.14", key="role/edge"),
        make("tq-build-node", ENGINE, HOUR, 5, [f"tq-ember-builds|{number}/pak" for number in range(90)],
             ("put-object", "object", "who"), "10.88.201.20", key="role/builder"),
        make("tq-lake-jobs", PYTHON, 6 * HOUR, 40, GAMES, ("query", "query", "job"), node, key="role/lake"),
    ]  # fmt: skip


def _aws(rng: Random) -> list[Machine]:
    """Besides roles: keys of builds, patches, drawings, consoles and vendors, and some that hardly anyone uses."""
    make, all_of_it = partial(job, rng, "aws"), list(BUCKETS)
    patches = [f"tq-{game}-patches|{number:04d}/delta" for game in GAMES for number in range(120)]
    drawings = [f"tq-drawings|{number:05d}.psd" for number in range(500)]
    receipts = [f"tq-receipts|2026/{number:04d}.json" for number in range(200)]
    deploy = make("svc-tq-deploy", CLI, HOUR, 5, AREAS, ("who", "log-in", "images", "image"), runner)
    return [
        *_roles(rng),
        deploy,
        make(deploy.name, CLI, 6 * HOUR, 4, AREAS, ("log-in", "images"), CONSOLES, key=deploy.key, job="consoles"),
        make("svc-tq-terraform", TERRAFORM, 3 * HOUR, 18, all_of_it,
             ("instances", "bucket", "roles", "databases", "policies", "volumes", "regions"), runner, only=workdays),
        make("svc-tq-patches", RUST, 2 * HOUR, 12, patches, ("put-object", "object", "distributions"), CONSOLES),
        make("svc-tq-drawings", CLI, HOUR, 25, drawings, ("put-object", "object", "objects"), DRAWINGS),
        make("svc-tq-receipts", PYTHON, DAY, 90, receipts, ("object", "query", "put-object"), gate, only=closing),
        make("svc-tq-crashes", GO, HOUR, 6, [f"tq-tide-crashes|{number}.dmp" for number in range(200)],
             ("object", "put-object"), gate),
        make("svc-tq-backups", PYTHON, DAY, 40, all_of_it, ("snapshot", "objects", "buckets", "snapshots"), DRAWINGS),
        make("svc-tq-mailer", GO, 2 * HOUR, 3, (), ("mail-quota", "senders"), gate),
        make("svc-tq-costs", PYTHON, 7 * DAY, 110, all_of_it, ("instances", "buckets", "databases", "volumes",
                                                               "functions"), PHONES),
        make("svc-tq-loadtest", PYTHON, 7 * DAY, 160, AREAS, ("tasks", "queue", "scale", "instances!1"), runner),
        make("svc-tq-metrics", GO, HOUR, 6, all_of_it, ("instances", "queue", "functions", "tasks"), gate),
        make("svc-tq-old-rota", PYTHON, DAY, 3, (), ("users!1", "groups!1"), PHONES),
        sold(make("svc-tq-voxhollow", GO, 4 * HOUR, 8, [f"tq-voices|{number}.wav" for number in range(300)],
                  ("object", "objects", "put-object"))),
        sold(make("svc-tq-fairgate", PYTHON, 2 * HOUR, 8, ("tq-ember-telemetry|day", "tq-tide-telemetry|day"),
                  ("object", "query"))),
        make("svc-tq-expo", ENGINE, FOREVER, 1, ("tq-ember-builds",), ("objects",), PHONES),
        make("svc-tq-emergency", CLI, FOREVER, 1, (), ("instances",), STUDIO),
        make("svc-tq-admin-2021", CLI, FOREVER, 1, (), ("users",), STUDIO),
    ]  # fmt: skip


def _kubernetes(rng: Random) -> list[Machine]:
    """Deployers, matchmakers that make pods all day, what reads much by its purpose, notebooks of who balances."""
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    return [
        *(make(f"{area}/deployer", _ARGO, (HOUR, 2 * HOUR)[number % 2], 3, [f"{area}-app", f"{area}-jobs"],
               ("pods", "config", "deploy"), node) for number, area in enumerate(AREAS[:8])),
        *(make(f"{game}/fleet", "Go-http-client/2.0", HOUR, 14, [f"{game}-room-{number:03d}" for number in range(200)],
               ("pod", "drop-pod", "pods"), node) for game in GAMES),
        make("ci/releaser", KUBECTL, 2 * HOUR, 5, everywhere[:8], ("deploy", "pods", "config"), runner),
        make("platform/secret-sync", "external-secrets/v2.4.0", HOUR, 7, everywhere, ("secret", "secrets", "secret"),
             node),
        make("platform/scaler", "keda-operator/v2.21.0 (linux/arm64)", HOUR, 6, everywhere, ("deploy", "lease"), node),
        make("monitoring/agent", "vmagent/1.140.0", HOUR, 8, everywhere, ("pods", "nodes"), node),
        make("balance/notebooks", "python-kubernetes/36.0.0", 2 * HOUR, 2, ["balance:sheet", "balance:run"],
             ("config", "pods"), node),
        make("backup/velero", "velero-server/v1.19.0 (linux/arm64)", DAY, 60, everywhere,
             ("secrets", "config", "pods", "volumes"), node),
        make("stats/season", "Python-urllib/3.14", 7 * DAY, 40, ["stats-app"], ("config", "secret", "jobs"), node),
    ]  # fmt: skip


def _github(rng: Random) -> list[Machine]:
    """Builds of services and games, bots, mirrors; vendors with words, with scans, with hosted builds."""
    make = partial(job, rng, "github")
    acts = (("fetch", "clone", "statuses"), ("clone", "statuses", "contents"), ("fetch", "contents"))
    charts = [name for name in REPOSITORIES if name.endswith("-chart")]
    games = {game: [name for name in REPOSITORIES if name.startswith(game)] for game in GAMES}
    return [
        *(make(f"build-{area}", ("git/2.56.0", "git/2.55.2")[number % 2], (HOUR, 2 * HOUR, 4 * HOUR)[number % 3], 3,
               [*(name for name in REPOSITORIES if name.startswith(area)), "build-farm"], acts[number % 3], runner)
          for number, area in enumerate(AREAS)),
        *(make(f"{game}-console", "git/2.52.0.windows.1", 3 * HOUR, 6, [*games[game], "shared-engine", "shaders",
                                                                         "signing"], ("fetch", "clone"), CONSOLES)
          for game in GAMES),
        make("chart-watch", "argocd-repo-server/3.5.0", HOUR, 6, [*charts, "cluster"], ("fetch",), gate),
        make("pins-bot", "renovate/43.160.0", 12 * HOUR, 36, REPOSITORIES[:46], ("contents", "open", "pulls"), gate),
        make("release-notes", "PyGithub/Python", 6 * HOUR, 8, REPOSITORIES[36:46], ("commits", "pulls"), runner),
        make("level-merger", "libgit2 1.9.1", HOUR, 4, [*games["ember"][2:4], *games["tide"][2:4]], ("fetch", "push"),
             DRAWINGS),
        make("signing-keeper", "git/2.47.1", 7 * DAY, 3, ["signing", "launcher"], ("fetch",), CONSOLES),
        make("runbook-mirror", "git/2.49.0", 4 * HOUR, 2, ["runbooks"], ("fetch",), PHONES),
        make("topic-count", "octokit-rest.js/23.1.0", 7 * DAY, 80, REPOSITORIES, ("list", "topics", "commits"), PHONES),
        sold(make("lexibrook-words", "lexibrook/4.0", 4 * HOUR, 5, [*games["ember"][2:3], *games["tide"][2:3],
                                                                  "store-pages"], ("contents", "open"))),
        sold(make("anvilrun", "Anvilrun-Agent/11.3", 2 * HOUR, 5, REPOSITORIES[1:40:4], ("clone", "statuses"))),
        sold(make("fairgate-rules", "git/2.45.0", DAY, 3, ["cheat-rules"], ("fetch",))),
    ]  # fmt: skip


def _okta(rng: Random) -> list[Machine]:
    """What follows the personnel list, what helps who is locked out, contracts that end, a vendor's seats."""
    make = partial(job, rng, "okta")
    return [
        make("people-sync", "okta-sdk-golang/6.3.0 golang/go1.27.0", 3 * HOUR, 8, GROUPS[:4],
             ("profile", "profile", "join", "leave"), gate),
        make("help-desk", "okta-sdk-java/26.0.0 java/25 Linux/6.17", HOUR, 3, (), ("unlock", "password", "unlock"),
             SUPPORT),
        make("contracts", "okta-sdk-python/3.4.0 python/3.14.4 Linux/6.17", DAY, 5, ("contractors",),
             ("join", "leave", "profile"), gate),
        make("shift-groups", "okta-sdk-python/3.4.0 python/3.14.4 Linux/6.17", 8 * HOUR, 12, ("support", "live"),
             ("join", "leave"), gate),
        sold(make("adwillow-seats", "axios/1.18.0", 12 * HOUR, 2, ("Adwillow",), ("assign",))),
    ]  # fmt: skip


def _cloudflare(rng: Random) -> list[Machine]:
    """The zone, caches and scripts in front of the site; what reaches applications."""
    make = partial(job, rng, "cloudflare")
    names = [f"{area}-{place}" for area in AREAS[:6] for place in ("sin", "tyo", "fra")]
    return [
        make("zone-records", "", 2 * HOUR, 4, names, ("set", "add", "drop", "set"), runner, only=workdays),
        make("cache-emptier", "", HOUR, 3, ("www", "patches"), ("purge",), runner),
        make("site-deploy", "", 12 * HOUR, 2, ("site-router", "site-news"), ("script", "purge"), runner, only=workdays),
        make("certificates", "", 8 * HOUR, 3, [f"_acme-challenge.{area}" for area in AREAS], ("add", "drop"), gate),
        make("zone-keeper", "", 7 * DAY, 5, ("www", "mail", "status"), ("set",), PHONES),
        make("status-probe", "", HOUR, 4, APPS, ("visit",), PHONES),
        make("panel-robot", "", 2 * HOUR, 3, APPS[:1], ("visit",), gate),
        sold(make("handsetry-door", "", HOUR, 3, APPS[1:2], ("visit",))),
    ]  # fmt: skip


def _slack(rng: Random) -> list[Machine]:
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        make("build results", "slack-go/0.20.0", HOUR, 5, ("build", "log"), where=runner),
        make("crash digest", "python-slack-sdk/3.44.0", 2 * HOUR, 4, ("crash", "dump"), where=gate),
        make("new drawings", "python-slack-sdk/3.44.0", HOUR, 6, ("sketch", "model"), where=DRAWINGS),
        make("season numbers", "slack-go/0.20.0", DAY, 5, ("numbers",), where=gate),
        sold(job(rng, "slack", "Lexibrook", "axios/1.18.0", 2 * HOUR, 4, ("words", "sheet"), ("upload", "download"))),
        sold(job(rng, "slack", "Voxhollow", "okhttp/5.6.0", 6 * HOUR, 5, ("take",), ("upload", "download"))),
    ]  # fmt: skip


def _workspace(rng: Random) -> list[Machine]:
    make = partial(job, rng, "workspace")
    return [
        sold(make("Lexibrook words", "", 2 * HOUR, 5, DOCUMENTS[60:180], ("view", "edit"), key=digits(rng, 21))),
        make("Balance reader", "", 3 * HOUR, 4, DOCUMENTS[:60:4], ("download", "view"), gate, key=digits(rng, 21)),
        make("Minutes keeper", "", 6 * HOUR, 3, DOCUMENTS[::7], ("view", "edit"), gate, key=digits(rng, 21)),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the studio uses."""
    return (
        aws.Aws(begins_with=_aws, domain=DOMAIN, account="627401883395", staff="engineering", region="ap-southeast-1",
                unlisted=("tq-edge-proxy", "tq-build-node")),
        okta.Okta(begins_with=_okta, domain=DOMAIN, host="https://thornquay.okta.com", country="sg", anybody="player",
                  apps=("Slack", "GitHub", "AWS IAM Identity Center", "Google Workspace", "Player desk", "Boards")),
        github.Github(begins_with=_github, org="thornquay", repositories=REPOSITORIES, staff="engineering",
                      applications=("anvilrun",), country="SG"),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering",
                              unlisted=("balance/notebooks",)),
        cloudflare.Cloudflare(begins_with=_cloudflare, domain=DOMAIN, apps=APPS, country="sg"),
        slack.Slack(begins_with=_slack, workspace=("T0CTHORNQ8", "Thornquay")),
        workspace.Workspace(begins_with=_workspace, domain=DOMAIN, customer="C05thrnq8",
                            teams=("engineering", "art", "live", "support", "art", "art", "engineering", "support")),
    )  # fmt: skip


COMPANY = Company("thornquay", BEGINS, ENDS, staff(_TEAMS, person), systems)
