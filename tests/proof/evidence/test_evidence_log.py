"""The log grows by what is new, in one transaction with its verdicts, and notices when it was changed."""

import json
from dataclasses import replace

import pytest
from evidence_logs import (
    DAY,
    GONE,
    INSTALL_KEY,
    LIVE,
    NOW,
    OKTA,
    OTHER,
    OTHER_SEED,
    REFUSED,
    grown,
    item,
    open_log,
    prove,
    reopened,
    signer,
    whole,
)
from sqlalchemy import update

from keyroll.errors import EvidenceRefused, NothingToDo, UsageError
from keyroll.model.incident import Grade, VerdictKind
from keyroll.model.probe import Attempt, Outcome, ValueRole
from keyroll.proof.evidence.bundle import bundle
from keyroll.proof.evidence.links import ChainLink
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.proof.evidence.pins import Pin
from keyroll.proof.evidence.statement import read, sayings, statement
from keyroll.proof.evidence.verify import inspect as verify
from keyroll.proof.verdict import Judgement, Why
from keyroll.store.ledger import tables
from keyroll.store.ledger.engine import write
from keyroll.store.ledger.ledger import Ledger

MADE = Attempt("t1", "okta", item(1).identifier, ValueRole.OLD, "db1", "hmac:x:00", "here", "m", NOW, Outcome.ACCEPTED)


def test_a_bundle_of_a_grown_log_holds(ledger: Ledger) -> None:
    checked = verify(whole(ledger), now=NOW)
    assert (checked.statements, checked.size, checked.extends) == (4, 9, 7)
    assert checked.dead == {Grade.C: 1, Grade.B: 1}
    assert checked.others == {VerdictKind.LIVE: 1}
    assert checked.grades == {Grade.C: 1, Grade.NONE: 2, Grade.B: 1}
    assert not checked.pinned


def test_what_was_said_is_not_said_again_whenever_it_is_found(ledger: Ledger) -> None:
    log = open_log(ledger)
    for day in range(3):
        prove(log, {1: GONE, 2: LIVE}, now=NOW + day * DAY)
    assert (ledger.evidence_size(), len(ledger.tree_heads(9))) == (4, 1)
    first = bundle(log, "okta")
    assert first == bundle(log, "okta")


def test_a_verdict_that_returns_is_said_again(ledger: Ledger) -> None:
    # Else the last word about a credential would be the one in between.
    log = open_log(ledger)
    for day, judged in enumerate((GONE, LIVE, GONE, GONE)):
        prove(log, {1: judged}, now=NOW + day * DAY)
    checked = verify(bundle(log, "okta"), now=NOW)
    assert (checked.statements, checked.dead, checked.others) == (3, {Grade.C: 1}, {})


@pytest.mark.parametrize("changed", ["because", "grade", "evidence"])
def test_another_reason_is_another_statement(ledger: Ledger, changed: str) -> None:
    log = open_log(ledger)
    other = {"because": "gone, in 6 reads", "grade": Grade.B, "evidence": GONE.evidence[:1]}
    prove(log, {1: GONE})
    prove(log, {1: replace(GONE, **{changed: other[changed]})})  # type: ignore[arg-type]
    assert ledger.evidence_size() == 4


def test_statements_and_verdicts_are_written_together_or_not_at_all(ledger: Ledger) -> None:
    log = open_log(ledger)
    signed = log.signed(OKTA, [(item(1), GONE)], NOW)
    with pytest.raises(UsageError), ledger.together() as one:  # noqa: PT012 - all in one transaction
        log.within(one).append(signed)
        assert one.evidence_size() == 3
        one.incident("nonsense")
    assert ledger.evidence_size() == 2


def test_a_head_that_is_missing_is_signed_by_the_next_run(ledger: Ledger) -> None:
    log = open_log(ledger)
    prove(log, {1: GONE})
    prove(log, {2: LIVE, 3: GONE}, seal=False)
    assert not log.sealed()
    assert verify(bundle(log, "okta"), now=NOW).size == 3  # what no head covers is in no bundle
    prove(log, {2: LIVE, 3: GONE}, now=NOW + DAY)
    assert log.sealed()
    assert (ledger.evidence_size(), verify(bundle(log, "okta"), now=NOW).extends) == (5, 3)


def test_nothing_proven_is_nothing_to_look_at(ledger: Ledger) -> None:
    log = EvidenceLog(ledger, signer=signer(), install_key=INSTALL_KEY)
    assert log.seal(NOW) is None
    assert log.sealed()
    with pytest.raises(NothingToDo, match="no evidence"):
        bundle(log, "okta")
    prove(open_log(ledger), {1: GONE}, incident=OTHER)
    with pytest.raises(NothingToDo, match="no evidence"):
        bundle(log, "nothing of that name")


def test_the_log_takes_only_what_continues_it(ledger: Ledger) -> None:
    log = open_log(ledger)
    signed = log.signed(OKTA, [(item(1), GONE)], NOW)
    log.append(signed)
    # The same statement once more, as from a second writer that did not look: nothing of it stays.
    for writer in (log, reopened(log, log.signer)):
        with pytest.raises(EvidenceRefused, match="does not continue its chain"):
            writer.append(signed)
        assert ledger.evidence_size() == 3


