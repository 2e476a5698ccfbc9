"""A default stands once: in `config/schema`, or in the domain, from where the schema has it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from hookshift.config.schema.delivery import BreakerConfig, DeliveryConfig
from hookshift.domain.delivery.breaker import BreakerPolicy
from hookshift.domain.delivery.delivery import Policy

SOURCE = Path(__file__).parents[2] / "src" / "hookshift"
SETTINGS = ("Settings", "Limits", "Timeouts", "Policy")
"""How classes are called that parts of hookshift get their settings in."""


def fields(path: Path) -> Iterator[tuple[str, ast.AnnAssign]]:
    """The fields of all classes in a file, each with its class's name."""
    for found in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(found, ast.ClassDef):
            yield from (
                (found.name, each) for each in found.body if isinstance(each, ast.AnnAssign)
            )


def numbers(node: ast.expr | None) -> bool:
    """Whether a number stands in the expression."""
    return node is not None and any(
        isinstance(each, ast.Constant) and type(each.value) in (int, float)
        for each in ast.walk(node)
    )


def test_parts_have_no_defaults_of_their_own() -> None:
    parts = [path for room in ("gateway", "store", "controller", "web", "app", "providers")
             for path in (SOURCE / room).rglob("*.py")]  # fmt: skip
    given = [
        f"{path.relative_to(SOURCE)}: {name}.{ast.unparse(field)}"
        for path in [*parts, SOURCE / "domain" / "alerts.py"]
        for name, field in fields(path)
        if name.endswith(SETTINGS) and numbers(field.value)
    ]
    assert given == []


def test_there_are_such_parts() -> None:
    names = {name for path in SOURCE.rglob("*.py") for name, _ in fields(path)}
    assert len([name for name in names if name.endswith(SETTINGS)]) >= 10


def test_retries_and_the_circuit_breaker() -> None:
    delivery, breaker = DeliveryConfig(), BreakerConfig()
    assert BreakerPolicy(**{name: getattr(breaker, name) for name in BreakerPolicy._fields}) == (
        BreakerPolicy()
    )
    found = Policy(**{name: getattr(delivery, name) for name in Policy._fields})
    assert found._replace(non_retryable_statuses=frozenset(found.non_retryable_statuses)) == (
        Policy()
    )
