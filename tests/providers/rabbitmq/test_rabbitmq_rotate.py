"""Passwords of users, changed on a real broker: pairs with both accepted, one user by itself, connections closed."""

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from keyroll.errors import UsageError
from keyroll.model.probe import Outcome
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended, GenerationState, Subject
from keyroll.providers.rabbitmq.amqp import Wire
from keyroll.providers.rabbitmq.probe import PROBES
from keyroll.providers.rabbitmq.rotate import ROTATORS, _ahead, place
from other_servers import ROOT
from real_servers import next_number
from rotating import MARK, Rotating, secret

pytestmark = [pytest.mark.server, pytest.mark.long]
OLD = "old-Password-1"
ACTIVE, DISABLED = GenerationState.ACTIVE, GenerationState.DISABLED


@pytest.fixture
def names(rabbitmq) -> Iterator[tuple[str, str]]:
    at = next_number()
    one, two = f"svc {at}/a", f"svc {at}/b"
    rabbitmq.call("PUT", f"users/{quoted(one)}", {"password": OLD, "tags": "monitoring"})
    rabbitmq.call("PUT", f"permissions/%2F/{quoted(one)}", {"configure": "", "write": "x", "read": ".*"})
    rabbitmq.call("PUT", f"topic-permissions/%2F/{quoted(one)}", {"exchange": "amq.topic", "write": "^a", "read": "^b"})
    yield one, two
    for user in rabbitmq.call("GET", "users"):
        if user["name"] in (one, two):
            rabbitmq.call("DELETE", f"users/{quoted(user['name'])}")


def quoted(name: str) -> str:
    return name.replace(" ", "%20").replace("/", "%2F")


def rotating_of(rabbitmq, way: int, subject: Subject) -> Rotating:
    plane = place(rabbitmq.address)
    return Rotating(ROTATORS[way], PROBES[0], plane, Login("root", secret(ROOT), MARK), subject)


@pytest.fixture
def pair(rabbitmq, names) -> Rotating:
    return rotating_of(rabbitmq, 0, Subject(names[0], {"partner": names[1]}))


@pytest.fixture
def single(rabbitmq, names) -> Rotating:
    return rotating_of(rabbitmq, 1, Subject(names[0]))


@pytest.mark.support("rabbitmq", "rotation", "real server")
def test_both_users_of_a_pair_sign_in_until_the_old_one_is_disabled(rabbitmq, pair, names) -> None:
    one, two = names
    assert pair.states() == {one: ACTIVE}
    new = pair.new()
    assert new.id == two
    for _ in range(2):  # a repeated request
        assert pair.create(new).ended is Ended.DONE
    assert pair.accepted(one, OLD)
    assert pair.accepted(two, new.value)
    assert [pair.create(replace(pair.new("other"), id=two)).said] == ["no free user"]
    old = next(each for each in pair.listed() if each.id == one)
    pair.done("disable", old)
    assert pair.states() == {one: DISABLED, two: ACTIVE}
    assert pair.refused(one, OLD)
    pair.done("enable", old)
    assert pair.accepted(one, OLD)
    pair.done("disable", old)
    pair.done("delete", old)
    assert pair.states() == {two: ACTIVE}
    assert pair.refused(one, OLD)
    assert pair.change("enable", old).ended is Ended.REFUSED


def test_the_second_user_has_the_rights_of_the_first(rabbitmq, pair, names) -> None:
    pair.create(pair.new())
    for kind in ("permissions", "topic-permissions"):
        one, two = (rabbitmq.call("GET", f"users/{quoted(name)}/{kind}") for name in names)
        assert [each | {"user": ""} for each in one] == [each | {"user": ""} for each in two] != []
    assert rabbitmq.call("GET", f"users/{quoted(names[1])}")["tags"] == ["monitoring"]


def test_a_user_with_limits_is_refused(rabbitmq, pair, names) -> None:
    rabbitmq.call("PUT", f"user-limits/{quoted(names[0])}/max-connections", {"value": 5})
    done = pair.create(pair.new())
    assert (done.ended, done.said) == (Ended.REFUSED, "limits differ")
    assert list(pair.states()) == [names[0]]


@pytest.mark.support("rabbitmq", "rotation", "real server")
def test_a_single_user_has_one_password_and_the_old_one_is_already_replaced(single, names) -> None:
    one, _ = names
    (old,) = single.listed()
    new = single.new()
    for _ in range(2):
        assert single.create(new).ended is Ended.DONE
    assert single.refused(one, OLD)
    assert single.accepted(one, new.value)
    assert list(single.states()) == [new.id]
    for act in ("disable", "delete"):
        single.done(act, old)
    assert single.accepted(one, new.value)
    (current,) = single.listed()
    single.done("disable", current)
    assert single.tried(one, new.value).outcome is Outcome.REFUSED_CREDENTIAL
    single.done("enable", current)
    assert single.accepted(one, new.value)


def test_connections_of_the_user_are_closed_at_once(rabbitmq, single, names) -> None:
    with socket.create_connection(("127.0.0.1", rabbitmq.port), 10) as plain:
        Wire(plain).sign_in(names[0].encode(), OLD.encode(), "/", "consumer")
        single.create(single.new())
        assert single.change("end_sessions", single.listed()[0]) == EffectResult(Ended.DONE)
        plain.settimeout(5)
        assert b"CONNECTION_FORCED" in plain.recv(4096)


def test_an_open_connection_is_seen_with_its_client_and_address(rabbitmq, pair, names) -> None:
    with socket.create_connection(("127.0.0.1", rabbitmq.port), 10) as plain:
        Wire(plain).sign_in(names[0].encode(), OLD.encode(), "/", "consumer")
        deadline = time.monotonic() + 20
        assert pair.rotator.seen
        while not (found := pair.rotator.seen(pair.plane, pair.admin, pair.subject, pair.listed()[0])):
            assert found is not None
            assert time.monotonic() < deadline
            time.sleep(0.5)
    assert found[0].network == "127.0.0.1"


def test_what_the_administrator_may_not_do_is_refused(rabbitmq, single, names) -> None:
    new = single.new()
    less = replace(single, admin=Login(names[0], secret(OLD), MARK))
    assert (less.create(new).ended, less.create(new).said) == (Ended.REFUSED, "401")
    away = replace(single, plane=replace(single.plane, address="http://127.0.0.1:1"))
    assert away.create(new).ended is Ended.THROTTLED


def test_an_address_without_the_management_api_is_refused() -> None:
    with pytest.raises(UsageError, match="management API"):
        place("amqp://127.0.0.1:5672/")


def test_the_broker_s_clock_is_known_from_its_answers() -> None:
    now = datetime.now(UTC)
    for minutes in (10, -10):
        ahead = _ahead(format_datetime(now + timedelta(minutes=minutes), usegmt=True))
        assert abs(ahead - timedelta(minutes=minutes)) < timedelta(seconds=3)
    for same in (format_datetime(now, usegmt=True), "", "tomorrow"):
        assert _ahead(same) == timedelta()
