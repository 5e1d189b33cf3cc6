"""200 places of values that no name of a member tells: bodies of requests, free text, paths, listings, CSV, documents.

Each value is random and is in one place only. Forms of bodies are the vendors': the Kubernetes API's patches
(kubernetes.io, *Update API Objects in Place*), CloudTrail's records, Google's and Azure's audit entries, Vault's audit.
"""

import json
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keyroll.providers import catalogue
from made_records import Maker, text_of

_LETTERS = string.ascii_letters + string.digits
Body = dict[str, Any]


@dataclass
class Places:
    """Random values, each with the place at which it was laid."""

    chance: random.Random = field(default_factory=lambda: random.Random(37))
    laid: dict[str, str] = field(default_factory=dict)

    def new(self, place: str, length: int = 36) -> str:
        """Return a value as a generator of tokens makes it: small and capital letters, and digits."""
        value = "q7" + "".join(self.chance.choices(_LETTERS, k=length - 4)) + "X9"
        self.laid[value] = place
        return value

    def known(self, prefix: str, length: int, place: str) -> str:
        """Return a value with a vendor's prefix."""
        value = prefix + "".join(self.chance.choices(_LETTERS, k=length))
        self.laid[value] = place
        return value


#: Free text and paths; the value is ``{}``.
FREE = (
    "the deploy used {} until noon",
    "please rotate {}, it was posted in the channel",
    "curl -u ann:{} https://build.example/run",
    "mysql -uroot -p{} -h db.example",
    "PUT /v1/hooks/{}/run HTTP/1.1",
    "https://hooks.example/services/{}",
    "https://files.example/s/{}?download=1",
    "https://api.example/run?q={}&page=2",
    "/repos/ann/{}/raw/main.txt",
    "sshpass -p {} ssh ann@host",
    "step 4 failed: unexpected reply to {}",
    "set the variable to {} and restart",
    "docker login -u ann -p {} registry.example",
    "echo {} | base64 -d",
    "user typed {} as the name of the account",
)
#: Prefixes of vendors, with the length of the rest.
PREFIXES = (
    ("sk-ant-api03-", 95), ("hf_", 34), ("dckr_pat_", 27), ("glsa_", 32), ("shpat_", 32), ("dop_v1_", 64),
    ("lin_api_", 40), ("figd_", 40), ("PMAK-", 59), ("tskey-auth-", 40), ("ya29.", 60), ("dapi", 32),
    ("github_pat_", 82), ("rk_live_", 24), ("npm_", 36), ("hvs.", 90),
)  # fmt: skip
#: Logs whose records get free text.
LOGS = (
    ("anthropic", "activities"), ("atlassian", "events"), ("aws", "cloudtrail"), ("aws", "guardduty"),
    ("aws", "s3_access"), ("azure", "activity"), ("bitbucket", "access"), ("bitbucket", "audit"),
    ("cloudflare", "access"), ("cloudflare", "gateway_http"), ("confluence", "audit"), ("entra", "directory_audits"),
    ("gcp", "audit"), ("github", "audit"), ("gitlab", "audit"), ("gitlab", "api"),
    ("google_workspace", "activities"), ("jira", "access"), ("jira", "audit"), ("kubernetes", "audit"),
    ("ldap", "stats"), ("m365", "audit"), ("okta", "system_log"), ("onepassword", "audit"), ("openai", "audit"),
    ("openbao", "audit"), ("openssh", "auth"), ("postgresql", "stderr"), ("rabbitmq", "server"), ("redis", "acl_log"),
    ("salesforce", "setup_audit_trail"), ("slack", "audit"), ("smartsheet", "events"), ("zeek", "http"),
)  # fmt: skip


def _secret(body: Any, **more: Any) -> Body:
    said = {"resource": "secrets", "namespace": "shop", "name": "db", "apiVersion": "v1"}
    return {"objectRef": said, "requestURI": "/api/v1/namespaces/shop/secrets/db", "verb": "patch", **more} | body


