"""The acts of machines: events with their subject, network and client, as far as was known when they happened.

Only what machines did is kept row by row, and what came from networks that were new then; of people there is only
when they first used a network. Rows are narrow: names are enums, and an event is known by a hash until it is evidence.
"""

from collections.abc import Iterable
from datetime import datetime
from sys import intern

from keyroll.detection.by_use import by_use
from keyroll.detection.contacts import contacts
from keyroll.detection.contract import LEARNED
from keyroll.detection.rotated import turned
from keyroll.detection.topics import ABOUT, TOPIC
from keyroll.inventory.use import CLIENT, NETWORK
from keyroll.model.finding import Evidence
from keyroll.providers.catalogue import kind_of, personal
from keyroll.store.session import Session

#: Days for which a network counts as new to the organisation after its first accepted use.
NEW_DAYS = 3

#: OCSF classes of administration: accounts, entities, privileges, groups.
_CHANGES = "(3001, 3004, 3005, 3006)"
#: Administration that gives somebody something: of the entities only those that run code, or call it.
_ADMINISTERS = """
    class_uid IN (3001, 3005, 3006)
    OR (class_uid = 3004 AND activity_id IN (1, 3)
        AND resource_type IN ('plugin', 'script', 'app', 'webhook', 'hook', 'schedule', 'workflow', 'runner'))"""
#: Searches, exports and administration have behaviours of their own.
_KINDS_OF_ACT = """
    CASE WHEN activity_id NOT IN (5, 7) THEN CASE activity_id WHEN 1 THEN 'making of ' WHEN 2 THEN 'look at '
         WHEN 3 THEN 'change of ' WHEN 4 THEN 'removal of ' ELSE 'act on ' END
         || coalesce(resource_type, 'something') END"""
_ACT = "(hash(e.source, e.log, e.event_id) >> 1)::BIGINT"

#: Who used which network in which log, and when first; one row each, people's too. ``tried``: whom a refusal names.
_SIGHTS = """sights AS
    SELECT source, log, credential, actor,
           CASE WHEN credential IS NULL AND actor IS NULL THEN target END AS tried, src_ip,
           min(happened_at) AS first_at, max(happened_at) AS last_at,
           min(happened_at) FILTER (status_id = 1) AS accepted_at
    FROM events WHERE NOT implausible GROUP BY ALL"""
_LOGS_BEGIN = "logs_begin AS SELECT source, log, min(first_at) AS begins, max(last_at) AS ends FROM sights GROUP BY ALL"
#: Kinds of identifiers by which logs name what acts and is no person: applications and service accounts.
_MACHINES = "('app', 'app_id', 'client', 'service_account', 'kubernetes_service_account')"
#: The subject of each pair of credential and actor. Tokens and keys are machines' by their nature; accounts are where
#: the directory known by then has no such person. What persons have too (``personal``: an entry of a directory, a user
#: of a database) is a machine's unless a person was known by then to have it. Where a log names only a user, of whom a
#: survey tells that he is a token's, he is a machine from that survey on (``known_from``).
_PAIRS = f"""pairs AS
    SELECT credential, actor, coalesce(c.id, a.id, credential, actor) AS subject,
           t.id IS NOT NULL OR (credential IS NOT NULL
           AND split_part(coalesce(c.id, credential), ':', 2) <> 'account')
           OR (credential IS NULL AND coalesce(split_part(actor, ':', 2) IN {_MACHINES}, false)) AS by_nature,
           CASE WHEN credential IS NULL AND split_part(actor, ':', 2) NOT IN {_MACHINES} THEN t.known_from END
           AS known_from,
           coalesce({kind_of("coalesce(c.id, credential)")} IN (FROM personal_kinds), false) AS personal
    FROM (SELECT DISTINCT credential, actor FROM sights) s
    LEFT JOIN identifiers c ON c.identifier = credential LEFT JOIN identifiers a ON a.identifier = actor
    LEFT JOIN (SELECT id, min(observed_at) AS known_from FROM states WHERE kind <> 'account' GROUP BY id) t
         ON t.id = coalesce(c.id, a.id)"""
#: From when to when a principal counts as a machine; the spans of one principal cover all time. Until something says
#: what it is, its use does, and its whole past is a machine's then.
_SPANS = """spans AS
    WITH said AS (
        SELECT principal AS subject, known_from, min(kind) = 'nonhuman' AS machine, min(kind) = 'human' AS human
        FROM principal_kinds GROUP BY ALL),
    told AS (SELECT * FROM said QUALIFY bool_or(machine OR human) OVER (PARTITION BY subject ORDER BY known_from))
    SELECT subject, machine, human, known_from AS begins,
           lead(known_from, 1, 'infinity'::TIMESTAMPTZ) OVER (PARTITION BY subject ORDER BY known_from) AS ends
    FROM told
    UNION ALL
    SELECT subject, by_use.known_from IS NOT NULL, false, '-infinity'::TIMESTAMPTZ, coalesce(began, 'infinity')
    FROM (SELECT subject, min(known_from) AS began FROM told GROUP BY subject) FULL JOIN by_use USING (subject)"""
