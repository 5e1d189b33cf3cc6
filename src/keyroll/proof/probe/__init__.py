"""Grade A: authentication attempts with the exposed value itself, and the controls that make a refusal meaningful."""
