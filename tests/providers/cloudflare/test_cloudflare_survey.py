import json
from datetime import UTC, datetime
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.observation import CredentialState, credential, grant
from keyroll.model.source import Source
from keyroll.providers.catalogue import endpoints, provider

SOURCE = "cloudflare@main"
CLOUDFLARE = Source("cloudflare")
TIME = "2023-01-02T03:04:05Z"
BORN = datetime(2023, 1, 2, 3, 4, 5, tzinfo=UTC)


def answer(*result: dict[str, Any], page: int = 1, pages: int = 1) -> dict[str, Any]:
    info = {"page": page, "per_page": 100, "count": len(result), "total_count": 1, "total_pages": pages}
    return {"success": True, "errors": [], "messages": [], "result": list(result), "result_info": info}


SERVICE_TOKENS = answer(
    {
        "id": "uuid-1",
        "name": "Chat",
        "client_id": "0123.access",
        "created_at": TIME,
        "updated_at": TIME,
        "expires_at": "2033-01-02T03:04:05Z",
        "duration": "87600h",
        "last_seen_at": "2023-10-01T00:00:00.12345Z",
        "client_secret_version": 2,
        "previous_client_secret_expires_at": "2023-10-02T00:00:00Z",
    },
    {
        "id": "uuid-2",
        "name": "Never used",
        "client_id": "4567.access",
        "created_at": TIME,
        "expires_at": None,
        "duration": "forever",
        "client_secret_version": 1,
    },
)
ACCOUNT_TOKENS = answer(
    *(
        {
            "id": f"t-{status}",
            "name": status,
            "status": status,
            "issued_on": TIME,
            "modified_on": TIME,
            "last_used_on": TIME,
            "policies": [
                {
                    "effect": effect,
                    "resources": {"com.cloudflare.api.account.a": "*"},
                    "permission_groups": [{"id": "g", "name": "DNS Read"}, {"id": "h"}],
                }
                for effect in (("allow", "deny") if status == "active" else ())
            ],
        }
        for status in ("active", "disabled", "expired")
    )
)
GOOD: dict[str, Any] = {"access_service_tokens": SERVICE_TOKENS, "account_tokens": ACCOUNT_TOKENS}


def test_service_tokens(read_all):
    def token(number: int, client_id: str, **more: Any):
        return credential(
            Identifier.of(CLOUDFLARE, "access_service_token", f"uuid-{number}"),
            "access_service_token",
            identifiers=(Identifier.anywhere("cloudflare", "access_client_id", client_id),),
            created=BORN,
            **more,
        )

    assert read_all(endpoints("cloudflare")["access_service_tokens"], SERVICE_TOKENS, SOURCE) == [
        token(
            1,
            "0123.access",
            name="Chat",
            expires=datetime(2033, 1, 2, 3, 4, 5, tzinfo=UTC),
            last_used=datetime(2023, 10, 1, 0, 0, 0, 123450, tzinfo=UTC),
            generation=2,
            old_value_until=datetime(2023, 10, 2, tzinfo=UTC),
        ),
        token(2, "4567.access", name="Never used", generation=1),
    ]


def test_account_tokens_with_their_grants(read_all):
    def token(status: str, state: CredentialState):
        subject = Identifier.of(CLOUDFLARE, "account_token", f"t-{status}")
        return credential(subject, "account_token", name=status, state=state, created=BORN, last_used=BORN)

    active = Identifier.of(CLOUDFLARE, "account_token", "t-active")
    assert read_all(endpoints("cloudflare")["account_tokens"], ACCOUNT_TOKENS, SOURCE) == [
        token("active", CredentialState.ACTIVE),
        grant(active, "DNS Read", "com.cloudflare.api.account.a"),
        grant(active, "h", "com.cloudflare.api.account.a"),
        token("disabled", CredentialState.SUSPENDED),
        token("expired", CredentialState.DEACTIVATED),
    ]


@pytest.mark.parametrize("name", GOOD)
def test_an_error_or_an_unknown_shape_is_no_empty_list(name, read_all):
    bodies: list[Any] = [answer() | {"success": False}, answer() | {"result": None}, {}, []]
    for body in bodies:
        with pytest.raises(VendorChanged):
            read_all(endpoints("cloudflare")[name], body, SOURCE)
    assert read_all(endpoints("cloudflare")[name], answer(), SOURCE) == []


def test_an_unknown_status_is_not_guessed(read_all):
    strange: dict[str, Any] = {"id": "t", "status": "paused", "policies": []}
    with pytest.raises(VendorChanged, match="status"):
        read_all(endpoints("cloudflare")["account_tokens"], answer(strange), SOURCE)


@pytest.mark.parametrize("name", GOOD)
def test_the_count_of_pages_announces_more(name, page_of):
    more = endpoints("cloudflare")[name].more
    assert more(page_of(name, answer(page=1, pages=2), SOURCE))
    assert not more(page_of(name, answer(page=2, pages=2), SOURCE))
    assert not more(page_of(name, {"success": True, "result": []}, SOURCE))


@pytest.mark.parametrize("name", GOOD)
def test_each_body_is_recognised_by_its_own_endpoint_only(name):
    assert [one.name for one in endpoints("cloudflare").values() if one.recognise(GOOD[name])] == [name]


@pytest.mark.parametrize("name", GOOD)
def test_any_json_gives_observations_or_vendor_changed(name, survives):
    survives(endpoints("cloudflare")[name], GOOD[name], SOURCE)


def test_every_kind_is_listed_by_an_endpoint_or_says_why_not():
    for kind in provider("cloudflare").kinds:
        assert kind.listed_by in endpoints("cloudflare") or kind.unlistable_because


def test_a_service_token_that_is_switched_off_is_suspended(read_all):
    off = answer({"id": "uuid-3", "client_id": "89.access", "enabled": False})
    (one,) = read_all(endpoints("cloudflare")["access_service_tokens"], off, SOURCE)
    assert one.facts["state"] == CredentialState.SUSPENDED


def test_a_users_tokens_have_a_kind_of_their_own(read_all):
    found = read_all(endpoints("cloudflare")["user_tokens"], ACCOUNT_TOKENS, SOURCE)
    assert {one.subject.kind for one in found} == {"user_token"}


@pytest.mark.parametrize(
    ("file", "name"), [("access_service_tokens", "access_service_tokens"), ("user_tokens", "account_tokens")]
)
def test_vendor_examples_are_read(file, name, sample, read_all):
    body = json.loads(sample(f"surveys/cloudflare/{file}.json").read_text("utf-8"))
    found = read_all(endpoints("cloudflare")[name], body, SOURCE)
    assert [one.subject.value for one in found if one.entity == "credential"] == [one["id"] for one in body["result"]]
    assert [one.name for one in endpoints("cloudflare").values() if one.recognise(body)] == [name]


@pytest.mark.parametrize("file", ["user_tokens_permission_groups", "user_tokens_verify"])
def test_other_answers_are_not_mistaken(file, sample):
    body = json.loads(sample(f"surveys/cloudflare/{file}.json").read_text("utf-8"))
    assert not [one.name for one in endpoints("cloudflare").values() if one.recognise(body)]
