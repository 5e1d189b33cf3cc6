"""Client secrets of an application in Entra, changed on a strict fake and tried at its token endpoint."""

from collections.abc import Iterator

import pytest

from fakes.entra import TENANT
from fakes.writing import WritingEntra
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Ended, NewValue, Subject
from keyroll.providers.entra.probe import PROBES, place
from keyroll.providers.entra.rotate import ROTATORS
from rotating import MARK, Rotating, secret


@pytest.fixture
def fake() -> Iterator[WritingEntra]:
    one = WritingEntra()
    with one.running():
        yield one


@pytest.mark.support("entra", "rotation", "typed client + fake")
def test_both_secrets_fetch_tokens_until_the_old_one_is_removed(fake: WritingEntra) -> None:
    old, value = fake.make_password("deploy")
    fake.make_password("of others")
    admin = Login("keyroll", secret(fake.secret("administrator")), MARK)
    subject = Subject(old["keyId"], {"application": "app-object", "graph": fake.address})
    rotating = Rotating(ROTATORS[0], PROBES[0], place(f"{fake.address}/{TENANT}"), admin, subject)
    (before,) = rotating.listed()
    made = rotating.create(NewValue(MARK))
    assert made.generation is not None, made.said
    assert fake.kept[-1]["displayName"] == f"deploy [keyroll {MARK} {old['keyId']}]"
    assert {one.id: one.mark for one in rotating.listed()} == {before.id: "", made.generation.id: MARK}
    assert rotating.accepted("", value)
    assert rotating.accepted("", made.value)
    rotating.done("delete", before)
    assert rotating.refused("", value)
    assert rotating.accepted("", made.value)
    assert [one.id for one in rotating.listed()] == [made.generation.id]


def test_an_application_that_may_only_read_changes_nothing(fake: WritingEntra) -> None:
    fake.scopes = ("Application.Read.All",)
    old, _ = fake.make_password("deploy")
    admin = Login("keyroll", secret(fake.secret("administrator")), MARK)
    subject = Subject(old["keyId"], {"application": "app-object", "graph": fake.address})
    rotating = Rotating(ROTATORS[0], PROBES[0], place(f"{fake.address}/{TENANT}"), admin, subject)
    assert (rotating.create(NewValue(MARK)).ended, len(fake.kept)) == (Ended.REFUSED, 1)


def test_both_values_of_a_doubled_request_are_known(fake: WritingEntra) -> None:
    old, _ = fake.make_password("deploy")
    admin = Login("keyroll", secret(fake.secret("administrator")), MARK)
    subject = Subject(old["keyId"], {"application": "app-object", "graph": fake.address})
    rotating = Rotating(ROTATORS[0], PROBES[0], place(f"{fake.address}/{TENANT}"), admin, subject)
    rotating.assert_both_are_known_of_a_doubled_request()
