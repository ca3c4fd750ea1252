/* Knows MessagePack by libmsgpack alone, and nothing of TypedMq.
 *
 * Reads messages from the standard input, each behind its length (4 bytes, big endian), and answers each with three such blocks: what it
 * sees, as text; the same value packed again; and the same value in other valid forms, wider than needed and with maps the other way round.
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <msgpack.h>
#include <msgpack/timestamp.h>

static void fail(const char *problem) {
    fprintf(stderr, "%s\n", problem);
    exit(1);
}

static void append(msgpack_sbuffer *text, const char *format, ...) {
    char piece[64];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    msgpack_sbuffer_write(text, piece, (size_t)length);
}

static void append_hex(msgpack_sbuffer *text, const char *bytes, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) {
        append(text, "%02x", (unsigned char)bytes[i]);
    }
}

static void show(msgpack_sbuffer *text, msgpack_object value) {
    msgpack_timestamp time;
    uint64_t bits;
    switch (value.type) {
    case MSGPACK_OBJECT_NIL:
        append(text, "n");
        break;
    case MSGPACK_OBJECT_BOOLEAN:
        append(text, value.via.boolean ? "t" : "f");
        break;
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        append(text, "%" PRIu64, value.via.u64);
        break;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        append(text, "%" PRId64, value.via.i64);
        break;
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        memcpy(&bits, &value.via.f64, sizeof bits);
        if (isnan(value.via.f64)) {
            append(text, "dnan");
        } else {
            append(text, "d%016" PRIx64, bits);
        }
        break;
    case MSGPACK_OBJECT_STR:
        append(text, "s");
        append_hex(text, value.via.str.ptr, value.via.str.size);
        break;
    case MSGPACK_OBJECT_BIN:
        append(text, "b");
        append_hex(text, value.via.bin.ptr, value.via.bin.size);
        break;
    case MSGPACK_OBJECT_EXT:
        if (msgpack_object_to_timestamp(&value, &time)) {
            append(text, "T%" PRId64 ":%" PRIu32, time.tv_sec, time.tv_nsec);
        } else {
            append(text, "x%d:", value.via.ext.type);
            append_hex(text, value.via.ext.ptr, value.via.ext.size);
        }
        break;
    case MSGPACK_OBJECT_ARRAY:
        append(text, "[");
        for (uint32_t i = 0; i < value.via.array.size; i++) {
            append(text, i == 0 ? "" : " ");
            show(text, value.via.array.ptr[i]);
        }
        append(text, "]");
        break;
    case MSGPACK_OBJECT_MAP:
        append(text, "{");
        for (uint32_t i = 0; i < value.via.map.size; i++) {
            append(text, i == 0 ? "" : " ");
            show(text, value.via.map.ptr[i].key);
            append(text, "=");
            show(text, value.via.map.ptr[i].val);
        }
        append(text, "}");
        break;
    default:
        fail("a value of no known type");
    }
}

static void widen(msgpack_packer *packer, msgpack_object value) {
    switch (value.type) {
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        msgpack_pack_fix_uint64(packer, value.via.u64);
        break;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        msgpack_pack_fix_int64(packer, value.via.i64);
        break;
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        if ((double)(float)value.via.f64 == value.via.f64) {
            msgpack_pack_float(packer, (float)value.via.f64);
        } else {
            msgpack_pack_double(packer, value.via.f64);
        }
        break;
    case MSGPACK_OBJECT_ARRAY:
        msgpack_pack_array(packer, value.via.array.size);
        for (uint32_t i = 0; i < value.via.array.size; i++) {
            widen(packer, value.via.array.ptr[i]);
        }
        break;
    case MSGPACK_OBJECT_MAP:
        msgpack_pack_map(packer, value.via.map.size);
        for (uint32_t i = value.via.map.size; i-- > 0;) {
            widen(packer, value.via.map.ptr[i].key);
            widen(packer, value.via.map.ptr[i].val);
        }
        break;
    default:
        msgpack_pack_object(packer, value);
    }
}

static bool read_exactly(void *bytes, size_t size) { return fread(bytes, 1, size, stdin) == size; }

static void answer(const msgpack_sbuffer *block) {
    unsigned char header[4] = {
        (unsigned char)(block->size >> 24), (unsigned char)(block->size >> 16), (unsigned char)(block->size >> 8), (unsigned char)block->size};
    fwrite(header, 1, sizeof header, stdout);
    fwrite(block->data, 1, block->size, stdout);
}

int main(void) {
    unsigned char header[4];
    while (read_exactly(header, sizeof header)) {
        size_t size = (size_t)header[0] << 24 | (size_t)header[1] << 16 | (size_t)header[2] << 8 | header[3];
        char *message = malloc(size);
        msgpack_unpacked unpacked;
        msgpack_unpacked_init(&unpacked);
        size_t end = 0;
        if (message == NULL || !read_exactly(message, size)) {
            fail("the message ends early");
        }
        if (msgpack_unpack_next(&unpacked, message, size, &end) != MSGPACK_UNPACK_SUCCESS || end != size) {
            fail("this is not one MessagePack value");
        }

        msgpack_sbuffer block;
        msgpack_sbuffer_init(&block);
        show(&block, unpacked.data);
        answer(&block);

        msgpack_packer packer;
        msgpack_packer_init(&packer, &block, msgpack_sbuffer_write);
        msgpack_sbuffer_clear(&block);
        msgpack_pack_object(&packer, unpacked.data);
        answer(&block);

        msgpack_sbuffer_clear(&block);
        widen(&packer, unpacked.data);
        answer(&block);
        fflush(stdout);

        msgpack_sbuffer_destroy(&block);
        msgpack_unpacked_destroy(&unpacked);
        free(message);
    }
    return 0;
}
