"""Logs as evidence: what they show of each value, how far they are known, and where they show nothing."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.api import Keyroll
from keyroll.clock import FixedClock, iso
from keyroll.intake.view import events_over
from keyroll.model.campaign import ConsumerClass
from keyroll.model.event import ENVELOPE
from keyroll.model.probe import Attempt, Outcome, ValueRole
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import native_name
from keyroll.providers.contracts.rotate import Generation, Seen
from keyroll.rotation.directions import AccountWithSecret, Consumer
from keyroll.rotation.gate import GateFacts, waits_for
from keyroll.rotation.logs import LakeUses, _collect
from keyroll.rotation.plan import Observed, PlanItem
from keyroll.rotation.tools import LoggedUse
from keyroll.store.session import Session

pytestmark = pytest.mark.long

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
NEW, OLD = Generation("svc_b", "svc_b"), Generation("svc_a", "svc_a")
Look = Callable[..., LoggedUse | None]


def sign_in(role: str, at: datetime, client: str) -> dict[str, Any]:
    """A sign-in as PostgreSQL logs it: the program stands in the message."""
    said = f"connection authorized: user={role} database=app application_name={client}"
    return {
        "timestamp": f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03} GMT", "user": role, "dbname": "app",
        "pid": 7, "remote_host": "192.0.2.7", "session_id": f"{role}{at.timestamp()}", "line_num": 3,
        "error_severity": "LOG", "message": f"{said} SSL enabled (protocol=TLSv1.3, bits=256)",
        "backend_type": "client backend",
    }  # fmt: skip


def tried(role: ValueRole, at: datetime, mark: str) -> Attempt:
    return Attempt(mark, "i", "x", role, "p", "v", "here", mark, at, Outcome.ACCEPTED, "svc", "", at + SECOND / 5)


OWN = (tried(ValueRole.OLD, AT, "keyroll-old"), tried(ValueRole.NEW, AT + SECOND, "keyroll-new"))
SHOWN = (sign_in("svc_a", AT, "keyroll-old"), sign_in("svc_b", AT + SECOND, "keyroll-new"))


def item(source: str, kind: str, way: str, account: str) -> PlanItem:
    return PlanItem(
        f"{source}:{kind}:{account}", account, kind, source, way, "R1", account, {}, ("p",),
        AccountWithSecret("root", "env:X"),
        Observed(account, account, "active"), (), "", (), (), SECOND, None, "", (), (), (), 1,
    )  # fmt: skip


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """What PostgreSQL's log shows of a value, by the records that a home has read."""

    def looked(
        value: Generation,
        role: ValueRole,
        *records: dict[str, Any],
        own: tuple[Attempt, ...] = OWN,
        now: datetime = AT + 9 * MINUTE,
    ) -> LoggedUse | None:
        folder = tmp_path / "exports" / "postgresql@main" / "logs" / "server"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "log.ndjson").write_text("\n".join(map(json.dumps, records)))
        keyroll = Keyroll.open(tmp_path / "home")
        if records:
            keyroll.exports.sync(tmp_path / "exports")
        there = item("postgresql@main", "role", "pair", "svc_a")
        return LakeUses(keyroll.home, there, lambda: own, FixedClock(now)).uses(value, AT + MINUTE, role)

    return looked


def test_uses_of_each_value_are_told_apart_and_keyrolls_own_left_out(look: Look) -> None:
    records = (*SHOWN, sign_in("svc_b", AT + 2 * MINUTE, "web"), sign_in("svc_a", AT + 3 * MINUTE, "job"))
    new, old = look(NEW, ValueRole.NEW, *records), look(OLD, ValueRole.OLD, *records)
    assert new
    assert old
    assert new.accepted == (Seen(AT + 2 * MINUTE, "web", "192.0.2.7"),)
    assert old.accepted == (Seen(AT + 3 * MINUTE, "job", "192.0.2.7"),)
    assert new.until == AT + 3 * MINUTE
    assert not new.every_use


def test_a_log_without_keyrolls_own_sign_in_is_unknown(look: Look) -> None:
    web = sign_in("svc_b", AT + 2 * MINUTE, "web")
    assert look(NEW, ValueRole.NEW, SHOWN[0], web) is None
    assert look(NEW, ValueRole.NEW, *SHOWN, web, own=()) is None


