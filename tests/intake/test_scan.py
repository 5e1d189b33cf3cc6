"""A scan: what is planted is found, at its place, joined to its credential; what was cleaned up is gone."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from intake_exports import lay

from keyroll.api import Keyroll
from keyroll.errors import UsageError
from keyroll.intake.scan import places
from keyroll.intake.scan.report import key_id, roots
from keyroll.intake.scan.tree import Tree
from keyroll.providers.scan.survey import fingerprint_identifier
from keyroll.secret import Secret
from keyroll.store.session import Row
from planted_secrets import KINDS, Plant
from planted_tree import Tree as Planted
from planted_tree import commit, git, make

NOW = datetime(2024, 6, 1, tzinfo=UTC)
TOKEN = "glpat-Zx3kQ9vT7bLm2RwY8sHd"


def scanned(path: Path, *given: object, days: int = 0, history: bool = True) -> Keyroll:
    keyroll = Keyroll.open(path, now=NOW + timedelta(days=days))
    keyroll.exports.scan([str(one) for one in given], history=history)
    return keyroll


def refusing(name: str, real: Callable[[Tree, str], int]) -> Callable[[Tree, str], int]:
    """Open as always, but for one file that nobody may read: the superuser may read any."""

    def open_(tree: Tree, shown: str) -> int:
        if shown == name:
            raise PermissionError(13, "Permission denied")
        return real(tree, shown)

    return open_


def identifier_of(keyroll: Keyroll, value: str) -> str:
    key = keyroll.home.install_key()
    return fingerprint_identifier(Secret(value.encode()).fingerprint(key, key_id(key))).text


def places_of(rows: list[Row], identifier: str) -> set[str]:
    found = set()
    for row in rows:
        if row["identifier"] == identifier:
            kind, words = str(row["kind"]), str(row["place"])
            if kind in ("wiki_page", "ticket"):
                found.add(f"{kind}:{words}")
            else:
                path = words.partition(":")[0].removeprefix("code/")
                found.add(f"{'history' if kind == 'git_history' else 'code'}:{path}")
    return found


def lost(tree: Planted, keyroll: Keyroll) -> tuple[list[Plant], list[Plant], list[Plant], set[str]]:
    """Return what was missed, what is not at one of its places, what joined wrongly, and false values."""
    rows = keyroll.inventory.listed("locations", limit=100_000).rows
    with keyroll.home.session() as session:
        keyroll.home.lake.view(session, "inventory/identifiers", "identifiers")
        known = {str(one): two for one, two in session.tuples("SELECT identifier, id FROM identifiers")}
    missed, misplaced, wrong = [], [], []
    identifiers = {identifier_of(keyroll, one.value): one for one in tree.plants}
    for identifier, plant in identifiers.items():
        found = places_of(rows, identifier)
        ids = {row["id"] for row in rows if row["identifier"] == identifier}
        if not found:
            missed.append(plant)
        elif plant.places - found:
            misplaced.append(plant)
        if len(ids) > 1 or (ids and plant.joins and ids != {known.get(plant.joins)}):
            wrong.append(plant)
    return missed, misplaced, wrong, {str(row["identifier"]) for row in rows} - identifiers.keys()


@pytest.mark.long
def test_planted_secrets_are_found_and_joined(tmp_path: Path) -> None:
    tree = make(tmp_path, 101, each=2)
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    keyroll.exports.sync(tree.exports)
    summary, known = keyroll.exports.scan([str(tree.root)])
    missed, misplaced, wrong, false = lost(tree, keyroll)
    assert len(tree.plants) == 2 * len(KINDS) == 40
    assert (len(missed), len(wrong), len(false)) <= (2, 2, 2)
    assert len(misplaced) <= 3
    assert not summary.partial
    # Those whose issuers list or log them, and no other.
    assert known == sum(one.joins.split("@")[0] in ("aws", "bitbucket", "cloudflare", "github") for one in tree.plants)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", [201, 202])
def test_two_hundred_planted_secrets(tmp_path: Path, seed: int) -> None:
    tree = make(tmp_path, seed)
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    keyroll.exports.sync(tree.exports)
    keyroll.exports.scan([str(tree.root / one) for one in ("code", "wiki", "jira")])
    missed, _, wrong, false = lost(tree, keyroll)
    assert len(tree.plants) == 200
    assert len(missed) + len(wrong) <= 10
    assert len(false) <= 10


@pytest.mark.long
def test_one_key_in_four_places_one_of_them_a_ticket(tmp_path: Path) -> None:
    name, secret = "AKIAZ7QW3ERTY5UIOPAS", "h8Jk2Lp0QwErTyUiOp4AsDfGhJkLzXcVbNm7Qw1E"
    pair = f"AWS_ACCESS_KEY_ID={name}\nAWS_SECRET_ACCESS_KEY={secret}\n"
    repository = lay(tmp_path / "repo", {"deploy.sh": pair, ".gitlab-ci.yml": pair})
    git(repository, "init", "-q", "-b", "main")
    commit(repository, "first", "2024-01-02T03:04:05+00:00")
    (repository / "deploy.sh").write_text("echo\n")
    commit(repository, "out", "2024-02-02T03:04:05+00:00")
    lay(tmp_path / "jira", {"a.ndjson": json.dumps({"key": "OPS-7", "fields": {"description": pair}})})
    keys = {"AccessKeyMetadata": [{"UserName": "ci", "AccessKeyId": name, "Status": "Active",
                                   "CreateDate": "2023-01-01T00:00:00Z"}], "IsTruncated": False}  # fmt: skip
    lay(tmp_path / "in", {"aws/survey/access_keys.json": json.dumps(keys)})
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    keyroll.exports.sync(tmp_path / "in")
    scanned(tmp_path / "home", repository, tmp_path / "jira")
    (row,) = keyroll.inventory.listed("credentials").rows
    assert (row["id"], row["copies"]) == (f"aws@*:access_key_id:{name}", 4)
    rows = keyroll.inventory.listed("locations").rows
    assert {(one["kind"], str(one["place"]).partition(" in commit")[0]) for one in rows} == {
        ("ci_definition", ".gitlab-ci.yml:2"), ("git_history", ".gitlab-ci.yml:2"), ("git_history", "deploy.sh:2"),
        ("ticket", "OPS-7"),
    } or {one["kind"] for one in rows} == {"ci_definition", "git_history", "ticket"}  # fmt: skip
    assert {one["id"] for one in rows} == {row["id"]}
    assert {one["since"] for one in rows if one["kind"] == "git_history"} == {datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)}


@pytest.mark.long
@pytest.mark.nightly
def test_a_copy_is_gone_after_a_complete_rescan_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = lay(tmp_path / "root", {"a.py": f"token = '{TOKEN}'\n", "b.txt": "nothing\n"})
    keyroll = scanned(tmp_path / "home", root)
    assert [row["gone_since"] for row in keyroll.inventory.listed("locations").rows] == [None]
    (root / "a.py").write_text("token = read()\n")
    # A rescan that could not read everything deletes nothing.
    with monkeypatch.context() as patch:
        patch.setattr("keyroll.intake.scan.tree.Tree.open", refusing("b.txt", Tree.open))
        scanned(tmp_path / "home", root, days=1)
    assert [row["gone_since"] for row in keyroll.inventory.listed("locations").rows] == [None]
    scanned(tmp_path / "home", root, days=2)
    assert [row["gone_since"] for row in keyroll.inventory.listed("locations").rows] == [NOW + timedelta(days=2)]
    # It is back, one line further down: the same place.
    (root / "a.py").write_text(f"\ntoken = '{TOKEN}'\n")
    scanned(tmp_path / "home", root, days=3)
    assert [(row["place"], row["gone_since"]) for row in keyroll.inventory.listed("locations").rows] == [
        ("a.py:2", None)
    ]


@pytest.mark.long
@pytest.mark.nightly
def test_the_history_can_be_left_out(tmp_path: Path) -> None:
    root = lay(tmp_path / "root", {"a.py": f"token = '{TOKEN}'\n"})
    git(root, "init", "-q", "-b", "main")
    commit(root, "first", "2024-01-02T03:04:05+00:00")
    keyroll = scanned(tmp_path / "home", root, history=False)
    assert [row["kind"] for row in keyroll.inventory.listed("locations").rows] == ["repository_file"]


@pytest.mark.long
@pytest.mark.nightly
def test_the_name_of_a_root_is_one_path_s(tmp_path: Path) -> None:
    one, two = lay(tmp_path / "one/app", {"a": TOKEN}), lay(tmp_path / "two/app", {"a": "nothing"})
    keyroll = scanned(tmp_path / "home", one)
    with pytest.raises(UsageError, match="scan@app is"):
        keyroll.exports.scan([str(two)])
    with pytest.raises(UsageError, match="two roots are called app"):
        roots([str(one), str(two)])
    # A person may say that it is the same, at another path.
    moved = scanned(tmp_path / "home", f"app={two}", days=1)
    assert [row["gone_since"] for row in moved.inventory.listed("locations").rows] == [NOW + timedelta(days=1)]


def test_a_root_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        roots([str(tmp_path / "no")])


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("r/.github/workflows/a.yml", "ci_definition"),
        ("r/.gitlab-ci.yml", "ci_definition"),
        ("r/Jenkinsfile", "ci_definition"),
        ("r/bitbucket-pipelines.yml", "ci_definition"),
        ("r/ops/azure-pipelines-release.yml", "ci_definition"),
        ("r/docker-compose.prod.yml", "ci_definition"),
        ("r/.env", "ci_definition"),
        ("r/.env.local", "ci_definition"),
        ("r/src/environment.py", "repository_file"),
        ("wiki/Home.md", "wiki_page"),
        ("export/jira/OPS-12.md", "ticket"),
        ("r/src/UTF-8.py", "repository_file"),
    ],
)
def test_what_kind_of_place_a_path_is(path: str, kind: str) -> None:
    assert places.kind_of(path, repository=True) == kind
