"""The company that builds its own software: its days, its people, its offices, its vendors."""

from random import Random

from keyroll.replay.browsers import LINUX, MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import code, digits, hexes, uuid
from keyroll.replay.times import DAY, HOUR, at
from keyroll.replay.words import ENVIRONMENTS, FIRST, LAST, PRODUCTS, TASKS
from scenarios.company import Company
from scenarios.machine import Machine, Person
from scenarios.systems import System, gcp, github, kubernetes, microsoft, openbao, slack, workspace

BEGINS, ENDS = at("2025-03-03"), at("2025-04-17T12:00:00")
DOMAIN = "halden.example"
OFFICES = ("198.51.100.20", "198.51.100.90")
#: Where the company's own machines stand: a cloud network, its build farm, its cluster.
CLOUD, FARM, CLUSTER = "198.18.7", "198.18.40", "10.60.4"
TEAMS = ("payments", "routing", "mobile", "platform", "finance", "people", "sales", "research")
VENDORS = ("Quillbase", "Northstar CRM", "Tallyworks", "Brightdesk", "Sendwell", "Docketly")
_SAFARI = f"Mozilla/5.0 ({MAC}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15"
_BROWSERS = (_SAFARI, chrome(WINDOWS, 134), firefox(LINUX, 136))
BUCKETS = tuple(f"halden-{team}-{kind}" for team in TEAMS for kind in ("raw", "exports", "backup", "web"))
_GIT_CLIENTS = ("git/2.47.1", "git/2.43.0", "octokit-rest.js/21.0")
_CLOUD_CLIENTS = ("google-cloud-sdk gcloud/512.0.0", "gcloud-python/2.19.0", "gcloud-golang-storage/1.50.0")
_FILES = ("minutes", "invoice", "plan", "screenshot", "export", "runbook", "offer", "contract")


def person(rng: Random, number: int, joined: int = 0) -> Person:
    """One person; the number makes the login unlike any other."""
    login = f"{FIRST[rng.randrange(len(FIRST))]}.{LAST[rng.randrange(len(LAST))]}".lower() + (
        str(number) if number % 4 == 0 else ""
    )
    home = f"198.19.{200 + number // 200}.{2 + number % 200}"
    return Person(
        f"{login}-{number}", digits(rng, 8), OFFICES[rng.randrange(2)], home, _BROWSERS[rng.randrange(3)], joined
    )


def people(rng: Random, count: int = 36) -> list[Person]:
    """The people; the first four administer."""
    return [person(rng, number) for number in range(count)]


def vendor_address(vendor: str) -> str:
    """An address in the range that a vendor has always used."""
    return f"198.19.{10 + VENDORS.index(vendor)}.7"


def repositories() -> list[str]:
    """All repositories by name."""
    return [f"{product}-{kind}" for product in PRODUCTS for kind in ("api", "web", "infra", "jobs")]


def _github(rng: Random) -> list[Machine]:
    """Build machines of the teams, and apps of vendors."""
    names, machines = repositories(), []
    for number, team in enumerate(TEAMS):
        task = TASKS[rng.randrange(len(TASKS))]
        mine = rng.sample(names, 6 + rng.randrange(8))
        acts = ("fetch", "fetch", "clone", "statuses", "commits") if number % 2 else ("fetch", "pulls", "statuses")
        machines.append(
            Machine("github", f"{team}-{task}-{ENVIRONMENTS[rng.randrange(7)]}", digits(rng, 9),
                    f"{FARM}.{10 + rng.randrange(90)}", _GIT_CLIENTS[number % 3],
                    (HOUR, 3 * HOUR, 6 * HOUR)[rng.randrange(3)], 2 + rng.randrange(4), mine, acts,
                    phase=rng.randrange(DAY))
        )  # fmt: skip
    return machines + [
        Machine("github", f"{vendor.split()[0].lower()}-sync", digits(rng, 9), vendor_address(vendor), "axios/1.8.2",
                4 * HOUR, 3, rng.sample(names, 12), ("pulls", "commits"), vendor=vendor, phase=rng.randrange(DAY))
        for vendor in VENDORS[3:5]
    ]  # fmt: skip


def _slack(rng: Random) -> list[Machine]:
    """Bots of our own and of vendors."""
    return [
        Machine("slack", f"{team} reports", "A0" + code(rng, 9).upper(), f"{CLOUD}.{20 + rng.randrange(60)}",
                "python-slackclient/3.34.0", (2 * HOUR, 6 * HOUR)[rng.randrange(2)], 1,
                [f"{team}-{name}" for name in _FILES[:3]], ("upload",), phase=rng.randrange(DAY))
        for team in TEAMS[:4]
    ] + [
        Machine("slack", vendor, "A0" + code(rng, 9).upper(), vendor_address(vendor), "axios/1.7.9", 3 * HOUR, 2,
                [f"{vendor.lower()}-{name}" for name in _FILES], ("upload", "download"), vendor=vendor,
                phase=rng.randrange(DAY))
        for vendor in VENDORS[:3]
    ]  # fmt: skip


