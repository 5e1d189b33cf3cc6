"""Floods of challenges and of streams: who waits for a sign-in still signs in, and everybody gets a stream."""

import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from authenticator import Authenticator, challenge, registered, send
from console_home import HOST, Client, console, cookie, opened, small_home
from raw_http import many

from keyroll.api import Keyroll
from keyroll.server.challenges import Challenges
from keyroll.server.issuer import Issuer
from keyroll.server.limits import LIMITS
from keyroll.server.wrong import WrongTokens
from serving import served

FLOOD = 5_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    return opened(small_home(tmp_path_factory.mktemp("made")), tmp_path_factory.mktemp("flooded"))


@pytest.fixture(scope="module")
def port(home: Keyroll) -> Iterator[int]:
    with console(home, replace(LIMITS, challenges=10**9)) as number:
        yield number


def asking(port: int, more: str = "") -> bytes:
    return (
        f"POST /passkey/challenge HTTP/1.1\r\nHost: {HOST}:{port}\r\nOrigin: http://{HOST}:{port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: 2\r\n{more}\r\n{{}}"
    ).encode()


def test_5000_challenges_of_one_source_leave_a_waiting_sign_in_unharmed(home: Keyroll) -> None:
    with console(home) as port:
        ann = registered(Client(port, cookie(home, "approver", "ann")))
        waiting = Client(port)
        asked = challenge(waiting)
        statuses = Counter(many(port, [asking(port)] * FLOOD))
        assert set(statuses) == {200, 429}
        assert statuses[200] < LIMITS.challenges
        assert send(waiting, "/passkey/sign-in", ann.signed(asked))[0] == 200
        assert send(Client(port), "/passkey/challenge")[0] == 429  # a new browser at the attacker's address waits
        # A browser that has signed in before is not refused because of others at its address.
        assert send(waiting, "/passkey/sign-in", ann.signed(challenge(waiting)))[0] == 200


def test_challenges_without_a_limit_and_of_many_sources_leave_a_waiting_sign_in_unharmed(home: Keyroll) -> None:
    """A proxy names the sources: 1,500 addresses, and a limit that refuses nothing."""
    with served(home, replace(LIMITS, challenges=10**9), origin=True, proxies=["127.0.0.1"]) as port:
        one = registered(Client(port, cookie(home, "approver", "ann")))
        waiting = Client(port)
        asked = challenge(waiting)
        sources = (asking(port, f"X-Forwarded-For: 10.0.{n % 1500 >> 8}.{n % 256}\r\n") for n in range(3_000))
        assert set(many(port, sources)) == {200}
        assert send(waiting, "/passkey/sign-in", one.signed(asked))[0] == 200


def test_behind_a_proxy_one_source_is_refused_and_another_is_not(home: Keyroll) -> None:
    with served(home, replace(LIMITS, challenges=5), origin=True, proxies=["127.0.0.1"]) as port:
        flood = [asking(port, "X-Forwarded-For: 198.51.100.7\r\n")] * 8
        assert many(port, flood) == [200] * 5 + [429] * 3
        assert many(port, [asking(port, "X-Forwarded-For: 203.0.113.9\r\n")]) == [200]
    with served(home, replace(LIMITS, challenges=5), origin=True) as port:  # nobody may name another address here
        named = [asking(port, f"X-Forwarded-For: 10.0.0.{n}\r\n") for n in range(8)]
        assert many(port, named) == [200] * 5 + [429] * 3


