"""The statements that a step within an account rests on, from the pages of the account dump.

A step states its technique, action or kind; these name the actions. A statement counts if it may apply to one of them:
so a denial, and a statement with a condition, are among the rules of a step that is possible only.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import orjson

from keyroll.model.json import Json
from keyroll.model.truth import Answer
from keyroll.reach.aws.account import Body, objects
from keyroll.reach.aws.evaluate import Caller, Request, applies
from keyroll.reach.aws.identifiers import identifier
from keyroll.reach.aws.managed import managed
from keyroll.reach.aws.policy import Statement, decoded, parse, texts_of
from keyroll.reach.aws.technique import ActionNeed, TechniqueTarget, techniques
from keyroll.reach.rules import Asked, ListingPage, Rule

Pages = Callable[[], Iterable[tuple[ListingPage, Json]]]
_TECHNIQUE: Final = re.compile(r"· technique (\S+)$")
_ACTION: Final = re.compile(r"· action (\S+)$")
#: An action that only a statement about every action allows.
_EVERY: Final = "keyroll:any"
_ASSUME: Final = "sts:AssumeRole"
_KINDS: Final = ("user", "role", "group")
#: Techniques with these targets need the role's session, which is not among their needs.
_ASSUMED: Final = (TechniqueTarget.ASSUMABLE_ROLE, TechniqueTarget.ASSUMABLE_ROLE_POLICY, TechniqueTarget.NEW_ROLE)


@dataclass(frozen=True, slots=True)
class _Document:
    """One document of a policy, with its name and place."""

    policy: str
    version: str
    held: str
    record: str
    place: ListingPage | None
    document: Json


@dataclass(frozen=True, slots=True)
class _Found:
    """The records of the principals of some steps, and of the policies and groups that these name."""

    holders: dict[str, tuple[str, Body, ListingPage]] = field(default_factory=dict)
    groups: dict[str, tuple[Body, ListingPage]] = field(default_factory=dict)
    policies: dict[str, tuple[Body, ListingPage]] = field(default_factory=dict)


def rules(pages: Pages, source: str, steps: Sequence[Asked]) -> dict[tuple[str, str], tuple[Rule, ...]]:
    """Return the rules of each step by its ends. ``pages`` is called twice; each call reads the dump once."""
    found = _found(pages, source, {_plain(one) for step in steps for one in (step.start, step.end)})
    return {(one.start, one.end): tuple(_of_step(found, one)) for one in steps}


def needs_of(step: Asked) -> tuple[ActionNeed, ...]:
    """Return the actions that a step needs; none if it needs no entitlement."""
    if technique := _TECHNIQUE.search(step.evidence):
        found = next((one for one in techniques() if one.id == technique[1]), None)
        takes = found is not None and found.target in _ASSUMED
        return (*(found.needs if found else ()), *((ActionNeed(_ASSUME, "target"),) if takes else ()))
    if action := _ACTION.search(step.evidence):
        return (ActionNeed(action[1], "any"),)
    by_kind = {"administers": _EVERY, "assumes": _ASSUME}
    return (ActionNeed(by_kind[step.kind], "any"),) if step.kind in by_kind else ()


def _plain(node: str) -> str:
    """Return the principal of a node: one that changed itself, or one whose use of data others have too, is another."""
    return node.rpartition(":data-of:")[2].partition("#")[0]


def _found(pages: Pages, source: str, wanted: set[str]) -> _Found:
    found = _Found()
    for place, body in pages():
        for kind in _KINDS if isinstance(body, dict) else ():
            for one in objects(body.get(f"{kind.title()}DetailList")) if isinstance(body, dict) else ():
                arn = str(one.get("Arn", ""))
                if "GroupName" in one:
                    found.groups[str(one.get("GroupName"))] = one, place
                if arn.count(":") >= 5 and identifier(source, arn) in wanted:
                    found.holders[identifier(source, arn)] = kind, one, place
    held = [one for _, one, _ in found.holders.values()] + [one for one, _ in found.groups.values()]
    attached = {arn for one in held for arn in _attached(one)}
    for place, body in pages():
        for one in objects(body.get("Policies")) if isinstance(body, dict) else ():
            if str(one.get("Arn")) in attached:
                found.policies[str(one.get("Arn"))] = one, place
    return found


def _attached(one: Body) -> Iterator[str]:
    yield from (str(policy.get("PolicyArn", "")) for policy in objects(one.get("AttachedManagedPolicies")))
    boundary = one.get("PermissionsBoundary")
    if isinstance(boundary, dict):
        yield str(boundary.get("PermissionsBoundaryArn", ""))


def _of_step(found: _Found, step: Asked) -> Iterator[Rule]:
    needs, target = needs_of(step), found.holders.get(_plain(step.end))
    holder = found.holders.get(_plain(step.start))
    arn = str(target[1].get("Arn", "")) if target else ""
    who = str(holder[1].get("Arn", "")) if holder else ""
    if holder:
        for document in _documents(found, *holder):
            yield from _of_document(document, who, [(one.action, arn if one.on == "target" else "") for one in needs])
    if target and target[0] == "role" and any(one.action in (_ASSUME, "iam:PassRole") for one in needs):
        _, role, place = target
        held = f"trust policy of the role {role.get('RoleName')}"
        trust = _Document(
            "trust policy", "", held, f"RoleDetailList {arn}", place, role.get("AssumeRolePolicyDocument")
        )
        kinds = ("Service",) if any(one.action == "iam:PassRole" for one in needs) else ("AWS", "Federated")
        yield from _of_document(trust, "", [(_ASSUME, "")], kinds)


def _documents(found: _Found, kind: str, one: Body, place: ListingPage) -> Iterator[_Document]:
    name, record = str(one.get(f"{kind.title()}Name")), f"{kind.title()}DetailList {one.get('Arn')}"
    for policy in objects(one.get(f"{kind.title()}PolicyList")):
        inline, body = str(policy.get("PolicyName")), policy.get("PolicyDocument")
        yield _Document(inline, "", f"inline policy of the {kind} {name}", record, place, body)
    for arn in _attached(one):
        yield _managed(found.policies, arn, f"attached to the {kind} {name}")
    groups = one.get("GroupList")
    for group in groups if isinstance(groups, list) else ():
        if str(group) in found.groups:
            yield from _documents(found, "group", *found.groups[str(group)])


def _managed(policies: Mapping[str, tuple[Body, ListingPage]], arn: str, held: str) -> _Document:
    name = arn.rpartition("/")[2]
    policy, place = policies.get(arn, ({}, None))
    for version in objects(policy.get("PolicyVersionList")):
        if version.get("IsDefaultVersion") is True and "Document" in version:
            number = str(version.get("VersionId", ""))
            return _Document(name, number, held, f"Policies {arn}", place, version["Document"])
    return _Document(name, "", held, arn, None, None)


def _of_document(
    one: _Document, who: str, asked: Sequence[tuple[str, str]], kinds: tuple[str, ...] = ()
) -> Iterator[Rule]:
    """Yield the statements that may apply; ``kinds`` are those of the principals that a trust policy has to name."""
    read = managed(one.record, one.policy) if one.place is None else parse(one.policy, one.document)
    if read.fault and asked:
        because = f"{one.held}; {read.fault}"
        yield Rule(one.policy, one.version, 0, "", text="", held=because, record=one.record, place=one.place)
    try:
        written = texts_of(decoded(one.document))
    except orjson.JSONDecodeError:
        written = []
    for at, statement in enumerate(read.statements):
        trusted = {kind for kind, _ in statement.principals or ()} & {*kinds, "*"} or "Principal" in statement.negated
        if kinds and not trusted:
            continue
        if any(_may_apply(statement, who, action, resource) for action, resource in asked):
            text = written[at] if at < len(written) else None
            sid = str(text.get("Sid", "")) if isinstance(text, dict) else ""
            raw = orjson.dumps(text).decode() if text is not None else ""
            made = Rule(
                one.policy, one.version, at + 1, sid, text=raw, held=one.held, record=one.record, place=one.place
            )
            yield replace(made, allows=statement.allows)


def _may_apply(statement: Statement, who: str, action: str, resource: str) -> bool:
    """Return whether a statement may apply to an action; without a resource to the action on some resource."""
    patterns = (resource,) if resource else tuple(statement.resources or ("arn:aws:any:::any",))
    if "Resource" in statement.negated and not resource:
        patterns = ("arn:aws:any:::any",)
    caller = Caller(who, who.split(":")[4] if who.count(":") >= 5 else "")
    if statement.principals is not None:
        statement = _of_anybody(statement)
    return any(applies(Request(caller, action, one), statement).answer is not Answer.NO for one in patterns)


def _of_anybody(statement: Statement) -> Statement:
    """Return a statement of a trust policy with its action alone: the step has decided whom it names."""
    return Statement(statement.allows, statement.actions, ("*",), None, (), statement.negated - {"Principal"})
