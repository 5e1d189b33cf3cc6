"""Anthropic read live, and its keys tried, on a strict fake that the models of the vendor's library judge."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fakes.admin_keys import assert_lists_need_an_admin_key
from fakes.anthropic import Anthropic, page
from fakes.proving import Proving, assert_no_proof, assert_proven, assert_unknown
from fakes.same import assert_same
from fakes.strict import Reply
from keyroll.api import Keyroll
from keyroll.errors import VendorChanged
from keyroll.model.observation import CredentialState
from keyroll.model.probe import Outcome
from keyroll.model.source import Source
from keyroll.providers import catalogue

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SOURCE = Source("anthropic")


@pytest.fixture
def fake() -> Iterator[Anthropic]:
    with Anthropic().running() as one:
        one.page_size = 2
        yield one


def pages(fake: Anthropic) -> dict[str, list[Any]]:
    return {
        "api_keys": [page(fake.keys[:2], True), page(fake.keys[2:])],
        "service_accounts": [
            {"data": fake.accounts[:2], "next_page": "x"},
            {"data": fake.accounts[2:], "next_page": None},
        ],
    }


@pytest.mark.support("anthropic", "live survey", "specification + fake")
def test_live_and_export_are_one_reader_for_anthropic(
    fake: Anthropic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADMIN_KEY", fake.key("sk-ant-admin01-"))
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    assert (
        keyroll.sources.connect(SOURCE, "env:ADMIN_KEY", address=fake.address, settings={}).me.name
        == "an admin key of Acme"
    )
    assert not keyroll.sources.sync().partial
    assert_same(keyroll, "anthropic@main", pages(fake), tmp_path)
    rows = {str(row["id"]).rpartition(":")[2]: row["state"] for row in keyroll.inventory.listed("credentials").rows}
    assert [rows[f"apikey_{number}"] for number in (1, 2, 3, 4)] == ["active", "suspended", "destroyed", "deactivated"]


@pytest.mark.long
def test_a_key_that_is_no_admin_key_is_refused_and_a_list_that_is_refused_is_named(
    fake: Anthropic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scope = assert_lists_need_an_admin_key(fake, SOURCE, "sk-ant-admin01-", tmp_path / "home", monkeypatch)
    assert f"not seen: scope {scope}" in capsys.readouterr().err


def test_each_body_is_recognised_by_its_own_endpoint_only(fake: Anthropic) -> None:
    for name, bodies in pages(fake).items():
        assert [one.name for one in catalogue.endpoints("anthropic").values() if one.recognise(bodies[0])] == [name]


@pytest.mark.parametrize("name", catalogue.endpoints("anthropic"))
def test_any_json_gives_observations_or_vendor_changed(name, survives, fake: Anthropic) -> None:
    survives(catalogue.endpoints("anthropic")[name], pages(fake)[name][0], "anthropic@main")


def test_a_key_acts_as_its_principal_else_as_its_maker(read_all, fake: Anthropic) -> None:
    found = read_all(catalogue.endpoints("anthropic")["api_keys"], page(fake.keys[:2]), "anthropic@main")
    keys = [one for one in found if one.kind == "api_key"]
    assert [one.links[0].to.value for one in keys] == ["user_1", "svac_1"]
    assert keys[0].identifiers[0].value == "igA1"
    assert keys[1].facts["state"] == CredentialState.SUSPENDED
    with pytest.raises(VendorChanged, match="name"):
        read_all(catalogue.endpoints("anthropic")["api_keys"], page([{"id": "1"}]), "anthropic@main")


def proving(fake: Anthropic, prefix: str = "sk-ant-api03-", old_as: str = "org-1") -> Proving:
    probe = catalogue.probes("anthropic")["api_key"]
    return Proving(fake, probe, probe.place(fake.address), fake.key(prefix), fake.key(prefix), old_as)


@pytest.mark.support("anthropic", "probe", "specification + fake")
def test_a_deleted_key_is_proven_dead_after_its_lag(fake: Anthropic) -> None:
    assert_proven(proving(fake))


def test_an_admin_key_is_tried_where_it_may_ask(fake: Anthropic) -> None:
    assert proving(fake, "sk-ant-admin01-").answer(fake.key("sk-ant-admin01-")).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    ("status", "error", "outcome"),
    [
        (429, {"type": "rate_limit_error"}, Outcome.THROTTLED),
        (529, {"type": "overloaded_error"}, Outcome.UNREACHABLE),
        (403, {"type": "permission_error"}, Outcome.REFUSED_POLICY),
        (403, {}, Outcome.AMBIGUOUS),
        (400, {"type": "invalid_request_error"}, Outcome.AMBIGUOUS),
        (401, {"type": "authentication_error", "message": "OAuth is not supported"}, Outcome.AMBIGUOUS),
        (401, {"message": "invalid x-api-key"}, Outcome.AMBIGUOUS),
    ],
)
def test_what_is_no_refusal_of_the_key_proves_nothing(
    fake: Anthropic, status: int, error: object, outcome: Outcome
) -> None:
    assert_no_proof(proving(fake), Reply(status, {"error": error}), outcome)


def test_a_host_that_lets_anybody_in_proves_nothing(fake: Anthropic) -> None:
    played = proving(fake)
    fake.mood = lambda _request: Reply(200, {"object": "list"}, {"anthropic-organization-id": "org-1"})
    assert_unknown(played, "never issued")
