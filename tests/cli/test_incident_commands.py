"""Incidents from what others tell: the commands, what they print, and what they refuse."""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from joserfc import jws
from joserfc.jwk import ECKey

from keyroll.api import issuer_keys
from keyroll.cli.root import root
from keyroll.errors import ConfigError, KeyrollError, NotThere, UsageError
from keyroll.security_events.token import read_keys
from small_world import NOW, SmallWorld, app, key, key_id

KEY = ECKey.generate_key("P-256", {"kid": "one"})
COMPROMISE = "https://schemas.openid.net/secevent/risc/event-type/credential-compromise"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = SmallWorld(tmp_path_factory.mktemp("incoming"))
    world.keys("10-06", key("ONE", "svc"), key("TWO"))
    world.apps("10-06", app("aws", access_key="ONE"))
    world.sync()
    return world


def run(world: SmallWorld, *arguments: str, data: bytes = b"") -> Result:
    home = ["--home", str(world.path / "home"), "--now", NOW.isoformat(), "--json"]
    return CliRunner().invoke(root, ["incident", *arguments, *home], input=data, standalone_mode=False)


def rows(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def refused(done: Result) -> KeyrollError:
    assert isinstance(done.exception, KeyrollError)
    return done.exception


def token(jti: str, **more: object) -> bytes:
    claims: dict[str, object] = {
        "iss": "https://idp.example",
        "aud": "us",
        "iat": int(NOW.timestamp()) - 60,
        "jti": jti,
        "sub_id": {"format": "opaque", "id": "AKIATWO"},
        "events": {COMPROMISE: {"event_timestamp": int(datetime(2023, 11, 20, tzinfo=UTC).timestamp())}},
    }
    head = {"alg": "ES256", "kid": "one", "typ": "secevent+jwt"}
    return jws.serialize_compact(head, json.dumps(claims | more), KEY).encode()


def signal(world: SmallWorld, name: str, content: bytes, *more: str) -> Result:
    keys = world.path / "jwks.json"
    keys.write_text(json.dumps({"keys": [KEY.as_dict(private=False)]}))
    options = ["--set", "-", "--keys", str(keys), "--issuer", "https://idp.example", "--audience", "us"]
    return run(world, "open", name, *options, *more, data=content)


def test_from_a_security_event_token_which_counts_once(world: SmallWorld):
    done = signal(world, "signalled", token("1"))
    (one,) = rows(done)
    assert done.return_value == 12
    assert (one["identifier"], one["exposed"]) == (key_id("TWO"), "yes")
    assert one["exposed_because"] == [
        "named by security event token 1 of https://idp.example: credential compromised of AKIATWO"
    ]
    assert one["chain"] == [
        {
            "from": key_id("TWO"),
            "to": key_id("TWO"),
            "reason": "used",
            "text": one["exposed_because"][0],
            "ruled_out_by": None,
        }
    ]
    assert refused(signal(world, "again", token("1"))).exit_code == 14
    assert refused(run(world, "status", "again")).exit_code == 2  # nothing was opened by what was refused


def test_a_token_that_does_not_hold_opens_nothing(world: SmallWorld):
    assert refused(signal(world, "forged", token("2", aud="others"))).exit_code == 14
    assert refused(signal(world, "forged", token("3")[:-8] + b"AAAAAAAA")).exit_code == 14
    assert refused(run(world, "open", "forged", "--set", "-", data=token("4"))).exit_code == 2
    assert refused(run(world, "status", "forged")).exit_code == 2


class _Keys(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"keys": [KEY.as_dict(private=False)]}).encode()
        self.send_response(200 if self.path == "/jwks" else 404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_keys_come_from_a_file_or_from_where_the_issuer_publishes_them(tmp_path: Path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Keys)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        content = issuer_keys(f"http://127.0.0.1:{server.server_port}/jwks")
        assert len(read_keys(content).keys) == 1
        with pytest.raises(NotThere):
            issuer_keys(f"http://127.0.0.1:{server.server_port}/other")
    finally:
        server.shutdown()
        server.server_close()
    with pytest.raises(ConfigError):
        issuer_keys("http://idp.example/jwks")
    with pytest.raises(UsageError):
        issuer_keys(str(tmp_path / "none.json"))
    (tmp_path / "jwks.json").write_bytes(content)
    assert issuer_keys(str(tmp_path / "jwks.json")) == content


def advisory(tmp_path: Path, *vendors: str) -> str:
    branches = []
    for one in vendors:
        product = {"category": "product_name", "name": f"{one} Desk", "product": {"product_id": one, "name": one}}
        branches.append({"category": "vendor", "name": one, "branches": [product]})
    tracking = {"id": "A-1", "current_release_date": "2023-10-18T23:59:59Z"}
    document = {"csaf_version": "2.0", "title": "Files taken", "publisher": {"name": "CERT", "category": "coordinator"}}
    body = {
        "document": document | {"tracking": tracking},
        "product_tree": {"branches": branches},
        "vulnerabilities": [{"discovery_date": "2023-09-28T00:00:00Z"}],
    }
    path = tmp_path / "advisory.json"
    path.write_text(json.dumps(body))
    return str(path)


def test_from_an_advisory(world: SmallWorld, tmp_path: Path):
    assert "Okta, Zendesk" in refused(run(world, "open", "desk", "--csaf", advisory(tmp_path, "Okta", "Zendesk"))).hint
    done = run(world, "open", "desk", "--csaf", advisory(tmp_path, "Okta", "Zendesk"), "--vendor", "okta")
    assert done.return_value == 12
    assert [one["identifier"] for one in rows(done)] == [key_id("ONE")]
    strange = run(world, "open", "desk2", "--csaf", advisory(tmp_path, "Okta"), "--product", "Chat")
    assert "Okta Desk" in refused(strange).hint
    assert refused(run(world, "open", "desk3", "--csaf", "-", data=b"{")).exit_code == 2


def test_a_person_widens_it_and_must_say_why(world: SmallWorld):
    run(world, "open", "hand", "--vendor", "Okta", "--from", "2023-09-28", "--to", "2023-10-18")
    done = run(world, "widen", "hand", key_id("TWO"), "--because", "in a mail to them")
    assert {one["identifier"] for one in rows(done)} == {key_id("ONE"), key_id("TWO")}
    assert done.stderr == ""
    ghost = run(world, "widen", "hand", key_id("GHOST"), "--because", "in a mail to them")
    assert "no source here has" in ghost.stderr
    assert len(rows(ghost)) == 3
    for identifier, because in ((key_id("TWO"), " "), ("AKIATWO", "x")):
        assert refused(run(world, "widen", "hand", identifier, "--because", because)).exit_code == 2


@pytest.mark.parametrize("options", [[], ["--vendor", "Okta"], ["--vendor", "Okta", "--from", "2023-01-01"]])
def test_by_hand_it_needs_vendor_and_window(world: SmallWorld, options: list[str]):
    assert refused(run(world, "open", "bare", *options)).exit_code == 2


def test_what_the_exposed_ones_can_obtain_is_printed_and_added(world: SmallWorld):
    open_ = ["--vendor", "Okta", "--from", "2023-09-28", "--to", "2023-10-18"]
    (item,) = rows(run(world, "open", "reached", *open_))
    assert (item["identifier"], item["reaches_protected"], item["reach"]["protected"]) == (key_id("ONE"), "unknown", 0)
    assert item["reaches"] == f"unknown: {item['reach']['because']}"
    shown = rows(run(world, "reach", "reached"))
    assert [(one["kind"], one["count"], one["identifiers"]) for one in shown] == [
        ("may_obtain_more", 1, [key_id("ONE")])
    ]
    done = run(world, "widen", "reached", "--reached", "--because", "seen")
    assert "0 added" in done.stderr
    (again,) = rows(done)
    assert again["identifier"] == item["identifier"]
    for wrong in ([], [key_id("TWO"), "--reached"], [key_id("TWO"), "--certain"]):
        assert refused(run(world, "widen", "reached", *wrong, "--because", "seen")).exit_code == 2


def test_from_one_thing_only(world: SmallWorld, tmp_path: Path):
    both = run(world, "open", "both", "--csaf", advisory(tmp_path, "Okta"), "--story", "1")
    assert "one of --csaf, --set, --story and --planned" in refused(both).hint


def test_from_a_story_that_is_not_there(world: SmallWorld):
    assert refused(run(world, "open", "tale", "--story", "123")).exit_code in (2, 3)


def test_a_planned_rotation_claims_no_breach_and_its_scope_can_be_narrowed(world: SmallWorld) -> None:
    one, two = key_id("ONE"), key_id("TWO")
    assert isinstance(refused(run(world, "open", "spring", "--planned")), UsageError)
    both = ["--credential", one, "--credential", two]
    refused(run(world, "open", "spring", "--planned", "--vendor", "Okta", *both, "--because", "a year old"))
    opened = rows(run(world, "open", "spring", "--planned", *both, "--because", "a year old"))
    assert {row["identifier"] for row in opened} == {one, two}
    narrowed = run(world, "narrow", "spring", two, "--because", "its owner leaves")
    assert [row["identifier"] for row in rows(narrowed)] == [one]
    refused(run(world, "narrow", "spring", two, "--because", "again"))
    (listed,) = (row for row in rows(run(world, "list")) if row["name"] == "spring")
    assert (listed["of"], listed["in_scope"], listed["closed_at"]) == ("planned rotation", 1, None)
    back = run(world, "widen", "spring", two, "--because", "its owner stays")
    assert {row["identifier"] for row in rows(back)} == {one, two}
    refused(run(world, "close", "spring"))
