"""AWS: evaluates policies as yes, no or unknown with a reason, and makes steps from the result."""
