"""OpenSSH live: one host for each source, with a key that can only print the keys that the host's sshd trusts.

The key is in root's ``authorized_keys`` after ``restrict,command="…"``. The command is ``survey.sh`` of this folder,
which ``keyroll connect openssh --grant`` prints. It needs sh, awk, sed, getent and ssh-keygen; tested on OpenSSH 10.0p2
on Debian 13. The host fixes the command: keyroll only names one of four lists. Keys from an ``AuthorizedKeysCommand``
are not included, because the host has no list of them.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from importlib import resources
from shlex import quote
from typing import TYPE_CHECKING

from keyroll.model.identifier import ANYWHERE, Identifier
from keyroll.model.json import Json
from keyroll.providers import _event_loop
from keyroll.providers._questions import Questions, not_allowed, refused, unreachable
from keyroll.providers.live import Connection, ConnectionSetting, LiveSource, Me, Opening, Pull
from keyroll.providers.openssh.keys import NoKey, offered
from keyroll.providers.openssh.probe import PATIENCE, place, signed_in
from keyroll.reveal import reveal

if TYPE_CHECKING:
    import asyncssh

    from keyroll.errors import VendorError

_FILES, _LISTS, _CONFIG = "read on every AuthorizedKeysFile", "read on TrustedUserCAKeys and RevokedKeys", "config"
_HOST_KEYS = "nothing"
#: The most characters that a host may print for one list.
_MOST = 32 << 20


def _printed(opening: Opening, wanted: str) -> list[str]:
    """Return the lines that the host prints for a list. Raises VendorError."""
    import asyncssh

    where = f"{opening.source} {wanted}"

    async def run(connection: "asyncssh.SSHClientConnection", _permissions: list[str]) -> tuple[int | None, str]:
        null = asyncio.subprocess.DEVNULL
        async with connection.create_process(
            wanted, stdin=null, stderr=null, encoding="utf-8", errors="replace"
        ) as process:
            parts: list[str] = []
            size = 0
            while part := str(await process.stdout.read(1 << 16)):
                parts.append(part)
                size += len(part)
                if size > _MOST:
                    raise ValueError("the host prints too much")
            await process.wait_closed()
            return process.exit_status, "".join(parts)

    failed: VendorError
    try:
        with reveal(opening.credential) as raw:
            offer = offered(raw)
        plane = place(opening.address)
        account = plane.name.rpartition("@")[0]
        talk = signed_in(plane, "keyroll-survey", account, offer, run)
        status, text = _event_loop.run(asyncio.wait_for(talk, PATIENCE * 6))
        if status == 0:
            return text.splitlines()
        failed = not_allowed(where, f"the command ended with {status}")
    except NoKey:
        failed = refused(where, "the value is not a private key")
    except asyncssh.PermissionDenied:
        failed = refused(where, "permission denied")
    except (asyncssh.Error, OSError, TimeoutError, ValueError):
        failed = unreachable(where)
    raise failed


def _page(opening: Opening, wanted: str, row: Callable[[str], dict[str, Json]]) -> Json:
    return [row(line) for line in _printed(opening, wanted)]


def _revoked_or(row: Callable[[str], dict[str, Json]], line: str) -> dict[str, Json]:
    head, _, rest = line.partition("\t")
    return {"revoked": rest} if head == "revoked:" else row(line)


def _of_account(line: str) -> dict[str, Json]:
    host, _, rest = line.partition("\t")
    account, _, rest = rest.partition("\t")
    return {"host": host, "account": account, "line": rest}


def _of_host(line: str) -> dict[str, Json]:
    host, _, rest = line.partition("\t")
    return {"host": host, "line": rest}


def _me(opening: Opening) -> Me:
    _printed(opening, "host_keys")
    with reveal(opening.credential) as raw:
        offer = offered(raw)
    name = offer.pair.get_comment() or place(opening.address).name
    return Me(name, "public_key", Identifier(f"openssh@{ANYWHERE}", "public_key", offer.name))


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet. Raises UsageError, ConfigError."""
    place(opening.address)
    rows: dict[str, Callable[[str], dict[str, Json]]] = {
        "authorized_keys": partial(_revoked_or, _of_account),
        "certificates": partial(_revoked_or, _of_host),
        "authorities": _of_host,
        "host_keys": lambda line: {"line": line},
    }
    return Questions(partial(_me, opening), {name: partial(_page, opening, name, row) for name, row in rows.items()})


def grant(settings: Mapping[str, str]) -> str:
    """Return the script that the key is bound to."""
    text = resources.files(__package__).joinpath("survey.sh").read_text(encoding="utf-8")
    return text.replace("@CONFIG@", quote(settings[_CONFIG]))


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("authorized_keys", _FILES),
        Pull("certificates", _FILES),
        Pull("authorities", _LISTS),
        Pull("host_keys", _HOST_KEYS),
    ),
    make=(
        "keyroll connect openssh --grant > /usr/local/sbin/keyroll-survey, on the host, and chmod 755 it",
        'ssh-keygen -t ed25519 -N "" -f keyroll, on keyroll\'s machine',
        'in root\'s authorized_keys: restrict,command="/usr/local/sbin/keyroll-survey" ssh-ed25519 … keyroll',
        "the address is root@host:22?hostkey=SHA256:…, one connection for each host",
    ),
    page="https://man.openbsd.org/sshd#AUTHORIZED_KEYS_FILE_FORMAT",
    settings=(ConnectionSetting(_CONFIG, "the configuration of the host's sshd", "/etc/ssh/sshd_config"),),
    grant=grant,
    parallel=1,
    sends="a private key without a passphrase",
)
