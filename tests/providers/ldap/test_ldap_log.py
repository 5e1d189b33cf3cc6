"""slapd's log: as a real server writes it, and lines by hand."""

import re
import subprocess
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_samples import check

from keyroll.providers.catalogue import logs
from keyroll.providers.ldap.names import normal
from other_servers import Slapd
from server_logs import Tail, bring

SOURCE = "ldap@main"
LOG = logs("ldap")["stats"]
CANARY = "s3cr3t-of-a-test"
WHO = "cn=Log Reader,dc=quiet"
READER = f"{SOURCE}:entry:{WHO.lower()}"


def lines_of(*said: str, conn: int = 7) -> list[str]:
    """Lines of one connection from 192.0.2.7, a microsecond apart."""
    first = "fd=11 ACCEPT from IP=192.0.2.7:5 (IP=0.0.0.0:389)"
    return [
        f"2023-11-14T13:10:04.{number:06d}000Z ldap1 slapd[9]: conn={conn} {one}"
        for number, one in enumerate((first, *said))
    ]


def bound(name: str = "cn=svc,dc=a", err: int = 0, op: int = 0) -> tuple[str, ...]:
    accepted = (f'op={op} BIND dn="{name}" mech=SIMPLE bind_ssf=0 ssf=0',) if err == 0 else ()
    return (f'op={op} BIND dn="{name}" method=128', *accepted, f"op={op} RESULT tag=97 err={err} text=")


SVC = f"{SOURCE}:entry:cn=svc,dc=a"


KINDS = [
    (bound(), (3002, 1, 1, "BIND", SVC, SVC)),
    (bound(err=49), (3002, 1, 2, "BIND", SVC, SVC)),
    (('op=0 BIND dn="" method=128', "op=0 RESULT tag=97 err=0 text="), (3002, 1, 1, "BIND", None, None)),
    (('op=0 BIND dn="" method=163', "op=0 RESULT tag=97 err=14 text="), (3002, 1, 0, "BIND", None, None)),
    ((*bound(), "fd=11 closed"), (3002, 2, 0, "closed", SVC, SVC)),
    ((*bound(), "op=1 WHOAMI", "op=1 RESULT oid= err=0 text="), (6003, 2, 1, "WHOAMI", SVC, None)),
    ((*bound(), 'op=1 MOD dn="cn=x,dc=a"', "op=1 MOD attr=userPassword", "op=1 RESULT tag=103 err=50 text="),
     (3001, 3, 2, "MOD userPassword", SVC, f"{SOURCE}:entry:cn=x,dc=a")),
    ((*bound(), 'op=1 MOD dn="cn=g,dc=a"', "op=1 MOD attr=member", "op=1 RESULT tag=103 err=0 text="),
     (3006, 99, 1, "MOD member", SVC, None)),
    ((*bound(), 'op=1 PASSMOD id="cn=x,dc=a" old new', "op=1 RESULT oid= err=0 text="),
     (3001, 3, 1, "PASSMOD", SVC, f"{SOURCE}:entry:cn=x,dc=a")),
    ((*bound(), "op=1 PASSMOD old new", "op=1 RESULT oid= err=0 text="), (3001, 3, 1, "PASSMOD", SVC, SVC)),
    ((*bound(), *bound("cn=y,dc=a", 49, 1), 'op=2 DEL dn="cn=x,dc=a"', "op=2 RESULT tag=107 err=50 text="),
     (6005, 7, 2, "DEL", None, None)),
    ((*bound(), "op=1 UNBIND"), (6003, 99, 0, "UNBIND", None, None)),
]  # fmt: skip


def test_the_last_line_of_a_connection(view_rows):
    columns = ("class_uid", "activity_id", "status_id", "operation", "actor", "target")
    lines = [line for conn, (said, _) in enumerate(KINDS) for line in lines_of(*said, conn=conn)]
    last = {row["session_uid"]: row for row in view_rows(LOG, SOURCE, lines)}
    for conn, (said, wanted) in enumerate(KINDS):
        row = last[f"ldap1/9/{conn}"]
        assert (*(row[name] for name in columns), row["src_ip"]) == (*wanted, "192.0.2.7"), said


def test_connections_are_told_apart_and_nothing_later_counts(view_rows):
    one = lines_of(*bound(), 'op=1 SRCH base="dc=a" scope=2 deref=0 filter="(uid=x)"')
    other = lines_of(*bound("cn=other,dc=a"), 'op=1 SRCH base="dc=b" scope=2 deref=0 filter="(uid=y)"', conn=8)
    mixed = [line for pair in zip(one, other, strict=True) for line in pair]
    ends = [lines_of("op=1 SEARCH RESULT tag=101 err=0 nentries=1 text=", conn=conn)[1] for conn in (7, 8)]
    ends = [line.replace("13:10:04", "13:10:05") for line in ends]
    rows = [row for row in view_rows(LOG, SOURCE, [*mixed, *ends]) if row["class_uid"] == 6005]
    told = [(row["actor_name"], row["resource_uid"], row["query"]) for row in rows]
    assert told == [("cn=svc,dc=a", "dc=a", "(uid=x)"), ("cn=other,dc=a", "dc=b", "(uid=y)")]
    (early, *_) = [row for row in view_rows(LOG, SOURCE, [ends[0].replace(":05", ":03"), *mixed]) if row["record"] == 1]
    assert (early["actor"], early["src_ip"]) == (None, None)


