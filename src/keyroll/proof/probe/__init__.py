"""Grade A: authentication attempts with the exposed value itself, with the controls that make a refusal meaningful."""
