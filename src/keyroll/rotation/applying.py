"""Makes the objects of an approved plan, one after the other, and removes them again after an abort.

keyroll makes only what does not exist and removes only what it made. An object that exists and is equal is used as it
is; one that differs keeps the plan from being made.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import orjson

from keyroll.clock import Clock
from keyroll.errors import KeyrollError, UsageError
from keyroll.model.json import Json
from keyroll.model.rotation import Result, Standing, Step, StepRecord, Wish
from keyroll.providers import catalogue
from keyroll.providers.contracts.apply import Applier
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.replace import SetupObject
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.rotation.directions import AccountWithSecret
from keyroll.rotation.engine import Stand
from keyroll.rotation.plan import PlannedObject
from keyroll.rotation.position import MOST_FAILURES, Position
from keyroll.secret import SecretRef
from keyroll.store.faults import FaultHook, no_fault
from keyroll.store.ledger.lease import hold
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import Rotations

MARK: Final = "keyroll-apply"
#: Seconds of the lease on a plan; longer than any request.
LEASE: Final = 60.0


def planned(one: SetupObject, admin: AccountWithSecret, settings: Mapping[str, str]) -> PlannedObject:
    """Read an object at its system and return it as a plan has it.

    Raises UsageError where it exists and differs, cannot be read, or lacks the reference to a secret.
    """
    applier = _applier(one.system)
    secrets = {member: settings.get(setting, "") for member, setting in one.secrets.items()}
    if lacking := sorted(one.secrets[member] for member, reference in secrets.items() if not reference):
        raise UsageError(f"{one.path} needs a secret", hint=f'add it to the settings: {lacking[0]} = "file:PATH"')
    for member, reference in secrets.items():
        secrets[member] = str(SecretRef.lasting(reference, one.secrets[member]))
    state = applier.read(one.address, _login(admin), one.path)
    if not state.readable:
        raise UsageError(
            f"{one.path} at {one.address} could not be read: {state.said}", hint="check the account's rights"
        )
    if state.body is not None and not one.shared and (differing := _differing(one.body, state.body)):
        raise UsageError(
            f"{one.path} at {one.address} exists, and its {differing[0]} differs",
            hint="keyroll changes nothing it did not make",
        )
    body = orjson.dumps(one.body, option=orjson.OPT_SORT_KEYS).decode()
    return PlannedObject(one.system, one.address, one.path, body, secrets, admin, there=state.body is not None)


def _applier(system: str) -> Applier:
    known = catalogue.appliers()
    if system not in known:
        raise UsageError(
            f"keyroll makes nothing at {system}", hint=f"a person applies the text; known: {', '.join(known)}"
        )
    return known[system]


def _login(admin: AccountWithSecret) -> Login:
    return Login(admin.who, SecretRef.parse(admin.reference).resolve(), MARK)


def _differing(wanted: Mapping[str, Json], found: Mapping[str, Json]) -> list[str]:
    return sorted(name for name, value in wanted.items() if found.get(name) != value)


def stands(objects: Iterable[PlannedObject], steps: Mapping[str, Sequence[StepRecord]]) -> list[Stand]:
    """Return the state of each object, by the ledger."""
    return [_stand(one, steps.get(one.identifier, ())) for one in objects]


def _stand(one: PlannedObject, records: Sequence[StepRecord]) -> Stand:
    if one.there:
        return Stand(
            one.identifier, Position(Step.CREATE, standing=Standing.DONE), "it was there, and is used as it is"
        )
    if not records:
        return Stand(one.identifier, Position(Step.CREATE))
    last = records[-1]
    failures = 0
    for record in reversed(records):
        if record.step is not last.step or record.result is not Result.FAILED:
            break
        failures += 1
    ended = Standing.DONE if last.step is Step.CREATE else Standing.ABORTED
    standing = (
        ended if last.result is Result.DONE else Standing.ORPHANED if failures >= MOST_FAILURES else Standing.RUNNING
    )
    return Stand(
        one.identifier, Position(last.step, open=last.result is None, failures=failures, standing=standing), last.said
    )


@dataclass(frozen=True, slots=True)
class Applying:
    """Makes the objects of one plan in their order, or removes them in the reverse order."""

    ledger: Ledger
    clock: Clock
    holder: str
    fault: FaultHook = no_fault

    def run(self, plan: str, objects: Sequence[PlannedObject], wish: Wish | None) -> list[Stand]:
        """Make what is not made, or after an abort remove what was made. It stops at the first failure.

        Raises Busy, LeaseLost.
        """
        with hold(self.ledger.engine, f"apply:{plan}", holder=self.holder, seconds=LEASE) as lease:
            rows = Rotations(self.ledger.under(lease))
            undo = wish is Wish.ABORT
            for one in reversed(objects) if undo else objects:
                records = rows.steps(plan, one.identifier).get(one.identifier, ())
                done = _stand(one, records).position.standing in (Standing.DONE, Standing.ABORTED)
                begun = any(record.step is Step.CREATE for record in records)
                over = one.there or (not begun or (done and records[-1].step is Step.DISCARD) if undo else done)
                if over:
                    continue
                lease.check()
                step, act = (Step.DISCARD, _removed) if undo else (Step.CREATE, _made)
                record = StepRecord(plan, one.identifier, len(records) + 1, step, lease.fence, self.clock.now())
                if self._done(rows, record, partial(act, one)) is not Result.DONE:
                    break
            return stands(objects, rows.steps(plan))

    def _done(self, rows: Rotations, record: StepRecord, act: Callable[[], EffectResult]) -> Result:
        rows.intend(record)
        self.fault(f"{record.step}: intended")
        try:
            answer = act()
            result, said = Result.DONE if answer.ended is Ended.DONE else Result.FAILED, answer.said
        except (KeyrollError, OSError) as error:
            result, said = Result.FAILED, str(error) if isinstance(error, KeyrollError) else type(error).__name__
        self.fault(f"{record.step}: done")
        rows.finish(replace(record, result=result, said=said, ended_at=self.clock.now()), {})
        return result


def _made(one: PlannedObject) -> EffectResult:
    """Make an object and read it back. An object that an interrupted run made is equal, and is made once."""
    applier, login, body = _applier(one.system), _login(one.admin), orjson.loads(one.body)
    before = applier.read(one.address, login, one.path)
    if not before.readable:
        return EffectResult(Ended.UNKNOWN, f"it could not be read: {before.said}")
    if before.body is not None and _differing(body, before.body):
        return EffectResult(Ended.REFUSED, "somebody made another object with this name meanwhile")
    secrets = {member: SecretRef.parse(reference).resolve() for member, reference in one.secrets.items()}
    answer = applier.write(one.address, login, one.path, body, secrets)
    after = applier.read(one.address, login, one.path)
    if not after.readable or after.body is None:
        return EffectResult(Ended.UNKNOWN, answer.said or after.said or "it is not there after the request")
    if differing := _differing(body, after.body):
        return EffectResult(Ended.REFUSED, f"its {differing[0]} differs after the request")
    return EffectResult(Ended.DONE)


def _removed(one: PlannedObject) -> EffectResult:
    applier, login = _applier(one.system), _login(one.admin)
    answer = applier.remove(one.address, login, one.path)
    after = applier.read(one.address, login, one.path)
    if answer.ended is Ended.DONE and answer.said.startswith("left"):
        return answer
    if after.readable and after.body is None:
        return EffectResult(Ended.DONE)
    return EffectResult(Ended.UNKNOWN, answer.said or after.said or "it is still there")
