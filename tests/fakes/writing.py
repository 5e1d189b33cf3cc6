"""Vendors' fakes, with what they let one write: Okta, Cloudflare, Entra, Google Cloud, Kubernetes.

What a write answers is checked against the same models as what is read; where a vendor's library has no model of an
answer, its record is that of the list.
"""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fakes.cloudflare import _TOKENS, Cloudflare
from fakes.entra import APP, Entra
from fakes.judges import Models
from fakes.kubernetes import _TOKEN, Kubernetes, named
from fakes.okta import _APP, TIME, Okta
from fakes.strict import Fake, RefusedError, Reply, Request, route

Json = Any


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class WritingOkta(Okta):
    """Two client secrets for each application; an active one is not deleted."""

    judge = Models(
        {
            f"{_APP}/credentials/secrets{end}": ("o_auth2_client_secret", "OAuth2ClientSecret")
            for end in ("", "/{secret}", "/{secret}/lifecycle/deactivate", "/{secret}/lifecycle/activate")
        },
        "okta.models.",
    )

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Json] = []
        self.number = 0
        self.make_secret()

    def administrator(self, *scopes: str) -> str:
        value = "00" + self.issue(*scopes, owner="00u1").removeprefix("fake-")
        self.credentials[value] = self.credentials.popitem()[1]
        return value

    def make_secret(self) -> Json:
        self.number += 1
        facts = {"id": f"ocs{self.number}", "status": "ACTIVE", "client_secret": secrets.token_hex(20)}
        made = {**facts, "secret_hash": "h", "created": TIME, "lastUpdated": TIME, "_links": {}}
        self.kept.append(made)
        return made

    @route("GET", f"{_APP}/credentials/secrets", "okta.apps.read")
    def secrets(self, _request: Request) -> Reply:
        return Reply(200, self.kept)

    @route("POST", f"{_APP}/credentials/secrets", "okta.apps.manage")
    def add_secret(self, _request: Request) -> Reply:
        if len(self.kept) == 2:
            raise RefusedError(400, {"errorCode": "E0000001"})
        return Reply(201, self.make_secret())

    def _of(self, request: Request) -> Json:
        for one in self.kept:
            if one["id"] == request.names["secret"]:
                return one
        raise RefusedError(404, {"errorCode": "E0000007"})

    @route("POST", f"{_APP}/credentials/secrets/{{secret}}/lifecycle/deactivate", "okta.apps.manage")
    def deactivate(self, request: Request) -> Reply:
        one = self._of(request)
        if sum(1 for other in self.kept if other["status"] == "ACTIVE") == 1:
            raise RefusedError(400, {"errorCode": "E0000001"})
        one["status"] = "INACTIVE"
        return Reply(200, one)

    @route("POST", f"{_APP}/credentials/secrets/{{secret}}/lifecycle/activate", "okta.apps.manage")
    def activate(self, request: Request) -> Reply:
        one = self._of(request)
        one["status"] = "ACTIVE"
        return Reply(200, one)

    @route("DELETE", f"{_APP}/credentials/secrets/{{secret}}", "okta.apps.manage")
    def delete_secret(self, request: Request) -> Reply:
        if self._of(request)["status"] == "ACTIVE":
            raise RefusedError(403, {"errorCode": "E0000006"})
        one = self._of(request)
        self.kept.remove(one)
        return Reply(200, one)


