"""MariaDB as nodes and edges: accounts and roles that read, change or administer databases and tables."""

from collections.abc import Iterator
from typing import Final

from keyroll.model.truth import Truth
from keyroll.reach.escalations import steps
from keyroll.reach.graph.model import Edge, Node
from keyroll.reach.sql.mariadb import PUBLIC, MariaDbServer
from keyroll.reach.system import Evaluated, System, SystemReads

_PRIVILEGES, _MEMBERS = "privileges", "role_members"
_USES: Final = {"reads": ("SELECT",), "changes": ("INSERT", "UPDATE", "DELETE")}


class _Steps:
    def __init__(self, source: SystemReads) -> None:
        self.source, self.name = source, source.name
        self.server = MariaDbServer(source.pages(_PRIVILEGES), source.pages(_MEMBERS))
        self.evidence = f"{_PRIVILEGES} {self.name}"
        self.nodes: dict[str, Node] = {}
        self.administration = self._node(
            f"{self.name}:administration", "administration", f"administration of {self.name}"
        )
        self.data = {
            "reads": self._node(f"{self.name}:data", "resource", f"tables of {self.name}"),
            "changes": self._node(f"{self.name}:data:changes", "resource", f"tables of {self.name}, to change"),
        }  # fmt: skip

    def _node(self, identifier: str, kind: str, name: str) -> str:
        self.nodes.setdefault(identifier, Node(identifier, kind, name))
        return identifier

    def who(self, grantee: str) -> str:
        name = grantee.removesuffix("@")
        return self._node(f"{self.name}:{'role' if grantee.endswith('@') else 'account'}:{name}", "principal", name)

    def accounts(self) -> tuple[str, ...]:
        listed = {one.split(":", 2)[2] for one, kind in self.source.principals if kind == "account"}
        return tuple(sorted({*self.server.grantees, *listed} - {PUBLIC}))

    def edges(self) -> Iterator[Edge]:
        yield from self._inside()
        missing = self.source.unread((_PRIVILEGES, _MEMBERS))
        for grantee in self.accounts():
            start = self.who(grantee)
            name = self.nodes[start].name
            yield Edge(
                self.administration,
                start,
                "becomes",
                f"who administers {self.name} may take {name}",
                self.evidence,
            )
            for technique, _ in steps("mariadb", self.server.facts(grantee)):
                truth = Truth.unknown(technique.unlisted) if technique.unlisted else Truth.yes()
                evidence = f"{self.evidence} · technique {technique.id}"
                yield Edge(start, self.administration, "escalates", f"{name} {technique.reason}", evidence, truth=truth)
            if missing:
                truth = Truth.unknown(f"not read to the end: {', '.join(missing)} of {self.name}")
                reason = f"{name} may have privileges that were not read"
                yield Edge(start, self.administration, "administers", reason, self.evidence, truth=truth)
            for role in self.server.roles(grantee):
                reason = f"{name} may take the role {role.removesuffix('@')}"
                yield Edge(start, self.who(role), "member", reason, f"{_MEMBERS} {self.name}")
            for kind in _USES:
                yield from self._uses(grantee, start, kind)

    def _uses(self, grantee: str, start: str, kind: str) -> Iterator[Edge]:
        server, name = self.server, self.nodes[start].name
        if all_of := [one for one in _USES[kind] if server.everywhere(grantee, one)]:
            yield Edge(start, self.data[kind], kind, f"{name} has {', '.join(all_of)} on all tables", self.evidence)
            return
        for schema in server.schemas:
            if some := [one for one in _USES[kind] if server.may(grantee, one, schema)]:
                reason = f"{name} has {', '.join(some)} on {schema}"
                yield Edge(start, self._schema(schema, kind), kind, reason, self.evidence)
        for schema, table in server.tables:
            if some := [one for one in _USES[kind] if server.may(grantee, one, schema, table)]:
                reason = f"{name} has {', '.join(some)} on {schema}.{table}"
                yield Edge(start, self._table(schema, table), kind, reason, self.evidence)
        for pattern in sorted({pattern for one in _USES[kind] for pattern in server.patterns(grantee, one)}):
            end = self._node(
                f"{self.name}:schemas:{pattern}:{kind}", "resource", f"databases like {pattern} of {self.name}"
            )
            yield Edge(start, end, kind, f"{name} has privileges on databases like {pattern}", self.evidence)

    def _schema(self, schema: str, kind: str) -> str:
        name = f"{schema} of {self.name}" + (", to change" if kind == "changes" else "")
        return self._node(f"{self.name}:schema:{schema}:{kind}", "resource", name)

    def _table(self, schema: str, table: str) -> str:
        return self._node(f"{self.name}:table:{schema}.{table}", "resource", f"{schema}.{table} of {self.name}")

    def _inside(self) -> Iterator[Edge]:
        for kind, data in self.data.items():
            reason = f"who administers {self.name} may do everything with its tables"
            yield Edge(self.administration, data, kind, reason, self.evidence)
            for schema in self.server.schemas:
                end = self._schema(schema, kind)
                yield Edge(data, end, "contains", f"{schema} is a database of {self.name}", self.evidence)
                for one, table in self.server.tables:
                    if one == schema:
                        reason = f"{table} is in {schema}"
                        yield Edge(end, self._table(schema, table), "contains", reason, self.evidence)


def _evaluate(source: SystemReads) -> Evaluated:
    made = _Steps(source)
    edges = tuple(made.edges())
    everybody = tuple(made.who(one) for one in made.accounts())
    read = not source.unread((_PRIVILEGES, _MEMBERS))
    # The names of privileges count in addition to the edges: the server's version, which limits SUPER, was not read.
    return Evaluated(tuple(made.nodes.values()), edges, everybody if read else ())


SYSTEM = System((_PRIVILEGES, _MEMBERS), _evaluate)
