"""Opening: every record leads back to the bytes that came in."""

import hashlib
from pathlib import Path

import pytest
from intake_exports import NOW, cloudtrail, events, jira, lay, lines, okta, synced

from keyroll.api import Keyroll
from keyroll.config import FILE
from keyroll.errors import KeyrollError
from keyroll.intake.opening import open_records


def test_a_record_opens_to_its_exact_bytes(tmp_path: Path) -> None:
    texts = {
        "okta.system_log": [okta(1), okta(2, displayMessage="é")],
        "jira.access": [jira(1), jira(1), jira(2)],
        "aws.cloudtrail": [cloudtrail(1), cloudtrail(2)],
    }
    folder = lay(
        tmp_path / "in",
        {
            "okta/logs/system_log/a.ndjson.zst": lines(["", *texts["okta.system_log"]]),
            "jira/logs/access/a.log": "\r\n".join(texts["jira.access"]),
            "aws/logs/cloudtrail/a.json.gz": f'{{"x":1,"Records":[ {" , ".join(texts["aws.cloudtrail"])}]}}',
        },
    )
    keyroll = synced(folder, tmp_path / "home")
    for log, expected in texts.items():
        addresses = [(source, log, raw, record) for source, raw, record in events(keyroll, log, "source, raw, record")]
        opened = open_records(keyroll.home, addresses)
        assert [opened[one].content.decode() for one in addresses] == expected
        for one in addresses:
            found = opened[one]
            assert found.record == one[3]
            assert found.file.startswith(log.replace(".", "/logs/"))
            assert found.sha256 == hashlib.sha256(found.content).hexdigest()


def test_a_record_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    keyroll = synced(lay(tmp_path / "in", {"jira/logs/access/a.log": lines([jira(1)])}), tmp_path / "home")
    ((source, raw, _),) = events(keyroll, "jira.access", "source, raw, record")
    with pytest.raises(KeyrollError, match="record 7 is not in raw file"):
        open_records(keyroll.home, [(source, "jira.access", raw, 7)])
    with pytest.raises(KeyrollError, match="is not kept here"):
        open_records(keyroll.home, [(source, "jira.access", "0" * 64, 1)])
    assert open_records(keyroll.home, []) == {}


def test_a_file_kept_by_reference_opens_while_it_is_the_same(tmp_path: Path) -> None:
    home = tmp_path / "home"
    lay(home, {FILE: 'raw = "reference"\n'})
    folder = lay(tmp_path / "in", {"jira/logs/access/a.log": lines([jira(1)])})
    keyroll = synced(folder, home)
    assert not (home / "raw").exists()
    ((source, raw, record),) = events(keyroll, "jira.access", "source, raw, record")
    address = (source, "jira.access", raw, record)
    assert open_records(keyroll.home, [address])[address].content.decode() == jira(1)
    lay(folder, {"jira/logs/access/a.log": lines([jira(2)])})
    with pytest.raises(KeyrollError, match="is no longer the file that was read"):
        open_records(Keyroll.open(home, now=NOW).home, [address])
    (folder / "jira/logs/access/a.log").unlink()
    with pytest.raises(KeyrollError, match="is not kept here"):
        open_records(keyroll.home, [address])
