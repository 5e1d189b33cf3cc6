"""The password of a user, tried on a real broker, over AMQP and over its management API."""

import time
from contextlib import closing
from datetime import timedelta

import pika
import pytest

from keyroll.errors import UsageError
from keyroll.model.probe import Outcome, Plane
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.rabbitmq.probe import PROBES, attempt, place, sessions
from keyroll.secret import Secret
from real_servers import next_number

pytestmark = pytest.mark.server
OLD, NEW = "old-Password-1", "new-Password-2"


@pytest.fixture(params=["amqp", "http"])
def plane(request, rabbitmq) -> Plane:
    return place(rabbitmq.address if request.param == "amqp" else rabbitmq.management)


@pytest.fixture
def user(rabbitmq) -> str:
    name = f"app{next_number()}"
    rabbitmq.user(name, OLD, "management")
    return name


def login(who: str, value: str = OLD) -> Login:
    return Login(who, Secret(value.encode()), "keyroll-0123456789")


def refused(plane: Plane) -> ProbeAnswer:
    return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="403" if plane.address.startswith("amqp") else "401")


def holder(rabbitmq, user: str) -> pika.BlockingConnection:
    signs_in = pika.PlainCredentials(user, OLD)
    return pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", rabbitmq.port, credentials=signs_in))


def listed(rabbitmq, user: str, there: bool) -> None:
    """Waits until the broker counts the connections of a user as they are: it keeps that list on its own time."""
    deadline = time.monotonic() + 30
    while bool(rabbitmq.connections(user)) is not there:
        assert time.monotonic() < deadline, "the broker never listed what is open"
        time.sleep(0.1)


def test_a_good_password_signs_in_as_its_user(plane, user) -> None:
    assert attempt(plane, login(user)) == ProbeAnswer(Outcome.ACCEPTED, user)


def test_a_changed_password_an_unknown_user_and_one_without_are_refused_alike(rabbitmq, plane, user) -> None:
    never = PROBES[0].never_issued(Secret(OLD.encode()))
    alike = [attempt(plane, login("nobody_here")), attempt(plane, Login(user, never, "keyroll-1"))]
    rabbitmq.user(user, NEW, "management")
    alike.append(attempt(plane, login(user)))
    assert attempt(plane, login(user, NEW)).outcome is Outcome.ACCEPTED
    rabbitmq.call("PUT", f"users/{user}", {"password_hash": "", "tags": "management"})
    alike.append(attempt(plane, login(user, NEW)))
    assert alike == [refused(plane)] * 4


def test_a_user_without_a_tag_is_good_for_amqp_and_no_user_of_the_management(rabbitmq, user) -> None:
    rabbitmq.user(user, OLD)
    assert attempt(place(rabbitmq.management), login(user)) == ProbeAnswer(Outcome.REFUSED_POLICY, said="401")
    assert attempt(place(rabbitmq.management), login(user, NEW)).outcome is Outcome.REFUSED_CREDENTIAL
    assert attempt(place(rabbitmq.address), login(user)).outcome is Outcome.ACCEPTED


def test_what_comes_after_a_good_password_is_no_refusal_of_it(rabbitmq, user) -> None:
    at = lambda vhost: place(f"amqp://127.0.0.1:{rabbitmq.port}/{vhost}")  # noqa: E731
    policy = ProbeAnswer(Outcome.REFUSED_POLICY, said="530")
    assert attempt(at("nowhere"), login(user)) == policy
    rabbitmq.call("PUT", f"user-limits/{user}/max-connections", {"value": 0})
    assert attempt(at("%2F"), login(user)) == ProbeAnswer(Outcome.THROTTLED, said="530")
    rabbitmq.call("DELETE", f"user-limits/{user}/max-connections")
    rabbitmq.call("DELETE", f"permissions/%2F/{user}")
    assert attempt(at("%2F"), login(user)) == policy
    assert attempt(at("%2F"), login(user, NEW)).outcome is Outcome.REFUSED_CREDENTIAL


@pytest.mark.long
def test_a_connection_outlives_its_password_until_it_is_closed(rabbitmq, plane, user) -> None:
    with closing(holder(rabbitmq, user)) as session:
        rabbitmq.user(user, NEW, "management")
        assert attempt(plane, login(user)) == refused(plane)
        listed(rabbitmq, user, there=True)
        session.process_data_events()
        alive = sessions(plane, login(user, NEW), user, timedelta())
        assert (alive.outcome, alive.said) == (Outcome.ACCEPTED, "1 connection")
        # One that is younger than the moment asked about was opened with the new password.
        assert sessions(plane, login(user, NEW), user, timedelta(hours=1)).outcome is Outcome.REFUSED_CREDENTIAL
        rabbitmq.user("watcher", NEW, "management")
        blind = sessions(plane, login("watcher", NEW), user, timedelta())
        assert blind == ProbeAnswer(Outcome.REFUSED_POLICY, said="no monitoring")
        rabbitmq.user("watcher", NEW, "monitoring")
        assert sessions(plane, login("watcher", NEW), user, timedelta()).said == "1 connection"
    listed(rabbitmq, user, there=False)
    gone = sessions(plane, login(user, NEW), user, timedelta())
    assert (gone.outcome, gone.said) == (Outcome.REFUSED_CREDENTIAL, "none")


def test_amqp_alone_cannot_tell_whether_a_connection_is_left(rabbitmq, user) -> None:
    alone = place(f"amqp://127.0.0.1:{rabbitmq.port}/")
    assert sessions(alone, login(user), user, timedelta()) == ProbeAnswer(Outcome.AMBIGUOUS, said="no management")


def test_deleting_a_user_ends_its_connections(rabbitmq, user) -> None:
    session = holder(rabbitmq, user)
    try:
        listed(rabbitmq, user, there=True)  # a deletion closes the connections that the broker has counted
        rabbitmq.call("DELETE", f"users/{user}")
        with pytest.raises(pika.exceptions.ConnectionClosedByBroker, match="320"):
            session.process_data_events(time_limit=30)
    finally:
        if session.is_open:
            session.close()


@pytest.mark.parametrize("scheme", ["amqp", "http"])
def test_a_broker_that_is_down_refuses_nothing_and_one_that_is_another_is_not_believed(scripted, scheme) -> None:
    assert attempt(place(f"{scheme}://127.0.0.1:1"), login("app")).outcome is Outcome.UNREACHABLE
    with scripted(b"SSH-2.0-OpenSSH_10.0\r\n" * 2) as address:
        outcome = attempt(place(f"{scheme}://{address}"), login("app")).outcome
    assert outcome in (Outcome.AMBIGUOUS, Outcome.UNREACHABLE)
    assert (OLD.encode() in scripted.heard) is False


def test_a_page_that_says_200_to_anything_is_no_broker(scripted) -> None:
    portal = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\n<html></html>"
    with scripted(portal) as address:
        assert attempt(place(f"http://{address}"), login("app")).outcome is Outcome.AMBIGUOUS


@pytest.mark.parametrize(
    "address",
    ["mq1", "amqp:///", "amqp://mq1.example/", "amqps://user:x@mq1/", "amqps://mq1/?x=1", "http://mq1.example:15672"],
)
def test_what_is_no_address_or_would_show_the_value_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        place(address)
