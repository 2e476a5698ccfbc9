"""How a rollout looks: from what PostgreSQL holds to a screen or to plain data."""
