"""What each service that makes plans needs: a planner's key, files that hold a value, storing under a free name."""

from keyroll.api._signing import evidence_log
from keyroll.errors import UsageError
from keyroll.intake.masking.mask import key_id
from keyroll.proof.evidence.approvals import PlanApproval
from keyroll.proof.evidence.keeper import KeptKey
from keyroll.providers.scan.survey import fingerprint_identifier
from keyroll.report import listing
from keyroll.rotation import approval, registering
from keyroll.rotation.approval import Approved
from keyroll.rotation.plan import Plan
from keyroll.secret import Secret, SecretRef
from keyroll.store.home import Home
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.rotations import KeptPlan, Rotations


def planner(home: Home, key: SecretRef | str) -> tuple[KeptKey, str]:
    """Return a planner's key and name. Raises UsageError for a key that is not registered, ConfigError."""
    signer = approval.person_key(str(key))
    found = registering.counted(Rotations(home.ledger)).get(signer.public.hex())
    if found is None:
        raise UsageError("this key is not registered", hint="keyroll rotate key NAME --public FILE")
    return signer, found.person


def holding(home: Home, value: Secret) -> tuple[str, ...]:
    """Return the files in which scans found a value, each as ``FOLDER/FILE:LINE``, by its keyed fingerprint."""
    key = home.install_key()
    found = fingerprint_identifier(value.fingerprint(key, key_id(key)))
    with listing.reading(home, events=False) as session:
        rows = session.tuples(
            "SELECT DISTINCT split_part(source, '@', 2) || '/' || coalesce(nullif(place, ''), location) "
            "FROM locations WHERE id IN (SELECT id FROM identifiers WHERE identifier = $value) ORDER BY ALL",
            {"value": str(found)},
        )
        return tuple(str(row[0]) for row in rows)


def keep(home: Home, made: Plan, signer: KeptKey) -> None:
    """Sign a plan and store it. Raises UsageError if its name is taken."""
    body = made.body()
    kept = KeptPlan(
        made.id, made.name, body, signer.public.hex(), approval.sign_plan(signer, body), home.clock.now()
    )  # fmt: skip
    with home.ledger.hold(this_process("rotate plan")) as ledger:
        if any(one.name == made.name for one in Rotations(ledger).plans()):
            raise UsageError(f"there is a plan {made.name!r} already", hint="choose another name")
        Rotations(ledger).add_plan(kept)


def keep_approval(home: Home, plan: Plan, by: Approved, incident: str) -> None:
    """Sign the approval under which a plan begins into the incident that proves its changes, once."""
    given, now = by.given, home.clock.now()
    some = tuple(item.identifier for item in plan.items)
    approval = PlanApproval(
        plan.name, plan.id, given.plan, some, by.planner_key, by.approver_key, given.approved_at, given.expires_at,
        given.signature,
    )  # fmt: skip
    with home.ledger.hold(this_process("rotate run")) as ledger:
        log = evidence_log(home, ledger)
        log.approved(incident, approval, now)
        log.seal(now)


def free_name(home: Home, name: str) -> str:
    """Return a name that no plan has: the given one, or one with a number behind it."""
    taken = {one.name for one in Rotations(home.ledger).plans()}
    return next(one for one in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
