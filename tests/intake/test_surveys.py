"""Surveys: pages become observations, and the read says of itself whether it was complete, and why not."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from intake_exports import NOW, REGISTER, api_token, content, jira_user, lay, quarantine, synced

from keyroll.api import Keyroll
from keyroll.intake import surveys
from keyroll.intake.surveys import observations_view
from keyroll.store.home import Home

pytestmark = pytest.mark.long


def observations(home: Home) -> list[dict[str, Any]]:
    with home.session() as session:
        observations_view(session, home.lake)
        rows = session.rows("FROM observations ORDER BY endpoint, observed_at, record, event_id")
    return [row | {"facts": json.loads(str(row["facts"]))} for row in rows]


def reads(home: Home) -> dict[str, tuple[bool, str, int, int]]:
    """What each read says of itself, by endpoint."""
    return {
        row["endpoint"]: tuple(row["facts"][name] for name in ("complete", "because", "pages", "items"))
        for row in observations(home)
        if row["entity"] == "read"
    }


def names(home: Home) -> list[str]:
    return sorted(row["facts"]["name"] for row in observations(home) if row["entity"] == "credential")


def test_observations_have_their_times_page_and_raw_file(tmp_path: Path) -> None:
    pages = "\n".join(json.dumps([api_token(number)]) for number in range(3))
    folder = lay(tmp_path / "in", {"okta/survey/2023-10-18/api_tokens.json.gz": pages})
    keyroll = synced(folder, tmp_path / "home")
    rows = observations(keyroll.home)
    (read,) = (row for row in rows if row["entity"] == "read")
    tokens = [row for row in rows if row["entity"] == "credential"]
    at = datetime(2023, 10, 18, tzinfo=UTC)
    assert [(row["record"], row["subject"]) for row in tokens] == [
        (number + 1, f"okta@main:api_token:00T{number}") for number in range(3)
    ]
    assert {(row["observed_at"], row["recorded_at"], row["day"]) for row in tokens} == {(at, NOW, at.date())}
    said = {name: read["facts"][name] for name in ("complete", "because", "pages", "items")}
    assert said == {"complete": True, "because": "", "pages": 3, "items": 3}
    assert all(keyroll.home.ledger.raw(row["raw"]) for row in (*tokens, read))


def test_pages_in_files_are_numbered_within_their_file(tmp_path: Path) -> None:
    files = {f"okta/survey/api_tokens.{number}.json": json.dumps([api_token(number)]) for number in (9, 10)}
    files["okta/survey/api_tokens.11.json"] = json.dumps([api_token(11)]) + "\n[{}]"
    keyroll = synced(lay(tmp_path / "in", files), tmp_path / "home")
    assert {row["record"] for row in observations(keyroll.home) if row["entity"] == "credential"} == {1}
    ((file, place, reason),) = quarantine(keyroll)
    assert (file, place) == ("okta/survey/api_tokens.11.json", 2)
    assert "okta@main api_tokens page 2[1]: id" in reason
    assert reads(keyroll.home)["api_tokens"][0] is False


@pytest.mark.parametrize(
    ("text", "place", "reason", "kept"),
    [
        ("", 0, "the file is empty", []),
        (" \n", 0, "the file is empty", []),
        (b"\x1f\x8b\x08", 0, "gzip ends too early", []),
        (b"\xff\xfe[", 0, "not UTF-8", []),
        ("sorry, the service is down", 1, "not JSON: ", []),
        ("[" * 100_000, 1, "not JSON: ", []),
        ('{"error": "x"}', 1, "unexpected answer at okta@main api_tokens page 1", []),
        (json.dumps([api_token(1), {"id": "x"}, api_token(2)]), 1, "page 1[2]: userId", ["token 1"]),
        (
            f"{json.dumps([api_token(1)])}\n<html>\n{json.dumps([api_token(2)])}",
            2,
            "not JSON: ",
            ["token 1", "token 2"],
        ),
        (f'[{{"id": broken\n{json.dumps([api_token(2)])}', 1, "not JSON: ", ["token 2"]),
        (f'[{{"id": 1]\n{json.dumps([api_token(2)], indent=1)}', 1, "not JSON: ", ["token 2"]),
    ],
    ids=range(11),
)
def test_a_bad_page_costs_itself_and_the_completeness(
    tmp_path: Path, text: str | bytes, place: int, reason: str, kept: list[str]
) -> None:
    keyroll = synced(lay(tmp_path / "in", {"okta/survey/api_tokens.json": text}), tmp_path / "home")
    ((file, found_place, found_reason),) = quarantine(keyroll)
    assert (file, found_place) == ("okta/survey/api_tokens.json", place)
    assert reason in found_reason
    assert names(keyroll.home) == kept
    complete, because, _, items = reads(keyroll.home)["api_tokens"]
    assert (complete, because, items) == (False, found_reason, len(kept))


def test_a_last_page_that_announces_another_is_no_end(tmp_path: Path) -> None:
    page = [jira_user(f"u{number}") for number in range(1000)]
    folder = lay(tmp_path / "in", {f"jira/survey/users.{number}.json": json.dumps(page) for number in range(9, 11)})
    keyroll = synced(folder, tmp_path / "home")
    assert reads(keyroll.home)["users"][:2] == (False, "the last page announces another one")
    lay(folder, {"jira/survey/users.11.json": "[]"})
    keyroll = synced(folder, tmp_path / "home", now=NOW + timedelta(days=1))
    assert reads(keyroll.home)["users"][:2] == (True, "")


def test_tables_are_read_as_people_make_them(tmp_path: Path) -> None:
    text = "\ufeff" + REGISTER.replace("\n", "\r\n") + 'B,jira,"a ""quoted""\nname",,,\x00,\r\n,,\r\nC,aws\r\n'
    keyroll = synced(lay(tmp_path / "in", {"register/survey/vendors.csv": text}), tmp_path / "home")
    holders = {
        row["facts"]["holder"]: row["facts"].get("names")
        for row in observations(keyroll.home)
        if row["entity"] != "read"
    }
    assert holders == {"Acme": "bot", "B": 'a "quoted"\nname', "C": None}
    assert reads(keyroll.home)["vendors"] == (True, "", 1, 3)


def test_a_table_with_a_cell_without_end_goes_to_quarantine(tmp_path: Path) -> None:
    text = REGISTER + 'B,jira,"' + "x" * 200_000
    keyroll = synced(lay(tmp_path / "in", {"register/survey/vendors.csv": text}), tmp_path / "home")
    ((_, place, reason),) = quarantine(keyroll)
    assert place == 3
    assert reason.startswith("not CSV: field larger than field limit")
    assert reads(keyroll.home)["vendors"][0] is False


def test_half_a_surrogate_pair_is_stored_as_a_question_mark(tmp_path: Path) -> None:
    text = json.dumps([jira_user("bot", displayName="Bot \ud83d"), jira_user("ann", displayName="\U0001f600 \\ud83d")])
    keyroll = synced(lay(tmp_path / "in", {"jira/survey/users.json": text}), tmp_path / "home")
    assert names(keyroll.home) == ["Bot ?", "\U0001f600 \\ud83d"]
    assert quarantine(keyroll) == []


@pytest.mark.long
def test_an_undated_survey_is_of_now_and_read_once(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {"okta/survey/api_tokens.json": json.dumps([api_token(1)])})
    home = tmp_path / "home"
    before = content(synced(folder, home).home)
    assert content(synced(folder, home, now=NOW + timedelta(days=1)).home) == before
    lay(folder, {"okta/survey/api_tokens.json": json.dumps([api_token(1)]) + " "})
    keyroll = synced(folder, home, now=NOW + timedelta(days=2))
    assert {row["observed_at"] for row in observations(keyroll.home)} == {NOW, NOW + timedelta(days=2)}


def test_two_halves_of_an_undated_survey_make_no_complete_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveys, "BATCH", 3)
    folder = lay(tmp_path / "in", {"okta/survey/api_tokens.json": json.dumps([api_token(n) for n in range(8)])})
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    append = type(keyroll.home.lake).append

    def killed(*arguments: Any, **more: Any) -> int:
        if arguments[-1] > 2:  # after its second batch
            raise KeyboardInterrupt
        return append(*arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(type(keyroll.home.lake), "append", killed)
        with pytest.raises(KeyboardInterrupt):
            keyroll.exports.sync(folder)
    later = NOW + timedelta(hours=1)
    keyroll = synced(folder, tmp_path / "home", now=later)
    seen = [row["subject"] for row in observations(keyroll.home) if row["observed_at"] == later]
    assert len(seen) == 9  # all eight at the time of the read that is complete, and the read itself
    assert {row["state"] for row in keyroll.inventory.listed("credentials").rows} == {"active"}


def test_an_empty_lake_has_an_empty_view(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    assert observations(home) == []
