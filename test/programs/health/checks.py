"""Checks of an application, and what a test asks about them."""

import os
import threading
import time

calls = 0


def counted():
    """Slow enough that many requests come while it runs."""
    global calls
    calls += 1
    time.sleep(0.2)


def switched():
    """Does what a file says, which a test writes."""
    with open(os.environ["SWITCH"]) as file:
        word = file.read()
    if word == "hang":
        time.sleep(600)
    return word != "fail"


def state():
    threads = [thread.name for thread in threading.enumerate() if thread.name.startswith("health ")]
    return {"calls": calls, "threads": sorted(threads)}
