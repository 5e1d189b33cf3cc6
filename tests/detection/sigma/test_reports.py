"""A rule that cannot be run is reported with its place, and affects no other rule."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sigma_world import Logs

from keyroll.cli.root import root
from keyroll.detection.sigma.backend import Compiler
from keyroll.detection.sigma.ruleset import read_rules
from keyroll.detection.sigma.run import read_placeholders
from keyroll.errors import UsageError
from small_world import SmallWorld

GOOD = """
title: good
id: 0a1b2c3d-0000-4000-8000-000000000001
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: x}, condition: s}
level: high
tags: [attack.persistence, attack.t1098]
"""


def rule(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder


def aws(selection: str, condition: str = "s") -> str:
    return (
        f"title: t\nlogsource: {{product: aws, service: cloudtrail}}\n"
        f"detection:\n  s:\n    {selection}\n  condition: {condition}\n"
    )


BROKEN = [
    ("title: [x\n", ":2:1", "YAML"),
    ("title: x\ndetection:\n\tfoo: 1\n", ":3:1", "YAML"),
    (aws("eventName|foo: x"), ":5", "Unknown modifier 'foo'"),
    (aws("eventName: x", "s and other"), "", "other"),
    (aws("eventName: x", "1 of other*"), "", "other"),
    (aws("eventName: x", "s | count() > 5"), "", "pipe"),
    (aws("eventName|re: '(?=x)'"), "", "RE2 has no look-around"),
    (aws("eventName|re: '(a)\\1'"), "", "RE2"),
    (aws("eventName|re: '('"), "", "("),
    (aws("sourceIPAddress|cidr: 10.0.0.0/33"), "", "CIDR"),
    (aws("eventName|gt: x"), "", "incompatible"),
    (aws("eventName|expand: '%names%'"), "", "--placeholders FILE"),
    (aws("eventTime.x: y"), "", "aws.cloudtrail has no field 'eventTime.x'"),
    (aws("nosuch: y"), "", "aws.cloudtrail has no field 'nosuch'"),
    (aws("eventName|fieldref: nosuch"), "", "aws.cloudtrail has no field 'nosuch'"),
    ("title: x\ndetection: {s: {a: b}, condition: s}\n", "", "log"),
    ("title: x\nlogsource: {product: aws}\ndetection: {s: {a: b}}\n", "", "condition"),
    ("title: x\nlogsource: {product: aws}\ndetection: 7\n", "", ""),
    ("- 1\n---\ntitle: x\nlogsource: 5\ndetection: {s: {a: b}, condition: s}\n", "", ""),
    ("title: x\nname: x\ncorrelation: {type: event_count, rules: [y], timespan: 1h, condition: {gte: 1}}\n", "", "'y'"),
    (
        "title: x\nname: x\ncorrelation: {type: event_count, rules: [x], timespan: 1h, condition: {gte: 1}}\n",
        "",
        "itself",
    ),
    (
        "title: x\ncorrelation: {type: event_count, rules: [good], timespan: soon, condition: {gte: 1}}\n",
        ":2",
        "imespan",
    ),
    ("title: x\ncorrelation: {type: shout, rules: [good], timespan: 1h, condition: {gte: 1}}\n", ":2", "shout"),
]


@pytest.mark.parametrize(("text", "place", "said"), BROKEN)
def test_a_broken_rule_is_told_and_the_rest_runs(shared_logs: Logs, tmp_path: Path, text: str, place: str, said: str):
    folder = rule(rule(tmp_path, "broken.yml", text), "good.yml", GOOD)
    shared_logs.load({"aws.cloudtrail": [{"eventName": "X"}]})
    ran = shared_logs.run(folder)
    assert [one.title for one in ran.findings] == ["good"]
    wrong = [one for one in ran.faults if one.wrong]
    assert wrong, ran.faults
    assert all("broken.yml" in one.place for one in wrong)
    assert any(one.place.endswith("broken.yml" + place) or not place for one in wrong), wrong
    assert any(said.lower() in one.what.lower() for one in wrong), wrong


def test_correlations_about_each_other_are_told(tmp_path: Path):
    text = (
        "title: {0}\nname: {0}\ncorrelation: {{type: event_count, rules: [{1}], timespan: 1h, condition: {{gte: 1}}}}\n"
    )
    found = read_rules([rule(tmp_path, "two.yml", text.format("p", "q") + "---\n" + text.format("q", "p"))])
    assert found.rules == []
    assert "it is about itself" in {one.what for one in found.faults}


def test_bytes_that_are_no_text_and_files_that_are_no_rule(tmp_path: Path):
    (tmp_path / "bytes.yml").write_bytes(b"title: \xff\xfe")
    rule(tmp_path, "workflow.yml", "on: push\njobs: {}\n")
    rule(tmp_path, "empty.yml", "")
    rule(tmp_path, "deep.yml", "detection: " + "[" * 3000)
    faults = {Path(one.place.partition(":")[0]).name: one for one in read_rules([tmp_path]).faults}
    assert faults["bytes.yml"].wrong
    assert faults["deep.yml"].wrong
    assert (faults["workflow.yml"].wrong, faults["empty.yml"].wrong) == (False, False)


def test_one_id_runs_once(tmp_path: Path):
    folder = rule(rule(tmp_path, "a.yml", GOOD), "b.yml", GOOD)
    found = read_rules([folder, folder])
    assert len(found.rules) == 1
    assert "its id is taken by" in found.faults[0].what


def test_no_such_folder_says_what_to_do(tmp_path: Path):
    with pytest.raises(UsageError, match="there is no folder"):
        read_rules([tmp_path / "nowhere"])


def test_a_filter_narrows_the_rules_it_names(logs: Logs, tmp_path: Path):
    rule(tmp_path, "good.yml", GOOD)
    rule(
        tmp_path,
        "filter.yml",
        "title: f\nlogsource: {product: aws, service: cloudtrail}\n"
        "filter: {rules: [0a1b2c3d-0000-4000-8000-000000000001], known: {errorCode: known}, condition: not known}\n",
    )
    logs.load({"aws.cloudtrail": [{"eventName": "x"}, {"eventName": "x", "errorCode": "Known"}]})
    ran = logs.run(tmp_path)
    assert ran.faults == []
    assert [one.evidence[0].record for one in ran.findings] == [1]


def test_placeholders_come_from_a_file(logs: Logs, tmp_path: Path):
    (tmp_path / "values.yaml").write_text("names: [Ann, 'b*']\nfew: 7\n")
    values = read_placeholders(tmp_path / "values.yaml")
    folder = rule(tmp_path / "rules", "p.yml", aws("eventName|expand|contains: '%names%'"))
    logs.load({"aws.cloudtrail": [{"eventName": "xANNx"}, {"eventName": "xbx"}, {"eventName": "c"}]})
    ran = logs.run(folder, placeholders=values)
    assert ran.faults == []
    assert sum(len(one.evidence) for one in ran.findings) == 2
    for text in ("[1]", "names: {a: b}", "names: []", "\tx"):
        (tmp_path / "values.yaml").write_text(text)
        with pytest.raises(UsageError):
            read_placeholders(tmp_path / "values.yaml")


# The command -----------------------------------------------------------------------------------------------------


def hunt(home: Path, *more: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(root, ["hunt", "--home", str(home), *more], standalone_mode=False)
    code = done.return_value if done.exception is None else getattr(done.exception, "exit_code", 1)
    return code, done.stdout, done.stderr


@pytest.mark.long
def test_the_command_runs_rules_from_any_folder(tmp_path: Path):
    world = SmallWorld(tmp_path)
    user = {"type": "IAMUser", "userName": "ann", "accessKeyId": "AKIAONE", "arn": "arn:aws:iam::1:user/ann"}
    event = {"eventID": "e1", "eventTime": "2023-11-20T10:00:00Z", "eventName": "X", "eventSource": "s3.amazonaws.com"}
    world.trail(event | {"userIdentity": user, "sourceIPAddress": "203.0.113.9"})
    world.sync()
    good = rule(tmp_path / "good", "good.yml", GOOD)
    rule(tmp_path / "good", "windows.yml", GOOD.replace("aws, service: cloudtrail", "windows").replace("0001", "0002"))
    code, out, said = hunt(tmp_path / "home", "--rules", str(good), "--json")
    findings = [one for one in map(json.loads, out.splitlines()) if one["kind"] == "finding"]
    (finding,) = [one for one in findings if one["finding_info"]["analytic"]["uid"].startswith("0a1b2c3d")]
    assert (code, finding["class_uid"], finding["severity_id"]) == (0, 2004, 4)
    assert finding["detected_at"] == "2023-11-20T10:00:00Z"
    assert finding["finding_info"]["attacks"] == [{"technique": {"uid": "T1098"}}]
    (evidence,) = finding["evidences"]
    assert (evidence["log"], evidence["record"], len(evidence["sha256"])) == ("aws.cloudtrail", 1, 64)
    assert finding["resources"] == [{"uid": "aws@*:access_key_id:AKIAONE", "type": "credential"}]
    assert "not run: no log here fits product windows: 1 rule (windows.yml)" in said
    assert hunt(tmp_path / "home", "--rules", str(good), "--fail-on", "high")[0] == 10

    bad = rule(tmp_path / "bad", "bad.yml", aws("eventName|foo: x"))
    code, out, said = hunt(tmp_path / "home", "--rules", str(good), "--rules", str(bad))
    assert code == 11
    assert "bad.yml:5: Unknown modifier 'foo'" in said
    assert "good" in out
    assert hunt(tmp_path / "home", "--rules", str(tmp_path / "nowhere"))[0] == 2


def test_a_condition_that_the_engine_refuses_costs_its_rule_alone(shared_logs: Logs, tmp_path: Path, monkeypatch):
    compiled = Compiler.condition
    monkeypatch.setattr(
        Compiler, "condition", lambda self, rule: "eventName + 1" if rule.title == "t" else compiled(self, rule)
    )
    shared_logs.load({"aws.cloudtrail": [{"eventName": "x"}]})
    rule(tmp_path, "bad.yml", aws("eventName: x"))
    ran = shared_logs.run(rule(tmp_path, "good.yml", GOOD))
    assert ran.hits["0a1b2c3d-0000-4000-8000-000000000001"] == ["id-0"]
    (fault,) = ran.faults
    assert "bad.yml" in fault.place
    assert "the engine refuses it" in fault.what
