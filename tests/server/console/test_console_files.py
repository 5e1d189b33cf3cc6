"""Vendored files are those of the manifest, and what pages load is on this server."""

import hashlib
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from keyroll.server.static_files import static_files

VENDOR = Path(str(files("keyroll.server"))) / "static" / "vendor"
PLACES = [VENDOR, Path(__file__).parent]


@pytest.mark.parametrize("place", PLACES, ids=["served", "tests"])
def test_each_vendored_file_has_the_hash_of_the_manifest(place: Path) -> None:
    rows = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    assert all(set(row) == {"file", "package", "version", "licence", "path", "sha256"} for row in rows)
    for row in rows:
        assert hashlib.sha256((place / row["file"]).read_bytes()).hexdigest() == row["sha256"], row["file"]


def test_nothing_is_vendored_without_a_row() -> None:
    rows = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    assert {one.name for one in VENDOR.iterdir()} - {"manifest.json"} == {row["file"] for row in rows}


def test_no_manifest_is_served_and_no_file_of_ours_is_large() -> None:
    assert "vendor/manifest.json" not in static_files()
    for path, (content, _) in static_files().items():
        assert path.startswith("vendor/") or len(content) < 30_000, path


def test_no_template_has_inline_styles_scripts_or_another_site() -> None:
    for path in (Path(str(files("keyroll.server"))) / "templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:|https?://(?!www\.w3\.org)", text), path
        for tag in re.findall(r"<script[^>]*>", text):
            assert "src=" in tag or 'type="application/json"' in tag, path
        assert "|safe" not in text, path
