"""Cloudflare as nodes and edges: service tokens and people that each application of Access admits.

The log shows past admissions to applications; the policies show possible ones.
"""

from collections.abc import Iterator
from typing import Final

from keyroll.model.json import Record
from keyroll.model.truth import Answer
from keyroll.reach.cloudflare import Let, Visitor, lets
from keyroll.reach.graph.model import Edge, Strength
from keyroll.reach.holdings import Holdings, last_part, named
from keyroll.reach.system import Evaluated, System, SystemReads

_APPLICATIONS, _GROUPS = "access_applications", "access_groups"
_SERVICE: Final = "access_service_token"
_API: Final = ("account_token", "user_token")


class _Steps(Holdings):
    def __init__(self, source: SystemReads) -> None:
        super().__init__(source, _APPLICATIONS)
        self.groups = {one.text("id"): one for one in self.records(_GROUPS, "result")}
        self.tokens = [one for one, kind in source.credentials if kind == _SERVICE]
        self.people = sorted({
            rule.maybe("email.email").lower() for application in self.records(_APPLICATIONS, "result")
            for rule in _includes(application) if "email" in rule.body
        } - {""})  # fmt: skip

    def _site(self, application: Record) -> tuple[str, str]:
        """Return the node of the site behind an application, and its domain."""
        domain = (application.maybe("domain") or application.text("id")).partition("/")[0]
        return self.node(f"site:{domain}", "site", domain), domain

    def permissions(self) -> None:
        """Add the changes that API tokens may make."""
        sites = self.stands_for("sites", "group", f"sites behind {self.name}")
        tokens = self.stands_for("service-tokens", "group", f"service tokens of {self.name}")
        for application in self.records(_APPLICATIONS, "result"):
            site, domain = self._site(application)
            self.edge(sites, site, "contains", f"have {domain}")
        for one in self.tokens:
            self.edge(tokens, self.node(one, "credential", named(self.source, one)), "becomes", f"are {one} too")
        for end in (sites, tokens):
            self.edge(self.administration, end, "becomes", f"covers {self.nodes[end].name}")
        for grant in self.source.grants:
            if grant.principal.split(":")[1] in _API:
                self.node(grant.principal, "credential", named(self.source, grant.principal))
                self.hold(grant.principal, f"permission {grant.privilege}")

    def applications(self) -> None:
        """Add the principals that each application admits."""
        for application in self.records(_APPLICATIONS, "result"):
            site, _ = self._site(application)
            anyone = lets(application, self.groups, Visitor())
            if anyone.truth.answer is not Answer.NO:
                start = self.node(self.id("anyone", "bypass"), "anyone", f"anyone who finds what {self.name} lets pass")
                self._let(start, site, anyone, "needs no sign-in")
            for token in self.tokens:
                start = self.node(token, "credential", named(self.source, token))
                let = lets(application, self.groups, Visitor(token=last_part(token)))
                self._let(start, site, let, "is let in by a policy")
            for email in self.people:
                start = self.node(self.id("user", email), "principal", email)
                self._let(start, site, lets(application, self.groups, Visitor(email=email)), "is let in by a policy")

    def _let(self, start: str, site: str, let: Let, reason: str) -> None:
        if let.truth.answer is Answer.NO:
            return
        person, anyone = ":user:" in start, ":anyone:" in start
        strength = Strength.SHORT_LIVED if person else Strength.NONE if anyone else Strength.STATIC_SECRET
        strength = Strength.PHISHING_RESISTANT if let.hard else strength
        said = f"{self.nodes[start].name} {reason} to {self.nodes[site].name}"
        self.edges.append(Edge(start, site, "passes", said, self.evidence, strength, let.truth))


def _includes(application: Record) -> Iterator[Record]:
    policies = application.body.get("policies")
    for policy in application.records("policies") if isinstance(policies, list) else ():
        rules = policy.body.get("include")
        yield from policy.records("include") if isinstance(rules, list) else ()


def _evaluate(source: SystemReads) -> Evaluated:
    steps = _Steps(source)
    steps.applications()
    steps.permissions()
    steps.lead()
    # A token of Access administers nothing; for API tokens the names of their permissions count too.
    return steps.evaluated((), steps.tokens)


SYSTEM = System((_APPLICATIONS, _GROUPS), _evaluate)
