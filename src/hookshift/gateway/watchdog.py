"""Which process hangs, judged by the beats that each sends while its event loop runs.

Silence is added up from the supervisor's own ticks, and one tick never counts for more than
MOST_COUNTED. So time in which the supervisor did not run either does not count: the machine
was suspended, the virtual machine paused, all of them were stopped together or had no CPU.

One process at a time is given up: the next one only when the replacement has sent its first beat,
or has had `starting` seconds to do so. Whatever stalls all of them at once (a disk, swap) thus
costs one of them at first, and the others have time to recover.

Pure: beats and the time come in as arguments.
"""

TICK_SECONDS = 0.5
MOST_COUNTED = 2 * TICK_SECONDS
STARTING_SECONDS = 60.0
"""Time for the first beat: a new process imports, reads its settings and its spool."""


class Watchdog:
    """Finds processes that hang, by name."""

    def __init__(self, max_silence: float, starting: float = STARTING_SECONDS) -> None:
        """`max_silence` is the silence, in seconds, after which a process hangs."""
        self._max_silence = max_silence
        self._starting = starting
        self._last_tick: float | None = None
        self._silent: dict[str, float] = {}
        self._no_beat_yet: set[str] = set()
        self._replacing: str | None = None
        self._replacing_for = 0.0

    def born(self, name: str) -> None:
        """A process was started; there was none of that name, or it is gone."""
        self._silent[name] = 0.0
        self._no_beat_yet.add(name)

    def beat(self, name: str) -> None:
        """The process has sent a beat."""
        if name not in self._silent:
            return
        self._silent[name] = 0.0
        if name in self._no_beat_yet:
            self._no_beat_yet.discard(name)
            if self._replacing == name:
                self._replacing = None

    def gone(self, name: str) -> None:
        """The process has ended; another of that name may follow."""
        self._silent.pop(name, None)
        self._no_beat_yet.discard(name)

    def retire(self, name: str) -> None:
        """The process ends for good: no replacement is waited for."""
        self.gone(name)
        if self._replacing == name:
            self._replacing = None

    def silence(self, name: str) -> float:
        """Seconds since its last beat, as far as they count."""
        return self._silent.get(name, 0.0)

    def tick(self, now: float) -> str | None:
        """Every TICK_SECONDS, `now` by a monotonic clock: the process to give up, if any."""
        last = now if self._last_tick is None else self._last_tick
        self._last_tick = now
        elapsed = min(now - last, MOST_COUNTED)
        for name in self._silent:
            self._silent[name] += elapsed
        if self._replacing is not None:
            self._replacing_for += elapsed
            if self._replacing_for < self._starting:
                return None
            self._replacing = None
        hung = max(filter(self._hangs, self._silent), key=self.silence, default=None)
        if hung is not None:
            self._replacing, self._replacing_for = hung, 0.0
        return hung

    def _hangs(self, name: str) -> bool:
        bound = self._starting if name in self._no_beat_yet else self._max_silence
        return self._silent[name] >= bound
