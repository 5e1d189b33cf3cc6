"""Folders of rules and saved hunts: no link below them is followed, and no error repeats what a link points to.

First: a link in a folder of rules was followed, and parts of its target stood in the error.
"""

import os
from pathlib import Path

import pytest

from keyroll.detection.sigma.ruleset import read_rules
from keyroll.errors import UsageError
from keyroll.intake.texts import MOST
from keyroll.report.saved import chosen

pytestmark = pytest.mark.hostile
SECRET = "canary-of-the-outside"
RULE = "title: Good\nlogsource: {product: okta}\ndetection:\n  one: {eventType: x}\n  condition: one\n"
HUNT = "-- title: A\n-- question: B?\nSELECT 1\n"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x.yml").write_text(f"root:{SECRET}: [1\n  {SECRET}'\n")
    (tmp_path / "out" / "y.yml").write_text(RULE.replace("Good", SECRET))
    (tmp_path / "out" / "x.sql").write_text(HUNT.replace("A", SECRET))
    return tmp_path / "out"


@pytest.fixture
def folder(tmp_path: Path, outside: Path) -> Path:
    folder = tmp_path / "rules"
    (folder / "inner").mkdir(parents=True)
    (folder / "good.yml").write_text(RULE)
    (folder / "link.yml").symlink_to(outside / "x.yml")
    (folder / "inner" / "rule.yml").symlink_to("../../out/y.yml")
    (folder / "all").symlink_to(outside)
    os.mkfifo(folder / "pipe.yml")
    (folder / "bytes.yml").write_bytes(b"\xff" + SECRET.encode())
    (folder / "large.yml").write_bytes(b"#" * (MOST + 1))
    return folder


def test_links_pipes_and_large_files_of_rules_are_faults_and_the_rest_is_read(folder: Path) -> None:
    read = read_rules([folder])
    assert [rule.title for rule in read.rules] == ["Good"]
    faults = {Path(fault.place).name: fault.what for fault in read.faults}
    assert faults == {
        "link.yml": "it cannot be read: a link is not followed",
        "rule.yml": "it cannot be read: a link is not followed",
        "pipe.yml": "it cannot be read: a pipe is not read",
        "bytes.yml": "it cannot be read: it is not UTF-8 (byte 1)",
        "large.yml": "it cannot be read: it has more than 4 MiB",
    }
    assert SECRET not in repr(read.faults)


def test_a_folder_that_is_itself_reached_by_a_link_is_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "named").symlink_to(folder)
    assert [rule.title for rule in read_rules([tmp_path / "named"]).rules] == ["Good"]


def test_a_link_in_a_folder_of_saved_hunts_is_refused(tmp_path: Path, outside: Path) -> None:
    hunts = tmp_path / "hunts"
    hunts.mkdir()
    (hunts / "a.sql").write_text(HUNT)
    assert [one.name for one in chosen([str(hunts)])] == ["a"]
    (hunts / "b.sql").symlink_to(outside / "x.sql")
    with pytest.raises(UsageError, match="a link is not followed") as refused:
        chosen([str(hunts)])
    assert SECRET not in str(refused.value)
