"""Secret ids and tokens, changed on a real server: several at once, found by their mark, destroyed by accessor."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from keyroll.providers._wire import place
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended, NewValue, Subject
from keyroll.providers.openbao.probe import PROBES
from keyroll.providers.openbao.rotate import ROTATORS
from real_servers import next_number
from rotating import MARK, Rotating, opened, secret

pytestmark = [pytest.mark.server, pytest.mark.long]
_POLICY = """
path "auth/approle/role/+/secret-id" { capabilities = ["list", "update"] }
path "auth/approle/role/+/secret-id-accessor/*" { capabilities = ["update"] }
path "auth/approle/role/+/role-id" { capabilities = ["read"] }
path "auth/token/accessors" { capabilities = ["list", "sudo"] }
path "auth/token/lookup-accessor" { capabilities = ["update"] }
path "auth/token/revoke-accessor" { capabilities = ["update"] }
path "auth/token/create-orphan" { capabilities = ["update", "sudo"] }
"""


@pytest.fixture
def admin(bao) -> Login:
    bao.call("PUT", "sys/policies/acl/rotator", {"policy": _POLICY})
    bao.call("PUT", "sys/policies/acl/app", {"policy": 'path "secret/*" { capabilities = ["read"] }'})
    made = bao.call("POST", "auth/token/create", {"policies": ["rotator", "app"]})
    return Login("rotator", secret(made["auth"]["client_token"]), MARK)


@pytest.fixture
def role(bao) -> Iterator[str]:
    if "approle/" not in bao.call("GET", "sys/auth")["data"]:
        bao.call("POST", "sys/auth/approle", {"type": "approle"})
    name = f"svc{next_number()}"
    bao.call("POST", f"auth/approle/role/{name}", {"token_policies": ["app"], "token_ttl": "1h"})
    yield name
    bao.call("DELETE", f"auth/approle/role/{name}")


@pytest.fixture
def approle(bao, admin, role) -> Rotating:
    return Rotating(ROTATORS[0], PROBES[1], place(bao.address), admin, Subject(role))


@pytest.fixture
def old(bao, role) -> str:
    """The value of a secret id that a person made."""
    role_id = bao.call("GET", f"auth/approle/role/{role}/role-id")["data"]["role_id"]
    secret_id = bao.call("POST", f"auth/approle/role/{role}/secret-id", {})["data"]["secret_id"]
    return f"{role_id}:{secret_id}"


@pytest.mark.support("openbao", "rotation", "real server")
def test_both_secret_ids_are_accepted_until_the_old_one_is_destroyed(approle, role, old) -> None:
    (before,) = approle.listed()
    made = approle.create(NewValue(MARK))
    assert made.ended is Ended.DONE
    assert made.generation is not None
    assert made.value is not None
    assert approle.accepted(role, old)
    assert approle.accepted(role, made.value)
    assert {one.id: one.mark for one in approle.listed()} == {before.id: "", made.generation.id: MARK}
    approle.done("delete", before)
    assert approle.refused(role, old)
    assert approle.accepted(role, made.value)


def test_a_secret_id_whose_reply_was_lost_is_found_by_its_mark_and_destroyed(approle, role, old) -> None:
    approle.create(NewValue("lost"))
    again = approle.create(NewValue("second"))
    (lost,) = [one for one in approle.listed() if one.mark == "lost"]
    assert lost.made_at is not None
    approle.done("delete", lost)
    assert [one.mark for one in approle.listed() if one.mark] == ["second"]
    assert approle.accepted(role, again.value)


def test_tokens_of_the_old_secret_id_end_and_those_of_the_new_one_stay(bao, approle, role, old) -> None:
    def signed_in(value: str) -> str:
        role_id, _, secret_id = value.partition(":")
        return bao.call("POST", "auth/approle/login", {"role_id": role_id, "secret_id": secret_id})["auth"][
            "client_token"
        ]

    (before,) = approle.listed()
    derived = signed_in(old)
    made = approle.create(NewValue(MARK))
    kept = signed_in(opened(made.value))
    approle.done("delete", before)
    assert bao.call("GET", "auth/token/lookup-self", token=derived)
    assert approle.change("end_derived", before) == EffectResult(Ended.DONE, "1 tokens")
    with pytest.raises(OSError, match="403"):
        bao.call("GET", "auth/token/lookup-self", token=derived)
    assert bao.call("GET", "auth/token/lookup-self", token=kept)


@pytest.mark.support("openbao", "rotation", "real server")
def test_a_token_gets_a_successor_with_its_policies_and_is_revoked_by_accessor(bao, admin) -> None:
    first = bao.call("POST", "auth/token/create", {"policies": ["app"], "period": "2h"})["auth"]
    token = Rotating(ROTATORS[1], PROBES[0], place(bao.address), admin, Subject(first["accessor"]))
    made = token.create(NewValue(MARK))
    assert made.generation is not None, made.said
    assert made.value is not None
    look = bao.call("GET", "auth/token/lookup-self", token=opened(made.value))["data"]
    assert (look["policies"], look["period"]) == (["app", "default"], 7200)
    assert {one.id for one in token.listed()} == {first["accessor"], made.generation.id}
    (before,) = [one for one in token.listed() if one.id == first["accessor"]]
    token.done("delete", before)
    assert token.refused("", first["client_token"])
    assert token.accepted("", made.value)
    # The next change starts from the successor and still sees the whole purpose.
    later = replace(token, subject=Subject(made.generation.id))
    second = later.create(NewValue("keyroll-2"))
    assert second.generation is not None
    assert {one.mark for one in later.listed()} == {MARK, "keyroll-2"}


def test_what_the_administrator_may_not_do_is_refused(bao, approle, old) -> None:
    less = replace(approle, admin=Login("", secret("wrong"), MARK))
    assert (less.create(NewValue(MARK)).ended, less.create(NewValue(MARK)).said) == (Ended.REFUSED, "403")
    assert less.rotator.generations(less.plane, less.admin, less.subject).generations is None
    away = replace(approle, plane=place("http://127.0.0.1:1"))
    assert away.create(NewValue(MARK)).ended is Ended.THROTTLED


def test_both_secret_ids_of_a_doubled_request_are_known(approle, old) -> None:
    assert approle.accepted("", old)
    approle.assert_both_are_known_of_a_doubled_request()
