"""API keys of a project: the successor is that of a new service account; the old key, or its account, is deleted."""

from collections.abc import Iterator
from typing import Any

import pytest

from fakes.judges import Models
from fakes.openai import _ORG, TIME, OpenAI, key
from fakes.strict import RefusedError, Reply, Request, route
from keyroll.providers._wire import balanced
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import NewValue, Subject
from keyroll.providers.openai.probe import PROBES
from keyroll.providers.openai.rotate import ROTATORS
from rotating import MARK, Rotating, opened, secret

_ACCOUNTS = f"{_ORG}/projects/{{id}}/service_accounts"
_FOLDER = "admin.organization.projects."
_MADE = (f"{_FOLDER}service_account_create_response", "ServiceAccountCreateResponse")


class WritingOpenAI(OpenAI):
    judge = Models(
        {
            f"{_ORG}/projects/{{id}}/api_keys": (f"{_FOLDER}project_api_key", "ProjectAPIKey"),
            "/v1/models": ("model", "Model"),
            f"{_ORG}/projects": ("admin.organization.project", "Project"),
            _ACCOUNTS: _MADE,
            f"{_ACCOUNTS}/{{account}}": (
                f"{_FOLDER}service_account_delete_response",
                "ServiceAccountDeleteResponse",
            ),
            f"{_ORG}/projects/{{id}}/api_keys/{{key}}": (f"{_FOLDER}api_key_delete_response", "APIKeyDeleteResponse"),
        },
        "openai.types.",
        "data",
    )

    @route("POST", _ACCOUNTS, "admin")
    def make_account(self, request: Request) -> Reply:
        number = len(self.keys["proj_a"]) + 20
        account = {"id": f"svc_{number}", "name": request.body["name"], "role": "member", "created_at": TIME}
        made: dict[str, Any] = key(2) | {"id": f"key_{number}"}
        made["owner"] = {"type": "service_account", "service_account": account}
        self.keys["proj_a"].append(made)
        told: dict[str, Any] = {
            "object": "organization.project.service_account.api_key",
            "value": self.key(),
            "name": "Secret Key",
        }
        told |= {"id": made["id"], "created_at": TIME}
        return Reply(200, {"object": "organization.project.service_account", **account, "api_key": told})

    @route("DELETE", f"{_ACCOUNTS}/{{account}}", "admin")
    def delete_account(self, request: Request) -> Reply:
        name = request.names["account"]
        kept = [one for one in self.keys["proj_a"] if one["owner"].get("service_account", {}).get("id") != name]
        if len(kept) == len(self.keys["proj_a"]):
            raise RefusedError(404)
        self.keys["proj_a"] = kept
        return Reply(200, {"object": "organization.project.service_account.deleted", "id": name, "deleted": True})

    @route("DELETE", f"{_ORG}/projects/{{id}}/api_keys/{{key}}", "admin")
    def delete_key(self, request: Request) -> Reply:
        name = request.names["key"]
        self.keys["proj_a"] = [one for one in self.keys["proj_a"] if one["id"] != name]
        return Reply(200, {"object": "organization.project.api_key.deleted", "id": name, "deleted": True})


@pytest.fixture
def fake() -> Iterator[WritingOpenAI]:
    one = WritingOpenAI()
    with one.running():
        yield one


@pytest.mark.support("openai", "rotation", "typed client + fake")
@pytest.mark.parametrize("name", ["key_1", "key_2"])
def test_the_successor_is_the_key_of_a_new_service_account(fake: WritingOpenAI, name: str) -> None:
    admin = Login("root", secret(fake.key("sk-admin-")), MARK)
    subject = Subject(name, {"project": "proj_a"})
    rotating = Rotating(ROTATORS[0], PROBES[0], balanced(fake.address), admin, subject)
    (old,) = rotating.listed()
    made = rotating.create(NewValue(MARK))
    assert made.generation is not None, made.said
    assert made.value is not None
    assert opened(made.value).startswith("sk-proj-")
    assert {one.id: one.mark for one in rotating.listed()} == {old.id: "", made.generation.id: MARK}
    rotating.done("delete", old)
    assert [one.id for one in rotating.listed()] == [made.generation.id]
    assert rotating.accepted("", made.value)
    rotating.done("delete", made.generation)
    assert rotating.listed() == []


def test_the_account_of_a_key_stays_while_it_has_another_key(fake: WritingOpenAI) -> None:
    fake.keys["proj_a"].append(key(2) | {"id": "key_22"})
    admin = Login("root", secret(fake.key("sk-admin-")), MARK)
    rotating = Rotating(ROTATORS[0], PROBES[0], balanced(fake.address), admin, Subject("key_2", {"project": "proj_a"}))
    (old,) = rotating.listed()
    rotating.done("delete", old)
    assert [one["id"] for one in fake.keys["proj_a"] if one["owner"]["type"] == "service_account"] == ["key_22"]