def test_challenges_take_no_memory_and_the_tables_of_sources_are_bounded() -> None:
    some = Challenges()
    values = {some.new("sign in", f"visitor {number}") for number in range(20_000)}
    assert (len(values), len(some)) == (20_000, 0)
    seen = WrongTokens(LIMITS, most=LIMITS.challenges)
    for number in range(20_000):
        seen.wrong(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
        seen.good(f"visitor {number}")
    assert len(seen) == LIMITS.addresses
    assert len(seen._good) == LIMITS.addresses


def test_a_challenge_of_another_visitor_purpose_or_person_is_refused(home: Keyroll, port: int) -> None:
    mine, other = Client(port, cookie(home, "approver", "carla")), Client(port, cookie(home, "approver", "dora"))
    carla, dora = registered(mine), registered(other)
    waiting = Client(port)
    asked = challenge(waiting)
    thief = Client(port)
    challenge(thief)
    assert send(thief, "/passkey/sign-in", carla.signed(asked))[0] == 403
    assert send(Client(port), "/passkey/sign-in", carla.signed(asked))[0] == 403  # without a cookie
    for path, options in (("/passkey/new", None), ("/passkey/confirm", {"what": "x"})):
        given = send(mine, path, options)[1]["challenge"]
        assert send(waiting, "/passkey/sign-in", carla.signed(given))[0] == 403, path
    given = send(mine, "/passkey/new")[1]["challenge"]
    assert send(other, "/passkey/add", Authenticator(f"http://{HOST}:{port}").made(given))[0] == 400
    new = Authenticator(f"http://{HOST}:{port}")
    assert send(mine, "/passkey/add", new.made(given))[0] == 200
    assert send(mine, "/passkey/add", Authenticator(f"http://{HOST}:{port}").made(given))[0] == 400  # used
    assert send(waiting, "/passkey/sign-in", dora.signed(asked))[0] == 200
    assert send(waiting, "/passkey/sign-in", dora.signed(asked))[0] == 403  # used


def test_sign_ins_that_begin_at_an_issuer_end_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyroll.server.id_token import TokenRefused
    from keyroll.server.issuer_settings import IssuerSettings

    settings = IssuerSettings("https://login.example", "client", "sub", None, "openid", "Corp")
    issuer = Issuer(settings, "https://keys.example/oidc/callback")
    monkeypatch.setattr(Issuer, "_description", lambda _: {"authorization_endpoint": "https://login.example/begin"})

    def state(browser: str) -> str:
        return issuer.begin(browser).partition("&state=")[2].partition("&")[0]

    waiting = state("mine")
    for number in range(FLOOD):
        issuer.begin(f"other {number}")
    begun = issuer.take(waiting, "mine")
    with pytest.raises(TokenRefused, match="another browser"):
        issuer.take(waiting, "other 1")
    issuer.use(begun)
    with pytest.raises(TokenRefused, match="used"):
        issuer.take(waiting, "mine")
    with pytest.raises(TokenRefused, match="used"):
        issuer.use(begun)
    assert state("mine") != state("mine")


def stream(stack: ExitStack, port: int, session: str) -> int:
    """Open a stream and keep it; return its status."""
    one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
    asked = f"GET /incident/live?name=okta HTTP/1.1\r\nHost: {HOST}:{port}\r\nCookie: {session}\r\n\r\n"
    one.sendall(asked.encode())
    return int(one.recv(65536)[9:12])


def test_a_viewer_cannot_hold_all_streams(home: Keyroll, port: int) -> None:
    viewer, admin = cookie(home, "viewer", "vic"), cookie(home, "admin", "root")
    with ExitStack() as stack:
        statuses = Counter(stream(stack, port, viewer) for _ in range(100))
        assert statuses == {200: LIMITS.streams_each, 429: 100 - LIMITS.streams_each}
        # Another session of the same person is the same person.
        assert stream(stack, port, cookie(home, "viewer", "vic")) == 429
        assert stream(stack, port, admin) == 200
    until = time.monotonic() + 15
    while time.monotonic() < until:  # what ended gives its place back
        with ExitStack() as stack:
            if stream(stack, port, viewer) == 200:
                break
        time.sleep(0.2)
    else:
        pytest.fail("the ended streams keep their places")


def test_streams_that_begin_at_once_are_counted_before_they_begin(home: Keyroll) -> None:
    with served(home, replace(LIMITS, streams=3), origin=True) as port, ExitStack() as stack:
        sessions = [cookie(home, "viewer", f"v{number}") for number in range(5)]
        assert Counter(stream(stack, port, one) for one in sessions) == {200: 3, 503: 2}
