"""Streams by command and by the worker, against a strict transmitter; the bearer token is found nowhere."""

import json
import logging
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stamina
from click.testing import CliRunner, Result

from fakes.strict import Reply
from fakes.transmitter import Transmitter
from keyroll.api import Keyroll, Stream
from keyroll.cli.root import root
from keyroll.errors import ConfigError, CredentialRefused, KeyrollError, NothingToDo, UsageError
from keyroll.intake.surveys import observations_view
from keyroll.security_events import streams
from keyroll.server.worker import plan, run_due
from signal_tokens import ISSUER, KEY, OTHER, US, claims, jwks, signed, two_keys
from small_world import NOW, SmallWorld, key_id

pytestmark = pytest.mark.long

INCIDENT = "idp-2023-11-21-to-2023-11-22"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    return two_keys(tmp_path_factory.mktemp("stream"))


@pytest.fixture
def home(built: SmallWorld, tmp_path: Path) -> Path:
    return built.copied(tmp_path).path / "home"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Transmitter]:
    with Transmitter().running() as one, stamina.set_testing(True, attempts=2):
        assert isinstance(one, Transmitter)
        one.jwks = jwks(KEY)
        monkeypatch.setenv("IDP", one.issue("poll"))
        yield one
    assert not one.refusals


def run(home: Path, *arguments: str) -> Result:
    shared = ["--home", str(home), "--now", NOW.isoformat(), "--json"]
    return CliRunner().invoke(root, ["incident", "stream", *arguments, *shared], standalone_mode=False)


def rows(done: Result) -> list[dict[str, Any]]:
    assert done.exception is None, done.exception
    return [json.loads(line) for line in done.stdout.splitlines()]


def add(home: Path, fake: Transmitter, name: str = "idp", **more: str) -> Result:
    given = {"keys": f"{fake.address}/jwks.json", "poll": f"{fake.address}/ssf/poll", "credential": "env:IDP"} | more
    options = [part for key, value in given.items() for part in (f"--{key}", value)]
    return run(home, "add", name, "--issuer", ISSUER, "--audience", US, *options)


def keep(home: Path, fake: Transmitter, *names: str, **more: str) -> None:
    """Write streams as the command does, without putting their credential in the inventory."""
    given = {"keys": f"{fake.address}/jwks.json", "poll": f"{fake.address}/ssf/poll", "credential": "env:IDP"} | more
    streams.write(home, {name: Stream(name, ISSUER, (US,), **given) for name in names or ("idp",)})


def test_what_waits_is_fetched_acknowledged_and_followed(home: Path, fake: Transmitter) -> None:
    rows(add(home, fake))
    good = {f"{number}": signed(claims(f"{number}", NOW)) for number in range(7)}
    bad = {
        "forged": signed(claims("forged", NOW), OTHER),
        "elsewhere": signed(claims("elsewhere", NOW, aud="https://others.example")),
        "renamed": signed(claims("other", NOW)),
        "odd": {"no": "text"},
    }
    fake.waiting = good | bad
    done = run(home, "poll")
    assert done.return_value == 11
    polled, *followed = rows(done)
    assert sorted(polled["taken"]) == sorted(good)
    assert {jti: one["err"] for jti, one in fake.reported.items()} == {
        "forged": "invalid_key",
        "elsewhere": "invalid_audience",
        "renamed": "invalid_request",
        "odd": "invalid_request",
    }
    assert {one["incident"] for one in followed} == {INCIDENT}
    assert [one["opened"] for one in followed] == [True] + [False] * 6
    assert not fake.waiting
    assert sorted(fake.acknowledged) == sorted(good)
    assert rows(run(home, "poll"))[0]["taken"] == []
    (listed,) = rows(run(home, "list"))
    assert (listed["tokens"], listed["waiting"], listed["credential"]) == (7, 0, "env:IDP")
    quarantined = Keyroll.open(home, now=NOW).home.ledger.quarantined("signals@idp")
    assert {one.file for one in quarantined} == {"token forged", "token elsewhere", "token renamed"}


def test_what_is_delivered_again_counts_once(home: Path, fake: Transmitter) -> None:
    keep(home, fake)
    token = signed(claims("1", NOW))
    for _ in range(2):
        fake.waiting = {"1": token}
        assert rows(run(home, "poll"))[0]["taken"] == ["1"]
    keyroll = Keyroll.open(home, now=NOW)
    assert keyroll.streams.deliveries()["idp"].tokens == 1
    assert keyroll.incidents.names() == [INCIDENT]
    assert fake.acknowledged == ["1", "1"]


def test_nothing_is_acknowledged_where_nobody_can_tell(home: Path, fake: Transmitter, tmp_path: Path) -> None:
    keys = tmp_path / "jwks.json"
    keys.write_text(json.dumps(jwks(KEY)))
    keep(home, fake, keys=str(keys))
    fake.waiting = {"1": signed(claims("1", NOW))}
    keys.unlink()
    done = run(home, "poll")
    assert done.return_value == 11
    assert "cannot be read" in rows(done)[0]["because"]
    assert list(fake.waiting) == ["1"]
    assert not fake.acknowledged
    assert not fake.reported


