"""`hookshift person`: what is stored about a person."""
