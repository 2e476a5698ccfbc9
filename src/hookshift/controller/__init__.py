"""Control plane: carries a rollout on by what the gateways have seen, and proves each step."""
