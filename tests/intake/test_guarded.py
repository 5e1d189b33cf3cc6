"""What a driver raises that its connection does not know names its source, shows no value, and costs no other."""

import ssl
import struct
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import asyncssh
import pika.exceptions
import pymysql
import pytest

from fakes.gitlab import GitLab
from keyroll.errors import DriverFailed, KeyrollError, NotAllowed, Unreachable
from keyroll.intake.connecting import check, pull_all
from keyroll.intake.connections import Connected
from keyroll.intake.guarded import guarded
from keyroll.model.json import Json
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.live import Ask, Connection, LiveAnswer, LiveSource, Me, Opening, Pull

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CANARY = "canary-4711"
BAD = Source("redis", "bad")
ERRORS: dict[str, Callable[[], Exception]] = {
    "asyncpg": lambda: asyncpg.InterfaceError(CANARY),
    "asyncssh": lambda: asyncssh.DisconnectError(2, CANARY),
    "pika": lambda: pika.exceptions.AMQPConnectionError(CANARY),
    "pymysql": lambda: pymysql.OperationalError(2013, CANARY),
    "struct": lambda: struct.error(CANARY),
    "ValueError": lambda: ValueError(CANARY),
    "UnicodeDecodeError": lambda: UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, CANARY),
    "RecursionError": lambda: RecursionError(CANARY),
}
NETWORK: dict[str, Callable[[], Exception]] = {
    "ConnectionResetError": lambda: ConnectionResetError(104, CANARY),
    "SSLError": lambda: ssl.SSLError(1, CANARY),
    "TimeoutError": lambda: TimeoutError(CANARY),
    "EOFError": lambda: EOFError(CANARY),
}


class Broken:
    """A source that raises at one of its methods; another list of it can be read."""

    def __init__(self, at: str, error: Callable[[], Exception]) -> None:
        self.at, self.error = at, error

    def may_fail(self, at: str) -> None:
        if at == self.at:
            raise self.error()

    def me(self) -> Me:
        self.may_fail("me")
        return Me("keyroll")

    def ask(self, ask: Ask) -> LiveAnswer:
        self.may_fail(ask.pull)
        page: Json = []
        return LiveAnswer(page)

    def close(self) -> None:
        self.may_fail("close")


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], Exception]], None]:
    """Puts a broken source in the place of Redis."""
    real = catalogue.connection
    monkeypatch.setenv("VALUE", CANARY)

    def play(at: str, error: Callable[[], Exception]) -> None:
        def open_live(_opening: Opening) -> LiveSource:
            one = Broken(at, error)
            one.may_fail("open")
            return one

        connection = Connection(open_live, (Pull("users", "+acl|list +acl|whoami"),), ())
        monkeypatch.setattr(catalogue, "connection", lambda name: connection if name == "redis" else real(name))

    return play


@pytest.mark.parametrize("at", ["open", "me", "users", "close"])
@pytest.mark.parametrize("name", [*ERRORS, *NETWORK])
def test_it_names_the_source_and_shows_nothing_else(
    played: Callable[[str, Callable[[], Exception]], None], tmp_path: Path, at: str, name: str
) -> None:
    played(at, (ERRORS | NETWORK)[name])
    (read,) = pull_all(tmp_path, [Connected(BAD, "tls://cache1", "env:VALUE")], NOW)
    if at in ("close", "me") and not (at == "me" and name in NETWORK):
        assert read.reasons == {}  # whose credential it is may stay unknown; the list was read
        return
    (because,) = read.reasons.values()
    assert "redis@bad: " in because
    assert name in because
    assert CANARY not in because
    assert read.again == (name in NETWORK)


@pytest.mark.parametrize("at", ["open", "me"])
def test_connecting_says_it_too(
    played: Callable[[str, Callable[[], Exception]], None], tmp_path: Path, at: str
) -> None:
    for errors, kind in ((ERRORS, DriverFailed), (NETWORK, Unreachable)):
        for error in errors.values():
            played(at, error)
            with pytest.raises(kind) as raised:
                check(Connected(BAD, "tls://cache1", "env:VALUE"))
            assert "redis@bad" in str(raised.value)
            assert CANARY not in "".join(traceback.format_exception(raised.value))
            assert raised.value.__context__ is None


def test_the_others_are_read(
    played: Callable[[str, Callable[[], Exception]], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with GitLab().running() as fake:
        assert isinstance(fake, GitLab)
        monkeypatch.setenv("GITLAB_TOKEN", fake.administrator())
        played("open", ERRORS["pymysql"])
        connections = [
            Connected(BAD, "tls://cache1", "env:VALUE"),
            Connected(Source("gitlab"), fake.address, "env:GITLAB_TOKEN"),
        ]
        bad, good = pull_all(tmp_path, connections, NOW)
    assert list(bad.reasons) == ["users"]
    assert good.ended
    assert good.reasons == {}


def test_errors_of_the_family_pass_as_they_are() -> None:
    refused = NotAllowed("no", hint="ask")

    def ask(error: BaseException) -> None:
        raise error

    with pytest.raises(KeyrollError) as raised:
        guarded(BAD, lambda: ask(refused))
    assert raised.value is refused
    with pytest.raises(KeyboardInterrupt):
        guarded(BAD, lambda: ask(KeyboardInterrupt()))
