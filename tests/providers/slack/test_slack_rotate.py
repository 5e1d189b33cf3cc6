"""Tokens of an app with token rotation: a pair is exchanged once, and the old access token revokes itself."""

from collections.abc import Iterator

import pytest

from fakes.slack import BOT, TEAM
from fakes.slack_writing import WritingSlack
from fakes.strict import Reply, Request
from keyroll.model.probe import Outcome
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Created, Ended, Generation, NewValue, Subject
from keyroll.providers.slack.probe import PROBES
from keyroll.providers.slack.rotate import ROTATORS
from rotating import MARK, Rotating, opened, secret

OLD = Generation("old", f"{TEAM}/{BOT}")


@pytest.fixture
def fake() -> Iterator[WritingSlack]:
    with WritingSlack().running() as one:
        yield one


@pytest.fixture
def rotating(fake: WritingSlack) -> Rotating:
    rotator = next(one for one in ROTATORS if one.kind == "bot_token")
    probe = next(one for one in PROBES if one.kind == "bot_token")
    admin = Login(fake.CLIENT, secret(fake.secret), MARK)
    return Rotating(rotator, probe, rotator.place(fake.address), admin, Subject("deploy"))


def exchanged(rotating: Rotating, old: str) -> Created:
    return rotating.create(NewValue(MARK, old=secret(old)))


@pytest.mark.support("slack", "rotation", "typed client + fake")
def test_a_pair_is_exchanged_and_the_old_access_token_works_until_it_is_revoked(fake, rotating) -> None:
    old = fake.install()
    made = exchanged(rotating, old)
    assert made.ended is Ended.DONE, made.said
    assert made.value is not None
    new = opened(made.value)
    assert new.partition(":")[0] != old.partition(":")[0]
    assert rotating.accepted("", old)
    assert rotating.accepted("", new)
    assert rotating.rotator.end_derived
    for _ in range(2):  # the second finds it gone
        done = rotating.rotator.end_derived(rotating.plane, Login("", secret(old), MARK), rotating.subject, OLD)
        assert done.ended is Ended.DONE
    assert rotating.refused("", old)
    assert rotating.accepted("", new)
    assert rotating.refused("", opened(rotating.probe.never_issued(secret(new))))


def test_a_refresh_token_is_exchanged_once(fake, rotating) -> None:
    old = fake.install()
    assert exchanged(rotating, old).ended is Ended.DONE
    assert (exchanged(rotating, old).ended, exchanged(rotating, old).said) == (Ended.REFUSED, "invalid_refresh_token")


def test_a_lost_reply_is_unknown_and_leaves_the_old_access_token_alive(fake, rotating) -> None:
    old = fake.install()

    def lost(request: Request) -> Reply | None:
        if request.path == "/oauth.v2.access":
            fake.mood = lambda _request: None
            fake.exchange(request)
            return Reply(503, {"ok": False, "error": "service_unavailable"})
        return None

    fake.mood = lost
    assert exchanged(rotating, old) == Created(Ended.UNKNOWN, "service_unavailable")
    assert rotating.accepted("", old)
    assert exchanged(rotating, old).ended is Ended.REFUSED


@pytest.mark.parametrize(
    ("status", "error", "ended"),
    [
        (429, "ratelimited", Ended.THROTTLED),
        (200, "ratelimited", Ended.THROTTLED),
        (200, "fatal_error", Ended.UNKNOWN),
        (200, "bad_client_secret", Ended.REFUSED),
        (500, "", Ended.UNKNOWN),
        (200, "", Ended.UNKNOWN),
    ],
)
def test_what_is_answered_says_whether_the_refresh_token_is_used_up(fake, rotating, status, error, ended) -> None:
    old = fake.install()
    fake.mood = lambda _request: Reply(status, {"ok": False, "error": error})
    assert exchanged(rotating, old).ended is ended


def test_a_value_without_a_refresh_token_is_refused_without_a_request(fake, rotating) -> None:
    assert exchanged(rotating, "xoxb-alone") == Created(Ended.REFUSED, "no refresh token")
    assert rotating.create(NewValue(MARK)).ended is Ended.REFUSED
    assert fake.served == []


def test_the_administrator_is_the_app_and_its_secret_is_checked(fake, rotating) -> None:
    old = fake.install()
    right = rotating.rotator.administrator(rotating.plane, rotating.admin)
    assert (right.outcome, right.identity) == (Outcome.ACCEPTED, fake.CLIENT)
    wrong = rotating.rotator.administrator(rotating.plane, Login(fake.CLIENT, secret("other"), MARK))
    assert (wrong.outcome, wrong.said) == (Outcome.REFUSED_CREDENTIAL, "bad_client_secret")
    assert exchanged(rotating, old).ended is Ended.DONE  # the check used up nothing