#: Whose life each credential leads: its own, and from when it was turned that of the one before it.
_LIVES = """lives AS
    SELECT own, own AS life, '-infinity'::TIMESTAMPTZ AS born, since AS until FROM turned
    UNION ALL SELECT own, life, since, 'infinity'::TIMESTAMPTZ FROM turned"""
_NAMES = """names AS
    SELECT credential, actor, coalesce(life, pairs.subject) AS subject, pairs.subject AS own,
           (by_nature AND NOT (personal AND coalesce(human, false))) OR coalesce(machine, false) AS machine,
           known_from,
           greatest(coalesce(begins, '-infinity'::TIMESTAMPTZ), coalesce(born, '-infinity'::TIMESTAMPTZ)) AS begins,
           least(coalesce(ends, 'infinity'::TIMESTAMPTZ), coalesce(until, 'infinity'::TIMESTAMPTZ)) AS ends
    FROM pairs LEFT JOIN spans ON spans.subject = pairs.subject AND (personal OR NOT by_nature)
    LEFT JOIN lives ON lives.own = pairs.subject
    WHERE coalesce(greatest(begins, born) < least(ends, until), true)"""
#: The network of each address, and when anybody's use was first accepted from it: who only knocks makes no network
#: known.
_ADDRESSES = f"""addresses AS
    SELECT src_ip, net, min(min(accepted_at)) OVER (PARTITION BY net) AS first_at
    FROM (SELECT src_ip, {NETWORK} AS net,
                 CASE WHEN coalesce(credential, actor) IS NOT NULL THEN accepted_at END AS accepted_at
          FROM sights WHERE src_ip IS NOT NULL)
    GROUP BY src_ip, net"""
#: When each subject, people too, was first accepted from each network; of one that was turned, both lives have it.
_HOMES = """homes AS
    WITH used AS (
        SELECT subject, net, min(accepted_at) AS first_at
        FROM sights s JOIN addresses USING (src_ip)
        JOIN pairs ON pairs.credential IS NOT DISTINCT FROM s.credential AND pairs.actor IS NOT DISTINCT FROM s.actor
        WHERE accepted_at IS NOT NULL AND subject IS NOT NULL GROUP BY subject, net)
    SELECT subject, net, min(first_at) AS first_at FROM (
        FROM used UNION ALL SELECT life, net, greatest(first_at, since) FROM used JOIN turned ON own = subject)
    GROUP BY subject, net"""
_FIRST_KNOWN = "first_known AS SELECT id AS subject, min(observed_at) AS known_from FROM states GROUP BY id"
#: Each hour in which a log says anything, with its first and its last event.
_HOURS = f"""log_hours AS
    SELECT source, log, date_trunc('hour', happened_at) AS hour, min(happened_at) AS first_at,
           max(happened_at) AS last_at, arg_min({_ACT}, (happened_at, event_id)) AS first_act,
           arg_max({_ACT}, (happened_at, event_id)) AS last_act
    FROM events e WHERE NOT implausible GROUP BY source, log, date_trunc('hour', happened_at)"""
