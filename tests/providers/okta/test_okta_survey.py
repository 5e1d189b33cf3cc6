import json
from datetime import UTC, datetime
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.observation import CredentialState, PrincipalKind, credential, location, principal
from keyroll.model.source import Source
from keyroll.providers.catalogue import endpoints, provider

SOURCE = "okta@main"
OKTA = Source("okta")
BORN = datetime(2023, 1, 2, 3, 4, 5, tzinfo=UTC)
TIME = "2023-01-02T03:04:05.000Z"

USERS = [
    {
        "id": "00u1",
        "status": "ACTIVE",
        "created": TIME,
        "profile": {"login": "ada@a.example", "email": "Ada@A.example", "firstName": "Ada", "lastName": "L"},
    },
    {
        "id": "00u2",
        "status": "DEPROVISIONED",
        "created": TIME,
        "profile": {"login": "bot@a.example", "email": "bot@a.example", "displayName": "Bot", "userType": "Service"},
    },
]
TOKENS = [
    {
        "id": "00T1",
        "name": "ci",
        "userId": "00u2",
        "tokenWindow": "P30D",
        "clientName": "Okta API",
        "created": TIME,
        "lastUpdated": TIME,
        "expiresAt": "2023-02-02T03:04:05.000Z",
    }
]
SECRETS = [
    {
        "id": f"ocs{number}",
        "status": status,
        "client_secret": "abc......xyz",
        "secret_hash": "h",
        "created": TIME,
        "_links": {"deactivate": {"href": f"https://x.okta.com/api/v1/apps/0oa7/credentials/secrets/ocs{number}"}},
    }
    for number, status in ((1, "ACTIVE"), (2, "INACTIVE"))
]


def app(number: int, **more: object) -> dict[str, object]:
    return {
        "id": f"0oa{number}",
        "name": "x",
        "label": f"App {number}",
        "status": "ACTIVE",
        "created": TIME,
        "signOnMode": "BROWSER_PLUGIN",
        "credentials": {},
        "settings": {"app": {}},
    } | more


def shared(login: str, url: str) -> dict[str, object]:
    return {
        "credentials": {"scheme": "SHARED_USERNAME_AND_PASSWORD", "userName": login, "password": {}},
        "settings": {"app": {"url": url}},
    }


APPS = [
    app(1, **shared("svc-jira", "https://JIRA.a.example/login.jsp")),
    app(2, name="amazon_aws", status="INACTIVE", settings={"app": {"accessKey": "AKIA1"}}),
    app(3, settings={"app": {"clientId": "0123.access", "url": "https://wiki.a.example"}}),
    app(4, signOnMode="OPENID_CONNECT", credentials={"oauthClient": {"client_id": "0oa4"}}),
    app(5, signOnMode="OPENID_CONNECT", credentials={"oauthClient": {"client_id": "other"}}),
    app(6, credentials={"scheme": "EDIT_USERNAME_AND_PASSWORD"}, settings={"app": {"clientId": "not one"}}),
    app(7, **shared("svc-unknown", "http://[broken")),
]


def of(kind: str, value: str) -> Identifier:
    return Identifier.of(OKTA, kind, value)


def test_users_are_people_or_machines(read_all):
    assert read_all(endpoints("okta")["users"], USERS, SOURCE) == [
        principal(
            of("user", "00u1"),
            "person",
            kind=PrincipalKind.HUMAN,
            name="Ada L",
            email="ada@a.example",
            active=True,
            created=BORN,
        ),
        principal(
            of("user", "00u2"),
            "service_account",
            kind=PrincipalKind.NONHUMAN,
            name="Bot",
            email="bot@a.example",
            active=False,
            created=BORN,
        ),
    ]
    assert provider("okta").directory


def test_an_api_token_acts_as_its_user(read_all):
    assert read_all(endpoints("okta")["api_tokens"], TOKENS, SOURCE) == [
        credential(
            of("api_token", "00T1"),
            "api_token",
            name="ci",
            vendor_kind="Okta API",
            created=BORN,
            expires=datetime(2023, 2, 2, 3, 4, 5, tzinfo=UTC),
            principal=of("user", "00u2"),
        )
    ]


def test_a_client_secret_belongs_to_the_app_of_its_links(read_all):
    assert read_all(endpoints("okta")["app_client_secrets"], SECRETS, SOURCE) == [
        credential(
            of("client_secret", value),
            "client_secret",
            state=state,
            created=BORN,
            changed=BORN,
            principal=of("app", "0oa7"),
        )
        for value, state in (("ocs1", CredentialState.ACTIVE), ("ocs2", CredentialState.SUSPENDED))
    ]
    with pytest.raises(VendorChanged, match="_links"):
        read_all(endpoints("okta")["app_client_secrets"], [SECRETS[0] | {"_links": {}}], SOURCE)


