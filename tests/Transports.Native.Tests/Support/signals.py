"""Sends SIGUSR1 to one thread of another process, again and again, and prints how often the thread was still there.

signals.py PROCESS THREAD COUNT
"""
import ctypes
import errno
import os
import signal
import sys
import time

process, thread, count = (int(argument) for argument in sys.argv[1:])
library = ctypes.CDLL(None, use_errno=True)
TGKILL = {"x86_64": 234, "aarch64": 131, "riscv64": 131, "loongarch64": 131}[os.uname().machine]
sent = 0
for _ in range(count):
    if library.syscall(TGKILL, process, thread, int(signal.SIGUSR1)) != 0:
        if ctypes.get_errno() == errno.ESRCH:
            break
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    sent += 1
    # Signals that are pending already are not counted twice: let each be taken.
    time.sleep(0.002)
print(sent)
