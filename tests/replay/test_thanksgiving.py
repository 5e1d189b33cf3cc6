import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import replay_exports as exports

from keyroll.errors import UsageError
from keyroll.replay import Written, thanksgiving
from keyroll.replay.thanksgiving import design

pytestmark = pytest.mark.long

SCALE = 0.02


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return thanksgiving(tmp_path_factory.mktemp("replay") / "export", scale=SCALE)


@pytest.fixture(scope="module")
def truth(written: Written) -> dict:
    return json.loads(written.truth.read_text())


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return total.hexdigest()


def log_lines(folder: Path) -> Counter:
    found: Counter = Counter()
    for path in folder.glob("*/logs/*/*"):
        if path.parent.name == "cloudtrail":
            found.update(exports.text(path).removesuffix("]}\n").split('{"eventVersion"')[1:])
        else:
            found.update(exports.text(path).splitlines())
    return found


def test_same_arguments_give_the_same_bytes(written: Written, tmp_path: Path) -> None:
    again = thanksgiving(tmp_path / "again", scale=SCALE)
    assert digest(again.folder) == digest(written.folder)
    assert again.truth.read_bytes() == written.truth.read_bytes()


def test_counts_and_what_is_told(written: Written, truth: dict) -> None:
    assert written.truth.parent == written.folder.parent
    assert written.files == sum(path.is_file() for path in written.folder.rglob("*"))
    assert written.records == log_lines(written.folder).total()
    assert 100 <= truth["credentials"] <= 160
    assert 0.3 <= len(truth["exposed"]) / truth["credentials"] <= 0.48
    assert len({one["identifier"] for one in truth["changes"]}) >= max(6, 0.05 * truth["credentials"])
    assert len(truth["firsts"]) >= 20
    assert written.vendor == "Okta"
    assert written.begins.isoformat() == "2023-09-28T00:00:00+00:00"
    assert written.ends.isoformat() == "2023-11-23T16:00:00+00:00"


def test_the_four_survive(truth: dict) -> None:
    assert [(one["source"].split("@")[0], one["name"], one["reason"]) for one in truth["survivors"]] == [
        ("cloudflare", "Moveworks", "missed"),
        ("jira", "svc-smartsheet", "missed"),
        ("bitbucket", "svc-bitbucket", "missed"),
        ("aws", "svc-aws-apps-marketplace", "missed"),
    ]


def test_exposure_and_open_items_follow_from_the_files(written: Written, truth: dict) -> None:
    found = exports.read(written.folder)
    assert found.exposed == {one["identifier"] for one in truth["exposed"]}
    assert found.open_items == {one["identifier"]: one["reason"] for one in truth["survivors"]}


@pytest.mark.parametrize("count", range(9))
def test_other_survivors_are_possible_and_consistent(count: int, tmp_path: Path) -> None:
    other = thanksgiving(tmp_path / "export", scale=SCALE, seed=40 + count, survivors=count, background=False)
    told = json.loads(other.truth.read_text())
    found = exports.read(other.folder)
    assert len(told["survivors"]) == count
    assert found.exposed == {one["identifier"] for one in told["exposed"]}
    assert found.open_items == {one["identifier"]: one["reason"] for one in told["survivors"]}


def test_all_reasons_and_all_kinds_occur(tmp_path: Path) -> None:
    reasons: set[str] = set()
    kinds: set[str] = set()
    for seed in (1, 2):
        scenario = design(tmp_path, scale=SCALE, seed=seed, survivors=8)
        reasons |= {one.reason for one in scenario.survivors}
        kinds |= {one.credential.kind.value for one in scenario.survivors}
    assert reasons == {"missed", "replaced_but_alive", "reenabled", "partly_read"}
    assert kinds == {"access_key", "service_token", "jira_account", "bitbucket_account"}


@pytest.mark.long
def test_without_intrusion_it_is_the_same_company(written: Written, truth: dict, tmp_path: Path) -> None:
    calm = thanksgiving(tmp_path / "calm", scale=SCALE, intrusion=False)
    assert json.loads(calm.truth.read_text())["intrusion"] is None
    with_intruder, without = log_lines(written.folder), log_lines(calm.folder)
    assert not without - with_intruder
    incoming = sum(" | i@" in line for line in with_intruder - without)
    assert (with_intruder - without).total() - incoming == len(truth["intrusion"]["acts"])


