"""``keyroll connect``: what it asks for and why, what it keeps, what it says it cannot see."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import cli_run
import pytest

from fakes.gitlab import GitLab
from fakes.strict import RefusedError, Request
from keyroll.providers import catalogue

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(keyroll: cli_run.Run, tmp_path: Path) -> Run:
    def one(*words: str) -> tuple[int, str, str]:
        done = keyroll(*words, home=tmp_path / "home")
        return done.returncode, done.stdout, done.stderr

    return one


@pytest.fixture
def fake() -> Iterator[GitLab]:
    with GitLab().running() as one:
        yield one


@pytest.mark.parametrize("name", catalogue.connectable())
def test_every_scope_is_shown_with_its_reason_and_how_the_credential_is_made(run: Run, name: str) -> None:
    code, out, _ = run("connect", name)
    assert code == 0
    told = "".join(out.split())
    for scope in catalogue.provider(name).scopes:
        assert "".join(f"{scope.scope} to {scope.reason}".split()) in told
    known = catalogue.connection(name)
    assert known
    for step in known.make:
        assert "".join(step.split()) in told
    assert f"next: keyroll connect {name}@main" in " ".join(out.split())


@pytest.mark.parametrize("name", catalogue.connectable())
def test_what_is_declared_fits_together(name: str) -> None:
    known = catalogue.connection(name)
    assert known
    scopes = {one.scope for one in catalogue.provider(name).scopes}
    before: set[str] = set()
    for pull in known.pulls:
        assert pull.scope in scopes, f"{pull.called}: {pull.scope} is none of the provider's scopes"
        assert not pull.endpoint or pull.endpoint in catalogue.endpoints(name)
        assert not pull.log or (pull.log in catalogue.logs(name) and not pull.endpoint)
        assert pull.called not in before, "two pulls of one name"
        assert pull.each is None or pull.each.of in {"", *before}, "a pull comes after the one that names its parents"
        before.add(pull.called)
        assert set(pull.needs) <= {one.name for one in known.settings}
    # The result of a description is compared with that: tests/providers/other.
    listed = {one.listed_by for one in catalogue.provider(name).kinds if one.listed_by and not known.adapt}
    assert listed <= {pull.endpoint for pull in known.pulls}, "a list that the vendor gives is not read live"


def test_connecting_keeps_a_reference_and_says_what_is_seen(
    run: Run, fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = fake.administrator()
    monkeypatch.setenv("GITLAB_TOKEN", value)

    def refuse(request: Request) -> None:
        if request.path.endswith("/deploy_keys"):
            raise RefusedError(403)

    fake.mood = refuse
    code, out, _ = run("connect", "gitlab", "--at", fake.address, "--credential", "env:GITLAB_TOKEN")
    assert code == 11
    assert "gitlab@main is connected as keyroll, until 2024-01-31" in out
    assert "not seen: scope read_api, of an administrator" in " ".join(out.split())
    file = tmp_path / "home" / "connections.toml"
    assert file.stat().st_mode & 0o077 == 0
    assert "env:GITLAB_TOKEN" in file.read_text()
    assert value not in file.read_text()
    code, out, err = run("connect", "--json")
    assert (code, json.loads(out)["credential"]) == (0, "env:GITLAB_TOKEN")
    code, out, _ = run("list", "credentials", "--json")
    (own,) = map(json.loads, out.splitlines())
    assert (own["name"], own["owner"], own["id"]) == ("keyroll", "keyroll", "gitlab@main:access_token:4")
    file.write_text(file.read_text() + 'organisation = "x"\n')
    code, _, err = run("sync")
    assert code == 2
    assert "there is no setting 'organisation'" in err
