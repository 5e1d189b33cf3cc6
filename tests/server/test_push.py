"""A transmitter pushes tokens: what is answered, by the text of RFC 8935, and what is on disk by then."""

import http.client
import json
import re
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from keyroll.api import Keyroll, Stream
from keyroll.reveal import reveal
from keyroll.security_events import streams
from keyroll.server.worker import run_due
from serving import served, started
from signal_tokens import ISSUER, KEY, NEXT, OTHER, US, VERIFICATION, claims, jwks, signed, two_keys
from small_world import NOW, SmallWorld, key, key_id

pytestmark = pytest.mark.long

MEDIA = "application/secevent+jwt"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = two_keys(tmp_path_factory.mktemp("push"))
    keyroll = Keyroll.open(world.path / "home", now=NOW)
    (world.path / "bearer").write_text(token_of(keyroll, "idp-push"))
    keyroll.home.ledger.close()
    return world


@dataclass
class Pushed:
    """A home with a stream, the token of its transmitter, and where the server is."""

    keyroll: Keyroll
    bearer: str
    port: int = 0

    def push(self, token: str | bytes, bearer: str | None = None, stream: str = "idp", media: str = MEDIA) -> Any:
        """Return status, headers and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Content-Type": media, "Accept": "application/json"}
            if bearer != "":
                headers["Authorization"] = f"Bearer {self.bearer if bearer is None else bearer}"
            content = token.encode() if isinstance(token, str) else token
            connection.request("POST", f"/signals/{stream}", content, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def refused(self, *arguments: Any, **more: Any) -> str:
        """Return the code with which a token is refused."""
        status, headers, body = self.push(*arguments, **more)
        assert status == 400
        assert headers["Content-Type"] == "application/json"
        assert headers["Content-Language"] == "en"
        said = json.loads(body)
        assert set(said) == {"err", "description"}
        return str(said["err"])


def token_of(keyroll: Keyroll, name: str, *scopes: str) -> str:
    with reveal(
        keyroll.tokens.make(name, scopes or ("signals:write",), datetime(2099, 1, 1, tzinfo=UTC), by="lead")
    ) as raw:
        return raw.decode()


def opened(built: SmallWorld, place: Path, now: datetime | None = NOW) -> Pushed:
    """A copy of the home, with a stream."""
    keyroll = Keyroll.open(built.copied(place).path / "home", now=now)
    keys = place / "jwks.json"
    keys.write_text(json.dumps(jwks(KEY)))
    streams.write(keyroll.home.path, {"idp": Stream("idp", ISSUER, (US,), str(keys), pushed_by="idp-push")})
    return Pushed(keyroll, (place / "bearer").read_text())


@pytest.fixture
def pushed(built: SmallWorld, tmp_path: Path) -> Iterator[Pushed]:
    one = opened(built, tmp_path)
    with served(one.keyroll) as one.port:
        yield one


def test_a_token_is_taken_once_and_an_incident_follows(pushed: Pushed) -> None:
    token = signed(claims("1", NOW))
    for _ in range(2):
        status, headers, body = pushed.push(token)
        assert (status, body) == (202, b"")
        assert headers["Content-Length"] == "0"
    # The same claims, signed again, are the same token; other claims under its id are another one.
    assert pushed.push(signed(claims("1", NOW)))[0] == 202
    assert pushed.refused(signed(claims("1", NOW, "AKIAONE"))) == "invalid_request"
    assert pushed.keyroll.incidents.names() == []
    run_due(pushed.keyroll, lambda _: None)
    assert pushed.push(token)[0] == 202
    assert run_due(pushed.keyroll, lambda _: None) == 0
    assert pushed.keyroll.incidents.names() == ["idp-2023-11-21-to-2023-11-22"]
    (one,) = pushed.keyroll.incidents.status("idp-2023-11-21-to-2023-11-22").standings
    assert one.item.identifier == key_id("TWO")
    came = pushed.keyroll.streams.deliveries()["idp"]
    assert (came.tokens, came.waiting) == (1, 0)


def test_tokens_of_the_same_days_widen_one_incident(pushed: Pushed) -> None:
    for number, name in enumerate(("AKIATWO", "nobody@else", "AKIAONE")):
        assert pushed.push(signed(claims(f"{number}", NOW, name)))[0] == 202
    assert pushed.push(signed(claims("far", NOW, days=4)))[0] == 202
    assert pushed.push(signed(claims("when", NOW, days=None)))[0] == 202
    assert pushed.push(signed(claims("test", NOW, event=VERIFICATION)))[0] == 202
    found = {one.text.split()[3]: one for one in pushed.keyroll.streams.follow()}
    near, far = "idp-2023-11-21-to-2023-11-22", "idp-2023-11-18-to-2023-11-22"
    assert {jti: (one.incident, one.opened) for jti, one in found.items()} == {
        "0": (near, True),
        "1": (near, False),
        "2": (near, False),
        "far": (far, True),
        "when": ("idp-2023-11-15-to-2023-11-22", True),
        "test": ("", False),
    }
    assert found["1"].unknown == ("nobody@else",)
    identifiers = {one.item.identifier for one in pushed.keyroll.incidents.status(near).standings}
    assert identifiers == {key_id("ONE"), key_id("TWO")}
    assert pushed.keyroll.home.ledger.incident(far).window_from == datetime(2023, 11, 18, tzinfo=UTC)


def test_a_name_that_nobody_had_is_sought_again(pushed: Pushed, tmp_path: Path) -> None:
    assert pushed.push(signed(claims("1", NOW, "AKIATHREE")))[0] == 202
    (one,) = pushed.keyroll.streams.follow()
    assert one.unknown == ("AKIATHREE",)
    assert pushed.keyroll.streams.follow() == []
    world = SmallWorld(tmp_path)
    world.keys("11-01", key("ONE", "svc"), key("TWO"), key("THREE"))
    world.sync()
    (again,) = pushed.keyroll.streams.follow()
    assert (again.incident, again.opened, again.added) == (one.incident, False, (key_id("THREE"),))
    assert pushed.keyroll.streams.follow() == []


def test_a_name_of_an_incident_that_somebody_opened_is_left_alone(pushed: Pushed) -> None:
    name = "idp-2023-11-21-to-2023-11-22"
    pushed.keyroll.incidents.open(name, vendor="Other", begins=NOW - timedelta(days=9), ends=NOW)
    pushed.push(signed(claims("1", NOW)))
    (one,) = pushed.keyroll.streams.follow()
    assert one.opened
    assert re.fullmatch(f"{name}-[0-9a-f]{{8}}", one.incident)


def test_codes_of_the_standard(pushed: Pushed) -> None:
    good = claims("1", NOW)
    for err, body in {
        "invalid_issuer": signed(good | {"iss": "https://evil.example"}),
        "invalid_audience": signed(good | {"aud": ["https://others.example"]}),
        "invalid_key": signed(good, OTHER),
        "invalid_request": "no token",
    }.items():
        assert pushed.refused(body) == err
    head, payload, _ = signed(good).split(".")
    assert pushed.refused(f"{head}.{payload}.") == "invalid_key"
    changes: list[dict[str, Any]] = [
        {"jti": None},
        {"iat": 1},
        {"events": {}},
        {"exp": 9},
        {"sub": "x"},
        {"jti": "\x00"},
    ]
    for wrong in changes:
        assert pushed.refused(signed(good | wrong)) == "invalid_request"
    assert pushed.refused(signed(good, typ="JWT")) == "invalid_request"
    assert pushed.refused(signed(good), media="application/json") == "invalid_request"
    assert pushed.refused(b"\xff\x00") == "invalid_request"
    assert pushed.keyroll.streams.deliveries() == {}
    bad = pushed.keyroll.home.ledger.quarantined("signals@idp")
    assert len(bad) >= 9
    assert not any(payload in f"{one.file} {one.reason}" for one in bad)


def test_who_may_push(pushed: Pushed) -> None:
    token = signed(claims("1", NOW))
    assert pushed.refused(token, bearer="") == "authentication_failed"
    assert pushed.refused(token, bearer="nonsense") == "authentication_failed"
    other, reader = token_of(pushed.keyroll, "other"), token_of(pushed.keyroll, "reader", "incidents:read")
    assert pushed.refused(token, bearer=reader) == "access_denied"
    assert pushed.refused(token, bearer=other) == "access_denied"
    assert pushed.refused(token, stream="none") == "access_denied"
    assert pushed.push(b"x" * (64 << 10) + b"x")[0] == 413
    assert pushed.keyroll.streams.deliveries() == {}


def test_where_nobody_can_tell_it_is_to_come_again(pushed: Pushed, tmp_path: Path) -> None:
    (tmp_path / "jwks.json").unlink()
    status, headers, body = pushed.push(signed(claims("1", NOW)))
    assert (status, headers["Retry-After"]) == (503, "60")
    assert str(tmp_path) not in body.decode()
    # An issuer that changes its keys is believed by the new ones only.
    (tmp_path / "jwks.json").write_text(json.dumps(jwks(NEXT)))
    assert pushed.refused(signed(claims("1", NOW))) == "invalid_key"
    assert pushed.push(signed(claims("1", NOW), NEXT))[0] == 202


def test_what_is_pushed_at_once_is_kept_once(pushed: Pushed) -> None:
    tokens = [signed(claims(f"{number % 5}", NOW)) for number in range(20)]
    answers: list[int] = []
    threads = [threading.Thread(target=lambda one=one: answers.append(pushed.push(one)[0])) for one in tokens]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert answers == [202] * 20
    assert pushed.keyroll.streams.deliveries()["idp"].tokens == 5


@pytest.mark.long
@pytest.mark.parametrize("turns", [1, pytest.param(8, marks=pytest.mark.nightly)])
def test_what_was_acknowledged_survives_a_kill_at_any_moment(built: SmallWorld, tmp_path: Path, turns: int) -> None:
    one = opened(built, tmp_path, now=None)
    keyroll, now = one.keyroll, one.keyroll.now()
    acknowledged: list[str] = []
    sent = 0
    for turn in range(turns):
        server, one.port = started(keyroll.home.path)
        killer = threading.Timer(0.01 * turn, server.send_signal, [signal.SIGKILL])
        try:
            for place in count():
                sent += 1
                if one.push(signed(claims(f"{sent}", now)))[0] == 202:
                    acknowledged.append(f"{sent}")
                if place == 3:
                    killer.start()
        except (OSError, http.client.HTTPException):
            pass
        killer.join()
        server.wait()
    assert len(acknowledged) >= 4 * turns
    run_due(keyroll, lambda _: None)
    keyroll.streams.follow()
    with keyroll.home.ledger.reading() as connection:
        kept = list(connection.exec_driver_sql("SELECT jti FROM received").scalars())
        followed = list(connection.exec_driver_sql("SELECT jti FROM signals").scalars())
    assert set(acknowledged) <= set(kept) <= {f"{number}" for number in range(1, sent + 1)}
    assert sorted(kept) == sorted(followed)
    assert len(keyroll.incidents.names()) == 1