_ENUMS = {
    "source_name": "SELECT DISTINCT source FROM logs_begin",
    "log_name": "SELECT DISTINCT log FROM logs_begin",
    "subject_name": "SELECT subject FROM names WHERE subject IS NOT NULL UNION "
    "SELECT own FROM names WHERE own IS NOT NULL UNION "
    "SELECT tried FROM sights WHERE tried IS NOT NULL",
    "net_name": "SELECT DISTINCT net FROM addresses",
}
_SEEN = f"""seen AS
    SELECT {_ACT} AS act, happened_at, e.source::source_name AS source, e.log::log_name AS log,
           coalesce(n.subject, target)::subject_name AS subject,
           coalesce(n.own, target)::subject_name AS own,
           n.machine AND coalesce(happened_at >= n.known_from, true) AS machine, class_uid::USMALLINT AS class_uid,
           activity_id::UTINYINT AS activity_id, status_id::UTINYINT AS status_id,
           coalesce({_ADMINISTERS}, false) AS administers, resource_type,
           CASE WHEN class_uid <> 6001 OR status_id = 2 THEN operation END AS operation,
           CASE WHEN class_uid <> 6003 OR activity_id <> 2 OR status_id = 2
                THEN coalesce(resource_uid, resource_group) END AS resource_uid,
           CASE WHEN class_uid IN (6001, 6005) THEN resource_group END AS container,
           CASE WHEN class_uid = 6001 THEN {_KINDS_OF_ACT} WHEN class_uid IN (6003, 6005) THEN operation END AS action,
           CASE WHEN class_uid IN (6001, 6005) THEN {TOPIC} END AS topic,
           coalesce(class_uid = 6001 AND resource_type IS DISTINCT FROM 'user'
                    AND length(split_part(e.actor, ':', 3)) >= 6
                    AND contains({ABOUT}, lower(split_part(e.actor, ':', 3))), false) AS about_itself,
           query, target, target_group,
           CASE WHEN session_uid IS NOT NULL THEN (hash(e.source, session_uid) >> 1)::BIGINT END AS session,
           p.net::net_name AS net, p.first_at AS network_first_at,
           {CLIENT} AS client,
           (epoch(e.happened_at - b.begins) / 86400)::FLOAT AS history,
           coalesce(history >= {LEARNED} AND p.net IS NOT NULL AND (p.first_at IS NULL
                    OR happened_at <= p.first_at + INTERVAL {NEW_DAYS} DAYS), false) AS fresh
    FROM events e
    JOIN names n ON n.credential IS NOT DISTINCT FROM e.credential AND n.actor IS NOT DISTINCT FROM e.actor
         AND happened_at >= n.begins AND happened_at < n.ends
    JOIN logs_begin b ON b.source = e.source AND b.log = e.log
    LEFT JOIN addresses p ON p.src_ip = e.src_ip
    WHERE NOT implausible AND coalesce(n.subject, target) IS NOT NULL
      AND (n.machine OR fresh OR class_uid IN {_CHANGES})"""


def acts(session: Session) -> None:
    """Make ``seen`` and, over it, ``acts`` (what machines did), ``visits`` (what came from new networks), ``changes``.

    ``changes`` is what anybody did to accounts, groups, privileges and things that run code.
    A subject is the credential by its id in the inventory, else the acting account; one that was turned goes on with
    the subject of the one before it, and ``own`` is its own id. Whether an account is a machine is taken from the last
    survey before the act, else from its use: nothing that became known later counts. ``network_first_at`` is when
    anybody's use was first accepted from that network. ``history`` is the days of log before an act. Also made:
    ``logs_begin``, ``homes``, ``first_known`` (when a credential first stood in a survey), ``people`` (who is known to
    be a person, from when to when), ``by_use``, ``log_hours``, and the views ``contacts`` and ``devices``.
    Needs the views ``events``, ``identifiers``, ``principal_kinds``, ``states``, ``reads`` and ``use_days``.
    """
    session.load_columns("personal_kinds", {"kind": "VARCHAR"}, {"kind": personal()})
    turned(session)
    for query in (_SIGHTS, _LOGS_BEGIN, _PAIRS):
        session.run(f"CREATE OR REPLACE TEMP TABLE {query}")
    by_use(session)
    for query in (_SPANS, _LIVES, _NAMES, _ADDRESSES, _HOMES):
        session.run(f"CREATE OR REPLACE TEMP TABLE {query}")
    session.run("DROP TABLE IF EXISTS seen")
    for name, query in _ENUMS.items():
        session.run(f"DROP TYPE IF EXISTS {name}; CREATE TYPE {name} AS ENUM ({query} ORDER BY 1)")
    session.run("DROP TABLE sights")  # As large as what it was made of: what comes next needs the room.
    session.run(f"CREATE TEMP TABLE {_SEEN}")
    session.run("DROP TABLE addresses")
    session.run("CREATE OR REPLACE TEMP VIEW people AS SELECT subject, begins, ends FROM spans WHERE human")
    for name, condition in (("acts", "machine"), ("visits", "fresh"), ("changes", f"class_uid IN {_CHANGES}")):
        session.run(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * EXCLUDE (fresh) FROM seen WHERE {condition}")
    session.run(f"CREATE OR REPLACE TEMP TABLE {_FIRST_KNOWN}")
    session.run(f"CREATE OR REPLACE TEMP TABLE {_HOURS}")
    contacts(session, _ACT)


def opened(session: Session, wanted: Iterable[int]) -> dict[int, Evidence]:
    """Return the address of each act's event, in one pass over the lake."""
    session.load_columns("wanted", {"act": "BIGINT"}, {"act": sorted(set(wanted))})
    rows = session.tuples(
        f"SELECT {_ACT} AS act, happened_at, source, log, event_id, raw, record FROM events e "
        f"WHERE {_ACT} IN (SELECT act FROM wanted) ORDER BY ALL"
    )
    found = {}
    for act, at, source, log, event_id, raw, record in rows:
        if isinstance(at, datetime):
            # Each name is there once, however many events have it.
            source, log, raw = intern(str(source)), intern(str(log)), intern(str(raw))
            found[int(str(act))] = Evidence(at, source, log, str(event_id), raw, int(str(record)))
    return found
