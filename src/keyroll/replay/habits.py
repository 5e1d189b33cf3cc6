"""The behaviour of workloads: schedules, clients, networks and the few calls of each."""

from random import Random

from keyroll.replay.estate import Habit, Phase, PlayedKind, WorkCall
from keyroll.replay.times import BEGINS, DAY, HOUR, MINUTE
from keyroll.replay.words import VENDORS

_PERIODS = (
    ("minutes", 5), ("hourly", 22), ("hours", 20), ("nightly", 24), ("workdays", 9), ("weekly", 9), ("monthly", 5),
    ("quarterly", 3), ("never", 3),
)  # fmt: skip
_RARE = (PlayedKind.CF_TOKEN, PlayedKind.OKTA_TOKEN, PlayedKind.OKTA_SECRET, PlayedKind.SHEET_TOKEN)
"""Kinds whose vendors log acts and grants, not every request."""
_WEIGHTS = [weight for _, weight in _PERIODS]
_NAMES = [name for name, _ in _PERIODS]
RELEASES = tuple(BEGINS + day * DAY + 14 * HOUR for day in (6, 20, 34, 48))
"""The release times of the company's own clients."""

_LIBRARIES: dict[str, tuple[str, ...]] = {
    "http": (
        "python-requests/2.31.0", "python-requests/2.28.2", "Go-http-client/1.1", "Go-http-client/2.0",
        "okhttp/4.11.0", "axios/1.5.1", "Java/17.0.8", "curl/7.88.1", "curl/8.1.2", "node-fetch/1.0",
        "Apache-HttpClient/4.5.14 (Java/11.0.20)", "python-httpx/0.25.0", "Ruby", "Faraday v2.7.11",
    ),
    "git": (
        "git/2.39.2", "git/2.40.1", "git/2.34.1", "JGit/6.7.0", "git/2.42.0", "python-requests/2.31.0",
        "Go-http-client/1.1",
    ),
    "aws": (
        "Boto3/1.28.57 md/Botocore#1.31.57 ua/2.0 os/linux#5.15.0 md/arch#x86_64 lang/python#3.11.5 md/pyimpl#CPython",
        "aws-sdk-go/1.45.19 (go1.21.1; linux; amd64)",
        "aws-cli/2.13.22 Python/3.11.5 Linux/5.15.0 exe/x86_64.ubuntu.22",
        "APN/1.0 HashiCorp/1.0 Terraform/1.5.7 (+https://www.terraform.io) terraform-provider-aws/5.19.0",
        "aws-sdk-java/2.20.157 Linux/5.10 OpenJDK_64-Bit_Server_VM/17.0.8",
        "aws-sdk-js/2.1467.0 linux/v18.18.0 promise",
        "Boto3/1.26.90 Python/3.9.16 Linux/5.10.0 Botocore/1.29.90",
    ),
    "okta": (
        "okta-sdk-python/2.9.3 python/3.11.5 Linux/5.15.0", "okta-sdk-java/10.2.2 java/17.0.8 Linux/5.15.0",
        "Terraform/1.5.7 okta-terraform/4.4.3", "python-requests/2.31.0", "Go-http-client/1.1",
        "okta-sdk-golang/2.20.0",
    ),
}  # fmt: skip
_OWN = ("nw-sync", "nw-deployer", "nw-agent", "nw-etl", "nw-reporter")


def family(kind: PlayedKind) -> str:
    """Return the usual clients of a kind."""
    if kind is PlayedKind.AWS_KEY:
        return "aws"
    if kind in (PlayedKind.GIT_ACCOUNT, PlayedKind.GIT_TOKEN):
        return "git"
    return "okta" if kind in (PlayedKind.OKTA_SECRET, PlayedKind.OKTA_TOKEN) else "http"


def agent(rng: Random, kind: PlayedKind) -> str:
    """Return a library's user agent."""
    names = _LIBRARIES[family(kind)]
    return names[rng.randrange(len(names))]


def other_agent(rng: Random, kind: PlayedKind, now: str) -> str:
    """Return the user agent after an upgrade or a rewrite."""
    names = [name for name in _LIBRARIES[family(kind)] if name != now]
    return names[rng.randrange(len(names))]


def habit(rng: Random, kind: PlayedKind) -> Habit:
    """Return a schedule: most workloads run hourly to nightly, a few every few minutes, a few hardly ever."""
    period = rng.choices(_NAMES, _WEIGHTS)[0]
    every = {"minutes": (10, 15, 20)[rng.randrange(3)] * MINUTE, "hourly": HOUR}.get(period, 0)
    if period == "hours":
        every = (2, 3, 4, 6, 8)[rng.randrange(5)] * HOUR
    burst = 1 + int(rng.random() * 3) if every else 3 + int(rng.random() ** 2 * 60)
    if kind in _RARE:
        every, burst = max(every, HOUR) if every else 0, 1 + burst // 6
    day = {"weekly": rng.randrange(7), "monthly": 1 + rng.randrange(28)}.get(period, rng.randrange(40))
    return Habit(period, every, int(rng.random() * DAY), day, burst)


