#!/usr/bin/env bash
# Builds libtypedmq-peers.so beside this script; what is not installed is left out.
set -euo pipefail
cd "$(dirname "$0")"

flags=()
libraries=()
if echo '#include <boost/interprocess/ipc/message_queue.hpp>' | g++ -E -x c++ - >/dev/null 2>&1; then
  flags+=(-DHAS_BOOST)
else
  echo "Boost is left out: apt-get install libboost-dev" >&2
fi

if echo '#include <zmq.h>' | g++ -E -x c++ - >/dev/null 2>&1; then
  flags+=(-DHAS_ZEROMQ)
  libraries+=(-lzmq)
else
  echo "ZeroMQ is left out: apt-get install libzmq3-dev" >&2
fi

mkdir -p bin
g++ -std=c++17 -O2 -g -Wall -Wextra -shared -fPIC "${flags[@]}" -o bin/libtypedmq-peers.so peers.cpp "${libraries[@]}" -lrt -lpthread
echo "built $(pwd)/bin/libtypedmq-peers.so"
