"""What surveys and logs say of each credential over time: states, reads, lifecycle events, use and refusals."""

from keyroll.census.parts import Part
from keyroll.store.session import Session

#: OCSF Account Change (3001) activities that concern a credential's life.
_ACTS = {1: "created", 2: "enabled", 3: "value_changed", 4: "value_changed", 5: "disabled", 6: "deleted"}
_ACT = " ".join(f"WHEN {number} THEN '{name}'" for number, name in _ACTS.items())

#: Each sight of a credential in a survey.
SIGHTINGS = Part(
    "sightings",
    "observed",
    "SELECT subject, source, endpoint, observed_at, kind, f.state, f.name, f.vendor_kind, f.created, f.changed, "
    "f.expires, f.last_used, f.generation, f.old_value_until, f.owner, principal, raw, record, event_id FROM ("
    "SELECT *, json_transform(facts, '{\"state\": \"VARCHAR\", \"name\": \"VARCHAR\", \"vendor_kind\": \"VARCHAR\", "
    '"created": "TIMESTAMPTZ", "changed": "TIMESTAMPTZ", "expires": "TIMESTAMPTZ", "last_used": "TIMESTAMPTZ", '
    '"generation": "BIGINT", "old_value_until": "TIMESTAMPTZ", "owner": "VARCHAR"}\') AS f, '
    "list_filter(links, lambda l: l.relation = 'principal')[1].\"to\" AS principal "
    "FROM {arriving} WHERE entity = 'credential')",
)
#: The last word of each list on each credential that it tells of, and from when to when and how often it told of it.
TOLD = Part(
    "told",
    "observed",
    "SELECT subject, source, endpoint, kind, observed_at AS first_seen, observed_at AS last_seen, 1::BIGINT AS sights, "
    "created AS made, last_used, {mark: (epoch_us(observed_at), event_id), state: state, name: name, "
    "created: created, changed: changed, expires: expires, generation: generation, owner: owner, "
    "principal: principal} AS latest FROM (" + SIGHTINGS.rows + ")",
    {
        "first_seen": "min(first_seen)",
        "last_seen": "max(last_seen)",
        "sights": "sum(sights)::BIGINT",
        "made": "min(made)",
        "last_used": "max(last_used)",
        "latest": "arg_max(latest, latest.mark)",
    },
)
#: Reads of endpoints, as often as they were tried.
TRIED = Part(
    "tried",
    "observed",
    "SELECT source, endpoint, observed_at, (facts->>'complete')::BOOLEAN AS whole, facts->>'because' AS because, raw, "
    "event_id FROM {arriving} WHERE entity = 'read'",
)
#: Places that hold copies, by sight, one row a copy.
COPIES = Part(
    "copies",
    "observed",
    "SELECT subject AS location, kind, source, endpoint, observed_at, facts->>'holder' AS holder, "
    "facts->>'place' AS place, (facts->>'since')::TIMESTAMPTZ AS since, "
    "unnest(list_filter(links, lambda l: l.relation = 'holds')).\"to\" AS handle, raw, record, event_id "
    "FROM {arriving} WHERE entity = 'location'",
)
#: What people wrote down, by sight.
WRITTEN = Part(
    "written",
    "observed",
    "SELECT subject AS registration, source, observed_at, facts->>'holder' AS holder, facts->>'system' AS system, "
    "facts->>'names' AS names, facts->>'owner' AS owner, facts->>'note' AS note, raw, record, event_id "
    "FROM {arriving} WHERE entity = 'registration'",
)
#: What logs say was done to a credential.
ACTS = Part(
    "acts",
    "events",
    f"SELECT target, happened_at, CASE activity_id {_ACT} END AS act, actor AS by, credential AS by_credential, "
    "source, log, event_id, raw, record FROM {arriving} WHERE class_uid = 3001 AND target IS NOT NULL "
    f"AND activity_id IN ({', '.join(map(str, _ACTS))}) AND status_id = 1 AND NOT implausible",
)
#: Use and refusals of each handle, per log.
USED = Part(
    "used",
    "events",
    "SELECT credential AS handle, source, log, (status_id = 1)::BIGINT AS uses, "
    "CASE WHEN status_id = 1 THEN happened_at END AS first_used, "
    "CASE WHEN status_id = 1 THEN happened_at END AS last_used, (status_id = 2)::BIGINT AS refusals, "
    "CASE WHEN status_id = 2 THEN happened_at END AS last_refused, actor FROM {arriving} "
    "WHERE credential IS NOT NULL AND NOT implausible",
    {
        "uses": "coalesce(sum(uses), 0)::BIGINT",
        "first_used": "min(first_used)",
        "last_used": "max(last_used)",
        "refusals": "coalesce(sum(refusals), 0)::BIGINT",
        "last_refused": "max(last_refused)",
        "actor": "min(actor)",
    },
)
#: The days of each log.
LOG_DAYS = Part(
    "log_days",
    "events",
    "SELECT source, log, day, happened_at AS begins, happened_at AS ends, 1::BIGINT AS events FROM {arriving} "
    "WHERE NOT implausible",
    {"begins": "min(begins)", "ends": "max(ends)", "events": "sum(events)::BIGINT"},
)
PARTS = (SIGHTINGS, TOLD, TRIED, COPIES, WRITTEN, ACTS, USED, LOG_DAYS)

#: Views over parts by the ids that the roll gives today, with the columns that readers know.
VIEWS = {
    "states": "SELECT handles.id, sightings.* EXCLUDE (subject), handles.ambiguous FROM sightings "
    "JOIN handles ON handles.handle = sightings.subject",
    "lifecycle": "SELECT coalesce(handles.id, target) AS id, acts.* EXCLUDE (target) FROM acts "
    "LEFT JOIN handles ON handles.handle = target",
    # Where several credentials claim the handle of a copy, each of them may be the one that is held.
    "claims": "SELECT handle, id FROM handles UNION ALL FROM shared",
    "locations": "SELECT copies.* EXCLUDE (raw, record, event_id), coalesce(claims.id, copies.handle) AS id, "
    "raw, record, event_id FROM copies LEFT JOIN claims ON claims.handle = copies.handle",
}


def views(session: Session) -> None:
    """Make the views ``states``, ``lifecycle``, ``claims`` and ``locations`` of the parts and ``handles``."""
    for name, query in VIEWS.items():
        session.run(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")


def reads(session: Session) -> None:
    """Make ``reads(source, endpoint, observed_at, complete, because, raw)``, one row a survey of an endpoint.

    A partial read is mended by a complete one of the same moment: what the latter does not list was not there.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE reads AS SELECT source, endpoint, observed_at, "
        "bool_or(whole) AS complete, CASE WHEN NOT bool_or(whole) THEN arg_max(because, event_id) END AS because, "
        "arg_max(raw, (whole, event_id)) AS raw, arg_max(event_id, (whole, event_id)) AS event_id FROM tried "
        "GROUP BY source, endpoint, observed_at"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE log_windows AS SELECT source, log, min(begins) AS begins, max(ends) AS ends, "
        "sum(events)::BIGINT AS events, count(DISTINCT day) AS days FROM log_days GROUP BY source, log"
    )


def registrations(session: Session) -> None:
    """Make ``registrations``: what people wrote down. The credential that is meant is added later."""
    session.run("CREATE OR REPLACE TEMP TABLE registrations AS SELECT * FROM written")
