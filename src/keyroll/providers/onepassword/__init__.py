"""1Password's events: sign-ins, uses of items, and administration. Which secret was used, by whom, and from where.

support.1password.com and developer.1password.com, *Events API*, read 2026-11. Service accounts and Connect tokens are
listed nowhere by API; an act with one is told under the service account's name,
whose mail lies in a domain of the vendor's own, ``1passwordserviceaccounts.com`` (seen in tokens and events that others
print).
"""

from keyroll.providers.contracts.kinds import Kind, LeastScope, Provider

PROVIDER = Provider(
    name="onepassword",
    title="1Password",
    kinds=(
        Kind(
            "service_account_token",
            "service account token",
            "service_account",
            unlistable_because="service accounts stand on a page of the web application; no API lists them",
        ),
    ),
    scopes=(LeastScope("signinattempts, itemusages, auditevents", "read the three kinds of event"),),
)
