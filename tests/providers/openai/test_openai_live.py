"""OpenAI read live, and its keys tried, on a strict fake that the models of the vendor's library judge."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fakes.admin_keys import assert_lists_need_an_admin_key
from fakes.openai import OpenAI, page
from fakes.proving import Proving, assert_no_proof, assert_proven, assert_unknown
from fakes.same import assert_same
from fakes.strict import Reply
from keyroll.api import Keyroll
from keyroll.errors import VendorChanged
from keyroll.model.observation import CredentialState
from keyroll.model.probe import Outcome
from keyroll.model.source import Source
from keyroll.providers import catalogue

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SOURCE = Source("openai")


@pytest.fixture
def fake() -> Iterator[OpenAI]:
    with OpenAI().running() as one:
        one.page_size = 2
        yield one


def pages(fake: OpenAI) -> dict[str, list[Any]]:
    return {
        "project_api_keys": [page(fake.keys["proj_a"][:2], True), page(fake.keys["proj_a"][2:]), page([])],
        "admin_api_keys": [page(fake.admin_keys)],
        "service_accounts": [page(fake.accounts["proj_a"]), page([])],
    }


@pytest.mark.long
@pytest.mark.support("openai", "live survey", "specification + fake")
def test_live_and_export_are_one_reader_for_openai(
    fake: OpenAI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADMIN_KEY", fake.key("sk-admin-"))
    fake.keys["proj_a"][2]["owner_project_access"] = "inactive"
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    assert keyroll.sources.connect(SOURCE, "env:ADMIN_KEY", address=fake.address, settings={}).me.name == "an admin key"
    assert not keyroll.sources.sync().partial
    assert_same(keyroll, "openai@main", pages(fake), tmp_path)
    rows = {str(row["id"]).rpartition(":")[2]: row["state"] for row in keyroll.inventory.listed("credentials").rows}
    assert {"key_1", "key_2", "key_3", "key_9"} <= rows.keys()


@pytest.mark.long
def test_a_key_that_is_no_admin_key_is_refused_and_a_list_that_is_refused_is_named(
    fake: OpenAI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scope = assert_lists_need_an_admin_key(fake, SOURCE, "sk-admin-", tmp_path / "home", monkeypatch)
    assert f"not seen: scope {scope}" in capsys.readouterr().err


def test_each_body_is_recognised_by_its_own_endpoint_only(fake: OpenAI) -> None:
    for name, bodies in pages(fake).items():
        assert [one.name for one in catalogue.endpoints("openai").values() if one.recognise(bodies[0])] == [name]


@pytest.mark.parametrize("name", catalogue.endpoints("openai"))
def test_any_json_gives_observations_or_vendor_changed(name, survives, fake: OpenAI) -> None:
    survives(catalogue.endpoints("openai")[name], pages(fake)[name][0], "openai@main")


def test_times_are_seconds_and_a_key_without_access_is_suspended(read_all, fake: OpenAI) -> None:
    (body,) = pages(fake)["service_accounts"][:1]
    read = catalogue.endpoints("openai")
    listed = page([pages(fake)["project_api_keys"][0]["data"][0] | {"owner_project_access": "inactive"}])
    _, key, power = read_all(read["project_api_keys"], listed, "openai@main")
    assert (key.facts["state"], key.facts["created"]) == (CredentialState.SUSPENDED, "2025-06-15T15:06:40Z")
    assert (power.facts["privilege"], key.identifiers[0].value, key.identifiers[0].strong) == ("owner", "abc1", False)
    with pytest.raises(VendorChanged, match="created_at"):
        read_all(read["service_accounts"], {"data": [body["data"][0] | {"created_at": 10**30}]}, "openai@main")


def proving(fake: OpenAI, prefix: str = "sk-proj-", old_as: str = "acme/proj_a") -> Proving:
    probe = catalogue.probes("openai")["api_key"]
    return Proving(fake, probe, probe.place(fake.address), fake.key(prefix), fake.key(prefix), old_as)


@pytest.mark.support("openai", "probe", "specification + fake")
def test_a_deleted_key_is_proven_dead_after_its_lag(fake: OpenAI) -> None:
    assert_proven(proving(fake))


def test_an_admin_key_is_tried_where_it_may_ask(fake: OpenAI) -> None:
    assert proving(fake, "sk-admin-").answer(fake.key("sk-admin-")).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    ("status", "error", "outcome"),
    [
        (429, {"code": "insufficient_quota"}, Outcome.THROTTLED),
        (403, {"message": "unsupported country"}, Outcome.REFUSED_POLICY),
        (403, {}, Outcome.AMBIGUOUS),
        (401, {"code": "ip_not_authorized"}, Outcome.AMBIGUOUS),
        (401, {}, Outcome.AMBIGUOUS),
        (404, {"code": "invalid_api_key"}, Outcome.AMBIGUOUS),
        (500, {}, Outcome.UNREACHABLE),
    ],
)
def test_what_is_no_refusal_of_the_key_proves_nothing(
    fake: OpenAI, status: int, error: object, outcome: Outcome
) -> None:
    assert_no_proof(proving(fake), Reply(status, {"error": error}), outcome)


def test_a_host_that_lets_anybody_in_proves_nothing(fake: OpenAI) -> None:
    played = proving(fake)
    fake.mood = lambda _request: Reply(200, {"object": "list"}, {"openai-organization": "acme"})
    assert_unknown(played, "never issued")
