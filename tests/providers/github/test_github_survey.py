"""GitHub's lists, and that what the audit log shows of a token joins what the lists say of it."""

import base64
import hashlib
import json
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.observation import CredentialState, Entity
from keyroll.providers.catalogue import endpoints, provider
from small_world import SmallWorld

SOURCE = "github@octo-org"
TIME = "2023-05-16T08:47:09Z"
HASH = base64.b64encode(hashlib.sha256(b"github_pat_example").digest()).decode()
TOKENS = [
    {
        "id": 25381,
        "owner": {"login": "octocat", "type": "User"},
        "permissions": {"organization": {"members": "read"}, "repository": {"contents": "write"}},
        "access_granted_at": TIME,
        "token_id": 98716,
        "token_name": "nightly",
        "token_expired": False,
        "token_expires_at": "2024-05-16T08:47:09Z",
        "token_last_used_at": None,
    }
]
AUTHORISED = [
    {
        "login": "octocat",
        "credential_id": 1,
        "credential_type": "personal access token",
        "token_last_eight": "12345678",
        "credential_authorized_at": TIME,
        "credential_accessed_at": TIME,
        "authorized_credential_id": 555,
        "scopes": ["repo"],
    },
    {
        "login": "octocat",
        "credential_id": 2,
        "credential_type": "SSH key",
        "credential_authorized_at": TIME,
        "authorized_credential_id": 555,
        "authorized_credential_title": "laptop",
    },
]
KEY = base64.b64encode(b"\x00\x00\x00\x0bssh-ed25519rest").decode()
DEPLOY_KEYS = [
    {
        "id": 7,
        "key": f"ssh-ed25519 {KEY} ci",
        "url": "https://api.github.com/repos/octo-org/app/keys/7",
        "title": "ci",
        "created_at": TIME,
        "read_only": False,
        "added_by": "octocat",
        "last_used": None,
        "enabled": True,
    }
]
APPS: dict[str, Any] = {
    "total_count": 1,
    "installations": [
        {
            "id": 3,
            "account": {"login": "octo-org"},
            "app_id": 9,
            "app_slug": "deployer",
            "permissions": {"contents": "write"},
            "created_at": TIME,
            "suspended_at": None,
        }
    ],
}
HOOKS = [
    {
        "id": 11,
        "name": "web",
        "active": True,
        "events": ["push"],
        "config": {"url": "https://ci.vendor.example/hook/s3cr3t", "secret": "********"},
        "created_at": TIME,
        "url": "https://api.github.com/repos/octo-org/app/hooks/11",
    }
]


def secrets(service: str) -> dict[str, object]:
    address = f"https://api.github.com/orgs/octo-org/{service}/secrets/NPM/repositories"
    one = {"name": "NPM", "created_at": TIME, "updated_at": TIME, "visibility": "selected"}
    return {"total_count": 1, "secrets": [one | {"selected_repositories_url": address}]}


GOOD: dict[str, Any] = {
    "personal_access_tokens": TOKENS,
    "credential_authorizations": AUTHORISED,
    "installations": APPS,
    "deploy_keys": DEPLOY_KEYS,
    "webhooks": HOOKS,
    "actions_secrets": secrets("actions"),
    "dependabot_secrets": secrets("dependabot"),
    "repository_secrets": {
        "repository": "octo-org/app",
        "store": "environment prod",
        "total_count": 1,
        "secrets": [{"name": "NPM", "created_at": TIME, "updated_at": TIME}],
    },
}


def found(read_all, name):
    return read_all(endpoints("github")[name], GOOD[name], SOURCE)


def test_a_fine_grained_token_has_its_own_powers(read_all):
    owner, token, *grants = found(read_all, "personal_access_tokens")
    assert (owner.subject.text, token.subject.text) == (f"{SOURCE}:user:octocat", f"{SOURCE}:token_id:98716")
    assert [one.facts for one in grants] == [
        {"privilege": "members:read", "resource": "github:organization"},
        {"privilege": "contents:write", "resource": "github:repository"},
    ]
    with pytest.raises(VendorChanged, match="token_expired"):
        read_all(endpoints("github")["personal_access_tokens"], [TOKENS[0] | {"token_expired": None}], SOURCE)


def test_an_authorised_token_is_known_by_the_id_of_the_token_and_a_key_is_not(read_all):
    token, key = found(read_all, "credential_authorizations")
    assert token.identifiers == (
        Identifier("github@octo-org", "token_id", "555"),
        Identifier("github@*", "token_last_eight", "12345678", strong=False),
    )
    assert (key.identifiers, key.facts["name"]) == ((), "laptop")


