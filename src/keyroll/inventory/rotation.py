"""How each credential's value is changed: the process on paper, the changes that are proven, and what is due.

A process counts by its runs. A *run* is a proven change of a value that was there before: the issuer's own time of
change, a higher generation, a log event, or a new credential of a principal that already had one of the kind.
"""

from keyroll.inventory.parts import Part, later
from keyroll.store.session import Session

#: Each moment at which a list says that a value was made or changed, and the sight that said so first.
VALUE_DATES = Part(
    "value_dates",
    "seen_credentials",
    "SELECT subject, source, happened_at, via, {observed_at: observed_at, raw: raw, record: record} AS proof FROM ("
    "SELECT *, unnest([{happened_at: created, via: 'created'}, "
    "{happened_at: changed, via: 'changed by the issuer''s word'}], recursive := true) "
    "FROM {arriving}) WHERE happened_at IS NOT NULL",
    {"proof": "min(proof)"},
    of_whom="subject",
)
#: Each generation that a list gives to a value, and the sight that gave it first.
GENERATIONS = Part(
    "generations",
    "seen_credentials",
    "SELECT subject, source, generation, {observed_at: observed_at, raw: raw, record: record} AS proof "
    "FROM {arriving} WHERE generation IS NOT NULL",
    {"proof": "min(proof)"},
    of_whom="subject",
)
#: Processes on paper, by sight.
ON_PAPER = Part(
    "on_paper",
    "observed",
    "SELECT facts->>'provider' AS provider, facts->>'credential_kind' AS kind, facts->>'method' AS method, "
    "(facts->>'every_days')::BIGINT AS every_days, facts->>'who' AS who, source, observed_at, raw, record, event_id "
    "FROM {arriving} WHERE entity = 'policy'",
)
PARTS = (VALUE_DATES, GENERATIONS, ON_PAPER)


def rotation(session: Session) -> None:
    """Make ``rotation_facts``: how and when each credential's value was changed last, and when that is due again."""
    # The value is as old as its last proven change; of a credential that says nothing, its age is not known. Where a
    # value changes in place and nothing ever showed a change of that kind, its making does not show how old it is.
    session.run(
        "CREATE OR REPLACE TEMP TABLE rotation_facts AS SELECT s.id, p.method, p.every_days, p.who, "
        "changed.happened_at AS last_changed, changed.via AS changed_via, "
        "changed.happened_at + to_days(p.every_days::INTEGER) AS due_at, "
        "coalesce(k.in_place AND changed.via = 'created' AND shown.kind IS NULL, false) AS made_only "
        "FROM sights s JOIN kinds k USING (provider, kind) "
        "LEFT JOIN policies p ON p.provider = s.provider AND p.kind = s.kind LEFT JOIN ("
        "SELECT id, max(happened_at) AS happened_at, arg_max(via, (happened_at, via)) AS via FROM value_changes "
        "GROUP BY id) changed USING (id) LEFT JOIN ("
        "SELECT DISTINCT source, kind FROM whole_shown_changes) "
        "shown ON shown.source = s.source AND shown.kind = s.kind"
    )


def processes(session: Session) -> None:
    """Make ``processes`` and ``adherence``: what was kept of each process on paper."""
    _processes(session)
    _adherence(session)