@pytest.mark.long
def test_the_acts_stand_where_the_truth_says(written: Written, truth: dict) -> None:
    acts = truth["intrusion"]["acts"]
    for act in acts:
        content = exports.text(written.folder / act["file"])
        if act["log"] == "cloudtrail":
            record = json.dumps(json.loads(content)["Records"][act["record"] - 1])
        else:
            record = content.splitlines()[act["record"] - 1]
        assert any(one in record for one in ("193.142.58.126", "10.30.0.12", "idowall.com"))
    what = Counter(re.sub(r" .*", "", act["what"]) for act in acts if act["log"] != "audit")
    assert (what["archived"], what["viewed"], what["ticket"]) == (76, 120, 36)
    assert len({act["what"] for act in acts if act["what"].startswith("wiki page")}) == 202
    assert sum(act["what"].startswith("wiki search") for act in acts) == 6
    assert "2023-11-14T09:22:49Z" <= truth["intrusion"]["first_success"] <= "2023-11-14T09:22:55Z"
    assert min(act["time"] for act in acts if act["step"] == "S4") == "2023-11-16T14:36:37Z"
    assert {act["step"] for act in acts} == {"S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8"}


def test_twelve_stages_each_have_events(truth: dict) -> None:
    told = truth["intrusion"]
    assert len(told["stages"]) == 12
    assert {act["stage"] for act in told["acts"]} == set(told["stages"])
    assert all(act["stage"].startswith(act["step"]) for act in told["acts"] if act["step"] in ("S1", "S4", "S8"))


def test_the_implant_speaks_every_minute_or_so_until_the_end(written: Written, truth: dict) -> None:
    beats = [
        float(one["ts"])
        for one in exports.records(written.folder, "zeek@main", "conn")
        if one["id.resp_h"] == "198.244.174.214"
    ]
    gaps = [after - before for before, after in pairwise(beats[1:])]
    assert 60 <= min(gaps) <= max(gaps) <= 90
    assert written.ends.timestamp() - beats[-1] < 90
    c2 = [act for act in truth["intrusion"]["acts"] if act["stage"] == "S6 C2" and act["log"] == "conn"]
    assert len(c2) == len(beats)


def test_hosts_that_are_declared_are_those_that_connect(written: Written) -> None:
    declared = {row["address"]: row["runs"] for row in exports.register(written.folder, "hosts.csv")}
    served = {"jira@main", "confluence@main", "bitbucket@main"}
    seen = {one["id.orig_h"] for one in exports.records(written.folder, "zeek@main", "conn")}
    assert served <= set(declared.values())
    assert {address for address in declared if address not in seen} == set()


def test_the_four_are_still_before_the_intrusion(written: Written) -> None:
    used: Counter = Counter()
    for source, user in (("jira@main", "svc-smartsheet"), ("bitbucket@main", "svc-bitbucket")):
        for path in (written.folder / source / "logs" / "access").iterdir():
            (day,) = re.findall(r"2023-\d\d-\d\d", path.name)
            if day < "2023-11-14" and f" {user} " in exports.text(path):
                used[(user, day)] += 1
    assert used == {("svc-smartsheet", "2023-10-02"): 1}


def test_no_export_tells_the_truth(written: Written) -> None:
    words = [
        "missed",
        "exposed",
        "malicious",
        "intruder",
        "survivor",
        "attack",
        "compromis",
        "breach",
        "stolen",
        "leaked",
    ]
    for path in written.folder.rglob("*"):
        if path.is_file():
            # Zeek counts what its sensor missed in a field of this name.
            content = exports.text(path).lower().replace("missed_bytes", "")
            assert not [word for word in words if word in content], path


