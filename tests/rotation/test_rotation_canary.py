"""Random secrets down every rotator and every delivery, through every failure: none of them comes out anywhere.

The other side repeats what it was sent, in the body and in a header, with each status; it closes the connection after
the request, answers nonsense, or is not there. Looked at: what each act returns, log records, warnings, the standard
streams, tracebacks, and the arguments and environment of every child process.
"""

import base64
import contextlib
import logging
import secrets
import socket
import sys
import threading
import traceback
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
import stamina

from keyroll.providers import catalogue
from keyroll.providers.contracts.delivery import Delivery
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Ended, Generation, NewValue, Rotator, Subject
from keyroll.providers.openssh.rotate import fresh as ssh_key
from keyroll.secret import Secret
from rotating import MARK

pytestmark = pytest.mark.long
STATUSES = (200, 400, 401, 403, 404, 409, 422, 429, 500, 503)
FAILURES = ("away", "lost", "nonsense", *(f"status {one}" for one in STATUSES))
#: The others are tried at night.
BY_DAY = ("away", "status 200")
TRIED = [pytest.param(one, marks=() if one in BY_DAY else pytest.mark.nightly) for one in FAILURES]
#: The address that a rotator reads, by provider; ``{at}`` is the host and port of the other side.
ADDRESSES = {
    "postgresql": "{at}/app", "mariadb": "{at}", "redis": "{at}", "rabbitmq": "amqp://{at}/?management=http://{at}",
    "ldap": "ldap://{at}", "openssh": "root@{at}?hostkey=SHA256:AAAA", "cloudflare": "http://{at}/account", "entra": "http://{at}/tenant",
}  # fmt: skip
SETTINGS = {
    "partner": "svc_b", "user": "svc", "graph": "http://{at}", "application": "app", "repository": "octo-org/app",
    "project": "7", "iam": "http://{at}", "account": "svc@project.iam.gserviceaccount.com", "volatile": "yes",
    "applications": "app",
}  # fmt: skip
TARGETS = {
    "file": "/nowhere/at/all?reload=/bin/false", "command": "/bin/false x?read=/bin/false y",
    "ssh": "svc@{at}/tmp/x?reload=false", "openbao": "http://{at}/secret/data/app#password",
    "kubernetes": "http://{at}/shop/db?restart=deployments/app#password",
    "gitlab": "http://{at}/projects/7?scope=x#DB", "aws": "http://{at}/prod/plain?region=us-east-1",
    "github": "http://{at}/repos/octo-org/app/actions/secrets#DB",
}  # fmt: skip
ROTATORS = [(name, one) for name in catalogue.providers() for one in catalogue.rotators(name)]

#: What children were started with, while a test looks.
_children: list[str] | None = None


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if _children is not None and event in ("subprocess.Popen", "os.exec", "os.posix_spawn"):
        _children.append(repr(args))


sys.addaudithook(_hook)


@dataclass
class Peer:
    """The other side: what it does with a request."""

    failure: str
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        with socket.create_server(("127.0.0.1", 0)) as server:
            at = f"127.0.0.1:{server.getsockname()[1]}"
            if self.failure == "away":
                server.close()
                yield at
                return
            server.settimeout(0.1)
            thread = threading.Thread(target=self._serve, args=(server,), daemon=True)
            thread.start()
            yield at
            self.over.set()
            thread.join(10)

    def _serve(self, server: socket.socket) -> None:
        while not self.over.is_set():
            with contextlib.suppress(OSError):
                one, _ = server.accept()
                threading.Thread(target=self._answer, args=(one,), daemon=True).start()

    def _answer(self, one: socket.socket) -> None:
        with one, contextlib.suppress(OSError):
            one.settimeout(5)
            heard = one.recv(1 << 16)
            one.settimeout(0.05)
            with contextlib.suppress(TimeoutError):
                while part := one.recv(1 << 16):
                    heard += part
            if self.failure == "nonsense":
                one.sendall(heard + secrets.token_bytes(50) + heard)
            elif self.failure != "lost":
                one.sendall(self._reply(int(self.failure.split()[1]), heard))

    def _reply(self, status: int, heard: bytes) -> bytes:
        """Repeat what was sent wherever a vendor has words of its own."""
        said = heard.decode("latin-1").replace("\\", "/").replace('"', "'").replace("\r", " ").replace("\n", " ")
        body = f'{{"error": "{said}", "message": "{said}", "errors": ["{said}"], "data": "{said}", "id": "{said}"}}'
        raw, line = body.encode(), said.encode("ascii", "replace")[:900].decode()
        head = f"HTTP/1.1 {status} {line[:200]}\r\nContent-Type: application/json\r\nX-Request-Id: {line}\r\n"
        return f"{head}Retry-After: 0\r\nContent-Length: {len(raw)}\r\nConnection: close\r\n\r\n".encode() + raw


