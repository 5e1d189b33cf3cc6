"""A sync of a hostile folder: every good record is in, every bad one is named, and nothing else is lost."""

import contextlib
import json
import secrets
from pathlib import Path

import pytest
from intake_exports import (
    NOW,
    READ_AT,
    REGISTER,
    api_token,
    cli,
    cloudtrail,
    content,
    events,
    every_byte,
    har,
    here,
    jira,
    jira_user,
    lay,
    lines,
    okta,
    quarantine,
    small_export,
    synced,
)

from keyroll.api import LISTS, Keyroll
from keyroll.errors import Busy, ConfigError
from keyroll.model.source import Source
from keyroll.store.ledger.lease import this_process
from keyroll.store.raw import chunks

pytestmark = pytest.mark.long

MIB = 1 << 20


def hostile(root: Path) -> dict[str, tuple[str, int, str]]:
    """Lay a folder out in which much is wrong; return file, place and reason of each bad thing, by what it is."""
    packed = lay(root / "tmp", {"x.gz": lines(okta(number, x=secrets.token_hex(99)) for number in range(100, 200))})
    cut = (packed / "x.gz").read_bytes()[:9000]
    (packed / "x.gz").unlink()
    (root / "tmp").rmdir()
    log = "okta/logs/system_log"
    lay(
        root,
        {
            f"{log}/cut.ndjson.gz": cut,
            f"{log}/bytes.ndjson": lines([okta(1)]).encode() + b'{"uuid":"\xff\xfe"}\n' + lines([okta(2)]).encode(),
            f"{log}/huge.ndjson": lines(
                [okta(3), '{"uuid": "' + "x" * (50 * MIB), okta(4, displayMessage="y" * (12 * MIB)), okta(5)]
            ),
            f"{log}/array.ndjson": f"[{okta(6)},\n {okta(7)}]",
            f"{log}/empty.ndjson": "",
            f"{log}/old.ndjson": lines([okta(8, "1970-01-01T00:00:00Z")]),
            "okta/logs/sign_ins/a.ndjson": lines([okta(9)]),
            "sap/logs/audit/a.log": "2023-11-14 somebody did something\n",
            "lost and found/users.json": json.dumps([jira_user("bot"), jira_user("ann")]),
            "okta/survey/api_tokens.json": "<html>please sign in</html>",
            "okta/survey/apps.json": json.dumps([{"id": "0oa1", "label": "x", "status": "ACTIVE"}, {"id": "0oa2"}]),
            "jira/logs/access/a.log": lines([jira(1), "GET /", jira(2)]),
            "aws/logs/cloudtrail/a.json": f'{{"Records":[{cloudtrail(1)},{{"eventName": oops}},{cloudtrail(2)}]}}',
            "register/survey/vendors.csv": REGISTER,
        },
    )
    return {
        "truncated gzip": (f"{log}/cut.ndjson.gz", -1, "gzip ends too early"),
        "invalid UTF-8": (f"{log}/bytes.ndjson", 2, "not UTF-8"),
        "a line of 50 MB": (f"{log}/huge.ndjson", 2, "line is longer than 16 MiB"),
        "an empty file": (f"{log}/empty.ndjson", 0, "the file is empty"),
        "an unknown log": ("okta/logs/sign_ins/a.ndjson", 0, "okta has no log 'sign_ins'"),
        "an unknown provider": ("sap/logs/audit/a.log", 0, "there is no provider 'sap'"),
        "a page that is not JSON": ("okta/survey/api_tokens.json", 1, "not JSON"),
        "a page without a documented field": ("okta/survey/apps.json", 1, "page 1[2]: status"),
        "a broken line of text": ("jira/logs/access/a.log", 2, "not a line of this log"),
        "a broken element": ("aws/logs/cloudtrail/a.json", 2, "not JSON"),
    }


def check(keyroll: Keyroll, folder: Path, bad: dict[str, tuple[str, int, str]]) -> None:
    found = quarantine(keyroll)
    for what, (file, place, reason) in bad.items():
        fitting = [row for row in found if row[0] == file and place in (row[1], -1) and reason in row[2]]
        assert len(fitting) == 1, f"{what}: {found}"
    assert len(found) == len(bad)
    whole = []
    with contextlib.suppress(Exception):
        for chunk in chunks(folder / "okta/logs/system_log/cut.ndjson.gz"):
            whole.append(chunk)
    complete = [json.loads(line)["uuid"] for line in b"".join(whole).split(b"\n")[:-1]]
    assert len(complete) > 10
    assert sorted(events(keyroll, "okta.system_log")) == sorted([*(f"event-{n}" for n in range(1, 9)), *complete])
    flagged = events(keyroll, "okta.system_log", "event_id, implausible")
    assert [one for one, implausible in flagged if implausible] == ["event-8"]
    assert [length for length in events(keyroll, "okta.system_log", "length(displayMessage)") if length] == [12 * MIB]
    assert len(events(keyroll, "jira.access")) == 2
    assert events(keyroll, "aws.cloudtrail") == ["trail-1", "trail-2"]
    names = {row["name"] for row in keyroll.inventory.listed("credentials").rows}
    assert {"Bot", "Ann"} <= names


