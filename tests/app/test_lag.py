"""How late an event loop is."""

from hookshift.app.lag import EVERY_SECONDS, KEPT, LagMeter


async def test_the_longest_delay_of_the_last_half_minute() -> None:
    now = [0.0]
    meter = LagMeter(lambda: now[0])
    await meter.run_once()
    assert meter.seconds == 0
    now[0] += EVERY_SECONDS + 3.0
    await meter.run_once()
    assert meter.seconds == 3.0
    for _ in range(KEPT):
        now[0] += EVERY_SECONDS
        await meter.run_once()
    assert meter.seconds == 0
