"""A real slapd, read live with the rights that keyroll prints."""

import pytest
from test_ldap_survey import converted

from fakes.same import assert_same
from keyroll.errors import CredentialRefused
from live_servers import Connect, holds

pytestmark = [pytest.mark.server, pytest.mark.support("ldap", "live survey", "real server"), pytest.mark.long]
VALUE = "root-of-the-tests"
WORDS = "not seen: scope search on userPassword (list the entries that have a password; never its value)"
SEARCH = ("-LLL", "-o", "ldif_wrap=no", "-b", "dc=quiet")


def names(slapd) -> set[str]:
    """What OpenLDAP's own client lists, as root."""
    listed = converted(slapd.tool("ldapsearch", *SEARCH, "(userPassword=*)", "1.1"))
    return {one["dn"][0].lower() for one in listed}


def test_what_the_server_lists_is_on_the_roll(slapd, connect: Connect) -> None:
    ldif = "".join(
        f"dn: cn=many{number},dc=quiet\nobjectClass: person\nsn: x\nuserPassword: live-canary-1\n\n"
        for number in range(600)
    )
    slapd.tool("ldapadd", given=ldif, who="cn=root,dc=quiet")
    for name in ("live_a", "live_b", "live_c"):
        slapd.add(f"cn={name},dc=quiet", "live-canary-1")
    one = connect("ldap", VALUE, slapd.address, entry=slapd.surveyor, base="dc=quiet")
    assert (one.unseen, one.pull()) == ({}, {})
    assert set(one.states("entry")) == names(slapd)
    assert len(one.states("entry")) > 600  # more than slapd gives to whoever has no greater limit
    lock = ("changetype: modify", "add: pwdAccountLockedTime", "pwdAccountLockedTime: 000001010000Z")
    slapd.modify("cn=live_a,dc=quiet", *lock)
    slapd.delete("cn=live_b,dc=quiet")
    slapd.password("cn=live_c,dc=quiet", "live-canary-2")
    slapd.tool("ldapwhoami", who="cn=live_c,dc=quiet", password="live-canary-2")
    slapd.tool("ldapadd", given="dn: cn=live,dc=quiet\nobjectClass: groupOfNames\nmember: cn=live_c,dc=quiet\n")
    assert one.pull() == {}
    states = one.states("entry")
    said = [states[f"cn=live_{name},dc=quiet"] for name in "abc"]
    assert said == ["suspended", "destroyed", "active"]
    used = one.listed("entry")["cn=live_c,dc=quiet"]
    assert used["last_used"]
    assert used["changed"]
    grants = {(row["principal"], row["privilege"]) for row in one.keyroll.inventory.listed("grants").rows}
    assert ("ldap@main:entry:cn=live_c,dc=quiet", "group:live") in grants
    assert holds(one, VALUE, "live-canary") == []
    gone = [f"cn=many{number},dc=quiet" for number in range(600)]
    slapd.tool("ldapdelete", given="\n".join([*gone, "cn=live,dc=quiet"]) + "\n")


def test_live_and_export_are_one_reader(slapd, connect: Connect, tmp_path) -> None:
    slapd.tool("ldapadd", given="dn: cn=same,dc=quiet\nobjectClass: groupOfNames\nmember: cn=x,dc=quiet\n")
    slapd.add("cn=another,dc=quiet", VALUE)  # a list of nobody but the asker counts as none
    one = connect("ldap", VALUE, slapd.address, entry=slapd.surveyor, base="dc=quiet")
    one.pull()
    least = {"who": slapd.surveyor, "password": VALUE}
    wanted = {"accounts": ("(userPassword=*)", "*", "+"), "groups": ("(|(member=*)(uniqueMember=*))", "cn", "member")}
    pages = {}
    for name, words in wanted.items():
        pages[name] = [converted(slapd.tool("ldapsearch", *SEARCH, *words, **least))]
    for entry in pages["accounts"][0]:
        if entry["dn"] == [slapd.surveyor]:  # asking is use
            entry["pwdLastSuccess"] = [last_used(one, slapd)]
    assert_same(one.keyroll, "ldap@main", pages, tmp_path)
    slapd.delete("cn=same,dc=quiet")


def last_used(one, slapd) -> str:
    text = str(one.listed("entry")[slapd.surveyor]["last_used"])
    return "".join(character for character in text[:19] if character.isdigit()) + "Z"


def test_an_entry_without_the_right_sees_nobody_and_does_not_say_that_nobody_is_there(slapd, connect: Connect) -> None:
    slapd.add("cn=blind,dc=quiet", VALUE)
    one = connect("ldap", VALUE, slapd.address, entry="cn=blind,dc=quiet", base="dc=quiet")
    assert one.unseen["accounts"] == WORDS
    code, told = connect.sync(one)
    assert (code, WORDS in told) == (11, True)
    slapd.delete("cn=blind,dc=quiet")


def test_a_wrong_password_is_refused(slapd, connect: Connect) -> None:
    with pytest.raises(CredentialRefused, match="49"):
        connect("ldap", "wrong", slapd.address, entry=slapd.surveyor, base="dc=quiet")
