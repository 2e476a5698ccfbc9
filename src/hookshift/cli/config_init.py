"""`hookshift config init`: a first settings file, from a few questions."""

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import click
from pydantic import TypeAdapter, ValidationError

from hookshift.cli.output import console
from hookshift.config.load import settings_from
from hookshift.config.new_file import Answers, NewDomain, composed, in_checkout, variables
from hookshift.config.values import HandlerUrl, Listen, Name, SourcePath, Word
from hookshift.config.variables import Needs
from hookshift.domain.errors import OperatorError
from hookshift.domain.providers import ProviderName

ENV_FILE = "hookshift.env"
_NOT_CHECKED = {"DATABASE_URL": "postgresql:///hookshift"}


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.pass_obj
def init(path: Path, file: Path | None) -> None:
    """Writes a settings file from a few questions, and beside it one for the secrets.

    FILE is by default that of --config, or hookshift.toml in this folder. Nothing is overwritten.
    """
    target = path if file is None else file
    _refuse(target)
    answers = _asked()
    text = composed(answers, ENV_FILE)
    # Says now what `config check` would say later: nothing is written that cannot be used.
    tree = tomllib.loads(text)
    settings_from({key: value for key, value in tree.items() if key != "env_file"}, target,
                  _NOT_CHECKED, Needs(()))  # fmt: skip
    env_file = target.parent / ENV_FILE
    unfilled = (f"{name}=" for name in variables(answers))
    lines = [f"HOOKSHIFT_HASH_KEY={token_urlsafe(32)}", *unfilled]
    _write(env_file, "\n".join(lines) + "\n", 0o600)
    _write(target, text, 0o640)
    console.print(f"wrote {target} and {env_file}", markup=False)
    console.print(f"next: fill in {env_file}, then: hookshift --config {target} config check",
                  markup=False)  # fmt: skip


def _refuse(target: Path) -> None:
    home = in_checkout(target)
    if home is not None:
        raise OperatorError(
            f"{target} is inside hookshift's own checkout ({home}), where the next pull would "
            "collide with it. Name a file elsewhere: hookshift config init "
            "/etc/hookshift/hookshift.toml"
        )
    for each in (target, target.parent / ENV_FILE):
        if each.exists():
            raise OperatorError(f"{each} already exists and is left unchanged. Name another file.")
    if not target.parent.is_dir():
        raise OperatorError(f"there is no folder {target.parent}. Create it first.")


def _write(path: Path, text: str, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise OperatorError(f"{path} cannot be written: {error.strerror}.") from error


def _asked() -> Answers:
    provider = click.prompt(
        "Provider of the webhooks",
        type=click.Choice([each.value for each in ProviderName]),
        default="whatsapp",
    )
    path = click.prompt("Path of the webhook's URL", default=f"/webhook/{provider}",
                        value_proc=_as(SourcePath))  # fmt: skip
    listen = click.prompt("Address and port to listen on", default="127.0.0.1:8080",
                          value_proc=_as(Listen))  # fmt: skip
    names = click.prompt(
        "Domains that conversations are about (such as jobs, property), separated by commas",
        value_proc=_several(Name),
    )
    domains = [
        NewDomain(
            name,
            _url(f"URL of the old handler of {name}"),
            click.prompt(
                f"Words that mean {name}, separated by commas",
                default=name,
                value_proc=_several(Word),
            ),
        )
        for name in names
    ]
    return Answers(
        provider=provider,
        path=path,
        listen=listen,
        domains=tuple(domains),
        unified_url=_url("URL of the new handler, for all of these domains"),
        default_url=_url("URL of the handler for everything else"),
        notifies=click.confirm("Notify somebody of rollbacks and alerts (Slack, email, ...)", True),
    )


def _url(question: str) -> str:
    answer: str = click.prompt(question, value_proc=_as(HandlerUrl))
    return answer


def _as(kind: Any) -> Callable[[str], str]:
    """What a setting of this kind takes, as it was typed; anything else is asked for again."""
    adapter = TypeAdapter[object](kind)

    def proven(typed: str) -> str:
        typed = typed.strip()
        try:
            adapter.validate_python(typed)
        except ValidationError as error:
            found = error.errors()[0]
            advice = found.get("ctx", {}).get("advice")
            fault = f"{typed} {found['msg']}" + (f"; {advice}" if advice else "")
            raise click.UsageError(fault) from error
        return typed

    return proven


def _several(kind: Any) -> Callable[[str], tuple[str, ...]]:
    """As `_as`, of each of a list, which is not empty."""

    def proven(typed: str) -> tuple[str, ...]:
        found = _listed(typed)
        if not found:
            raise click.UsageError("name at least one")
        return tuple(map(_as(kind), found))

    return proven


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
