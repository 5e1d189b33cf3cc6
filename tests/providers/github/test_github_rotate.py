"""Deploy keys, changed on a strict fake, and secrets of Actions, sealed and written."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from fakes.github_writing import WritingGitHub
from fakes.strict import Reply, Request
from keyroll.errors import UsageError
from keyroll.model.probe import Outcome
from keyroll.providers._wire import balanced
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended, Subject
from keyroll.providers.github.deliver import DELIVERIES
from keyroll.providers.github.probe import PROBES
from keyroll.providers.github.rotate import ROTATORS, _public, fresh
from rotating import MARK, Rotating, secret

SECRET = DELIVERIES[0]


@pytest.fixture
def fake() -> Iterator[WritingGitHub]:
    with WritingGitHub().running() as one:
        assert isinstance(one, WritingGitHub)
        yield one


@pytest.fixture
def rotating(fake: WritingGitHub) -> Rotating:
    old = fake.deploy_key("deploy", _public(fresh(None)), read_only=False)
    fake.deploy_key("of others", _public(fresh(None)))
    admin = Login("keyroll", secret(fake.token()), MARK)
    subject = Subject(str(old["id"]), {"repository": "octo-org/app"})
    return Rotating(ROTATORS[0], PROBES[0], balanced(fake.address), admin, subject)


def titles(fake: WritingGitHub) -> list[str]:
    return [one["title"] for one in fake.repositories["app"]["keys"]]


@pytest.mark.support("github", "rotation", "specification + fake")
def test_a_second_deploy_key_has_the_access_of_the_first_which_is_then_deleted(fake, rotating) -> None:
    (old,) = rotating.listed()
    new = rotating.new()
    for _ in range(2):  # a repeated request
        assert rotating.create(new).ended is Ended.DONE
    assert titles(fake) == ["deploy", "of others", f"deploy [keyroll {MARK} {old.id}]"]
    assert fake.repositories["app"]["keys"][-1]["read_only"] is False
    assert {one.id: one.mark for one in rotating.listed()} == {old.id: "", new.id: MARK}
    rotating.done("delete", old)
    # The list that follows no longer has GitHub's number of the old key; its fingerprint is the account then.
    later = replace(rotating, subject=replace(rotating.subject, account=old.id))
    assert list(later.states()) == [new.id]
    assert len(titles(fake)) == 2


def test_a_lost_reply_is_unknown_and_the_same_request_finds_what_it_did(fake, rotating) -> None:
    def lost(request: Request) -> Reply | None:
        if request.method == "POST":
            fake.mood = lambda _request: None
            fake.add_key(request)
            return Reply(502, {"message": "502"})
        return None

    fake.mood, new = lost, rotating.new()
    assert rotating.create(new).ended is Ended.UNKNOWN
    assert rotating.create(new).ended is Ended.DONE
    assert len(rotating.listed()) == 2


def test_an_administrator_without_the_permission_is_refused(fake, rotating) -> None:
    less = replace(rotating, admin=Login("", secret(fake.token(scopes=("metadata",))), MARK))
    assert less.create(rotating.new()).said == "403"
    none = replace(rotating, admin=Login("", secret("ghp_wrong"), MARK))
    assert none.create(rotating.new()).said == "401"
    assert len(titles(fake)) == 2


def test_the_administrator_is_the_owner_of_the_token(fake, rotating) -> None:
    answer = rotating.rotator.administrator(rotating.plane, rotating.admin)
    assert (answer.outcome, answer.identity) == (Outcome.ACCEPTED, "octocat")


def test_the_administrator_of_a_dead_server_is_not_judged(rotating) -> None:
    away = balanced("http://127.0.0.1:1")
    assert rotating.rotator.administrator(away, rotating.admin).outcome is Outcome.UNREACHABLE


@pytest.mark.support("github", "delivery", "specification + fake")
def test_a_secret_is_sealed_and_only_its_time_can_be_read_back(fake) -> None:
    login = Login("", secret(fake.token()), MARK)
    target = SECRET.place(f"{fake.address}/repos/octo-org/app/actions/secrets#DB_PASSWORD")
    assert not SECRET.read(target, login).found
    for value in ("first-value", "second-value"):
        assert SECRET.write(target, login, secret(value)) == EffectResult(Ended.DONE)
        assert fake.opened["DB_PASSWORD"] == value.encode()
    back = SECRET.read(target, login)
    assert (back.content, back.readable, back.found) == (None, False, True)
    assert back.changed_at is not None


@pytest.mark.parametrize(
    "address",
    ["https://api.github.com/repos/o/r/actions/secrets", "https://api.github.com/repos/o/r/keys#X", "api.github.com"],
)
def test_what_is_no_secret_of_actions_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        SECRET.place(address)
