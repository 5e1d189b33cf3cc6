"""Sources that never come to an end: each ends by its bounds, what was read stays, and no other source waits for it."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import stamina

from hostile_peers import LONGEST, Answer, path, peer, reply, sends
from keyroll.errors import AnswerRefused, DriverFailed, KeyrollError, Unreachable
from keyroll.http import Http
from keyroll.intake import connecting, guarded
from keyroll.intake.bounds import Bounds
from keyroll.intake.connections import Connected
from keyroll.intake.fetch import Fetched, fetch
from keyroll.intake.guarded import GuardedSource
from keyroll.model.source import Source
from keyroll.providers._rest import Next, Rest, RestCall, by_field, by_last, by_link, by_number, by_offset
from keyroll.providers.live import Ask, Connection, Each, LiveAnswer, LiveSource, Me, Pull

pytestmark = pytest.mark.hostile
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SOURCE = Source("gitlab", "main")
SHORT = Bounds(list_pages=30, pages=60, size=1 << 20, repeats=8, seconds=4, question=2)
GOOD = {"items": [{"id": "1"}]}


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


Page = Callable[[int, str], tuple[Any, tuple[str, ...]]]


def served(page: Page) -> Answer:
    """Answer the n-th question for a list by a page; ``/good`` is a list of one page."""
    numbers: dict[str, int] = {}
    lock = threading.Lock()

    def answer(one: socket.socket, head: bytes) -> None:
        asked = path(head)
        if asked.startswith("/good"):
            one.sendall(reply(json.dumps(GOOD).encode()))
            return
        with lock:
            numbers[asked.partition("?")[0]] = number = numbers.get(asked.partition("?")[0], 0) + 1
        body, headers = page(number, asked)
        one.sendall(body if isinstance(body, bytes) else reply(json.dumps(body).encode(), *headers))

    return answer


def slow(answer: tuple[Any, tuple[str, ...]]) -> tuple[Any, tuple[str, ...]]:
    time.sleep(0.3)
    return answer


def read(
    folder: Path,
    page: Page,
    following: Next,
    bounds: Bounds = SHORT,
    *more: Pull,
    calls: dict[str, RestCall] | None = None,
) -> Fetched:
    pulls = [Pull("personal_access_tokens", "x", name="bad"), *more, Pull("project_access_tokens", "x", name="good")]
    with peer(served(page)) as port:
        known = {"bad": RestCall("/bad", next=following), "good": RestCall("/good", next=by_field("next", param="c"))}
        live = GuardedSource(
            SOURCE, Rest(Http(f"http://127.0.0.1:{port}", whole=2), known | (calls or {}), lambda _: Me("k"))
        )
        began = time.monotonic()
        got = fetch(folder, SOURCE, live, pulls, 2, NOW, bounds=bounds)
        assert time.monotonic() - began < bounds.seconds + 4
        live.close()
        return got


def kept(got: Fetched, name: str = "personal_access_tokens") -> list[Any]:
    return [json.loads(line) for file in got.pages(name) for line in file.read_text("utf-8").splitlines()]


def record(number: int) -> dict[str, Any]:
    return {"id": str(number), "text": "x" * 100}


CURSORS: dict[str, tuple[Page, Next]] = {
    "new records for ever": (lambda n, _: ({"items": [record(n)], "next": f"c{n}"}, ()), by_field("next", param="c")),
    "the same page": (lambda n, _: ({"items": [record(0)], "next": f"c{n}"}, ()), by_field("next", param="c")),
    "empty pages": (lambda n, _: ({"items": [], "next": f"c{n}"}, ()), by_field("next", param="c")),
    "no list at all": (lambda n, _: ({"next": f"c{n}"}, ()), by_field("next", param="c")),
    "one cursor": (lambda n, _: ({"items": [record(n)], "next": "c"}, ()), by_field("next", param="c")),
    "two cursors in turn": (lambda n, _: ({"items": [record(n)], "next": f"c{n % 2}"}, ()), by_field("next", param="c")),
    "a circle of five": (lambda n, _: ({"items": [record(n)], "next": f"c{n % 5}"}, ()), by_field("next", param="c")),
    "a cursor of a number": (lambda n, _: ({"items": [record(n)], "next": n}, ()), by_field("next", param="c")),
    "a cursor of a list": (lambda n, _: ({"items": [record(n)], "next": [n]}, ()), by_field("next", param="c")),
    "a cursor that grows": (lambda n, _: ({"items": [record(n)], "next": "c" * n * 2000}, ()), by_field("next", param="c")),
    "links for ever": (lambda n, _: ([record(n)], (f'Link: </bad?p={n}>; rel="next"',)), by_link),
    "a link to itself": (lambda n, _: ([record(n)], ('Link: </bad>; rel="next"',)), by_link),
    "links in a circle": (lambda n, _: ([record(n)], (f'Link: </bad?p={n % 3}>; rel="next"',)), by_link),
    "links of a megabyte": (lambda n, _: ([record(n)], ("Link: " + "<" * 60_000 + f'</bad?p={n}>; rel="next"',)), by_link),
    "a link elsewhere": (lambda n, _: ([record(n)], ('Link: <http://169.254.169.254/x>; rel="next"',)), by_link),
    "full pages for ever": (lambda n, _: ([record(n), record(-n)], ()), by_number(2)),
    "a total that grows": (lambda n, _: ({"items": [record(n)], "total": n + 10}, ()), by_offset(param="o", total=("total",), items=("items",))),
    "a flag that stays": (lambda n, _: ({"data": [record(n)], "has_more": True}, ()), by_last("after")),
    "large pages for ever": (lambda n, _: ({"items": [{"id": n, "text": "x" * 200_000}], "next": f"c{n}"}, ()), by_field("next", param="c")),
    "slow pages for ever": (lambda n, _: slow(({"items": [record(n)], "next": f"c{n}"}, ())), by_field("next", param="c")),
}  # fmt: skip


@pytest.mark.parametrize("name", CURSORS)
def test_a_list_without_an_end_ends_and_what_was_read_stays(name: str, tmp_path: Path) -> None:
    page, following = CURSORS[name]
    got = read(tmp_path, page, following)
    because = got.reasons["personal_access_tokens"]
    assert because
    assert because.isprintable()
    assert 0 < len(kept(got)) <= SHORT.pages
    if got.ended:
        assert "project_access_tokens" not in got.reasons or "larger than" in got.reasons["project_access_tokens"]


def test_pages_bytes_and_time_of_a_source_are_bounded_also_where_it_goes_on(tmp_path: Path) -> None:
    page, following = CURSORS["new records for ever"]
    many = Bounds(list_pages=10_000, pages=20, size=1 << 30, repeats=100, seconds=5)
    got = read(tmp_path / "pages", page, following, many)
    assert len(kept(got)) <= 22
    assert "20 pages" in got.reasons["personal_access_tokens"]
    small = Bounds(size=100_000)
    got = read(tmp_path / "size", CURSORS["large pages for ever"][0], following, small)
    assert "MiB" in got.reasons["personal_access_tokens"]
    short = Bounds(list_pages=10_000, pages=10_000, seconds=0.7)
    first = read(tmp_path / "time", CURSORS["slow pages for ever"][0], following, short)
    assert not first.ended
    assert first.again
    assert "within" in first.reasons["personal_access_tokens"]
    again = read(tmp_path / "time", page, following, Bounds(list_pages=12))
    assert len(kept(again)) <= 13


def test_folders_within_folders_without_an_end_end(tmp_path: Path) -> None:
    def names(body: Any, parent: str) -> Iterator[str]:
        yield from (f"{parent}/{one['id']}" for one in body["items"])

    def named(body: Any, _parent: str) -> list[str]:
        return [one["id"] for one in body["items"]]

    for each, page in (
        (Each("", names, deeper=True), lambda n, _: ({"items": [record(n), record(-n)]}, ())),
        (Each("bad", named), lambda n, _: (
            {"items": [record(n * 100 + one) for one in range(50)]}, ())),
    ):  # fmt: skip
        child = Pull("deploy_keys", "x", name="child", each=each)
        folder = tmp_path / each.of
        got = read(
            folder, page, by_field("next", param="c"), SHORT, child, calls={"child": RestCall(lambda name: "/child")}
        )
        if not each.of:
            assert "60 pages" in got.reasons["deploy_keys"]
        assert len(kept(got, "deploy_keys")) <= SHORT.pages + 8


def _connection(page: Page | None, hang: float) -> Connection:
    def opened(opening: Any) -> LiveSource:
        if page is None:
            return Hanging(hang)
        return Rest(Http(opening.address, whole=1), {"t": RestCall("/good")}, lambda _: Me("k"))

    return Connection(open=opened, pulls=(Pull("personal_access_tokens", "x", name="t"),), make=())


class Hanging:
    """A driver that does not return, whatever it is told."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def me(self) -> Me:
        time.sleep(self.seconds)
        return Me("x")

    def ask(self, ask: Ask) -> LiveAnswer:
        time.sleep(self.seconds)
        return LiveAnswer([])

    def close(self) -> None: ...


