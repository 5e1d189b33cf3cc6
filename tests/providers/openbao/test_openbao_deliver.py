"""A field of a secret on a real server: written beside the other fields, read back, and not over a newer version."""

import pytest

from keyroll.errors import UsageError
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.providers.openbao.deliver import DELIVERIES
from rotating import MARK, opened, secret

pytestmark = pytest.mark.long

KV = DELIVERIES[0]
_POLICY = 'path "secret/data/app" { capabilities = ["read", "create", "update"] }'


@pytest.mark.server
@pytest.mark.support("openbao", "delivery", "real server")
def test_a_field_is_written_and_the_others_stay(bao) -> None:
    bao.call("PUT", "sys/policies/acl/deliverer", {"policy": _POLICY})
    made = bao.call("POST", "auth/token/create", {"policies": ["deliverer"]})
    login = Login("deliverer", secret(made["auth"]["client_token"]), MARK)
    target = KV.place(f"{bao.address}/secret/data/app#password")
    assert not KV.read(target, login).found
    assert KV.write(target, login, secret("one")) == EffectResult(Ended.DONE)
    bao.call("POST", "secret/data/app", {"data": {"password": "one", "user": "app"}})
    assert KV.write(target, login, secret("two")) == EffectResult(Ended.DONE)
    back = KV.read(target, login)
    assert back.content is not None
    assert (opened(back.content), back.version) == ("two", "3")
    assert bao.call("GET", "secret/data/app")["data"]["data"] == {"password": "two", "user": "app"}
    elsewhere = KV.place(f"{bao.address}/secret/data/other#password")
    assert KV.write(elsewhere, login, secret("x")) == EffectResult(Ended.REFUSED, "403")
    assert KV.read(elsewhere, login).said == "403"


def test_a_server_that_is_down_was_not_changed() -> None:
    target = KV.place("http://127.0.0.1:1/secret/data/app#password")
    assert KV.write(target, Login("", secret("x"), MARK), secret("x")).ended is Ended.THROTTLED


@pytest.mark.parametrize(
    "address", ["https://vault1/secret/app#x", "https://vault1/secret/data/app", "vault1", "http://vault1/a/data/b#c"]
)
def test_what_is_no_field_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        KV.place(address)
