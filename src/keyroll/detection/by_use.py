"""Whose account lives as a machine where no directory tells people from machines: programs alone use it."""

from datetime import datetime

from keyroll.detection.contract import LEARNED
from keyroll.store.session import Session

#: First products of what people sit before: browsers (RFC 9110 leaves them all "Mozilla"), and AWS's console, which
#: names itself in CloudTrail (docs.aws.amazon.com, CloudTrail record contents, userAgent; from memory).
BY_HAND = "('mozilla', 'opera', 'console.amazonaws.com', 'signin.amazonaws.com', 'console.ec2.amazonaws.com')"
#: Programs that people and machines use alike: such a use tells nothing.
_BY_EITHER = "('git', 'jgit')"
#: On so many days programs must have used it.
_DAYS = 3

_QUERY = f"""
    WITH told AS (
        SELECT principal AS subject, min(known_from) AS told_from FROM principal_kinds WHERE kind <> 'unknown'
        GROUP BY principal),
    accounts AS (
        SELECT DISTINCT credential, subject, told_from FROM pairs LEFT JOIN told USING (subject)
        WHERE NOT by_nature AND credential IS NOT NULL),
    days AS (
        SELECT subject, told_from, day, min(first_used) AS first_used, bool_or(client IN {BY_HAND}) AS by_hand,
               bool_or(client NOT IN {BY_HAND} AND client NOT IN {_BY_EITHER}) AS by_program
        FROM accounts JOIN use_days ON identifier = credential
        WHERE uses > 0 AND client IS NOT NULL AND coalesce(first_used < told_from, true)
        GROUP BY subject, told_from, day),
    lived AS (
        SELECT subject, first_used, bool_or(by_hand) OVER earlier AS by_hand,
               count(CASE WHEN by_program THEN 1 END) OVER earlier AS days, min(first_used) OVER earlier AS since
        FROM days
        WINDOW earlier AS (PARTITION BY subject ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
    SELECT subject, min(first_used) AS known_from FROM lived
    WHERE NOT by_hand AND days >= {_DAYS} AND first_used - since >= INTERVAL {LEARNED} DAYS GROUP BY subject"""


def by_use(session: Session) -> None:
    """Make ``by_use(subject, known_from)``: accounts that are machines by their use, and from when on that was known.

    Those that nothing but programs used for some days, until a source or a directory says what they are; a day tells
    of it when it is over. Needs ``pairs``, ``principal_kinds`` and ``use_days``.
    """
    session.run(f"CREATE OR REPLACE TEMP TABLE by_use AS {_QUERY}")


def machines_by_use(session: Session) -> dict[str, datetime]:
    """Return from when on it was known of each account that it is a machine by its use. Needs ``by_use``."""
    rows = session.tuples("SELECT subject, known_from FROM by_use")
    return {str(subject): known_from for subject, known_from in rows if isinstance(known_from, datetime)}
