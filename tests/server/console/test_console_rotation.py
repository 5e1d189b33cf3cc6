"""From the page of a plan to the proof: a passkey approves, a passkey has it run, and a worker changes a real role."""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from authenticator import registered, send
from confirming import confirmed
from console_home import Client, console, cookie, opened
from console_work import confirm_passkeys, item, planned

from keyroll.api import CredentialSelection, Keyroll
from keyroll.api.approving import RUN
from keyroll.providers import catalogue
from keyroll.server.worker import run_due
from small_world import SmallWorld

sys.path.append(str(Path(__file__).parents[2] / "rotation"))
from site_of_rotation import OLD, Program, Site

WHAT = "run plan first"


@pytest.fixture
def site(postgres: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    at_once = replace(catalogue.provider("postgresql"), window=timedelta())
    monkeypatch.setitem(catalogue.providers(), "postgresql", at_once)
    return Site(tmp_path, postgres, 7001).begin()


def work_until_done(keyroll: Keyroll, name: str) -> None:
    """Run what is due as a worker does, until the plan is done."""
    until = time.monotonic() + 300
    while not keyroll.rotations.status(name).done and time.monotonic() < until:
        run_due(keyroll, lambda _: None, only={RUN})
        time.sleep(0.2)


def approved(client: Client, key: Any, name: str) -> int:
    _, asked = send(client, "/rotation/challenge", {"plan": name})
    signed = key.signed(asked.pop("options")["challenge"])
    return send(client, "/rotation/approve", signed | asked | {"credential": signed["id"], "plan": name})[0]


@pytest.mark.server
@pytest.mark.long
def test_an_approved_plan_is_run_from_its_page_and_a_program_notices_nothing(site: Site) -> None:
    keyroll = site.open()
    keyroll.rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann"))
    with console(keyroll) as port, Program(site.postgres, site.secret) as program:
        client = Client(port, cookie(keyroll, "approver", "dora"))
        key = registered(client)
        confirm_passkeys(keyroll, *(f"file:{site.folder / name}.key" for name in ("ann", "bob")))
        fields = {"plan": "first", "verb": "run"}
        assert confirmed(client, key, "/rotation/go", WHAT, **fields)[0] == 403  # nobody approved it
        assert approved(client, key, "first") == 200
        assert [one["verb"] for one in client.json("/rotation.json?name=first")["data"]["verbs"]] == ["run"]  # type: ignore[index]
        assert send(client, "/rotation/go", fields)[0] == 403  # no passkey confirms it
        assert keyroll.approvals.job("first") is None
        assert confirmed(client, key, "/rotation/go", WHAT, **fields) == (200, {"done": True})
        work_until_done(keyroll, "first")
        page: Any = client.json("/rotation.json?name=first")["data"]
    assert program.failures == []
    assert program.signed_in == 2
    assert not site.accepted(site.one, OLD)
    assert (page["plan"]["proven"], page["job"]["by"], page["job"]["due_at"], page["verbs"]) == (1, "dora", None, [])
    status = site.open().incidents.status("rotation-first")
    assert [(str(one.judgement.verdict), str(one.judgement.grade)) for one in status.standings] == [("dead", "A")]
    audited = [(one.person, one.outcome) for one in keyroll.people.audited() if one.act == "plan run"]
    assert sorted(audited) == [("dora", "done"), ("dora", "refused"), ("dora", "refused")]


@pytest.fixture
def still(world: SmallWorld, tmp_path: Path) -> Iterator[tuple[Keyroll, int]]:
    keyroll = opened(world, tmp_path)
    planned(keyroll, "autumn", "Bob", (item("postgresql@main:role:svc_a"),))
    with console(keyroll) as port:
        yield keyroll, port


def test_who_may_not_run_a_plan_does_not(still: tuple[Keyroll, int]) -> None:
    keyroll, port = still
    client = Client(port, cookie(keyroll, "approver", "dora"))
    key = registered(client)
    confirm_passkeys(keyroll)
    fields = {"plan": "autumn", "verb": "run"}
    responder = Client(port, cookie(keyroll, "responder"))
    assert send(responder, "/rotation/go", fields)[0] == 403
    assert b'data-path="/rotation/go"' not in responder.page("/rotation?name=autumn")[2]
    assert confirmed(client, key, "/rotation/go", "run plan other", **fields)[0] == 403
    assert confirmed(client, key, "/rotation/go", "pause plan autumn", **fields)[0] == 403  # another verb
    status, said = confirmed(client, key, "/rotation/go", "run plan autumn", **fields)
    assert (status, "fixed clock" in said["error"]) == (400, True)
    assert confirmed(client, key, "/rotation/go", "dance plan autumn", plan="autumn", verb="dance")[0] == 400
    assert confirmed(client, key, "/rotation/go", "run plan none", plan="none", verb="run")[0] == 400
    assert keyroll.approvals.job("autumn") is None


def test_a_pause_is_kept_with_its_reason(still: tuple[Keyroll, int]) -> None:
    keyroll, port = still
    client = Client(port, cookie(keyroll, "approver", "dora"))
    key = registered(client)
    confirm_passkeys(keyroll)
    given = {"plan": "autumn", "verb": "pause", "because": "a freeze of all changes"}
    assert confirmed(client, key, "/rotation/go", "pause plan autumn", **given)[0] == 200
    audited = [one.about for one in keyroll.people.audited() if (one.act, one.outcome) == ("plan paused", "done")]
    assert audited == ["autumn: a freeze of all changes"]
