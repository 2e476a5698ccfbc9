"""`hookshift person`: what is stored of a person."""
