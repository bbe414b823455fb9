"""The local classroom in a browser."""
