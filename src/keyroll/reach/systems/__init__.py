"""Systems whose entitlements are evaluated, one file each: from what was listed to nodes and edges."""
