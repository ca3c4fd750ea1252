// The queues. Each is opened by the sender, which creates it, and then by the receiver; messages are all of one size.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <new>
#include <numeric>
#include <string>
#include <system_error>

#ifdef HAS_BOOST
#include <boost/interprocess/ipc/message_queue.hpp>
#endif
#ifdef HAS_ZEROMQ
#include <zmq.h>
#endif

struct Shape {
    std::string name;
    int capacity;
    bool sends, creates;
    char *room;
    size_t room_bytes;
};

[[noreturn]] inline void fail(const char *what) { throw std::system_error(errno, std::generic_category(), what); }

// A ring for one sender and one receiver: the sequence in the slot, beside the message; the receiver's index cached by the sender. No waiting, no recovery.
class PlainRing {
    // Half a line: a copy of 64 bytes has no store then that crosses a line, which would wait for two.
    static constexpr size_t payload_offset = 32;

public:
    PlainRing(size_t message_bytes, const Shape &shape)
        : start_(shape.room), bytes_(message_bytes), stride_((payload_offset + message_bytes + 63) / 64 * 64) {
        size_t slots = std::min<size_t>(shape.capacity, (shape.room_bytes - 256) / stride_);
        while (slots & (slots - 1)) {
            slots &= slots - 1;
        }

        mask_ = slots - 1;
        if (shape.creates) {
            std::memset(start_, 0, 256 + slots * stride_);
        }
    }

    // The number goes into the copy: a number that was just written, and is read again as part of more bytes, waits for all earlier stores.
    bool try_send(const char *message, int64_t number) {
        if (tail_ - cached_head_ > mask_ && tail_ - (cached_head_ = head().load(std::memory_order_acquire)) > mask_) {
            return false;
        }

        char *slot = slot_of(tail_);
        std::memcpy(slot + payload_offset, message, bytes_);
        std::memcpy(slot + payload_offset, &number, sizeof number);
        sequence(slot).store(++tail_, std::memory_order_release);
        return true;
    }

    bool try_receive(char *message) {
        char *slot = slot_of(head_);
        if (sequence(slot).load(std::memory_order_acquire) != head_ + 1) {
            return false;
        }

        std::memcpy(message, slot + payload_offset, bytes_);
        head().store(++head_, std::memory_order_release);
        return true;
    }

    static void remove(const std::string &) {}

private:
    std::atomic<uint64_t> &head() { return *reinterpret_cast<std::atomic<uint64_t> *>(start_); }
    static std::atomic<uint64_t> &sequence(char *slot) { return *reinterpret_cast<std::atomic<uint64_t> *>(slot); }
    char *slot_of(uint64_t index) { return start_ + 256 + (index & mask_) * stride_; }

    char *start_;
    size_t bytes_, stride_;
    uint64_t mask_, tail_ = 0, head_ = 0, cached_head_ = 0;
};

// The protocol of FastMq's pool for one priority, and nothing else: no waiting, no recovery, no handles. What it reaches is what the protocol allows.
class BarePool {
    static constexpr size_t payload_offset = 32, line = 64;
    static constexpr uint64_t owner = 1, free_phase = 0, writing = 1, ready = 2, reading = 3;

public:
    BarePool(size_t message_bytes, const Shape &shape) : start_(shape.room), bytes_(message_bytes), stride_((112 + message_bytes + line - 1) / line * line) {
        // More entries than slots, or one that was not consumed could be filled again.
        while (ring_size_ <= static_cast<size_t>(shape.capacity)) {
            ring_size_ *= 2;
        }

        slots_offset_ = ring_offset + ring_size_ * sizeof(uint64_t);
        capacity_ = std::min<size_t>(shape.capacity, (shape.room_bytes - slots_offset_) / stride_);
        step_ = std::max<size_t>(capacity_ * 0.6180339887498949, 1);
        while (std::gcd(step_, capacity_) != 1) {
            step_--;
        }

        if (shape.creates) {
            std::memset(start_, 0, slots_offset_ + capacity_ * stride_);
        }
    }

