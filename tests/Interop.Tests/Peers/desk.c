/* A trading desk that knows nothing of TypedMq: queues by mqueue.h and sys/msg.h, MessagePack by libmsgpack.
 *
 * desk posix|sysv plain|envelope ORDERS RECEIPTS COUNT
 *
 * Receives COUNT orders, highest priority first, and answers each with a receipt of the same priority:
 *     order    [id, symbol, price, note or nil, [[sku, count], ...]]
 *     receipt  [id, place in which it was served, total, text, priority]
 * ORDERS and RECEIPTS are names of POSIX queues or keys of System V queues. With "envelope" the messages have the prefix of
 * docs/wire-format.md; the receipt's has a correlation id, and a tag of 0, which is "not known".
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>

#include <msgpack.h>

#define LARGEST 8192
#define PRIORITIES 32768L

struct order {
    int64_t id;
    char symbol[16];
    double price;
    char note[64];
    int64_t pieces;
};

struct queue {
    bool system_v;
    mqd_t posix;
    int id;
};

static void fail(const char *problem) {
    fprintf(stderr, "%s: %s\n", problem, strerror(errno));
    exit(1);
}

static struct queue open_queue(const char *transport, const char *name) {
    struct queue queue = {.system_v = strcmp(transport, "sysv") == 0};
    if (queue.system_v) {
        queue.id = msgget((key_t)strtol(name, NULL, 10), 0);
        if (queue.id < 0) {
            fail("msgget");
        }
    } else {
        queue.posix = mq_open(name, O_RDWR);
        if (queue.posix < 0) {
            fail("mq_open");
        }
    }

    return queue;
}

static size_t receive(struct queue queue, char *message, unsigned *priority) {
    ssize_t length;
    if (queue.system_v) {
        struct { long type; char bytes[LARGEST]; } buffer;
        length = msgrcv(queue.id, &buffer, sizeof buffer.bytes, -PRIORITIES, 0);
        if (length >= 0) {
            *priority = (unsigned)(PRIORITIES - buffer.type);
            memcpy(message, buffer.bytes, (size_t)length);
        }
    } else {
        length = mq_receive(queue.posix, message, LARGEST, priority);
    }

    if (length < 0) {
        fail("receive");
    }

    return (size_t)length;
}

static void send_message(struct queue queue, const char *message, size_t length, unsigned priority) {
    int result;
    if (queue.system_v) {
        struct { long type; char bytes[LARGEST]; } buffer = {.type = PRIORITIES - (long)priority};
        memcpy(buffer.bytes, message, length);
        result = msgsnd(queue.id, &buffer, length, 0);
    } else {
        result = mq_send(queue.posix, message, length, priority);
    }

    if (result < 0) {
        fail("send");
    }
}

/* Where the payload begins. */
static size_t skip_envelope(const char *message, size_t length) {
    static const size_t sizes[] = {8, 25, 8, 4};
    if (length < 8 || (unsigned char)message[0] != 0xC1 || message[1] != 1) {
        fail("not an envelope of version 1");
    }

    unsigned fields = (unsigned char)message[2] | (unsigned)(unsigned char)message[3] << 8;
    size_t offset = 8;
    for (size_t bit = 0; bit < 4; bit++) {
        offset += fields & 1u << bit ? sizes[bit] : 0;
    }

    return offset;
}

static void text(msgpack_object value, char *target, size_t size) {
    if (value.type != MSGPACK_OBJECT_STR || value.via.str.size >= size) {
        fail("not a text that fits");
    }

    memcpy(target, value.via.str.ptr, value.via.str.size);
    target[value.via.str.size] = 0;
}

static struct order decode(const char *payload, size_t length) {
    msgpack_unpacked unpacked;
    msgpack_unpacked_init(&unpacked);
    if (msgpack_unpack_next(&unpacked, payload, length, NULL) != MSGPACK_UNPACK_SUCCESS || unpacked.data.type != MSGPACK_OBJECT_ARRAY ||
        unpacked.data.via.array.size != 5) {
        fail("not an order");
    }

    msgpack_object *fields = unpacked.data.via.array.ptr;
    struct order order = {.id = fields[0].via.i64, .price = fields[2].via.f64, .note = "nothing"};
    text(fields[1], order.symbol, sizeof order.symbol);
    if (fields[3].type != MSGPACK_OBJECT_NIL) {
        text(fields[3], order.note, sizeof order.note);
    }

    for (uint32_t i = 0; i < fields[4].via.array.size; i++) {
        order.pieces += fields[4].via.array.ptr[i].via.array.ptr[1].via.i64;
    }

    msgpack_unpacked_destroy(&unpacked);
    return order;
}

int main(int count, char **arguments) {
    if (count != 6) {
        fail("desk posix|sysv plain|envelope ORDERS RECEIPTS COUNT");
    }

    bool envelope = strcmp(arguments[2], "envelope") == 0;
    struct queue orders = open_queue(arguments[1], arguments[3]);
    struct queue receipts = open_queue(arguments[1], arguments[4]);
    for (int place = 0; place < atoi(arguments[5]); place++) {
        char message[LARGEST];
        unsigned priority;
        size_t length = receive(orders, message, &priority);
        size_t start = envelope ? skip_envelope(message, length) : 0;
        struct order order = decode(message + start, length - start);

        char sentence[128];
        snprintf(sentence, sizeof sentence, "%s: %s", order.symbol, order.note);
        msgpack_sbuffer receipt;
        msgpack_sbuffer_init(&receipt);
        if (envelope) {
            char prefix[16] = {(char)0xC1, 1, 1, 0};
            memcpy(prefix + 8, &order.id, 8);
            msgpack_sbuffer_write(&receipt, prefix, sizeof prefix);
        }

        msgpack_packer packer;
        msgpack_packer_init(&packer, &receipt, msgpack_sbuffer_write);
        msgpack_pack_array(&packer, 5);
        msgpack_pack_int64(&packer, order.id);
        msgpack_pack_int(&packer, place);
        msgpack_pack_double(&packer, order.price * (double)order.pieces);
        msgpack_pack_str_with_body(&packer, sentence, strlen(sentence));
        msgpack_pack_unsigned_int(&packer, priority);
        send_message(receipts, receipt.data, receipt.size, priority);
        msgpack_sbuffer_destroy(&receipt);
    }
}
