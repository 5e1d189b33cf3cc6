"""The companies, each with the systems that it uses."""

from scenarios.companies import brackwater, halden, kestervale, marlbrake, tarnfield
from scenarios.company import Company
from scenarios.estates import kestervale_cloud as health_cloud
from scenarios.estates import kestervale_desk as health_desk
from scenarios.estates import marlbrake_cloud as seed_cloud
from scenarios.estates import marlbrake_desk as seed_desk
from scenarios.estates import tarnfield_cloud as cloud
from scenarios.estates import tarnfield_desk as desk
from scenarios.systems.aws import Aws
from scenarios.systems.bitbucket import Bitbucket
from scenarios.systems.cloudflare import Cloudflare
from scenarios.systems.confluence import Confluence
from scenarios.systems.gcp import Gcp
from scenarios.systems.github import Github
from scenarios.systems.gitlab import Gitlab
from scenarios.systems.jira import Jira
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.microsoft import Microsoft
from scenarios.systems.okta import Okta
from scenarios.systems.onepassword import Onepassword
from scenarios.systems.openbao import Openbao
from scenarios.systems.postgresql import Postgresql
from scenarios.systems.slack import Slack
from scenarios.systems.smartsheet import Smartsheet
from scenarios.systems.workspace import Workspace

HALDEN = Company(
    "halden",
    halden.BEGINS,
    halden.ENDS,
    halden.people,
    (Github, Slack, Gcp, Kubernetes, Workspace, Openbao, Microsoft),
)
BRACKWATER = Company(
    "brackwater",
    brackwater.BEGINS,
    brackwater.ENDS,
    brackwater.people,
    (Aws, Okta, Gitlab, Jira, Confluence, Cloudflare, Onepassword, Postgresql),
)
TARNFIELD = Company(
    "tarnfield",
    tarnfield.BEGINS,
    tarnfield.ENDS,
    tarnfield.people,
    (
        cloud.Aws, desk.Okta, Bitbucket, desk.Jira, desk.Confluence, Smartsheet, cloud.Cloudflare, desk.Slack,
        desk.Github, cloud.Openbao,
    ),
)  # fmt: skip
MARLBRAKE = Company(
    "marlbrake",
    marlbrake.BEGINS,
    marlbrake.ENDS,
    marlbrake.people,
    (
        seed_cloud.Aws, seed_cloud.Kubernetes, seed_cloud.Openbao, seed_cloud.Postgresql, seed_desk.Okta,
        seed_desk.Slack, seed_desk.Github, seed_desk.Microsoft,
    ),
)  # fmt: skip
KESTERVALE = Company(
    "kestervale",
    kestervale.BEGINS,
    kestervale.ENDS,
    kestervale.people,
    (
        health_cloud.Gcp, health_cloud.Openbao, health_cloud.Postgresql, health_desk.Microsoft, health_desk.Gitlab,
        health_desk.Jira, health_desk.Confluence, health_desk.Slack,
    ),
)  # fmt: skip
#: By the folder in which the scenarios of each lie.
COMPANIES = {company.name: company for company in (HALDEN, BRACKWATER, TARNFIELD, MARLBRAKE, KESTERVALE)}
