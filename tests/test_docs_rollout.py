"""docs/life-of-a-rollout.md shows the transitions as the code has them."""

from pathlib import Path

from hookshift.domain.rollout.state import diagram

PAGE = Path(__file__).parents[1] / "docs" / "life-of-a-rollout.md"


def test_the_diagram_is_the_table() -> None:
    assert f"```mermaid\n{diagram()}\n```" in PAGE.read_text(encoding="utf-8")
