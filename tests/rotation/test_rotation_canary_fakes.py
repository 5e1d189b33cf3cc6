"""Secrets through each rotator on its strict fake, where any one of its requests fails: none of them comes out.

One request of the whole way fails at a time: it is refused with a status and an answer that repeats the request and all
values that the fake issued, or it is done and its reply is lost. So each act fails at each of its requests, not only at
its first one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import pytest
from fakes_of_rotators import ON_FAKES, SAME, SERVERS, Key, OnFake, acts
from test_rotation_canary import Canary, tried, watched

from fakes.strict import Reply
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Created, Ended, Generation, NewValue, Rotator
from keyroll.secret import Secret
from rotating import MARK, fresh, opened

pytestmark = pytest.mark.long
FAILURES = (0, 400, 401, 403, 404, 409, 422, 429, 500, 503)
#: A reply that is lost after the request was done, and one status; the others at night.
BY_DAY = (0, 429)
TRIED = [pytest.param(one, marks=() if one in BY_DAY else pytest.mark.nightly) for one in FAILURES]
#: More requests than any way has.
MOST = 80


def rotator_of(key: Key) -> Rotator:
    provider, kind, way = key
    return next(one for one in catalogue.rotators(provider) if (one.kind, one.way) == (kind, way))


@dataclass
class Failing:
    """The fake's answers, of which one fails; the status 0: the request is done and its reply is lost."""

    one: OnFake
    at: int
    status: int
    asked: int = 0
    heard: list[str] = field(default_factory=list)

    def begin(self) -> None:
        self.answered = self.one.fake.answer
        self.one.fake.answer = self.answer  # type: ignore[method-assign]

    def answer(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> Reply:
        self.asked += 1
        said = " ".join((method, target, repr(dict(headers)), content.decode("latin-1")))
        self.heard.append(said)
        if self.asked != self.at:
            return self.answered(method, target, headers, content)
        if not self.status:
            self.answered(method, target, headers, content)
        told = [said, *self.one.fake.credentials]
        body = {"error": told, "message": "; ".join(told), "errors": [{"message": one} for one in told], "ok": False}
        return Reply(self.status or 502, body, {"X-Request-Id": json.dumps(said)[:900], "Retry-After": "0"})


def changed(rotator: Rotator, one: OnFake, canary: Canary, said: list[str]) -> None:
    """The whole way of a change, whatever fails in it."""
    plane = rotator.at(one.address, one.subject)
    tried(said, lambda: rotator.administrator(plane, one.admin))
    listed = tried(said, lambda: rotator.generations(plane, one.admin, one.subject))
    assert not isinstance(listed, Exception)
    old = next(iter(listed.generations or ()), Generation("old", one.subject.account))
    if rotator.create is not None:
        value = (rotator.fresh(one.old) if rotator.fresh else fresh()) if rotator.chosen_by == "keyroll" else None
        name = rotator.name_new(one.subject, listed.generations or (), value) if rotator.name_new and value else ""
        noted(canary, value)
        new = NewValue(MARK, name, value, one.old if rotator.needs_old else None)
        made = tried(said, partial(rotator.create, plane, one.admin, one.subject, new))
        assert isinstance(made, Created)
        noted(canary, made.value)
        said.append(repr((made, new)))
    for name in acts(rotator):
        if name == "create":
            continue
        admin = Login("", one.old, MARK) if rotator.needs_old and one.old else one.admin
        done = tried(said, partial(getattr(rotator, name), plane, admin, one.subject, old))
        assert getattr(done, "ended", None) in set(Ended)
    tried(said, lambda: rotator.generations(plane, one.admin, one.subject))


def noted(canary: Canary, value: Secret | None) -> None:
    """Look for a value: lines of a key, both tokens of Slack, and of an id with a secret the secret."""
    if value is not None:
        first, *more = opened(value).replace(":", "\n").splitlines()
        parts = more if more and not first.startswith("xox") else [first, *more]
        canary.texts += [part for part in parts if len(part) >= 14]


@pytest.mark.parametrize("status", TRIED)
@pytest.mark.parametrize("key", ON_FAKES, ids=" ".join)
def test_no_act_on_a_strict_fake_repeats_a_secret_whichever_request_fails(
    key: Key, status: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    rotator, reached = rotator_of(key), 0
    for at in range(1, MOST):
        one, canary = ON_FAKES[key](), Canary()
        for value in (one.admin.value, one.old):
            noted(canary, value)
        one.fake.judge = None  # what the fake answers is judged in the tests of its provider
        failing = Failing(one, at, status)
        with one.fake.running(), watched(canary, caplog, capfd) as said:
            failing.begin()
            changed(rotator, one, canary, said)
            canary.texts += list(one.fake.credentials)  # what it issued meanwhile, too
        caplog.clear()
        if failing.asked < at:
            break
        reached = at
    assert reached >= 2, "no request was made to fail"
    # The net has something to find: the values are sent. AWS gets signatures alone.
    assert key[0] == "aws" or any(form in heard for heard in failing.heard for form in canary.forms())


@pytest.mark.parametrize("name", list(catalogue.providers()))
def test_each_rotator_of_the_registry_is_tried_on_a_fake_or_a_server(name: str) -> None:
    for one in catalogue.rotators(name):
        key = (name, one.kind, one.way)
        assert key in ON_FAKES or name in SERVERS or SAME.get(key) in ON_FAKES or not acts(one), key
    assert {key for key in (*ON_FAKES, *SAME) if key[0] == name} <= {
        (name, one.kind, one.way) for one in catalogue.rotators(name)
    }


def test_a_value_that_comes_out_is_found(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """The net itself, with a rotator that repeats what the vendor said."""
    one, canary = ON_FAKES["okta", "client_secret", ""](), Canary()
    noted(canary, one.admin.value)
    with one.fake.running(), pytest.raises(AssertionError), watched(canary, caplog, capfd) as said:
        tried(said, lambda: {"refused": opened(one.admin.value)})
