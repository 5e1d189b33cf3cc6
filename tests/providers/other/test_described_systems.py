"""Descriptions of JSON APIs: each that keyroll brings reads its vendor's documented answer, and nothing else of it."""

import json
import tomllib
from contextlib import suppress
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import ConfigError, KeyrollError, UsageError, VendorChanged
from keyroll.http import Reply
from keyroll.model.observation import Entity
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.contracts.survey import SurveyPage
from keyroll.providers.other import PROVIDER
from keyroll.providers.other.connection import _rows, adapted
from keyroll.providers.other.description import List, known, load, parse

NOW = datetime(2026, 11, 28, tzinfo=UTC)
SECRET = "VerySecretValue0123456789"
#: The documented members of one element of each list, with what a vendor shows of a value or a value itself beside.
SAMPLES: dict[str, Any] = {
    "stripe.webhook_endpoints": {
        "object": "list", "has_more": True, "data": [{"id": "we_1", "object": "webhook_endpoint", "api_version": None,
        "created": 1698761100, "enabled_events": ["*"], "livemode": True, "status": "disabled", "secret": SECRET,
        "url": "https://shop.example/hook"}],
    },
    "datadog.api_keys": {
        "data": [{"type": "api_keys", "id": "k1", "attributes": {"name": "agent", "last4": "abcd", "key": SECRET,
        "created_at": "2023-10-31T14:05:00+00:00", "modified_at": "2023-11-01T00:00:00+00:00"},
        "relationships": {"created_by": {"data": {"type": "users", "id": "u1"}}}}],
    },
    "datadog.application_keys": {
        "data": [{"type": "application_keys", "id": "k2", "attributes": {"name": "ci", "last4": "wxyz",
        "created_at": "2023-10-31T14:05:00+00:00", "scopes": ["dashboards_read", "user_access_manage"]},
        "relationships": {"owned_by": {"data": {"type": "users", "id": "u2"}}}}],
    },
    "npm.tokens": {"objects": [{"token": "npm_ab", "key": "a73c9572", "cidr_whitelist": None, "readonly": False,
        "created": "2023-10-31T14:05:00.000Z"}], "urls": {"next": None}},
    "databricks.tokens": {"token_infos": [{"token_id": "t1", "comment": "etl", "creation_time": 1698761100000,
        "expiry_time": -1, "created_by_id": 1, "created_by_username": "etl@corp.example", "owner_id": 1,
        "last_used_day": 1761868800000, "scopes": ["sql"]}]},
    "terraform_cloud.team_tokens": {"data": [{"id": "at-1", "type": "authentication-tokens", "attributes": {
        "created-at": "2023-10-31T14:05:00.000Z", "last-used-at": None, "description": "deploy", "token": SECRET,
        "expired-at": "2030-01-01T00:00:00.000Z"}, "relationships": {"team": {"data": {"id": "team-1"}},
        "created-by": {"data": {"id": "user-1"}}}}]},
    "jenkins.credentials": {"_class": "x", "credentials": [{"id": "npm", "displayName": "npm token",
        "typeName": "Secret text", "description": "publishing"}]},
    "circleci.checkout_keys": {"items": [{"public-key": "ssh-rsa AAAA", "type": "deploy-key", "fingerprint": "c9:0b",
        "preferred": True, "created-at": "2023-10-31T14:05:00.000Z"}], "next_page_token": None},
    "grafana.service_accounts": {"totalCount": 1, "serviceAccounts": [{"id": 7, "name": "ci", "login": "sa-ci",
        "orgId": 1, "isDisabled": False, "role": "Viewer", "tokens": 1}], "page": 1, "perPage": 1000},
    "grafana.tokens": [{"id": 3, "name": "ci-1", "role": "Viewer", "created": "2023-10-31T14:05:00Z",
        "expiration": None, "secondsUntilExpiration": 0, "hasExpired": False, "lastUsedAt": "2023-11-01T00:00:00Z",
        "isRevoked": True}],
    "sentry.projects": [{"id": "1", "slug": "web", "name": "Web"}],
    "sentry.client_keys": [{"id": "60120449b6b1d5e4", "name": "Default", "label": "Default", "public": "a785",
        "secret": SECRET, "projectId": 1, "isActive": True, "dateCreated": "2023-10-31T14:05:00Z"}],
    "sendgrid.api_keys": {"result": [{"name": "mail", "api_key_id": "some-key-id"}]},
    "twilio.keys": {"keys": [{"sid": "SK" + "0" * 32, "friendly_name": "sms",
        "date_created": "Tue, 31 Oct 2023 14:05:00 +0000", "date_updated": "Tue, 31 Oct 2023 14:05:00 +0000"}],
        "next_page_uri": None},
    "docker_hub.organization_tokens": {"total": 1, "next": None, "previous": None, "results": [{"id": "a7a5ef25",
        "label": "ci", "created_by": "johndoe", "is_active": True, "created_at": "2023-10-31T14:05:00Z",
        "expires_at": "2030-01-01T00:00:00Z", "last_used_at": "2023-11-01T00:00:00Z"}]},
    "artifactory.tokens": {"tokens": [{"token_id": "t1", "subject": "jfac@1/users/ci", "expiry": 1898761100,
        "issued_at": 1698761100, "issuer": "jfac@1", "description": "ci", "refreshable": True,
        "scope": "applied-permissions/admin"}]},
    "buildkite.clusters": [{"id": "c1", "graphql_id": "Q2", "name": "Default"}],
    "buildkite.agent_tokens": [{"id": "b1", "graphql_id": "Q2", "description": "Windows agents", "token": SECRET,
        "created_at": "2023-10-31T14:05:00Z", "expires_at": "2030-01-01T00:00:00Z",
        "created_by": {"id": "u1", "name": "Sam", "email": "sam@corp.example"}}],
    "zendesk.oauth_tokens": {"tokens": [{"id": 1, "client_id": 41, "user_id": 29, "token": "af3t24tfj3",
        "refresh_token": "af3t24tfj3", "scopes": ["read"], "created_at": "2023-10-31T14:05:00Z",
        "expires_at": None, "used_at": "2023-11-01T00:00:00Z"}], "next_page": None, "count": 1},
    "zendesk.oauth_clients": {"clients": [{"id": 2, "name": "App", "identifier": "app", "company": "Corp",
        "secret": "af3t24tfj3", "created_at": "2023-10-31T14:05:00Z"}], "next_page": None},
    "servicenow.application_registry": {"result": [{"sys_id": "x1", "name": "App", "client_id": "c1", "active": "true",
        "type": "client", "sys_created_on": "2023-10-31 14:05:00", "sys_created_by": "admin"}]},
}  # fmt: skip
#: Lists whose vendor gives no time of making.
TIMELESS = {"jenkins.credentials", "sendgrid.api_keys"}


