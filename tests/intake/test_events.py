"""Events: each record is in the lake once, under whatever name, however grown or overlapping its files are."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_exports import (
    NOW,
    READ_AT,
    cloudtrail,
    content,
    events,
    jira,
    lay,
    lines,
    okta,
    quarantine,
    small_export,
    synced,
)

from by_night import first_by_day
from keyroll.api import Keyroll
from keyroll.intake import events as reading
from keyroll.intake import records
from keyroll.intake.events import Read
from keyroll.model.source import Source

pytestmark = pytest.mark.long


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(records.batches.__kwdefaults__ or {}, "size", 1000)


def test_records_and_bad_ones_add_up_to_the_lines(tmp_path: Path, home: Path) -> None:
    text = lines([okta(1), "oops", okta(2, uuid=None), okta(3), "", okta(4)])
    folder = lay(tmp_path / "in", {"okta/logs/system_log/a.ndjson": text})
    summary = Keyroll.open(home, now=NOW).exports.sync(folder)
    assert summary.sources == {Source("okta"): Read(records=3, new=3, bad=2)}
    assert summary.quarantined == 2
    assert summary.reasons == {"not JSON": 1, "uuid is missing": 1}
    again = Keyroll.open(home, now=NOW).exports.sync(folder)
    assert (again.new, again.unchanged, again.quarantined) == (0, 1, 2)


def test_what_a_log_leaves_out_is_neither_in_nor_bad(tmp_path: Path, home: Path) -> None:
    # Bitbucket writes each request twice: as it comes in and as it goes out.
    stamp = "2023-11-14 09:22:49,000"
    line = f'192.0.2.7 | https | {{}}@1x1x{{}}x0 | {{}} | {stamp} | "GET /x HTTP/1.1" | "" "curl" | 200 | 0 | 9 | '
    text = lines(line.format(way, number, "-" if way == "i" else "bot") for number in range(3) for way in "io")
    folder = lay(tmp_path / "in", {"bitbucket/logs/access/a.log": text})
    summary = Keyroll.open(home, now=NOW).exports.sync(folder)
    assert summary.sources == {Source("bitbucket"): Read(records=6, new=3, left_out=3)}


@pytest.mark.long
@pytest.mark.parametrize("name", ["b.ndjson", "b.ndjson.gz", "b.log.zst", "later/b.json"])
def test_the_same_records_under_another_name(tmp_path: Path, home: Path, name: str) -> None:
    text = lines(okta(number) for number in range(9))
    keyroll = synced(lay(tmp_path / "one", {"okta/logs/system_log/a.ndjson": text}), home)
    before = content(keyroll.home)
    keyroll = synced(lay(tmp_path / "two", {f"okta/logs/system_log/{name}": text}), home)
    after = content(keyroll.home)
    assert [table for table in after if table != "raws" and before[table] != after[table]] == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("record", "place"), first_by_day([(okta, "okta/logs/system_log/a"), (jira, "jira/logs/access/a")])
)
def test_a_file_that_grew(tmp_path: Path, home: Path, record: object, place: str, small_batches: None) -> None:
    assert callable(record)
    text = lines(record(number) for number in range(40))
    table = place.removesuffix("/a").replace("/logs/", ".")
    cuts = (len(text) // 3, len(text) // 2 + 9, len(text) - 2)
    for cut in (*cuts, len(text)):
        keyroll = synced(lay(tmp_path / "in", {place: text[:cut]}), home)
        assert len(events(keyroll, table)) == text[:cut].count("\n")
    assert len(set(events(keyroll, table))) == 40
    # The cut lines stay in quarantine, each with the version of the file that it was met in.
    places = [place for _, place, _ in quarantine(keyroll)]
    assert places == [text[:cut].count("\n") + 1 for cut in cuts]


def test_two_exports_that_overlap_with_equal_lines_inside(tmp_path: Path, home: Path, small_batches: None) -> None:
    everything = [jira(second // 3) for second in range(60)]
    folder = lay(
        tmp_path / "in",
        {
            "jira/logs/access/1.log": lines(everything[:36]),
            "jira/logs/access/2.log.gz": lines(everything[24:]),
            "jira/logs/access/3.log": lines(everything),
        },
    )
    keyroll = synced(folder, home)
    stamps = events(keyroll, "jira.access", "stamp")
    assert Counter(stamps) == Counter(line.split("[")[1].split("]")[0] for line in everything)


@pytest.mark.long
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seconds=st.lists(st.integers(0, 4), max_size=12), data=st.data())
@pytest.mark.nightly
def test_any_overlapping_exports_give_each_record_once(
    seconds: list[int], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # Exports are windows over one log: what is equal stands together, and whole seconds are exported.
    everything = [jira(second) for second in sorted(seconds)]
    borders = [place for place in range(len(everything) + 1) if place in (0, len(everything))
               or everything[place] != everything[place - 1]]  # fmt: skip
    windows = data.draw(st.lists(st.tuples(st.sampled_from(borders), st.sampled_from(borders)), min_size=1, max_size=3))
    root = tmp_path_factory.mktemp("overlap")
    files = {f"jira/logs/access/{n}.log": lines(everything[min(w) : max(w)]) for n, w in enumerate(windows)}
    keyroll = synced(lay(root / "in", files), root / "home")
    covered = sorted({place for window in windows for place in range(min(window), max(window))})
    expected = Counter(everything[place].split("[")[1].split("]")[0] for place in covered)
    assert Counter(events(keyroll, "jira.access", "stamp")) == expected


def test_a_rerun_changes_nothing(tmp_path: Path, home: Path) -> None:
    folder = small_export(tmp_path / "in")
    first = content(synced(folder, home).home)
    assert len(first["events/okta.system_log"]) == 31
    assert len(first["events/jira.access"]) == 31
    assert content(synced(folder, home).home) == first
    # A later run finds nothing new either; undated surveys that did not change are not read again.
    assert content(synced(folder, home, now=NOW + timedelta(days=1)).home) == first


@pytest.mark.long
def test_homes_read_at_different_times_differ_in_nothing_else(tmp_path: Path) -> None:
    folder = small_export(tmp_path / "in")
    (folder / "jira/survey/users.json").unlink()
    (folder / "register/survey/vendors.csv").unlink()
    found = []
    for number in range(2):
        keyroll = synced(folder, tmp_path / f"home {number}", now=NOW + timedelta(hours=number))
        found.append(content(keyroll.home, without=READ_AT | {"path", "first_observed", "last_observed"}))
    assert found[0] == found[1]


def test_batches_that_are_in_are_not_read_into_the_lake_again(
    tmp_path: Path, home: Path, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = lay(tmp_path / "in", {"jira/logs/access/a.log": lines([*(jira(n // 2) for n in range(50)), "oops"])})
    keyroll = Keyroll.open(home, now=NOW)
    append, calls = keyroll.home.lake.append, []

    def failing(*arguments: object) -> int:
        calls.append(arguments[-1])
        if len(calls) == 3:
            raise KeyboardInterrupt
        return append(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(type(keyroll.home.lake), "append", lambda _lake, *arguments: failing(*arguments))
    with pytest.raises(KeyboardInterrupt):
        keyroll.exports.sync(folder)
    assert calls == [1, 2, 3]
    calls.extend([0] * 9)
    keyroll.exports.sync(folder)
    assert calls[12:15] == [3, 4, 5]
    assert len(set(events(keyroll, "jira.access"))) == 50
    assert len(quarantine(keyroll)) == 1


def test_a_program_that_runs_for_long_loses_nothing_that_others_read_meanwhile(tmp_path: Path, home: Path) -> None:
    log = "okta/logs/system_log"
    folder = lay(tmp_path / "in", {f"{log}/0.ndjson": lines([okta(0)])})
    early = synced(folder, home)
    lay(folder, {f"{log}/1.ndjson": lines([okta(1)])})
    synced(folder, home)
    lay(folder, {f"{log}/2.ndjson": lines([okta(2)])})
    early.exports.sync(folder)  # what it knows of the lake is older than the second file
    assert sorted(events(early, "okta.system_log")) == ["event-0", "event-1", "event-2"]


@pytest.mark.long
@pytest.mark.parametrize("size", [400, 1500])
def test_files_that_go_in_together_give_what_single_ones_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    folder = small_export(tmp_path / "in")
    lay(
        folder, {f"okta/logs/system_log/more {n}.ndjson": lines([okta(n + 25), okta(n + 90), "oops"]) for n in range(9)}
    )
    expected = content(synced(folder, tmp_path / "home").home, without={"path"})
    monkeypatch.setattr(reading, "BATCH_BYTES", size)
    monkeypatch.setitem(records.batches.__kwdefaults__ or {}, "size", size)
    assert content(synced(folder, tmp_path / "other").home, without={"path"}) == expected


def test_a_log_that_says_nothing_is_an_answer_and_an_empty_file_is_none(tmp_path: Path, home: Path) -> None:
    files = {"aws/logs/cloudtrail/a.json": '{"Records":[]}', "okta/logs/system_log/a.json": "[]\n"}
    summary = Keyroll.open(home, now=NOW).exports.sync(lay(tmp_path / "good", files))
    assert (summary.files, summary.quarantined) == (2, 0)
    files = {"aws/logs/cloudtrail/a.json": "", "okta/logs/system_log/b.ndjson.gz": " \n\n"}
    keyroll = synced(lay(tmp_path / "bad", files), home)
    assert [(place, reason) for _, place, reason in quarantine(keyroll)] == [(0, "the file is empty")] * 2


@pytest.mark.long
def test_each_form_of_delivery_gives_the_same_events(tmp_path: Path) -> None:
    trail = [cloudtrail(number, requestParameters={"é": number}) for number in range(5)]
    forms = {
        "lines": lines(trail),
        "array": f"[{','.join(trail)}]",
        "envelope": f'{{"Records":[{", ".join(trail)}]}}\n',
        "late": f'{{"before":{{"Records":[]}},"Records":[\n{",".join(trail)}]\n,"after":1}}',
        "many": "\n".join(f'{{"Records":[{one}]}}' for one in trail),
    }
    found = {}
    for form, text in forms.items():
        keyroll = synced(lay(tmp_path / form, {"aws/logs/cloudtrail/a.json.gz": text}), tmp_path / f"home {form}")
        assert quarantine(keyroll) == []
        found[form] = events(keyroll, "aws.cloudtrail", "event_id, requestParameters, record")
    assert len(found["lines"]) == 5
    assert all(rows == found["lines"] for rows in found.values())


def test_times_of_the_vendor_and_ours_stand_apart(tmp_path: Path, home: Path) -> None:
    keyroll = synced(lay(tmp_path / "in", {"okta/logs/system_log/a.ndjson": lines([okta(1)])}), home)
    ((happened, observed, recorded),) = events(keyroll, "okta.system_log", "happened_at, observed_at, recorded_at")
    assert happened == datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)
    assert observed == recorded == NOW
