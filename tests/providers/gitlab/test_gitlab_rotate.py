"""Tokens of projects and people, changed on a strict fake; variables, written and read back."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fakes.gitlab import token
from fakes.gitlab_writing import WritingGitLab
from fakes.strict import Reply, Request
from keyroll.errors import UsageError
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended, NewValue, Subject
from keyroll.providers.gitlab.deliver import DELIVERIES
from keyroll.providers.gitlab.probe import PROBES, where
from keyroll.providers.gitlab.rotate import ROTATORS
from rotating import MARK, Rotating, opened, secret

VARIABLE = DELIVERIES[0]


@pytest.fixture
def fake() -> Iterator[WritingGitLab]:
    with WritingGitLab().running() as one:
        assert isinstance(one, WritingGitLab)
        yield one


@pytest.fixture
def admin(fake: WritingGitLab) -> Login:
    return Login("root", secret(fake.administrator("read_api", "api")), MARK)


def project_token(fake: WritingGitLab, number: int) -> str:
    record = token(number, name="deploy", scopes=["read_repository"], access_level=30)
    fake.projects.setdefault(7, []).append(record)
    return fake.issue("read_api", record=record)


@pytest.fixture
def rotating(fake: WritingGitLab, admin: Login) -> Rotating:
    return Rotating(ROTATORS[0], PROBES[0], where(fake.address), admin, Subject("50", {"project": "7"}))


@pytest.mark.support("gitlab", "rotation", "typed client + fake")
def test_both_tokens_of_a_project_are_accepted_until_the_old_one_is_revoked(fake, rotating) -> None:
    old_value = project_token(fake, 50)
    project_token(fake, 51)  # of another purpose
    (old,) = rotating.listed()
    made = rotating.create(NewValue(MARK))
    assert made.ended is Ended.DONE, made.said
    assert made.generation is not None
    record = fake.projects[7][-1]
    assert (record["name"], record["scopes"]) == (f"deploy [keyroll {MARK} 50]", ["read_repository"])
    assert {one.id: one.mark for one in rotating.listed()} == {"50": "", made.generation.id: MARK}
    assert rotating.accepted("", old_value)
    assert rotating.accepted("", made.value)
    rotating.done("delete", old)
    assert rotating.refused("", old_value)
    assert rotating.accepted("", made.value)
    # What was made for a deleted token is still of its purpose; the next change starts from it.
    assert [one.id for one in rotating.listed()] == [made.generation.id]
    later = replace(rotating, subject=Subject(made.generation.id, {"project": "7"}))
    second = later.create(NewValue("keyroll-2"))
    assert second.generation is not None
    assert fake.projects[7][-1]["name"] == f"deploy [keyroll keyroll-2 {made.generation.id}]"
    later.done("delete", made.generation)
    assert [one.id for one in later.listed()] == [second.generation.id]


@pytest.mark.support("gitlab", "rotation", "typed client + fake")
def test_a_token_of_a_person_gets_a_second_one_by_an_administrator(fake, rotating) -> None:
    own = replace(rotating, subject=Subject("2"))
    made = own.create(NewValue(MARK))
    assert made.generation is not None, made.said
    assert {one.id for one in own.listed()} == {"2", made.generation.id}
    own.done("delete", next(one for one in own.listed() if one.id == "2"))
    assert [one.id for one in own.listed()] == [made.generation.id]


def test_a_lost_reply_is_unknown_and_its_token_is_found_by_its_mark(fake, rotating) -> None:
    project_token(fake, 50)

    def lost(request: Request) -> Reply | None:
        if request.method == "POST":
            fake.mood = lambda _request: None
            fake.make_project_token(request)
            return Reply(502, {"message": "502"})
        return None

    fake.mood = lost
    made = rotating.create(NewValue(MARK))
    assert (made.ended, made.said, made.value) == (Ended.UNKNOWN, "502", None)
    assert [one.mark for one in rotating.listed()] == ["", MARK]


@pytest.mark.parametrize(("status", "ended"), [(429, Ended.THROTTLED), (403, Ended.REFUSED), (503, Ended.UNKNOWN)])
def test_what_is_answered_in_place_of_a_token_says_whether_one_was_made(fake, rotating, status, ended) -> None:
    project_token(fake, 50)
    fake.mood = lambda request: Reply(status, {"message": "x"}) if request.method == "POST" else None
    assert rotating.create(NewValue(MARK)).ended is ended


def test_without_the_scope_nothing_is_made(fake, rotating) -> None:
    project_token(fake, 50)
    less = replace(rotating, admin=Login("", secret(fake.administrator("read_api")), MARK))
    assert less.create(NewValue(MARK)) == type(less.create(NewValue(MARK)))(Ended.REFUSED, "403")


def rotated(fake: WritingGitLab, value: str) -> tuple[str, int]:
    """A token is rotated by itself, as its owner does: its new value, and the status of the answer."""
    answer = requests(fake, value, "POST", "/api/v4/personal_access_tokens/self/rotate")
    return (str(answer[1]["token"]) if answer[0] == 200 else ""), answer[0]


def requests(fake: WritingGitLab, value: str, method: str, path: str) -> tuple[int, dict[str, object]]:
    made = urllib.request.Request(f"{fake.address}{path}", method=method, headers={"PRIVATE-TOKEN": value})
    made.data = b"{}" if method == "POST" else None
    try:
        with urllib.request.urlopen(made) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, {}


def test_a_probe_of_an_older_token_leaves_the_active_one_of_its_family_alive(fake, rotating) -> None:
    first = fake.administrator("read_api", "api")
    second, _ = rotated(fake, first)
    third, _ = rotated(fake, second)
    for old in (first, second, first):
        assert rotating.refused("", old)
        assert rotating.accepted("", third)
    asked = [one for one in fake.served if "rotate" in one]
    assert len(asked) == 2  # the owner's own; keyroll never calls it
    # The control: the same older token, presented to "rotate", does end the active one.
    assert rotated(fake, first) == ("", 401)
    assert rotating.refused("", third)


@pytest.mark.support("gitlab", "delivery", "typed client + fake")
def test_a_variable_is_made_changed_and_read_back(fake, admin) -> None:
    target = VARIABLE.place(f"{fake.address}/projects/7?scope=production#DB_PASSWORD")
    assert not VARIABLE.read(target, admin).found
    for value in ("first-value", "second-value"):
        assert VARIABLE.write(target, admin, secret(value)) == EffectResult(Ended.DONE)
        back = VARIABLE.read(target, admin)
        assert back.content is not None
        assert opened(back.content) == value
    (kept,) = fake.variables["project 7"]
    assert (kept["environment_scope"], kept["masked"]) == ("production", True)
    kept["hidden"] = True
    assert not VARIABLE.read(target, admin).readable


@pytest.mark.parametrize("address", ["https://gitlab.com/projects/7", "https://gitlab.com/users/7#X", "gitlab.com"])
def test_what_is_no_variable_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        VARIABLE.place(address)


def test_both_values_of_a_doubled_request_are_known(fake, rotating: Rotating) -> None:
    project_token(fake, 50)
    rotating.assert_both_are_known_of_a_doubled_request()
