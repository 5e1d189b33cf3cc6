"""Steps from one system into another: tokens of workflows and pipelines at AWS, Google groups, domain-wide delegation.

A token of a pipeline of GitLab has the subject ``project_path:GROUP/PROJECT:ref_type:TYPE:ref:NAME``, with ``branch``
or ``tag`` as its type (docs.gitlab.com, *OpenID Connect in AWS* and *ID token authentication*, read 2026-11-29).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from keyroll.model.truth import Truth
from keyroll.reach.aws.subjects import ANY_CASE, SubjectSet, fits
from keyroll.reach.graph.model import Edge, Node, Strength
from keyroll.reach.inventory.delegations import delegations
from keyroll.reach.wildcards import is_pattern, like
from keyroll.store.relations import build
from keyroll.store.session import Session

_ISSUER: Final = ":outside:oidc:token.actions.githubusercontent.com:"
_OIDC, _PROJECT, _GITLAB = ":outside:oidc:", "project_path:", "gitlab"
_BRANCHES: Final = "the branches to which it may push were not read"
_CREATED: Final = "the environment was not listed: a workflow that names it makes it, without a gate"
_IDS: Final = "the policy names ids of the owner and the repository, which were not compared"
#: Ids in a subject after the names of owner and repository, if the repository was made, renamed or moved
#: after 2026-07-15 (docs.github.com, *Immutable subject claims*, read 2026-11-29).
_ID: Final = re.compile(r"@(?:\d+|\*)(?=[/:]|$)")


@dataclass(frozen=True, slots=True)
class Joined:
    """Steps from one system into another."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()


def joined(session: Session, nodes: Mapping[str, Node]) -> Joined:
    """Return the steps between systems whose nodes are known."""
    groups = _Groups(session, nodes)
    delegated = list(delegations(session, nodes))
    edges = (*workflow_tokens(nodes), *pipeline_tokens(nodes), *groups.edges, *(edge for _, edge in delegated))
    return Joined((*groups.nodes, *(node for node, _ in delegated)), edges)


def workflow_tokens(nodes: Mapping[str, Node]) -> Iterator[Edge]:
    """Yield the steps of GitHub workflows and environments whose tokens a trust policy of AWS accepts."""
    named = [(one, SubjectSet.read(one.partition(_ISSUER)[2])) for one in nodes if _ISSUER in one]
    wanted = [(end, _without_ids(subjects), _IDS if _ID.search(subjects.text) else "") for end, subjects in named]
    if not wanted:
        return
    of_github = [one for one in nodes if one.startswith("github@")]
    environments = {one.partition(":environment:")[2] for one in of_github if ":environment:" in one}
    for one in of_github:
        kind, _, name = one.partition(":")[2].partition(":")
        if kind == "environment":
            repository, _, environment = name.partition("/")[2].partition("/")
            subject = f"repo:{name.partition('/')[0]}/{repository}:environment:{environment}"
            for end, subjects, ids in wanted:
                if subjects.has(subject):
                    yield _token(nodes[one], end, subject, ids)
        elif kind == "workflow":
            for end, subjects, ids in wanted:
                if (because := workflow_takes(name, subjects, environments)) is not None:
                    yield _token(nodes[one], end, subjects.text, because or ids)


def _without_ids(subjects: SubjectSet) -> SubjectSet:
    return SubjectSet(_ID.sub("", subjects.pattern), tuple(_ID.sub("", one) for one in subjects.without))


def workflow_takes(repository: str, subjects: SubjectSet, environments: Collection[str]) -> str | None:
    """Return whether a workflow gets a subject of a set: the reason for doubt, empty if certain, None if not."""
    whole = f"repo:{repository}"
    if any(subjects.has(f"{whole}:{rest}") for rest in ("ref:refs/heads/any branch at all", "pull_request")):
        return ""
    pattern = subjects.pattern
    if pattern.startswith(ANY_CASE):
        repository, pattern = repository.lower(), pattern.removeprefix(ANY_CASE)
        environments = [one.lower() for one in environments]
    because = workflow_gets(repository, pattern, environments)
    if because is None or any(fits(one, f"{whole}:anything at all") for one in subjects.without):
        return None
    return because or (_BRANCHES if subjects.without else "")


def workflow_gets(repository: str, pattern: str, environments: Collection[str]) -> str | None:
    """Return whether a workflow outside listed environments gets a matching subject: the doubt, or None if not.

    SubjectSet are ``repo:OWNER/NAME:ref:refs/heads/BRANCH``, ``…:ref:refs/tags/TAG``, ``…:pull_request`` and
    ``…:environment:NAME`` ("OpenID Connect reference", docs.github.com; from memory: re-check).
    """
    whole = f"repo:{repository}"
    if like(pattern, f"{whole}:ref:refs/heads/any branch at all") or like(pattern, f"{whole}:pull_request"):
        return ""
    if like(pattern, f"{whole}:environment:any environment at all"):
        return _CREATED
    first, _, rest = pattern.partition(":")
    named, _, rest = rest.partition(":")
    if not rest or not like(f"{first}:{named}", whole):
        # A wildcard may stand for the end of the name and what follows.
        rest = pattern.rpartition("*")[2]
        if "*" not in pattern or not like(pattern, f"{whole}:{rest}"):
            return None
    if rest.startswith("environment:"):
        listed = (one.removeprefix(f"{repository}/") for one in environments if one.startswith(f"{repository}/"))
        return None if any(like(rest.removeprefix("environment:"), one) for one in listed) else _CREATED
    return _BRANCHES if rest.startswith("ref:") or is_pattern(rest) else None


