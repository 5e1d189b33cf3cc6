"""Systems without their own folder: the rows of a table or a described API, under generic kinds.

A source is one system by name: ``other@stripe``. How long a revocation takes there is not known. The window is
keyroll's own choice, and generous.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Material, Powers, PrincipalIdentifier, Provider

#: A table about several kinds. Completeness is by kind: a list of one kind shows nothing about the others.
CREDENTIALS = "credentials"
#: People's records of a system: they are not a list of the system itself.
REGISTERED = "registered"


def _kind(name: str, title: str, material: Material, *, in_place: bool = False, nameless: bool = False) -> Kind:
    return Kind(name, title, name, listed_by=name, in_place=in_place, material=material, nameless=nameless)


PROVIDER = Provider(
    name="other",
    title="Other systems",
    kinds=(
        _kind("api_key", "API key", "token"),
        _kind("access_token", "access token", "token"),
        _kind("secret_key", "secret key", "secret-key"),
        _kind("client_secret", "client secret", "shared-secret", nameless=True),
        _kind("oauth_grant", "OAuth grant", "token"),
        _kind("webhook_secret", "webhook secret", "shared-secret"),
        _kind("password", "password", "password", in_place=True),
        _kind("ssh_key", "SSH key", "private-key"),
        _kind("certificate", "certificate", "credential"),
        _kind("credential", "credential", "credential"),
    ),
    scopes=(LeastScope("read", "list names, times and owners of credentials, never their values"),),
    window=timedelta(hours=1),
    powers=Powers(
        administers=(
            r"(.*[^a-z])?(admin(istrator)?s?|owner|root|superuser|super[ _-]?admin|full[ _-]?(access|control)|all|\*)"
        ),
        lesser=r"(.*[^a-z])?(read([ _-]?only)?|view(er)?|guest|list|get|none|no[ _-]?access)",
    ),
    principals=(PrincipalIdentifier("account"),),
)
