"""A question that is asked by a body: its path, who may ask, and how it is answered."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from pydantic import BaseModel

from hookshift.config.schema.settings import Settings
from hookshift.store.database import Connection
from hookshift.web.schemas import Schema


class Inquiry(NamedTuple):
    """Who asks, and where it is looked up."""

    connection: Connection
    settings: Settings
    actor: str


class Question(NamedTuple):
    """One path."""

    path: str
    asked: type[BaseModel]
    role: str | None
    """Who may ask; None: whoever may look at the dashboard."""
    read: Callable[[Inquiry, Any], Awaitable[Any]]
    summary: str
    answer: Schema
