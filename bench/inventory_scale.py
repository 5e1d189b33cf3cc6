"""Measures the fold of the inventory at size: ``python bench/inventory_scale.py 10000 100000 1000000``.

For each number of credentials it writes a synthetic lake of ten observations each (ten sources of six providers, four
weekly listings; one log record per credential). Then it measures four steps, each in its own process: the first fold; a
sync of 1 % (the listings of one account that holds 1 % of the credentials: ten observations each); a fold without news;
and the fold of everything again, without results of earlier folds. Prints a Markdown table.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from keyroll.intake.surveys import TABLE
from keyroll.inventory import tables
from keyroll.providers.catalogue import logs
from keyroll.providers.contracts.logs import native_name
from keyroll.store.home import Home, prepare
from keyroll.store.ledger.lease import this_process
from keyroll.store.session import Session

FIRST = datetime(2026, 9, 7, tzinfo=UTC)
SURVEYS = [FIRST + timedelta(weeks=week) for week in range(4)]
NOW = "2026-11-01T00:00:00Z"
#: Source, kind, endpoint that lists it, subject, further strong identifier (NULL: none); ``n`` is the credential's
#: number.
SOURCES = (
    ("aws@111111111111", "access_key", "access_keys", "'aws@*:access_key_id:AKIA' || n", "slot"),
    ("aws@222222222222", "access_key", "access_keys", "'aws@*:access_key_id:AKIA' || n", "slot"),
    ("okta@main", "api_token", "api_tokens", "source || ':api_token:' || n", "NULL"),
    ("okta@eu", "client_secret", "app_client_secrets", "source || ':client_secret:' || n", "NULL"),
    ("cloudflare@main", "access_service_token", "access_service_tokens",
     "source || ':access_service_token:' || md5(n::VARCHAR)", "'cloudflare@*:access_client_id:' || n || '.access'"),
    ("cloudflare@two", "account_token", "account_tokens", "source || ':account_token:' || md5(n::VARCHAR)", "NULL"),
    ("jira@main", "account", "users", "source || ':account:svc-' || n", "'web@jira.example:login:svc-' || n"),
    ("jira@labs", "account", "users", "source || ':account:svc-' || n", "'web@labs.example:login:svc-' || n"),
    ("confluence@labs", "account", "users", "source || ':account:svc-' || n", "'web@wiki.example:login:svc-' || n"),
    ("bitbucket@main", "account", "users", "source || ':account:svc-' || n", "'web@git.example:login:svc-' || n"),
)  # fmt: skip
_STRONG = "list_filter([subject, other], lambda x: x IS NOT NULL)"
#: The account whose listings the sync of 1 % reads.
SMALL = "aws@333333333333"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+", type=int)
    parser.add_argument("--keep", type=Path, help="make the homes below this folder and keep them")
    parser.add_argument("--step", choices=STEPS, help="for the processes of the benchmark itself")
    chosen = parser.parse_args()
    if chosen.step:
        home = Home.open(chosen.keep)
        print(json.dumps(STEPS[chosen.step](home, *chosen.sizes)))
        return
    print("| credentials | observations | step | wall s | processor s | peak MB |\n|---|---|---|---|---|---|")
    for size in chosen.sizes:
        folder = (chosen.keep or Path(tempfile.mkdtemp())) / str(size)
        prepare(folder, {"clock": NOW})
        run("write", folder, size)
        for step in ("first fold", "nothing new", "write 1 %", "sync of 1 %", "from nothing"):
            if step == "write 1 %":
                run(step, folder, size)
                continue
            rows, wall, cpu, peak = run(step, folder, size)
            print(f"| {size:,} | {rows:,} | {step} | {wall:.1f} | {cpu:.1f} | {peak:,.0f} |", flush=True)
        if not chosen.keep:
            shutil.rmtree(folder)


def run(step: str, folder: Path, size: int) -> tuple[int, float, float, float]:
    """Run a step in its own process; return its number of rows, wall and processor seconds, and peak MB."""
    asked = [sys.executable, __file__, str(size), "--keep", str(folder), "--step", step]
    done = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True)
    rows, wall, cpu, peak = json.loads(done.stdout)
    return rows, wall, cpu, peak


def fold(home: Home, _: int) -> tuple[int, float, float, float]:
    begun = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_SELF)
    with home.ledger.hold(this_process("bench")) as ledger:
        tables.publish(home, ledger)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with home.session() as session:
        home.lake.view(session, TABLE, "all_rows")
        rows = int(str(session.one("SELECT count(*) FROM all_rows")))
    return rows, wall, used, after.ru_maxrss / 1024


def fold_from_nothing(home: Home, size: int) -> tuple[int, float, float, float]:
    for name in ("keyroll", "parts"):
        shutil.rmtree(home.path / "lake" / name, ignore_errors=True)
    return fold(Home.open(home.path), size)


def write(home: Home, size: int) -> tuple[int, float, float, float]:
    """Write four weekly listings of all sources, and a log."""
    with home.session() as session:
        session.run("SET memory_limit='3GB'")
        for week, when in enumerate(SURVEYS):
            for number, source in enumerate((*SOURCES, None)):
                count = size // 10 if source else size // 100
                account = source or (SMALL, *SOURCES[0][1:])
                first = number * (size // 10) + (0 if source else 10**9)
                survey(session, home, account, when, first, count, f"{account[0]}/{week}")
        log(session, home, size)
    return 0, 0, 0, 0


def write_more(home: Home, size: int) -> tuple[int, float, float, float]:
    """Write the next four weekly listings of one account, and the log records of its keys."""
    account = (SMALL, *SOURCES[0][1:])
    with home.session() as session:
        for week, when in enumerate(SURVEYS):
            later = when + timedelta(weeks=4)
            survey(session, home, account, later, 10 * (size // 10) + 10**9, size // 100, f"more/{week}")
        log(session, home, size // 100, 10 * (size // 10) + 10**9, SMALL)
    return 0, 0, 0, 0


def survey(
    session: Session, home: Home, source: tuple[str, ...], when: datetime, first: int, count: int, stream: str
) -> None:
    """Append the listing of one source at one time: 2.5 observations a credential, and the reads."""
    name, kind, endpoint, subject, other = source
    other = other.replace("slot", "source || ':access_key_slot:u' || n || '/2024-01-01T00:00:00Z'")
    listed = {"aws": "account_authorization_details", "okta": "users"}.get(name.partition("@")[0], endpoint)
    session.run(
        "CREATE OR REPLACE TEMP TABLE numbered AS SELECT *, CASE WHEN account THEN subject ELSE owner END AS principal "
        f"FROM (SELECT *, {subject} AS subject, {other} AS other, source || ':user:u' || (n // 2) AS owner, "
        f"'{kind}' = 'account' AS account FROM "
        f"(SELECT range + {first} AS n, '{name}' AS source FROM range({count})))"
    )
    holds = "[{relation: 'holds', \"to\": subject}]"
    acts = "[{relation: 'principal', \"to\": principal}]"
    facts = (
        f"json_object('created', '2024-01-01T00:00:00Z', 'last_used', '{when:%Y-%m-%d}T01:00:00Z', 'name', 'n' || n, "
        "'state', CASE WHEN hash(n) % 20 = 0 THEN 'suspended' ELSE 'active' END)"
    )
    parts = [
        rows(endpoint, "credential", "subject", f"'{kind}'", facts, acts, strong=_STRONG),
        rows(listed, "principal", "principal", "'user'", "json_object('email', 'u' || n || '@a.example', "
             "'principal_kind', 'unknown', 'name', 'u' || n)", where="n % 2 = 0"),
        rows(listed, "grant", "principal", "'grant'", "json_object('privilege', 'p' || n % 40, "
             "'resource', 'r' || n % 500)",
             where="n % 10 < 6"),
        rows("apps", "location", "source || ':place:' || n", "'vault_path'",
             "json_object('holder', 'Vendor ' || n % 50, 'place', 'app ' || n)", holds, where="n % 5 = 0"),
        rows("vendors", "registration", "'register@main:registration:' || md5(n::VARCHAR)", "'registration'",
             f"json_object('holder', 'Vendor ' || n % 50, 'system', '{name.partition('@')[0]}', 'names', 'n' || "
             "n, 'owner', 't' || n % 99)",
             where="n % 20 = 1"),
        rows("credential_report" if kind == "access_key" else "report", "credential",
             "subject" if other == "NULL" or kind != "access_key" else "other", f"'{kind}'", facts, acts,
             where="n % 20 < 3"),
        *(f"SELECT source, '{one}' AS endpoint, 'read' AS entity, source || ':endpoint:{one}' AS subject, "
          "'read' AS kind, "
          "[]::VARCHAR[] AS strong, '{\"complete\": true, \"because\": \"\"}' AS facts, NULL AS links, 0 AS record "
          "FROM (SELECT DISTINCT source FROM numbered)" for one in sorted({endpoint, listed, "apps"})),
    ]  # fmt: skip
    moment = f"'{when.isoformat()}'::TIMESTAMPTZ"
    session.run(
        f"CREATE OR REPLACE TEMP TABLE arriving AS SELECT source, {moment}::DATE AS day, "
        "md5(concat_ws('/', source, endpoint, entity, subject, kind, facts, record)) AS event_id, "
        f"{moment} AS happened_at, {moment} AS observed_at, {moment} AS recorded_at, md5(endpoint || source) AS raw, "
        "record::BIGINT AS record, endpoint, entity, subject, kind, strong, []::VARCHAR[] AS weak, "
        'facts::VARCHAR AS facts, links::STRUCT(relation VARCHAR, "to" VARCHAR)[] AS links '
        f"FROM ({' UNION ALL '.join(parts)})"
    )
    home.lake.append(session, "arriving", TABLE, stream, 1)


def rows(
    endpoint: str,
    entity: str,
    subject: str,
    kind: str,
    facts: str,
    links: str = "NULL",
    *,
    strong: str = "",
    where: str = "true",
) -> str:
    return (
        f"SELECT source, '{endpoint}' AS endpoint, '{entity}' AS entity, {subject} AS subject, {kind} AS kind, "
        f"{strong or f'[{subject}]'} AS strong, {facts} AS facts, {links} AS links, n AS record "
        f"FROM numbered WHERE {where}"
    )


def log(session: Session, home: Home, count: int, first: int = 0, source: str = "aws@111111111111") -> None:
    """Append CloudTrail records, one a credential on average, over the keys of the first account."""
    trail = logs("aws")["cloudtrail"]
    given = {
        "eventID": f"md5(n || '{source}{first}')",
        "eventTime": "happened_at",
        "eventSource": "'s3.amazonaws.com'",
        "eventName": "CASE WHEN n % 500 = 0 THEN 'DeleteObject' ELSE 'GetObject' END",
        "sourceIPAddress": "'192.0.2.' || n % 250",
        "userAgent": "'aws-cli/2'",
        "userIdentity": "struct_pack(\"type\" := 'IAMUser', userName := 'u' || n % 1000, accessKeyId := 'AKIA' || "
        f"({first} + hash(n) % ({count} // 10 + 1)))",
    }
    native = ", ".join(
        f'({given.get(name, "NULL")})::{kind.replace("JSON", "VARCHAR")} AS "{native_name(name)}"'
        for name, kind in trail.columns.items()
    )
    for day in range(10):
        session.run(
            f"CREATE OR REPLACE TEMP TABLE arriving AS SELECT '{source}' AS source, happened_at::DATE AS day, "
            f"md5(n || '{source}{first}') AS event_id, happened_at, happened_at AS observed_at, "
            f"happened_at AS recorded_at, 'raw' AS raw, n AS record, false AS implausible, {native} FROM "
            f"(SELECT range AS n, '{FIRST.isoformat()}'::TIMESTAMPTZ + INTERVAL 1 SECOND * (range % 80000) "
            f"+ INTERVAL {day} DAY AS happened_at FROM range({count * day // 10}, {count * (day + 1) // 10}))"
        )
        home.lake.append(session, "arriving", "events/aws.cloudtrail", f"{source}{first}{day}", 1)


STEPS = {
    "write": write,
    "write 1 %": write_more,
    "first fold": fold,
    "sync of 1 %": fold,
    "nothing new": fold,
    "from nothing": fold_from_nothing,
}

if __name__ == "__main__":
    main()
