"""Grade A: tries of the exposed value itself, with the controls that make a refusal mean something."""
