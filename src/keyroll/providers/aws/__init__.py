"""AWS: IAM users, access keys and roles, the credential report, CloudTrail.

Facts, with the vendor's page where one is known:

- ``ListAccessKeys`` is asked user by user and pages with ``IsTruncated``/``Marker`` (IAM API reference). A user has at
  most two keys. ``CreateDate`` of a key equals ``access_key_N_last_rotated`` of the credential report, whose rows name
  no key id: user and creation time join the two (handle ``access_key_slot``). Two keys that one user made within the
  same second would share it.
- The credential report may be up to four hours old (IAM user guide, "Generate credential reports", from memory:
  re-check), so its last use lags.
- Temporary credentials of STS (``ASIA…``) are listed nowhere: **unlistable**; they are inferred from CloudTrail. They
  live on after the access key that fetched them is deleted, up to 36 hours (from memory: re-check).
- SSH keys, signing certificates and service-specific credentials of users are listed by calls that are not read yet.
- CloudTrail writes ``responseElements`` of STS calls with the session token in it, which is masked; the vendor itself
  leaves secret keys and passwords out.
- The vendor advises temporary credentials of roles in place of access keys, which never expire (IAM user guide,
  "Manage access keys for IAM users" and "Programmatic access", read 2026-11).
- What a policy allows stands in its document: inline ones with their principal, managed ones under ``Policies``, whose
  documents may be on another page. Names of the vendor's own policies (``Amazon…``, ``AWS…``) are from its list of
  managed policies (from memory: re-check).
- Propagation window: IAM is eventually consistent; changes "might not be immediately visible" in every region (IAM user
  guide, troubleshooting). No number is promised; minutes were seen elsewhere, five are taken (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contract import Kind, LeastScope, Powers, Provider

PROVIDER = Provider(
    name="aws",
    title="Amazon Web Services",
    kinds=(
        Kind(
            "access_key",
            "access key of an IAM user",
            "access_key_id",
            listed_by="access_keys",
            never_expires=True,
            legacy_because="AWS advises temporary credentials of a role in place of access keys",
        ),
        Kind(
            "session",
            "temporary security credentials (STS)",
            "session_key",
            unlistable_because="STS keeps no list of the temporary credentials that it issued",
        ),
    ),
    scopes=(
        LeastScope("iam:GetAccountAuthorizationDetails", "to list users, roles, groups and what they may do"),
        LeastScope("iam:ListAccessKeys", "to list the access keys of each user"),
        LeastScope("iam:GenerateCredentialReport", "to have the credential report made"),
        LeastScope("iam:GetCredentialReport", "to learn when each key was last used"),
    ),
    window=timedelta(minutes=5),
    powers=Powers(
        administers=r"AdministratorAccess|PowerUserAccess|IAMFullAccess",
        lesser=r"group:.*|ReadOnlyAccess|ViewOnlyAccess|SecurityAudit|(Amazon|AWS|CloudWatch|AutoScaling).*",
    ),
)