def test_the_worker_polls_and_one_that_fails_leaves_the_others(home: Path, fake: Transmitter) -> None:
    keep(home, fake, "idp", "lost")
    known = streams.read(home)
    streams.write(home, known | {"lost": replace(known["lost"], poll=f"{fake.address}/nothing")})
    fake.waiting = {"1": signed(claims("1", NOW))}
    told: list[str] = []
    keyroll = Keyroll.open(home, now=NOW)
    plan(keyroll, told.append)
    plan(keyroll, told.append)
    assert run_due(keyroll, told.append) == 3
    assert keyroll.incidents.names() == [INCIDENT]
    said = {one.identifier: one.said for one in keyroll.jobs.all() if one.kind == "poll"}
    assert said["idp"] == "1 tokens taken, 0 refused"
    assert said["lost"].startswith("failed: POST ")
    assert {(one.due_at or NOW) - NOW for one in keyroll.jobs.all() if one.kind == "poll"} == {
        keyroll.streams.named("idp").cadence
    }
    keep(home, fake, "idp")
    later = Keyroll.open(home, now=NOW.replace(day=24))
    plan(later, told.append)
    run_due(later, told.append)
    assert {one.identifier: one.due_at for one in later.jobs.all() if one.kind == "poll"}["lost"] is None


def test_the_credential_of_a_stream_stands_on_the_roll(home: Path, fake: Transmitter) -> None:
    add(home, fake)
    opened = Keyroll.open(home, now=NOW).home
    with opened.session() as session:
        observations_view(session, opened.lake)
        notes = [str(one) for (one,) in session.tuples("SELECT facts->>'note' FROM observations")]
    assert "keyroll reads signals@idp with it; its value is kept at env:IDP" in notes


def test_what_is_fetched_before_anything_is_known_waits(tmp_path: Path, fake: Transmitter) -> None:
    Keyroll.open(tmp_path, now=NOW)
    keep(tmp_path, fake)
    fake.waiting = {"1": signed(claims("1", NOW)), "big": signed(claims("big", NOW, pad="x" * (64 << 10)))}
    done = run(tmp_path, "poll")
    assert done.return_value == 11
    polled, waits = rows(done)
    assert (polled["taken"], list(polled["refused"])) == (["1"], ["big"])
    assert "the inventory is empty" in waits["because"]
    assert Keyroll.open(tmp_path, now=NOW).streams.deliveries()["idp"].waiting == 1
    assert "1" in fake.acknowledged


def test_what_is_refused(home: Path, fake: Transmitter, tmp_path: Path) -> None:
    def wrong(*arguments: str) -> KeyrollError:
        error = run(home, *arguments).exception
        assert isinstance(error, KeyrollError)
        return error

    assert isinstance(wrong("poll"), NothingToDo)
    assert isinstance(wrong("poll", "none"), UsageError)
    assert isinstance(add(home, fake, poll="http://idp.example/poll").exception, ConfigError)
    assert isinstance(add(home, fake, credential="s3cr3t").exception, ConfigError)
    assert isinstance(add(home, fake, keys=str(tmp_path / "none")).exception, UsageError)
    assert rows(run(home, "list")) == []
    add(home, fake)
    fake.credentials.clear()
    failed = run(home, "poll")
    assert failed.return_value == 11
    assert "401" in rows(failed)[0]["because"]
    with pytest.raises(CredentialRefused):
        Keyroll.open(home, now=NOW).streams.poll("idp")
    assert rows(run(home, "remove", "idp")) == []
    assert rows(run(home, "list")) == []


def test_the_bearer_token_is_found_nowhere(
    home: Path, fake: Transmitter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    canary = fake.issue("poll")
    monkeypatch.setenv("IDP", canary)
    echo = {"message": canary, "sets": {canary: canary}}
    answers = {
        "401": Reply(401, echo),
        "500": Reply(500, echo),
        "broken": Reply(200, f'{{"sets": "{canary}'.encode(), {"Content-Type": "application/json"}),
        "html": Reply(200, f"<html>{canary}".encode(), {"Content-Type": "text/html"}),
        "elsewhere": Reply(307, echo, {"Location": f"https://elsewhere.example/?token={canary}"}),
        "shape": Reply(200, [canary]),
    }
    keep(home, fake)
    seen: list[str] = []
    for name, answer in answers.items():
        fake.mood = lambda _request, answer=answer: answer  # type: ignore[misc]
        done = run(home, "poll")
        assert done.return_value == 11, name
        seen += [done.stdout, done.stderr]
        with pytest.raises(KeyrollError) as raised:
            Keyroll.open(home, now=NOW).streams.poll("idp")
        seen += [*traceback.format_exception(raised.value), repr(vars(raised.value))]
    fake.mood = lambda _request: None
    fake.waiting = {"1": signed(claims("1", NOW))}
    seen.append(run(home, "poll").stdout)
    assert len(fake.acknowledged) == 1
    assert key_id("TWO") in seen[-1]
    seen.append(caplog.text)
    assert not [one for one in seen if canary in one]
    for path in home.rglob("*"):
        assert not path.is_file() or canary.encode() not in path.read_bytes(), path
