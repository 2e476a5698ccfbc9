"""`hookshift dead show`: one letter, opened."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from hookshift.app.build import id_masker, masker, payload_cipher
from hookshift.cli.dead.choose import letter_number
from hookshift.cli.options import output_option
from hookshift.cli.output import console, show_data, show_table
from hookshift.cli.session import with_database
from hookshift.config.load import load
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.gateway.durable import content
from hookshift.gateway.durable.content import Content
from hookshift.gateway.durable.encryption import CannotDecrypt, EncryptedPayload
from hookshift.gateway.record.rows import Masker
from hookshift.store import dead_letters as store
from hookshift.view.text import text

if TYPE_CHECKING:
    from hookshift.store.database import Connection


@click.command()
@click.argument("number", metavar="ID", type=letter_number)
@click.option(
    "--body", "with_body", is_flag=True, help="Show the body too, which holds what people wrote."
)
@output_option
@click.pass_obj
def show(path: Path, number: int, with_body: bool, as_json: bool) -> None:
    """Shows one dead letter with its headers and events, and with --body its body."""
    settings = load(path, needs=("recorder", "delivery"))

    async def work(connection: "Connection") -> store.Stored | None:
        return await store.stored(connection, number)

    found = with_database(path, work)
    if found is None:
        raise OperatorError(f"there is no dead letter {number}. `hookshift dead list` shows them.")
    opened = _opened(settings, found)
    told: dict[str, Any] = dict(found.letter._asdict())
    if opened is not None:
        stored, body = opened
        told |= _described(stored, masker(settings), id_masker(settings)) | {"bytes": len(body)}
        if with_body:
            told["body"] = body.decode("utf-8", "backslashreplace")
    if as_json:
        show_data(told)
    else:
        _show_one(told)


def _opened(settings: Settings, found: store.Stored) -> tuple[Content, bytes] | None:
    if found.content is None or found.body is None:
        return None
    try:
        plain, body = payload_cipher(settings).decrypt(
            EncryptedPayload(found.key_id, found.content, found.body)
        )
        return content.decode(plain), body
    except (CannotDecrypt, msgspec.MsgspecError) as error:
        raise OperatorError(f"dead letter {found.letter.id} cannot be read: {error}") from error


def _described(stored: Content, mask: Masker, mask_id: Masker) -> dict[str, Any]:
    return {
        "correlation_id": stored.correlation_id,
        "event_id": stored.key,
        "headers": [
            [name.decode("latin-1"), value.decode("latin-1")] for name, value in stored.headers
        ],
        "contents": [
            {
                "kind": event.kind,
                "type": event.type,
                "id": mask_id(event.event_id) if event.event_id else None,
                "from": mask(event.sender) if event.sender else None,
                "reason": decision.reason,
            }
            for event, decision in zip(stored.events, stored.decisions, strict=True)
        ],
    }


def _show_one(told: dict[str, Any]) -> None:
    body, headers = told.pop("body", None), told.pop("headers", [])
    contents = told.pop("contents", [])
    show_table(
        f"Dead letter {told.pop('id')}",
        ("", ""),
        [(name.replace("_", " "), value) for name, value in told.items()],
    )
    show_table("Headers", ("name", "value"), headers)
    show_table(
        "Events",
        ("kind", "type", "id", "from", "routed because"),
        [tuple(each.values()) for each in contents],
    )
    if body is not None:
        console.print(text(_readable(body)))


def _readable(body: str) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body
