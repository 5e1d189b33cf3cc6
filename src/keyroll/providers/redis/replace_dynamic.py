"""One-hour users in place of a user's password: OpenBao makes it, and ends it with its lease.

openbao/openbao, api-docs, *Redis database plugin* (``creation_statements``: rules of the users that it makes), read
2026-11-29; redis.io, *ACL SETUSER* (rules add to the existing ones; ``off`` leaves connections signed in, which
``CLIENT KILL`` ends), read 2026-11-29. Redis writes no log of accepted sign-ins. OpenBao's leases show that it issues
users; no log shows that the consumer uses one.
"""

from datetime import timedelta

from keyroll.providers._replacing import (
    ENGINE_PASSWORD,
    MADE,
    OPENBAO,
    PLATFORM_SETTINGS,
    READERS,
    Engine,
    database_leases,
    engine,
    text,
)
from keyroll.providers.contracts.replace import (
    Binding,
    Form,
    Given,
    ListSign,
    Part,
    ReplaceSetting,
    Side,
    Sign,
    Way,
)


def configure(given: Given) -> tuple[Part, ...]:
    """Return the texts of both sides."""
    opener = f"openbao_{given.slug}"
    host, _, port = given["server"].rpartition(":")
    made = text(
        """
        ACL SETUSER @opener@ on +@admin +acl +ping
        # then give it a password from standard input, and write it into the file @opener@.password
        """,
        opener=opener,
    ).replace("+@admin ", "")
    rules = f'["~{given["keys"]}", "{given["commands"]}"]'
    about = Engine(
        "redis-database-plugin",
        (f"host='{host or given['server']}'", f"port='{port or '6379'}'", f"tls={given['tls']}"),
        (rules,),
        (),
        opener,
    )
    return (
        Part(Side.PROVIDER, Form.SHELL, "redis-cli, as an administrator", made),
        *engine(given, about),
        Part(Side.PROVIDER, Form.SHELL, "redis-cli, as an administrator", f"ACL SETUSER {given.account} off resetpass\n"
             f"CLIENT KILL USER {given.account}\n", "remove"),
    )  # fmt: skip


def signs(given: Given) -> tuple[Sign, ...]:
    """Return the signs that the new credential is issued."""
    return (
        ListSign(
            "redis", "user", f"*:user:{MADE}{given.slug}_*", "Redis lists users that OpenBao made", same_source=True
        ),
        database_leases(given),
    )


WAYS = (
    Way(
        name="openbao-user",
        title="a user for at most an hour, made by OpenBao",
        kind="user",
        binding=Binding.EXPIRES,
        issuer="openbao",
        life=timedelta(hours=1),
        consumers=READERS,
        configure=configure,
        signs=signs,
        death="the old password is tried at each node (grade A); the user is listed as off",
        settings=(
            OPENBAO,
            ENGINE_PASSWORD,
            ReplaceSetting("server", "host:port of Redis, as OpenBao reaches it", "cache1:6379"),
            ReplaceSetting("keys", "the keys that the consumer uses", "shop:*", "*"),
            ReplaceSetting("commands", "the commands that the consumer may use on them", "+@read", "+@read"),
            ReplaceSetting("tls", "whether OpenBao connects over TLS", "true", "true"),
            *PLATFORM_SETTINGS,
        ),
        checks=("Redis logs no sign-ins: CLIENT LIST shows whether the consumer is connected as the made user",),
        page="https://openbao.org/docs/secrets/databases/redis/",
    ),
)