def test_a_new_key_signs_on_and_the_old_one_is_named(ledger: Ledger) -> None:
    log = grown(ledger)
    renewed = reopened(log, signer(OTHER_SEED))
    assert not renewed.sealed()
    renewed.seal(NOW + DAY)
    checked = verify(bundle(renewed, "okta"), now=NOW)
    assert set(checked.keys) == {log.signer.public.keyid, renewed.signer.public.keyid}
    assert (checked.head_key, checked.extends, checked.size) == (renewed.signer.public.keyid, 9, 9)
    both = [Pin(log.signer.public.keyid), Pin(renewed.signer.public.keyid)]
    assert verify(bundle(renewed, "okta"), now=NOW, pins=both).pinned
    with pytest.raises(EvidenceRefused, match="not pinned"):
        verify(bundle(renewed, "okta"), now=NOW, pins=both[1:])


@pytest.mark.parametrize("sequence", [7, 8])
def test_a_log_that_was_changed_is_not_continued(ledger: Ledger, sequence: int) -> None:
    log = open_log(ledger)
    prove(log, dict.fromkeys(range(7), GONE))
    log = reopened(log, log.signer)
    there = tables.evidence.c.sequence == sequence
    with write(ledger.engine) as connection:
        connection.execute(update(tables.evidence).where(there).values(leaf=b"\x02" * 32, subtrees=b"\x01" * 96))
    with pytest.raises(EvidenceRefused, match="does not lead to the head") as caught:
        prove(log, {1: REFUSED})
    assert "backup" in caught.value.hint


def test_a_log_that_was_cut_is_not_continued(ledger: Ledger) -> None:
    log = grown(ledger)
    with write(ledger.engine) as connection:
        connection.execute(tables.evidence.delete().where(tables.evidence.c.sequence >= 5))
    with pytest.raises(EvidenceRefused, match="does not lead to the head"):
        prove(log, {5: LIVE})
    with pytest.raises(EvidenceRefused):
        verify(bundle(log, "okta"), now=NOW)


def test_a_statement_that_was_rewritten_in_the_ledger_is_refused(ledger: Ledger) -> None:
    log = grown(ledger)
    texts = dict(ledger.evidence(0, 9))
    with write(ledger.engine) as connection:
        connection.execute(update(tables.evidence).where(tables.evidence.c.sequence == 3).values(envelope=texts[2]))
    with pytest.raises(EvidenceRefused, match=r"statement 3 \(leaf 3\) proof"):
        verify(bundle(log, "okta"), now=NOW)


def test_a_head_of_another_key_cannot_be_put_in_its_place(ledger: Ledger) -> None:
    log = grown(ledger)
    (newest,) = ledger.tree_heads(1)
    with write(ledger.engine) as connection:
        connection.execute(update(tables.tree_heads).values(root=b"\x00" * 32))
    with pytest.raises(EvidenceRefused, match="does not lead to the head"):
        log.seal(NOW)
    assert newest.size == 9


def test_odd_names_are_signed_as_they_are_stored(ledger: Ledger) -> None:
    log = open_log(ledger)
    odd = replace(item(1), identifier="jira@main:account:caf\udce9\x00", name="bot\x00\ud800")
    for _ in range(2):
        log.append(log.signed(OKTA, [(odd, replace(GONE, because="caf\udce9"))], NOW))
    log.seal(NOW)
    assert ledger.evidence_size() == 3
    assert verify(bundle(log, "okta"), now=NOW).statements == 1


def test_the_tries_of_a_verdict_are_part_of_what_is_signed(ledger: Ledger) -> None:
    tried = Judgement(VerdictKind.DEAD, Grade.A, Why.TRIED, "refused", attempts=(MADE,))
    log = open_log(ledger)
    prove(log, {1: tried})
    prove(log, {1: replace(tried, attempts=(replace(MADE, outcome=Outcome.REFUSED_CREDENTIAL),))})
    assert verify(bundle(log, "okta"), now=NOW).dead == {Grade.A: 1}
    assert ledger.evidence_size() == 4


@pytest.mark.parametrize("changes", [{"tried": "new"}, {"at": "2023-01-01T00:00:00Z"}, {"value": "hmac:x:01"}, None])
def test_a_try_that_is_changed_or_left_out_is_noticed(changes: dict[str, str] | None) -> None:
    judged = Judgement(VerdictKind.DEAD, Grade.A, Why.TRIED, "refused", attempts=(MADE,))
    (said,) = sayings(OKTA, [(item(1), judged)])
    content = json.loads(statement(said, NOW, ChainLink("chain", 1, ""), key=INSTALL_KEY))
    assert read(content, content["predicate"], "here").grade is Grade.A
    (attempt,) = content["predicate"]["attempts"]
    content["predicate"]["attempts"] = [attempt | changes] if changes else []
    with pytest.raises(EvidenceRefused, match="does not match its content"):
        read(content, content["predicate"], "here")
    del content["predicate"]["attempts"]
    with pytest.raises(EvidenceRefused, match="does not match its content"):
        read(content, content["predicate"], "here")