def test_one_of_two_places_that_does_not_log_makes_it_unknown(look: Look) -> None:
    web = sign_in("svc_b", AT + 2 * MINUTE, "web")
    both = (*OWN, tried(ValueRole.NEW, AT + SECOND, "keyroll-second-place"))
    assert look(NEW, ValueRole.NEW, *SHOWN, web, own=both) is None


def test_no_log_at_all_is_unknown(look: Look) -> None:
    assert look(NEW, ValueRole.NEW) is None


@pytest.mark.parametrize("skew", [10 * MINUTE, -10 * MINUTE])
def test_a_clock_that_is_ten_minutes_off_is_corrected(look: Look, skew: timedelta) -> None:
    records = [sign_in("svc_b", AT + SECOND + skew, "keyroll-new"), sign_in("svc_b", AT + 2 * MINUTE + skew, "web")]
    found = look(NEW, ValueRole.NEW, *records, sign_in("svc_b", AT + 30 * SECOND + skew, "early"), now=AT + 30 * MINUTE)
    assert found
    assert found.accepted == (Seen(AT + 2 * MINUTE, "web", "192.0.2.7"),)
    assert found.until == AT + 2 * MINUTE


def audited(at: datetime, mark: str, agent: str = "", error: str = "") -> dict[str, Any]:
    """A request with a token of an AppRole, as OpenBao logs its answer."""
    meta = {"role_name": "svc"} | ({"keyroll": mark} if mark else {})
    agents = {"headers": {"user-agent": [agent]}} if agent else {}
    return {
        "time": iso(at), "type": "response", "error": error,
        "auth": {"accessor": "hmac-sha256:a", "display_name": "approle", "entity_id": "e", "metadata": meta},
        "request": {
            "id": f"{mark}{agent}{at.timestamp()}", "operation": "read", "path": "secret/data/x", "mount_type": "kv",
            "client_token_accessor": "hmac-sha256:a", "client_token": "hmac-sha256:t", "remote_address": "192.0.2.9",
        } | agents,
        "response": {"mount_type": "kv"},
    }  # fmt: skip


@pytest.mark.parametrize("agent", ["web", ""])
def test_openbao_tells_secret_ids_apart_by_their_metadata(tmp_path: Path, agent: str) -> None:
    own = ("keyroll-old", "keyroll-new") if agent else ("", "")
    records = [
        audited(AT, "", own[0]), audited(AT + SECOND, "m1", own[1]), audited(AT + 2 * MINUTE, "m1", agent),
        audited(AT + 3 * MINUTE, "", agent, error="1 error occurred: permission denied"),
    ]  # fmt: skip
    folder = tmp_path / "exports" / "openbao@main" / "logs" / "audit"
    folder.mkdir(parents=True)
    (folder / "log.ndjson").write_text("\n".join(map(json.dumps, records)))
    keyroll = Keyroll.open(tmp_path / "home")
    keyroll.exports.sync(tmp_path / "exports")
    uses = LakeUses(keyroll.home, item("openbao@main", "approle", "", "svc"), lambda: OWN, FixedClock(AT + 9 * MINUTE))
    new = uses.uses(Generation("accessor-2", "svc", mark="m1"), AT + MINUTE, ValueRole.NEW)
    old = uses.uses(Generation("accessor-1", "svc"), AT + MINUTE, ValueRole.OLD)
    assert new
    assert old
    assert (new.accepted, new.refused) == ((Seen(AT + 2 * MINUTE, agent, "192.0.2.9"),), ())
    assert (old.accepted, old.refused) == ((), (Seen(AT + 3 * MINUTE, agent, "192.0.2.9"),))


