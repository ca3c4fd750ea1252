"""Knows MessagePack by Debian's python3-msgpack alone, and nothing of TypedMq.

Reads messages from the standard input, each behind its length (4 bytes, big endian), and answers each with three such blocks: what it sees,
as text; the same value packed again; and the same value in other valid forms, wider than needed and with maps the other way round.
"""
import struct
import sys

import msgpack


def show(value):
    if value is None:
        return "n"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return "dnan" if value != value else "d" + struct.pack(">d", value).hex()
    if isinstance(value, str):
        return "s" + value.encode().hex()
    if isinstance(value, bytes):
        return "b" + value.hex()
    if isinstance(value, msgpack.Timestamp):
        return f"T{value.seconds}:{value.nanoseconds}"
    if isinstance(value, msgpack.ExtType):
        return f"x{value.code}:{value.data.hex()}"
    if isinstance(value, list):
        return "[" + " ".join(map(show, value)) + "]"
    return "{" + " ".join(show(key) + "=" + show(item) for key, item in value.items()) + "}"


def widen(value):
    if value is None or isinstance(value, bool):
        return msgpack.packb(value)
    if isinstance(value, int):
        return struct.pack(">Bq", 0xD3, value) if value < 1 << 63 else struct.pack(">BQ", 0xCF, value)
    if isinstance(value, float):
        narrow = msgpack.packb(value, use_single_float=True) if abs(value) < 3e38 else b""
        return narrow if narrow and msgpack.unpackb(narrow) == value else struct.pack(">Bd", 0xCB, value)
    if isinstance(value, str):
        data = value.encode()
        return (struct.pack(">BB", 0xD9, len(data)) if len(data) < 32 else struct.pack(">BI", 0xDB, len(data))) + data
    if isinstance(value, bytes):
        return struct.pack(">BI", 0xC6, len(value)) + value
    if isinstance(value, msgpack.Timestamp):
        return struct.pack(">BBbIq", 0xC7, 12, -1, value.nanoseconds, value.seconds)
    if isinstance(value, msgpack.ExtType):
        return struct.pack(">BIb", 0xC9, len(value.data), value.code) + value.data
    if isinstance(value, list):
        return struct.pack(">BI", 0xDD, len(value)) + b"".join(map(widen, value))
    return struct.pack(">BI", 0xDF, len(value)) + b"".join(widen(key) + widen(item) for key, item in reversed(value.items()))


def main():
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while header := source.read(4):
        value = msgpack.unpackb(source.read(struct.unpack(">I", header)[0]), raw=False, strict_map_key=False)
        for block in (show(value).encode(), msgpack.packb(value), widen(value)):
            target.write(struct.pack(">I", len(block)) + block)
        target.flush()


main()
