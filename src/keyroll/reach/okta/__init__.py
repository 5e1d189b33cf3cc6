"""What permissions of Okta allow, and narrower ones by use."""
