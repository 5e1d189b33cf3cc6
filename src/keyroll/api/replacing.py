"""The facade: replacements of static credentials, and checks that the new one is in use and the static one dead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from keyroll.api import _planning
from keyroll.api._home import Service
from keyroll.api.incidents import Incidents, Tell
from keyroll.api.rotating import PlanStatus, RotationPlans
from keyroll.errors import KeyrollError, NothingToDo, UsageError
from keyroll.model.incident import ClosingPolicy, VerdictKind
from keyroll.model.probe import Attempt, ValueRole
from keyroll.model.truth import Truth
from keyroll.proof.probe.requests import ProbeRequest
from keyroll.replacement import directions
from keyroll.replacement.checked import CheckedReplacement
from keyroll.replacement.known import sources, statics
from keyroll.replacement.planning import Replacement, make
from keyroll.replacement.used import NewUse, new_use, still_used
from keyroll.report import listing
from keyroll.response.campaign import ItemStanding
from keyroll.rotation.applying import planned
from keyroll.rotation.directions import AccountWithSecret
from keyroll.rotation.plan import Plan, PlannedObject, Refused
from keyroll.secret import SecretRef
from keyroll.store.ledger.journal import Journal

#: The prefix of a replacement's name; the incident of that name holds its attempts, verdicts and evidence.
OWN: Final = "replacement-"


@dataclass(frozen=True, slots=True)
class Replacements(Service):
    """Plans and checks replacements. Only an approved plan of ``apply`` writes anything outside the home."""

    def plan(self, selector: str = "", *, file: Path | None = None) -> tuple[Replacement, ...]:
        """Return the replacement of each static credential with a matching id or name.

        Raises NothingToDo, ConfigError.
        """
        said = directions.read(file or self.home.path / directions.FILE)
        with listing.reading(self.home, events=False) as session:
            found = statics(session, selector)
            if not found:
                raise NothingToDo(
                    "no live credential that matches is static or may be static", hint="see: keyroll list lifetimes"
                )
            return make(found, said, sources(session))

    def begin(self, name: str, planned: Sequence[Replacement], *, by: str) -> tuple[str, ...]:
        """Store the planned credentials that have a replacement under a name; return their ids.

        Then ``check`` reports the status of each. Raises NothingToDo if none has a replacement.
        """
        chosen = tuple(one.static.identifier for one in planned if one.best)
        if not chosen:
            because = next((one.because for one in planned if one.because), "none was found")
            raise NothingToDo(
                f"no credential of the plan has a replacement: {because}", hint="see: keyroll replace plan"
            )
        because = f"replacement {name}: a short-lived credential takes its place"
        Incidents(self.home).plan(f"{OWN}{name}", chosen, because=because, by=by, policy=ClosingPolicy.LIVE)
        return chosen

    def names(self) -> list[str]:
        """Return the names of all replacements."""
        return [one.removeprefix(OWN) for one in Incidents(self.home).names() if one.startswith(OWN)]

    def show(self, name: str, *, file: Path | None = None) -> tuple[Replacement, ...]:
        """Return the plan of a replacement by the current directions and inventory. Raises UsageError."""
        scope = self._scope(name)
        said = directions.read(file or self.home.path / directions.FILE)
        with listing.reading(self.home, events=False) as session:
            known = sources(session)
            # A credential that died since then is no longer planned, and still has its replacement.
            found = {one.identifier: one for one in statics(session, "*", ids=tuple(scope))}
            return make([found[one] for one in scope if one in found], said, known)

    def check(
        self,
        name: str,
        *,
        file: Path | None = None,
        asked: Mapping[str, ProbeRequest] | None = None,
        wait: bool = False,
        tell: Tell | None = None,
    ) -> tuple[CheckedReplacement, ...]:
        """Return whether each new credential is in use and each static one dead.

        ``asked`` has values and addresses for attempts. Raises UsageError, SecretUnavailable, Busy.
        """
        planned = self.show(name, file=file)
        state = Incidents(self.home).prove(f"{OWN}{name}", asked=asked, wait=wait, tell=tell)
        standings = {one.item.identifier: one for one in state.standings}
        journal = Journal(self.home.ledger, f"{OWN}{name}")
        with listing.reading(self.home) as session:
            checked = []
            for one in planned:
                own = journal.attempts(f"{OWN}{name}", one.static.identifier)
                best = one.best
                signs = best.way.signs(best.given) if best else ()
                new = new_use(session, signs, one.static.source, _with_new_values(own))
                still = still_used(session, one.static.identifier, new.first)
                way = best.way.name if best else ""
                checked.append(_checked(one.static.identifier, way, new, still, standings.get(one.static.identifier)))
        return tuple(checked)

    def apply(self, name: str, *, key: SecretRef | str, file: Path | None = None) -> PlanStatus:
        """Make a plan that makes the objects of a replacement's texts; another person approves it.

        What only a person can apply, and what exists and differs, is listed with the reason. Raises NothingToDo,
        UsageError, ConfigError.
        """
        place = file or self.home.path / directions.FILE
        signer, planner = _planning.planner(self.home, key)
        accounts = directions.accounts(place)
        makes, refused = dict[str, PlannedObject](), list[Refused]()
        for one in self.show(name, file=file):
            found, left = _objects(one, accounts)
            makes |= {each.identifier: each for each in found}
            refused += [Refused(one.static.identifier, each, one.static.name) for each in left]
        if not makes:
            because = refused[0].because if refused else "no text of it can be applied"
            raise NothingToDo(f"{name}: {because}", hint=f"see the texts: keyroll replace show {name}")
        plan = Plan(
            _planning.free_name(self.home, f"{OWN}{name}"), planner, self.now().replace(microsecond=0), "", None, 0,
            "unknown: no deadline is set", (), tuple(refused), makes=tuple(makes.values()),
        )  # fmt: skip
        _planning.keep(self.home, plan, signer)
        return RotationPlans(self.home).status(plan.name)

    def _scope(self, name: str) -> list[str]:
        if name not in self.names():
            known = ", ".join(self.names()) or "none yet"
            raise UsageError(f"there is no replacement {name!r}", hint=f"known: {known}")
        return [one.item.identifier for one in Incidents(self.home).status(f"{OWN}{name}").standings]


def _objects(one: Replacement, accounts: Mapping[str, str]) -> tuple[list[PlannedObject], list[str]]:
    """Return what keyroll can make for a credential, and why the rest is left to a person."""
    best = one.best
    if best is None:
        return [], [one.because]
    if best.missing:
        return [], [f"the setting {best.missing[0]!r} is missing"]
    made, left = list[PlannedObject](), list[str]()
    for part in best.parts:
        if not part.objects:
            left.append(f"a person applies the text for {part.where} ({part.stage})")
        for wanted in part.objects:
            try:
                account = AccountWithSecret.read(accounts.get(wanted.system, ""), f"[apply] {wanted.system}")
                made.append(planned(wanted, account, best.given.settings))
            except KeyrollError as error:
                left.append(f"{error}; {error.hint}")
    return made, left


def _with_new_values(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    return tuple(one for one in attempts if one.role in (ValueRole.NEW, ValueRole.SESSION))


def _checked(
    identifier: str, way: str, new: NewUse, still: tuple[str, ...], standing: ItemStanding | None
) -> CheckedReplacement:
    if standing is None:
        return CheckedReplacement(identifier, way, new, Truth.unknown("it is in no listing and no log"), still=still)
    judged = standing.judgement
    kinds = {VerdictKind.DEAD: Truth.yes, VerdictKind.LIVE: Truth.no}
    dead = kinds.get(judged.verdict, Truth.unknown)(judged.because)
    if judged.verdict is VerdictKind.DEAD and not standing.proven(ClosingPolicy.LIVE):
        dead = Truth.unknown(f"only by grade {judged.grade}: {judged.because}")
    return CheckedReplacement(identifier, way, new, dead, str(judged.grade), still, judged.next_at)
