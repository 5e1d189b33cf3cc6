"""What follows from the passing of time: unused, overdue, late, off-boarded. Views, judged at one moment.

The published tables hold facts only; a truth that turns with the clock is made when somebody looks.
"""

from datetime import datetime

from keyroll.store.session import Session

#: Days without use after which a credential counts as unused (PCI DSS 4.0.1, 8.2.6 speaks of 90 idle days).
IDLE_DAYS = 90
#: Share of the days of a log's window that must hold records, and days by which it may lag behind.
COVERED, LAG_DAYS = 0.9, 7
#: How much longer than ever before a gap must be for a use to be late.
PATIENCE = 1.5

_NOW = "getvariable('as_of')::TIMESTAMPTZ"
_IDLE = f"INTERVAL {IDLE_DAYS} DAYS"
_NEXT = f"last_used + to_seconds({PATIENCE} * greatest(longest_gap_days, 1) * 86400)"
#: ``blind``: why nobody can tell that a credential is unused; NULL where a log shows it. Each reason has the window.
_BLIND = f"""
    CASE WHEN log_begins IS NULL THEN 'no log that is here shows its use'
         WHEN log_ends < {_NOW} - INTERVAL {LAG_DAYS} DAYS THEN log || ' ends on ' || log_ends::DATE
         WHEN log_begins > {_NOW} - {_IDLE} THEN log || ' begins only on ' || log_begins::DATE
         WHEN log_days < {COVERED} * date_diff('day', log_begins, log_ends) THEN log || ' has records of only '
              || log_days || ' of ' || (date_diff('day', log_begins, log_ends) + 1) || ' days' END"""
_UNUSED = f"""
    CASE WHEN last_used >= {_NOW} - {_IDLE} THEN 'no'
         WHEN longest_gap_days > {IDLE_DAYS} AND {_NEXT} >= {_NOW} THEN 'no'
         WHEN blind IS NOT NULL THEN CASE WHEN last_used_from = 'its issuer' THEN 'yes' ELSE 'unknown' END
         ELSE 'yes' END"""
_UNUSED_BECAUSE = f"""
    CASE WHEN last_used >= {_NOW} - {_IDLE} THEN 'last used on ' || last_used::DATE || ', by ' || last_used_from
         WHEN longest_gap_days > {IDLE_DAYS} AND {_NEXT} >= {_NOW}
              THEN 'used every ' || round(longest_gap_days)::INTEGER || ' days; expected by ' || ({_NEXT})::DATE
         WHEN blind IS NOT NULL AND coalesce(last_used_from, '') <> 'its issuer' THEN blind
         ELSE coalesce('last used on ' || last_used::DATE || ', by ' || last_used_from, 'never used')
              || CASE WHEN blind IS NULL THEN ' in ' || log || ' of ' || log_begins::DATE || ' to '
              || log_ends::DATE || ' (' || log_days || ' days with records)' ELSE '' END END"""


