"""What a provider's folder says about itself: one contract an ability. Nothing here opens a file or a connection."""
