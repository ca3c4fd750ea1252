"""A program that knows nothing of TypedMq: msgsnd and msgrcv through ctypes, by key, and no bell.

foreign.py send KEY TYPE TEXT       sends one message
foreign.py receive KEY              prints type and bytes (hex) of the next message of any type
foreign.py create KEY               makes a queue, prints its id
"""
import ctypes
import os
import sys

library = ctypes.CDLL(None, use_errno=True)
library.msgrcv.restype = ctypes.c_ssize_t


class Message(ctypes.Structure):
    _fields_ = [("type", ctypes.c_long), ("bytes", ctypes.c_ubyte * 8192)]


def check(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


command, key = sys.argv[1], ctypes.c_int(int(sys.argv[2]))
queue = check(library.msgget(key, 0o1600 if command == "create" else 0))
message = Message()
if command == "send":
    text = sys.argv[4].encode()
    message.type = int(sys.argv[3])
    ctypes.memmove(message.bytes, text, len(text))
    check(library.msgsnd(queue, ctypes.byref(message), ctypes.c_size_t(len(text)), 0))
elif command == "receive":
    length = check(library.msgrcv(queue, ctypes.byref(message), ctypes.c_size_t(8192), ctypes.c_long(0), 0))
    print(message.type, bytes(message.bytes[:length]).hex())
else:
    print(queue)
