"""Dead letters that cannot be replayed, whoever asks for it."""

from collections.abc import Container, Iterable

from hookshift.domain.errors import OperatorError
from hookshift.store.dead_letters import LetterCount


def refuse_strangers(groups: Iterable[LetterCount], handlers: Container[str]) -> None:
    """Raises OperatorError if nobody would deliver to one of them: it is not in the settings."""
    strangers = sorted({each.handler for each in groups if each.handler not in handlers})
    if strangers:
        raise OperatorError(
            f"the settings have no handler {', '.join(strangers)}: nothing would deliver to it. "
            "Configure it, or choose letters of other handlers."
        )