def test_notes_of_disuse_tell_nothing(written: Written, truth: dict) -> None:
    noted = {one["credential"] for one in exports.register(written.folder) if one["note"] == "believed unused"}
    names = {one["name"] for one in truth["survivors"]} | {
        one["identifier"].split(":")[2] for one in truth["survivors"]
    }
    assert noted & names
    assert noted - names


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system has no /proc to read the peak from")
@pytest.mark.nightly
def test_memory_stays_small_as_the_scale_grows(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from keyroll.replay import thanksgiving;"
        "thanksgiving(Path(sys.argv[1]), scale=float(sys.argv[2]), intrusion=False);"
        "print(Path('/proc/self/status').read_text())"
    )
    peaks = []
    for scale in ("0.02", "0.06"):
        command = [sys.executable, "-c", code, str(tmp_path / scale), scale]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", done.stdout)
        peaks.append(int(peak) // 1024)
    assert peaks[1] < 150
    assert peaks[1] - peaks[0] < 60, "the peak may grow by a day's records, not by all"


@pytest.mark.parametrize("scale", [0, 0.019, 1.01, float("nan")])
def test_a_scale_out_of_range_is_refused(scale: float, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        thanksgiving(tmp_path / "x", scale=scale)
    assert caught.value.hint
    assert not (tmp_path / "x").exists()


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(UsageError) as caught:
        thanksgiving(tmp_path)
    assert caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


DATA = os.environ.get("KEYROLL_DATA")
SAMPLES = (
    ("samples/cloudflare/access_requests.ndjson", "cloudflare@main", "access"),
    ("samples/cloudflare/audit_logs.ndjson", "cloudflare@main", "audit"),
    ("samples/atlassian/jira_dc_audit.ndjson", "jira@main", "audit"),
    ("samples/atlassian/confluence_dc_audit.ndjson", "confluence@main", "audit"),
    ("samples/atlassian/bitbucket_dc_audit.ndjson", "bitbucket@main", "audit"),
    ("samples/okta/system_log.ndjson", "okta@main", "system_log"),
    ("samples/cloudflare/gateway_dns.ndjson", "cloudflare@main", "gateway_dns"),
    ("samples/cloudflare/gateway_http.ndjson", "cloudflare@main", "gateway_http"),
    ("samples/cloudflare/gateway_network.ndjson", "cloudflare@main", "gateway_network"),
    ("samples/zeek/conn.corelight.ndjson", "zeek@main", "conn"),
    ("samples/zeek/ssl.ndjson", "zeek@main", "ssl"),
    ("samples/zeek/dns.ndjson", "zeek@main", "dns"),
)


@pytest.mark.skipif(not DATA, reason="KEYROLL_DATA does not name a folder of vendors' samples")
@pytest.mark.parametrize(("sample", "source", "log"), SAMPLES)
def test_records_have_the_vendors_fields(sample: str, source: str, log: str, written: Written) -> None:
    def keys(value: object, path: str = "") -> set[str]:
        if isinstance(value, dict):
            return {path} | {key for name, part in value.items() for key in keys(part, f"{path}.{name}")}
        if isinstance(value, list):
            return {path} | {key for part in value for key in keys(part, f"{path}[]")}
        return {path}

    opened = (".NewValue", ".OldValue", ".Metadata", ".debugContext.debugData", ".transaction.detail")
    lines = (Path(str(DATA)) / sample).read_text().splitlines()
    theirs = set().union(*(keys(json.loads(line)) for line in lines if line.strip()))
    ours: set[str] = set()
    for number, record in enumerate(exports.records(written.folder, source, log)):
        if number > 3000:
            break
        ours |= keys(record)
    extra = {key for key in ours - theirs if not key.startswith(opened)}
    assert not extra


SHAPES = (
    ("surveys/okta/api_tokens_list.json", "okta@main", "api_tokens.json"),
    ("surveys/okta/app_client_secrets_list.json", "okta@main", "app_client_secrets.json"),
    ("surveys/cloudflare/access_service_tokens.json", "cloudflare@main", "access_service_tokens.json"),
    ("surveys/atlassian/bitbucket_dc_access-tokens_project.shape.json", "bitbucket@main", "access_tokens.json"),
)


@pytest.mark.skipif(not DATA, reason="KEYROLL_DATA does not name a folder of vendors' samples")
@pytest.mark.parametrize(("sample", "source", "name"), SHAPES)
def test_survey_records_have_the_vendors_fields(sample: str, source: str, name: str, written: Written) -> None:
    def records(body: dict | list) -> list[dict]:
        return body if isinstance(body, list) else body.get("result") or body["values"]

    theirs = set().union(*records(json.loads((Path(str(DATA)) / sample).read_text())))
    listed = exports.pages(written.folder / source / "survey" / "2023-11-23" / name)
    for record in (record for page in listed for record in records(page)):
        assert record.keys() <= theirs


@pytest.mark.skipif(not DATA, reason="KEYROLL_DATA does not name a folder of vendors' samples")
def test_the_credential_report_has_the_vendors_columns(written: Written) -> None:
    theirs = (Path(str(DATA)) / "surveys/aws/iam_credential_report.shape.csv").read_text().splitlines()[0]
    reports = list(written.folder.glob("aws@*/survey/*/credential_report.csv"))
    assert len(reports) == 27
    for report in reports:
        lines = report.read_text().splitlines()
        assert lines[0] == theirs
        assert {line.count(",") for line in lines} == {theirs.count(",")}


def test_event_ids_are_used_once(written: Written) -> None:
    seen: Counter = Counter()
    for path in (written.folder / "bitbucket@main" / "logs" / "access").iterdir():
        seen.update(line.split(" | ", 3)[2] for line in exports.text(path).splitlines())
    for source, log, key in (("okta@main", "system_log", "uuid"), ("cloudflare@main", "access", "RayID")):
        seen.update(record[key] for record in exports.records(written.folder, source, log))
    assert max(seen.values()) == 1
