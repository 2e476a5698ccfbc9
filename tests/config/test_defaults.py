"""A default stands once: in `config/schema`, or in the domain, from where the schema has it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import hookshift.config.schema.health
import hookshift.config.schema.settings  # noqa: F401, all sections
from hookshift.config.schema.delivery import BreakerConfig, DeliveryConfig
from hookshift.config.schema.rollout import RUNBOOK, StageConfig
from hookshift.config.section import Section
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


def sections(of: type[Section] = Section) -> Iterator[type[Section]]:
    """Every table of the file and every part of it that a command reads."""
    for each in of.__subclasses__():
        yield each
        yield from sections(each)


WHOLE = sorted(
    {each for each in sections() if not any(f.is_required() for f in each.model_fields.values())},
    key=lambda each: each.__qualname__,
)


@pytest.mark.parametrize("section", WHOLE)
def test_defaults_that_are_not_checked_are_what_checking_makes_of_them(
    section: type[Section],
) -> None:
    assert repr(section.defaults()) == repr(section())


def test_so_are_the_runbooks_stages() -> None:
    checked = [StageConfig.model_validate(each.model_dump(exclude_unset=True)) for each in RUNBOOK]
    assert repr(checked) == repr([*RUNBOOK])


def test_to_import_the_settings_builds_no_validator() -> None:
    """It takes several times as long as the import, and no command needs all of them."""
    code = (
        "from tests.config.test_defaults import sections\n"
        "print([each.__name__ for each in sections() if each.__pydantic_complete__])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, cwd=SOURCE.parents[1],
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
