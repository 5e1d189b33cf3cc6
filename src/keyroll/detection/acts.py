"""The acts of machines: events with their subject, place and client, as far as was known when they happened."""

from keyroll.store.session import Session

#: OCSF classes and activities of administration: accounts, privileges, groups, and things that run code.
_ADMINISTRATION = (
    "class_uid IN (3001, 3005, 3006) OR (class_uid = 3004 AND activity_id IN (1, 3) "
    "AND resource_type IN ('plugin', 'script', 'app'))"
)


def acts(session: Session) -> None:
    """Make ``acts`` (what machines did), ``places`` (when each network was first seen by anyone).

    A subject is the credential by its id on the roll, else the acting account. Whether an account is a machine is
    taken from the last survey before the act: nothing that became known later counts.
    Needs the views ``events``, ``handles``, ``principal_kinds`` and ``states``.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE named_events AS SELECT happened_at, source, log, event_id, raw, record, "
        "coalesce(c.id, a.id, credential, actor) AS subject, credential IS NOT NULL AS by_credential, actor, class_uid, "
        "activity_id, status_id, operation, resource_type, resource_uid, resource_group, query, target, target_group, "
        "src_ip, CASE WHEN contains(src_ip, ':') THEN array_to_string(string_split(src_ip, ':')[1:4], ':') "
        "ELSE regexp_replace(src_ip, '\\.\\d+$', '') END AS net, "
        "lower(nullif(regexp_extract(user_agent, '^[^/ (]+'), '')) AS client FROM events "
        "LEFT JOIN handles c ON c.handle = credential LEFT JOIN handles a ON a.handle = actor "
        "WHERE NOT implausible AND coalesce(credential, actor) IS NOT NULL"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE places AS SELECT net, min(happened_at) AS first_at FROM named_events "
        "WHERE net IS NOT NULL GROUP BY net"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE logs_begin AS SELECT source, log, min(happened_at) AS begins FROM named_events GROUP BY ALL"
    )
    # Tokens and keys are machines' by their nature; accounts are where the directory known by then has no such person.
    session.run(
        "CREATE OR REPLACE TEMP TABLE tokens AS SELECT id, min(observed_at) AS known_from FROM states "
        "WHERE kind <> 'account' GROUP BY id"
    )
    session.run(
        f"CREATE OR REPLACE TEMP TABLE acts AS SELECT e.*, date_diff('second', b.begins, e.happened_at) / 86400.0 AS history, "
        f"p.first_at AS place_first_at, ({_ADMINISTRATION}) AS administers FROM named_events e "
        "JOIN logs_begin b ON b.source = e.source AND b.log = e.log LEFT JOIN places p ON p.net = e.net "
        "ASOF LEFT JOIN (SELECT DISTINCT principal, known_from, kind FROM principal_kinds) k "
        "ON k.principal = e.subject AND k.known_from <= e.happened_at "
        "LEFT JOIN tokens t ON t.id = e.subject WHERE k.kind = 'nonhuman' OR t.id IS NOT NULL "
        "OR (e.by_credential AND split_part(e.subject, ':', 2) <> 'account')"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE first_known AS SELECT id AS subject, min(observed_at) AS known_from FROM states GROUP BY id"
    )
