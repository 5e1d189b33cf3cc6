"""All systems that keyroll reads, each with some state: the strict fakes, and the servers that the tests start."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from aws_emulators import Emulator
from fakes import anthropic, atlassian, cloudflare, entra, github, gitlab, google, kubernetes, okta, openai, slack
from fakes.aws import Aws
from fakes.smartsheet import Smartsheet
from fakes.strict import Fake
from keyroll.api import connection, connection_settings
from keyroll.intake import connections
from keyroll.intake.connections import Connected
from keyroll.model.source import Source
from other_servers import ROOT, MariaDB, RabbitMQ, Slapd, Sshd
from real_servers import Bao, Postgres, RedisNode

PASSWORD = "everything-canary-Password"
_AT = "2026-01-02T03:04:05Z"


@dataclass(frozen=True)
class System:
    """A system that runs, and the credential under which it is read."""

    source: str
    address: str
    value: str
    settings: Mapping[str, str] = field(default_factory=dict)


def connected(home: Path, systems: Sequence[System], monkeypatch: pytest.MonkeyPatch) -> None:
    """Write down that a home is connected to all of them, without asking them: that is tested elsewhere."""
    known = {}
    for number, one in enumerate(systems):
        monkeypatch.setenv(f"EVERYTHING_{number}", one.value)
        source = Source.parse(one.source)
        settings = connection_settings(source, one.settings)
        known[source] = Connected(source, one.address, f"env:EVERYTHING_{number}", settings)
    connections.write(home, known)


Made = tuple[str, Fake, str, Mapping[str, str]]


def _data_center(many: int) -> Iterator[Made]:
    names = [f"u{number}" for number in range(many)]
    jira = atlassian.Jira()
    jira.users = [
        {"key": name, "name": name, "self": f"https://jira.corp.test/rest/api/2/user?username={name}", "active": True}
        for name in names
    ]
    jira.groups = {"jira-administrators": jira.users[:1], "all": jira.users}
    scopes = ("Browse users (global permission)", "Jira administrators (global permission)")
    yield "jira", jira, jira.token(*scopes), {}
    wiki = atlassian.Confluence()
    yield "confluence", wiki, wiki.token(wiki.administers), {}
    forge = atlassian.Bitbucket()
    forge.users = [
        {"name": name, "slug": name, "active": True, "type": "NORMAL", "links": {"self": []}} for name in names[:20]
    ]
    forge.tokens = {"APP": [{"id": f"{number:012}", "name": "ci", "createdDate": _AT} for number in range(many)]}
    yield "bitbucket", forge, forge.password("ADMIN", "PROJECT_ADMIN"), {}
    cloud = atlassian.Organisation()
    cloud.tokens = [
        {"id": f"t{number}", "label": "ci", "status": "ALLOWED", "createdAt": _AT, "expiresAt": _AT,
         "user": {"id": f"u{number}", "name": "Ann", "email": "ann@corp.test"}}
        for number in range(many)
    ]  # fmt: skip
    yield (
        "atlassian",
        cloud,
        cloud.issue("read:tokens:admin", "read:service-accounts:admin"),
        {"organisation": atlassian.ORGANISATION},
    )


def _clouds(many: int) -> Iterator[Made]:
    edge = cloudflare.Cloudflare()
    edge.service_tokens = [cloudflare.service_token(number) for number in range(1, many + 1)]
    yield "cloudflare", edge, edge.token(kind="user"), {"account": cloudflare.ACCOUNT, "user_tokens": "yes"}
    tenant = entra.Entra()
    tenant.applications = [
        {"id": f"o{number}", "appId": f"a{number}", "displayName": "app", "createdDateTime": _AT,
         "passwordCredentials": [], "keyCredentials": []}
        for number in range(min(many, 20))
    ]  # fmt: skip
    tenant.users = [
        {"id": f"u{number}", "userPrincipalName": f"u{number}@corp.test", "mail": None, "displayName": "user",
         "accountEnabled": True, "userType": "Member", "createdDateTime": _AT}
        for number in range(many)
    ]  # fmt: skip
    yield "entra", tenant, tenant.secret("s3cret"), {"tenant": entra.TENANT, "login": "{address}"}
    project, domain = google.Google(), google.Google()
    project.projects = [{"name": "projects/proj", "projectId": "proj", "state": "ACTIVE"}]
    project.api_keys = [
        {"name": f"projects/1/locations/global/keys/u{number}", "uid": f"u{number}", "createTime": _AT}
        for number in range(many)
    ]
    yield "gcp", project, project.key("k1"), {"login": "{address}"}
    domain.users = [{"id": "1", "primaryEmail": "1@x.example"}]
    yield "google_workspace", domain, domain.key("k1"), {"login": "{address}", "admin": "reader@x.example"}
    cluster = kubernetes.Kubernetes()
    for number in range(many):
        cluster.token_secret(cluster.account("app", f"ci{number}"), f"token{number}")
    yield "kubernetes", cluster, cluster.bound_token(cluster.accounts[0], *kubernetes.SCOPES), {}


def _services(many: int) -> Iterator[Made]:
    models, other = anthropic.Anthropic(), openai.OpenAI()
    models.keys = [anthropic.api_key(1) | {"id": f"apikey_{number}"} for number in range(many)]
    yield "anthropic", models, models.key("sk-ant-admin01-"), {}
    yield "openai", other, other.key("sk-admin-"), {}
    code = github.GitHub()
    code.tokens = [github.fine_grained(number) for number in range(1, many + 1)]
    code.repositories = {"app": {}, "docs": {}}
    settings = {"organisation": github.ORG, "client_id": github.CLIENT_ID, "single_sign_on": "yes"}
    yield "github", code, code.app_key(), settings
    lab = gitlab.GitLab(many)
    lab.projects, lab.groups = {number: [] for number in range(10)}, {11: []}
    yield "gitlab", lab, lab.administrator(), {}
    people = okta.Okta()
    people.tokens = [okta.api_token(number) for number in range(many)]
    yield "okta", people, people.token(), {}
    chat = slack.Slack()
    chat.logs = [slack.service(number, slack.ADDED, 1) for number in range(many)]
    yield "slack", chat, chat.token(*slack.SCOPES, "admin"), {"workspace": slack.TEAM}
    sheets = Smartsheet()
    yield "smartsheet", sheets, sheets.token(), {}


@contextmanager
def fakes(many: int, *, judged: bool = True) -> Iterator[list[System]]:
    """Run every fake with about so many credentials in its greatest list, by default under its judge."""
    with ExitStack() as stack:
        found: list[System] = []
        for name, fake, value, settings in (*_data_center(many), *_clouds(many), *_services(many)):
            if not judged:
                fake.judge = None
            stack.enter_context(fake.running())
            given = {key: text.format(address=fake.address) for key, text in settings.items()}
            found.append(System(name, fake.address, value, given))
        yield found


@contextmanager
def amazon(moto: Emulator) -> Iterator[System]:
    """Run moto behind the fake of what it lacks."""
    moto.user("deploy")
    _, value = moto.key("deploy")
    fake = Aws(moto.address)
    fake.everybody = fake.issue()
    with fake.running():
        yield System("aws@123456789012", fake.address, value)


def _grant(name: str, settings: Mapping[str, str]) -> str:
    known = connection(Source(name)).grant
    assert known
    return known(connection_settings(Source(name), settings))


@contextmanager
def databases(postgres: Postgres, mariadb: MariaDB, redis: RedisNode) -> Iterator[list[System]]:
    """Make the least account on each of them, until the block ends."""
    user = {"user": "keyroll"}
    postgres.run(_grant("postgresql", user), f"ALTER ROLE keyroll PASSWORD '{PASSWORD}'")
    mariadb.run(f"CREATE USER keyroll@'%' IDENTIFIED BY '{PASSWORD}'", _grant("mariadb", user))
    redis.run(*_grant("redis", user).split())
    redis.run("ACL", "SETUSER", "keyroll", f">{PASSWORD}")
    places = {"postgresql": postgres.address, "mariadb": mariadb.address, "redis": redis.address}
    try:
        yield [System(name, address, PASSWORD) for name, address in places.items()]
    finally:
        postgres.run("DROP ROLE keyroll")
        mariadb.run("DROP USER keyroll@'%'")
        redis.run("ACL", "DELUSER", "keyroll")


@contextmanager
def others(rabbitmq: RabbitMQ, slapd: Slapd, bao: Bao, host: Sshd) -> Iterator[list[System]]:
    """Make the least account on each of them, until the block ends; the directory has one, and gets another entry."""
    rabbitmq.call("PUT", "users/keyroll", {"password": PASSWORD, "tags": "administrator"})
    bao.call("POST", "sys/policies/acl/everything", {"policy": _grant("openbao", {})})
    made = bao.call("POST", "auth/token/create-orphan", {"policies": ["everything"], "period": "1h"})
    slapd.add("cn=everything,dc=quiet", PASSWORD)
    settings = {"config": f"{host.folder}/sshd_config"}
    (host.folder / "survey").write_text(_grant("openssh", settings))
    (host.folder / "survey").chmod(0o755)
    key = host.key("keyroll")
    host.authorise(f'restrict,command="{host.folder}/survey" {host.public("keyroll")}')
    try:
        yield [
            System("rabbitmq", rabbitmq.management, PASSWORD),
            System("ldap", slapd.address, ROOT, {"entry": slapd.surveyor, "base": "dc=quiet"}),
            System("openbao", bao.address, str(made["auth"]["client_token"])),
            System("openssh", host.address, key, settings),
        ]
    finally:
        rabbitmq.call("DELETE", "users/keyroll")
        slapd.delete("cn=everything,dc=quiet")


def without_times(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Rows of a list as texts, without when and by which record they were last seen, nor last use: asking is use."""
    left_out = {
        "last_observed",
        "last_seen",
        "last_used",
        "observed_at",
        "event_id",
        "raw",
        "record",
        "part",
        "not_before",
    }
    kept = [{name: value for name, value in row.items() if name not in left_out} for row in rows]
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in kept)
