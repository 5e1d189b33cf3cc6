"""Webhooks and issues over a server of the test that refuses what Slack's and Jira's would."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from keyroll.response.channels.contract import InDoubt, Message, NotSent
from keyroll.response.channels.jira import Jira
from keyroll.response.channels.webhook import Webhook
from keyroll.secret import Secret
from real_servers import free_port

HOOK, TOKEN = "/services/T0/B0/canary-hook-4711", "canary-token-4712"
FIRST = Message("okta", "db@a.example", "okta: 2 not proven dead", "next: revoke it", 2)


class Vendor(ThreadingHTTPServer):
    """Slack's webhook and a Jira project, as far as reminders use them. ``lose`` answers are cut off."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.posted: list[str] = []
        self.issues: dict[str, dict[str, object]] = {}
        self.lose = self.status = 0
        self.cloud = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Vendor

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.status:
            self.answer(self.server.status, {"error": TOKEN})
        elif self.path == HOOK:
            self.server.posted.append(body["text"])
            self.answer(200, "ok")
        elif self.path == "/rest/api/2/issue" and self.allowed():
            fields = body["fields"]
            assert (fields["project"], fields["issuetype"]) == ({"key": "SEC"}, {"name": "Task"})
            name = f"SEC-{len(self.server.issues) + 1}"
            self.server.issues[name] = fields
            self.answer(201, {"id": "1", "key": name})
        else:
            self.answer(404, {})

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.allowed():
            self.server.issues[self.path.rpartition("/")[2]] |= body["fields"]
            self.answer(204, None)

    def do_GET(self) -> None:
        if not self.allowed():
            return
        place, cloud = urlsplit(self.path), self.server.cloud
        if place.path != ("/rest/api/3/search/jql" if cloud else "/rest/api/2/search"):
            self.answer(410 if cloud else 404, {"errorMessages": ["gone"]})
            return
        match = re.fullmatch(r'labels = "([\w-]+)" ORDER BY created', parse_qs(place.query)["jql"][0])
        assert match
        found = [name for name, fields in self.server.issues.items() if match[1] in fields["labels"]]  # type: ignore[operator]
        self.answer(200, {"issues": [{"key": name} for name in found]})

    def allowed(self) -> bool:
        good = self.headers["Authorization"] == f"Bearer {TOKEN}"
        if not good:
            self.answer(401, {"errorMessages": ["no"]})
        return good

    def answer(self, status: int, body: object) -> None:
        if self.server.lose:
            self.server.lose -= 1
            self.connection.close()
            return
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def hook(vendor: Vendor) -> Webhook:
    return Webhook(Secret(f"{vendor.address}{HOOK}".encode()))


def test_a_webhook_gets_one_text(vendor: Vendor) -> None:
    hook(vendor).send(FIRST, "key")
    (text,) = vendor.posted
    assert all(part in text for part in (FIRST.subject, FIRST.owner, FIRST.body))


@pytest.mark.parametrize(("status", "kind"), [(404, NotSent), (403, NotSent), (429, NotSent), (500, InDoubt)])
def test_what_a_webhook_refuses_was_not_sent_and_its_address_is_not_shown(
    vendor: Vendor, status: int, kind: type[Exception]
) -> None:
    vendor.status = status
    with pytest.raises(kind) as caught:
        hook(vendor).send(FIRST, "key")
    assert str(status) in str(caught.value)
    assert "canary" not in repr(caught.value) + str(caught.value)


def test_a_lost_answer_is_in_doubt_and_nobody_there_is_not(vendor: Vendor) -> None:
    vendor.lose = 1
    with pytest.raises(InDoubt, match="no answer"):
        hook(vendor).send(FIRST, "key")
    assert len(vendor.posted) == 1
    with pytest.raises(NotSent):
        Webhook(Secret(f"http://127.0.0.1:{free_port()}{HOOK}".encode())).send(FIRST, "key")


@pytest.mark.parametrize("cloud", [False, True])
def test_one_issue_an_owner_that_is_brought_up_to_date(vendor: Vendor, *, cloud: bool) -> None:
    vendor.cloud = cloud
    jira = Jira(vendor.address, "SEC", Secret(TOKEN.encode()))
    assert jira.send(FIRST, "day 1") == "SEC-1"
    assert jira.send(Message("okta", "db@a.example", "okta: 1 not proven dead", "later", 1), "day 2") == "SEC-1"
    assert jira.send(Message("okta", "web@a.example", "okta: 3 not proven dead", "body", 3), "day 2") == "SEC-2"
    assert {name: one["summary"] for name, one in vendor.issues.items()} == {
        "SEC-1": "okta: 1 not proven dead",
        "SEC-2": "okta: 3 not proven dead",
    }


def test_an_issue_whose_answer_was_lost_is_found_again(vendor: Vendor) -> None:
    jira = Jira(vendor.address, "SEC", Secret(TOKEN.encode()))
    jira.send(Message("okta", "other", "subject", "body", 1), "key")
    vendor.issues.clear()

    found = Handler.do_POST

    def lose(handler: Handler) -> None:
        handler.server.lose = 1
        found(handler)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Handler, "do_POST", lose)
        with pytest.raises(InDoubt):
            jira.send(FIRST, "key")
    assert jira.send(FIRST, "key") == "SEC-1"
    assert len(vendor.issues) == 1


def test_a_token_that_jira_refuses_is_not_shown(vendor: Vendor) -> None:
    with pytest.raises(NotSent, match="401") as caught:
        Jira(vendor.address, "SEC", Secret(b"canary-wrong")).send(FIRST, "key")
    assert "canary" not in str(caught.value)
