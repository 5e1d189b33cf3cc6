"""PostgreSQL as nodes and edges: superusers, roles that may be taken, and tables that are read or changed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from keyroll.model.ids import digest
from keyroll.model.truth import Truth
from keyroll.reach import escalations
from keyroll.reach.graph.model import Edge, Node
from keyroll.reach.sql.postgresql import Acl, PostgresqlCluster, Thing
from keyroll.reach.system import Evaluated, System, SystemReads

_ROLES, _MEMBERS, _PRIVILEGES = "roles", "members", "privileges"
_OPTIONS: Final = "the list of memberships does not show INHERIT and SET"
_ELSEWHERE: Final = "no listed database lets it connect; one that is not listed, such as template1, may"
_SECURED: Final = "row security limits its rows"
_USES: Final = {"reads": ("SELECT",), "changes": ("INSERT", "UPDATE", "DELETE", "TRUNCATE")}


@dataclass(frozen=True, slots=True)
class _Class:
    """Tables with the same owner and privileges, which are decided together; ``id`` is the node for all of them."""

    id: str
    name: str
    tables: tuple[Thing, ...]


class _Steps:
    def __init__(self, source: SystemReads) -> None:
        self.source, self.name = source, source.name
        roles, members = source.pages(_ROLES), source.pages(_MEMBERS)
        things = source.pages(_PRIVILEGES)[-1:]
        one = things[0] if things else None
        self.possible = PostgresqlCluster(roles, members, one, certain=False)
        self.certain = PostgresqlCluster(roles, members, one, certain=True) if self.possible.unsure else self.possible
        self.administration = f"{source.name}:administration"
        self.nodes = [
            Node(self.administration, "administration", f"administration of {source.name}"),
            *(Node(self.role(one), "principal", one) for one in self.possible.roles),
        ]

    def role(self, name: str) -> str:
        return f"{self.name}:role:{name}"

    def edges(self) -> Iterator[Edge]:
        classes = {kind: list(self._classes(kind)) for kind in _USES}
        for kind, each in classes.items():
            for one in each:
                yield from self._class(one, kind)
        for role in self.possible.roles:
            yield Edge(
                self.administration, self.role(role), "becomes", f"a superuser of {self.name} may take the role {role}",
                _evidence(self.name, _ROLES),
            )  # fmt: skip
            if self.possible.is_super(role):
                yield self._administers(role, f"{role} is a superuser of {self.name}", Truth.yes())
                continue
            yield from self._unread(role)
            yield from self._escalations(role)
            for kind, each in classes.items():
                for one in each:
                    yield from self._use(role, one, kind)

    def _administers(self, role: str, reason: str, truth: Truth) -> Edge:
        return Edge(
            self.role(role), self.administration, "administers", reason, _evidence(self.name, _ROLES), truth=truth
        )

    def _unread(self, role: str) -> Iterator[Edge]:
        missing = self.source.unread((_ROLES, _MEMBERS))
        if missing:
            truth = Truth.unknown(f"not read to the end: {', '.join(missing)} of {self.name}")
            yield self._administers(role, f"{role} may be a member of a superuser of {self.name}", truth)
        if not self.source.pages(_PRIVILEGES):
            truth = Truth.unknown(f"the privileges on tables of {self.name} were not read")
            reason = f"{role} signs in to {self.name}"
            yield Edge(self.role(role), f"{self.name}:data", "reads", reason, "", truth=truth)
        for name, one in self.possible.databases.items():
            if name != self.possible.database and self.possible.may(role, one, "CONNECT"):
                truth = Truth.unknown(f"the privileges within the database {name} were not read")
                reason = f"{role} may connect to {name}"
                end = f"{self.name}:database:{name}"
                yield Edge(self.role(role), end, "reads", reason, _evidence(self.name, _PRIVILEGES), truth=truth)

    def _escalations(self, role: str) -> Iterator[Edge]:
        sure = set(escalations.steps("postgresql", self.certain.facts(role)))
        for one in escalations.steps("postgresql", self.possible.facts(role)):
            technique, target = one
            if technique.id == "postgresql-set-role" and self._widens(role, target):
                continue
            end = self.role(target) if target else self.administration
            because = technique.unlisted or ("" if one in sure else _OPTIONS)
            if technique.id == "postgresql-set-role" and not any(self._connects(role)):
                because = because or _ELSEWHERE
            yield Edge(
                self.role(role), end, "assumes" if technique.id == "postgresql-set-role" else "escalates",
                f"{role} {technique.reason.format(target=target)}",
                f"{_evidence(self.name, _MEMBERS)} · technique {technique.id}",
                truth=Truth.unknown(because) if because else Truth.yes(),
            )  # fmt: skip

    def _widens(self, role: str, target: str) -> bool:
        """Return whether a role's sign-in reaches a database to which another role that takes it cannot connect.

        A superuser role can be taken in any database, and may then open this one.
        """
        return not self.possible.is_super(target) and self.possible.connects(target) and not self.certain.connects(role)

    def _connects(self, role: str) -> Iterator[bool]:
        return (self.certain.may(role, one, "CONNECT") for one in self.certain.databases.values())

    def _use(self, role: str, one: _Class, kind: str) -> Iterator[Edge]:
        table = one.tables[0]
        allowed = [each for each in _USES[kind] if self.possible.reaches(role, table, each)]
        if not allowed:
            return
        sure = any(self.certain.reaches(role, table, each) for each in allowed)
        because = "" if sure else _OPTIONS
        if not self.certain.bypasses(role, table):
            because = because or _SECURED
        reason = f"{role} has {', '.join(allowed)} on {one.name}"
        truth = Truth.unknown(because) if because else Truth.yes()
        yield Edge(self.role(role), one.id, kind, reason, _evidence(self.name, _PRIVILEGES), truth=truth)

    def _classes(self, kind: str) -> Iterator[_Class]:
        """Yield the tables by schema, owner and privileges."""
        alike: dict[tuple[object, ...], list[Thing]] = defaultdict(list)
        for one in self.possible.tables:
            if one.schema != "pg_catalog":
                alike[one.schema, one.owner, one.secured, _sorted(one.acl), _sorted(one.columns)].append(one)
        for key, tables in alike.items():
            where = f"{self.possible.database}.{tables[0].schema}"
            if len(tables) == 1:
                yield _Class(self._table(tables[0]), f"{where}.{tables[0].name}", tuple(tables))
            else:
                name = f"{len(tables)} tables of {where} with the same privileges"
                yield _Class(f"{self.name}:tables:{where}:{kind}:{digest(repr(key))[:12]}", name, tuple(tables))

    def _table(self, one: Thing) -> str:
        return f"{self.name}:table:{self.possible.database}.{one.schema}.{one.name}"

    def _class(self, one: _Class, kind: str) -> Iterator[Edge]:
        self.nodes.append(Node(one.id, "resource", one.name))
        evidence = _evidence(self.name, _PRIVILEGES)
        reason = f"a superuser of {self.name} has all privileges on {one.name}"
        yield Edge(self.administration, one.id, kind, reason, evidence)
        for table in one.tables if len(one.tables) > 1 else ():
            name = f"{self.possible.database}.{table.schema}.{table.name}"
            self.nodes.append(Node(self._table(table), "resource", name))
            yield Edge(one.id, self._table(table), "contains", f"{name} is one of {one.name}", evidence)


def _sorted(acl: Acl) -> tuple[object, ...]:
    return tuple(sorted((privilege, tuple(sorted(able))) for privilege, able in acl.items()))


def _evidence(source: str, endpoint: str) -> str:
    return f"{endpoint} {source}"


def _evaluate(source: SystemReads) -> Evaluated:
    steps = _Steps(source)
    edges = tuple(steps.edges())
    ends = {end for edge in edges for end in (edge.start, edge.end)} - {one.id for one in steps.nodes}
    nodes = {one.id: one for one in (*steps.nodes, *(Node(one, "resource", _named(one)) for one in sorted(ends)))}
    everybody: Sequence[str] = [steps.role(one) for one in steps.possible.roles]
    read = not source.unread((_ROLES, _MEMBERS, _PRIVILEGES))
    return Evaluated(tuple(nodes.values()), edges, tuple(everybody) if read else (), frozenset(everybody))


def _named(end: str) -> str:
    source, kind, name = (*end.split(":", 2), "")[:3]
    return f"{kind} {name} of {source}" if name else f"tables of {source}"


SYSTEM = System((_ROLES, _MEMBERS, _PRIVILEGES), _evaluate)
