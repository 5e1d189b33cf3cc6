"""The companies, each with the systems that it uses."""

from keyroll.replay.worlds.companies import brackwater, halden, kestervale, marlbrake, tarnfield
from keyroll.replay.worlds.company import Company
from keyroll.replay.worlds.estates import kestervale_cloud as health_cloud
from keyroll.replay.worlds.estates import kestervale_desk as health_desk
from keyroll.replay.worlds.estates import marlbrake_cloud as seed_cloud
from keyroll.replay.worlds.estates import marlbrake_desk as seed_desk
from keyroll.replay.worlds.estates import tarnfield_cloud as cloud
from keyroll.replay.worlds.estates import tarnfield_desk as desk
from keyroll.replay.worlds.systems.aws import Aws
from keyroll.replay.worlds.systems.bitbucket import Bitbucket
from keyroll.replay.worlds.systems.cloudflare import Cloudflare
from keyroll.replay.worlds.systems.confluence import Confluence
from keyroll.replay.worlds.systems.gcp import Gcp
from keyroll.replay.worlds.systems.github import Github
from keyroll.replay.worlds.systems.gitlab import Gitlab
from keyroll.replay.worlds.systems.jira import Jira
from keyroll.replay.worlds.systems.kubernetes import Kubernetes
from keyroll.replay.worlds.systems.microsoft import Microsoft
from keyroll.replay.worlds.systems.okta import Okta
from keyroll.replay.worlds.systems.onepassword import Onepassword
from keyroll.replay.worlds.systems.openbao import Openbao
from keyroll.replay.worlds.systems.postgresql import Postgresql
from keyroll.replay.worlds.systems.slack import Slack
from keyroll.replay.worlds.systems.smartsheet import Smartsheet
from keyroll.replay.worlds.systems.workspace import Workspace

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