def standing(session: Session, now: datetime) -> None:
    """Make the views ``credentials``, ``rhythms``, ``rotations``, ``vendor_holdings`` and ``rotation_processes``.

    Truths are 'yes', 'no' or 'unknown', each with a ``…_because`` that names what it rests on. Needs the tables
    ``credential_facts``, ``vendor_facts`` and ``processes``.
    """
    session.run("SET VARIABLE as_of = $now::TIMESTAMPTZ", {"now": now})
    session.run(
        f"CREATE OR REPLACE TEMP VIEW credentials AS SELECT * EXCLUDE (blind), {_UNUSED} AS unused, "
        f"{_UNUSED_BECAUSE} AS unused_because, {_OVERDUE} AS overdue, {_OVERDUE_BECAUSE} AS overdue_because "
        f"FROM (SELECT *, {_BLIND} AS blind FROM credential_facts)"
    )
    session.run(
        "CREATE OR REPLACE TEMP VIEW rhythms AS SELECT id, name, uses, active_days, first_used, last_used, "
        f"median_gap_days, longest_gap_days, rhythm, CASE WHEN active_days >= 3 THEN {_NEXT} END AS expected_by, "
        f"{_LATE} AS late, {_LATE_BECAUSE} AS late_because FROM credential_facts WHERE uses > 0"
    )
    session.run(
        "CREATE OR REPLACE TEMP VIEW rotations AS SELECT id, name, source, kind, owner, state, rotation_method AS "
        "method, every_days, rotation_by AS who, last_changed, changed_via, due_at, overdue, overdue_because "
        "FROM credentials WHERE state IS DISTINCT FROM 'destroyed'"
    )
    session.run(
        "CREATE OR REPLACE TEMP VIEW rotation_processes AS SELECT *, CASE WHEN credentials = 0 THEN 'unknown' "
        f"WHEN proven_runs = 0 THEN 'no' WHEN last_run >= {_NOW} - to_days(coalesce(every_days, 365)::INTEGER) "
        "THEN 'yes' ELSE 'no' END AS proven, CASE WHEN credentials = 0 THEN 'no credential of that kind is known' "
        "WHEN proven_runs = 0 THEN 'it stands on paper only: no run was ever seen' "
        "ELSE 'last run on ' || last_run::DATE END AS proven_because FROM processes"
    )
    session.run(f"CREATE OR REPLACE TEMP VIEW vendor_holdings AS {_VENDORS}")


_LATE = f"""
    CASE WHEN state = 'destroyed' THEN 'no' WHEN active_days < 3 THEN 'unknown' WHEN log_ends >= {_NEXT} THEN 'yes'
         WHEN {_NEXT} >= {_NOW} THEN 'no' ELSE 'unknown' END"""
_LATE_BECAUSE = f"""
    CASE WHEN state = 'destroyed' THEN 'it is gone' WHEN active_days < 3 THEN 'used on fewer than three days'
         WHEN log_ends < {_NEXT} AND {_NEXT} < {_NOW} THEN log || ' ends on ' || log_ends::DATE END"""
_OVERDUE = f"""
    CASE WHEN due_at IS NULL OR (due_at < {_NOW} AND made_only) THEN 'unknown'
         WHEN due_at < {_NOW} THEN 'yes' ELSE 'no' END"""
_OVERDUE_BECAUSE = f"""
    CASE WHEN every_days IS NULL THEN 'no process on paper says how often'
         WHEN due_at IS NULL THEN 'nothing shows when its value was made or changed'
         WHEN due_at < {_NOW} AND made_only THEN 'made on ' || last_changed::DATE
              || '; no change is proven since, and none is ruled out'
         WHEN due_at < {_NOW} THEN 'last changed on ' || last_changed::DATE || ', due every ' || every_days || ' days'
         ELSE 'due on ' || due_at::DATE END"""
_VENDORS = f"""
    SELECT v.vendor, v.id, c.name, c.kind, c.source, v.via, v.privileges, v.first_observed, v.last_observed,
           coalesce(v.last_used, c.last_used) AS last_used,
           CASE WHEN v.ended_on <= {_NOW} OR (v.dropped AND v.ended_on IS NULL) THEN 'yes'
                WHEN v.via = 'register' THEN 'no' ELSE 'unknown' END AS off_boarded,
           CASE WHEN v.ended_on <= {_NOW} THEN 'the register says that it ended on ' || v.ended_on::DATE
                WHEN v.dropped THEN 'the register names it no longer; it last did on ' || v.last_observed::DATE
                WHEN v.via <> 'register' THEN 'no register says whether the contract runs' END AS off_boarded_because,
           CASE c.state WHEN 'active' THEN 'yes' WHEN 'destroyed' THEN 'no' ELSE 'unknown' END AS alive
    FROM vendor_facts v LEFT JOIN credential_facts c USING (id)"""