def test_apps_hold_copies_and_oauth_clients_are_principals(read_all):
    def held(number: int, *holds: Identifier, state: str = "ACTIVE"):
        return location(
            of("app", f"0oa{number}"),
            "app_instance",
            holder="Okta",
            holds=holds,
            place=f"App {number}",
            since=BORN,
            state=state,
        )

    def client(number: int, *identifiers: Identifier):
        return principal(
            of("app", f"0oa{number}"),
            "oauth_app",
            kind=PrincipalKind.NONHUMAN,
            identifiers=identifiers,
            name=f"App {number}",
            active=True,
            created=BORN,
        )

    assert read_all(endpoints("okta")["apps"], APPS, SOURCE) == [
        held(1, Identifier.login("jira.a.example", "svc-jira")),
        held(2, Identifier.anywhere("aws", "access_key_id", "AKIA1"), state="INACTIVE"),
        held(3, Identifier.anywhere("cloudflare", "access_client_id", "0123.access")),
        client(4),
        client(5, of("app", "other")),
        held(7),  # it stores a login, and nobody can say where to
    ]


KEYS = [
    {
        "id": "pks1",
        "kid": "k1",
        "kty": "RSA",
        "status": "INACTIVE",
        "created": TIME,
        "_links": {"activate": {"href": "https://x.okta.com/api/v1/apps/0oa7/credentials/jwks/pks1/lifecycle"}},
    }
]
GRANTS = [{"id": "oag1", "status": "ACTIVE", "issuer": "https://x", "clientId": "0oa4", "scopeId": "okta.users.read"}]


def roles(kind: str, place: str, **more: object) -> list[dict[str, object]]:
    links = {"assignee": {"href": f"https://x.okta.com/{place}"}}
    one = {"id": "r1", "label": "Night watch", "type": "CUSTOM", "status": "ACTIVE", "assignmentType": kind}
    return [one | {"_links": links} | more]


GOOD: dict[str, Any] = {
    "users": USERS,
    "api_tokens": TOKENS,
    "apps": APPS,
    "app_client_secrets": SECRETS,
    "app_keys": {"jwks": {"keys": KEYS}},
    "app_grants": GRANTS,
    "user_roles": roles("GROUP", "api/v1/users/00u2"),
    "client_roles": roles("CLIENT", "oauth2/v1/clients/0oa4/roles", type="ORG_ADMIN"),
    "service_accounts": [{"id": "a7", "username": "svc", "containerOrn": "orn:1", "created": TIME}],
}


def test_a_key_belongs_to_its_app_whichever_way_the_vendor_wraps_it(read_all):
    for body in (KEYS, {"jwks": {"keys": KEYS}}):
        (key,) = read_all(endpoints("okta")["app_keys"], body, SOURCE)
        assert (key.facts["state"], key.links[0].to) == ("suspended", of("app", "0oa7"))


def test_roles_and_grants_are_powers_of_users_and_apps(read_all):
    found = [
        read_all(endpoints("okta")[name], GOOD[name], SOURCE) for name in ("user_roles", "client_roles", "app_grants")
    ]
    assert [(one.subject, one.facts["privilege"]) for (one,) in found] == [
        (of("user", "00u2"), "Night watch"),
        (of("app", "0oa4"), "ORG_ADMIN"),
        (of("app", "0oa4"), "okta.users.read"),
    ]
    assert read_all(endpoints("okta")["user_roles"], roles("USER", "api/v1/users/1", status="INACTIVE"), SOURCE) == []
    with pytest.raises(VendorChanged, match="assignee"):
        read_all(endpoints("okta")["user_roles"], roles("USER", "elsewhere"), SOURCE)


@pytest.mark.parametrize("name", GOOD)
def test_each_body_is_recognised_by_its_own_endpoint_only(name):
    assert [one.name for one in endpoints("okta").values() if one.recognise(GOOD[name])] == [name]


@pytest.mark.parametrize("name", GOOD)
def test_any_json_gives_observations_or_vendor_changed(name, survives):
    survives(endpoints("okta")[name], GOOD[name], SOURCE)


def test_only_a_full_page_announces_another(page_of):
    more = endpoints("okta")["users"].more
    assert more(page_of("users", USERS[:1] * 200, SOURCE))
    assert not more(page_of("users", USERS[:1] * 199, SOURCE))
    assert not more(page_of("users", [], SOURCE))
    assert not more(page_of("users", {}, SOURCE))


def test_every_kind_is_listed_by_an_endpoint():
    assert {kind.listed_by for kind in provider("okta").kinds} <= set(endpoints("okta"))


@pytest.mark.parametrize(
    ("file", "name", "count"),
    [
        ("api_tokens_list", "api_tokens", 2),
        ("app_client_secrets_list", "app_client_secrets", 2),
        ("apps_list_by_user", "apps", 0),
        ("apps_list_by_key", "apps", 0),
        ("app_jwks_list", "app_keys", 2),
        ("app_grants_list", "app_grants", 2),
        ("client_roles_standard", "client_roles", 1),
        ("service_accounts_list", "service_accounts", 2),
    ],
)
def test_vendor_examples_are_read(file, name, count, assert_read):
    assert_read(f"okta/{file}", SOURCE, name, count)


@pytest.mark.parametrize("file", ["app_refresh_tokens_list"])
def test_other_lists_are_not_mistaken(file, sample):
    body = json.loads(sample(f"surveys/okta/{file}.json").read_text("utf-8"))
    assert not [one.name for one in endpoints("okta").values() if one.recognise(body)]
