"""The English names of actions in Atlassian's audit records, by the keys that all languages share.

A server writes ``action`` in its own language, and ``actionI18nKey`` beside it: in the file and in the response of the
REST API alike (jira.atlassian.com, JRASERVER-78785). Pairs of key and name from published records of the three products
(elastic/integrations, test data) and from the action cache of a published database of Jira 9, read 2026-11. An action
whose key is not here keeps its own text.
"""

from typing import Final

_JIRA: Final = {
    "customfield.created": "Custom field created",
    "customfield.updated": "Custom field updated",
    "filter.created": "Filter created",
    "global.permission.added": "Global permission added",
    "group.created": "Group created",
    "group.deleted": "Group deleted",
    "issue.type.created": "Issue type created",
    "permission.scheme.added.to.project": "Permission scheme added to project",
    "permission.scheme.created": "Permission scheme created",
    "permission.scheme.removed.from.project": "Permission scheme removed from project",
    "permission.scheme.updated": "Permission scheme updated",
    "project.created": "Project created",
    "resolutions.created": "New resolution created",
    "system.license.added": "New license added",
    "user.added.to.group": "User added to group",
    "user.created": "User created",
    "user.deleted": "User deleted",
    "user.removed.from.group": "User removed from group",
    "user.updated": "User updated",
    "version.created": "Project version created",
    "version.released": "Project version released",
    "workflow.created": "Workflow created",
    "workflow.scheme.added.to.project": "Workflow scheme added to project",
    "workflow.scheme.created": "Workflow scheme created",
}
_CONFLUENCE: Final = {
    "global.permission.added": "Global permission added",
    "group.created": "Group created",
    "group.deleted": "Group deleted",
    "group.membership.added": "User added to group",
    "group.membership.removed": "User removed from group",
    "plugin.enabled": "App enabled",
    "space.import": "Space import",
    "space.permission.added": "Space permission added",
    "user.created": "User created",
    "user.deleted": "User deleted",
    "user.renamed": "User renamed",
    "user.updated": "User details updated",
}
_BITBUCKET: Final = {
    "search.audit.action.elasticsearchconfigurationchange": "Elasticsearch settings changed",
    "service.applicationconfiguration.audit.action.applicationsetup": "Instance setup completed",
    "service.project.audit.action.projectdeleted": "Project deleted",
    "service.project.audit.action.projectdeletionrequested": "Project deletion requested",
    "service.project.audit.action.projectmodified": "Project settings changed",
    "service.repository.audit.action.repositoryaccessed": "Repository accessed by user",
    "service.repository.audit.action.repositorydeleted": "Repository deleted",
    "service.repository.audit.action.repositorydeletionrequested": "Repository deletion requested",
    "service.repository.audit.action.repositorymodificationrequested": "Repository change requested",
    "service.repository.audit.action.repositorymodified": "Repository settings changed",
    "service.user.audit.action.authenticationsuccess": "User logged in",
    "service.user.audit.action.globalpermissiongranted": "Global permission granted",
    "service.user.audit.action.globalpermissiongrantrequested": "Global permission requested",
    "service.user.audit.action.groupmembershipscreated.user": "User added to user group",
}
_SHARED: Final = {
    "atlassian.audit.event.action.audit.config.updated": "Audit Log configuration updated",
    "atlassian.audit.event.action.audit.search": "Audit Log search performed",
    "personal.access.tokens.audit.log.summary.token.created": "Personal access token created",
    "personal.access.tokens.audit.log.summary.token.deleted": "Personal access token deleted",
    "stp.jfr.audit.recording.started": "JFR recording started",
}
NAMES: Final = {
    **{f"jira.auditing.{key}": name for key, name in _JIRA.items()},
    **{f"audit.logging.summary.{key}": name for key, name in _CONFLUENCE.items()},
    **{f"bitbucket.{key}": name for key, name in _BITBUCKET.items()},
    **_SHARED,
}
#: The name by the key of ``auditType``, else the record's own text.
IN_ENGLISH: Final = (
    "CASE auditType.actionI18nKey "
    + " ".join(f"WHEN '{key}' THEN '{name}'" for key, name in sorted(NAMES.items()))
    + " ELSE auditType.action END"
)
