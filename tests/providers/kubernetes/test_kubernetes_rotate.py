"""Token secrets, changed on a strict fake; keys of Secrets, written beside the others, and a workload restarted."""

import base64
from collections.abc import Iterator

import pytest

from fakes.writing import WritingKubernetes
from keyroll.errors import UsageError
from keyroll.providers._wire import place
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended, NewValue, Subject
from keyroll.providers.kubernetes.deliver import DELIVERIES
from keyroll.providers.kubernetes.probe import PROBES
from keyroll.providers.kubernetes.rotate import ROTATORS
from rotating import MARK, Rotating, opened, secret

SECRET = DELIVERIES[0]


@pytest.fixture
def fake() -> Iterator[WritingKubernetes]:
    one = WritingKubernetes()
    with one.running():
        yield one


@pytest.fixture
def admin(fake: WritingKubernetes) -> Login:
    boss = fake.account("keyroll", "rotator")
    return Login("rotator", secret(fake.bound_token(boss, "secrets", "deployments")), MARK)


@pytest.mark.support("kubernetes", "rotation", "specification + fake")
def test_both_tokens_are_accepted_until_the_old_secret_is_deleted(fake: WritingKubernetes, admin: Login) -> None:
    account = fake.account("shop", "app")
    old_value = fake.token_of(account, "app-token")
    fake.token_of(fake.account("shop", "other"), "other-token")
    subject = Subject(PROBES[0].who("shop/app-token"))
    rotating = Rotating(ROTATORS[0], PROBES[0], place(fake.address), admin, subject)
    (old,) = rotating.listed()
    first = rotating.create(NewValue(MARK))
    again = rotating.create(NewValue(MARK))  # a repeated request
    assert first.generation is not None, first.said
    assert first.generation == again.generation
    assert first.value == again.value
    assert {one.id: one.mark for one in rotating.listed()} == {old.id: "", first.generation.id: MARK}
    assert {one.who for one in rotating.listed()} == {"system:serviceaccount:shop:app"}
    assert rotating.accepted("", old_value)
    assert rotating.accepted("", first.value)
    rotating.done("delete", old)
    assert rotating.refused("", old_value)
    assert rotating.accepted("", first.value)
    assert [one.id for one in rotating.listed()] == [first.generation.id]


@pytest.mark.support("kubernetes", "delivery", "specification + fake")
def test_a_key_is_written_beside_the_others_and_the_workload_restarts(fake: WritingKubernetes, admin: Login) -> None:
    meta = {"name": "app", "namespace": "shop"}
    pods = {"metadata": {"labels": {"app": "app"}}, "spec": {"containers": [{"name": "app", "image": "app"}]}}
    spec = {"selector": {"matchLabels": {"app": "app"}}, "template": pods}
    fake.deployment = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta, "spec": spec}
    target = SECRET.place(f"{fake.address}/shop/db?restart=deployments/app#password")
    assert not SECRET.read(target, admin).found
    for value in ("first", "second"):
        assert SECRET.write(target, admin, secret(value)) == EffectResult(Ended.DONE)
        back = SECRET.read(target, admin)
        assert back.content is not None
        assert opened(back.content) == value
    other = SECRET.place(f"{fake.address}/shop/db#user")
    SECRET.write(other, admin, secret("app"))
    (kept,) = [one for one in fake.secrets if one["metadata"]["name"] == "db"]
    assert {name: base64.b64decode(value) for name, value in kept["data"].items()} == {
        "password": b"second",
        "user": b"app",
    }
    assert SECRET.reload
    assert SECRET.reload(target, admin) == EffectResult(Ended.DONE)
    notes = fake.deployment["spec"]["template"]["metadata"]["annotations"]
    assert list(notes) == ["kubectl.kubernetes.io/restartedAt"]
    assert fake.deployment["spec"]["template"]["metadata"]["labels"] == {"app": "app"}


@pytest.mark.parametrize(
    "address", ["https://api/shop#x", "https://api/shop/db", "https://api/shop/db?restart=pods/a#x"]
)
def test_what_is_no_key_of_a_secret_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        SECRET.place(address)