def _token(start: Node, end: str, subject: str, because: str, system: str = "GitHub") -> Edge:
    reason = f"{start.name} get a token of {system} whose subject fits {subject}"
    truth = Truth.unknown(because) if because else Truth.yes()
    evidence = f"{system} listings and trust policies"
    return Edge(start.id, end, "becomes", reason, evidence, Strength.SHORT_LIVED, truth)


def pipeline_tokens(nodes: Mapping[str, Node]) -> Iterator[Edge]:
    """Yield possible steps of GitLab pipelines whose tokens a trust policy of AWS accepts; their issuer is unknown."""
    named = [(one, *one.partition(_OIDC)[2].partition(":")[::2]) for one in nodes if _OIDC in one]
    wanted = [
        (end, issuer, SubjectSet.read(rest)) for end, issuer, rest in named
        if rest.startswith(_PROJECT) or (_GITLAB in issuer and rest)
    ]  # fmt: skip
    for one in nodes if wanted else ():
        source, _, project = one.partition(":pipeline:project ")
        owner = nodes.get(f"{source}:owner:project {project}")
        if not project or not source.startswith("gitlab@") or owner is None or "/" not in owner.name:
            continue
        for end, issuer, subjects in wanted:
            if (because := pipeline_takes(owner.name, subjects)) is not None:
                where = f"whether {source} is the issuer {issuer} was not read"
                yield _token(nodes[one], end, subjects.text, f"{because}; {where}" if because else where, "GitLab")


def pipeline_takes(project: str, subjects: SubjectSet) -> str | None:
    """Return whether a pipeline of a project gets a subject of a set: the reason for doubt, or None if not."""
    whole = f"{_PROJECT}{project}:ref_type:branch:ref:"
    if any(fits(one, f"{whole}any branch at all") for one in subjects.without):
        return None
    pattern = subjects.pattern
    if pattern.startswith(ANY_CASE):
        project, pattern = project.lower(), pattern.removeprefix(ANY_CASE)
    return pipeline_gets(project, pattern)


def pipeline_gets(project: str, pattern: str) -> str | None:
    """Return whether a pipeline of a project gets a matching subject: the reason for doubt, or None if not."""
    whole = f"{_PROJECT}{project}:"
    if like(pattern, f"{whole}ref_type:branch:ref:any branch at all"):
        return ""
    begins = (f"{whole}ref_type:{kind}:ref:" for kind in ("branch", "tag"))
    return _BRANCHES if any(_goes_on(pattern, begin) for begin in begins) else None


def _goes_on(pattern: str, begin: str) -> bool:
    """Return whether a pattern matches a text of a prefix and the name of a branch or tag, without a colon."""
    splits = ((pattern[:at], pattern[at:]) for at in range(len(pattern) + 1))
    return any((rest or first.endswith("*")) and ":" not in rest and like(first, begin) for first, rest in splits)


class _Groups:
    """The members of the Google groups in Google Cloud's bindings, with nested groups."""

    def __init__(self, session: Session, nodes: Mapping[str, Node]) -> None:
        self.known, self.nodes, self.edges = nodes, list[Node](), list[Edge]()
        build(session, "standing_grants")
        rows = session.tuples(
            "SELECT resource, split_part(principal, ':', 3), regexp_replace(principal, '^[^:]*:[^:]*:[^:]*:', ''), "
            "source FROM standing_grants WHERE source LIKE 'google_workspace@%' AND privilege = 'member' ORDER BY ALL"
        )
        self.members: dict[str, list[tuple[str, str, str]]] = {}
        for resource, kind, name, source in rows:
            group = str(resource).removeprefix("group:").lower()
            self.members.setdefault(group, []).append((str(kind), str(name), str(source)))
        self._fresh: dict[str, Node] = {}
        waiting = [one for one in nodes if one.startswith("gcp@") and ":group:" in one]
        met = set(waiting)
        for one in waiting:  # grows by groups within groups
            inner = [each for each in self._of(one) if each not in met]
            waiting.extend(inner)
            met.update(inner)
        self.nodes = list(self._fresh.values())

    def _of(self, group: str) -> list[str]:
        """Add the members of a group; return the groups among them, each once."""
        source, _, name = group.split(":", 2)
        inner = []
        for kind, member, listed in self.members.get(name.lower(), ()):
            who = self._node(source, kind, member)
            if who.kind == "group":
                inner.append(who.id)
            evidence = f"members of groups {listed}"
            self.edges.append(Edge(who.id, group, "member", f"{who.name} is in the group {name}", evidence))
        return list(dict.fromkeys(inner))

    def _node(self, source: str, kind: str, member: str) -> Node:
        if kind == "customer":
            made = Node(f"{source}:customer:{member}", "group", f"everybody of the organisation {member}")
        elif member.endswith(".gserviceaccount.com"):
            made = Node(f"{source}:service_account:{member}", "principal", member)
        else:
            made = Node(f"{source}:{kind}:{member}", "group" if kind == "group" else "principal", member)
        found = self.known.get(made.id) or self._fresh.setdefault(made.id, made)
        return found if kind != "group" else replace(found, kind="group")