@dataclass
class Canary:
    """Random secrets, and the forms in which they could come out."""

    texts: list[str] = field(default_factory=list)

    def secret(self, before: str = "") -> Secret:
        text = f"canary{secrets.token_hex(12)}"
        self.texts.append(text)
        return Secret(f"{before}{text}".encode())

    def key(self) -> Secret:
        """A private key of OpenSSH: its middle is the canary."""
        made = ssh_key(None)
        raw = bytes(getattr(made, "_Secret__value"))  # noqa: B009
        self.texts.append(raw.decode().splitlines()[3])
        return made

    def forms(self) -> Iterator[str]:
        for text in self.texts:
            raw = text.encode()
            yield from (text, raw.hex(), urllib.parse.quote(text))
            # In base64 a text has three forms, by where it begins.
            for shift in range(3):
                yield base64.b64encode(b"x" * shift + raw).decode()[4:-6]
                yield base64.urlsafe_b64encode(b"x" * shift + raw).decode()[4:-6]

    def check(self, *places: str) -> None:
        for place in places:
            found = [form for form in self.forms() if form in place]
            assert not found, place[:2000]


@contextlib.contextmanager
def watched(canary: Canary, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """Search everything that comes out of the block, and what it adds to the list."""
    global _children
    said: list[str] = []
    children: list[str] = []
    _children = children
    caplog.set_level(logging.DEBUG)
    with stamina.set_testing(True, attempts=1):
        try:
            yield said
        finally:
            _children = None
    out, err = capfd.readouterr()
    logged = "\n".join(f"{one.getMessage()} {one.exc_text} {one.args!r}" for one in caplog.records)
    canary.check(*said, *children, logged, out, err)


def tried(said: list[str], act: Callable[[], Any]) -> Any:
    """Do something; keep what it returns or raises, with the whole traceback and its chain."""
    try:
        result = act()
    except Exception as error:  # noqa: BLE001 - whatever it raises must repeat nothing
        said.append("".join(traceback.format_exception(error)) + repr(error.args))
        return error
    said.append(f"{result!r} {result}")
    return result


def admin_of(provider: str, canary: Canary) -> Login:
    if provider == "openssh":
        return Login("root", canary.key(), MARK)
    who = "cn=root,dc=quiet" if provider == "ldap" else "rotator@%" if provider == "mariadb" else "rotator"
    before = {"aws": "AKIACANARY0000000000:", "entra": "11111111-2222-3333-4444-555555555555:"}
    return Login(who, canary.secret(before.get(provider, "")), MARK)


@pytest.mark.parametrize("failure", TRIED)
@pytest.mark.parametrize(
    ("provider", "rotator"), ROTATORS, ids=[f"{name}-{one.kind}-{one.way}" for name, one in ROTATORS]
)
def test_no_act_of_a_rotator_repeats_a_secret(
    provider: str, rotator: Rotator, failure: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    canary = Canary()
    with Peer(failure).running() as at, watched(canary, caplog, capfd) as said:
        plane = rotator.place(ADDRESSES.get(provider, "http://{at}").format(at=at))
        subject = Subject("svc@%" if provider == "mariadb" else "svc", _settings(rotator, at))
        admin, generation = admin_of(provider, canary), Generation("svc", "svc", mark=MARK)
        value = canary.key() if provider in ("openssh", "github") else canary.secret()
        old = canary.secret("access:") if rotator.needs_old else None
        new = NewValue(MARK, "svc_b", None if rotator.chosen_by == "provider" else value, old)
        tried(said, lambda: rotator.administrator(plane, admin))
        listed = tried(said, lambda: rotator.generations(plane, admin, subject))
        assert not isinstance(listed, Exception)
        if rotator.create:
            created = tried(said, lambda: rotator.create and rotator.create(plane, admin, subject, new))
            assert getattr(created, "ended", None) in set(Ended)
            assert created.ended is not Ended.DONE or failure == "status 200"
        for act in (rotator.disable, rotator.enable, rotator.delete, rotator.end_sessions, rotator.end_derived):
            if act is not None:
                done = tried(said, partial(act, plane, admin, subject, generation))
                assert getattr(done, "ended", None) in set(Ended)
        if rotator.seen is not None:
            tried(said, lambda: rotator.seen and rotator.seen(plane, admin, subject, generation))
        said.append(repr((admin, new, plane, subject)))


def _settings(rotator: Rotator, at: str) -> dict[str, str]:
    return {one.name: SETTINGS[one.name].format(at=at) for one in rotator.settings if one.name in SETTINGS}


@pytest.mark.parametrize("failure", TRIED)
@pytest.mark.parametrize("scheme", sorted(catalogue.deliveries()))
def test_no_delivery_repeats_a_secret(
    scheme: str, failure: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    delivery: Delivery = catalogue.deliveries()[scheme]
    canary = Canary()
    with Peer(failure).running() as at, watched(canary, caplog, capfd) as said:
        target = delivery.place(TARGETS[scheme].format(at=at))
        provider = "openssh" if scheme == "ssh" else scheme
        login = admin_of(provider, canary) if delivery.needs_login else None
        content = canary.secret("svc:")
        done = tried(said, lambda: delivery.write(target, login, content))
        assert getattr(done, "ended", None) in set(Ended)
        read = tried(said, lambda: delivery.read(target, login))
        assert not isinstance(read, Exception)
        if delivery.reload is not None:
            tried(said, lambda: delivery.reload and delivery.reload(target, login))


def test_the_search_finds_what_comes_out(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """The net itself: in each form, and at each place."""
    canary = Canary()
    canary.secret()
    for form in list(canary.forms()):
        with pytest.raises(AssertionError):
            canary.check(f"before {form} after")
    for leak in (
        print,
        logging.getLogger("x").debug,
        lambda text: __import__("subprocess").run(["true", text], check=True),
    ):
        with pytest.raises(AssertionError), watched(canary, caplog, capfd):
            leak(canary.texts[0])
