"""Python's collector of cycles, set for a process that serves: called once, when everything is loaded.

What is loaded (modules, courses, sentences) lives as long as the process, and a turn makes thousands of values that no
cycle holds: looking through both again and again costs a tenth of a turn (measured: 25 of 300 µs) and finds nothing.
"""

import gc

YOUNG = 50_000  # new objects before the youngest are looked through; Python's own is 700


def calm_the_collector() -> None:
    """Forget what is here now, look less often for what comes. The memory of a cycle is still given back, later."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