class WritingCloudflare(Cloudflare):
    """Tokens of an account with policies."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Json] = {}

    def _judged(self, template: str, request: Request, scopes: Sequence[str], name: str) -> Reply:
        if request.method != "GET" or template.endswith("{token}"):
            self.judge = None  # type: ignore[assignment]  # the library has no model of these answers apart from that of the list
        try:
            return super()._judged(template, request, scopes, name)
        finally:
            self.judge = type(self).judge

    def make_token(self, name: str, **more: Json) -> tuple[Json, str]:
        group = {"id": secrets.token_hex(16), "name": "Zone Read"}
        policy = {"id": secrets.token_hex(16), "effect": "allow", "permission_groups": [group], "resources": {"z": "*"}}
        identifier = secrets.token_hex(16)
        made: dict[str, Json] = {
            "id": identifier,
            "name": name,
            "status": "active",
            "issued_on": _now(),
            "policies": [policy],
        }
        made |= more
        self.kept[identifier] = made
        return made, self.issue("verify", record=made, kind="account")

    def _result(self, found: Json) -> Reply:
        return Reply(200, {"success": True, "errors": [], "messages": [], "result": found})

    def administrator(self) -> str:
        scopes = ("Account API Tokens Read", "Account API Tokens Write")
        return self.issue(*scopes, record={"status": "active"}, kind="account")

    @route("GET", _TOKENS, "Account API Tokens Read")
    def list_account_tokens(self, _request: Request) -> Reply:
        return self._result(list(self.kept.values()))

    @route("POST", _TOKENS, "Account API Tokens Write")
    def post_token(self, request: Request) -> Reply:
        policies = [one | {"id": secrets.token_hex(16)} for one in request.body.pop("policies")]
        if any(set(group) != {"id"} for one in policies for group in one["permission_groups"]):
            raise RefusedError(400)
        made, value = self.make_token(**request.body, policies=policies)
        return self._result(made | {"value": value})

    def _of(self, request: Request) -> Json:
        if request.names["token"] not in self.kept:
            raise RefusedError(404)
        return self.kept[request.names["token"]]

    @route("GET", f"{_TOKENS}/{{token}}", "Account API Tokens Read")
    def view_token(self, request: Request) -> Reply:
        return self._result(self._of(request))

    @route("PUT", f"{_TOKENS}/{{token}}", "Account API Tokens Write")
    def put_token(self, request: Request) -> Reply:
        one = self._of(request)
        if not request.body.get("name") or not request.body.get("policies"):
            raise RefusedError(400)
        one["status"] = request.body["status"]
        return self._result(one)

    @route("DELETE", f"{_TOKENS}/{{token}}", "Account API Tokens Write")
    def delete_token(self, request: Request) -> Reply:
        gone = self.kept.pop(self._of(request)["id"])
        for value in [value for value, known in self.credentials.items() if known.facts.get("record") is gone]:
            self.revoke(value)
        return self._result({"id": request.names["token"]})


class WritingEntra(Entra):
    """One application with client secrets."""

    def __init__(self) -> None:
        super().__init__()
        self.judge._routes["/v1.0/applications/{id}"] = "Application"  # type: ignore[union-attr]
        self.judge._routes["/v1.0/applications/{id}/addPassword"] = "PasswordCredential"  # type: ignore[union-attr]
        self.scopes = (*self.scopes, "Application.ReadWrite.All")
        self.kept: list[Json] = []

    def make_password(self, name: str) -> tuple[Json, str]:
        text = secrets.token_hex(16)
        times = {"startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2027-01-01T00:00:00Z"}
        made = {"keyId": secrets.token_hex(8), "displayName": name, "hint": text[:3], **times}
        self.kept.append(made)
        return made, self.secret(text)

    @route("GET", "/v1.0/applications/{id}", "Application.Read.All")
    def one_application(self, request: Request) -> Reply:
        return Reply(200, {"id": request.names["id"], "appId": APP, "passwordCredentials": self.kept})

    @route("POST", "/v1.0/applications/{id}/addPassword", "Application.ReadWrite.All")
    def add_password(self, request: Request) -> Reply:
        made, value = self.make_password(request.body["passwordCredential"]["displayName"])
        return Reply(200, made | {"secretText": value.partition(":")[2]})

    @route("POST", "/v1.0/applications/{id}/removePassword", "Application.ReadWrite.All")
    def remove_password(self, request: Request) -> Reply:
        found = [one for one in self.kept if one["keyId"] == request.body["keyId"]]
        if not found:
            raise RefusedError(400)
        self.kept.remove(found[0])
        for text in [text for text in self.secrets if text.startswith(found[0]["hint"])]:
            self.revoke(f"{APP}:{text}")
        return Reply(204)


class WritingIAM(Fake):
    """The keys of one service account. Judged in words only: the tests' own rules."""

    def __init__(self, email: str) -> None:
        super().__init__()
        self.email, self.description = email, "deploys"
        self.kept: list[Json] = []

    def make_key(self, **more: Json) -> Json:
        name = f"projects/p/serviceAccounts/{self.email}/keys/{secrets.token_hex(20)}"
        made = {"name": name, "validAfterTime": _now(), "keyType": "USER_MANAGED", **more}
        self.kept.append(made)
        return made

    @route("GET", "/v1/projects/-/serviceAccounts/{account}", "iam")
    def account(self, _request: Request) -> Reply:
        return Reply(200, {"email": self.email, "description": self.description})

    @route("PATCH", "/v1/projects/-/serviceAccounts/{account}", "iam")
    def describe(self, request: Request) -> Reply:
        if request.body["updateMask"] != "description" or len(request.body["serviceAccount"]["description"]) > 256:
            raise RefusedError(400)
        self.description = request.body["serviceAccount"]["description"]
        return Reply(200, {"email": self.email, "description": self.description})

    @route("GET", "/v1/projects/-/serviceAccounts/{account}/keys", "iam")
    def keys(self, _request: Request) -> Reply:
        return Reply(200, {"keys": self.kept} if self.kept else {})

    @route("POST", "/v1/projects/-/serviceAccounts/{account}/keys", "iam")
    def post_key(self, _request: Request) -> Reply:
        if len(self.kept) == 10:
            raise RefusedError(400)
        made = self.make_key()
        file = json.dumps({"client_email": self.email, "private_key_id": made["name"].rpartition("/")[2]})
        return Reply(200, made | {"privateKeyData": base64.b64encode(file.encode()).decode()})

    def _of(self, request: Request) -> Json:
        name = request.names["key"].partition(":")[0]
        for one in self.kept:
            if one["name"].endswith(f"/{name}"):
                return one
        raise RefusedError(404)

    @route("POST", "/v1/projects/-/serviceAccounts/{account}/keys/{key}", "iam")
    def status(self, request: Request) -> Reply:
        one = self._of(request)
        if request.names["key"].endswith(":disable"):
            one["disabled"] = True
        else:
            one.pop("disabled", None)
        return Reply(200, {})

    @route("DELETE", "/v1/projects/-/serviceAccounts/{account}/keys/{key}", "iam")
    def delete(self, request: Request) -> Reply:
        self.kept.remove(self._of(request))
        return Reply(200, {})


