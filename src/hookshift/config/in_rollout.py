"""Settings that a rollout keeps while it is open: changed in the middle of it they move people.

`conversations` of a source says who is held, the spans for how long; `groups` and the first hash
key say who is one person. A source that is renamed has none of its conversations any more; one that
comes with conversations while another one without them goes may be the same by another name.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, Final

from hookshift.config.durations import read_duration
from hookshift.config.people import hash_keys
from hookshift.config.schema.routes import SourceConfig
from hookshift.config.schema.settings import Settings

IN_ROLLOUT: Final = (
    "a rollout is open, and these settings would move people in the middle of it: {}"
)
UNDO: Final = "put them back, or end the rollout first"
REFUSED: Final = f"{IN_ROLLOUT}. {UNDO[0].upper()}{UNDO[1:]}"
KEPT = (
    "{}: the open rollout keeps what it began with, as far as possible; put the settings back, or "
    "reload when the rollout has ended"
)
SPANS: Final = ("context", "affinity", "max_affinity")
"""Shortened, they move whoever is held; lengthened, they hold whoever is not."""


def is_kept(key: str) -> bool:
    """Whether an open rollout keeps the setting of this key."""
    of_source = key.startswith("sources.") and key.endswith(".conversations")
    of_all = ("groups", *SPANS)
    return (
        of_source
        or key == "recorder.hash_key[0]"
        or key in {f"conversations.{name}" for name in of_all}
    )


def kept_settings(settings: Settings) -> dict[str, Any]:
    """These settings as data; a hash key as a hash that says nothing of it."""
    keys, own = hash_keys(settings), settings.conversations
    return {
        "conversations": {source.name: source.conversations for source in settings.sources},
        "groups": own.groups,
        **{name: str(getattr(own, name)) for name in SPANS},
        "key": key_name(keys[0]) if keys else None,
    }


def key_name(key: bytes) -> str:
    """A text that tells one hash key from another."""
    return blake2b(key, digest_size=8, person=b"hookshift name").hexdigest()


def moved(settings: Settings, recorded: Mapping[str, Any]) -> list[str]:
    """What differs from what the rollout began with, in words; a new source moves nobody."""
    return list(_moved(settings, recorded))


def _moved(settings: Settings, recorded: Mapping[str, Any]) -> Iterator[str]:
    began, now = recorded["conversations"], kept_settings(settings)
    for name, mode in now["conversations"].items():
        if began.get(name, mode) != mode:
            yield f'conversations of source {name} is "{mode}" and was "{began[name]}"'
    for name, mode in began.items():
        if mode != "off" and name not in now["conversations"]:
            yield f'source {name}, whose conversations were "{mode}", was renamed or removed'
    former = _gone(now["conversations"], began)
    for name, mode in now["conversations"].items():
        if former and name not in began and mode != "off":
            yield (
                f'source {name}, whose conversations are "{mode}", is new while {former[0]}, whose '
                'conversations were "off", was renamed or removed'
            )
    if all(mode == "off" for mode in began.values()):
        # Nobody is remembered, so it does not matter how.
        return
    for name in ("groups", *SPANS):
        was = recorded.get(name, now[name])
        if now[name] != was:
            yield f'conversations.{name} is "{now[name]}" and was "{was}"'
    if now["key"] != recorded["key"]:
        yield "the first key of recorder.hash_key has changed"


def _gone(sources: Iterable[str], began: Mapping[str, str]) -> list[str]:
    """Sources without conversations that are there no more."""
    return [name for name, mode in began.items() if mode == "off" and name not in sources]


def forgets(settings: Settings, recorded: Mapping[str, Any]) -> bool:
    """Whether conversations that gateways know are under a key that these settings lack."""
    remembers = any(mode != "off" for mode in recorded["conversations"].values())
    known = {key_name(key) for key in hash_keys(settings)}
    return remembers and recorded["key"] is not None and recorded["key"] not in known


def as_recorded(settings: Settings, recorded: Mapping[str, Any]) -> Settings:
    """`settings` with what the rollout began with, as far as it can be had again.

    A key that is not in the file any more cannot.
    """
    began, keys = recorded["conversations"], settings.recorder.hash_key or ()
    others = "off" if _gone([each.name for each in settings.sources], began) else None
    sources = tuple(
        _source(each, began.get(each.name, others), has_key=bool(keys)) for each in settings.sources
    )
    first = [
        key for key in keys if key_name(key.get_secret_value().encode()) == recorded["key"]
    ]  # fmt: skip
    ordered = (*first, *(key for key in keys if key not in first)) or None
    spans = {name: read_duration(recorded[name]) for name in SPANS if name in recorded}
    return settings.model_copy(
        update={
            "sources": sources,
            "recorder": settings.recorder.model_copy(update={"hash_key": ordered}),
            "conversations": settings.conversations.model_copy(
                update={"groups": recorded["groups"], **spans}
            ),
        }
    )


def _source(source: SourceConfig, mode: Any, *, has_key: bool) -> SourceConfig:
    if mode in (None, source.conversations) or (mode != "off" and not has_key):
        return source
    return source.model_copy(update={"conversations": mode})
