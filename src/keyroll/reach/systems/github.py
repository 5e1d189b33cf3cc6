"""GitHub as nodes and edges: owners, repositories, workflows with their secrets and runners, environments.

A principal that may push a workflow gets the secrets of its runs: those of the repository, of the organisation if the
repository may use them, and of each environment without a reviewer. A token or an app has its own permissions, not all
permissions of its owner.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from keyroll.model.json import Json, Record
from keyroll.providers.github.members import gate_of, level_of
from keyroll.reach.holdings import Holdings, last_part, named
from keyroll.reach.system import Evaluated, System, SystemReads

_COLLABORATORS, _ENVIRONMENTS, _RUNNERS, _MEMBERS = "collaborators", "environments", "runners", "members"
_TOKENS, _APPS, _KEYS = "personal_access_tokens", "installations", "deploy_keys"
_PUSHES: Final = ("write", "push", "maintain", "admin")
_SELECTED: Final = "its list of repositories was not read"
_GATES: Final = {
    "reviewers": "a reviewer must approve the run", "branches": "only runs of some branches get it",
    "": "the rules of the environment were not read", "open": "",
}  # fmt: skip


class _Steps(Holdings):
    def __init__(self, source: SystemReads) -> None:
        super().__init__(source, "permissions")
        self.data = self.node(f"{self.name}:data", "resource", f"repositories of {self.name}")
        self.every = self.stands_for("workflows", "code", f"workflows of all repositories of {self.name}")
        self.repositories: set[str] = set()
        for one in source.grants:
            if one.resource.count("/") == 1:
                self.repository(one.resource)
        for place in source.places:
            kind, value = place.split(":", 2)[1:]
            if kind == "repository_secret" and value.count("/") >= 3:
                self.repository("/".join(value.split("/")[:2]))
        self.edge(self.administration, self.data, "changes", "may change every repository")
        self.edge(self.administration, self.every, "changes", "may change every workflow")

    def of_repositories(self, endpoint: str) -> Iterator[tuple[str, Record]]:
        """Yield the elements of an endpoint that is read per repository, each with its repository."""
        for answer in self.answers(endpoint):
            for one in answer.records(endpoint):
                yield answer.text("repository"), one

    def repository(self, name: str) -> str:
        """Return the node of a repository; its workflows are a separate node."""
        code = self.id("repository", name)
        if name not in self.repositories:
            self.repositories.add(name)
            self.node(code, "resource", name)
            workflow = self.node(self.id("workflow", name), "code", f"workflows of {name}")
            self.edge(self.data, code, "contains", f"have {name}")
            self.edge(self.every, workflow, "contains", f"have those of {name}")
            self.edge(
                workflow, code, "changes", f"run with a token for {name}", "whether that token may write was not read"
            )
        return code

    def principal(self, kind: str, value: str) -> str:
        who = self.id(kind, value)
        return self.node(who, "credential" if kind != "user" else "principal", named(self.source, who))

    def people(self) -> None:
        """Add the permissions of accounts in the organisation and in repositories."""
        for one in self.records(_MEMBERS):
            if one.text("role") == "admin":
                self.hold(self.principal("user", one.text("login")), "owner")
        for repository, one in self.of_repositories(_COLLABORATORS):
            self.in_repository(self.principal("user", one.text("login")), repository, level_of(one))

    def in_repository(self, who: str, name: str, level: str) -> None:
        """Add the permissions of a principal in one repository."""
        code = self.repository(name)
        if level:
            self.edge(who, code, "changes" if level in _PUSHES else "reads", f"has {level} in {name}")
        if level in _PUSHES:
            self.hold(who, "push", self.id("workflow", name))
            self.hold(who, "workflows")
        if level == "admin":
            self.hold(who, "repository-admin", self.id("rules", name))

    def tokens(self) -> set[str]:
        """Add the permissions of tokens and apps; return the tokens."""
        found = set()
        for one in self.records(_TOKENS):
            token = self.principal("token_id", one.text("token_id"))
            found.add(token)
            self.permissions(token, one.inner("permissions"), _selected(one))
        for one in self.records(_APPS, _APPS):
            app = self.principal("user", f"{one.text('app_slug')}[bot]")
            body: Json = one.inner("permissions").body
            flat: dict[str, Json] = {"organization": body, "repository": body}
            self.permissions(app, Record(flat, ""), _selected(one))
        for one in self.records(_KEYS):
            key, parts = self.principal("deploy_key", one.text("id")), one.maybe("url").split("/repos/")[-1].split("/")
            if len(parts) > 2:
                self.in_repository(key, "/".join(parts[:2]), "write" if one.flag("read_only") is False else "read")
        return found

    def permissions(self, who: str, permissions: Record, because: str) -> None:
        """Add the permissions of a token or an app."""
        inside = permissions.inner("repository")
        for name in permissions.inner("organization").body:
            self.hold(who, f"organisation {name}:{permissions.inner('organization').maybe(name)}")
        contents = inside.maybe("contents")
        if contents in ("read", "write"):
            step = "changes" if contents == "write" else "reads"
            self.edge(who, self.data, step, f"has contents:{contents}", because)
        if contents == "write":
            self.hold(who, "push", self.every, because)
        if inside.maybe("workflows") == "write":
            self.hold(who, "workflows")
        if inside.maybe("administration") == "write":
            for name in self.repositories:
                self.hold(who, "repository-admin", self.id("rules", name), because)

    def secrets(self) -> None:
        """Add the secrets of workflow runs."""
        gates: dict[tuple[str, str], str] = {}
        for repository, one in self.of_repositories(_ENVIRONMENTS):
            gates[repository, one.text("name")] = gate_of(one)
        kept: dict[tuple[str, str], list[str]] = defaultdict(list)
        for place in self.source.places:
            kind, value = place.split(":", 2)[1:]
            owner, name, store, *_ = (*value.split("/", 3), "", "", "")
            if kind == "repository_secret" and store != "Dependabot":
                kept[f"{owner}/{name}", store.removeprefix("environment ") if store != "Actions" else ""].append(place)
            elif kind == "actions_secret":
                self.node(place, "location", f"secret {value}")
                self.edge(self.every, place, "reads", f"may use {value}", "its list of repositories was not read")
        for listed in gates:
            kept.setdefault(listed, [])
        for (repository, environment), places in kept.items():
            self._kept(repository, environment, places, gates)

    def _kept(self, repository: str, environment: str, places: list[str], gates: dict[tuple[str, str], str]) -> None:
        start = self.id("workflow", repository)
        if environment:
            gate = gates.get((repository, environment), "")
            end = self.id("environment", f"{repository}/{environment}")
            self.node(end, "code", f"environment {environment} of {repository}")
            self.edge(start, end, "runs code", f"run in the environment {environment}", _GATES[gate])
            rules = self.node(self.id("rules", repository), "group", f"rules of {repository}")
            self.edge(rules, end, "changes", f"say what the environment {environment} asks for")
            start = end
        for place in places:
            self.node(place, "location", f"secret {last_part(place)}")
            self.edge(start, place, "reads", f"may use the secret {last_part(place)}")

    def runners(self) -> None:
        """Add the machines on which workflows run."""
        for one in self.records(_RUNNERS, _RUNNERS):
            runner = self.node(self.id("runner", one.text("id")), "principal", one.text("name"))
            because = "the repositories and labels of the runner were not read"
            self.edge(self.every, runner, "runs code", f"may run on {one.text('name')}", because)
            host = f"host:{one.text('name')}"
            self.node(host, "host", one.text("name"))
            self.edge(runner, host, "runs code", f"runs on the server {one.text('name')}", "only the name shows it")


def _selected(one: Record) -> str:
    return "" if one.maybe("repository_selection") == "all" else _SELECTED


def _evaluate(source: SystemReads) -> Evaluated:
    steps = _Steps(source)
    steps.people()
    narrowed = steps.tokens()
    steps.secrets()
    steps.runners()
    for name in steps.repositories:
        rules = steps.node(steps.id("rules", name), "group", f"rules of {name}")
        steps.edge(steps.administration, rules, "administers", f"covers the rules of {name}")
    steps.lead()
    known = {one.principal for one in source.grants if one.principal in steps.nodes}
    environments = {one.principal for one in source.grants if one.principal.startswith(f"{source.name}:environment:")}
    return steps.evaluated((), known | environments | narrowed, narrowed)


SYSTEM = System((_COLLABORATORS, _MEMBERS, _ENVIRONMENTS, _RUNNERS, _TOKENS, _APPS, _KEYS), _evaluate, any_of=True)