def vendor_network(vendor: str) -> int:
    """Return the third number of a vendor's range 198.19.n.0/24."""
    return 1 + VENDORS.index(vendor)


def addresses(rng: Random, vendor: str, system: str) -> tuple[str, ...]:
    """Return one to three addresses: in a vendor's range, in a cloud range, in the data centre, or inside."""
    count = 1 + int(rng.random() ** 2 * 3)
    if vendor:
        net = f"198.19.{vendor_network(vendor)}"
        return tuple(f"{net}.{1 + rng.randrange(60)}" for _ in range(count))
    chance = rng.random()
    if chance < 0.35:
        return cloud_addresses(rng, count)
    if chance < 0.6 or system in ("okta", "cloudflare", "smartsheet", "aws"):
        return tuple(f"192.0.2.{1 + rng.randrange(250)}" for _ in range(count))
    net = f"10.{20 + rng.randrange(6)}.{rng.randrange(64)}"
    return tuple(f"{net}.{5 + rng.randrange(240)}" for _ in range(count))


def cloud_addresses(rng: Random, count: int) -> tuple[str, ...]:
    """Return addresses in one range of a public cloud."""
    net = f"198.18.{rng.randrange(250)}"
    return tuple(f"{net}.{1 + rng.randrange(250)}" for _ in range(count))


def phases(rng: Random, kind: PlayedKind, vendor: str, system: str) -> list[Phase]:
    """Return the phases from the beginning; a client of the company changes its version with each release."""
    where, when = addresses(rng, vendor, system), habit(rng, kind)
    if vendor or kind in (PlayedKind.OKTA_SECRET, PlayedKind.AWS_KEY) or rng.random() > 0.3:
        return [Phase(0, where, agent(rng, kind), when)]
    name, minor, lag = _OWN[rng.randrange(len(_OWN))], 4 + rng.randrange(9), rng.randrange(3) * DAY
    found = [Phase(0, where, f"{name}/{minor}.0", when)]
    for step, release in enumerate(RELEASES, 1):
        found.append(Phase(release + lag, where, f"{name}/{minor}.{step}", when))
    return found


