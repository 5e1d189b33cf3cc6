"""The facade is a home and its services: small, imported when used, and each call is documented or used."""

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import keyroll
from keyroll.api import Keyroll
from keyroll.api._home import Service

ROOT = Path(__file__).parents[2]
SERVICES = sorted(name for name, one in vars(Keyroll).items() if isinstance(one, property))


def calls(name: str, opened: Keyroll) -> list[str]:
    return [one for one, _ in inspect.getmembers(getattr(opened, name), inspect.ismethod) if not one.startswith("_")]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    return keyroll.open(tmp_path_factory.mktemp("home"))


def test_the_home_itself_does_nothing(opened: Keyroll):
    assert [one for one, _ in inspect.getmembers(opened, inspect.ismethod) if not one.startswith("_")] == [
        "now",
        "open",
    ]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_small_and_stands_alone(name: str, opened: Keyroll):
    service = getattr(opened, name)
    assert type(service).__mro__[1] is Service
    assert service.home is opened.home
    assert 1 <= len(calls(name, opened)) <= 12


@pytest.mark.parametrize("name", SERVICES)
def test_each_call_is_on_the_page(name: str, opened: Keyroll):
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `home\.{name}` \|.*$", page, re.MULTILINE)
    named = set(re.findall(r"`(\w+)[`(]", row))
    assert set(calls(name, opened)) - {"now"} == named


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_returned_has_a_type(name: str, opened: Keyroll):
    for one in calls(name, opened):
        assert "return" in inspect.get_annotations(getattr(type(getattr(opened, name)), one)), one


def test_a_service_is_imported_when_it_is_used():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, keyroll.api; keyroll.api.Keyroll; print(*sorted(sys.modules))"],
        check=True,
        capture_output=True,
        text=True,
    )
    loaded = {one for one in done.stdout.split() if one.startswith("keyroll.api.")}
    assert loaded == {"keyroll.api._home", "keyroll.api.keyroll"}


def test_the_shells_call_services_that_there_are(opened: Keyroll):
    known = {(name, one) for name in SERVICES for one in calls(name, opened)}
    used = set()
    for path in [*(ROOT / "src/keyroll/cli").rglob("*.py"), *(ROOT / "src/keyroll/server").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Attribute(ast.Attribute(ast.Name("keyroll"), name), call) if name in SERVICES:
                    used.add((name, call))
    assert used <= known
    assert len(used) > 40