def kubernetes(new: Callable[[str], str]) -> Iterator[Body]:
    """Requests about secrets: no body says what it is."""
    applied = "kubectl.kubernetes.io/last-applied-configuration"
    patch = "application/json-patch"
    yield _secret({"requestObject": {"data": {"a": new("merge patch, data")}}})
    yield _secret({"requestObject": {"stringData": {"a": new("merge patch, stringData")}}})
    yield _secret({"requestObject": [{"op": "replace", "path": "/data/a", "value": new(f"{patch}, a text")}]})
    yield _secret({"requestObject": [{"op": "add", "path": "/data", "value": {"a": new(f"{patch}, an object")}}]})
    yield _secret({"requestObject": [{"value": [new(f"{patch}, a list")], "op": "test", "path": "/x"}]})
    yield _secret(
        {"requestObject": {"metadata": {"annotations": {applied: json.dumps({"data": {"a": new("applied")}})}}}}
    )
    yield _secret({"requestObject": {"metadata": {"annotations": {"note": new("an annotation")}}}})
    yield _secret({"responseObject": {"data": {"a": new("response without a kind")}}}, verb="get")
    yield _secret({"responseObject": {"kind": "Table", "rows": [{"cells": [new("a cell of a table")]}]}}, verb="list")
    yield _secret({"responseObject": {"items": [{"data": {"a": new("a list's element")}}]}}, verb="list")
    yield _secret({"responseObject": {"kind": "ConfigMap", "data": {"a": new("a wrong kind")}}})
    yield _secret({"requestObject": {"kind": "Table", "x": {"y": [{"z": new("unknown members")}]}}}, verb="apply")
    yield _secret({"requestObject": new("a body that is a text")})
    yield _secret({"requestObject": json.dumps({"data": {"a": new("JSON in a text")}})})
    yield {"requestObject": {"data": {"a": new("the body first")}}} | _secret({})
    yield {"responseObject": {"many": [{"n": {"m": {}}}] * 30, "data": {"a": new("a long body first")}}} | _secret({})
    yield _secret({"requestObject": {"data": {"kind": new("a key named kind"), "op": new("a key named op")}}})
    yield _secret({"requestObject": {"data": {"name": new("a key named name")}}})
    token = {"resource": "serviceaccounts", "subresource": "token", "name": "bot", "namespace": "shop"}
    yield {"objectRef": token, "responseObject": {"status": {"x": new("a token of a service account")}}}
    yield {"objectRef": token, "verb": "create", "responseObject": {"kind": "Status", "y": [new("a token in a list")]}}
    odd = {"resource": "SECRETS", "namespace": "shop"}
    yield {"objectRef": odd, "requestObject": {"data": {"a": new("capital letters")}}}
    yield {"items": [_secret({"requestObject": {"data": {"a": new("an event in a list")}}})]}
    azure = json.dumps(_secret({"requestObject": {"data": {"a": new("an event in a text (Azure)")}}}))
    yield {"category": "kube-audit", "properties": {"log": azure}}


def _aws(service: str, name: str, **body: Any) -> Body:
    return {"eventSource": f"{service}.amazonaws.com", "eventName": name, **body}


def cloudtrail(new: Callable[[str], str]) -> Iterator[Body]:
    """Operations that write or return values."""
    for service, name in (
        ("secretsmanager", "PutSecretValue"), ("secretsmanager", "CreateSecret"), ("secretsmanager", "GetSecretValue"),
        ("secretsmanager", "UpdateSecret"), ("ssm", "PutParameter"), ("ssm", "GetParameter"),
        ("iam", "CreateLoginProfile"), ("iam", "ChangePassword"), ("iam", "CreateServiceSpecificCredential"),
        ("cognito-idp", "AdminSetUserPassword"), ("acm", "ImportCertificate"), ("secretsmanager", "BatchGetSecretValue"),
    ):  # fmt: skip
        yield _aws(service, name, requestParameters={"x": {"y": [new(f"{name}, request")]}})
        yield _aws(service, name, responseElements={"x": {"z": new(f"{name}, response")}})


def google(new: Callable[[str], str]) -> Iterator[Body]:
    """Google's audit entries: bodies of secrets of clusters and of Secret Manager."""
    for service, method in (
        ("k8s.io", "io.k8s.core.v1.secrets.patch"),
        ("k8s.io", "io.k8s.core.v1.secrets.list"),
        ("secretmanager.googleapis.com", "google.cloud.secretmanager.v1.SecretManagerService.AddSecretVersion"),
        ("iam.googleapis.com", "google.iam.admin.v1.CreateServiceAccountKey"),
        ("sqladmin.googleapis.com", "cloudsql.users.update"),
    ):
        said = {"serviceName": service, "methodName": method}
        yield {"protoPayload": {**said, "request": {"data": {"a": new(f"{method}, request")}}}}
        yield {"protoPayload": {**said, "response": {"x": [{"y": new(f"{method}, response")}]}}}


