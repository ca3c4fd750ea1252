// The library's functions. Each returns 0, or -1 with the reason in peer_error(); none throws.
#include "loops.hpp"
#include "queues.hpp"

namespace {
thread_local std::string error;

template <class Action>
int guarded(Action &&action) {
    try {
        action();
        return 0;
    } catch (const std::exception &exception) {
        error = exception.what();
        return -1;
    }
}

template <class Visitor>
auto with_kind(const std::string &system, Visitor &&visitor) {
    if (system == "c-ring") {
        return visitor(static_cast<PlainRing *>(nullptr));
    }

    if (system == "c-pool") {
        return visitor(static_cast<BarePool *>(nullptr));
    }

    if (system == "c-posix") {
        return visitor(static_cast<PosixQueue *>(nullptr));
    }

    if (system == "c-sysv") {
        return visitor(static_cast<SystemVQueue *>(nullptr));
    }

#ifdef HAS_BOOST
    if (system == "boost") {
        return visitor(static_cast<BoostQueue *>(nullptr));
    }
#endif
#ifdef HAS_ZEROMQ
    if (system == "zeromq") {
        return visitor(static_cast<ZeroMqQueue *>(nullptr));
    }
#endif
    throw std::runtime_error(system + " was not installed when this library was built");
}
}  // namespace

extern "C" {
const char *peer_error() { return error.c_str(); }

int peer_has(const char *system) {
    return guarded([&] { with_kind(system, [](auto *) {}); });
}

int peer_open(const char *system, const char *name, int message_bytes, int capacity, int sends, int creates, char *room, int64_t room_bytes, OpenQueue **queue) {
    return guarded([&] {
        Shape shape{name, capacity, sends != 0, creates != 0, room, static_cast<size_t>(room_bytes)};
        with_kind(system, [&](auto *kind) { *queue = new Loops<std::remove_pointer_t<decltype(kind)>>(message_bytes, shape); });
    });
}

void peer_close(OpenQueue *queue) { delete queue; }

int peer_remove(const char *system, const char *name) {
    return guarded([&] { with_kind(system, [&](auto *kind) { std::remove_pointer_t<decltype(kind)>::remove(name); }); });
}

int peer_ping_pong(OpenQueue *there, OpenQueue *back, int64_t *round_trips, int32_t rounds) {
    return guarded([&] { there->ping_pong(*back, round_trips, rounds); });
}

int peer_echo(OpenQueue *there, OpenQueue *back, int32_t rounds) {
    return guarded([&] { there->echo(*back, rounds); });
}

int peer_produce(OpenQueue *queue, int64_t first, int64_t count, int64_t *started) {
    return guarded([&] { *started = queue->produce(first, count); });
}

int peer_end_stream(OpenQueue *queue, int32_t receivers) {
    return guarded([&] { queue->end_stream(receivers); });
}

int peer_consume(OpenQueue *queue, int32_t *ready, int64_t *result) {
    return guarded([&] { queue->consume(ready, result); });
}
}
