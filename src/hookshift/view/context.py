"""What a rollout depends on: the share that is set, the gateways, the controller."""

from rich.console import Group, RenderableType
from rich.text import Text

from hookshift.domain.gates.verdict import VerdictKind
from hookshift.domain.heartbeat import ALIVE_SECONDS
from hookshift.store.rollouts import StoredRollout
from hookshift.view import cells
from hookshift.view.rows import guards, rows
from hookshift.view.view_model import Picture, ago


def around(picture: Picture) -> RenderableType:
    """A line each: guards, share, gateways, controller."""
    guarded = [cells.block("guards", _guards(picture.rollout))] if picture.rollout else []
    return Group(
        *guarded,
        cells.block("share", _share(picture)),
        cells.block("gateways", _gateways(picture)),
        cells.block("controller", _controller(picture)),
    )


def briefly(picture: Picture) -> Text:
    """What of it must not be left out where there is little room."""
    line = Text("; ").join((_gateways(picture), _controller(picture, brief=True)))
    if picture.rollout is None:
        return line
    return line.append("; ").append_text(_guards(picture.rollout, brief=True))


def _guards(rollout: StoredRollout, *, brief: bool = False) -> Text:
    found = [(name, verdict and verdict.kind) for name, verdict in guards(rollout)]
    quiet = [name for name, kind in found if kind in (VerdictKind.PASS, VerdictKind.IDLE)]
    if brief and len(quiet) == len(found):
        return Text(f"{len(found)} guards untouched")
    line = Text("")
    for name, kind in found:
        sign = cells.kind(kind)
        line.append_text(sign[:1] if name in quiet else sign)
        line.append(" ").append_text(cells.line(name)).append("  ")
    return line.append("untouched, none worse" if len(quiet) == len(found) else "")


def _share(picture: Picture) -> Text:
    config = picture.config
    if config is None:
        return Text("- webhook_routing_config has no row")
    line = Text(f"{float(config.percentage):g} % configured")
    if not config.enabled:
        line.append(", and routing is OFF: everybody goes to legacy", style="bold red")
    observed = Text(", ").join(
        Text.assemble(cells.line(row.domain), f" {cells.number(row, row.value)}")
        for row in (rows(picture.rollout) if picture.rollout else [])
        if row.shown.is_share
    )
    return line.append(", observed: ").append_text(observed) if observed else line


def following_workers(picture: Picture) -> tuple[int, int]:
    """How many of the living gateway workers follow the configuration, and how many live."""
    living = [worker for worker in picture.workers if worker.age <= ALIVE_SECONDS]
    version = picture.config.version if picture.config else None
    return sum(worker.config_version == version for worker in living), len(living)


def _gateways(picture: Picture) -> Text:
    follow, living = following_workers(picture)
    if not living:
        return Text("no gateway is running")
    version = picture.config.version if picture.config else "-"
    return Text(f"{follow} of {living} workers follow version {version}")


def _controller(picture: Picture, *, brief: bool = False) -> Text:
    lease, rollout = picture.lease, picture.rollout
    if lease is None or not picture.leads:
        return Text("no controller leads")
    line = cells.line(process(lease.holder)).append(" leads")
    if brief:
        return line
    line.append(f", term {lease.term}")
    if rollout is not None and rollout.looked_at is not None:
        line.append(f", last evaluation {ago(picture.now - rollout.looked_at.timestamp())}")
    return line


def process(holder: str) -> str:
    """`host (pid 42)`, from the lease's `host:42:...`."""
    host, pid, *_ = [*holder.rsplit(":", 2), "", ""]
    return f"{host} (pid {pid})" if pid else host
