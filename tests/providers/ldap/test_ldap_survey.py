"""A directory's entries as its own client exports them."""

import json
import re
import subprocess

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.observation import Entity
from keyroll.providers import ldap
from keyroll.providers.catalogue import endpoints
from real_servers import program

SOURCE, ENDPOINTS = "ldap@main", endpoints("ldap")
ENTRIES = [
    {
        "dn": ["CN=Backup, ou=Apps,dc=example"],
        "objectClass": ["simpleSecurityObject", "applicationProcess"],
        "cn": ["Backup"],
        "createTimestamp": ["20250101000000Z"],
        "pwdChangedTime": ["20260101000000Z"],
        "pwdLastSuccess": ["20261101000000Z"],
        "userPassword": ["{SSHA}hash-canary"],
    },
    {
        "dn": ["cn=Ann,dc=example"],
        "objectclass": ["inetOrgPerson"],
        "cn;lang-de": ["Ann"],
        "mail": ["Ann@X.example"],
        "pwdAccountLockedTime": ["000001010000Z"],
        "shadowExpire": ["20000"],
    },
]


def facts(found, entity: Entity) -> dict[str, dict]:
    return {one.subject.value: dict(one.facts) for one in found if one.entity is entity}


def test_an_entry_is_an_account_of_a_machine_only_where_its_class_says_so(read_all) -> None:
    found = read_all(ENDPOINTS["accounts"], ENTRIES, SOURCE)
    assert "canary" not in str(found)
    kinds = {name: one["principal_kind"] for name, one in facts(found, Entity.PRINCIPAL).items()}
    assert kinds == {"cn=backup,ou=apps,dc=example": "nonhuman", "cn=ann,dc=example": "unknown"}
    credentials = facts(found, Entity.CREDENTIAL)
    backup, ann = credentials["cn=backup,ou=apps,dc=example"], credentials["cn=ann,dc=example"]
    assert (backup["state"], backup["changed"], backup["last_used"]) == (
        "active",
        "2026-01-01T00:00:00Z",
        "2026-11-01T00:00:00Z",
    )
    assert (ann["state"], ann["name"], ann["expires"]) == ("suspended", "Ann", "2024-10-04T00:00:00Z")


def test_members_have_the_powers_of_their_group(read_all) -> None:
    group = {"dn": ["cn=Admins,dc=example"], "cn": ["Admins"], "member": ["cn=App, dc=example"]}
    (found,) = read_all(ENDPOINTS["groups"], [group], SOURCE)
    assert (found.subject.value, found.facts) == (
        "cn=app,dc=example",
        {"privilege": "group:Admins", "resource": "cn=admins,dc=example"},
    )


@pytest.mark.parametrize("entry", [{"cn": ["x"]}, {"dn": "cn=x"}, {"dn": [5]}])
def test_an_entry_without_a_name_is_said(read_all, entry) -> None:
    with pytest.raises(VendorChanged, match="dn"):
        read_all(ENDPOINTS["accounts"], [entry], SOURCE)


def converted(ldif: str) -> list:
    """What the command of the folder's docstring makes of LDIF."""
    (script,) = re.findall(r"jq -Rs '(.*?)'", ldap.__doc__ or "", re.DOTALL)
    done = subprocess.run([program("jq"), "-Rs", script], input=ldif, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


@pytest.mark.support("ldap", "survey", "real server")
@pytest.mark.server
def test_what_the_servers_own_client_lists_is_read_with_the_least_right(read_all, slapd) -> None:
    classes = ("simpleSecurityObject", "applicationProcess")
    for name in ("one", "two", "gone"):
        slapd.add(f"cn={name},dc=quiet", "survey-canary-1", classes=classes)
    slapd.add("cn=Jörg,dc=quiet", "survey-canary-2", "mail: j@x.example", classes=("inetOrgPerson", "person"))
    lock = ("changetype: modify", "add: pwdAccountLockedTime", "pwdAccountLockedTime: 000001010000Z")
    slapd.modify("cn=two,dc=quiet", *lock)
    slapd.password("cn=one,dc=quiet", "survey-canary-1")
    group = "dn: cn=operators,dc=quiet\nobjectClass: groupOfNames\nmember: cn=one,dc=quiet\n"
    slapd.tool("ldapadd", given=group)
    slapd.delete("cn=gone,dc=quiet")
    slapd.tool("ldapwhoami", who="cn=one,dc=quiet", password="survey-canary-1")
    search = ["-LLL", "-o", "ldif_wrap=no", "-b", "dc=quiet"]
    least = {"who": slapd.surveyor, "password": "root-of-the-tests"}
    body = converted(slapd.tool("ldapsearch", *search, "(userPassword=*)", "*", "+", **least))
    assert not any("userPassword" in one for one in body)
    assert ENDPOINTS["accounts"].recognise(body)
    found = read_all(ENDPOINTS["accounts"], body, SOURCE)
    listed = slapd.tool("ldapsearch", *search, "(userPassword=*)", "1.1")
    assert len(facts(found, Entity.CREDENTIAL)) == listed.count("dn:") > 3
    credentials = facts(found, Entity.CREDENTIAL)
    assert "cn=gone,dc=quiet" not in credentials
    assert "cn=jörg,dc=quiet" in credentials
    assert credentials["cn=two,dc=quiet"]["state"] == "suspended"
    one = credentials["cn=one,dc=quiet"]
    assert one["last_used"] >= one["changed"]
    groups = converted(slapd.tool("ldapsearch", *search, "(|(member=*)(uniqueMember=*))", "cn", "member", **least))
    assert ENDPOINTS["groups"].recognise(groups)
    (grant,) = read_all(ENDPOINTS["groups"], groups, SOURCE)
    assert (grant.subject.value, grant.facts["privilege"]) == ("cn=one,dc=quiet", "group:operators")
    slapd.delete("cn=operators,dc=quiet")
