"""AWS: IAM users, access keys and roles, the credential report, CloudTrail.

Facts, with the vendor's page where one is known:

- ``ListAccessKeys`` is called for each user and pages with ``IsTruncated``/``Marker`` (IAM API reference). A user has
  at most two keys. ``CreateDate`` of a key equals ``access_key_N_last_rotated`` of the credential report, whose rows
  name no key id: user and creation time join the two (identifier ``access_key_slot``). Two keys that one user made
  within the same second would share this identifier.
- The credential report may be up to four hours old (IAM user guide, "Generate credential reports"; knowledge centre,
  config-credential-report; read 2026-11), so its last use may be late.
- Temporary credentials of STS (``ASIA…``) are in no list: **unlistable**. They are inferred from CloudTrail. They stay
  valid after the access key that fetched them is deleted, for up to 36 hours (STS API reference, GetSessionToken, read
  2026-11).
- Users also have SSH keys, signing certificates and credentials for one service, each listed for one user at a time.
  Federated identities sign in without any of these: issuers of OIDC and SAML, and certificates under a trust anchor of
  Roles Anywhere. For Roles Anywhere AWS records who signed in and when (``ListSubjects``), for one region at a time.
- Secrets Manager lists names, never values, for one region at a time (API reference, "ListSecrets"). Regions that are
  not named in the connection are not read, and changes of the last five minutes may be missing.
- ``responseElements`` of STS calls in CloudTrail hold the session token, which is masked. The vendor itself leaves out
  secret keys and passwords.
- The vendor advises temporary credentials of roles in place of access keys, which never expire (IAM user guide, "Manage
  access keys for IAM users" and "Programmatic access", read 2026-11).
- A policy's document lists its permissions: inline policies are with their principal, managed ones under ``Policies``,
  whose documents may be on another page. Names of the vendor's own policies (``Amazon…``, ``AWS…``) are from its list
  of managed policies (from memory: re-check).
- Propagation window: IAM is eventually consistent; changes "might not be immediately visible" in every region (IAM user
  guide, *Changes that I make are not always immediately visible*, read 2026-11-29). The vendor promises no number; five
  minutes are assumed.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, PrivilegeReads, Provider

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
            nameless=True,
        ),
        Kind(
            "service_credential",
            "service-specific credential of an IAM user",
            "service_credential",
            listed_by="service_specific_credentials",
            material="password",
        ),
        Kind("ssh_public_key", "SSH public key of an IAM user", "ssh_public_key", listed_by="ssh_public_keys"),
        Kind(
            "signing_certificate",
            "X.509 signing certificate of an IAM user",
            "signing_certificate",
            listed_by="signing_certificates",
        ),
        Kind(
            "trust_anchor", "trust anchor of Roles Anywhere", "trust_anchor", listed_by="trust_anchors", in_place=True
        ),
        Kind(
            "anywhere_certificate",
            "certificate that signs in through Roles Anywhere",
            "anywhere_subject",
            listed_by="anywhere_subjects",
            in_place=True,
        ),
        Kind(
            "session",
            "temporary security credentials (STS)",
            "session_key",
            unlistable_because="STS keeps no list of the temporary credentials that it issued",
        ),
    ),
    scopes=(
        LeastScope("iam:GetAccountAuthorizationDetails", "list users, roles, groups and their permissions"),
        LeastScope("iam:ListUsers", "list the users whose keys are read"),
        LeastScope("iam:ListAccessKeys", "list the access keys of each user"),
        LeastScope("iam:GenerateCredentialReport", "create the credential report"),
        LeastScope("iam:GetCredentialReport", "read when each key was last used"),
        LeastScope("iam:ListServiceSpecificCredentials", "list the credentials of each user for single services"),
        LeastScope("iam:ListSSHPublicKeys", "list the SSH keys of each user"),
        LeastScope("iam:ListSigningCertificates", "list the signing certificates of each user"),
        LeastScope("iam:ListOpenIDConnectProviders", "list the issuers whose tokens sign in"),
        LeastScope("iam:GetOpenIDConnectProvider", "read their audiences"),
        LeastScope("iam:ListSAMLProviders", "list the identity providers whose assertions sign in"),
        LeastScope("rolesanywhere:ListTrustAnchors", "list the authorities whose certificates sign in"),
        LeastScope("rolesanywhere:ListSubjects", "list the subjects of certificates that signed in, and when last"),
        LeastScope("rolesanywhere:ListProfiles", "read which roles they may assume"),
        LeastScope("organizations:DescribeOrganization", "name the managing account (with organization=yes)"),
        LeastScope("organizations:ListPolicies", "list service and resource control policies"),
        LeastScope("organizations:DescribePolicy", "read the denied actions of each"),
        LeastScope("organizations:ListTargetsForPolicy", "see which accounts and units they limit"),
        LeastScope("organizations:ListAccounts", "list the accounts of the organisation"),
        LeastScope("organizations:ListParents", "see the organisational units of each account"),
        LeastScope("secretsmanager:ListSecrets", "list the names of secrets, never their values"),
        LeastScope("secretsmanager:GetResourcePolicy", "read the policy of each secret (with resources=yes)"),
        LeastScope("s3:ListAllMyBuckets", "list the buckets"),
        LeastScope("s3:GetBucketPolicy", "read the policy of each bucket"),
        LeastScope("s3:GetBucketPublicAccessBlock", "see whether a bucket ignores public policies"),
        LeastScope("s3:GetAccountPublicAccessBlock", "see whether the account ignores public policies"),
        LeastScope("kms:ListKeys", "list the keys"),
        LeastScope("kms:GetKeyPolicy", "read the policy of each key"),
        LeastScope("kms:ListGrants", "read the grants of each key"),
        LeastScope("sqs:ListQueues", "list the queues"),
        LeastScope("sqs:GetQueueAttributes", "read the policy of each queue"),
        LeastScope("sns:ListTopics", "list the topics"),
        LeastScope("sns:GetTopicAttributes", "read the policy of each topic"),
        LeastScope("lambda:ListFunctions", "list the functions and the role of each"),
        LeastScope("lambda:GetPolicy", "read the policy of each function"),
    ),
    window=timedelta(minutes=5),
    powers=Powers(
        administers=r"AdministratorAccess|PowerUserAccess|IAMFullAccess",
        lesser=r"group:.*|ReadOnlyAccess|ViewOnlyAccess|SecurityAudit|(Amazon|AWS|CloudWatch|AutoScaling).*",
    ),
    reads=(
        PrivilegeReads(("aws_secret",), r"AdministratorAccess|PowerUserAccess|SecretsManagerReadWrite", sure=True),
        PrivilegeReads(("aws_secret",)),
    ),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("group"),
        PrincipalIdentifier("account"),
        # docs.aws.amazon.com, IAM Identity Center, "Referencing permission sets in resource policies", read 2026-11-29:
        # it makes a role with a name that begins so for each permission set of an account.
        PrincipalIdentifier("role", "workload", people_prefix="AWSReservedSSO_"),
        PrincipalIdentifier("federated", "workload"),
    ),
)