def others(new: Callable[[str], str]) -> Iterator[tuple[str, str, Body]]:
    """Bodies of other logs, by their provider and name."""
    vault = {"type": "response", "request": {"path": "kv/data/app", "operation": "update"}}
    yield "openbao", "audit", {**vault, "request": {**vault["request"], "data": {"x": new("request of kv")}}}  # type: ignore[dict-item]
    yield "openbao", "audit", {**vault, "response": {"data": {"x": {"y": new("response of kv")}}}}
    yield "openbao", "audit", {**vault, "response": {"data": {"data": [new("list of kv")]}}}
    for name in ("Microsoft.KeyVault/vaults/secrets/write", "Microsoft.Web/sites/config/list/action",
                 "Microsoft.Storage/storageAccounts/listKeys/action"):  # fmt: skip
        body = json.dumps({"properties": {"x": new(f"{name}, request body")}})
        yield "azure", "activity", {"operationName": {"value": name}, "properties": {"requestbody": body}}
        yield (
            "azure",
            "activity",
            {"operationName": name, "properties": {"responseBody": {"k": [new(f"{name}, reply")]}}},
        )
    change = {
        "modifiedProperties": [
            {
                "displayName": "KeyDescription",
                "newValue": f"[KeyType=Password,DisplayName={new('a key of an application')}]",
            }
        ]
    }
    yield (
        "entra",
        "directory_audits",
        {"activityDisplayName": "Add service principal credentials", "targetResources": [change]},
    )
    for name in ("repo.update_actions_secret", "org.create_actions_secret"):
        yield "github", "audit", {"action": name, "data": {"new_value": new(f"{name}, a new value")}}
    for path in ("/api/v4/projects/1/variables", "/api/v4/groups/1/variables/KEY", "/api/v4/admin/ci/variables"):
        yield (
            "gitlab",
            "api",
            {"path": path, "method": "PUT", "params": [{"key": "x", "value": new(f"{path}, a parameter")}]},
        )
    yield "gitlab", "audit", {"details": {"add": "ci_variable", "change": "value", "to": new("a changed variable")}}
    yield (
        "okta",
        "system_log",
        {"eventType": "app.oauth2.client.lifecycle.create", "debugContext": {"debugData": {"x": new("debug data")}}},
    )
    yield (
        "okta",
        "system_log",
        {"eventType": "system.api_token.create", "target": [{"detailEntry": {"x": new("a detail of a token")}}]},
    )


def records(places: Places) -> Iterator[tuple[str, str, str]]:
    """Yield the lines of each log: its provider, its name, a line."""

    def named(place: str) -> Callable[[str], str]:
        return lambda said: places.new(f"{place}: {said}")

    made = {key: Maker(catalogue.logs(key[0])[key[1]]) for key in LOGS if not catalogue.logs(key[0])[key[1]].is_text}
    bodies = [
        *(("kubernetes", "audit", one) for one in kubernetes(named("kubernetes.audit"))),
        *(("aws", "cloudtrail", one) for one in cloudtrail(named("aws.cloudtrail"))),
        *(("gcp", "audit", one) for one in google(named("gcp.audit"))),
        *others(named("another log")),
    ]
    for provider, name, body in bodies:
        yield provider, name, json.dumps(made[provider, name].record() | body)
    for number, (provider, name) in enumerate(LOGS):
        log = catalogue.logs(provider)[name]
        for step in range(3):
            place = f"{provider}.{name}"
            text = FREE[(number * 3 + step) % len(FREE)]
            text = text.format(places.new(f"{place}: {text}"))
            if step == 2 and number < len(PREFIXES):
                text = f"note {places.known(*PREFIXES[number], f'{place}: {PREFIXES[number][0]}')} end"
            if log.is_text:
                yield provider, name, f"{text_of(places.chance, log.pattern)} {text}".replace("\n", " ")
            else:
                yield provider, name, json.dumps(made[provider, name].record() | {"x": {"message": text}})


def write(root: Path, places: Places) -> None:
    """Write an export with all places."""
    lines: dict[tuple[str, str], list[str]] = {}
    for provider, name, line in records(places):
        lines.setdefault((provider, name), []).append(line)
    for (provider, name), known in lines.items():
        folder = root / provider / "logs" / name
        folder.mkdir(parents=True)
        (folder / "a.ndjson").write_text("\n".join(known) + "\n", encoding="utf-8", errors="surrogatepass")
    _lists(root, places)
    (root / "documents").mkdir()
    for number, text in enumerate((*FREE, *(f"a {prefix}" for prefix, _ in PREFIXES[:5]))):
        said = text.format(places.new(f"a document: {text}")) if "{}" in text else ""
        ending = ("md", "txt", "html", "csv")[number % 4]
        said = said or places.known(*PREFIXES[number - len(FREE)], f"a document: {text}")
        (root / "documents" / f"{number}.{ending}").write_text(f"# Notes\n\n{said}\n")


def _lists(root: Path, places: Places) -> None:
    lists = (
        ("okta", "api_tokens"), ("github", "deploy_keys"), ("slack", "bots"), ("aws", "users"), ("gitlab", "users"),
        ("entra", "applications"), ("gcp", "service_accounts"), ("kubernetes", "service_accounts"),
    )  # fmt: skip
    for number, (provider, name) in enumerate(lists):
        folder = root / provider / "survey"
        folder.mkdir(parents=True, exist_ok=True)
        text = FREE[number].format(places.new(f"{provider} {name}: a description"))
        link = FREE[4 + number % 5].format(places.new(f"{provider} {name}: a link"))
        (folder / f"{name}.json").write_text(json.dumps([{"id": "1", "name": "a", "description": text, "x": [link]}]))
    folder = root / "register" / "survey"
    folder.mkdir(parents=True)
    rows = ["vendor,provider,note,link"]
    for number, text in enumerate(FREE[:8]):
        link = f"https://hooks.example/{places.new(f'a table: a link of {text}')}"
        rows.append(f'v{number},github,"{text.format(places.new(f"a table: {text}"))}",{link}')
    (folder / "vendors.csv").write_text("\n".join(rows) + "\n")
