"""Recognition: a misplaced file is taken where exactly one endpoint or log fits its content."""

import json
import time
from pathlib import Path

import pytest
from intake_exports import REGISTER, api_token, cloudtrail, har, jira, jira_user, lay, lines, okta

from keyroll.intake.folder_contents import FoundLog, FoundSurvey
from keyroll.intake.recognise import bears_secrets, by_content

TOKEN = {"token_id": 1, "token_name": "ci", "access_granted_at": "2023-05-16T08:47:09Z"}
KNOWN = {
    "okta.api_tokens": json.dumps([api_token(1)]),
    "okta.support_case_files": har(authorization="Basic x"),
    "jira.users": json.dumps([jira_user("bot")]),
    "register.vendors": REGISTER,
    "okta.system_log": lines([okta(1, client={}, target=[], severity="x", version="0", displayMessage="x",
                                   legacyEventType="x", authenticationContext={}, securityContext={},
                                   debugContext={})]),
    "jira.access": lines([jira(1), "oops"]),
    "github.personal_access_tokens": json.dumps([TOKEN]) + json.dumps([TOKEN]),
    "okta.system_log as a table": "timestamp,actor.id,event_type,outcome.result,uuid\n2023-10-18,u,e,SUCCESS,1\n",
    "github.audit as a table": "action,actor,created_at,org\nrepo.create,ann,1700000000000,o\n",
    "github.member_export": "login,name,tfa_enabled,is_public,role\nann,Ann,true,false,Owner\n",
}  # fmt: skip


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_content_tells(tmp_path: Path, name: str, ending: str) -> None:
    shown = f"lost{ending}"
    found = by_content(lay(tmp_path, {shown: KNOWN[name]}) / shown, shown)
    assert isinstance(found, FoundLog | FoundSurvey)
    what = found.log if isinstance(found, FoundLog) else found.endpoint
    assert f"{found.source.provider}.{what.name}" == name.partition(" ")[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello\n",
        "[]",
        "{}",
        "null",
        '{"a":1}\n',
        "[" * 100_000,
        '{"a":' * 100_000,
        b"\xff\xfe\x00",
        b"\x1f\x8b\x08broken",
        '"' * 200_000,
        "a,b\n1,2\n",
        okta(1)[:-3],
    ],
    ids=lambda text: repr(text)[:20],
)
def test_anything_else_is_not_recognised(tmp_path: Path, text: str | bytes) -> None:
    assert by_content(lay(tmp_path, {"x": text}) / "x", "x") is None


@pytest.mark.parametrize(
    "text", ["a, " * 60_000, "x " * 60_000, " [" * 60_000, '" "' * 60_000, "a,b;" * 60_000], ids=lambda text: text[:4]
)
def test_a_hostile_line_does_not_hold_recognition_up(tmp_path: Path, text: str) -> None:
    before = time.monotonic()
    assert by_content(lay(tmp_path, {"x": f"192.0.2.7 1x1x1 bot [{text}\n"}) / "x", "x") is None
    assert time.monotonic() - before < 5


def test_what_bears_secrets_is_known_wherever_it_lies(tmp_path: Path) -> None:
    recording = har(authorization="Basic x")
    pretty = json.dumps(json.loads(recording), indent=2)
    files = {
        "a.json": recording,
        "b": pretty,
        "c.gz": recording,
        "d": f"\n\ufeff {pretty}".lstrip(),
        "e": recording + "\n",
    }
    root = lay(tmp_path, files)
    assert [name for name in files if not bears_secrets(root / name)] == []
    others = KNOWN | {"x": '{"log":{}}', "y": "{", "z": '{"a":1}\n{"b":2}\n', "w": f'{{"Records":[{cloudtrail(1)}]}}'}
    del others["okta.support_case_files"]
    root = lay(tmp_path / "others", others)
    assert [name for name in others if bears_secrets(root / name)] == []