    bool try_send(const char *message, int64_t number) {
        char *slot = slot_of(cursor_);
        uint64_t found = word(slot).load(std::memory_order_acquire), claimed = with(found + (1 << 16), writing);
        if (phase_of(found) != free_phase || !word(slot).compare_exchange_strong(found, claimed)) {
            return false;
        }

        std::memcpy(slot + payload_offset, message, bytes_);
        std::memcpy(slot + payload_offset, &number, sizeof number);
        word(slot).store(with(claimed, ready), std::memory_order_release);
        for (;;) {
            uint64_t position = tail().load(std::memory_order_acquire), turn = position / ring_size_ + 1, entry = entry_of(position).load(std::memory_order_acquire);
            if (entry >> 20 == turn - 1 && entry_of(position).compare_exchange_strong(entry, turn << 20 | cursor_)) {
                tail().compare_exchange_strong(position, position + 1);
                cursor_ = (cursor_ + step_) % capacity_;
                return true;
            }

            if (entry >> 20 == turn) {
                tail().compare_exchange_strong(position, position + 1);
            }
        }
    }

    bool try_receive(char *message) {
        uint64_t position = head().load(std::memory_order_acquire), entry = entry_of(position).load(std::memory_order_acquire);
        if (entry >> 20 != position / ring_size_ + 1) {
            return false;
        }

        char *slot = slot_of(entry & ((1 << 20) - 1));
        __builtin_prefetch(slot + line);
        uint64_t found = word(slot).load(std::memory_order_acquire), taken = with(found, reading);
        if (phase_of(found) != ready || head().load(std::memory_order_acquire) != position || !word(slot).compare_exchange_strong(found, taken)) {
            return false;
        }

        head().compare_exchange_strong(position, position + 1);
        std::memcpy(message, slot + payload_offset, bytes_);
        word(slot).store(with(taken, free_phase), std::memory_order_release);
        return true;
    }

    static void remove(const std::string &) {}

private:
    static constexpr size_t ring_offset = 4096;

    static uint64_t with(uint64_t state, uint64_t phase) { return (state & ~0xFFFFULL) | phase << 13 | owner; }
    static uint64_t phase_of(uint64_t state) { return state >> 13 & 7; }
    static std::atomic<uint64_t> &word(char *at) { return *reinterpret_cast<std::atomic<uint64_t> *>(at); }
    std::atomic<uint64_t> &head() { return word(start_); }
    std::atomic<uint64_t> &tail() { return word(start_ + 128); }
    std::atomic<uint64_t> &entry_of(uint64_t position) { return word(start_ + ring_offset + position % ring_size_ * sizeof(uint64_t)); }
    char *slot_of(uint64_t index) { return start_ + slots_offset_ + index * stride_; }

    char *start_;
    size_t bytes_, stride_, capacity_, step_, slots_offset_;
    uint64_t ring_size_ = 1024, cursor_ = 0;
};

inline long read_limit(const char *path, long otherwise) {
    std::ifstream file(path);
    long value;
    return file >> value ? value : otherwise;
}

class PosixQueue {
public:
    PosixQueue(size_t message_bytes, const Shape &shape) : bytes_(message_bytes) {
        // As many as the system allows everybody.
        long most = read_limit("/proc/sys/fs/mqueue/msg_max", 10);
        mq_attr attributes{};
        attributes.mq_maxmsg = std::min<long>(shape.capacity, most);
        attributes.mq_msgsize = message_bytes;
        int flags = O_NONBLOCK | (shape.sends ? O_WRONLY : O_RDONLY);
        queue_ = shape.creates ? mq_open(("/" + shape.name).c_str(), flags | O_CREAT | O_EXCL, 0600, &attributes) : mq_open(("/" + shape.name).c_str(), flags);
        if (queue_ < 0) {
            fail("mq_open");
        }
    }

    ~PosixQueue() { mq_close(queue_); }

    bool try_send(char *message, int64_t number) {
        std::memcpy(message, &number, sizeof number);
        if (mq_send(queue_, message, bytes_, 0) == 0) {
            return true;
        }

        return errno == EAGAIN || errno == EINTR ? false : (fail("mq_send"), false);
    }

    bool try_receive(char *message) {
        if (mq_receive(queue_, message, bytes_, nullptr) >= 0) {
            return true;
        }

        return errno == EAGAIN || errno == EINTR ? false : (fail("mq_receive"), false);
    }

    static void remove(const std::string &name) { mq_unlink(("/" + name).c_str()); }

private:
    size_t bytes_;
    mqd_t queue_;
};

