"""`hookshift --url`: the commands that work on an installation elsewhere, over its API."""
