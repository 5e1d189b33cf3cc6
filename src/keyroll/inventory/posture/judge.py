"""Runs every check over the inventory: one row for each check and each subject that it looked at, three-valued."""

from keyroll.inventory.posture.contract import Check
from keyroll.inventory.posture.ground import ground
from keyroll.plugins import found
from keyroll.store.session import Session

#: What a check without any row says: nothing to look at is not "fine".
NOTHING = "nothing was read that it could look at"


def checks() -> dict[str, Check]:
    """Return every check by the name of its file, in the order of the risks."""
    known = found("keyroll.inventory.posture.checks", "CHECK", Check)
    return dict(sorted(known.items(), key=lambda pair: (int(pair[1].nhi.removeprefix("NHI")), -pair[1].severity)))


def posture(session: Session) -> None:
    """Make ``posture(check_id, nhi, title, severity, subject, name, source, owner, answer, because, fix, unlock)``.

    ``severity`` is OCSF's severity_id. A check that found nothing to look at has one row without a subject, whose
    answer is unknown. Needs the inventory, opened: answers are of its moment.
    """
    ground(session)
    known = checks()
    session.run(
        "CREATE OR REPLACE TEMP TABLE posture_answers "
        "(check_id VARCHAR, subject VARCHAR, answer VARCHAR, because VARCHAR)"
    )
    for name, check in known.items():
        session.run(
            f"INSERT INTO posture_answers SELECT '{name}', subject, CASE WHEN answer IN ('yes', 'no') THEN answer "
            f"ELSE 'unknown' END, because FROM ({check.sql})"
        )
    columns = ("nhi", "title", "fix", "unlock")
    session.load_columns(
        "asked",
        {"check_id": "VARCHAR", **dict.fromkeys(columns, "VARCHAR"), "severity": "INTEGER"},
        {
            "check_id": list(known),
            **{column: [getattr(check, column) for check in known.values()] for column in columns},
            "severity": [int(check.severity) for check in known.values()],
        },
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE posture AS SELECT a.check_id, a.nhi, a.title, a.severity, w.subject, "
        "coalesce(c.name, p.name, regexp_replace(w.subject, '^[^:]*:[^:]*:', '')) AS name, "
        "coalesce(c.source, p.source) AS source, coalesce(c.owner, nullif(p.owner, '')) AS owner, "
        f"coalesce(w.answer, 'unknown') AS answer, coalesce(w.because, '{NOTHING}') AS because, a.fix, a.unlock "
        "FROM asked a LEFT JOIN posture_answers w USING (check_id) LEFT JOIN credentials c ON c.id = w.subject "
        "LEFT JOIN principals p ON p.principal = w.subject AND c.id IS NULL"
    )
