"""Runs rules over a home's logs: their findings, and the rules that were not run with reasons."""

from importlib import resources
from pathlib import Path

import yaml

from keyroll.detection.episodes import episodes
from keyroll.detection.sigma.correlate import correlate
from keyroll.detection.sigma.findings import findings
from keyroll.detection.sigma.habits import settled
from keyroll.detection.sigma.outcome import RuleRequest, RulesRun
from keyroll.detection.sigma.ruleset import place_of, read_rules, uid
from keyroll.detection.sigma.scan import Placeholders, Planner, scan
from keyroll.errors import UsageError
from keyroll.store.session import Session


def own_rules() -> Path:
    """Return the folder of keyroll's own rules."""
    return Path(str(resources.files("keyroll.detection") / "rules"))


def judge(session: Session, request: RuleRequest) -> RulesRun:
    """Run keyroll's own rules and the requested ones. Needs the views of the logs, ``events`` and ``identifiers``.

    A missing log is not reported for our own rules: nobody requested them. A habit is reported at low. Consecutive
    findings are one. Raises UsageError.
    """
    placeholders = read_placeholders(request.placeholders) if request.placeholders else {}
    ruleset = read_rules([own_rules(), *request.folders])
    plan = Planner(session, placeholders).plan(ruleset.rules)
    scan(session, plan)
    correlated = correlate(session, ruleset.rules, plan)
    ours = str(own_rules().resolve())
    own = frozenset(uid(rule) for rule in ruleset.rules if place_of(rule).startswith(ours))
    settled_findings = episodes(settled(findings(session, ruleset.rules, correlated), own))
    for table in ("sigma_hits", "sigma_acts", "sigma_wanted", *correlated.tables.values()):
        session.run(f"DROP TABLE IF EXISTS {table}")  # There may be millions of hits: stories need the memory.
    every = [*ruleset.faults, *plan.faults, *correlated.faults]
    faults = sorted({fault for fault in every if fault.wrong or not fault.place.startswith(ours)})
    return RulesRun(tuple(settled_findings), len(ruleset.rules), tuple(faults), own)


def read_placeholders(path: Path) -> Placeholders:
    """Read a YAML file that maps names of placeholders to their values. Raises UsageError."""
    hint = "write it as YAML: a name, then a list of texts"
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path} cannot be read: {error}".partition("\n")[0], hint=hint) from None
    if not isinstance(read, dict):
        raise UsageError(f"{path} does not map names to values", hint=hint)
    return {str(name): _values(path, str(name), value, hint) for name, value in read.items()}


def _values(path: Path, name: str, value: object, hint: str) -> list[str | int | float]:
    values = value if isinstance(value, list) else [value]
    good = [member for member in values if isinstance(member, str | int | float)]
    if not good or len(good) < len(values):
        raise UsageError(f"{path}: the values of {name!r} are not texts or numbers", hint=hint)
    return good
