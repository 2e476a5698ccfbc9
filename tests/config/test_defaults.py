"""What the file leaves out is what the domain would do."""

from hookshift.config.schema.delivery import BreakerConfig, DeliveryConfig
from hookshift.domain.delivery.breaker import BreakerPolicy
from hookshift.domain.delivery.delivery import Policy


def test_retries_and_the_circuit_breaker() -> None:
    delivery, breaker = DeliveryConfig(), BreakerConfig()
    assert BreakerPolicy(**{name: getattr(breaker, name) for name in BreakerPolicy._fields}) == (
        BreakerPolicy()
    )
    found = Policy(**{name: getattr(delivery, name) for name in Policy._fields})
    assert found._replace(non_retryable_statuses=frozenset(found.non_retryable_statuses)) == (
        Policy()
    )
