"""The permissions of Okta, and narrower ones by use."""