class WritingKubernetes(Kubernetes):
    """Token secrets of one namespace, filled by a controller a look later; other secrets; a deployment."""

    def __init__(self) -> None:
        super().__init__()
        self.version = 1
        self.deployment: Json = {}

    def put(self, namespace: str, name: str, kind: str, data: Json, **notes: str) -> Json:
        self.version += 1
        meta = named(namespace, name, annotations=notes, resourceVersion=f"{self.version}")
        one = {"apiVersion": "v1", "kind": "Secret", "type": kind, **meta, "data": data}
        self.secrets = [other for other in self.secrets if other["metadata"]["name"] != name] + [one]
        return one

    def token_of(self, account: Json, name: str, **notes: str) -> str:
        namespace = account["metadata"]["namespace"]
        notes |= {"kubernetes.io/service-account.name": account["metadata"]["name"]}
        value = self._sign(account, (), of=name)
        self.put(namespace, name, _TOKEN, {"token": base64.b64encode(value.encode()).decode()}, **notes)
        return value

    def refusal(self, status: int) -> Json:
        return super().refusal(status) if status in (400, 401, 403, 410) else {"kind": "Status", "code": status}

    def _of(self, request: Request) -> Json:
        for one in self.secrets:
            if (one["metadata"]["namespace"], one["metadata"]["name"]) == (request.names["ns"], request.names["name"]):
                return one
        raise RefusedError(404, self.refusal(404))

    @route("GET", "/api/v1/namespaces/{ns}/secrets", "secrets")
    def list_in(self, request: Request) -> Reply:
        kind = request.query.get("fieldSelector", "").removeprefix("type=")
        found = [one for one in self.secrets if one["metadata"]["namespace"] == request.names["ns"]]
        return self._listed("SecretList", [one for one in found if kind in ("", one["type"])], request)

    @route("GET", "/api/v1/namespaces/{ns}/secrets/{name}", "secrets")
    def one_secret(self, request: Request) -> Reply:
        return Reply(200, self._of(request))

    @route("POST", "/api/v1/namespaces/{ns}/secrets", "secrets")
    def post_secret(self, request: Request) -> Reply:
        meta, kind = request.body["metadata"], request.body.get("type", "Opaque")
        if any(one["metadata"]["name"] == meta["name"] for one in self.secrets):
            raise RefusedError(409, self.refusal(409))
        notes = meta.get("annotations", {})
        made = self.put(request.names["ns"], meta["name"], kind, request.body.get("data", {}), **notes)
        if kind == _TOKEN:
            name = notes["kubernetes.io/service-account.name"]
            account = next(one for one in self.accounts if one["metadata"]["name"] == name)
            self.token_of(account, meta["name"], **notes)
        return Reply(201, made)

    @route("PUT", "/api/v1/namespaces/{ns}/secrets/{name}", "secrets")
    def put_secret(self, request: Request) -> Reply:
        one = self._of(request)
        if request.body["metadata"]["resourceVersion"] != one["metadata"]["resourceVersion"]:
            raise RefusedError(409, self.refusal(409))
        return Reply(200, self.put(request.names["ns"], request.names["name"], one["type"], request.body["data"]))

    @route("DELETE", "/api/v1/namespaces/{ns}/secrets/{name}", "secrets")
    def remove(self, request: Request) -> Reply:
        one = self._of(request)
        self.delete_secret(request.names["name"])
        return Reply(200, one)

    @route("GET", "/apis/apps/v1/namespaces/{ns}/deployments/{name}", "deployments")
    def workload(self, _request: Request) -> Reply:
        return Reply(200, self.deployment)

    @route("PUT", "/apis/apps/v1/namespaces/{ns}/deployments/{name}", "deployments")
    def put_workload(self, request: Request) -> Reply:
        self.deployment = request.body
        return Reply(200, self.deployment)
