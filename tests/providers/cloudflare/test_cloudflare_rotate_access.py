"""Access service tokens, changed in place on a strict fake: two secrets work until the previous one is ended."""

from collections.abc import Iterator
from typing import cast

import pytest

from fakes.cloudflare import ACCOUNT
from fakes.cloudflare_access import APPLICATION, WritingAccess
from fakes.strict import Reply, Request
from keyroll.providers.cloudflare.probe import PROBES
from keyroll.providers.cloudflare.rotate_access import ACCESS
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Ended, NewValue, Subject
from rotating import MARK, Rotating, opened, secret


@pytest.fixture
def fake() -> Iterator[WritingAccess]:
    with WritingAccess().running() as one:
        yield one


@pytest.fixture
def old(fake: WritingAccess) -> str:
    fake.service_token()
    return fake.service_token()


@pytest.fixture
def rotating(fake: WritingAccess, old: str) -> Rotating:
    token = fake.service_tokens[-1]
    settings = {"account": ACCOUNT, "applications": APPLICATION, "api": fake.address}
    subject = Subject(token["id"], settings)
    admin = Login("root", secret(fake.administrator()), MARK)
    probe = next(one for one in PROBES if one.kind == "access_service_token")
    place = f"{fake.address}/app"
    return Rotating(ACCESS, probe, ACCESS.at(place, subject), admin, subject, probe.place(place))


@pytest.mark.support("cloudflare", "rotation", "typed client + fake")
def test_both_secrets_are_accepted_until_the_previous_one_is_ended(fake, rotating, old: str) -> None:
    (before,) = rotating.listed()
    assert rotating.rotator.administrator(rotating.plane, rotating.admin).identity == "administrator"
    made = rotating.create(NewValue(MARK))
    assert (made.ended, made.said) == (Ended.DONE, "")
    assert made.value is not None
    assert made.generation is not None
    new = opened(made.value)
    assert new.partition(":")[0] == old.partition(":")[0]
    assert rotating.accepted("", old)
    assert rotating.accepted("", new)
    assert {one.id: one.mark for one in rotating.listed()} == {before.id: "", made.generation.id: MARK}
    rotating.done("delete", before)
    assert rotating.refused("", old)
    assert rotating.accepted("", new)
    assert [one.id for one in rotating.listed()] == [made.generation.id]
    rotating.done("end_derived", before)
    assert fake.cookies_ended == [APPLICATION] * 2


def test_no_second_rotation_begins_while_the_previous_secret_is_accepted(rotating, old: str) -> None:
    assert rotating.create(NewValue(MARK)).ended is Ended.DONE
    again = rotating.create(NewValue(MARK))  # a repeated request
    assert (again.ended, again.said) == (Ended.REFUSED, "a previous secret is still accepted")
    assert rotating.accepted("", old)


def test_a_secret_whose_reply_was_lost_is_listed_with_its_mark_and_the_old_one_stays(fake, rotating, old: str) -> None:
    def lost(request: Request) -> Reply | None:
        if not request.path.endswith("/rotate"):
            return None
        fake.mood = lambda _request: None
        cast("dict[str, str]", request.names)["token"] = rotating.subject.account
        fake.rotate_service_token(request)
        return Reply(502, {})

    fake.mood = lost
    assert rotating.create(NewValue(MARK)).ended is Ended.UNKNOWN
    (made,) = [one for one in rotating.listed() if one.mark == MARK]
    assert rotating.change("delete", made).ended is Ended.REFUSED  # nothing ends the current secret alone
    assert rotating.accepted("", old)


def test_an_application_that_is_not_there_is_no_end_of_its_cookies(rotating) -> None:
    (before,) = rotating.listed()
    rotating.subject.settings["applications"] = "another"
    assert rotating.change("end_derived", before).ended is Ended.REFUSED


def test_a_token_that_is_gone_is_refused_or_done(fake, rotating) -> None:
    (before,) = rotating.listed()
    fake.service_tokens.clear()
    assert rotating.create(NewValue(MARK)).ended is Ended.REFUSED
    assert rotating.change("delete", before).ended is Ended.DONE
