"""Cloudflare issues Access service tokens and account API tokens.

Vendor pages: developers.cloudflare.com/api, *Zero Trust > Access > Service tokens* and *Accounts > Tokens*; logs:
*Logpush > Access requests* and *Audit logs*.

- A service token is a client id (its name, sent with every request) and a secret. It may be replaced by another
  token, or rotated in place: ``client_secret_version`` goes up and the old secret is accepted until
  ``previous_client_secret_expires_at``.
- Rolling an account token keeps its id and replaces its value; the list shows no version of the value.
- Names of permission groups are the vendor's (*API token permissions*): one that may write tokens, members, account
  settings or identity providers can raise itself; all end in what they may do (from memory: re-check).
- What the vendor lets nobody list: the API tokens and global API keys of other users; each user sees only their own.
- Window: 5 minutes, from memory: re-check. A session cookie that Access gave to a service token lives on for the
  application's session duration, and ends only when the tokens of the application are revoked.
"""

from datetime import timedelta

from keyroll.providers.contract import Kind, LeastScope, Powers, Provider

PROVIDER = Provider(
    name="cloudflare",
    title="Cloudflare",
    kinds=(
        Kind(
            name="access_service_token",
            vendor_name="Access service token",
            handle="access_service_token",
            listed_by="access_service_tokens",
            in_place=True,
            material="token",
        ),
        Kind(
            name="account_token",
            vendor_name="Account API token",
            handle="account_token",
            listed_by="account_tokens",
            in_place=True,
            material="token",
        ),
    ),
    scopes=(
        LeastScope("Access: Service Tokens Read", "list service tokens, their version and when they were last seen"),
        LeastScope("Account API Tokens Read", "list account tokens, their state and policies"),
        LeastScope("Logs Read", "see which service tokens pass or are refused"),
    ),
    window=timedelta(minutes=5),
    powers=Powers(
        administers=r"(Account )?API Tokens Write|Memberships Write|Account Settings Write|(Super )?Administrator.*"
        r"|Access: Organizations, Identity Providers, and Groups Write",
        lesser=r".* (Read|Write|Edit|Revoke|Purge|Report|Run|Metadata)",
    ),
)
