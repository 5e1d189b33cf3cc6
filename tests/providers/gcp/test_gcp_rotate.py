"""Keys of a service account, changed on a fake of the IAM API: ten slots, one disabled and back, one deleted."""

from collections.abc import Iterator

import pytest

from fakes.strict import Reply, Request
from fakes.writing import WritingIAM
from keyroll.providers._wire import balanced
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Ended, GenerationState, NewValue, Subject
from keyroll.providers.gcp.probe import PROBES
from keyroll.providers.gcp.rotate import ROTATORS
from rotating import MARK, Rotating, opened, secret

EMAIL = "app@p.iam.gserviceaccount.com"
ACTIVE, DISABLED = GenerationState.ACTIVE, GenerationState.DISABLED


@pytest.fixture
def fake() -> Iterator[WritingIAM]:
    one = WritingIAM(EMAIL)
    with one.running():
        yield one


@pytest.fixture
def rotating(fake: WritingIAM) -> Rotating:
    old = fake.make_key()["name"].rpartition("/")[2]
    admin = Login("root", secret(fake.issue("iam")), MARK)
    subject = Subject(old, {"account": EMAIL, "iam": fake.address})
    return Rotating(ROTATORS[0], PROBES[0], balanced(fake.address), admin, subject)


@pytest.mark.support("gcp", "rotation", "fake")
def test_both_keys_are_listed_until_the_old_one_is_disabled_and_deleted(fake: WritingIAM, rotating: Rotating) -> None:
    (old,) = rotating.listed()
    made = rotating.create(NewValue(MARK))
    assert made.generation is not None, made.said
    assert made.value is not None
    assert made.generation.id in opened(made.value)
    assert {one.id: one.mark for one in rotating.listed()} == {old.id: "", made.generation.id: MARK}
    assert fake.description == f"deploys [keyroll {MARK} ={made.generation.id[:8]}]"
    fake.make_key()  # by a person, meanwhile
    assert sorted(one.mark for one in rotating.listed()) == ["", "", MARK]
    fake.kept.pop()
    rotating.assert_listed_until_deleted(old, made.generation.id)


def test_a_lost_reply_is_unknown_and_its_key_is_found_by_the_note(fake: WritingIAM, rotating: Rotating) -> None:
    def lost(request: Request) -> Reply | None:
        if request.method != "POST":
            return None
        fake.mood = lambda _request: None
        fake.post_key(request)
        return Reply(503, {})

    fake.mood = lost
    assert rotating.create(NewValue(MARK)).ended is Ended.UNKNOWN
    assert sorted(one.mark for one in rotating.listed()) == ["", MARK]


def test_the_eleventh_key_is_refused(fake: WritingIAM, rotating: Rotating) -> None:
    for _ in range(9):
        fake.make_key()
    done = rotating.create(NewValue(MARK))
    assert (done.ended, len(fake.kept)) == (Ended.REFUSED, 10)


def test_both_values_of_a_doubled_request_are_known(rotating: Rotating) -> None:
    rotating.assert_both_are_known_of_a_doubled_request()
