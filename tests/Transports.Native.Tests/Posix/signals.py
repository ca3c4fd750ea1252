"""Sends SIGUSR1 to one thread of another process, again and again.

signals.py PROCESS THREAD COUNT
"""
import ctypes
import os
import signal
import sys
import time

process, thread, count = (int(argument) for argument in sys.argv[1:])
library = ctypes.CDLL(None, use_errno=True)
TGKILL = {"x86_64": 234, "aarch64": 131, "riscv64": 131, "loongarch64": 131}[os.uname().machine]
for _ in range(count):
    if library.syscall(TGKILL, process, thread, int(signal.SIGUSR1)) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    # Signals that are pending already are not counted twice: let each be taken.
    time.sleep(0.002)
