"""Bitbucket's lists of accounts and project access tokens."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.observation import CredentialState, PrincipalKind, credential, principal
from keyroll.model.source import Source
from keyroll.providers.catalogue import endpoints

SOURCE = Source("bitbucket")
USERS, TOKENS = endpoints("bitbucket")["users"], endpoints("bitbucket")["access_tokens"]
SEEN = datetime(2023, 11, 14, 9, 22, 49, 500000, tzinfo=UTC)


def user(name: str, /, **over: Any) -> dict[str, Any]:
    return {
        "name": name,
        "emailAddress": "",
        "active": True,
        "displayName": "CI robot",
        "id": 7,
        "slug": name,
        "type": "NORMAL",
        "directoryName": "Bitbucket Internal Directory",
        "deletable": True,
        "lastAuthenticationTimestamp": 1699953769500,
        "mutableDetails": True,
        "mutableGroups": True,
        "links": {"self": [{"href": f"https://git.example.org/users/{name}"}]},
    } | over


def listed(*values: dict[str, Any], last: bool = True) -> dict[str, Any]:
    return {
        "size": len(values),
        "limit": 100,
        "isLastPage": last,
        "values": list(values),
        "start": 0,
        "nextPageStart": None if last else 100,
    }


TOKEN = {"id": "252973515069", "name": "deploy", "createdDate": 1705312931000}


def test_an_account_is_a_principal_and_its_password(read_all):
    identifier, login = Identifier.of(SOURCE, "account", "svc-ci"), Identifier.login("git.example.org", "svc-ci")
    assert read_all(USERS, listed(user("svc-ci")), "bitbucket") == [
        principal(identifier, "account", identifiers=(login,), name="CI robot", active=True),
        credential(
            identifier,
            "account",
            identifiers=(login,),
            name="CI robot",
            vendor_kind="password of an account",
            last_used=SEEN,
            principal=identifier,
        ),
    ]


def test_the_vendor_says_which_accounts_are_services(read_all):
    who, _ = read_all(USERS, listed(user("bot", type="SERVICE")), "bitbucket")
    assert who.facts["principal_kind"] == PrincipalKind.NONHUMAN


def test_an_inactive_account_is_suspended(read_all):
    who, password = read_all(USERS, listed(user("old", active=False, lastAuthenticationTimestamp=None)), "bitbucket")
    assert who.facts["active"] is False
    assert password.facts["state"] == CredentialState.SUSPENDED
    assert "last_used" not in password.facts


@pytest.mark.parametrize("created", [1705312931000, "2024-01-15T10:02:11Z"])
def test_a_project_token(read_all, created):
    assert read_all(TOKENS, listed(TOKEN | {"createdDate": created}), "bitbucket@dc1") == [
        credential(
            Identifier.of(Source("bitbucket", "dc1"), "access_token", "252973515069"),
            "access_token",
            identifiers=(Identifier.anywhere("atlassian", "data_center_token_id", "252973515069"),),
            name="deploy",
            vendor_kind="HTTP access token of a project",
            created=datetime(2024, 1, 15, 10, 2, 11, tzinfo=UTC),
        )
    ]


@pytest.mark.parametrize(
    ("endpoint", "body"),
    [
        (USERS, []),
        (USERS, {}),
        (USERS, listed(user("x", name=""))),
        (USERS, listed(user("x", type=None))),
        (USERS, listed(user("x", active=None))),
        (USERS, listed(user("x", links={}))),
        (USERS, listed(user("x", links={"self": [{"href": "https://[half/"}]}))),
        (USERS, listed(user("x", lastAuthenticationTimestamp=1e300))),
        (TOKENS, listed({"name": "no id"})),
        (TOKENS, {"values": [7]}),
    ],
)
def test_another_shape_is_named(read_all, endpoint, body):
    with pytest.raises(VendorChanged):
        read_all(endpoint, body, "bitbucket")


@pytest.mark.parametrize("endpoint", [USERS, TOKENS])
def test_a_list_goes_on_until_its_last_page(page_of, endpoint):
    assert endpoint.more(page_of(endpoint.name, listed(last=False), "bitbucket"))
    assert not endpoint.more(page_of(endpoint.name, listed(), "bitbucket"))


def test_each_endpoint_recognises_only_its_own_pages():
    pages = {"users": listed(user("x")), "access_tokens": listed(TOKEN)}
    for endpoint in (USERS, TOKENS):
        assert [name for name, body in pages.items() if endpoint.recognise(body)] == [endpoint.name]
        others: list[Any] = [listed(), [], {}, None, 3, [TOKEN], {"values": [TOKEN]}]
        assert not any(endpoint.recognise(other) for other in others)


def test_the_vendors_token_list_is_read_and_recognised(read_all, sample):
    body = orjson.loads(sample("surveys/atlassian/bitbucket_dc_access-tokens_project.shape.json").read_bytes())
    assert TOKENS.recognise(body)
    (token,) = read_all(TOKENS, body, "bitbucket")
    assert token.subject.text == "bitbucket@main:access_token:252973515069"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
KEYS = st.sampled_from(["values", "name", "active", "type", "links", "self", "href", "id", "createdDate", "isLastPage"])
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=12
)
FIELDS = KEYS | st.just("lastAuthenticationTimestamp")


@given(body=JSON, field=FIELDS, value=JSON | st.datetimes().map(datetime.isoformat))
def test_any_json_gives_observations_or_a_changed_vendor(read_all, body, field, value):
    for endpoint, page in (
        (USERS, body),
        (TOKENS, body),
        (USERS, listed(user("x") | {field: value})),
        (TOKENS, listed(TOKEN | {field: value})),
    ):
        endpoint.recognise(page)
        try:
            read_all(endpoint, page, "bitbucket")
        except VendorChanged:
            continue
