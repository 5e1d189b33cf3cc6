"""GitLab as nodes and edges: levels of access, pipelines with their variables and runners, tokens by their scopes.

A developer starts pipelines, and these get the variables of the project, of the groups above it and of the instance,
except protected variables on a branch that is not protected; no stored list has the protected ones. A maintainer reads
and changes the variables of a project, an owner those of a group ("Roles and permissions", "CI/CD variables",
docs.gitlab.com, from memory: re-check). A blocked user has no steps. An auditor reads every project ("Auditor users",
from memory: re-check).
"""

from collections import defaultdict
from typing import Final

from keyroll.model.json import Record
from keyroll.providers._lists import texts
from keyroll.providers.gitlab.members import LEVELS
from keyroll.reach.graph.model import Strength
from keyroll.reach.holdings import Holdings, last_part, named
from keyroll.reach.system import Evaluated, System, SystemReads

_MEMBERS, _USERS = ("project_members", "group_members"), "users"
_TOKENS: Final = ("personal_access_tokens", "project_access_tokens", "group_access_tokens")
_DEPLOY_KEYS, _DEPLOY_TOKENS, _RUNNERS = "deploy_keys", "deploy_tokens", "runners"
#: Scopes that give a token all permissions of its user.
_WHOLE: Final = frozenset({"api", "sudo", "admin_mode"})
_READS: Final = frozenset({"read_api", "read_repository"})
_WHOSE: Final = "its projects were not read"
_PROTECTED: Final = "whether they are protected, or only of some environment, was not read"
#: The lowest levels that read and change the variables of a project, and of a group.
_KEEPS, _KEEPS_OF_GROUP = 40, 50
_TAKES: Final = "the projects, tags and branches of the runner were not read"