def lists() -> dict[str, List]:
    """Every described list by its name."""
    return {f"{name}.{one.name}": one for name in known() for one in load(name).lists}


def test_every_described_list_has_a_sample_of_its_vendor() -> None:
    assert set(SAMPLES) == set(lists())


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_documented_answer_gives_its_credentials_and_nothing_secret(name: str) -> None:
    one = lists()[name]
    shown = _rows(one, SAMPLES[name], "parent")
    assert SECRET not in json.dumps(shown)
    if not one.fields:
        assert all(row["each"] for row in shown)  # type: ignore[index, call-overload, union-attr]
        return
    source = Source("other", name.partition(".")[0])
    page = SurveyPage(source, one.kind, NOW, 1, shown)
    endpoint = catalogue.endpoints("other")[one.kind]
    found = [seen for seen in endpoint.read(page) if seen.entity is Entity.CREDENTIAL]
    assert not page.refused
    assert len(found) == len(shown)  # type: ignore[arg-type]
    for seen in found:
        assert seen.kind == one.kind
        assert seen.facts
        assert seen.facts.get("created", "") == ("" if name in TIMELESS else "2023-10-31T14:05:00Z")


def test_states_ends_uses_and_owners_are_taken() -> None:
    told: dict[str, Any] = {}
    for name in ("stripe.webhook_endpoints", "grafana.tokens", "docker_hub.organization_tokens", "databricks.tokens"):
        one = lists()[name]
        page = SurveyPage(Source("other", "x"), one.kind, NOW, 1, _rows(one, SAMPLES[name], "7"))
        told[name] = next(
            seen.facts for seen in catalogue.endpoints("other")[one.kind].read(page) if seen.entity is Entity.CREDENTIAL
        )
    assert [facts["state"] for facts in told.values()] == ["suspended", "deactivated", "active", "active"]
    docker = told["docker_hub.organization_tokens"]
    assert (docker["owner"], docker["expires"], docker["last_used"]) == (
        "johndoe", "2030-01-01T00:00:00Z", "2023-11-01T00:00:00Z",
    )  # fmt: skip
    databricks = told["databricks.tokens"]
    assert "expires" not in databricks
    assert databricks["last_used"] == "2025-10-31T00:00:00Z"


