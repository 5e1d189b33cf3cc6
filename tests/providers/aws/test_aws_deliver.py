"""A secret of Secrets Manager, written and read back on an emulator, whole or one field of it."""

import json

import pytest

from aws_emulators import Emulator, moto
from keyroll.errors import UsageError
from keyroll.providers.aws.deliver import DELIVERIES
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended
from rotating import MARK, opened, secret

__all__ = ["moto"]
MANAGER = DELIVERIES[0]


@pytest.mark.support("aws", "delivery", "emulator")
def test_a_secret_and_a_field_of_one_are_written_and_read_back(moto: Emulator) -> None:
    login = Login("root", secret(":".join(moto.root)), MARK)
    kept = moto.client("secretsmanager")
    kept.create_secret(Name="prod/plain", SecretString="old")
    kept.create_secret(Name="prod/json", SecretString=json.dumps({"user": "app", "password": "old"}))
    whole = MANAGER.place(f"{moto.address}/prod/plain?region=us-east-1")
    field = MANAGER.place(f"{moto.address}/prod/json?region=us-east-1#password")
    for target in (whole, field):
        for value in ("first", "first", "second"):
            assert MANAGER.write(target, login, secret(value)) == EffectResult(Ended.DONE)
            back = MANAGER.read(target, login)
            assert back.content is not None
            assert opened(back.content) == value
    assert json.loads(kept.get_secret_value(SecretId="prod/json")["SecretString"]) == {
        "user": "app",
        "password": "second",
    }
    nowhere = MANAGER.place(f"{moto.address}/prod/none?region=us-east-1")
    assert MANAGER.write(nowhere, login, secret("x")).ended is Ended.REFUSED
    assert not MANAGER.read(nowhere, login).found


def test_the_region_is_that_of_the_host_or_named() -> None:
    found = MANAGER.place("https://secretsmanager.eu-west-1.amazonaws.com/prod/db#password")
    assert found.address.endswith("/prod/db?region=eu-west-1#password")
    with pytest.raises(UsageError, match="region"):
        MANAGER.place("https://secrets.example/prod/db")
