"""Reads rules from folders: a fault in a file is reported with its position, and the other files are still read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml
from sigma.collection import SigmaCollection
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError, SigmaRegularExpressionError, SigmaRuleLocation
from sigma.rule import SigmaRule

from keyroll.detection.sigma.outcome import RuleFault
from keyroll.detection.sigma.regexes import HINT, POLICY
from keyroll.errors import UsageError
from keyroll.intake.texts import TextFile, text_files

#: The parser in C, if the library has it: ten times as quick.
_QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: The errors that pySigma raises for a document that does not have the form of a rule.
_SHAPELESS = (SigmaError, AttributeError, KeyError, TypeError, ValueError, RecursionError)
AnyRule = SigmaRule | SigmaCorrelationRule


@dataclass(slots=True)
class Ruleset:
    """The rules of some folders in order of their files, and the unreadable files."""

    rules: list[AnyRule] = field(default_factory=list)
    faults: list[RuleFault] = field(default_factory=list)


def read_rules(folders: Iterable[Path]) -> Ruleset:
    """Read every ``.yml`` and ``.yaml`` below some folders. Raises UsageError if there is no such folder."""
    ruleset = Ruleset()
    for file in {file.path: file for folder in folders for file in _files(folder)}.values():
        _read(file, ruleset)
    _resolve(ruleset)
    return ruleset


def place_of(rule: AnyRule) -> str:
    """Return the position of a rule: its file, and its name in the file."""
    path = rule.source.path if rule.source else ""
    return f"{path}: {rule.title or uid(rule)}"


def uid(rule: AnyRule) -> str:
    """Return a rule's id, else its name or title."""
    return str(rule.id or rule.name or rule.title)


def _files(folder: Path) -> Iterator[TextFile]:
    if not folder.exists():
        raise UsageError(f"there is no folder {folder}", hint="name a folder of Sigma rules: --rules FOLDER")
    yield from text_files(folder, (".yml", ".yaml"))


def _documents(text: str) -> list[Any]:
    """Read YAML by the quick parser; a refused document is read by the other parser, whose messages are clearer."""
    try:
        return list(yaml.load_all(text, Loader=_QUICK))
    except yaml.YAMLError:
        return list(yaml.safe_load_all(text))


def _read(file: TextFile, ruleset: Ruleset) -> None:
    path, text = file.path, file.text
    if file.reason:
        ruleset.faults.append(RuleFault(str(path), f"it cannot be read: {file.reason}"))
        return
    try:
        documents = [document for document in _documents(text) if document is not None]
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark
        ruleset.faults.append(
            RuleFault(f"{path}:{at.line + 1}:{at.column + 1}" if at else str(path), f"YAML: {error.problem}")
        )
        return
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        ruleset.faults.append(RuleFault(str(path), f"it cannot be read: {error}".partition("\n")[0]))
        return
    if not any(
        isinstance(document, dict) and document.keys() & {"detection", "correlation", "filter", "action"}
        for document in documents
    ):
        ruleset.faults.append(RuleFault(str(path), "it holds no Sigma rule", wrong=False))
        return
    try:
        read = SigmaCollection.from_dicts(
            documents,
            collect_errors=True,
            source=SigmaRuleLocation(path),
            collect_filters=True,
            resolve_references=False,
            policy=POLICY,
        )
    except _SHAPELESS as error:
        ruleset.faults.append(RuleFault(_line(path, text, str(error)), _plain(error)))
        return
    ruleset.faults += [RuleFault(_line(path, text, str(fault)), _plain(fault)) for fault in read.errors]
    everything = [*read.rules, *read.filters]
    ruleset.rules += [cast("AnyRule", rule) for rule in everything if not rule.errors]


def _plain(error: BaseException) -> str:
    if isinstance(error, SigmaRegularExpressionError):
        return f"{str(error).partition(' in /')[0]}; {HINT}".replace("b'", "'")
    return (str(error).partition("\n")[0].partition(" in /")[0] or type(error).__name__).strip()


def _line(path: Path, text: str, said: str) -> str:
    """Return the file, with the number of the first line that contains a word quoted by the error."""
    words = said.split("'")[1::2]
    for number, line in enumerate(text.splitlines(), 1):
        if any(word and word in line for word in words):
            return f"{path}:{number}"
    return str(path)


def _resolve(ruleset: Ruleset) -> None:
    """Bind correlations to their rules and apply filters. A correlation without its rules is reported and left out."""
    rules = _once(ruleset)
    while True:
        whole = SigmaCollection([*rules], resolve_references=False, collect_filters=True)
        lost = {id(rule): said for rule in whole.rules if (said := _unbound(rule, whole))}
        if not lost:
            break
        ruleset.faults += [RuleFault(place_of(rule), lost[id(rule)]) for rule in rules if id(rule) in lost]
        rules = [rule for rule in rules if id(rule) not in lost]
    for rule in whole.rules:
        for rule_filter in whole.filters:
            rule_filter.apply_on_rule(rule)
    ruleset.rules = list(whole.rules)


def _once(ruleset: Ruleset) -> list[Any]:
    """Return the rules, one for each id."""
    taken: dict[str, AnyRule] = {}
    kept = []
    for rule in ruleset.rules:
        first = taken.setdefault(str(rule.id or id(rule)), rule)
        if first is rule:
            kept.append(rule)
        else:
            ruleset.faults.append(RuleFault(place_of(rule), f"its id is taken by {place_of(first)}", wrong=False))
    return kept


def _unbound(rule: AnyRule, whole: SigmaCollection) -> str:
    if not isinstance(rule, SigmaCorrelationRule):
        return ""
    near = [each_rule for each_rule in whole.rules if each_rule.source == rule.source]
    try:
        # A name means the rule in the same file first: rules have many origins, and two files may use one name.
        rule.resolve_rule_references(SigmaCollection([*whole.rules, *near], resolve_references=False))
    except SigmaError as error:
        return _plain(error)
    return "it is about itself" if _about(rule, rule, set()) else ""


def _about(rule: SigmaCorrelationRule, wanted: SigmaCorrelationRule, seen: set[int]) -> bool:
    """Return whether a correlation is about a wanted one, directly or through other correlations."""
    seen.add(id(rule))
    inner = [getattr(reference, "rule", None) for reference in rule.referenced_rules]
    return any(
        reference is wanted
        or (
            isinstance(reference, SigmaCorrelationRule)
            and id(reference) not in seen
            and _about(reference, wanted, seen)
        )
        for reference in inner
    )