class _Steps(Holdings):
    def __init__(self, source: SystemReads) -> None:
        super().__init__(source, "members and tokens")
        self.data = self.node(f"{self.name}:data", "resource", f"repositories of {self.name}")
        self.every = self.stands_for("pipelines", "code", f"pipelines of all projects of {self.name}")
        self.owners: dict[str, str] = {}
        self.reads: dict[str, list[str]] = defaultdict(list)
        self.edge(self.administration, self.data, "changes", "may change every repository")
        self.edge(self.administration, self.every, "changes", "may change every pipeline")

    def who(self, kind: str, value: str) -> str:
        identifier = self.id(kind, value)
        return self.node(identifier, "principal" if kind == "user" else "credential", named(self.source, identifier))

    def owner(self, of: str, path: str = "") -> str:
        """Return the node of a project or group, with the nodes of its pipelines and of its variables."""
        code = self.id("owner", of)
        if of not in self.owners or (path and self.owners[of] == of):
            self.owners[of] = path or of
        if code not in self.nodes:
            name = self.owners[of]
            self.node(code, "resource", name)
            pipeline = self.node(self.id("pipeline", of), "code", f"pipelines of {name}")
            variables = self.node(self.id("variables", of), "group", f"variables of {name}")
            self.edge(self.data, code, "contains", f"have {name}")
            self.edge(self.every, pipeline, "contains", f"have those of {name}")
            self.edge(self.administration, variables, "administers", f"covers the variables of {name}")
            self.edge(pipeline, variables, "reads", f"get the variables of {name}", _PROTECTED)
        return code

    def people(self) -> None:
        """Add the levels of accounts."""
        for one in filter(_active, self.records(_USERS)):
            if one.flag("is_admin") or one.flag("is_auditor"):
                self.reads[self.who("user", one.text("id"))].append(self.data)
            if one.flag("is_admin"):
                self.hold(self.who("user", one.text("id")), "instance-admin")
            if one.flag("is_auditor"):
                self.edge(self.who("user", one.text("id")), self.data, "reads", "is an auditor of the instance")
        for endpoint in _MEMBERS:
            for answer in self.answers(endpoint):
                of = answer.text("of")
                code = self.owner(of, answer.maybe("path"))
                for one in filter(_active, answer.records("members")):
                    self.level(self.who("user", one.text("id")), of, code, one.number("access_level") or 0)

    def level(self, who: str, of: str, code: str, level: int) -> None:
        """Add the permissions of a level of access in a project or group."""
        word = LEVELS.get(level, str(level))
        variables = self.id("variables", of)
        if level >= 20:
            self.edge(who, code, "changes" if level >= 30 else "reads", f"is {word} of {self.nodes[code].name}")
            self.reads[who].append(code)
        if level >= 30:
            self.hold(who, "push", self.id("pipeline", of))
        if level >= (_KEEPS_OF_GROUP if of.startswith("group") else _KEEPS):
            self.hold(who, "maintain", variables)
            self.reads[who].append(variables)

    def tokens(self) -> set[str]:
        """Add the permissions of tokens by their scopes; return the tokens with fewer permissions than their user."""
        narrowed = set()
        for endpoint in _TOKENS:
            for one in self.records(endpoint):
                token, scopes = self.who("access_token", one.text("id")), set(texts(one, "scopes"))
                user = self.node(self.id("user", one.text("user_id")), "principal", one.text("user_id"))
                if scopes & _WHOLE:
                    reason = "does what its user may"
                    self.edge(token, user, "authenticates", reason, "", Strength.STATIC_SECRET)
                    continue
                narrowed.add(token)
                if "read_api" in scopes:
                    self.edge(token, self.reader(user), "reads", "has read_api", "", Strength.STATIC_SECRET)
                self.scoped(token, scopes, "the reads of its user were not followed")
        for one in self.records(_DEPLOY_TOKENS):
            self.scoped(self.who("deploy_token", one.text("id")), set(texts(one, "scopes")), _WHOSE)
        return narrowed

    def reader(self, user: str) -> str:
        """Return the node for the reads of a user, which a token may also do."""
        name = f"reads of {self.nodes[user].name} in {self.name}"
        node = self.id("reads", last_part(user))
        if node not in self.nodes:
            self.node(node, "group", name)
            for end in self.reads[user]:
                self.edge(node, end, "reads", f"has {self.nodes[end].name}")
        return node

    def scoped(self, token: str, scopes: set[str], because: str) -> None:
        """Add the permissions of partial scopes."""
        if "write_repository" in scopes:
            self.edge(token, self.data, "changes", "has write_repository", because)
            self.hold(token, "push", self.every, because)
        elif scopes & _READS:
            self.edge(token, self.data, "reads", f"has {', '.join(sorted(scopes & _READS))}", because)
        for scope in ("create_runner", "manage_runner"):
            if scope in scopes:
                self.hold(token, f"scope {scope}")

    def keys(self) -> None:
        """Add the projects that deploy keys may write or read."""
        for one in self.records(_DEPLOY_KEYS):
            key = self.who("deploy_key", one.text("id"))
            for field, step in (("projects_with_write_access", "changes"), ("projects_with_readonly_access", "reads")):
                for project in one.records(field) if isinstance(one.body.get(field), list) else ():
                    of = f"project {project.text('id')}"
                    code = self.owner(of, project.text("path_with_namespace"))
                    self.edge(key, code, step, f"is a deploy key of {self.nodes[code].name}")
                    if step == "changes":
                        self.hold(key, "push", self.id("pipeline", of))

    def variables(self) -> None:
        """Add the variables of each project and group, and of the instance."""
        shared = self.node(self.id("variables", "instance"), "group", f"variables of the instance {self.name}")
        for of in [*self.owners]:
            self.edge(self.id("pipeline", of), shared, "reads", "get the variables of the instance", _PROTECTED)
        for place in self.source.places:
            if not place.startswith(f"{self.name}:ci_variable:"):
                continue
            of = last_part(place).split("/", 1)[0]
            self.node(place, "location", f"variable {last_part(place)}")
            if of == "instance":
                self.edge(shared, place, "contains", f"have {self.nodes[place].name}")
                self.edge(self.every, place, "reads", f"get {self.nodes[place].name}", _PROTECTED)
                self.edge(self.administration, place, "reads", f"reads {self.nodes[place].name}")
            else:
                self.owner(of)
                self.edge(self.id("variables", of), place, "contains", f"have {self.nodes[place].name}")

    def inherited(self) -> None:
        """Add the variables of the groups above a project to its pipelines, by their paths."""
        groups = {path: of for of, path in self.owners.items() if of.startswith("group ")}
        for of, path in [*self.owners.items()]:
            above = path.split("/")[:-1]
            for outer in (groups.get("/".join(above[:count])) for count in range(1, len(above) + 1)):
                if outer:
                    reason = f"get the variables of {self.owners[outer]}"
                    self.edge(self.id("pipeline", of), self.id("variables", outer), "reads", reason, _PROTECTED)

    def runners(self) -> None:
        """Add the runners that run jobs."""
        for one in self.records(_RUNNERS):
            runner = self.who("runner", one.text("id"))
            self.edge(
                self.every, runner, "runs code", f"may run on {one.maybe('description') or one.text('id')}", _TAKES
            )
            if one.maybe("runner_type") == "instance_type":
                self.edge(runner, self.every, "reads", "gets jobs of projects, with their variables", _TAKES)


def _active(one: Record) -> bool:
    return one.maybe("state") in ("active", "")


def _evaluate(source: SystemReads) -> Evaluated:
    steps = _Steps(source)
    steps.people()
    narrowed = steps.tokens()
    steps.keys()
    steps.variables()
    steps.inherited()
    steps.runners()
    steps.lead()
    decided = {one.principal for one in source.grants if one.principal in steps.nodes}
    return steps.evaluated((), decided, narrowed)


SYSTEM = System((*_MEMBERS, _USERS, *_TOKENS, _DEPLOY_KEYS, _DEPLOY_TOKENS, _RUNNERS), _evaluate, any_of=True)
