"""Systems whose entitlements are evaluated, one file each: from listings to nodes and edges."""
