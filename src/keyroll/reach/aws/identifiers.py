"""Ids of users, roles and groups of AWS, in the inventory's form."""


def identifier(source: str, arn: str) -> str:
    """Return the inventory's id of a user, role or group; without an ARN the id of the account's administration."""
    if not arn:
        return f"{source}:administration"
    kind, _, path = arn.split(":", 5)[5].partition("/")
    return f"{source}:{kind}:{path.rpartition('/')[2]}"
