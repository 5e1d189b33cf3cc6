"""The other scenarios: what their exports and truth say, and that the product's own readers read every record."""

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from company_scenes import text

from keyroll.api import Keyroll, Written, replay_home
from keyroll.errors import UsageError
from scenarios import play, scenarios

INTRUSIONS = [name for name, story in scenarios().items() if not story.surge]
SURGES = [name for name, story in scenarios().items() if story.surge]
#: The providers whose logs each company has.
LOGS = {
    "halden": {"github", "slack", "gcp", "kubernetes", "google_workspace", "openbao", "entra", "m365"},
    "brackwater": {"aws", "okta", "gitlab", "jira", "confluence", "cloudflare", "onepassword", "postgresql"},
    "tarnfield": {
        "aws", "okta", "bitbucket", "jira", "confluence", "smartsheet", "cloudflare", "slack", "github", "openbao",
    },
    "marlbrake": {"aws", "kubernetes", "openbao", "postgresql", "okta", "slack", "github", "entra", "m365"},
    "kestervale": {
        "gcp", "openbao", "postgresql", "entra", "m365", "gitlab", "jira", "confluence", "slack",
    },
    "lowmere": {
        "gcp", "openbao", "postgresql", "entra", "m365", "gitlab", "google_workspace", "jira", "confluence", "slack",
        "onepassword",
    },
    "thornquay": {"aws", "okta", "github", "kubernetes", "cloudflare", "slack", "google_workspace"},
    "sallowick": {"gcp", "entra", "m365", "gitlab", "openbao", "postgresql", "slack", "jira", "confluence"},
    "corvenside": {
        "aws", "okta", "kubernetes", "openbao", "postgresql", "gitlab", "cloudflare", "slack", "jira", "confluence",
    },
    "pellworth": {
        "gcp", "entra", "m365", "google_workspace", "github", "openbao", "postgresql", "slack", "jira", "confluence",
    },
    "merrowby": {
        "aws", "okta", "kubernetes", "github", "openbao", "postgresql", "entra", "m365", "gcp", "cloudflare", "slack",
        "jira", "confluence",
    },
    "dunmarrow": {"aws", "okta", "github", "kubernetes", "cloudflare", "postgresql", "slack", "jira"},
    "ostermoor": {
        "aws", "okta", "kubernetes", "openbao", "postgresql", "github", "gitlab", "cloudflare", "entra", "m365",
        "slack", "jira", "confluence",
    },
    "quillmere": {"aws", "okta", "github", "cloudflare", "postgresql", "slack", "jira", "confluence"},
    "quillhaven": {
        "entra", "m365", "azure", "gcp", "kubernetes", "openbao", "postgresql", "gitlab", "slack", "jira", "confluence",
    },
    "wrenfold": {
        "aws", "okta", "kubernetes", "postgresql", "github", "cloudflare", "slack", "jira", "confluence",
    },
    "tollgarth": {
        "entra", "m365", "azure", "gcp", "kubernetes", "openbao", "mariadb", "gitlab", "salesforce", "slack", "jira",
        "confluence",
    },
    "pendrake": {
        "aws", "gcp", "okta", "kubernetes", "postgresql", "github", "slack", "google_workspace", "jira", "confluence",
    },
    "aldermoor": {
        "entra", "m365", "azure", "aws", "kubernetes", "openbao", "postgresql", "mariadb", "gitlab", "jira",
        "confluence",
    },
    "brindlecote": {
        "aws", "okta", "kubernetes", "postgresql", "github", "slack", "cloudflare", "google_workspace", "salesforce",
        "jira", "confluence",
    },
    "wexholme": {
        "entra", "m365", "azure", "gcp", "kubernetes", "openbao", "postgresql", "gitlab", "jira", "confluence",
    },
}  # fmt: skip
SLOW = pytest.mark.nightly
#: One of each of the newest companies; to write one takes some seconds, and a night writes them all.
SAMPLE = (
    "function-mail", "later-workload", "key-beside", "fast-machines", "federated-console", "cost-vendor",
    "domain-seller",
    "mail-every-region", "portal-exports", "made-by-function",
)  # fmt: skip


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Written]:
    """Each scenario of seed 1, written once."""
    return cache(lambda name: play(name, tmp_path_factory.mktemp("scenarios") / name, seed=1))


def standing(path: Path) -> list[str]:
    """The records of a log's file, in their order."""
    if path.parent.name == "cloudtrail":
        return [json.dumps(one) for one in json.loads(text(path))["Records"]]
    return text(path).splitlines()


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        total.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return total.hexdigest()


def test_there_are_intrusions_and_surges_of_many_kinds() -> None:
    assert len(INTRUSIONS) >= 5
    assert len(SURGES) >= 3
    assert {story.company.name for story in scenarios().values()} == set(LOGS)


def test_whose_records_look_like_nobody_elses(scenario: Callable[[str], Written]) -> None:
    """Of two scenarios of one company, what one has and the other has not is what its truth file tells."""
    one, other = scenario("wiki-reader"), scenario("ticket-search")
    acts = {(act["file"], act["record"]) for act in json.loads(one.truth.read_text())["intrusion"]["acts"]}
    found = set()
    for path in sorted((one.folder / "confluence@main" / "logs" / "access").iterdir()):
        file = path.relative_to(one.folder)
        calm = set(standing(other.folder / file))
        found |= {(str(file), place) for place, line in enumerate(standing(path), 1) if line not in calm}
    assert found == acts


