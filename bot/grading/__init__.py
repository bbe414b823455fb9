"""Is this reply right, and if not, which mistake is it. Pure."""
