"""Composes a first settings file from a few answers."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from hookshift.config.example import example
from hookshift.config.faults import dotted
from hookshift.domain.providers import ProviderName


class NewDomain(NamedTuple):
    """What a conversation may be about."""

    name: str
    legacy_url: str
    words: tuple[str, ...]


class Answers(NamedTuple):
    """What somebody said of a new installation."""

    provider: str
    path: str
    domains: tuple[NewDomain, ...]
    unified_url: str
    default_url: str
    listen: str
    notifies: bool


def variables(answers: Answers) -> list[str]:
    """The variables that the file names, all of them secret."""
    secret = ["WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"]
    found = secret if answers.provider == ProviderName.WHATSAPP else ["HOOKSHIFT_SECRET"]
    return [*found, *(["HOOKSHIFT_NOTIFY_URL"] if answers.notifies else [])]


def in_checkout(path: Path) -> Path | None:
    """hookshift's own checkout, if `path` would be inside it: the next pull would collide."""
    home = example().parent
    inside = (home / "pyproject.toml").is_file() and path.absolute().is_relative_to(home.absolute())
    return home if inside else None


def composed(answers: Answers, env_file: str) -> str:
    """The file's text. Nothing is checked here."""
    return "\n".join(_lines(answers, env_file)) + "\n"


def _lines(answers: Answers, env_file: str) -> Iterator[str]:
    yield "# Settings of hookshift. `hookshift config check` says what is wrong with them; every"
    yield "# setting is in docs/configuration.md. What is not here has its default."
    yield f"env_file = {_text(env_file)}   # NAME=value lines; keep it closed to others"
    yield ""
    yield "[gateway]"
    yield f"listen = {_text(answers.listen)}"
    yield ""
    yield "[recorder]"
    yield 'hash_key = "env:HOOKSHIFT_HASH_KEY"    # the same on every host'
    yield ""
    yield from _source(answers)
    yield from _handlers(answers)
    for domain in answers.domains:
        yield f"[{dotted(('domains', domain.name))}]"
        yield f"legacy = {_text(f'{domain.name}-legacy')}"
        yield 'unified = "unified"'
        yield ""
    for domain in answers.domains:
        yield "[[rules]]"
        yield f"domain = {_text(domain.name)}"
        yield f"words = {_texts(domain.words)}"
        yield ""
    if answers.notifies:
        yield "[[notifiers]]"
        yield 'name = "team"'
        yield 'kind = "apprise"                      # Slack, Teams, mail, pagers: Apprise\'s URLs'
        yield 'url = "env:HOOKSHIFT_NOTIFY_URL"'


def _source(answers: Answers) -> Iterator[str]:
    yield "[[sources]]"
    yield f"name = {_text(answers.provider)}"
    yield f"provider = {_text(answers.provider)}"
    yield f"path = {_text(answers.path)}"
    if answers.provider == ProviderName.WHATSAPP:
        yield 'secrets = ["env:WHATSAPP_APP_SECRET"]'
        yield 'verify_token = "env:WHATSAPP_VERIFY_TOKEN"'
    else:
        yield 'secrets = ["env:HOOKSHIFT_SECRET"]'
    yield 'default_handler = "default"            # of events that no rule claims'
    yield 'conversations = "on"                   # "yes" and "2" go where the conversation is'
    yield ""


def _handlers(answers: Answers) -> Iterator[str]:
    urls = {f"{domain.name}-legacy": domain.legacy_url for domain in answers.domains}
    urls |= {"unified": answers.unified_url, "default": answers.default_url}
    for name, url in urls.items():
        yield f"[{dotted(('handlers', name))}]"
        yield f"url = {_text(url)}"
        yield ""


def _text(text: str) -> str:
    # A string of JSON is one of TOML but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"
