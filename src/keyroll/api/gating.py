"""The facade: what gates refuse, by a plan that another person approved, and the gate itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from keyroll.api import _gate_running, _planning
from keyroll.api._home import Service
from keyroll.api.incidents import Incidents
from keyroll.api.machines import MachineTokens
from keyroll.api.rotating import PlanStatus, RotationPlans
from keyroll.clock import iso
from keyroll.errors import NotApproved, NothingToDo, UsageError
from keyroll.gate import settings
from keyroll.gate.known import GateCredential, GateList, KnownCredentials, ListedName
from keyroll.intake.masking.mask import key_id
from keyroll.model.names import checked
from keyroll.providers.keyroll.survey import token_identifier
from keyroll.report import listing
from keyroll.rotation import approval, registering
from keyroll.rotation.plan import GateEntry, GateTerms, Plan, plan_of
from keyroll.rotation.registering import Registered
from keyroll.secret import Secret, SecretRef
from keyroll.store.ledger.rotations import KeptPlan, Rotations
from keyroll.store.ledger.tokens import Tokens

#: The folder of the decisions in the home: an export folder that ``keyroll sync --from`` reads.
FOLDER: Final = "gate"
#: The scope of a token with which a proxy asks, and the longest time of an exception.
ASK: Final = "gate:ask"
LONGEST_EXCEPTION: Final = timedelta(days=7)
_CREDENTIALS: Final = (
    "SELECT id, list_has_any(known_from, ['issuer', 'register']), NOT live OR state IN ('compromised', "
    "'pre_activation'), expires FROM credentials"
)


@dataclass(frozen=True, slots=True)
class GateService(Service):
    """Plans what gates refuse and accept, and provides what a gate knows."""

    def refuse(self, incident: str, *, key: SecretRef | str, name: str = "") -> PlanStatus:
        """Plan that gates refuse what an incident exposes and is not proven dead. Another person approves it.

        Raises UsageError, NothingToDo where nothing is open, NotApproved for an unknown key.
        """
        open_items = Incidents(self.home).status(incident).open_items
        if not open_items:
            raise NothingToDo(f"{incident}: every credential is proven dead", hint="nothing is left to refuse")
        named = [(one.item.identifier, one.item.name) for one in open_items]
        terms = GateTerms(self._entries(named), f"exposed in the incident {incident}")
        return self._plan(name or f"gate-{incident}", terms, key, incident)

    def accept(
        self, identifier: str, *, until: datetime, because: str, key: SecretRef | str, name: str = ""
    ) -> PlanStatus:
        """Plan that gates accept a refused credential to a time; another person approves it. Raises UsageError."""
        if not self.now() < until <= self.now() + LONGEST_EXCEPTION:
            raise UsageError(
                f"an exception ends within {LONGEST_EXCEPTION.days} days",
                hint="give an earlier --until, later than now",
            )
        if not because.strip():
            raise UsageError("an exception needs a reason", hint="add --because WORDS")
        if identifier not in self.listed().refused:
            raise UsageError(f"no gate refuses {identifier}", hint="keyroll gate list")
        # The identifier alone: an exception for a credential covers no other one that has the same value.
        terms = GateTerms((GateEntry(identifier, ""),), because, until.replace(microsecond=0))
        return self._plan(name or "gate-exception", terms, key, "")

    def _plan(self, name: str, terms: GateTerms, key: SecretRef | str, incident: str) -> PlanStatus:
        free = _planning.free_name(self.home, checked(name, "a plan"))
        signer, planner = _planning.planner(self.home, key)
        now = self.now().replace(microsecond=0)
        made = Plan(free, planner, now, incident, None, 0, "no deadline", (), gate=terms)
        _planning.keep(self.home, made, signer)
        return RotationPlans(self.home).status(free)

    def _entries(self, named: Sequence[tuple[str, str]]) -> tuple[GateEntry, ...]:
        with listing.reading(self.home, events=False) as session:
            rows = session.tuples(
                "SELECT a.identifier, b.identifier FROM identifiers a JOIN identifiers b USING (id) "
                "WHERE a.identifier IN (SELECT unnest($known)) ORDER BY ALL",
                {"known": [identifier for identifier, _ in named]},
            )
        also: dict[str, list[str]] = {}
        for identifier, other in rows:
            also.setdefault(str(identifier), []).append(str(other))
        return tuple(
            GateEntry(identifier, name, tuple(one for one in also.get(identifier, ()) if one != identifier))
            for identifier, name in named
        )

    def _plans(self) -> list[PlanStatus]:
        kept = [one for one in Rotations(self.home.ledger).plans() if plan_of(one).gate is not None]
        return [RotationPlans(self.home).status(one.name) for one in kept]

    def rows(self) -> list[Mapping[str, object]]:
        """Return each entry of a plan with what gates do by it now."""
        now, found = self.now(), list[Mapping[str, object]]()
        for one in self._plans():
            if (terms := one.plan.gate) is None:
                continue
            rows = Rotations(self.home.ledger)
            end = _approved_to(one.kept, rows, registering.registered(rows), terms, now)
            state = "not approved" if end is None else "refuse" if terms.until is None else "accept"
            if terms.until is not None and now >= terms.until:
                state = "ended"
            found += [
                {"identifier": entry.identifier, "name": entry.name, "state": state, "plan": one.plan.name,
                 "until": iso(terms.until) if terms.until else "", "because": terms.because}
                for entry in terms.entries
            ]  # fmt: skip
        return found

    def listed(self) -> GateList:
        """Return the approved list and the proxies. Raises EvidenceRefused if the ledger was changed.

        A refusal holds from its approval on and does not expire. An exception holds while its approval is valid.
        """
        rows, now = Rotations(self.home.ledger), self.now()
        keys = registering.registered(rows)
        refused, accepted = dict[str, ListedName](), dict[str, ListedName]()
        for kept in rows.plans():
            terms = plan_of(kept).gate
            if terms is None or (end := _approved_to(kept, rows, keys, terms, now)) is None:
                continue
            entry = ListedName(kept.name, terms.because, min(end, terms.until) if terms.until else None)
            into = accepted if terms.until else refused
            into |= {name: entry for one in terms.entries for name in (one.identifier, *one.also)}
        proxies = {
            bytes.fromhex(one.value.rpartition(":")[2]): one.name
            for one in Tokens(self.home.ledger).every()
            if ASK in one.scopes and one.good(now)
        }
        return GateList(refused, accepted, proxies)

    def known(self) -> KnownCredentials:
        """Return the credentials of the inventory by value and by identifier. Raises NothingToDo without one."""
        prefix = f"keyroll@*:fingerprint:hmac:{key_id(self.home.install_key())}:"
        with listing.reading(self.home, events=False) as session:
            credentials = {
                str(one): GateCredential(
                    str(one), bool(is_listed), bool(ended), expires if isinstance(expires, datetime) else None
                )
                for one, is_listed, ended, expires in session.tuples(_CREDENTIALS)
            }
            pairs = session.tuples("SELECT identifier, id FROM identifiers WHERE NOT ambiguous")
        by_identifier = {str(identifier): str(one) for identifier, one in pairs}
        by_value = {
            bytes.fromhex(name.removeprefix(prefix)): one
            for name, one in by_identifier.items()
            if name.startswith(prefix)
        }
        for token in Tokens(self.home.ledger).every():
            marked = bytes.fromhex(token.value.rpartition(":")[2])
            # The token of a proxy signs in to the gate, never to a service behind it.
            by_value.pop(marked, None)
            if ASK not in token.scopes:
                by_value[marked] = named = str(token_identifier(token.name))
                credentials[named] = GateCredential(named, ended=token.ended_at is not None, expires=token.until)
        return KnownCredentials(by_value, by_identifier, credentials)

    def add_proxy(self, name: str, until: datetime, *, by: str) -> Secret:
        """Make the token with which a proxy asks, and return its value, which is not stored. Raises UsageError."""
        return MachineTokens(self.home).make(name, [ASK], until, by=by)

    def serve(
        self, name: str, *, host: str, port: int, socket: str, tell: Callable[[str], None], check: bool = False
    ) -> None:
        """Answer the questions of proxies until told to end; with ``check`` only load what that needs.

        Raises ConfigError, UsageError, NothingToDo.
        """
        checked(name, "a gate")
        _gate_running.run(
            self.home, settings.read(self.home.path), self.home.path / FOLDER, name, self.listed, self.known,
            partial(_gate_running.listen, host=host, port=port, socket=socket) if not check else None, tell,
        )  # fmt: skip


def _approved_to(kept: KeptPlan, rows: Rotations, keys: Registered, terms: GateTerms, now: datetime) -> datetime | None:
    """Return the end of the approval that holds; None without one. That of a refusal holds after its end, too."""
    try:
        approval.planned(kept, keys)
    except NotApproved:
        return None
    ends = [
        given.expires_at
        for given in rows.approvals(kept.id)
        if not approval.refused_because(kept, given, keys, now if terms.until else min(now, given.expires_at))
    ]
    return max(ends, default=None)
