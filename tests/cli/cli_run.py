"""How a test runs a command, and how that ended."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from small_world import SmallWorld, account, app, at, call, iso, key, person


@dataclass
class Done:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


def home_of_two_keys(folder: Path, login: str) -> Path:
    """A home with a person, two keys of AWS, an app of Okta that holds one, an account of Jira, and one use."""
    world = SmallWorld(folder)
    world.people("10-06", person("ann"))
    world.keys("10-06", key("ONE"), key("TWO"))
    world.apps("10-06", app("Deploys", access_key="ONE"))
    world.jira("10-06", account(login))
    world.trail(call("GetObject", iso("10-19"), "ONE", "1"))
    world.sync(now=at("10-20"))
    return world.path / "home"
