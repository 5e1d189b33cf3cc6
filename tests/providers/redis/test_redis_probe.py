"""The password of a user, tried on a real node; what the vendor's own client says of it is no proof."""

import socket
from datetime import timedelta

import pytest

from keyroll.errors import UsageError
from keyroll.model.probe import Outcome, Plane
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.redis.probe import PROBES, attempt, place, sessions
from keyroll.secret import Secret
from real_servers import next_number

pytestmark = pytest.mark.server
OLD, NEW = "old-Password-1", "new-Password-2"


@pytest.fixture
def plane(redis_node) -> Plane:
    return place(redis_node.address)


@pytest.fixture
def user(redis_node) -> str:
    name = f"app{next_number()}"
    redis_node.run("ACL", "SETUSER", name, "on", f">{OLD}", "+@all")
    return name


def login(who: str, value: str = OLD) -> Login:
    return Login(who, Secret(value.encode()), "keyroll-0123456789")


@pytest.mark.support("redis", "probe", "real server")
def test_a_good_password_signs_in_as_its_user(plane, user) -> None:
    assert attempt(plane, login(user)) == ProbeAnswer(Outcome.ACCEPTED, user)


def test_a_removed_password_is_refused_though_the_clients_own_tool_says_pong(redis_node, plane, user) -> None:
    redis_node.run("ACL", "SETUSER", user, f">{NEW}", f"<{OLD}")
    assert "PONG" in redis_node.run("--user", user, "--pass", OLD, "--no-auth-warning", "ping")
    assert attempt(plane, login(user)) == ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="WRONGPASS")
    assert attempt(plane, login(user, NEW)) == ProbeAnswer(Outcome.ACCEPTED, user)


def test_both_passwords_work_while_both_are_set(redis_node, plane, user) -> None:
    redis_node.run("ACL", "SETUSER", user, f">{NEW}")
    assert {attempt(plane, login(user, value)).outcome for value in (OLD, NEW)} == {Outcome.ACCEPTED}


def test_a_user_that_is_off_or_gone_is_refused_like_a_value_that_never_was(redis_node, plane, user) -> None:
    never = PROBES[0].never_issued(Secret(OLD.encode()))
    alike = [attempt(plane, Login(user, never, "keyroll-1")), attempt(plane, login("nobody"))]
    redis_node.run("ACL", "SETUSER", user, "off")
    alike.append(attempt(plane, login(user)))
    redis_node.run("ACL", "DELUSER", user)
    alike.append(attempt(plane, login(user)))
    assert alike == [ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="WRONGPASS")] * 4


def test_a_user_without_rights_is_let_in_all_the_same(redis_node, plane) -> None:
    redis_node.run("ACL", "SETUSER", "bare", "on", f">{OLD}", "-@all")
    answer = attempt(plane, login("bare"))
    assert (answer.outcome, answer.identity, answer.said) == (Outcome.ACCEPTED, "bare", "AUTH")


def test_a_user_that_takes_any_password_shows_it(redis_node, plane) -> None:
    redis_node.run("ACL", "SETUSER", "open", "on", "nopass", "+@all")
    assert attempt(plane, login("open", "never issued")) == ProbeAnswer(Outcome.ACCEPTED, "open")


def test_a_connection_outlives_its_password_until_it_is_closed(redis_node, plane, user) -> None:
    with socket.create_connection(("127.0.0.1", redis_node.port)) as session, session.makefile("rwb") as stream:
        stream.write(f"AUTH {user} {OLD}\r\n".encode())
        stream.flush()
        assert stream.readline() == b"+OK\r\n"
        redis_node.run("ACL", "SETUSER", user, f">{NEW}", f"<{OLD}")
        assert attempt(plane, login(user)).outcome is Outcome.REFUSED_CREDENTIAL
        stream.write(b"ACL WHOAMI\r\n")
        stream.flush()
        assert [stream.readline(), stream.readline()] == [b"$%d\r\n" % len(user), f"{user}\r\n".encode()]
        alive = sessions(plane, login(user, NEW), user, timedelta())
        assert (alive.outcome, alive.said) == (Outcome.ACCEPTED, "1 connection")
        assert sessions(plane, login(user, NEW), user, timedelta(hours=1)).outcome is Outcome.REFUSED_CREDENTIAL
        redis_node.run("CLIENT", "KILL", "USER", user)
        assert sessions(plane, login(user, NEW), user, timedelta()).said == "none"


def test_a_node_that_is_down_refuses_nothing() -> None:
    assert attempt(place("127.0.0.1:1"), login("app")).outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"+PONG", b"$999999999999\r\n"])
def test_a_host_that_answers_something_else_is_not_believed(scripted, greeting: bytes) -> None:
    with scripted(greeting) as address:
        outcome = attempt(place(address), login("app")).outcome
    assert outcome in (Outcome.AMBIGUOUS, Outcome.UNREACHABLE)


@pytest.mark.parametrize("address", ["cache1", "cache1:x", ":6379"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="not the address"):
        place(address)