def test_every_declared_use_names_a_kind_and_a_log_of_its_provider_and_is_sql(tmp_path: Path) -> None:
    found = set()
    with Session(tmp_path) as session:
        for name, provider in catalogue.providers().items():
            for rotator in catalogue.rotators(name):
                for log in catalogue.logged_uses(name, rotator.kind, rotator.way):
                    found.add(name)
                    assert log.kind in {kind.name for kind in provider.kinds}
                    assert "$id" in f"{log.of}{log.native}" or "$who" in log.of or "$mark" in log.native
                    table, columns = f"events/{name}.{log.log}", dict(ENVELOPE)
                    columns |= {native_name(one): kind for one, kind in catalogue.logs(name)[log.log].columns.items()}
                    made = ", ".join(f'"{one}" {kind}' for one, kind in columns.items())
                    session.run(f'CREATE OR REPLACE TEMP TABLE "{table}, kept" ({made})')
                    session.run(f'CREATE OR REPLACE TEMP VIEW "{table}" AS FROM "{table}, kept"')
                    events_over(session, [table], "events")
                    names = dict.fromkeys(("source", "account", "id", "who", "mark"), "x")
                    _collect(session, log, table, names, AT)
                    assert session.one("SELECT count(*) FROM value_uses") == 0
    assert found >= {"postgresql", "rabbitmq", "openbao", "openssh", "aws", "gcp", "entra", "gitlab"}


# The gate with logs.

WEB = Consumer("web", ConsumerClass.POLL, longest_poll=MINUTE, client="web")
_USES = st.lists(
    st.builds(lambda s, c: Seen(AT + s * SECOND, c), st.integers(-60, 400), st.sampled_from(["web", "x", ""]))
)


def test_what_a_log_does_not_cover_yet_holds_the_gate() -> None:
    new = (Seen(AT + 30 * SECOND, "web"),)
    early = GateFacts(AT, new, (), AT, old_known_until=AT + 40 * SECOND)
    assert waits_for([WEB], early, AT + 5 * MINUTE) == [
        "uses are known until 2026-11-01T12:00:40Z: web may have used the old value until 2026-11-01T12:01:00Z"
    ]
    late = GateFacts(AT, new, (), AT, old_known_until=AT + 2 * MINUTE)
    assert waits_for([WEB], late, AT + 5 * MINUTE) == []


def test_a_new_value_seen_says_nothing_of_the_old_one() -> None:
    facts = GateFacts(AT, (Seen(AT + 30 * SECOND, "web"),), None)
    assert waits_for([WEB], facts, AT + 5 * MINUTE) == ["no log shows whether web still uses the old value"]


def test_unused_counts_until_the_log_is_known_not_until_now() -> None:
    facts = GateFacts(AT, (), (), AT + 30 * SECOND, old_known_until=AT + 80 * SECOND)
    assert waits_for([WEB], facts, AT + 60 * MINUTE) == ["web has not been seen with the new value yet"]
    assert waits_for([WEB], GateFacts(AT, (), (), AT, old_known_until=AT + 80 * SECOND), AT + 60 * MINUTE) == []


@given(_USES, _USES, st.integers(0, 400), st.integers(0, 400), st.integers(0, 600))
def test_the_gate_opens_only_behind_a_use_or_a_covered_silence(
    new: list[Seen], old: list[Seen], since: int, until: int, now: int
) -> None:
    facts = GateFacts(AT, tuple(new), tuple(old), AT + since * SECOND, old_known_until=AT + until * SECOND)
    if waits_for([WEB], facts, AT + now * SECOND):
        return
    seen = any(use.client == "web" and use.at > AT for use in new)
    silent = min(until, now) - since >= 60
    assert seen or silent
    assert min(until, now) >= 60
    assert not any(
        use.client == "web" and use.at > AT + (min(until, now) - 60) * SECOND and use.at > AT + MINUTE for use in old
    )


@given(_USES, _USES, st.integers(0, 400), st.integers(0, 600), st.integers(0, 300))
def test_a_log_that_is_known_for_less_time_never_opens_it(
    new: list[Seen], old: list[Seen], until: int, now: int, less: int
) -> None:
    def held(known: int) -> bool:
        seen = tuple(use for use in old if use.at <= AT + known * SECOND)
        facts = GateFacts(AT, tuple(new), seen, AT, old_known_until=AT + known * SECOND)
        return bool(waits_for([WEB], facts, AT + now * SECOND))

    # Uses that only the longer log shows may close it again; where they do not, less knowledge opens nothing.
    if held(until) and not any(use.at > AT + MINUTE for use in old):
        assert held(max(0, until - less))