def test_the_line_that_accepts_may_come_after_the_first_bind(view_rows):
    lines = [line.replace(":04.000001", ":04.0") for line in lines_of(*bound())]
    late = [lines[1], lines[2], lines[0].replace(":04.000000", ":04.300000"), lines[3].replace(":04.000003", ":04.4")]
    assert {row["src_ip"] for row in view_rows(LOG, SOURCE, late)} == {"192.0.2.7"}


@pytest.mark.long
@pytest.mark.server
@pytest.mark.support("ldap", "log", "real server")
def test_a_real_server_s_log_and_its_entries_are_joined(slapd: Slapd, tmp_path, view_rows):
    tail = Tail(slapd.folder / "stats.log")
    slapd.add(WHO, CANARY)
    slapd.password(WHO, f"{CANARY}2")
    for name, password in ((" CN=log  reader , DC=quiet", f"{CANARY}2"), (WHO, "wrong")):
        with suppress(subprocess.CalledProcessError):
            slapd.tool("ldapwhoami", who=name, password=password)
    slapd.tool("ldapsearch", "-b", "dc=quiet", f"(&(userPassword={CANARY}2)(cn=log*))", "cn")
    slapd.tool("ldapsearch", "-b", "dc=quiet", "(userPassword=*)", "cn")
    slapd.tool("ldappasswd", "-s", f"{CANARY}3", WHO)
    accounts = [{"dn": [WHO], "objectClass": ["person"], "cn": ["Log Reader"], "userPassword": ["***"]}]
    slapd.delete(WHO)
    lines = tail.until("DEL dn=", "UNBIND\n")
    brought = bring(tmp_path, SOURCE, "stats", lines, accounts=accounts)
    assert brought.quarantine() == {}
    assert any(CANARY in one for one in lines)
    assert brought.holds("s3cr3t", "3t-of-a-test") == []
    check(LOG, "ldap.stats", lines, view_rows)
    did = brought.told("operation", "status_id", "src_ip", where=f"actor = '{READER}' AND status_id > 0")
    assert did == [("BIND", 1, "127.0.0.1"), ("WHOAMI", 1, "127.0.0.1"), ("BIND", 2, "127.0.0.1")]
    to = f"target = '{READER}' AND class_uid = 3001 OR resource_uid = '{WHO.lower()}'"
    assert [one for (one,) in brought.told("operation", where=f"({to}) AND status_id = 1")] == [
        "ADD", "MOD userPassword", "PASSMOD", "DEL",
    ]  # fmt: skip
    asked = [one for (one,) in brought.told("query", where="operation = 'SRCH' AND query IS NOT NULL")]
    assert [re.sub("masked:[^)]*", "***", one) for one in asked] == [
        "(&(userPassword=***)(cn=log*))", "(userPassword=*)",
    ]  # fmt: skip
    assert brought.credentials()[READER]["last_used"] is not None


parts = st.text(
    st.characters(codec="ascii", categories=("L", "N"), include_characters=" -_'\\"), min_size=1, max_size=12
)


@settings(max_examples=6)
@given(st.lists(parts.map(lambda text: f"cn={text.strip(' ')}x,dc=a"), min_size=1, max_size=5))
def test_names_are_those_of_the_survey(view_rows, given_names):
    lines = [line for at, name in enumerate(given_names) for line in lines_of(*bound(name), conn=at)]
    rows = [row for row in view_rows(LOG, SOURCE, lines) if row["class_uid"] == 3002]
    assert [row["actor_name"] for row in rows] == [normal(name) for name in given_names]


secrets = st.text(st.characters(codec="utf-8", exclude_characters='\n\r()*"', exclude_categories=["Cs"]), min_size=1)
ATTRIBUTES = (
    "userPassword",
    "userpassword",
    "authPassword",
    "sambaNTPassword",
    "unicodePwd",
    "userPassword;x-a",
    "clientSecret",
)


@settings(max_examples=6)
@given(st.lists(secrets.map(lambda text: f"Zq{text}Zq"), min_size=1, max_size=2), st.sampled_from(("=", ">=", "=*")))
def test_no_password_that_is_looked_for_is_left(view_rows, passwords, sign):
    lines = [
        line
        for one in passwords
        for name in ATTRIBUTES
        for line in lines_of(f'op=1 SRCH base="dc=a" scope=2 deref=0 filter="(&(cn=a)({name}{sign}{one}))"')
    ]
    rows = view_rows(LOG, SOURCE, lines)
    assert len(rows) == len(lines)
    assert not [row for row in rows if "Zq" in repr(row)]