def test_a_source_that_hangs_costs_no_other_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("T", "x")
    with peer(served(lambda _n, _p: (GOOD, ()))) as port:
        good, bad = _connection(lambda n, _: (GOOD, ()), 0), _connection(None, 6)
        monkeypatch.setattr(connecting, "of", lambda source, _settings: bad if source.name.startswith("bad") else good)
        names = [f"bad{n}" for n in range(6)] + [f"good{n}" for n in range(6)]
        some = [Connected(Source("gitlab", name), f"http://127.0.0.1:{port}", "env:T") for name in names]
        began = time.monotonic()
        rounds = [
            (time.monotonic() - began, batch)
            for batch in connecting.pull_each(tmp_path, some, NOW, bounds=Bounds(seconds=2.5, question=2.5), wait=0.5)
        ]
        assert time.monotonic() - began < 6
        first = [one for took, batch in rounds if took < 2 for one in batch]
        assert {one.source.name for one in first} == {name for name in names if name.startswith("good")}
        assert all(one.ended and not one.reasons for one in first)
        late = [one for took, batch in rounds if took >= 2 for one in batch]
        assert {one.reasons["personal_access_tokens"][-20:] for one in late}
        assert all(not one.ended and one.again for one in late)


@pytest.mark.parametrize(
    "raised",
    [OSError("x"), EOFError(), ValueError("canary"), RecursionError(), MemoryError(), AssertionError(), KeyError("canary"),
     UnicodeError("canary"), StopIteration(), TimeoutError(), ZeroDivisionError()],
)  # fmt: skip
def test_whatever_a_driver_raises_is_a_word(raised: Exception) -> None:
    class Raising(Hanging):
        def ask(self, ask: Ask) -> LiveAnswer:
            raise raised

    with pytest.raises((Unreachable, DriverFailed)) as told:
        GuardedSource(SOURCE, Raising(0)).ask(Ask("x"))
    assert "canary" not in str(told.value)


