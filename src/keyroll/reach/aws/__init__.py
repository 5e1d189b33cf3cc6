"""AWS: what its policies let a principal do, as yes, no or unknown with a reason, and the steps that follow from it."""
