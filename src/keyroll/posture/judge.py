"""Runs every check over the inventory: one three-valued row for each check and each examined subject."""

from keyroll.plugins import found
from keyroll.posture.contract import Check
from keyroll.store.relations import build
from keyroll.store.session import Session


def checks() -> dict[str, Check]:
    """Return every check by the name of its file, in the order of the risks."""
    known = found("keyroll.posture.checks", "CHECK", Check)
    return dict(sorted(known.items(), key=lambda pair: (int(pair[1].nhi.removeprefix("NHI")), -pair[1].severity)))


def queries() -> tuple[str, ...]:
    """Return the query of every check."""
    return tuple(check.sql for check in checks().values())


def posture(session: Session) -> None:
    """Make ``posture`` of the inventory, as of its time."""
    build(session, "posture")


def posture_answers(session: Session) -> None:
    """Make ``posture_answers``: run every check."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE posture_answers "
        "(check_id VARCHAR, subject VARCHAR, answer VARCHAR, because VARCHAR)"
    )
    for name, check in checks().items():
        session.run(
            f"INSERT INTO posture_answers SELECT '{name}', subject, CASE WHEN answer IN ('yes', 'no') THEN answer "
            f"ELSE 'unknown' END, because FROM ({check.sql})"
        )


def check_words(session: Session) -> None:
    """Make ``check_words``: the texts of every check."""
    known = checks()
    columns = ("nhi", "title", "fix", "unlock")
    session.load_columns(
        "check_words",
        {"check_id": "VARCHAR", **dict.fromkeys(columns, "VARCHAR"), "severity": "INTEGER"},
        {
            "check_id": list(known),
            **{column: [getattr(check, column) for check in known.values()] for column in columns},
            "severity": [int(check.severity) for check in known.values()],
        },
    )
