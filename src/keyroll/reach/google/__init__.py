"""Google Cloud: bindings with inheritance, roles, and deny policies."""
