import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import replay_exports as exports

from keyroll.errors import UsageError
from keyroll.replay import Written, thanksgiving

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
            found.update(json.dumps(one) for one in json.loads(exports.text(path))["Records"])
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
    assert len({one["handle"] for one in truth["changes"]}) >= max(6, 0.05 * truth["credentials"])
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


def test_exposure_and_residue_follow_from_the_files(written: Written, truth: dict) -> None:
    found = exports.read(written.folder)
    assert found.exposed == {one["handle"] for one in truth["exposed"]}
    assert found.residue == {one["handle"]: one["reason"] for one in truth["survivors"]}


@pytest.mark.parametrize("count", range(9))
def test_other_survivors_are_possible_and_consistent(count: int, tmp_path: Path) -> None:
    other = thanksgiving(tmp_path / "export", scale=SCALE, seed=40 + count, survivors=count)
    told = json.loads(other.truth.read_text())
    found = exports.read(other.folder)
    assert len(told["survivors"]) == count
    assert found.exposed == {one["handle"] for one in told["exposed"]}
    assert found.residue == {one["handle"]: one["reason"] for one in told["survivors"]}


def test_without_intrusion_it_is_the_same_company(written: Written, truth: dict, tmp_path: Path) -> None:
    calm = thanksgiving(tmp_path / "calm", scale=SCALE, intrusion=False)
    assert json.loads(calm.truth.read_text())["intrusion"] is None
    with_intruder, without = log_lines(written.folder), log_lines(calm.folder)
    assert not without - with_intruder
    incoming = sum(" | i@" in line for line in with_intruder - without)
    assert (with_intruder - without).total() - incoming == len(truth["intrusion"]["acts"])


def test_the_acts_stand_where_the_truth_says(written: Written, truth: dict) -> None:
    acts = truth["intrusion"]["acts"]
    for act in acts:
        content = exports.text(written.folder / act["file"])
        if act["log"] == "cloudtrail":
            record = json.dumps(json.loads(content)["Records"][act["record"] - 1])
        else:
            record = content.splitlines()[act["record"] - 1]
        assert "193.142.58.126" in record or "10.30.0.12" in record
    what = Counter(re.sub(r" .*", "", act["what"]) for act in acts if act["log"] != "audit")
    assert (what["archived"], what["viewed"], what["ticket"]) == (76, 120, 36)
    assert len({act["what"] for act in acts if act["what"].startswith("wiki page")}) == 202
    assert sum(act["what"].startswith("wiki search") for act in acts) == 6
    assert "2023-11-14T09:22:49Z" <= truth["intrusion"]["first_success"] <= "2023-11-14T09:22:55Z"
    assert min(act["time"] for act in acts if act["step"] == "S4") == "2023-11-16T14:36:37Z"
    assert {act["step"] for act in acts} == {"S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8"}


def test_the_four_are_still_before_the_intrusion(written: Written) -> None:
    used: Counter = Counter()
    for source, user in (("jira@main", "svc-smartsheet"), ("bitbucket@main", "svc-bitbucket")):
        for path in (written.folder / source / "logs" / "access").iterdir():
            day = re.search(r"2023-\d\d-\d\d", path.name)[0]
            if day < "2023-11-14" and f" {user} " in exports.text(path):
                used[(user, day)] += 1
    assert used == {("svc-smartsheet", "2023-10-02"): 1}


def test_no_export_tells_the_truth(written: Written) -> None:
    words = re.compile(
        r"missed|exposed|malicious|intruder|survivor|attack|compromis|breach|stolen|leaked|rotated", re.I
    )
    for path in written.folder.rglob("*"):
        if path.is_file():
            found = words.search(exports.text(path))
            assert not found, f"{path}: {found}"


def test_notes_of_disuse_tell_nothing(written: Written, truth: dict) -> None:
    noted = {one["credential"] for one in exports.register(written.folder) if one["note"] == "believed unused"}
    names = {one["name"] for one in truth["survivors"]} | {one["handle"].split(":")[2] for one in truth["survivors"]}
    assert noted & names
    assert noted - names


def test_memory_stays_small_as_the_scale_grows(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from keyroll.replay import thanksgiving;"
        "thanksgiving(Path(sys.argv[1]), scale=0.06, intrusion=False);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "big")], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 200


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
