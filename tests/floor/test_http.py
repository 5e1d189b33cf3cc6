"""The HTTP client: where a credential goes, which answers are taken, which waits are made, what errors give away."""

import datetime as dt
import ssl
import time
import traceback
from collections.abc import Iterator
from contextlib import closing
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
import stamina
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from fakes.strict import Fake, Reply, Request, route
from keyroll import http
from keyroll.errors import (
    AnswerRefused,
    ConfigError,
    CredentialRefused,
    KeyrollError,
    NotAllowed,
    NotThere,
    Throttled,
    Unreachable,
)
from keyroll.http import Http, bearer
from keyroll.secret import Secret

CANARY = "canary-5f1c9e"
GOOD = Http("https://good.example")


class Any(Fake):
    """Answers everything as the mood says."""

    @route("GET", "/x")
    def x(self, request: Request) -> Reply:
        return Reply(200, {"agent": request.headers["user-agent"]})

    @route("GET", "/y")
    def y(self, request: Request) -> Reply:
        return Reply(200, {"here": True})


@pytest.fixture
def fake() -> Iterator[Any]:
    with Any().running() as one:
        one.credentials[CANARY] = one.credentials[one.issue()]
        yield one


@pytest.fixture
def client(fake: Any) -> Iterator[Http]:
    one = Http(fake.address, bearer(Secret(CANARY.encode())), largest=1 << 16, patience=5)
    yield one
    one.close()


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


def shows_nothing(error: BaseException | None) -> None:
    """Neither the error nor anything that hangs on it, nor what holds a request, gives the credential away."""
    assert error is not None
    assert error.__cause__ is None
    assert error.__context__ is None
    assert CANARY not in "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))


def test_an_answer_is_read_and_says_who_asks(client: Http) -> None:
    reply = client.get("/x")
    assert reply.json() == {"agent": http.USER_AGENT}
    assert CANARY not in repr(reply) + repr(client)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Reply(401, {"error": CANARY}), CredentialRefused),
        (Reply(403, {"error": CANARY}), NotAllowed),
        (Reply(404, {"error": CANARY}), NotThere),
        (Reply(410, {}), NotThere),
        (Reply(400, {"error": CANARY}), AnswerRefused),
        (Reply(500, {"error": CANARY}), Unreachable),
        (Reply(429, {}, {"Retry-After": "3600"}), Throttled),
        (Reply(403, {}, {"Retry-After": "3600"}), Throttled),
        (Reply(403, {}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "3600"}), Throttled),
        (Reply(302, {}, {"Location": "https://elsewhere.example/x"}), AnswerRefused),
        (Reply(302, {}, {"Location": "/x"}), AnswerRefused),
        (Reply(200, b"<html>", {"Content-Type": "text/html"}), AnswerRefused),
        (Reply(200, b"{", {"Content-Type": "application/json"}), AnswerRefused),
        (Reply(200, b" " * (1 << 17), {"Content-Type": "application/json"}), AnswerRefused),
    ],
    ids=str,
)
def test_every_refusal_is_of_the_family_and_shows_nothing(
    fake: Any, client: Http, answer: Reply, kind: type[KeyrollError]
) -> None:
    fake.mood = lambda _request: answer
    with pytest.raises(kind) as raised:
        client.get(f"/x?secret={CANARY}").json()
    shows_nothing(raised.value)
    assert raised.value.hint


def test_a_server_that_is_not_there_is_unreachable(fake: Any) -> None:
    with Any().running() as other:
        address = other.address
    with pytest.raises(Unreachable) as raised:
        Http(address, bearer(Secret(CANARY.encode()))).get("/x")
    shows_nothing(raised.value)


def test_a_credential_never_goes_to_another_host(fake: Any, client: Http) -> None:
    with Any().running() as other:
        for answer in (
            lambda _request: Reply(307, {}, {"Location": f"{other.address}/x"}),
            lambda request: None,
        ):
            fake.mood = answer
            with pytest.raises(AnswerRefused):
                client.get("/x" if answer(None) else f"{other.address}/x")  # type: ignore[arg-type]
        assert other._number == 0


def test_a_redirect_on_the_same_host_is_followed(fake: Any, client: Http) -> None:
    fake.mood = lambda request: Reply(301, {}, {"Location": "/y"}) if request.path == "/x" else None
    assert client.get("/x").json() == {"here": True}


@pytest.mark.parametrize("how", ["seconds", "date"])
def test_a_vendor_is_waited_for_as_it_asks(fake: Any, client: Http, how: str) -> None:
    in_a_moment = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2), usegmt=True)
    seen: list[float] = []

    def slow(_request: Request) -> Reply | None:
        seen.append(time.monotonic())
        return None if len(seen) > 1 else Reply(429, {}, {"Retry-After": "2" if how == "seconds" else in_a_moment})

    fake.mood = slow
    assert client.get("/x").status == 200
    assert len(seen) == 2


def test_a_quota_that_is_used_up_is_not_overdrawn(fake: Any, client: Http) -> None:
    spent = Reply(200, {}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 3600)})
    fake.mood = lambda _request: spent
    assert client.get("/x").status == 200
    with pytest.raises(Throttled):
        client.get("/x")
    assert fake._number == 1


@pytest.mark.parametrize(
    "address",
    ["http://bao.example", "ftp://x", "bao.example", "https://", "https://u:p@x", "https://x?a=b", "https://x:a", ""],
)
def test_an_address_that_would_give_a_credential_away_is_refused(address: str) -> None:
    with pytest.raises(ConfigError) as raised:
        Http(address)
    assert "p@x" not in str(raised.value)


@pytest.mark.parametrize(
    "address", ["https://x", "https://x:8200/base/", "http://127.0.0.1:1", "http://[::1]:1", "http://localhost"]
)
def test_good_addresses(address: str) -> None:
    assert http.base(address) == address.rstrip("/")


@given(st.text())
def test_no_path_leaves_the_host(path: str) -> None:
    try:
        url = GOOD._inside(path)
    except AnswerRefused:
        return
    assert http.origin(url) == "https://good.example:443"


def test_a_certificate_that_nobody_vouches_for_ends_the_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    fake = Any()
    fake._server.socket = context.wrap_socket(fake._server.socket, server_side=True, do_handshake_on_connect=False)
    fake.credentials[CANARY] = fake.credentials[fake.issue()]
    with fake.running():
        address = fake.address.replace("http:", "https:")
        client = Http(address, bearer(Secret(CANARY.encode())))
        with closing(client), pytest.raises(Unreachable, match="certificate") as raised:
            client.get("/x")
        shows_nothing(raised.value)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with closing(Http(address, bearer(Secret(CANARY.encode())))) as client:
            assert client.get("/x").status == 200


def self_signed(folder: Path) -> Path:
    """A key and a certificate for this machine, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