@pytest.mark.parametrize("name", known())
def test_a_description_says_where_it_is_from_and_what_nobody_lists(name: str) -> None:
    found = load(name)
    assert "2026" in found.described_by
    text = resources.files("keyroll.providers.other").joinpath(f"systems/{name}.toml").read_text(encoding="utf-8")
    assert set(found.unlistable) <= {kind.name for kind in PROVIDER.kinds}
    if not found.lists:
        with pytest.raises(UsageError, match="cannot be read live") as refused:
            adapted(Source("other", name.replace("_", "-")), {"description": name})
        assert "--csv" in (refused.value.hint or "")
        return
    made = adapted(Source("other", "x"), {"description": name})
    assert {pull.endpoint for pull in made.pulls if pull.endpoint} <= set(catalogue.endpoints("other"))
    for setting in found.settings:
        assert f"{{{setting}}}" in text


def test_a_next_page_that_is_empty_is_none() -> None:
    (_, keys) = load("sentry").lists
    here = "https://sentry.io/api/0/x/"
    for results, following in (("true", f"{here}?cursor=2"), ("false", "")):
        links = (
            f'<{here}?cursor=1>; rel="previous"; results="false", <{here}?cursor=2>; rel="next"; results="{results}"'
        )
        assert keys.next(here, Reply("GET /", 200, {"link": links}, b"[]"), []) == following


GOOD: dict[str, Any] = {"lists": [{"name": "keys", "path": "/keys", "items": "data", "fields": {"id": "id"}}]}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lists": []}, "neither lists nor unlistable"),
        ({"colour": "red"}, "no 'colour'"),
        ({"title": 3}, "title must be text"),
        ({"auth": {"by": "magic"}}, "auth by 'magic'"),
        ({"auth": {"by": "header"}}, "needs header"),
        ({"lists": [{"name": "keys", "path": "keys", "fields": {"id": "id"}}]}, "begin with /"),
        ({"lists": [{"name": "keys", "path": "/k", "fields": {"owner": "o"}}]}, "no field names the credential"),
        ({"lists": [{"name": "keys", "path": "/k", "fields": {"id": "id", "value": "v"}}]}, "no 'value'"),
        ({"lists": [{"name": "keys", "path": "/k", "fields": {"id": "id"}, "kind": "sword"}]}, "no kind 'sword'"),
        ({"lists": [{"name": "keys", "path": "/{each}", "fields": {"id": "id"}}]}, "needs {each} in the path"),
        ({"lists": [{"name": "keys", "path": "/{each}", "of": "x", "fields": {"id": "id"}}]}, "not a list before it"),
        ({"lists": [{"name": "keys", "path": "/k", "fields": {"id": "id"}, "next": {"by": "luck"}}]}, "no way 'luck'"),
        ({"lists": [{"name": "keys", "path": "/k", "fields": {"id": "id"}, "next": {"by": "number"}}]}, "full page"),
    ],
)
def test_what_is_wrong_in_a_description_is_named(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ConfigError, match=reason) as refused:
        parse("acme", GOOD | change)
    assert refused.value.hint


def test_an_answer_without_its_list_is_a_change_of_the_vendor() -> None:
    (one,) = parse("acme", GOOD).lists
    bodies: list[Any] = [{"other": []}, [], {"data": [3]}, {"data": [{"name": "no id"}]}]
    for body in bodies:
        with pytest.raises(VendorChanged):
            _rows(one, body, "")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "data", "x"]), inner),
    max_leaves=12,
)


@given(VALUES)
def test_any_answer_gives_rows_or_says_what_changed(body: Any) -> None:
    (one,) = parse("acme", GOOD).lists
    try:
        rows = _rows(one, body, "")
        page = SurveyPage(Source("other", "acme"), one.kind, NOW, 1, rows)
        list(catalogue.endpoints("other")[one.kind].read(page))
    except VendorChanged:
        pass


@given(st.dictionaries(st.sampled_from(["title", "lists", "auth", "unlistable", "me", "x"]), VALUES, max_size=5))
def test_any_toml_is_a_description_or_a_config_error(table: dict[str, Any]) -> None:
    with suppress(ConfigError):
        parse("acme", table)


def test_a_file_that_is_none_is_named(tmp_path: Any) -> None:
    (tmp_path / "bad.toml").write_text("title = ")
    for name in (str(tmp_path / "bad.toml"), str(tmp_path / "gone.toml")):
        with pytest.raises(KeyrollError, match="description"):
            load(name)
    assert tomllib.loads('x = "y"') == {"x": "y"}
