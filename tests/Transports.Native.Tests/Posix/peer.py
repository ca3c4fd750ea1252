"""A program that knows nothing of TypedMq: POSIX queues by ctypes, MessagePack by its own library.

peer.py receive NAME SIZE       takes one message and prints what it unpacks to, and its priority
peer.py send NAME PRIORITY      packs [7, "ERIC-B", 12.5, None, [1, 2, 3]] and sends it
"""
import ctypes
import os
import sys

import msgpack

# mq_* is in librt before glibc 2.34, and in the C library from then on.
library = ctypes.CDLL(None, use_errno=True)
if not hasattr(library, "mq_open"):
    library = ctypes.CDLL("librt.so.1", use_errno=True)


def check(result, call):
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{call}: {os.strerror(ctypes.get_errno())}")
    return result


def main():
    command, name = sys.argv[1], sys.argv[2].encode()
    queue = check(library.mq_open(name, os.O_RDWR), "mq_open")
    if command == "receive":
        buffer = ctypes.create_string_buffer(int(sys.argv[3]))
        priority = ctypes.c_uint()
        length = check(library.mq_receive(queue, buffer, ctypes.c_size_t(len(buffer)), ctypes.byref(priority)), "mq_receive")
        print(repr(msgpack.unpackb(buffer.raw[:length], raw=False)), priority.value)
    else:
        message = msgpack.packb([7, "ERIC-B", 12.5, None, [1, 2, 3]])
        check(library.mq_send(queue, message, ctypes.c_size_t(len(message)), ctypes.c_uint(int(sys.argv[3]))), "mq_send")
    library.mq_close(queue)


main()
