"""Tokens and AppRoles, tried on a real server."""

from datetime import timedelta

import pytest

from keyroll.errors import UsageError
from keyroll.model.probe import Outcome, Plane
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.openbao.probe import PROBES, attempt_approle, attempt_token, issued, place
from keyroll.secret import Secret
from real_servers import next_number

pytestmark = pytest.mark.server
REFUSED_TOKEN = ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="403")


@pytest.fixture
def plane(bao) -> Plane:
    return place(bao.address)


@pytest.fixture
def role(bao) -> str:
    name = f"app{next_number()}"
    if "approle/" not in bao.call("GET", "sys/auth"):
        bao.call("POST", "sys/auth/approle", {"type": "approle"})
    bao.call("POST", f"auth/approle/role/{name}", {"token_policies": "default", "token_ttl": "1h"})
    return name


def login(value: str, who: str = "") -> Login:
    return Login(who, Secret(value.encode()), "keyroll-0123456789")


def secret_id(bao, role: str) -> str:
    """ROLE_ID:SECRET_ID."""
    role_id = bao.call("GET", f"auth/approle/role/{role}/role-id")["data"]["role_id"]
    return f"{role_id}:{bao.call('POST', f'auth/approle/role/{role}/secret-id', {})['data']['secret_id']}"


def destroy(bao, role: str, value: str) -> None:
    bao.call("POST", f"auth/approle/role/{role}/secret-id/destroy", {"secret_id": value.partition(":")[2]})


def token(bao, path: str = "auth/token/create", by: str = "", **settings: object) -> tuple[str, str]:
    """A new token and its accessor."""
    made = bao.call("POST", path, settings, by)["auth"]
    return made["client_token"], made["accessor"]


@pytest.mark.support("openbao", "probe", "real server")
def test_a_token_says_which_one_it_is_and_is_refused_when_it_is_revoked(bao, plane) -> None:
    value, accessor = token(bao, ttl="1h")
    assert attempt_token(plane, login(value)) == ProbeAnswer(Outcome.ACCEPTED, accessor)
    bao.call("POST", "auth/token/revoke", {"token": value})
    never = PROBES[0].never_issued(Secret(value.encode()))
    assert attempt_token(plane, login(value)) == attempt_token(plane, Login("", never, "k")) == REFUSED_TOKEN


def test_a_child_dies_with_its_parent_and_an_orphan_does_not(bao, plane) -> None:
    parent, _ = token(bao, ttl="1h", policies=["root"])
    child, _ = token(bao, by=parent, ttl="1h")
    orphan, _ = token(bao, by=parent, ttl="1h", no_parent=True)
    bao.call("POST", "auth/token/revoke", {"token": parent})
    assert attempt_token(plane, login(child)) == REFUSED_TOKEN
    assert attempt_token(plane, login(orphan)).outcome is Outcome.ACCEPTED


def test_a_token_that_may_not_look_at_itself_is_refused_by_a_policy(bao, plane) -> None:
    value, _ = token(bao, ttl="1h", no_default_policy=True, policies=["nothing"])
    assert attempt_token(plane, login(value)) == ProbeAnswer(Outcome.REFUSED_POLICY, said="403")


def test_a_secret_id_signs_in_as_its_role_and_leaves_no_token_behind(bao, plane, role) -> None:
    value = secret_id(bao, role)
    assert attempt_approle(plane, login(value)) == ProbeAnswer(Outcome.ACCEPTED, role)
    assert issued(plane, login(bao.root, "root"), role, timedelta()).said == "none"


def test_a_destroyed_secret_id_is_refused_and_its_tokens_live_on(bao, plane, role) -> None:
    old, new = secret_id(bao, role), secret_id(bao, role)
    role_id, _, secret = old.partition(":")
    left = bao.call("POST", "auth/approle/login", {"role_id": role_id, "secret_id": secret})["auth"]["client_token"]
    destroy(bao, role, old)
    never = PROBES[1].never_issued(Secret(old.encode()))
    refused = ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="400")
    assert attempt_approle(plane, login(old)) == attempt_approle(plane, Login("", never, "k")) == refused
    assert attempt_approle(plane, login(new)) == ProbeAnswer(Outcome.ACCEPTED, role)
    alive = issued(plane, login(bao.root, "root"), role, timedelta())
    assert (alive.outcome, alive.said) == (Outcome.ACCEPTED, "1 token")
    assert issued(plane, login(bao.root, "root"), role, timedelta(hours=1)).said == "none"
    bao.call("POST", "auth/token/revoke", {"token": left})
    assert issued(plane, login(bao.root, "root"), role, timedelta()).outcome is Outcome.REFUSED_CREDENTIAL


def test_whoever_may_not_list_tokens_sees_nothing(bao, plane, role) -> None:
    bare, _ = token(bao, ttl="1h", policies=["default"])
    assert issued(plane, login(bare), role, timedelta()).outcome is Outcome.AMBIGUOUS


def test_an_absent_server_refuses_nothing_and_a_page_lets_nobody_in(bao) -> None:
    assert attempt_token(place("http://127.0.0.1:1"), login("s.x")).outcome is Outcome.UNREACHABLE
    beside = Plane("x", f"{bao.address}/ui/no")
    assert attempt_token(beside, login("s.x")).outcome is Outcome.AMBIGUOUS


@pytest.mark.parametrize("address", ["vault1:8200", "http://vault1:8200", "https://a:b@vault1", "https://vault1?x=1"])
def test_what_is_no_safe_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        place(address)
