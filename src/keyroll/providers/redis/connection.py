"""Redis live: a user that may only read the access control list; hashes are blanked before anything is kept.

Tested on Redis 8.0. Each node has its own access control list: connect each one as a source (``redis@cache1``).
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.providers._questions import Questions, not_allowed, refused, unreachable
from keyroll.providers.live import Connection, ConnectionSetting, LiveSource, Me, Opening, Pull
from keyroll.providers.redis.probe import place
from keyroll.providers.redis.wire import NotRedis, Redis, RedisError, signed_in
from keyroll.reveal import reveal

if TYPE_CHECKING:
    from keyroll.errors import VendorError

T = TypeVar("T")
_SCOPE, _USER = "+acl|list +acl|whoami", "user"
_HASH = re.compile(r"#[0-9a-f]{64}")


def _query(opening: Opening, question: Callable[[Redis], T]) -> T:
    """Return the response to one query. Raises VendorError."""
    where = str(opening.source)
    address, user = place(opening.address).address, opening.settings[_USER]
    failed: VendorError
    try:
        with reveal(opening.credential) as raw, signed_in(address, user, raw, "keyroll-survey") as redis:
            return question(redis)
    except RedisError as error:
        known = {"WRONGPASS": refused, "NOAUTH": refused, "NOPERM": not_allowed}
        failed = known.get(error.code, unreachable)(where, error.code[:20])
    except OSError:
        failed = unreachable(where)
    except (NotRedis, ValueError):
        failed = unreachable(where, "this is not a Redis node")
    raise failed


def _users(redis: Redis) -> Json:
    return [{"rules": _HASH.sub("#***", rules)} for rules in redis.listed(b"ACL", b"LIST")]


def _me(opening: Opening) -> Me:
    name = _query(opening, lambda redis: redis.ask(b"ACL", b"WHOAMI"))
    return Me(name, "user", Identifier.of(opening.source, "user", name))


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet. Raises UsageError."""
    place(opening.address)
    return Questions(partial(_me, opening), {"users": partial(_query, opening, _users)})


def grant(settings: Mapping[str, str]) -> str:
    """Return the rules of the minimal user; a password must be added."""
    return f"ACL SETUSER {settings[_USER]} on resetkeys resetchannels -@all +acl|list +acl|whoami\n"


CONNECTION = Connection(
    open=open_live,
    pulls=(Pull("users", _SCOPE),),
    make=(
        "keyroll connect redis --grant | redis-cli",
        "ACL SETUSER keyroll >…, and ACL SAVE if users are kept in a file",
        "the address is tls://cache1:6379, one connection for each node",
    ),
    page="https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/",
    settings=(ConnectionSetting(_USER, "the user that signs in", "keyroll"),),
    grant=grant,
    parallel=1,
    sends="the user's password",
)
