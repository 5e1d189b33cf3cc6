"""The page of an incident: groups, exceptions that a passkey confirms, and the signed evidence as a file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from authenticator import Authenticator, b64, registered, send
from confirming import confirmed
from console_home import HOSTILE, Client, console, cookie, opened

from keyroll.api import Keyroll
from keyroll.api.evidence import verify
from small_world import NOW, SmallWorld, key_id

ONE = key_id("ONE")
WHAT = f"except okta {ONE}"


@pytest.fixture
def home(world: SmallWorld, tmp_path: Path) -> Keyroll:
    return opened(world, tmp_path)


@pytest.fixture
def port(home: Keyroll) -> Iterator[int]:
    with console(home) as number:
        yield number


@pytest.fixture
def ann(home: Keyroll, port: int) -> tuple[Client, Authenticator]:
    client = Client(port, cookie(home, "approver", "ann"))
    return client, registered(client)


def data(client: Client, path: str, **query: str) -> dict[str, Any]:
    found = client.json(f"{path}?{urlencode(query)}")["data"]
    assert isinstance(found, dict)
    return found


def test_items_come_in_groups_and_each_group_opens(home: Keyroll, port: int) -> None:
    client = Client(port, cookie(home, "viewer"))
    whole = data(client, "/incident.json", name="okta")
    assert whole["open"] > 0
    assert sum(one["count"] for one in whole["groups"]) == whole["open"]
    assert len({item["next"] for one in whole["groups"] for item in one["items"]}) == len(whole["groups"])
    by_source = data(client, "/incident.json", name="okta", by="source", show="all")
    assert sum(one["count"] for one in by_source["groups"]) == whole["exposed"]
    for one in by_source["groups"]:
        assert {item["source"] for item in one["items"]} == {one["value"]}
        alone = data(client, "/incident.json", name="okta", by="source", show="all", group=one["value"])
        assert [each["value"] for each in alone["groups"]] == [one["value"]]
        assert len(alone["groups"][0]["items"]) == one["count"]
    assert client.ask("/incident.json?name=okta&by=colour")[0] == 400


def test_a_risk_is_accepted_by_a_passkey_with_a_reason_until_a_day(
    home: Keyroll, port: int, ann: tuple[Client, Authenticator]
) -> None:
    client, key = ann
    before = data(client, "/item.json", name="okta", id=ONE)
    assert (before["excepted"], before["confirm"]) == (None, WHAT)
    day = f"{NOW.year + 1}-01-31"
    fields = {"incident": "okta", "id": ONE, "until": day, "because": HOSTILE[0]}
    assert send(client, "/item/except", fields)[0] == 403  # nothing is signed
    for other_words in ({"because": "another"}, {"until": f"{NOW.year + 2}-01-31"}, {"id": "another"}):
        _, options = send(client, "/passkey/confirm", fields | other_words)
        given = {"signed": key.signed(options["challenge"]), "seal": options["seal"]}
        assert send(client, "/item/except", {**given, **fields})[0] == 403, other_words
    other = Client(port, cookie(home, "approver", "dora"))
    assert "no passkey yet" in confirmed(other, key, "/item/except", WHAT, **fields)[1]["error"]
    registered(other)
    assert confirmed(other, key, "/item/except", WHAT, **fields)[0] == 403  # ann's passkey
    status, options = send(client, "/passkey/confirm", fields)
    forged = key.signed(options["challenge"], signature=b"\x30\x06\x02\x01\x01\x02\x01\x01")
    given = {"signed": forged, "seal": options["seal"]}
    assert (status, send(client, "/item/except", {**given, **fields})[0]) == (200, 403)
    for wrong in ({"because": " "}, {"until": "2001-01-01"}, {"until": "soon"}, {"id": "x"}, {"incident": "x"}):
        status, said = confirmed(client, key, "/item/except", WHAT, **fields | wrong)
        assert (status, bool(said["error"])) == (400, True), wrong
    assert data(client, "/item.json", name="okta", id=ONE)["excepted"] is None
    assert confirmed(client, key, "/item/except", WHAT, **fields) == (200, {"done": True})
    after = data(client, "/item.json", name="okta", id=ONE)
    assert (after["excepted"]["person"], after["excepted"]["because"]) == ("ann", HOSTILE[0])
    assert after["excepted"]["until"].startswith(day)
    now = data(client, "/incident.json", name="okta")
    assert (now["excepted"], now["open"]) == (1, data(client, "/incident.json", name="okta", show="all")["open"])
    content = client.page(f"/item?{urlencode({'name': 'okta', 'id': ONE})}")[2].decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(1)" in content
    audited = [one.outcome for one in home.people.audited() if one.act == "risk accepted"]
    assert (audited.count("done"), audited.count("refused")) == (1, 9)
    home.incidents.prove("okta")
    public = json.dumps(home.evidence.key().form()).encode()
    (one,) = verify(home.evidence.bundle("okta")[0], keys=[public]).decided
    assert one.signature is not None
    assert one.signature.key.fingerprint.startswith("passkey of localhost SHA256:")
    assert (one.act, one.by, one.signature.key.person) == ("excepted", "ann", "ann")


def test_a_signature_confirms_one_act_once(home: Keyroll, port: int, ann: tuple[Client, Authenticator]) -> None:
    client, key = ann
    fields = {"incident": "okta", "id": ONE, "until": f"{NOW.year + 1}-01-31", "because": "a reason"}
    _, options = send(client, "/passkey/confirm", fields)
    signed = {"signed": key.signed(options["challenge"]), "seal": options["seal"]}
    assert send(client, "/item/except", {**signed, **fields})[0] == 200
    assert send(client, "/item/except", {**signed, **fields})[0] == 403
    odd_ones: tuple[Any, ...] = ("x", [], 1, {"id": []}, {"id": b64(key.id)})
    for odd in odd_ones:
        assert send(client, "/item/except", {"signed": odd, **fields})[0] == 403
    responder = Client(port, cookie(home, "responder"))
    assert send(responder, "/item/except", fields)[0] == 403
    assert b"Accept the risk" not in responder.page(f"/item?{urlencode({'name': 'okta', 'id': ONE})}")[2]


def test_an_item_that_the_incident_does_not_have_is_said_to_be_missing(home: Keyroll, port: int) -> None:
    client = Client(port, cookie(home, "viewer"))
    assert client.page("/item?name=okta&id=x")[0] == 404
    assert client.page("/item?name=other&id=x")[0] == 404
    assert client.page("/item?name=okta")[0] == 400


def test_the_evidence_of_an_incident_is_a_file_that_anybody_can_check(home: Keyroll, port: int) -> None:
    client = Client(port, cookie(home, "responder"))
    assert client.ask("/incident/bundle?name=okta")[0] == 404  # nothing is proven yet
    home.incidents.prove("okta")
    status, headers, content = client.ask("/incident/bundle?name=okta")
    assert (status, headers["content-disposition"]) == (200, 'attachment; filename="okta.bundle"')
    assert verify(content, keys=[json.dumps(home.evidence.key().form()).encode()]).statements > 0
    assert client.ask("/incident/bundle?name=other")[0] == 404
    assert Client(port, cookie(home, "viewer")).ask("/incident/bundle?name=okta")[0] == 403
    taken = [one.outcome for one in home.people.audited() if one.act == "evidence taken"]
    assert taken == ["done"]
