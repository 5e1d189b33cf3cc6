"""The permissions of database roles and accounts: memberships, privileges on objects, ownership."""