def _gcp(rng: Random) -> list[Machine]:
    """Service accounts of the teams."""
    return [
        Machine("gcp", f"{team}-{TASKS[rng.randrange(len(TASKS))]}", hexes(rng, 40), f"{CLOUD}.{90 + number}",
                _CLOUD_CLIENTS[number % 3], (HOUR, 4 * HOUR, 12 * HOUR)[rng.randrange(3)], 3 + rng.randrange(4),
                [f"halden-{team}-{kind}" for kind in ("raw", "exports")],
                (("put", "read"), ("put", "list"), ("read", "query"), ("put", "secret"))[number % 4],
                phase=rng.randrange(DAY))
        for number, team in enumerate(TEAMS)
    ]  # fmt: skip


def _kubernetes(rng: Random) -> list[Machine]:
    """A controller or a deployer for each team's namespace."""
    return [
        Machine("kubernetes", f"{team}/{('operator', 'deployer')[number % 2 == 0]}", uuid(rng),
                f"{CLUSTER}.{10 + rng.randrange(200)}",
                ("kube-operator/v1.31.2 (linux/amd64)", "argocd-controller/v2.13.1")[number % 2],
                (HOUR, 2 * HOUR)[rng.randrange(2)], 2 + rng.randrange(3), [f"{team}-{name}" for name in ("app", "db")],
                ("pods", "config", "lease") if number % 2 else ("pods", "secret", "deploy"), phase=rng.randrange(DAY))
        for number, team in enumerate(TEAMS)
    ]  # fmt: skip


def _workspace(rng: Random) -> list[Machine]:
    """One OAuth client a vendor, used through a service user's grant."""
    return [
        Machine("workspace", vendor, f"{digits(rng, 12)}.apps.googleusercontent.com", vendor_address(vendor), "",
                (2 * HOUR, 6 * HOUR)[rng.randrange(2)], 2 + rng.randrange(3),
                [f"{TEAMS[number % 8]}-record-{place}" for place in range(14)], ("view", "edit"), vendor=vendor,
                phase=rng.randrange(DAY))
        for number, vendor in enumerate(VENDORS)
    ]  # fmt: skip


def _openbao(rng: Random) -> list[Machine]:
    """A service of each team, each with a periodic token."""
    return [
        Machine("openbao", f"token-{team}-service", code(rng, 24), f"{CLOUD}.{130 + number}", "Go-http-client/1.1",
                (HOUR, 2 * HOUR, 6 * HOUR)[rng.randrange(3)], 1 + rng.randrange(3),
                [f"{team}/{name}" for name in ("db", "api", "mail")], ("read",), phase=rng.randrange(DAY))
        for number, team in enumerate(TEAMS)
    ]  # fmt: skip


def _microsoft(rng: Random) -> list[Machine]:
    """Applications: of ours for one team's mailbox each, and of vendors."""
    return [
        Machine("microsoft", f"{team} mailer", uuid(rng), f"{CLOUD}.{170 + number}", "MSAL.Python/1.31.1",
                (2 * HOUR, 6 * HOUR)[rng.randrange(2)], 2, [f"{team}@{DOMAIN}"], ("mail",), phase=rng.randrange(DAY))
        for number, team in enumerate(TEAMS[:5])
    ] + [
        Machine("microsoft", vendor, uuid(rng), vendor_address(vendor), "MSAL.Java/1.17.2", 6 * HOUR, 2,
                [f"support@{DOMAIN}", f"sales@{DOMAIN}"], ("mail",), vendor=vendor, phase=rng.randrange(DAY))
        for vendor in VENDORS[4:]
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the company uses."""
    return (
        github.Github(begins_with=_github, org="halden-labs", repositories=tuple(repositories())),
        slack.Slack(begins_with=_slack, workspace=("T04HALDEN1", "Halden")),
        gcp.Gcp(begins_with=_gcp, domain=DOMAIN, project="halden-prod-2231", buckets=BUCKETS),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=TEAMS),
        workspace.Workspace(begins_with=_workspace, domain=DOMAIN, teams=TEAMS, customer="C03halden"),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=TEAMS),
        microsoft.Microsoft(begins_with=_microsoft, domain=DOMAIN, tenant="6d3c1d1e-7d0b-4a58-9a53-5f6a1c9be001"),
    )


COMPANY = Company("halden", BEGINS, ENDS, people, systems)
