"""``keyroll replace`` as a person runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from small_world import SmallWorld, key, person

pytestmark = pytest.mark.long

ROLES = [
    {"rolname": "shop", "rolcanlogin": True, "rolsuper": False, "rolvaliduntil": None},
    {"rolname": "$(rm -rf x)", "rolcanlogin": True, "rolsuper": False, "rolvaliduntil": None},
]
ID = "postgresql@main:role:shop"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    world = SmallWorld(tmp_path)
    world.people("10-06", person("ann"))
    world.keys("10-06", key("ONE"))
    world.survey("postgresql@main", "10-06", "roles", ROLES)
    world.sync()
    return tmp_path / "home"


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from keyroll.cli import main; main()", "replace", *words, "--home", str(home)]
    return subprocess.run([*command], capture_output=True, text=True, timeout=120)


def test_a_plan_is_made_shown_and_checked(home: Path) -> None:
    done = run(home, "plan")
    assert done.returncode == 0, done.stderr
    assert "3 static credentials: 3 with a way to replace it" in done.stdout
    assert "its consumer is not known" in " ".join(done.stdout.split())
    (home / "replacement.toml").write_text(
        f'["{ID}"]\nway = "openbao-role"\nconsumer = "github_actions"\n["{ID}".settings]\n'
        'openbao = "https://bao1:8200"\nserver = "db1:5432"\nrepository = "acme/shop"\n'
    )
    done = run(home, "plan", ID, "--name", "first")
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert f"shop ({ID})" in said
    assert "consumer: yes: its consumer runs as github_actions" in said
    assert '"bound_subject": "repo:acme/shop:ref:refs/heads/main"' in done.stdout
    assert "id-token: write" in done.stdout
    assert 'ALTER ROLE "shop" NOLOGIN PASSWORD NULL;' in done.stdout
    assert "set in replacement.toml" not in done.stdout
    assert "keyroll replace check first" in said
    assert run(home, "show", "first").stdout.count("[remove]") == 1
    done = run(home, "check", "first", "--json")
    assert done.returncode == 12, done.stderr
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["id"], row["new_way_used"], row["static_dead"]) == (ID, "unknown", "no")
    assert "was not read" in row["new_way_because"]
    assert run(home, "check", "other").returncode == 2


def test_a_repository_with_ids_in_its_subject_is_named_without_them(home: Path) -> None:
    (home / "replacement.toml").write_text(
        f'["{ID}"]\nway = "openbao-role"\nconsumer = "github_actions"\n["{ID}".settings]\n'
        'openbao = "https://bao1:8200"\nserver = "db1:5432"\nrepository = "acme@12/shop@34"\n'
    )
    done = run(home, "plan", ID)
    assert done.returncode == 0, done.stderr
    assert '"bound_subject": "repo:acme@12/shop@34:ref:refs/heads/main"' in done.stdout
    assert ".yml of acme/shop" in " ".join(done.stdout.split())


def test_a_name_that_is_a_command_is_in_no_text(home: Path) -> None:
    done = run(home, "plan", "*rm*", "--json")
    (row,) = map(json.loads, done.stdout.splitlines())
    assert all(way["parts"] == [] for way in row["ways"])
    assert all(way["possible"] == "unknown" for way in row["ways"])
