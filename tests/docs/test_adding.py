"""docs/adding.md is followed in a copy of the repository: its files are enough, and no other file changes."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "adding.md").read_text("utf-8")
BLOCK = re.compile(r"```\w+\n# (src/\S+)\n(.*?)```", re.DOTALL)
FOLDERS = ("src", "scripts", "docs")
NOT_COPIED = shutil.ignore_patterns("__pycache__", "*.pyc")

#: For each addition the sections that are followed, and Python that finds what was added by the discovery.
ADDITIONS = {
    "provider": (
        ["A provider"],
        "from keyroll.providers import catalogue as c; assert c.providers()['tiny'].title == 'Tiny'; "
        "assert set(c.endpoints('tiny')) == {'tokens'}",
    ),
    "ability": (
        ["A provider", "A live survey"],
        "from keyroll.providers import catalogue as c; assert c.connection('tiny').pulls[0].scope == 'read'",
    ),
    "probe": (
        ["A provider", "A probe"],
        "from keyroll.providers import catalogue as c; assert c.probes('tiny')['token'].verb == 'GET /me'",
    ),
    "rotator": (
        ["A provider", "A probe", "A rotator"],
        "from keyroll.providers import catalogue as c; (one,) = c.rotators('tiny'); assert one.create and one.delete",
    ),
    "delivery target": (
        ["A provider", "A delivery target"],
        "from keyroll.providers import catalogue as c; address = 'https://t.example/projects/7/variables/TOKEN'; "
        "assert c.deliveries()['tiny'].place(address).address == address",
    ),
    "behaviour": (
        ["A behaviour"],
        "from keyroll.detection.signals.catalogue import behaviours; "
        "assert behaviours()['mass_key_creation'].weight == 0.3",
    ),
    "rule": (
        ["A rule"],
        "from keyroll.detection.sigma.ruleset import read_rules, place_of; from pathlib import Path; "
        "read = read_rules([Path('src/keyroll/detection/rules/aws')]); assert not read.faults; "
        "assert any('account_alias_deleted' in place_of(rule) for rule in read.rules)",
    ),
    "posture check": (
        ["A posture check"],
        "from keyroll.posture.judge import checks; assert checks()['unnamed'].nhi == 'NHI9'",
    ),
    "list": (
        ["A list"],
        "from keyroll.report.listing import listings; assert listings()['expiring'].time == 'expires'",
    ),
    "report": (
        ["A report"],
        "from keyroll.report.reporting import reports; from types import SimpleNamespace as N; "
        "from datetime import datetime; row = dict(name='ci', id='x', kind='token', source='okta@main'); "
        "facts = N(now=datetime(2026, 11, 25), rows=lambda *_: [row]); "
        "(section,) = reports()['unowned'].build(facts, '').blocks; "
        "assert section.blocks[0].rows == (('ci', 'token', 'okta@main'),)",
    ),
    "route": (
        ["A job or a route of the server"],
        "from keyroll.server import app; assert app.routes()['owners'].path == '/owners'; "
        "assert 'owners:read' in app.scopes()",
    ),
    "command": (
        ["A command"],
        "from keyroll.cli.root import root; assert root.get_command(None, 'count').name == 'count'; "
        "assert 'count' in root.list_commands(None)",
    ),
}

#: What may import only some packages, or opens a secret.
WITH_CONTRACTS = ("ability", "probe", "rotator", "delivery target", "report", "route", "command")
CONTRACTS = "from importlinter.cli import lint_imports_command as main; main(['--no-logo', '--no-cache'])"
#: What has a query over declared relations.
WITH_QUERIES = ("behaviour", "posture check", "list")
RULE_TESTS = (ROOT / "tests" / "detection" / "sigma" / "test_rules.py", "-k", "account_alias_deleted")


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def state(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not {"__pycache__", ".ruff_cache"} & set(path.parts)
    }


def run(copy: Path, *arguments: str | Path) -> None:
    environment = dict(os.environ, PYTHONPATH=str(copy / "src"), PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


#: The others are tried at night: each copies the package and runs its linters.
BY_DAY = ("provider",)


@pytest.mark.long
@pytest.mark.parametrize(
    "addition", [pytest.param(one, marks=() if one in BY_DAY else pytest.mark.nightly) for one in ADDITIONS]
)
def test_an_addition_is_the_files_of_its_section(addition: str, tmp_path: Path) -> None:
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=NOT_COPIED)
    for name in ("pyproject.toml", "README.md", "Makefile"):
        shutil.copy(ROOT / name, tmp_path / name)
    before = state(tmp_path)
    titles, discovery = ADDITIONS[addition]
    text = "".join(section(title) for title in titles)
    files = dict(BLOCK.findall(text))
    assert files, "the section has no file"
    assert not before.keys() & files.keys(), "the files are there already"
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    run(tmp_path, "-c", discovery)
    python = [name for name in files if name.endswith(".py")]
    if python:
        run(tmp_path, "-m", "ruff", "check", "--no-cache", *python)
        run(tmp_path, "-m", "ruff", "format", "--no-cache", "--check", *python)
    for linter in ("sizes.py", "words_lint.py", *(["relations_lint.py"] if addition in WITH_QUERIES else [])):
        run(tmp_path, tmp_path / "scripts" / linter)
    if addition in WITH_CONTRACTS:
        run(tmp_path, "-c", CONTRACTS)
    if addition == "rule":
        run(tmp_path, "-m", "pytest", "-p", "no:cacheprovider", *RULE_TESTS)
    pages = set(re.findall(r"scripts/(\w+)_page\.py", text))
    for page in pages:
        run(tmp_path, tmp_path / "scripts" / f"{page}_page.py")
    after = state(tmp_path)
    changed = {name for name in after if after[name] != before.get(name)} | (before.keys() - after.keys())
    assert files.keys() <= changed
    assert changed - files.keys() <= {f"docs/{page}.md" for page in pages}
