"""1Password's events: sign-ins, uses of items, and administration, with the secret, the account and the address.

support.1password.com and developer.1password.com, *Events API*, read 2026-11. No API lists service accounts and Connect
tokens. An event of a service account has its name, and a mail address in a domain of the vendor,
``1passwordserviceaccounts.com`` (seen in published tokens and events).
"""

from keyroll.providers.contracts.kinds import Kind, LeastScope, PrincipalIdentifier, Provider

PROVIDER = Provider(
    name="onepassword",
    title="1Password",
    kinds=(
        Kind(
            "service_account_token",
            "service account token",
            "service_account",
            unlistable_because="a page of the web application shows service accounts; no API lists them",
        ),
    ),
    scopes=(LeastScope("signinattempts, itemusages, auditevents", "read the three kinds of event"),),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("group"),
        PrincipalIdentifier("service_account", "machine"),
    ),
)