@pytest.mark.long
def test_a_hostile_folder_through_the_command_line(tmp_path: Path) -> None:
    bad = hostile(tmp_path / "in")
    done = cli("sync", "--from", tmp_path / "in", "--home", tmp_path / "home")
    assert done.returncode == 11, done.stderr
    assert "Traceback" not in done.stderr
    assert f"{len(bad)} in quarantine: keyroll list quarantine" in " ".join(done.stdout.split())
    check(Keyroll.open(tmp_path / "home", now=NOW), tmp_path / "in", bad)
    # The same through the API: nothing new, and still told.
    summary = Keyroll.open(tmp_path / "home", now=NOW).exports.sync(tmp_path / "in")
    assert (summary.new, summary.quarantined) == (0, len(bad))


def test_a_file_that_the_system_does_not_let_us_read_costs_nothing_else(tmp_path: Path) -> None:
    folder = lay(
        tmp_path / "in",
        {
            "okta/logs/system_log/a.ndjson": lines([okta(1)]),
            "okta/survey/api_tokens.1.json": json.dumps([api_token(1)]),
        },
    )
    unreadable = ("okta/logs/system_log/b.ndjson", "okta/survey/api_tokens.2.json", "lost.json", "okta/logs/no/x")
    for name in unreadable:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to("/proc/self/mem")
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    summary = keyroll.exports.sync(folder)
    assert summary.quarantined == 4
    assert sorted(row[0] for row in quarantine(keyroll)) == sorted(unreadable)
    assert all(reason.endswith("a link is not followed") for _, _, reason in quarantine(keyroll))
    assert events(keyroll, "okta.system_log") == ["event-1"]
    # A page that could not be read may hold anything: the read is not complete, until it could.
    assert complete(keyroll) == [False]
    (folder / "okta/survey/api_tokens.2.json").unlink()
    lay(folder, {"okta/survey/api_tokens.2.json": json.dumps([api_token(2)])})
    keyroll = synced(folder, tmp_path / "home", now=NOW.replace(hour=9))
    assert complete(keyroll) == [False, True]


def complete(keyroll: Keyroll) -> list[bool]:
    with keyroll.home.session() as session:
        keyroll.home.lake.view(session, "inventory/reads", "reads")
        return [bool(row[0]) for row in session.tuples("SELECT complete FROM reads ORDER BY observed_at")]


def test_names_that_are_not_text_are_shown_escaped(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {"okta/logs/system_log/a.ndjson": lines([okta(1)])})
    for name in (b"okta/logs/system_log/b\xff.ndjson", b"odd\n\x1b[31m\xfe.txt"):
        Path(str(folder), name.decode("utf-8", "surrogateescape")).write_bytes(lines(["oops"]).encode())
    code, out, err = here("sync", "--from", folder, "--home", tmp_path / "home")
    assert (code, "\x1b" in out + err) == (11, False)
    assert len(quarantine(Keyroll.open(tmp_path / "home"))) == 2
    for form in ((), ("--json",)):
        code, out, err = here("list", "quarantine", *form, "--home", tmp_path / "home")
        assert (code, "\x1b" in out + err) == (0, False)
        assert "xff" in out


def test_a_second_writer_is_told_who_holds_the_home(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {"okta/logs/system_log/a.ndjson": lines([okta(1)])})
    keyroll = synced(folder, tmp_path / "home")
    holder = this_process("a long sync")
    with keyroll.home.ledger.hold(holder):
        done = cli("sync", "--from", folder, "--home", tmp_path / "home")
        assert done.returncode == 13, done.stderr
        assert holder in done.stderr.replace("\n", " ")
        assert "Traceback" not in done.stderr
        with pytest.raises(Busy, match="a long sync"):
            Keyroll.open(tmp_path / "home").exports.sync(folder)
        # Readers never wait.
        assert here("list", "events", "--home", tmp_path / "home")[0] == 0
    assert Keyroll.open(tmp_path / "home", now=NOW).exports.sync(folder).unchanged == 1


