"""No hint tells anybody to install a name from an index: the project owns none there."""

import re
from pathlib import Path

import keyroll
from keyroll.errors import installed_with


def test_no_hint_names_a_package_of_an_index() -> None:
    for file in Path(keyroll.__file__).parent.rglob("*.py"):
        for named in re.findall(r"pip install (\S+)", file.read_text(encoding="utf-8")):
            assert named.startswith((".", "'.", "{what}", "'{what}", "-e")), f"{file.name}: pip install {named}"


def test_an_extra_is_installed_from_the_checkout() -> None:
    assert installed_with("aws").endswith(".venv/bin/python -m pip install -e '.[aws]'")
