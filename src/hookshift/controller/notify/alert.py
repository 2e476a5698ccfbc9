"""The message about an alert: what is wrong, and the commands that show more of it."""

from collections.abc import Mapping

from hookshift.controller.notify.message import MessageFacts, NotificationText, clean
from hookshift.domain.alert_guide import guide, link
from hookshift.domain.alerts import AlertNews
from hookshift.store.outbox import AlertEntry

_TYPES: Mapping[AlertNews, str] = {
    AlertNews.ALERT: "alert.raised",
    AlertNews.RESOLVED: "alert.resolved",
}


def about_alert(message_id: str, entry: AlertEntry) -> NotificationText:
    """The message about an alert: it lasts, or it is over."""
    known = guide(entry.kind)
    title = known.title.format(entry.subject).removesuffix(": ")
    if not known.title.startswith("{}"):
        title = title[:1].upper() + title[1:]
    what, severity, step, commands = entry.text, str(known.severity), known.step, known.commands
    if entry.news is AlertNews.RESOLVED:
        title, what, severity = f"Over: {title}", f"It is over. It was: {entry.text}", "success"
        step, commands = "Nothing to do.", ("hookshift status",)
    return NotificationText(
        id=message_id,
        type=_TYPES[entry.news],
        at=entry.at,
        title=title,
        severity=severity,
        what=clean(what),
        next=step,
        commands=commands,
        link=link(entry.kind),
        facts=MessageFacts(
            entry=entry.id, news=entry.news.value, alert=entry.kind, subject=entry.subject
        ),
    )
