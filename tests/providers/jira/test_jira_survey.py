"""Jira's lists of accounts and group members."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.observation import CredentialState, PrincipalKind, credential, grant, principal
from keyroll.model.source import Source
from keyroll.providers.catalogue import endpoints, kind
from keyroll.providers.contracts.survey import Endpoint
from keyroll.providers.jira.survey import FULL_PAGE

SOURCE = Source("jira")
USERS, MEMBERS = endpoints("jira")["users"], endpoints("jira")["group_members"]
LINK = "https://Jira.example.org:8443/rest/api/2/"


def user(name: str, /, **over: Any) -> dict[str, Any]:
    return {
        "self": f"{LINK}user?username={name}",
        "key": "JIRAUSER10500",
        "name": name,
        "emailAddress": "Team-Billing@example.org",
        "displayName": "Billing robot",
        "active": True,
        "deleted": False,
        "timeZone": "Etc/UTC",
        "locale": "en_US",
    } | over


def members(last: bool, *names: str) -> dict[str, Any]:
    return {
        "self": f"{LINK}group/member?groupname=jira%20administrators&startAt=0&maxResults=50",
        "maxResults": 50,
        "startAt": 0,
        "total": len(names),
        "isLast": last,
        "values": [user(name) for name in names],
    }


def test_an_account_is_a_principal_and_its_password(read_all):
    identifier, login = Identifier.of(SOURCE, "account", "svc-bill"), Identifier.login("jira.example.org", "svc-bill")
    assert read_all(USERS, [user("svc-bill")], "jira") == [
        principal(
            identifier,
            "account",
            kind=PrincipalKind.UNKNOWN,
            identifiers=(login,),
            name="Billing robot",
            email="team-billing@example.org",
            active=True,
        ),
        credential(
            identifier,
            "account",
            identifiers=(login,),
            name="Billing robot",
            vendor_kind="password of an account",
            principal=identifier,
        ),
    ]


def test_an_inactive_account_is_suspended_not_gone(read_all):
    who, password = read_all(USERS, [user("old", active=False)], "jira")
    assert who.facts["active"] is False
    assert password.facts["state"] == CredentialState.SUSPENDED


def test_members_are_granted_the_group_that_the_address_names(read_all):
    assert read_all(MEMBERS, members(True, "ann", "svc-bill"), "jira") == [
        grant(Identifier.of(SOURCE, "account", "ann"), "member", "group:jira administrators"),
        grant(Identifier.of(SOURCE, "account", "svc-bill"), "member", "group:jira administrators"),
    ]


@pytest.mark.parametrize(
    ("endpoint", "body"),
    [
        (USERS, {"values": []}),
        (USERS, ["a name"]),
        (USERS, [{"name": "x", "active": True}]),
        (USERS, [user("x", active="yes")]),
        (USERS, [user("x", self="https://[half/")]),
        (MEMBERS, []),
        (MEMBERS, members(True, "x") | {"self": LINK + "group/member"}),
        (MEMBERS, members(True, "x") | {"values": None}),
    ],
)
def test_another_shape_is_named(read_all, endpoint, body):
    with pytest.raises(VendorChanged):
        read_all(endpoint, body, "jira")


def test_a_full_page_of_users_announces_another(page_of):
    assert USERS.more(page_of("users", [user("x")] * FULL_PAGE, "jira"))
    assert not USERS.more(page_of("users", [user("x")] * (FULL_PAGE - 1), "jira"))
    assert USERS.more(page_of("users", [user("x")] * 100, "jira"))


def test_a_page_of_all_users_says_whether_another_follows(page_of, read_all):
    page: dict[str, Any] = {"values": [user("x")], "isLast": True, "nextCursor": None}
    assert USERS.recognise(page)
    assert [one.facts for one in read_all(USERS, page, "jira")] == [
        one.facts for one in read_all(USERS, [user("x")], "jira")
    ]
    assert not USERS.more(page_of("users", page, "jira"))
    assert USERS.more(page_of("users", page | {"isLast": False, "nextCursor": "7"}, "jira"))


def test_members_go_on_until_the_last_page(page_of):
    assert MEMBERS.more(page_of("group_members", members(False, "x"), "jira"))
    assert not MEMBERS.more(page_of("group_members", members(True, "x"), "jira"))


def test_each_endpoint_recognises_only_its_own_pages():
    others: list[Any] = [[], {}, None, "x", [{"name": "x"}], {"values": []}]
    pages: dict[str, Any] = {"users": [user("x")], "group_members": members(True, "x")}
    for endpoint in (USERS, MEMBERS):
        assert [name for name, body in pages.items() if endpoint.recognise(body)] == [endpoint.name]
        assert not any(endpoint.recognise(other) for other in others)


def test_tokens_of_others_are_said_to_be_unlistable():
    token = kind("jira", "personal_access_token")
    assert token is not None
    assert token.unlistable_because
    assert not token.listed_by


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
KEYS = st.sampled_from(["self", "name", "active", "values", "emailAddress", "displayName", "isLast"])
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=12
)


@given(body=JSON, field=KEYS, value=JSON)
def test_any_json_gives_observations_or_a_changed_vendor(read_all, body, field, value):
    pages: list[tuple[Endpoint, Any]] = [
        (USERS, body),
        (MEMBERS, body),
        (USERS, [user("x") | {field: value}]),
        (MEMBERS, members(True, "x") | {field: value}),
    ]
    for endpoint, page in pages:
        endpoint.recognise(page)
        try:
            read_all(endpoint, page, "jira")
        except VendorChanged:
            continue
