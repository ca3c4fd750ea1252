// The measured loops: the same for each kind of queue, compiled for each. They do what benchmarks/Queues/Systems/DriverLoops.cs does.
#pragma once

#include <sched.h>
#include <time.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

constexpr int64_t end_of_stream = -1;

// For who waits for an answer, and for who waits in a stream.
constexpr int unpaused_latency = 10'000, unpaused_stream = 20;

// Ticks of CLOCK_MONOTONIC in nanoseconds, as System.Diagnostics.Stopwatch has them.
inline int64_t now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

// Between two tries: nothing, then pauses, and now and then the processor for others.
class Spin {
public:
    explicit Spin(int unpaused) : unpaused_(unpaused) {}

    void once() {
        if (++count_ <= unpaused_) {
            return;
        }

#if defined(__x86_64__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        asm volatile("yield");
#endif
        if ((count_ - unpaused_) % 1024 == 0) {
            sched_yield();
            if (since_ == 0) {
                since_ = now();
            } else if (now() - since_ > 20'000'000'000LL) {
                throw std::runtime_error("the other process did nothing for 20 s");
            }
        }
    }

private:
    int unpaused_;
    int count_ = 0;
    int64_t since_ = 0;
};

// An open queue, as the library's functions see it.
class OpenQueue {
public:
    virtual ~OpenQueue() = default;
    virtual void ping_pong(OpenQueue &back, int64_t *round_trips, int32_t rounds) = 0;
    virtual void echo(OpenQueue &back, int32_t rounds) = 0;
    virtual int64_t produce(int64_t first, int64_t count) = 0;
    virtual void end_stream(int32_t receivers) = 0;
    virtual void consume(int32_t *ready, int64_t *result) = 0;
};

// A message of one thread: several may use a queue at once. It starts with a line of the cache (where it starts otherwise is chance, and decides for a whole
// run), and has a line before it, for what a queue puts there.
class Message {
public:
    explicit Message(size_t bytes) : lines_(1 + (bytes + sizeof(Line) - 1) / sizeof(Line)) {}

    char *start() { return lines_[1].bytes; }

private:
    struct alignas(64) Line {
        char bytes[64];
    };

    std::vector<Line> lines_;
};

// The loops over one kind of queue, which has try_send of a message with a number at its start, and try_receive; messages are all of one size.
template <class Queue>
class Loops final : public OpenQueue {
public:
    template <class... Arguments>
    Loops(size_t message_bytes, Arguments &&...arguments)
        : queue_(message_bytes, std::forward<Arguments>(arguments)...), bytes_(message_bytes) {}

    void ping_pong(OpenQueue &back, int64_t *round_trips, int32_t rounds) override {
        auto &answers = static_cast<Loops &>(back);
        Message question(bytes_), reply(bytes_);
        for (int32_t round = 0; round < rounds; round++) {
            int64_t start = now();
            send(question, round, unpaused_latency);
            int64_t answer = answers.receive(reply, unpaused_latency);
            round_trips[round] = now() - start;
            if (answer != round) {
                throw std::runtime_error("a message was lost, or came twice");
            }
        }
    }

    void echo(OpenQueue &back, int32_t rounds) override {
        auto &answers = static_cast<Loops &>(back);
        Message question(bytes_), reply(bytes_);
        for (int32_t round = 0; round < rounds; round++) {
            answers.send(reply, receive(question, unpaused_latency), unpaused_latency);
        }
    }

    int64_t produce(int64_t first, int64_t count) override {
        Message message(bytes_);
        int64_t started = now();
        for (int64_t number = first; number < first + count; number++) {
            send(message, number, unpaused_stream);
        }

        return started;
    }

    void end_stream(int32_t receivers) override {
        Message message(bytes_);
        for (int32_t receiver = 0; receiver < receivers; receiver++) {
            send(message, end_of_stream, unpaused_stream);
        }
    }

    // Result: count, sum, when it ended, whether each number was greater than the one before.
    void consume(int32_t *ready, int64_t *result) override {
        Message message(bytes_);
        int64_t count = 0, sum = 0, last = end_of_stream;
        bool in_order = true;
        __atomic_fetch_add(ready, 1, __ATOMIC_SEQ_CST);
        for (int64_t number; (number = receive(message, unpaused_stream)) != end_of_stream;) {
            count++;
            sum += number;
            in_order &= number > last;
            last = number;
        }

        result[0] = count;
        result[1] = sum;
        result[2] = now();
        result[3] = in_order;
    }

private:
    void send(Message &message, int64_t number, int unpaused) {
        for (Spin spin(unpaused); !queue_.try_send(message.start(), number);) {
            spin.once();
        }
    }

    int64_t receive(Message &message, int unpaused) {
        for (Spin spin(unpaused); !queue_.try_receive(message.start());) {
            spin.once();
        }

        int64_t number;
        std::memcpy(&number, message.start(), sizeof number);
        return number;
    }

    Queue queue_;
    size_t bytes_;
};
