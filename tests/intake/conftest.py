"""Where real records lie, if they lie beside the project."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of sample data; skips the test where there is none."""
    root = os.environ.get("KEYROLL_DATA", "")
    if not root or not Path(root).is_dir():
        pytest.skip("KEYROLL_DATA is not set: no sample data beside the project")
    return Path(root)
