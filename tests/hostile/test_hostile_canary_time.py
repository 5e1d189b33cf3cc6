"""No input makes the mask slow: time grows with what comes, whatever it is."""

import time

import pytest

from keyroll.intake.masking.mask import Fingerprints, RecordMask
from keyroll.providers import catalogue
from keyroll.providers.contracts.values import ObjectMembers, Values
from keyroll.secret import Secret
from keyroll.store.masked import masked

pytestmark = pytest.mark.hostile

SIZE = 1 << 19
ALL = Values(
    fields=("a.value", "data", *catalogue.logs("aws")["cloudtrail"].values.fields),
    objects=(ObjectMembers("kind", "Secret", ("data",)),),
    texts=(*catalogue.logs("ldap")["stats"].values.texts, *catalogue.logs("mariadb")["audit"].values.texts),
)
NASTY = {
    "names without an end": b"token=",
    "names with a mark": b"token=:",
    "pairs in no object": b'"name":"password",',
    "pairs in one object": b'"name":"password","value":"x",',
    "objects that do not end": b'{"name":"password",',
    "lists in lists": b"[",
    "objects in objects": b'{"variables":',
    "parents that do not end": b'{"value":',
    "kinds": b'"kind":"Secret","data":{',
    "quotes": b'"',
    "backslashes": b"\\",
    "backslashes and quotes": b'\\"',
    "backslashes and names": b'\\\\"password\\\\":',
    "escapes": b"\\u0070",
    "escapes of escapes": b"\\u005cu005c",
    "logins without a host": b"://a:b@",
    "logins with a port": b"://h:80/x@",
    "slashes": b"://",
    "literals": b"PASSWORD '",
    "literals in quotes": b"PASSWORD ''",
    "identified": b"IDENTIFIED BY ",
    "headers": b"bearer aaaaaaaa",
    "basic": b"basic QUFB",
    "keys": b"-----BEGIN PRIVATE KEY-----",
    "percent": b"%3Ftoken%3D",
    "parameters": b"&%61=",
    "brackets": b"token=)))",
    "blanks": b" ",
    "lines": b"\n",
    "lines and names": b'"password":\n',
    "a name and blanks": b"password" + b" " * 5000 + b"=",
    "filters": b"(userPassword=*",
    "zero": b"\0",
    "words": b"password",
    "options": b"--password ",
}


@pytest.mark.parametrize("name", NASTY)
def test_time_grows_with_the_input(name: str) -> None:
    mask = RecordMask(Fingerprints(Secret(b"a key")), ALL)
    mask.whole(b"x" * SIZE)
    one = NASTY[name]
    content = one * (SIZE // len(one))
    begun = time.process_time()
    for _ in masked(mask, (content[at : at + (1 << 20)] for at in range(0, len(content), 1 << 20))):
        pass
    assert time.process_time() - begun < 20