def test_a_log_may_be_named_outright(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {"a": lines([cloudtrail(1)]), "b": f'{{"Records":[{cloudtrail(2)}]}}'})
    code, _, err = here("sync", "--log", "aws@123.cloudtrail", folder, "--home", tmp_path / "home")
    assert code == 0, err
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    assert sorted(events(keyroll, "aws.cloudtrail", "source, event_id")) == [
        ("aws@123", "trail-1"),
        ("aws@123", "trail-2"),
    ]
    assert keyroll.exports.sync_log("aws@123.cloudtrail", [folder / "a", folder / "b"]).unchanged == 2


@pytest.mark.long
def test_only_the_sources_asked_for_are_read(tmp_path: Path) -> None:
    folder = small_export(tmp_path / "in")
    steps: list[tuple[str, int, int]] = []
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    summary = keyroll.exports.sync(folder, only=[Source("jira")], progress=lambda *step: steps.append(step))
    assert set(summary.sources) == {Source("jira")}
    assert steps == [("jira@main", 0, 3), ("jira@main", 1, 3), ("jira@main", 2, 3), ("done", 3, 3)]
    assert all(file.startswith("jira/") for file, _, _ in quarantine(keyroll))
    keyroll.exports.sync(folder)
    assert content(keyroll.home, without={"path"}) == content(synced(folder, tmp_path / "other").home, without={"path"})


@pytest.mark.long
@pytest.mark.parametrize("name", ["with space", "quo'te", "ü#?&=+", "all*", "semi;colon", "50%"])
def test_a_home_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = lay(tmp_path / "in", {"okta/logs/system_log/a.ndjson": lines([okta(1)])})
    keyroll = synced(folder, tmp_path / name)
    assert keyroll.exports.sync(folder).unchanged == 1
    assert len(keyroll.inventory.listed("events").rows) == 1


@pytest.mark.parametrize("name", ["a[1]", "50%20off"])
def test_a_home_whose_name_the_lake_misreads_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="the lake cannot be under"):
        Keyroll.open(tmp_path / name)
    assert not (tmp_path / name).exists()


@pytest.mark.long
def test_a_home_may_be_named_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small_export(tmp_path / "in")
    expected = content(synced(folder, tmp_path / "home").home, without={"path"})
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        keyroll = synced(Path("in"), Path("relative"))
        assert content(keyroll.home, without={"path"}) == expected
        assert len(keyroll.inventory.listed("events").rows) == len(expected["events/okta.system_log"]) + 31 + 3 - 3


@pytest.mark.long
def test_secrets_of_support_cases_do_not_rest_here(tmp_path: Path) -> None:
    canaries = [f"canary{secrets.token_hex(12)}" for _ in range(8)]
    key, basic, cookie, token, lost, unplaced, inside, query = canaries
    recording = har(
        cf_access_client_id="abc.access",
        cf_access_client_secret=key,
        authorization=f"Bearer {basic}",
        cookie=cookie,
        x_api_token=token,
    ).replace("/rest/api/2/myself", f"/rest/api/2/myself?access_token={query}")
    folder = lay(
        tmp_path / "in",
        {
            "okta/survey/2023-10-01/support_case_files.json": recording,
            "okta/survey/2023-10-02/support_case_files.1.json.gz": recording + "\n",
            "okta/survey/2023-10-03/support_case_files/case.har": recording,
            "somewhere/case.har": recording.replace(token, lost),
            "jira/survey/users.json": recording,
            "okta/logs/system_log/case.json": recording,
            "jira/logs/access/case.log": json.dumps(json.loads(recording), indent=2),
            "notes/passwords.txt": f"the password is {unplaced}\n",
            "okta/logs/no_such_log/a.ndjson": lines([okta(1, password=inside)]),
            "jira/logs/access/a.log": lines([jira(1)]),
        },
    )
    home = tmp_path / "home"
    code, out, err = here("sync", "--from", folder, "--home", home)
    assert code == 11, err
    keyroll = Keyroll.open(home, now=NOW)
    listed = repr(
        [keyroll.inventory.listed(kind).rows for kind in LISTS if kind not in ("findings", "stories", "evidence")]
    )
    kept = every_byte(home, keyroll)
    for canary in canaries:
        assert canary.encode() not in kept
        assert canary not in listed + out + err
    assert b"abc.access" in kept  # the name, which says what was exposed
    assert b"562x1x1" in kept
    assert "abc.access" in listed


def test_what_a_rerun_reads_at_another_time_is_the_same(tmp_path: Path) -> None:
    folder = small_export(tmp_path / "in")
    first = synced(folder, tmp_path / "home")
    before = content(first.home, without=READ_AT)
    again = synced(folder, tmp_path / "home", now=None)
    after = content(again.home, without=READ_AT)
    for judged in ("kept/posture", "kept/shadow"):  # as of the moment of each sync
        assert before.pop(judged)[0] == after.pop(judged)[0]
    assert after == before
