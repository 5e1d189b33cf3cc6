"""What roles and accounts of databases may do: memberships, privileges on things, ownership."""