class SystemVQueue {
public:
    SystemVQueue(size_t message_bytes, const Shape &shape) : bytes_(message_bytes) {
        id_ = msgget(key_of(shape.name), shape.creates ? IPC_CREAT | IPC_EXCL | 0600 : 0600);
        if (id_ < 0) {
            fail("msgget");
        }
    }

    // The type stands right before the message.
    bool try_send(char *message, int64_t number) {
        long type = 1;
        std::memcpy(message - sizeof type, &type, sizeof type);
        std::memcpy(message, &number, sizeof number);
        if (msgsnd(id_, message - sizeof type, bytes_, IPC_NOWAIT) == 0) {
            return true;
        }

        return errno == EAGAIN || errno == EINTR ? false : (fail("msgsnd"), false);
    }

    bool try_receive(char *message) {
        if (msgrcv(id_, message - sizeof(long), bytes_, 0, IPC_NOWAIT) >= 0) {
            return true;
        }

        return errno == ENOMSG || errno == EINTR ? false : (fail("msgrcv"), false);
    }

    static void remove(const std::string &name) {
        int id = msgget(key_of(name), 0);
        if (id >= 0) {
            msgctl(id, IPC_RMID, nullptr);
        }
    }

private:
    // Benchmarks only: names are short, and all of one run.
    static key_t key_of(const std::string &name) {
        uint32_t hash = 2166136261u;
        for (char c : name) {
            hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
        }

        return static_cast<key_t>(hash | 1);
    }

    size_t bytes_;
    int id_;
};

#ifdef HAS_BOOST
class BoostQueue {
public:
    BoostQueue(size_t message_bytes, const Shape &shape) : bytes_(message_bytes) {
        using namespace boost::interprocess;
        queue_ = shape.creates ? std::make_unique<message_queue>(create_only, shape.name.c_str(), shape.capacity, message_bytes, permissions(0600))
                               : std::make_unique<message_queue>(open_only, shape.name.c_str());
    }

    bool try_send(char *message, int64_t number) {
        std::memcpy(message, &number, sizeof number);
        return queue_->try_send(message, bytes_, 0);
    }

    bool try_receive(char *message) {
        boost::interprocess::message_queue::size_type received;
        unsigned priority;
        return queue_->try_receive(message, bytes_, received, priority);
    }

    static void remove(const std::string &name) { boost::interprocess::message_queue::remove(name.c_str()); }

private:
    size_t bytes_;
    std::unique_ptr<boost::interprocess::message_queue> queue_;
};
#endif

#ifdef HAS_ZEROMQ
class ZeroMqQueue {
public:
    ZeroMqQueue(size_t message_bytes, const Shape &shape) : bytes_(message_bytes), context_(zmq_ctx_new()) {
        socket_ = zmq_socket(context_, shape.sends ? ZMQ_PUSH : ZMQ_PULL);
        int most = shape.capacity, linger = 0;
        zmq_setsockopt(socket_, shape.sends ? ZMQ_SNDHWM : ZMQ_RCVHWM, &most, sizeof most);
        zmq_setsockopt(socket_, ZMQ_LINGER, &linger, sizeof linger);
        std::string address = "ipc:///tmp/" + shape.name;
        if ((shape.creates ? zmq_bind(socket_, address.c_str()) : zmq_connect(socket_, address.c_str())) != 0) {
            fail("zmq_bind or zmq_connect");
        }
    }

    ~ZeroMqQueue() {
        zmq_close(socket_);
        zmq_ctx_term(context_);
    }

    bool try_send(char *message, int64_t number) {
        std::memcpy(message, &number, sizeof number);
        if (zmq_send(socket_, message, bytes_, ZMQ_DONTWAIT) >= 0) {
            return true;
        }

        return errno == EAGAIN || errno == EINTR ? false : (fail("zmq_send"), false);
    }

    bool try_receive(char *message) {
        if (zmq_recv(socket_, message, bytes_, ZMQ_DONTWAIT) >= 0) {
            return true;
        }

        return errno == EAGAIN || errno == EINTR ? false : (fail("zmq_recv"), false);
    }

    static void remove(const std::string &name) { unlink(("/tmp/" + name).c_str()); }

private:
    size_t bytes_;
    void *context_;
    void *socket_;
};
#endif
