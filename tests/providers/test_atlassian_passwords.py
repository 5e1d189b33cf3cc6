"""Passwords of accounts of Jira and Bitbucket Data Center, set by an administrator on strict fakes."""

from collections.abc import Iterator
from typing import Any

import pytest

from fakes.atlassian_writing import Accounts, WritingBitbucket, WritingJira
from fakes.strict import Reply, Request
from keyroll.model.probe import Outcome
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Ended, Generation, NewValue, Subject
from rotating import MARK, Rotating, fresh, opened, secret

OLD = "old-Password-1"
JIRA_ADMIN = "Jira administrators (global permission)"
SVC = Generation("old", "svc")


def rotating_at(fake: Accounts, provider: str, admin: Login) -> Rotating:
    rotator = next(one for one in catalogue.rotators(provider) if one.kind == "account")
    probe = catalogue.probes(provider)["account"]
    return Rotating(rotator, probe, rotator.place(fake.address), admin, Subject("svc"))


@pytest.fixture
def jira() -> Iterator[tuple[WritingJira, Rotating]]:
    with WritingJira().running() as fake:
        fake.account("svc", OLD)
        admin = Login("root", secret(fake.token(JIRA_ADMIN, name="root")), MARK)
        yield fake, rotating_at(fake, "jira", admin)


@pytest.fixture
def bitbucket() -> Iterator[tuple[WritingBitbucket, Rotating]]:
    with WritingBitbucket().running() as fake:
        fake.account("svc", OLD)
        fake.account("root", "administrator-1", "ADMIN")
        yield fake, rotating_at(fake, "bitbucket", Login("root", secret("administrator-1"), MARK))


@pytest.fixture(params=["jira", "bitbucket"])
def one(request: pytest.FixtureRequest) -> tuple[Accounts, Rotating]:
    found: tuple[Accounts, Rotating] = request.getfixturevalue(request.param)
    return found


@pytest.mark.support("jira", "rotation", "typed client + fake")
@pytest.mark.support("bitbucket", "rotation", "typed client + fake")
def test_an_administrator_sets_a_password_and_the_old_one_is_refused_at_once(one) -> None:
    _, rotating = one
    assert rotating.accepted("svc", OLD)
    assert rotating.rotator.administrator(rotating.plane, rotating.admin).identity == "root"
    new = fresh()
    for _ in range(2):  # a repeated request
        assert rotating.create(NewValue(MARK, value=new)).ended is Ended.DONE
    assert rotating.refused("svc", OLD)
    assert rotating.accepted("svc", new)
    assert rotating.tried("svc", new).identity == "svc"
    assert rotating.refused("svc", opened(rotating.probe.never_issued(new)))


def test_an_account_that_is_not_there_is_refused_and_no_text_of_the_vendor_is_repeated(one) -> None:
    fake, rotating = one
    gone = rotating.rotator.create(rotating.plane, rotating.admin, Subject("nobody"), NewValue(MARK, value=fresh()))
    assert gone.ended is Ended.REFUSED
    fake.mood = lambda _request: Reply(400, {"errors": [{"message": f"{OLD} is in the directory"}]})
    refused = rotating.create(NewValue(MARK, value=fresh()))
    assert refused.ended is Ended.REFUSED
    assert OLD not in refused.said


def test_a_lost_reply_is_unknown_and_the_request_may_be_repeated(one) -> None:
    fake, rotating = one
    new = fresh()
    sets: list[Any] = []

    def lost(request: Request) -> Reply | None:
        if request.method != "PUT" or sets:
            return None
        sets.append(request.path)
        fake.set_password(request)
        return Reply(502, {})

    fake.mood = lost
    assert rotating.create(NewValue(MARK, value=new)).ended is Ended.UNKNOWN
    assert rotating.accepted("svc", new)
    assert rotating.create(NewValue(MARK, value=new)).ended is Ended.DONE


def test_whoever_may_not_administer_changes_nothing(one) -> None:
    fake, rotating = one
    fake.account("other", "other-Password-1")
    admin = Login("other", secret("other-Password-1"), MARK)
    done = rotating.rotator.create(rotating.plane, admin, rotating.subject, NewValue(MARK, value=fresh()))
    assert done.ended is Ended.REFUSED
    assert rotating.accepted("svc", OLD)


def test_an_account_that_is_locked_is_no_refusal_of_its_password(one) -> None:
    fake, rotating = one
    fake.mood = lambda _request: Reply(401, {}, {"X-Seraph-LoginReason": "AUTHENTICATION_DENIED"})
    assert rotating.tried("svc", OLD).outcome is Outcome.REFUSED_POLICY


def test_jira_ends_the_sessions_of_the_account_and_an_earlier_one_says_that_it_cannot(jira) -> None:
    fake, rotating = jira
    fake.sessions["svc"] = 2
    rotating.done("end_sessions", SVC)
    assert fake.sessions == {}
    fake.version = (9, 10)
    done = rotating.change("end_sessions", SVC)
    assert (done.ended, done.said) == (Ended.REFUSED, "before Jira 9.11: restart the other nodes")


def test_bitbucket_names_what_stays_alive(bitbucket) -> None:
    _, rotating = bitbucket
    assert rotating.rotator.end_sessions is None
    assert rotating.probe.derived_life is not None
    assert rotating.rotator.derives == "remembered sign-ins of browsers"
