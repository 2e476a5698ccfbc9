"""Scripted people: what they do, where each event of theirs belongs, and what drives gateways."""
