"""keyroll's rules on real records of known techniques, where the sample data lies beside the project."""

import json
import os
from pathlib import Path

import pytest
from sigma_world import Logs

from keyroll.detection.sigma.run import own_rules
from keyroll.model.finding import Severity

DATA = Path(os.environ.get("KEYROLL_DATA", "")) / "stratus"


@pytest.mark.nightly
@pytest.mark.skipif(not DATA.is_dir(), reason="KEYROLL_DATA is not set: no sample data beside the project")
def test_most_techniques_are_found(logs: Logs):
    found: dict[str, set[str]] = {}
    for file in sorted(DATA.glob("*.json")):
        logs.load({"aws.cloudtrail": json.loads(file.read_text())}, source="1")
        told = logs.run(own_rules() / "aws").findings
        found[file.stem] = {one.title for one in told if one.severity >= Severity.MEDIUM}
    missed = sorted(name for name, titles in found.items() if not titles)
    assert len(found) - len(missed) >= 32, missed