def policies(session: Session) -> None:
    """Make ``policies``: the latest word on how a kind is to be changed; one row a provider and kind."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE policies AS SELECT * EXCLUDE (event_id) FROM on_paper "
        "QUALIFY row_number() OVER (PARTITION BY provider, kind ORDER BY observed_at DESC, event_id) = 1"
    )


def value_changes(session: Session) -> None:
    """Make ``value_changes(id, happened_at, via, changed_by, source, raw, record, run)``, each by its first proof.

    Also ``shown_changes(id, source, kind)`` of credentials of which something shows a change.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE proven AS SELECT *, date_trunc('minute', happened_at) AS minute FROM ("
        "SELECT id, happened_at, via, NULL::VARCHAR AS changed_by, source, proof.raw AS raw, proof.record AS record, "
        "proof.observed_at AS observed_at FROM value_dates JOIN identifiers ON identifier = subject UNION ALL "
        "SELECT id, happened_at, CASE act WHEN 'created' THEN 'created' ELSE 'changed by the log' END, l.by, source, "
        "raw, record, happened_at FROM lifecycle l WHERE act IN ('created', 'value_changed') UNION ALL "
        "SELECT id, proof.observed_at, 'a new generation', NULL, source, proof.raw, proof.record, proof.observed_at "
        "FROM (SELECT *, max(generation) OVER (PARTITION BY id ORDER BY proof.observed_at, generation ROWS BETWEEN "
        "UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM generations JOIN identifiers ON identifier = subject) "
        "WHERE generation > before)"
    )
    # Two sources tell of one act with seconds between them; a minute is one act. Most acts are told of once.
    session.run(
        "CREATE OR REPLACE TEMP TABLE once AS WITH repeated AS MATERIALIZED ("
        "SELECT id, minute FROM proven GROUP BY ALL HAVING count(*) > 1) "
        "SELECT id, happened_at, via, changed_by, source, raw, record FROM proven ANTI JOIN repeated "
        "USING (id, minute) UNION ALL SELECT id, happened_at, proof.via, changed_by, proof.source, proof.raw, "
        "proof.record FROM ("
        "SELECT id, min(happened_at) AS happened_at, arg_max(changed_by, (happened_at, changed_by)) AS changed_by, "
        "arg_min({via: via, source: source, raw: raw, record: record}, "
        f"{later('observed_at', '(via, source, raw, record)')}) AS proof "
        "FROM proven SEMI JOIN repeated USING (id, minute) GROUP BY id, minute)"
    )
    session.run("CREATE OR REPLACE TEMP TABLE made AS SELECT id, min(happened_at) AS made_at FROM once GROUP BY id")
    session.run(
        "CREATE OR REPLACE TEMP TABLE value_changes AS WITH placed AS MATERIALIZED ("
        "SELECT made.*, s.source, s.kind, s.principal FROM made LEFT JOIN sights s USING (id)), first AS ("
        "SELECT source, kind, principal, min(made_at) AS made_at FROM placed WHERE principal IS NOT NULL GROUP BY ALL) "
        "SELECT once.*, CASE WHEN once.via <> 'created' OR once.happened_at > p.made_at THEN true "
        "ELSE coalesce(once.happened_at > first.made_at, false) END AS run FROM once JOIN placed p USING (id) "
        "LEFT JOIN first ON first.source = p.source AND first.kind = p.kind AND first.principal = p.principal"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE shown_changes AS SELECT DISTINCT id, s.source, s.kind FROM value_changes v "
        "JOIN sights s USING (id) WHERE v.via <> 'created'"
    )


def _processes(session: Session) -> None:
    """``processes``: each process on paper with the runs that are proven."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE processes AS SELECT p.provider, p.kind, p.method, p.every_days, p.who, "
        "count(DISTINCT s.id) AS credentials, count(v.id) AS proven_runs, max(v.happened_at) AS last_run, "
        "p.observed_at AS on_paper_since, p.source, p.raw, p.record FROM policies p "
        "LEFT JOIN whole_sights s ON s.provider = p.provider AND s.kind = p.kind "
        "LEFT JOIN whole_value_changes v ON v.id = s.id "
        "AND v.run GROUP BY ALL"
    )


def _adherence(session: Session) -> None:
    """``adherence(month, provider, owner, credentials, in_time, unknown)``: where a policy says how often.

    One row a month end since the first survey: of the credentials that were there, how many had a value younger than
    the policy asks, and of how many nobody can tell.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE adherence AS WITH months AS ("
        "SELECT unnest(range(date_trunc('month', min(observed_at)), max(observed_at), INTERVAL 1 MONTH)) "
        "+ INTERVAL 1 MONTH AS month_end FROM reads), lives AS ("
        "SELECT s.id, s.provider, o.owner, p.every_days, s.first_observed, "
        "coalesce(g.since, 'infinity'::TIMESTAMPTZ) AS gone FROM whole_sights s "
        "JOIN policies p ON p.provider = s.provider AND p.kind = s.kind AND p.every_days IS NOT NULL "
        "LEFT JOIN whole_best_owners o USING (id) LEFT JOIN whole_gone g USING (id)), aged AS ("
        "SELECT m.month_end, l.*, v.happened_at AS changed FROM months m "
        "JOIN lives l ON l.first_observed < m.month_end AND l.gone > m.month_end "
        "ASOF LEFT JOIN whole_value_changes v ON v.id = l.id AND v.happened_at < m.month_end) "
        "SELECT (month_end - INTERVAL 1 DAY)::DATE AS month, provider, owner, count(*) AS credentials, "
        "count(*) FILTER (changed >= month_end - to_days(every_days::INTEGER)) AS in_time, "
        "count(*) FILTER (changed IS NULL) AS unknown FROM aged GROUP BY ALL"
    )
