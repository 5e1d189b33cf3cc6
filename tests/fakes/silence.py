"""A connection's credential is found nowhere, whatever a vendor answers: in no error, no log, no file of the home."""

import logging
import traceback
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import stamina

from fakes.strict import Fake, Reply
from keyroll.api import Keyroll
from keyroll.errors import KeyrollError
from keyroll.intake.connecting import pull_all
from keyroll.model.source import Source

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
_JSON, _HTML = {"Content-Type": "application/json"}, {"Content-Type": "text/html"}


def answers(canary: str) -> Mapping[str, Reply]:
    """What a vendor may answer, each repeating the value that it was sent."""
    echo = {"message": canary, "errors": [{"code": 1, "message": canary}]}
    return {
        **{f"{status}": Reply(status, echo) for status in (400, 401, 403, 404, 500)},
        "429": Reply(429, echo, {"Retry-After": "9999"}),
        "broken": Reply(200, f'{{"message": "{canary}'.encode(), _JSON),
        "page": Reply(200, f"<html>{canary}".encode(), _HTML),
        "redirect": Reply(302, echo, {"Location": f"https://elsewhere.example/?token={canary}"}),
        "another shape": Reply(200, {"value": canary, "items": canary}, _JSON),
    }


def assert_silent(
    fake: Fake,
    source: str,
    canary: str,
    settings: Mapping[str, str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    *,
    me: Collection[str],
) -> None:
    """Hold every way in which a read may fail against the credential's value; ``me`` are the paths of signing in."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("CANARY", canary)
    secret = canary.rpartition(":")[2]
    seen: list[str] = []
    home, one = folder / "home-of-silence", Source(source)
    keyroll = Keyroll.open(home, now=NOW)
    keyroll.sources.connect(one, "env:CANARY", address=fake.address, settings=settings)
    with stamina.set_testing(True, attempts=1):
        for day, (name, answer) in enumerate(answers(secret).items()):
            fake.mood = lambda _request, answer=answer: answer  # type: ignore[misc]
            try:
                keyroll.sources.connect(one, "env:CANARY", address=fake.address, settings=settings)
            except KeyrollError as error:
                seen += [*traceback.format_exception(error), repr(vars(error))]
            fake.mood = lambda request, answer=answer: None if request.path in me else answer  # type: ignore[misc]
            (fetched,) = pull_all(home, keyroll.sources.connected(), NOW + timedelta(days=day))
            seen.append(repr(fetched))
            if name == "another shape":  # the last: such a page is kept as it is, and its reader refuses it
                break
            assert fetched.reasons, name
            for file in home.rglob("*"):
                assert not file.is_file() or secret.encode() not in file.read_bytes(), file
    assert len(seen) > len(answers(secret)), "nothing went wrong"
    assert secret not in "".join((*seen, caplog.text))
