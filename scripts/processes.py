"""Child processes that never outlive the script that started them."""

import contextlib
import os
import select
import signal
import subprocess
import time

told_to_stop: list[int] = []
parent = os.getppid()
terminal = select.poll()


def listen():
    """From now on a signal is noted, and seen by `first_to_end`; nothing is cut off halfway."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: told_to_stop.append(number))
    if os.isatty(0):
        terminal.register(0, 0)


def is_abandoned():
    """Whether make was killed, or kept to itself that the terminal was closed."""
    return os.getppid() != parent or bool(terminal.poll(0))


def start(command, **options):
    # In a session of its own: Ctrl-C reaches our script alone, which then stops the rest in order.
    return subprocess.Popen(command, start_new_session=True, **options)


def first_to_end(processes):
    """Wait for one of the processes to end and return it, or None when told to stop."""
    while not told_to_stop:
        for process in processes:
            if process.poll() is not None:
                return process
        if is_abandoned():
            told_to_stop.append(signal.SIGHUP)
        time.sleep(0.1)
    return None


def stop(processes, number=signal.SIGTERM, patience=10):
    """Ask each process to end in its own way; then end what is left of its session.

    SIGTERM goes to the process, which ends its children in order; SIGINT to all of its session,
    as from a terminal.
    """
    send = os.killpg if number == signal.SIGINT else os.kill
    for process in processes:
        if process.poll() is None:
            send(process.pid, number)
    deadline = time.monotonic() + patience
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
