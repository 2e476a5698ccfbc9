"""The dashboard and its API: what the commands show, for a browser."""
