"""keyroll itself as a source: the credentials of its connections, and the tokens of machines that call its server.

A connection's credential belongs to the vendor that issued it, has the name that the vendor gave when keyroll signed
in, and is registered with keyroll as its owner. The tokens are keyroll's own: it lists them all, and ended tokens as
ended. They are checked in one place, so their end takes effect at once.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, Provider

PROVIDER = Provider(
    name="keyroll",
    title="keyroll itself",
    kinds=(
        Kind(
            name="machine_token",
            vendor_name="token of a machine that calls keyroll's server",
            identifier="machine_token",
            listed_by="machine_tokens",
            material="token",
        ),
    ),
    window=timedelta(),
)