def test_a_deploy_key_is_known_by_its_fingerprint(read_all):
    key, power = found(read_all, "deploy_keys")
    digest = base64.b64encode(hashlib.sha256(base64.b64decode(KEY)).digest()).decode().rstrip("=")
    assert [one.text for one in key.identifiers] == [f"ssh@*:public_key:SHA256:{digest}"]
    assert (power.facts["privilege"], power.facts["resource"]) == ("write", "octo-org/app")
    off = [DEPLOY_KEYS[0] | {"enabled": False, "key": "broken"}]
    suspended, _ = read_all(endpoints("github")["deploy_keys"], off, SOURCE)
    assert suspended.facts["state"] == CredentialState.SUSPENDED
    assert suspended.identifiers == ()


def test_apps_hooks_and_secrets(read_all):
    app, _ = found(read_all, "installations")
    assert (app.subject.value, app.facts["principal_kind"], app.facts["active"]) == ("deployer[bot]", "nonhuman", True)
    secret, place = found(read_all, "webhooks")
    assert (secret.kind, place.facts["holder"], place.links[0].to) == (
        "webhook_secret",
        "ci.vendor.example",
        secret.subject,
    )
    assert "s3cr3t" not in repr([secret, place])
    for name in ("dependabot_secrets", "repository_secrets"):
        (stored,) = found(read_all, name)
        assert (stored.entity, stored.facts["holder"]) == (Entity.LOCATION, "GitHub")
    assert stored.facts["place"] == "environment prod secret NPM of octo-org/app"


@pytest.mark.parametrize("name", GOOD)
def test_each_body_is_recognised_by_its_own_endpoint_only(name):
    assert [one.name for one in endpoints("github").values() if one.recognise(GOOD[name])] == [name]


@pytest.mark.parametrize("name", GOOD)
def test_any_json_gives_observations_or_vendor_changed(name, survives):
    survives(endpoints("github")[name], GOOD[name], SOURCE)


def test_every_listed_kind_has_its_endpoint():
    assert {kind.listed_by for kind in provider("github").kinds if kind.listed_by} <= set(endpoints("github"))


def test_a_full_page_announces_another(page_of):
    more = endpoints("github")["installations"].more
    assert more(page_of("installations", {"installations": APPS["installations"] * 100}, SOURCE))
    assert not more(page_of("installations", APPS, SOURCE))


def use(token: int, at: int = 1_700_000_000_000, **more: object) -> str:
    return json.dumps(
        {
            "@timestamp": at,
            "_document_id": f"d{at}",
            "action": "api.request",
            "actor": "octocat",
            "org": "octo-org",
            "request_method": "GET",
            "route": "/repos/{owner}/{repo}/pulls",
            "status_code": 200,
            "token_id": token,
            "hashed_token": HASH,
            "user_agent": "curl/8",
        }
        | more
    )


def test_use_in_the_log_joins_the_list_by_id_and_a_met_value_by_hash(tmp_path):
    world = SmallWorld(tmp_path)
    world.survey(SOURCE, "11-01", "personal_access_tokens", TOKENS)
    world.log(SOURCE, "audit", use(98716), use(0, 1_700_000_060_000))
    world.sync()
    token = world.credentials()[f"{SOURCE}:token_id:98716"]
    assert (token["uses"], token["name"], token["last_used_from"]) == (2, "nightly", "github.audit")
    assert world.ids()[f"github@*:hashed_token:{HASH}"] == token["id"]


def test_use_of_a_classic_token_joins_its_authorisation(tmp_path):
    world = SmallWorld(tmp_path)
    world.survey(SOURCE, "11-01", "credential_authorizations", AUTHORISED)
    world.log(SOURCE, "audit", use(555))
    world.sync()
    rows = world.credentials()
    assert {name: row["uses"] for name, row in rows.items()} == {
        f"{SOURCE}:credential_id:1": 1,
        f"{SOURCE}:credential_id:2": 0,
    }


@pytest.mark.parametrize(
    ("file", "name", "count"),
    [
        ("org_personal_access_tokens", "personal_access_tokens", 4),
        ("org_personal_access_tokens.cartography", "personal_access_tokens", None),
        ("org_credential_authorizations", "credential_authorizations", 5),
        ("org_credential_authorizations.cartography", "credential_authorizations", 2),
        ("org_installations", "installations", 5),
        ("repo_deploy_keys", "deploy_keys", 2),
        ("repo_webhooks", "webhooks", 1),
        ("org_actions_secrets", "actions_secrets", 3),
        ("org_dependabot_secrets", "dependabot_secrets", 3),
    ],
)
def test_vendor_examples_are_read(file, name, count, sample, read_all):
    body = json.loads(sample(f"surveys/github/{file}.json").read_text("utf-8"))
    got = read_all(endpoints("github")[name], body, SOURCE)
    assert got
    assert count in (None, len(got))
    assert [one.name for one in endpoints("github").values() if one.recognise(body)] == [name]
