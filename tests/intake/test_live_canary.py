"""A connection's credential rests nowhere and shows itself nowhere, whatever a vendor answers."""

import logging
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import stamina

from fakes.gitlab import GitLab
from fakes.strict import Reply
from keyroll.api import Keyroll
from keyroll.cli import main
from keyroll.errors import KeyrollError
from keyroll.intake.connecting import pull_all
from keyroll.model.source import Source

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}


def answers(canary: str) -> dict[str, Reply]:
    """What a vendor may answer, each repeating the value that it was sent."""
    echo = {"message": canary, "you_sent": canary}
    return {
        "401": Reply(401, echo),
        "403": Reply(403, echo),
        "429": Reply(429, echo, {"Retry-After": "9999"}),
        "500": Reply(500, echo),
        "broken": Reply(200, f'{{"message": "{canary}'.encode(), JSON),
        "page of html": Reply(200, f"<html>{canary}".encode(), HTML),
        "redirect": Reply(302, echo, {"Location": f"https://elsewhere.example/?token={canary}"}),
        "another shape": Reply(200, "unexpected", JSON),
    }


@pytest.fixture
def fake() -> Iterator[GitLab]:
    with GitLab().running() as one, stamina.set_testing(True, attempts=2):
        yield one


@pytest.mark.long
def test_the_credential_is_found_nowhere(
    fake: GitLab,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    canary = fake.administrator()
    monkeypatch.setenv("GITLAB_TOKEN", canary)
    home = tmp_path / "home"
    keyroll = Keyroll.open(home, now=NOW)
    seen: list[str] = []
    for number, (name, answer) in enumerate(answers(canary).items()):
        fake.mood = lambda _request, answer=answer: answer  # type: ignore[misc]
        source = Source("gitlab", f"s{number}")
        with pytest.raises(KeyrollError) as raised:
            keyroll.sources.connect(source, "env:GITLAB_TOKEN", address=fake.address, settings={})
        seen += [name, *traceback.format_exception(raised.value), repr(vars(raised.value))]
        fake.mood = lambda _request: None
        keyroll = Keyroll.open(home, now=NOW + timedelta(days=number))
        if not number:
            keyroll.sources.connect(Source("gitlab"), "env:GITLAB_TOKEN", address=fake.address, settings={})
        # Signing in works; then everything else is answered so.
        fake.mood = lambda request, answer=answer: None if request.path.endswith("/self") else answer  # type: ignore[misc]
        (fetched,) = pull_all(home, keyroll.sources.connected(), keyroll.now())
        assert set(fetched.reasons) >= {"personal_access_tokens", "deploy_keys"} or name == "another shape"
        seen.append(repr(fetched))
    fake.mood = lambda _request: Reply(500, {"message": canary})
    monkeypatch.setattr("sys.argv", ["keyroll", "sync", "--home", str(home)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 11
    out, err = capfd.readouterr()
    found = re.compile(re.escape(canary))
    assert not found.search("".join((*seen, out, err, caplog.text)))
    for file in home.rglob("*"):
        if file.is_file():
            assert canary.encode() not in file.read_bytes(), file
