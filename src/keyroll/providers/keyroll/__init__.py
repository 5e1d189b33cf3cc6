"""keyroll itself as a source: the credentials of its own connections, and the tokens by which machines ask it.

A connection's credential is one of the vendor that issued it, as that vendor named it when keyroll signed in, and it is
registered with keyroll as its owner. The tokens are its own: it lists them all, and one that ended is listed as ended.
They are checked in one place, so their end takes no time to arrive.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, Provider

PROVIDER = Provider(
    name="keyroll",
    title="keyroll itself",
    kinds=(
        Kind(
            name="machine_token",
            vendor_name="token of a machine that asks keyroll's server",
            identifier="machine_token",
            listed_by="machine_tokens",
            material="token",
        ),
    ),
    window=timedelta(),
)
