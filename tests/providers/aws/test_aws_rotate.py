"""Access keys of users, changed on an emulator: two slots, one disabled and back, found after a lost reply."""

import json

import pytest

from aws_emulators import Emulator, moto
from keyroll.providers.aws.probe import PROBES, place
from keyroll.providers.aws.rotate import POLICY, ROTATORS
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Ended, GenerationState, NewValue, Subject
from real_servers import next_number
from rotating import MARK, Rotating, opened, secret

__all__ = ["moto"]
ACTIVE, DISABLED = GenerationState.ACTIVE, GenerationState.DISABLED


@pytest.fixture
def rotating(moto: Emulator) -> Rotating:
    user = f"svc-{next_number()}"
    moto.user(user)
    name, _ = moto.key(user)
    admin = Login("root", secret(":".join(moto.root)), MARK)
    return Rotating(ROTATORS[0], PROBES[0], place(moto.address), admin, Subject(name, {"user": user}))


@pytest.mark.support("aws", "rotation", "emulator")
def test_a_user_has_two_keys_until_the_old_one_is_inactive_and_then_deleted(rotating: Rotating) -> None:
    (old,) = rotating.listed()
    made = rotating.create(NewValue(MARK))
    assert made.ended is Ended.DONE
    assert made.generation is not None
    assert made.value is not None
    assert opened(made.value).startswith(f"{made.generation.id}:")
    third = rotating.create(NewValue("third"))
    assert (third.ended, third.said, third.value) == (Ended.REFUSED, "LimitExceeded", None)
    rotating.done("disable", old)
    assert rotating.states() == {old.id: DISABLED, made.generation.id: ACTIVE}
    rotating.done("enable", old)
    assert rotating.states()[old.id] is ACTIVE
    rotating.done("disable", old)
    rotating.done("delete", old)
    assert rotating.states() == {made.generation.id: ACTIVE}
    assert rotating.change("enable", old).ended is Ended.REFUSED
    rotating.done("disable", old)


def test_a_key_whose_reply_was_lost_is_found_by_the_note_and_nobody_elses_is(
    moto: Emulator, rotating: Rotating
) -> None:
    user = rotating.subject.settings["user"]
    made = rotating.create(NewValue(MARK))
    assert made.generation is not None
    assert {one.id: one.mark for one in rotating.listed()} == {rotating.subject.account: "", made.generation.id: MARK}
    rotating.done("delete", made.generation)
    by_hand, _ = moto.key(user)
    assert {one.id: one.mark for one in rotating.listed()}[by_hand] == ""


def test_older_sessions_are_denied_by_a_policy_of_the_user(moto: Emulator, rotating: Rotating) -> None:
    (old,) = rotating.listed()
    rotating.done("end_derived", old)
    user = rotating.subject.settings["user"]
    policy = moto.iam.get_user_policy(UserName=user, PolicyName=POLICY)["PolicyDocument"]
    document = policy if isinstance(policy, dict) else json.loads(policy)
    (statement,) = document["Statement"]
    assert statement["Effect"] == "Deny"
    assert list(statement["Condition"]["DateLessThan"]) == ["aws:TokenIssueTime"]


def test_an_unknown_user_and_a_dead_address_change_nothing(rotating: Rotating) -> None:
    from dataclasses import replace

    nobody = replace(rotating, subject=Subject("AKIA", {"user": "nobody"}))
    assert nobody.create(NewValue(MARK)).ended is Ended.REFUSED
    assert nobody.rotator.generations(nobody.plane, nobody.admin, nobody.subject).generations is None
    away = replace(rotating, plane=place("http://127.0.0.1:1"))
    assert away.create(NewValue(MARK)).ended is Ended.THROTTLED
