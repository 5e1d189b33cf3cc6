"""nginx and Envoy ask the gate: what is exposed is refused within a second of the approval, a killed gate refuses."""

import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from asking_proxies import BILLING, Proxies
from keyroll.api import Keyroll
from keyroll.model.incident import ClosingPolicy

pytestmark = [pytest.mark.server, pytest.mark.long]
PROXIES = ("nginx", "envoy")


@pytest.fixture
def proxies(tmp_path: Path) -> Iterator[Proxies]:
    made = Proxies(tmp_path)
    try:
        made.start()
        yield made
    finally:
        made.stop_all()


def _until(proxies: Proxies, proxy: str, status: int) -> float:
    """Return the seconds until a request with the token has a status."""
    begun = time.monotonic()
    while proxies.with_token(proxy) != status:
        assert time.monotonic() - begun < 10
        time.sleep(0.02)
    return time.monotonic() - begun


def test_an_exposed_token_is_refused_within_a_second_of_the_approval(proxies: Proxies) -> None:
    keyroll = Keyroll.open(proxies.home)
    ann, bob = (f"file:{proxies.folder / name}.key" for name in ("ann", "bob"))
    keyroll.incidents.plan("leak", (BILLING,), because="it leaked", by="ann", policy=ClosingPolicy.LIVE)
    keyroll.gate.refuse("leak", key=ann)
    assert [proxies.with_token(one) for one in PROXIES] == [200, 200]
    before = keyroll.campaigns.status("leak")
    keyroll.rotations.approve("gate-leak", key=bob)
    assert all(_until(proxies, one, 403) < 1 for one in PROXIES)
    after = keyroll.campaigns.status("leak")
    assert [one.standing.judgement for one in after.left] == [one.standing.judgement for one in before.left]
    assert len(after.left) == 1
    until = datetime.now(UTC) + timedelta(seconds=4)
    keyroll.gate.accept(BILLING, until=until, because="invoices stop", key=bob)
    keyroll.rotations.approve("gate-exception", key=ann)
    assert _until(proxies, "envoy", 200) < 1
    _until(proxies, "nginx", 403)
    assert {one["reason"] for one in proxies.decisions()} == {"known", "exposed", "exception"}
    assert {one["plan"] for one in proxies.decisions()} == {"", "gate-leak", "gate-exception"}


def test_a_killed_gate_refuses_and_a_restarted_one_answers(proxies: Proxies) -> None:
    proxies.stop("gate", signal.SIGKILL)
    assert [proxies.with_token(one) for one in PROXIES] == [500, 403]
    proxies.start_gate()
    for one in PROXIES:
        _until(proxies, one, 200)


@pytest.mark.parametrize("proxy", PROXIES)
def test_no_header_of_a_caller_names_who_asks(proxies: Proxies, proxy: str) -> None:
    token, other = f"Authorization: Bearer {proxies.token}", "Authorization: Bearer svc_fedcba9876543210"
    hostile = {
        "no credential": (),
        "unknown": (other,),
        "unknown first": (other, token),
        "unknown last": (token, other),
        "the proxy's token": (f"Authorization: Bearer {proxies.asking}",),
        "token of a proxy": (other, f"X-Gate-Proxy: {proxies.asking}"),
        "account": ("X-Forwarded-User: billing", "X-Remote-User: billing"),
        "certificate": ("X-Forwarded-Client-Cert: Subject=billing",),
        "joined": (f"{token}, Bearer other",),
        "continued": (other, f" {proxies.token}"),
        "blank before the colon": (token.replace(":", " :", 1),),
        "underscore": (token.replace("Authorization", "Authoriz_ation"),),
        "in a cookie": (f"Cookie: authorization=Bearer {proxies.token}",),
        "named by connection": (token, "Connection: Authorization", other),
        "chunked and empty": (other, "Transfer-Encoding: chunked", "", "0", ""),
    }
    reached = [name for name, headers in hostile.items() if proxies.status(proxy, *headers) == 200]
    assert not reached
    # What only decorates a good request neither helps nor harms it, and is not recorded in its place.
    decorated = ("X-Gate-Uri: /public", "X-Gate-Address: 10.0.0.9", "X-Gate-Method: HEAD", "X-Gate-Proxy: x")
    assert proxies.status(proxy, token, *decorated, path="/invoices?key=value") == 200
    last = proxies.decisions()[-1]
    assert (last["method"], last["path"], last["host"]) == ("GET", "/invoices", "api.example")
    assert last["address"] == ("127.0.0.1" if proxy == "nginx" else "")
    assert last["credential"] == BILLING
