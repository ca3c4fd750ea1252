"""A trading desk that knows nothing of TypedMq: POSIX queues by ctypes, System V queues by python3-sysv-ipc, MessagePack by python3-msgpack.

desk.py posix|sysv plain|envelope ORDERS RECEIPTS COUNT

Receives COUNT orders, highest priority first, and answers each with a receipt of the same priority:
    order    [id, symbol, price, note or nil, [[sku, count], ...]]
    receipt  [id, place in which it was served, total, text, priority]
ORDERS and RECEIPTS are names of POSIX queues or keys of System V queues. With "envelope" the messages have the prefix of
docs/wire-format.md; the receipt's has a correlation id, and a tag of 0, which is "not known".
"""
import ctypes
import os
import struct
import sys

import msgpack

LARGEST = 8192
PRIORITIES = 32768


class PosixQueue:
    # mq_* is in librt before glibc 2.34, and in the C library from then on.
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "mq_open"):
        library = ctypes.CDLL("librt.so.1", use_errno=True)
    library.mq_receive.restype = ctypes.c_ssize_t

    def __init__(self, name):
        self.descriptor = self.check(self.library.mq_open(name.encode(), os.O_RDWR))

    def receive(self):
        buffer = ctypes.create_string_buffer(LARGEST)
        priority = ctypes.c_uint()
        length = self.check(self.library.mq_receive(self.descriptor, buffer, ctypes.c_size_t(LARGEST), ctypes.byref(priority)))
        return buffer.raw[:length], priority.value

    def send(self, message, priority):
        self.check(self.library.mq_send(self.descriptor, message, ctypes.c_size_t(len(message)), ctypes.c_uint(priority)))

    @staticmethod
    def check(result):
        if result < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        return result


class SystemVQueue:
    def __init__(self, key):
        import sysv_ipc

        self.queue = sysv_ipc.MessageQueue(int(key), max_message_size=LARGEST)

    def receive(self):
        message, kind = self.queue.receive(type=-PRIORITIES)
        return message, PRIORITIES - kind

    def send(self, message, priority):
        self.queue.send(message, type=PRIORITIES - priority)


def payload(message):
    magic, version, fields, _ = struct.unpack_from("<BBHI", message)
    if magic != 0xC1 or version != 1:
        raise ValueError("not an envelope of version 1")
    return message[8 + sum(size for bit, size in enumerate((8, 25, 8, 4)) if fields >> bit & 1):]


def main():
    transport, envelope, orders, receipts, count = sys.argv[1:]
    queue = {"posix": PosixQueue, "sysv": SystemVQueue}[transport]
    orders, receipts = queue(orders), queue(receipts)
    for place in range(int(count)):
        message, priority = orders.receive()
        identity, symbol, price, note, lines = msgpack.unpackb(payload(message) if envelope == "envelope" else message, raw=False)
        total = price * sum(pieces for _, pieces in lines)
        receipt = msgpack.packb([identity, place, total, f"{symbol}: {note or 'nothing'}", priority])
        prefix = struct.pack("<BBHIq", 0xC1, 1, 1, 0, identity) if envelope == "envelope" else b""
        receipts.send(prefix + receipt, priority)


main()