_JIRA = (
    WorkCall("jira", "GET /rest/api/2/issue/", "ticket"),
    WorkCall("jira", "GET /rest/api/2/issue/", "ticket", "?expand=changelog"),
    WorkCall("jira", "POST /rest/api/2/issue/", "ticket", "/comment", 201),
    WorkCall("jira", "PUT /rest/api/2/issue/", "ticket", "", 204),
    WorkCall("jira", "POST /rest/api/2/issue/", "ticket", "/transitions", 204),
    WorkCall("jira", "POST /rest/api/2/issue", "", "", 201),
    WorkCall("jira", "GET /rest/api/2/project/", "project", "/statuses"),
    WorkCall("jira", "GET /rest/api/2/project/", "project", "/versions"), WorkCall("jira", "GET /rest/api/2/field"),
    WorkCall("jira", "GET /rest/api/2/serverInfo"),
)  # fmt: skip
JIRA_SEARCHES = (
    WorkCall("jira", "GET /rest/api/2/search?jql=project+%3D+", "project", "+AND+updated+%3E+-1h&maxResults=100"),
    WorkCall("jira", "GET /rest/api/2/search?jql=project+%3D+", "project", "+AND+status+%3D+Open&maxResults=50"),
    WorkCall("jira", "POST /rest/api/2/search"),
)
_WIKI = (
    WorkCall("wiki", "GET /rest/api/content/", "page", "?expand=body.storage"),
    WorkCall("wiki", "GET /rest/api/content/", "page", "?expand=version"),
    WorkCall("wiki", "PUT /rest/api/content/", "page"),
    WorkCall("wiki", "GET /rest/api/space/", "project", "?expand=homepage"),
)  # fmt: skip
WIKI_SEARCHES = (
    WorkCall("wiki", "GET /rest/api/content/search?cql=space%3D", "project", "+and+lastmodified%3Enow%28%22-1d%22%29"),
    WorkCall("wiki", "GET /rest/api/search?cql=label%3Drelease+and+space%3D", "project", "&limit=50"),
)
_GIT = (
    WorkCall("git", "fetch", "repository"), WorkCall("git", "fetch", "repository"),
    WorkCall("git", "clone", "repository"),
    WorkCall("git", "GET /rest/api/latest/projects/", "repo", "/commits?limit=25"),
    WorkCall("git", "GET /rest/api/latest/projects/", "repo", "/pull-requests?state=OPEN"),
    WorkCall("git", "GET /rest/api/latest/projects/", "repo", "/branches?limit=100"),
    WorkCall("git", "POST /rest/build-status/latest/commits/", "commit", "", 204),
    WorkCall("git", "GET /rest/api/latest/projects/", "project", "/repos?limit=100"),
)  # fmt: skip
_AWS = tuple(
    WorkCall("aws", service, name, "1" if reads else "")
    for service, name, reads in (
        ("sts", "GetCallerIdentity", True), ("ec2", "DescribeInstances", True), ("s3", "GetBucketLocation", True),
        ("ec2", "DescribeSecurityGroups", True), ("s3", "ListBuckets", True), ("logs", "CreateLogStream", False),
        ("ecs", "DescribeServices", True), ("ecs", "UpdateService", False), ("sqs", "GetQueueAttributes", True),
        ("dynamodb", "DescribeTable", True), ("kms", "Decrypt", True), ("secretsmanager", "GetSecretValue", True),
        ("lambda", "UpdateFunctionCode20150331v2", False), ("ecr", "GetAuthorizationToken", True),
        ("ecr", "BatchGetImage", True), ("monitoring", "DescribeAlarms", True), ("route53", "ListHostedZones", True),
        ("route53", "ChangeResourceRecordSets", False), ("rds", "DescribeDBInstances", True),
        ("ssm", "GetParameter", True), ("autoscaling", "DescribeAutoScalingGroups", True), ("s3", "PutObject", False),
    )
)  # fmt: skip
_HOSTS = tuple(
    WorkCall("access", f"{name}.northwind.example")
    for name in (
        "jira", "wiki", "git", "grafana", "prometheus", "artifacts", "vault", "staging", "status-admin", "api-internal",
        "airflow", "kibana", "argocd", "registry", "registry-eu", "sentry", "hooks", "reports",
    )
)  # fmt: skip
_TOKENS = tuple(
    WorkCall("cf", name, kind)
    for name, kind in (
        ("rec_set", "dns_record"), ("rec_add", "dns_record"), ("purge", "zone"), ("update", "firewall_rule"),
        ("script_update", "script"), ("gateway_update", "gateway.list"), ("job_update", "logpush job"),
        ("custom_hostname_create", "custom_hostname"),
    )
)  # fmt: skip
_OKTA = tuple(
    WorkCall("okta", name, text)
    for name, text in (
        ("user.account.update_profile", "Update user profile for Okta"),
        ("group.user_membership.add", "Add user to group membership"),
        ("group.user_membership.remove", "Remove user from group membership"),
        ("application.user_membership.add", "Add user to application membership"),
        ("application.user_membership.update", "Update user's application property"),
        ("user.session.clear", "Clear user session"),
    )
)
OKTA_ADMIN = (
    WorkCall("okta", "user.lifecycle.create", "Create okta user"),
    WorkCall("okta", "user.lifecycle.activate", "Activate Okta user"),
    WorkCall("okta", "group.lifecycle.create", "Okta group created"),
    WorkCall("okta", "user.account.privilege.grant", "Grant user privilege"),
)
_SHEETS = tuple(
    WorkCall("sheets", kind, name)
    for kind, name in (("SHEET", "LOAD"), ("SHEET", "UPDATE"), ("ATTACHMENT", "CREATE"), ("ACCOUNT", "LIST_SHEETS"))
)


def calls(rng: Random, kind: PlayedKind) -> tuple[WorkCall, ...]:
    """Return the few calls of one workload."""
    match kind:
        case PlayedKind.AWS_KEY:
            return tuple(rng.sample(_AWS, 2 + rng.randrange(3)))
        case PlayedKind.SERVICE_TOKEN:
            return tuple(rng.sample(_HOSTS, 1 + int(rng.random() ** 2 * 3)))
        case PlayedKind.CF_TOKEN:
            return tuple(rng.sample(_TOKENS, 1 + rng.randrange(2)))
        case PlayedKind.OKTA_TOKEN:
            return tuple(rng.sample(_OKTA, 1 + rng.randrange(3)))
        case PlayedKind.SHEET_TOKEN:
            return tuple(rng.sample(_SHEETS, 2))
        case PlayedKind.GIT_ACCOUNT | PlayedKind.GIT_TOKEN:
            return tuple(rng.sample(_GIT, 2 + rng.randrange(3)))
        case PlayedKind.JIRA_ACCOUNT:
            found = rng.sample(_JIRA, 2 + rng.randrange(3))
            if rng.random() < 0.4:
                found.append(JIRA_SEARCHES[rng.randrange(3)])
            if rng.random() < 0.35:
                found += rng.sample(_WIKI, 2)
                if rng.random() < 0.4:
                    found.append(WIKI_SEARCHES[rng.randrange(2)])
            return tuple(found)
        case _:
            return ()
