"""Teams, PagerDuty and a SIEM, each a server of the test that refuses what the vendor's would; quiet hours; Slack's
escapes."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

from keyroll.errors import UsageError
from keyroll.response.channels.contract import Channel, InDoubt, Message, NotSent
from keyroll.response.channels.ocsf import Ocsf
from keyroll.response.channels.pagerduty import PagerDuty
from keyroll.response.channels.quiet import QuietHours
from keyroll.response.channels.teams import Teams
from keyroll.response.channels.wanted import ReminderChannels
from keyroll.response.channels.webhook import Webhook
from keyroll.secret import Secret

SECRET = "canary-channel-4713"
HOSTILE = "<!channel> <https://evil.example|x> [x](https://evil.example) ``` \u202e\x1b[2J"
FIRST = Message("okta", "db@a.example", f"okta: 2 not proven dead {HOSTILE}", f"next: revoke it\n{HOSTILE}", 2)
TEXTS = {"TextRun", "RichTextBlock", "AdaptiveCard"}


class Strict(ThreadingHTTPServer):
    """Takes what each vendor takes; ``status`` makes it refuse, and ``lose`` cuts an answer off."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken: list[tuple[str, dict[str, object]]] = []
        self.status, self.lose = 0, False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Strict

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.lose:
            self.connection.close()
            return
        status, answer = self.judged(body)
        content = json.dumps(answer).encode()
        self.send_response(self.server.status or status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def judged(self, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        if self.path.startswith("/workflows/"):
            return self.teams(body)
        if self.path == "/v2/enqueue":
            return self.pagerduty(body)
        if self.headers["Authorization"] != f"Bearer {SECRET}":
            return 401, {"text": "no"}
        schema = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.8.0")).get_class_schema("incident_finding")
        jsonschema.validate(body, schema)
        self.server.taken.append(("ocsf", body))
        return 200, {"text": "Success"}

    def teams(self, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        if self.path != f"/workflows/{SECRET}" or body["type"] != "message" or len(json.dumps(body)) > 28_000:
            return 400, {}
        self.server.taken.append(("teams", body))
        return 202, {}

    def pagerduty(self, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        payload = body["payload"]
        assert isinstance(payload, dict)
        good = body["event_action"] == "trigger" and payload["severity"] in ("critical", "error", "warning", "info")
        good = good and payload["source"] and 0 < len(payload["summary"]) <= 1024 and len(str(body["dedup_key"])) <= 255
        if body.pop("routing_key", "") != SECRET or not good:
            return 400, {"status": "invalid event"}
        self.server.taken.append(("pagerduty", body))
        return 202, {"status": "success", "dedup_key": body["dedup_key"]}


@pytest.fixture
def strict() -> Iterator[Strict]:
    with Strict() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def channels(strict: Strict) -> list[Channel]:
    return [
        Teams(Secret(f"{strict.address}/workflows/{SECRET}".encode())),
        PagerDuty(Secret(SECRET.encode()), strict.address),
        Ocsf(f"{strict.address}/collect", Secret(SECRET.encode())),
    ]


def test_each_takes_what_is_sent_and_groups_the_days_of_one_owner(strict: Strict) -> None:
    for key in ("first", "second"):
        for channel in channels(strict):
            channel.send(FIRST, key)
    kinds = [kind for kind, _ in strict.taken]
    assert sorted(kinds) == ["ocsf", "ocsf", "pagerduty", "pagerduty", "teams", "teams"]
    assert {body["dedup_key"] for kind, body in strict.taken if kind == "pagerduty"} == {FIRST.group}
    findings = [body for kind, body in strict.taken if kind == "ocsf"]
    assert [body["metadata"]["uid"] for body in findings] == ["first", "second"]  # type: ignore[index]
    assert {body["finding_info_list"][0]["uid"] for body in findings} == {FIRST.group}  # type: ignore[index]


def test_a_card_holds_plain_runs_alone_and_hides_nothing(strict: Strict) -> None:
    channels(strict)[0].send(FIRST, "key")
    text = json.dumps(strict.taken[0][1], ensure_ascii=False)
    assert '"TextBlock"' not in text
    assert "\u202e" not in text
    assert "<!channel>" in text


def test_a_long_message_is_cut_for_teams_and_says_so(strict: Strict) -> None:
    channels(strict)[0].send(Message("okta", "a", "s", "é" * 40_000, 1), "key")
    assert "cut: see keyroll incident status" in json.dumps(strict.taken[0][1], ensure_ascii=False)


def test_slack_gets_no_link_and_calls_nobody(strict: Strict) -> None:
    posted: list[str] = []

    def judged(_self: Handler, body: dict[str, str]) -> tuple[int, dict[str, str]]:
        posted.append(body["text"])
        return 200, {}

    strict.RequestHandlerClass = type("Slack", (Handler,), {"judged": judged})
    Webhook(Secret(f"{strict.address}/hook".encode())).send(FIRST, "key")
    (text,) = posted
    assert "<" not in text
    assert "&lt;!channel&gt;" in text
    assert text.count("```") == 2
    assert "\u202e" not in text


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize(("status", "kind"), [(400, NotSent), (403, NotSent), (429, NotSent), (500, InDoubt)])
def test_what_is_refused_was_not_sent_and_no_secret_is_shown(
    strict: Strict, number: int, status: int, kind: type[Exception]
) -> None:
    strict.status = status
    with pytest.raises(kind) as caught:
        channels(strict)[number].send(FIRST, "key")
    assert SECRET not in f"{caught.value} {getattr(caught.value, 'hint', '')}"


@pytest.mark.parametrize("number", range(3))
def test_a_lost_answer_is_in_doubt(strict: Strict, number: int) -> None:
    strict.lose = True
    with pytest.raises(InDoubt):
        channels(strict)[number].send(FIRST, "key")


NIGHT = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "at", "until"),
    [
        ("22:00-06:00", NIGHT, datetime(2026, 11, 29, 6, tzinfo=UTC)),
        ("22:00-06:00", NIGHT + timedelta(hours=3), datetime(2026, 11, 29, 6, tzinfo=UTC)),
        ("22:00-06:00", NIGHT + timedelta(hours=7), None),
        ("12:00-13:00", NIGHT, None),
        ("08:00-08:00", NIGHT, None),
    ],
)
def test_quiet_hours_go_over_midnight(hours: str, at: datetime, until: datetime | None) -> None:
    assert QuietHours.read(hours).until(at) == until


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 10**7))
def test_quiet_ends_after_now_and_is_over_then(begins: int, ends: int, minutes: int) -> None:
    now = NIGHT + timedelta(minutes=minutes)
    quiet = QuietHours(timedelta(minutes=begins), timedelta(minutes=ends))
    until = quiet.until(now)
    if until is not None:
        assert now < until <= now + timedelta(days=1)
        assert quiet.until(until) is None


@pytest.mark.parametrize("hours", ["22-6", "24:00-06:00", "22:00", "x"])
def test_hours_that_cannot_be_read_are_refused(hours: str) -> None:
    with pytest.raises(UsageError):
        ReminderChannels(quiet=hours).quiet_until(NIGHT)