def test_a_driver_that_does_not_return_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "QUESTION", 0.3)
    live = GuardedSource(SOURCE, Hanging(2))
    for ask in (live.me, lambda: live.ask(Ask("x"))):
        began = time.monotonic()
        with pytest.raises(Unreachable, match="no answer within"):
            ask()
        assert time.monotonic() - began < 1.5
    live.close()


def test_a_full_disk_ends_the_read_in_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from keyroll.intake.spool import Spool

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Spool, "add", full)
    got = read(tmp_path, CURSORS["new records for ever"][0], by_field("next", param="c"))
    assert "No space left" in got.reasons["personal_access_tokens"]


# ---- drivers and probes, over real sockets

DRIPS: dict[str, Answer] = {
    "nothing": sends(drip=b"", every=0),
    "bytes": sends(drip=b"\0", every=0.05),
    "letters": sends(drip=b"a", every=0.05),
    "zeros for ever": sends(drip=b"\0" * 65536, every=0),
    "letters for ever": sends(drip=b"a" * 65536, every=0),
    "HTTP": sends(reply(b"{}"), drip=b"HTTP/1.1 100 Continue\r\n\r\n", every=0.02),
    "headers": sends(b"HTTP/1.1 200 OK\r\n", drip=b"X: a\r\n", every=0.02),
    "a body": sends(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n", drip=b"a", every=0.02),
    "chunks": sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", drip=b"1\r\na\r\n", every=0.02),
    "negative chunks": sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", drip=b"a" * 65536, every=0),
    "an LDAP message": sends(b"\x30\x84\x00\xff\xff\xff", drip=b"\0", every=0.02),
    "LDAP entries": sends(drip=b"\x30\x0c\x02\x01\x01\x64\x07\x04\x01a\x30\x02\x30\x00", every=0.001),
    "a Redis list": sends(b"*99999999\r\n", drip=b"+a\r\n", every=0.001),
    "a Redis text": sends(b"$16000000\r\n", drip=b"a", every=0.02),
    "a MySQL packet": sends(b"\xff\xff\xff\0", drip=b"\x0a", every=0.02),
    "an AMQP frame": sends(b"\x01\0\0\0\xff\xff\xff", drip=b"a", every=0.02),
    "SSH banners": sends(drip=b"hello\r\n", every=0.01),
    "a PostgreSQL message": sends(b"R\x3f\xff\xff\xff", drip=b"\0" * 65536, every=0.001),
}  # fmt: skip
KINDS = {
    "http": ("openbao", "token", "http://127.0.0.1:{}"),
    "ldap": ("ldap", "entry", "ldap://127.0.0.1:{}"),
    "redis": ("redis", "user", "127.0.0.1:{}"),
    "mariadb": ("mariadb", "account", "127.0.0.1:{}"),
    "rabbitmq": ("rabbitmq", "user", "amqp://127.0.0.1:{}"),
    "postgresql": ("postgresql", "role", "127.0.0.1:{}/postgres?sslmode=disable"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_probe_of_a_server_that_never_ends_ends(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from keyroll.model.probe import Outcome
    from keyroll.providers import _sockets, _wire, catalogue
    from keyroll.providers.contracts.probe import Login
    from keyroll.secret import Secret

    provider, of, address = KINDS[kind]
    probe = catalogue.probes(provider)[of]
    monkeypatch.setattr(vars(_sockets.ConnectionBudget)["of"].__func__, "__defaults__", (1.0, 2 << 20))
    monkeypatch.setattr(_wire, "WHOLE", 1.0)
    if kind == "postgresql":
        from keyroll.providers.postgresql import probe as module

        monkeypatch.setattr(module, "PATIENCE", 1.0)
    wrong: list[str] = []

    def one(name: str) -> None:
        with peer(DRIPS[name], reads=False) as port:
            began = time.monotonic()
            plane = probe.place(address.format(port))
            answer = probe.attempt(
                plane, Login("cn=app,dc=example" if kind == "ldap" else "app", Secret(b"x"), "keyroll")
            )
            took = time.monotonic() - began
            if took > 6 or answer.outcome not in (Outcome.UNREACHABLE, Outcome.AMBIGUOUS, Outcome.THROTTLED):
                wrong.append(f"{name}: {answer} after {took:.1f}")

    threads = [threading.Thread(target=one, args=(name,)) for name in DRIPS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
    assert not any(thread.is_alive() for thread in threads)
    assert not wrong


def test_errors_of_bounds_are_of_the_family() -> None:
    assert issubclass(AnswerRefused, KeyrollError)