@pytest.mark.long
@pytest.mark.parametrize("name", [pytest.param(one, marks=() if one in SAMPLE else SLOW) for one in INTRUSIONS])
def test_acts_stand_where_the_truth_says_after_weeks_of_peace(name: str, scenario: Callable[[str], Written]) -> None:
    written = scenario(name)
    told = json.loads(written.truth.read_text())
    hostile = told["intrusion"]
    assert hostile["acts"]
    assert hostile["footholds"]
    days = (datetime.fromisoformat(hostile["first_success"]) - written.begins).days
    assert days >= 28
    lines = {file: standing(written.folder / file) for file in {one["file"] for one in hostile["acts"]}}
    places = [(act["file"], act["record"]) for act in hostile["acts"]]
    assert len(set(places)) == len(places)
    assert all(lines[file][record - 1] for file, record in places)
    assert {one["source"] for one in hostile["acts"]} <= {path.name for path in written.folder.iterdir()}


@pytest.mark.long
def test_same_arguments_give_the_same_bytes_and_another_seed_another_company(
    tmp_path: Path, scenario: Callable[[str], Written]
) -> None:
    one = scenario("ticket-key")
    again, other = (play("ticket-key", tmp_path / str(seed), seed=seed) for seed in (1, 2))
    assert digest(one.folder) == digest(again.folder) != digest(other.folder)
    assert one.truth.read_bytes() == again.truth.read_bytes()


@pytest.mark.long
def test_what_is_put_in_changes_nothing_else(scenario: Callable[[str], Written]) -> None:
    """Two scenarios of one seed differ only by what their stories put in."""
    calm, hit = scenario("slack-bot"), scenario("ticket-key")
    for path in sorted((calm.folder / "openbao@main" / "logs" / "audit").iterdir()):
        assert path.read_bytes() == (hit.folder / path.relative_to(calm.folder)).read_bytes()


def read(written: Written, folder: Path, home: Path) -> Keyroll:
    keyroll = replay_home(home, written.ends)
    keyroll.exports.sync(folder)
    return keyroll


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("deploy-hook", ("2025-04-01", "2025-04-17"), marks=SLOW),
        pytest.param("group-token", ("2025-07-01", "2025-07-18"), marks=SLOW),
        pytest.param("plan-exports", ("2025-10-01", "2025-10-16"), marks=SLOW),
        pytest.param("share-script", ("2026-02-12", "2026-02-16"), marks=SLOW),
        pytest.param("worm-token", ("2026-03-03", "2026-03-10"), marks=SLOW),
        ("sync-account", ("2026-07-01", "2026-07-06")),
        ("account-made", ("2026-05-12", "2026-05-14")),
        pytest.param("mail-friend", ("2026-09-08", "2026-09-13"), marks=SLOW),
        pytest.param("test-stage", ("2026-02-04", "2026-02-10"), marks=SLOW),
        pytest.param("inbound-route", ("2026-06-16", "2026-06-24"), marks=SLOW),
        pytest.param("last-admin", ("2026-10-01", "2026-10-04"), marks=SLOW),
        pytest.param("moved-zone", ("2026-08-07", "2026-08-11"), marks=SLOW),
        pytest.param("bucket-browser", ("2026-11-03", "2026-11-05"), marks=SLOW),
        pytest.param("stack-role", ("2026-09-03", "2026-09-05"), marks=SLOW),
        pytest.param("emptied-tenant", ("2026-10-13", "2026-10-24"), marks=SLOW),
        ("federated-console", ("2026-11-10", "2026-11-14")),
        pytest.param("workflow-panel", ("2026-11-10", "2026-11-13"), marks=SLOW),
        pytest.param("cost-vendor", ("2026-11-10", "2026-11-12"), marks=SLOW),
        pytest.param("domain-seller", ("2026-11-03", "2026-11-05"), marks=SLOW),
        pytest.param("mail-every-region", ("2026-11-14", "2026-11-17"), marks=SLOW),
        pytest.param("made-by-function", ("2026-11-12", "2026-11-14"), marks=SLOW),
    ],
)
def test_the_readers_read_every_record_of_some_days(
    name: str, kept: tuple[str, ...], tmp_path: Path, scenario: Callable[[str], Written]
) -> None:
    written = scenario(name)
    folder = written.folder
    for pattern in ("*/logs/*/*", "*/survey/*/*"):
        for path in folder.glob(pattern):
            if any(day in path.name for day in kept) or path.parent.name in kept:
                copy = tmp_path / "x" / path.relative_to(folder)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)
    keyroll = read(written, tmp_path / "x", tmp_path / "home")
    assert keyroll.home.ledger.quarantined() == ()
    with keyroll.home.session() as session:
        keyroll.home.lake.view(session, "inventory/log_windows", "log_windows")
        logs = {
            str(source).partition("@")[0] for (source,) in session.tuples("SELECT DISTINCT source FROM log_windows")
        }
    assert logs == LOGS[scenarios()[name].company.name]


@SLOW
@pytest.mark.parametrize("name", [*INTRUSIONS, *SURGES])
def test_the_readers_read_every_record(name: str, tmp_path: Path) -> None:
    written = play(name, tmp_path / "x", seed=1)
    assert read(written, written.folder, tmp_path / "home").home.ledger.quarantined() == ()
    assert (json.loads(written.truth.read_text())["intrusion"] is None) == (name in SURGES)


@pytest.mark.parametrize("name", ["slack-bot", "repo-key"])
def test_no_export_tells_the_truth(name: str, scenario: Callable[[str], Written]) -> None:
    written = scenario(name)
    whole = "".join(text(path) for path in written.folder.rglob("*") if path.is_file()).lower()
    assert not [word for word in ("hostile", "intruder", "attack", "malicious", "foothold", "stolen") if word in whole]


def test_a_name_that_no_scenario_has_and_a_folder_in_use_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        play("nothing", tmp_path / "x", seed=1)
    assert "ci-token" in (caught.value.hint or "")
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(UsageError):
        play("ci-token", tmp_path, seed=1)
