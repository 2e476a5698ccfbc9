"""A worker follows the file of a local rollback, whatever goes wrong once."""

import asyncio
from pathlib import Path

from hookshift.domain.routing.local_rollback import LocalRollback
from hookshift.gateway.local_rollback import LocalRollbackWatch, begin

PATIENCE = 10.0


class Follower:
    """Takes rollbacks; the first `failures` of them cannot be followed."""

    def __init__(self, failures: int = 0) -> None:
        self.seen: asyncio.Queue[LocalRollback] = asyncio.Queue()
        self.failed = asyncio.Event()
        self._failures = failures

    def follow(self, rollback: LocalRollback) -> None:
        if self._failures:
            self._failures -= 1
            self.failed.set()
            raise RuntimeError("cannot follow")
        self.seen.put_nowait(rollback)


async def test_a_rollback_from_before_the_start_is_followed_at_once(tmp_path: Path) -> None:
    path, follower = tmp_path / "rollback", Follower()
    begun = begin(path, "ada", "it burns")
    watch = LocalRollbackWatch(path, follower.follow)
    await watch.start()
    assert follower.seen.get_nowait() == begun
    await watch.stop()


async def test_each_rollback_is_followed_once(tmp_path: Path) -> None:
    path, follower = tmp_path / "rollback", Follower()
    watch = LocalRollbackWatch(path, follower.follow)
    await watch.start()
    for reason in ("first", "second"):
        begin(path, "ada", reason)
        async with asyncio.timeout(PATIENCE):
            assert (await follower.seen.get()).reason == reason
    await watch.run_once()
    assert follower.seen.empty()
    await watch.stop()


async def test_one_that_could_not_be_followed_is_seen_by_others_and_tried_again(
    tmp_path: Path,
) -> None:
    path, follower = tmp_path / "rollback", Follower(failures=1)
    watch = LocalRollbackWatch(path, follower.follow)
    await watch.start()
    begun = begin(path, "ada", "it burns")
    async with asyncio.timeout(PATIENCE):
        await follower.failed.wait()
        assert "cannot follow" in (watch.error or "")
        assert await follower.seen.get() == begun
    assert watch.error is None
    await watch.stop()


async def test_one_that_cannot_be_followed_does_not_keep_a_worker_from_its_start(
    tmp_path: Path,
) -> None:
    path, follower = tmp_path / "rollback", Follower(failures=1)
    begun = begin(path, "ada", "it burns")
    watch = LocalRollbackWatch(path, follower.follow)
    await watch.start()
    async with asyncio.timeout(PATIENCE):
        assert await follower.seen.get() == begun
    await watch.stop()
