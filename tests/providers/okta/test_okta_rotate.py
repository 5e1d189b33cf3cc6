"""Client secrets of an application, changed on a strict fake: two slots, one inactive and back, one deleted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from fakes.writing import WritingOkta
from keyroll.providers._wire import balanced
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Ended, GenerationState, NewValue, Subject
from keyroll.providers.okta.probe import PROBES
from keyroll.providers.okta.rotate import ROTATORS
from rotating import MARK, Rotating, opened, secret

ACTIVE, DISABLED = GenerationState.ACTIVE, GenerationState.DISABLED


@pytest.fixture
def fake() -> Iterator[WritingOkta]:
    one = WritingOkta()
    with one.running():
        yield one


@pytest.fixture
def rotating(fake: WritingOkta) -> Rotating:
    admin = Login("root", secret(fake.administrator("okta.apps.read", "okta.apps.manage")), MARK)
    return Rotating(ROTATORS[0], PROBES[0], balanced(fake.address), admin, Subject("0oa1", {"application": "0oa1"}))


@pytest.mark.support("okta", "rotation", "typed client + fake")
def test_an_application_has_two_secrets_until_the_old_one_is_inactive_and_deleted(
    fake: WritingOkta, rotating: Rotating
) -> None:
    (old,) = rotating.listed()
    made = rotating.create(NewValue(MARK))
    assert made.generation is not None
    assert made.value is not None
    assert opened(made.value) == fake.kept[1]["client_secret"]
    assert made.generation in rotating.listed()
    third = rotating.create(NewValue("third"))
    assert (third.ended, third.said) == (Ended.REFUSED, "two secrets")
    rotating.done("disable", old)
    assert rotating.states() == {old.id: DISABLED, made.generation.id: ACTIVE}
    rotating.done("enable", old)
    rotating.done("delete", old)
    assert rotating.states() == {made.generation.id: ACTIVE}
    assert rotating.change("disable", made.generation).ended is Ended.REFUSED  # the last active one stays
    assert rotating.change("enable", old).ended is Ended.REFUSED


def test_without_the_scope_nothing_is_changed(fake: WritingOkta, rotating: Rotating) -> None:
    less = replace(rotating, admin=Login("", secret(fake.administrator("okta.apps.read")), MARK))
    assert less.create(NewValue(MARK)).said == "403"
    assert len(fake.kept) == 1
