"""The permissions of Google Cloud's predefined roles that techniques need, for use if no list was read.

Source: cloud.google.com/iam/docs/roles-permissions (from memory, to be checked again). A listing of a role has priority
over this table. A predefined role in neither is not evaluated.
"""

from typing import Final

_ACT: Final = frozenset({"iam.serviceAccounts.actAs"})
_RUNS: Final = frozenset({
    "compute.instances.create", "compute.instances.setMetadata", "cloudfunctions.functions.create",
    "run.services.create", "cloudbuild.builds.create", "deploymentmanager.deployments.create",
})  # fmt: skip
_TOKENS: Final = frozenset({
    "iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.signBlob", "iam.serviceAccounts.signJwt",
    "iam.serviceAccounts.implicitDelegation",
})  # fmt: skip
_POLICIES: Final = frozenset({
    "resourcemanager.projects.setIamPolicy", "resourcemanager.folders.setIamPolicy",
    "resourcemanager.organizations.setIamPolicy", "iam.serviceAccounts.setIamPolicy",
})  # fmt: skip
_READS: Final = frozenset({"secretmanager.versions.access", "storage.objects.get"})
PREDEFINED: Final = {
    "roles/owner": _ACT | _RUNS | _POLICIES | _READS | {"iam.serviceAccountKeys.create", "iam.roles.update"},
    "roles/editor": _ACT | _RUNS | {"iam.serviceAccountKeys.create"},
    "roles/iam.serviceAccountTokenCreator": _TOKENS,
    "roles/iam.serviceAccountKeyAdmin": frozenset({"iam.serviceAccountKeys.create"}),
    "roles/iam.serviceAccountAdmin": frozenset({"iam.serviceAccounts.setIamPolicy"}),
    "roles/iam.serviceAccountUser": _ACT,
    "roles/iam.workloadIdentityUser": frozenset({"iam.serviceAccounts.getAccessToken"}),
    "roles/iam.securityAdmin": _POLICIES,
    "roles/iam.roleAdmin": frozenset({"iam.roles.update"}),
    "roles/iam.organizationRoleAdmin": frozenset({"iam.roles.update"}),
    "roles/resourcemanager.organizationAdmin": _POLICIES - {"iam.serviceAccounts.setIamPolicy"},
    "roles/resourcemanager.folderAdmin": frozenset({"resourcemanager.folders.setIamPolicy",
                                                    "resourcemanager.projects.setIamPolicy"}),
    "roles/resourcemanager.folderIamAdmin": frozenset({"resourcemanager.folders.setIamPolicy"}),
    "roles/resourcemanager.projectIamAdmin": frozenset({"resourcemanager.projects.setIamPolicy"}),
    "roles/compute.admin": frozenset({"compute.instances.create", "compute.instances.setMetadata"}),
    "roles/compute.instanceAdmin.v1": frozenset({"compute.instances.create", "compute.instances.setMetadata"}),
    "roles/cloudfunctions.admin": frozenset({"cloudfunctions.functions.create"}),
    "roles/cloudfunctions.developer": frozenset({"cloudfunctions.functions.create"}),
    "roles/run.admin": frozenset({"run.services.create"}),
    "roles/run.developer": frozenset({"run.services.create"}),
    "roles/cloudbuild.builds.editor": frozenset({"cloudbuild.builds.create"}),
    "roles/deploymentmanager.editor": frozenset({"deploymentmanager.deployments.create"}),
    "roles/secretmanager.admin": frozenset({"secretmanager.versions.access"}),
    "roles/secretmanager.secretAccessor": frozenset({"secretmanager.versions.access"}),
    "roles/storage.hmacKeyAdmin": frozenset({"storage.hmacKeys.create"}),
    "roles/serviceusage.apiKeysAdmin": frozenset({"apikeys.keys.create", "apikeys.keys.getKeyString"}),
    "roles/artifactregistry.writer": frozenset({"artifactregistry.repositories.uploadArtifacts"}),
    "roles/storage.admin": frozenset({"storage.objects.get"}),
    "roles/storage.objectAdmin": frozenset({"storage.objects.get"}),
    "roles/storage.objectViewer": frozenset({"storage.objects.get"}),
}  # fmt: skip
