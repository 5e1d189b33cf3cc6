"""Ids of users, roles and groups of AWS, as the inventory has them."""


def identifier(source: str, arn: str) -> str:
    """Return the inventory's id of a user, role or group; without an ARN that of the account's administration."""
    if not arn:
        return f"{source}:administration"
    kind, _, path = arn.split(":", 5)[5].partition("/")
    return f"{source}:{kind}:{path.rpartition('/')[2]}"
