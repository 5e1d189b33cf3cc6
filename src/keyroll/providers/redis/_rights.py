"""The checks before a change of Redis users: what the administrator may do, and whether a change outlives a restart.

redis.io, *ACL* (rules are applied from left to right), *ACL DRYRUN* (since 7.0), *ACL GETUSER*, re-check; tested on
Redis 8.0.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.redis.wire import Redis, RedisError

#: The commands without which a change fails, with words of an example.
_NEEDED: Final = (
    ("acl|setuser", ("ACL", "SETUSER", "keyroll-check")),
    ("acl|deluser", ("ACL", "DELUSER", "keyroll-check")),
    ("client|kill", ("CLIENT", "KILL", "ID", "1")),
)
#: The commands that only make a change better known, and what is missing without one.
_WANTED: Final = (
    ("client|list", ("CLIENT", "LIST"), "all sessions of the account end, because none can be told apart"),
    ("client|id", ("CLIENT", "ID"), "all sessions of the account end, because none can be told apart"),
    ("acl|log", ("ACL", "LOG"), "nothing shows who is refused after the old value was disabled"),
)
_KEEPS: Final = (("acl|save", ("ACL", "SAVE")), ("config|rewrite", ("CONFIG", "REWRITE")))


def read(redis: Redis, who: str, rules: Sequence[str], *, volatile: bool) -> Iterator[PlanCheck]:
    """Yield the checks of an administrator; ``rules`` are its own rules as the server lists them."""
    for command, words in _NEEDED:
        because = "its rules name categories, and it may not run ACL DRYRUN"
        has = allows(redis, who, rules, command, words)
        yield PlanCheck.right(f"+{command}", who, _fix(who, command), has=has, because=because)
    for command, example, without in _WANTED:
        has = allows(redis, who, rules, command, example)
        said = f"{who} has it" if has else f"{who} may lack {command}: {without}"
        yield PlanCheck(f"+{command}", True if has else None, said, "" if has else _fix(who, command))
    if not volatile:
        yield _kept(redis, who, rules)


def allows(redis: Redis, who: str, rules: Sequence[str], command: str, words: Sequence[str]) -> bool | None:
    """Return whether an account may run a command; None if its rules name a category and nothing evaluates them."""
    try:
        return redis.ask(b"ACL", b"DRYRUN", who.encode(), *(word.encode() for word in words)) == "OK"
    except RedisError:
        return allowed(rules, command)


def allowed(rules: Sequence[str], command: str) -> bool | None:
    """Return what rules say about a command such as ``acl|setuser``, or None: the last one that counts is a category.

    A container (``+acl``) stands for each of its commands.
    """
    names, found = {command, command.partition("|")[0], "@all"}, False
    category = False
    for rule in rules:
        sign, name = rule[:1], rule[1:].lower()
        if rule in ("allcommands", "nocommands") or (sign in "+-" and name in names):
            found, category = rule == "allcommands" or sign == "+", False
        elif sign in "+-" and name.startswith("@"):
            category = True
    return None if category else found


def _kept(redis: Redis, who: str, rules: Sequence[str]) -> PlanCheck:
    """Return whether the server can write the change to the file that it reads at its start."""
    may = [(command, allows(redis, who, rules, command, words)) for command, words in _KEEPS]
    what = "change survives a restart"
    if all(has is False for _, has in may):
        said = f"{who} has neither +acl|save nor +config|rewrite: the change would be lost at the next start"
        return PlanCheck.bad(what, said, f'{_fix(who, "acl|save")}, or settings = {{ volatile = "yes" }}')
    files = {"acl|save": _file(redis, "aclfile"), "config|rewrite": _config(redis)}
    if any(has and files[command] for command, has in may):
        return PlanCheck.good(what, f"{who} may write it to a file of the server")
    if all(file == "" for file in files.values()):
        said = "the server has neither an ACL file nor a configuration file: the change would be lost at the next start"
        return PlanCheck.bad(what, said, 'start it with a file, or settings = { volatile = "yes" }')
    return PlanCheck.unknown(what, f"{who} may not read whether the server has an ACL file or a configuration file")


def _file(redis: Redis, name: str) -> str | None:
    try:
        return "".join(redis.listed(b"CONFIG", b"GET", name.encode())[1:])
    except RedisError:
        return None


def _config(redis: Redis) -> str | None:
    try:
        lines = redis.ask(b"INFO", b"server").splitlines()
    except RedisError:
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("config_file:")), None)


def _fix(who: str, command: str) -> str:
    return f"ACL SETUSER {who} +{command}"
