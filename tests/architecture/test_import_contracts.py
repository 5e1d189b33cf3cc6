"""Every forbidden import is refused: each is planted in a copy of the package, and the linter names it."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: One forbidden import each: the module that is given it, and what it imports.
PLANTED = (
    ("keyroll.model.text", "keyroll.store.session"),
    ("keyroll.providers.okta.survey", "keyroll.store.session"),
    ("keyroll.providers.okta.logs", "keyroll.providers.github.survey"),
    ("keyroll.store.raw", "keyroll.providers.catalogue"),
    ("keyroll.intake.guarded", "keyroll.inventory.owners"),
    ("keyroll.inventory.owners", "keyroll.detection.hunt"),
    ("keyroll.detection.stories.hosts", "keyroll.proof.verdict"),
    ("keyroll.detection.baseline.rotations", "keyroll.detection.signals.detect"),
    ("keyroll.detection.signals.evidence", "keyroll.detection.scores"),
    ("keyroll.detection.scores", "keyroll.detection.alerts.decide"),
    ("keyroll.detection.alerts.budget", "keyroll.detection.stories.join"),
    ("keyroll.detection.behaviours.new_client", "keyroll.detection.follow_up.follow"),
    ("keyroll.reach.holdings", "keyroll.detection.hunt"),
    ("keyroll.detection.hunt", "keyroll.reach.holdings"),
    ("keyroll.inventory.networks", "keyroll.reach.holdings"),
    ("keyroll.reach.holdings", "keyroll.posture.judge"),
    ("keyroll.posture.judge", "keyroll.proof.verdict"),
    ("keyroll.posture.ground", "keyroll.replacement.planning"),
    ("keyroll.replacement.planning", "keyroll.rotation.engine"),
    ("keyroll.rotation.engine", "keyroll.replacement.planning"),
    ("keyroll.response.pace", "keyroll.replacement.planning"),
    ("keyroll.replacement.planning", "keyroll.report.document"),
    ("keyroll.proof.facts", "keyroll.response.campaign"),
    ("keyroll.response.pace", "keyroll.report.document"),
    ("keyroll.rotation.engine", "keyroll.report.document"),
    ("keyroll.rotation.gate", "keyroll.response.pace"),
    ("keyroll.response.pace", "keyroll.rotation.gate"),
    ("keyroll.proof.verdict", "keyroll.rotation.steps"),
    ("keyroll.report.format", "keyroll.api.knowing"),
    ("keyroll.api.knowing", "keyroll.server.worker"),
    ("keyroll.server.worker", "keyroll.store.ledger.ledger"),
    ("keyroll.cli.screen", "keyroll.store.lake"),
    ("keyroll.security_events.token", "keyroll.intake.sync"),
    ("keyroll.replay.times", "keyroll.store.home"),
    ("keyroll.report.words", "keyroll.replay.times"),
    ("keyroll.proof.evidence.verify", "keyroll.store.home"),
    ("keyroll.proof.verdict", "keyroll.proof.evidence.sign"),
    ("keyroll.security_events.keys", "httpx2"),
    ("keyroll.server.app", "duckdb"),
    ("keyroll.inventory.use", "rich"),
    ("keyroll.reach.holdings", "duckdb"),
    ("keyroll.posture.judge", "click"),
    ("keyroll.replacement.planning", "httpx2"),
    ("keyroll.api.machines", "starlette"),
    ("keyroll.intake.pages", "asyncssh"),
    ("keyroll.response.watch", "botocore"),
    ("keyroll.intake.tables", "keyroll.providers._wire"),
    # Who may open a secret: a vendor's readers and logs may not, only what signs in there.
    ("keyroll.providers.okta.survey", "keyroll.reveal"),
    ("keyroll.providers.okta.logs", "keyroll.reveal"),
    ("keyroll.providers.catalogue", "keyroll.reveal"),
    ("keyroll.intake.fetch", "keyroll.reveal"),
    ("keyroll.inventory.owners", "keyroll.reveal"),
    ("keyroll.detection.hunt", "keyroll.reveal"),
    ("keyroll.reach.holdings", "keyroll.reveal"),
    ("keyroll.posture.judge", "keyroll.reveal"),
    ("keyroll.replacement.planning", "keyroll.reveal"),
    ("keyroll.proof.verdict", "keyroll.reveal"),
    ("keyroll.proof.evidence.log", "keyroll.reveal"),
    ("keyroll.response.reminders", "keyroll.reveal"),
    ("keyroll.rotation.engine", "keyroll.reveal"),
    ("keyroll.rotation.making", "keyroll.reveal"),
    ("keyroll.security_events.token", "keyroll.reveal"),
    ("keyroll.report.words", "keyroll.reveal"),
    ("keyroll.api.machines", "keyroll.reveal"),
    ("keyroll.server.gate", "keyroll.reveal"),
    ("keyroll.cli.screen", "keyroll.reveal"),
    ("keyroll.store.lake", "keyroll.reveal"),
    # The shells stand on the facade alone, and nothing stands on a shell.
    ("keyroll.cli.commands.list", "keyroll.inventory.tables"),
    ("keyroll.cli.commands.serve", "keyroll.proof.verdict"),
    ("keyroll.cli.commands.replace", "keyroll.replacement.planning"),
    ("keyroll.cli.commands.rotate", "keyroll.rotation.engine"),
    ("keyroll.server.gate", "keyroll.posture.judge"),
    ("keyroll.replay.times", "keyroll.posture.judge"),
    ("keyroll.replay.times", "keyroll.rotation.engine"),
    ("keyroll.cli.root", "keyroll.providers.catalogue"),
    ("keyroll.server.jobs.judge", "keyroll.response.campaign"),
    ("keyroll.server.gate", "keyroll.security_events.token"),
    ("keyroll.server.reads", "keyroll.cli.screen"),
    ("keyroll.security_events.token", "keyroll.store.home"),
    ("keyroll.inventory.holders", "keyroll.server.limits"),
)
#: Two of one package that need each other.
CIRCLE = (("keyroll.model.ids", "keyroll.model.text"), ("keyroll.model.text", "keyroll.model.ids"))


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter prints of a copy that has every planted import."""
    copy = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "scripts", copy / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for module, imported in (*PLANTED, *CIRCLE):
        path = copy / "src" / (module.replace(".", "/") + ".py")
        path.write_text(path.read_text(encoding="utf-8") + f"\n\ndef _planted():\n    import {imported}\n")
    linter = Path(sys.executable).with_name("lint-imports")
    environment = {"PYTHONPATH": str(copy / "src"), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [linter, "--no-logo", "--no-cache"], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


@pytest.mark.parametrize(("module", "imported"), PLANTED)
def test_a_planted_import_is_refused(module: str, imported: str, refused: str) -> None:
    assert re.search(rf"{re.escape(module)} -> {re.escape(imported)}\b", refused), refused[-2000:]


def test_each_contract_refuses_something(refused: str) -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    kept = [one["name"] for one in contracts if f"{one['name']} BROKEN" not in refused]
    assert not kept


def test_no_other_module_reaches_into_a_secret() -> None:
    reaching = [path.name for path in (ROOT / "src").rglob("*.py") if "_Secret__" in path.read_text(encoding="utf-8")]
    assert reaching == ["reveal.py"]
