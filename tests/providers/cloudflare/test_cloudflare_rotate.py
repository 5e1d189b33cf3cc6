"""API tokens of an account, changed on a strict fake: a second one with the same policies, the old one disabled."""

from collections.abc import Iterator

import pytest

from fakes.cloudflare import ACCOUNT
from fakes.strict import Reply, Request
from fakes.writing import WritingCloudflare
from keyroll.providers.cloudflare.probe import PROBES, account_place
from keyroll.providers.cloudflare.rotate import ROTATORS
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Ended, GenerationState, NewValue, Subject
from rotating import MARK, Rotating, secret

ACTIVE, DISABLED = GenerationState.ACTIVE, GenerationState.DISABLED


@pytest.fixture
def fake() -> Iterator[WritingCloudflare]:
    one = WritingCloudflare()
    with one.running():
        yield one


@pytest.fixture
def rotating(fake: WritingCloudflare) -> Rotating:
    old, _ = fake.make_token("deploy", expires_on="2027-11-28T00:00:00Z")
    fake.make_token("of others")
    admin = Login("root", secret(fake.administrator()), MARK)
    plane = account_place(f"{fake.address}/{ACCOUNT}")
    return Rotating(ROTATORS[0], PROBES[0], plane, admin, Subject(old["id"]))


@pytest.mark.support("cloudflare", "rotation", "typed client + fake")
def test_a_second_token_has_the_same_policies_and_the_old_one_is_disabled_and_deleted(
    fake: WritingCloudflare, rotating: Rotating
) -> None:
    (old,) = rotating.listed()
    made = rotating.create(NewValue(MARK))
    assert made.generation is not None, made.said
    one, two = fake.kept[old.id], fake.kept[made.generation.id]
    assert two["name"] == f"deploy [keyroll {MARK} {old.id}]"
    assert [each["resources"] for each in two["policies"]] == [each["resources"] for each in one["policies"]]
    assert {each.id: each.mark for each in rotating.listed()} == {old.id: "", made.generation.id: MARK}
    rotating.assert_listed_until_deleted(old, made.generation.id)


def test_a_lost_reply_is_unknown_and_its_token_is_found_by_its_mark(
    fake: WritingCloudflare, rotating: Rotating
) -> None:
    def lost(request: Request) -> Reply | None:
        if request.method != "POST":
            return None
        fake.mood = lambda _request: None
        fake.post_token(request)
        return Reply(502, {"success": False})

    fake.mood = lost
    assert rotating.create(NewValue(MARK)).ended is Ended.UNKNOWN
    assert sorted(one.mark for one in rotating.listed()) == ["", MARK]


def test_both_values_of_a_doubled_request_are_known(rotating: Rotating) -> None:
    rotating.assert_both_are_known_of_a_doubled_request()
