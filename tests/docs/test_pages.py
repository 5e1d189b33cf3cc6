"""The pages are true: links lead somewhere, commands print what is shown, tables are those of the code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_named_files_exist(page: Path) -> None:
    text = page.read_text()
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / target).exists(), target
    for target in re.findall(r"`(src/keyroll/[\w/.]+)`", text):
        assert (ROOT / target).exists(), target


@pytest.mark.nightly  # .ci/run always plays the walkthrough
@pytest.mark.parametrize("page", ["docs/walkthrough.md", "docs/lists.md"])
def test_a_page_shows_what_its_commands_print(page: str) -> None:
    command: list[str | Path] = [sys.executable, ROOT / "scripts/transcripts.py", page]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
@pytest.mark.parametrize(
    "script",
    [
        "providers_page.py",
        "posture_page.py",
        "logs_page.py",
        pytest.param("support_page.py", marks=pytest.mark.nightly),
        "behaviours_page.py",
        "relations_page.py",
        "settings_page.py",
        "decisions_page.py",
    ],
)
def test_a_page_that_is_made_from_the_code_is_that_of_the_code(script: str) -> None:
    command: list[str | Path] = [sys.executable, ROOT / "scripts" / script, "--check"]
    assert subprocess.run(command, check=False).returncode == 0, f"run scripts/{script}"


def test_every_make_target_is_listed_with_one_line() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {line.split()[0] for line in shown.splitlines()} == targets


def test_what_decides_a_landing_names_tests_that_exist() -> None:
    named = re.findall(r"(tests/[\w/]+\.py)(?:::(\w+))?", (ROOT / ".ci/run").read_text())
    assert named
    for path, test in named:
        assert f"def {test}(" in (ROOT / path).read_text() if test else (ROOT / path).exists(), (path, test)


@pytest.mark.nightly  # .ci/run always plays it
def test_the_api_page_runs(tmp_path: Path) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/api.md").read_text(), re.DOTALL)
    write = "from keyroll.cli import main; main()"
    arguments = ["replay", "thanksgiving", "--scale", "0.02", "--out", "exports"]
    subprocess.run([sys.executable, "-c", write, *arguments], cwd=tmp_path, check=True, capture_output=True)
    done = subprocess.run(
        [sys.executable, "-c", block], cwd=tmp_path, check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 4
