// The bare daemon: the least that could be called the same work as a check manager's hot path. It speaks the same frames,
// judges the same parties and checks, keeps them in hash tables in memory, and makes each group durable with one write to
// a log laid out beforehand and one fdatasync. Nothing is ever folded into a database: what it does is an upper bound.
#pragma once

#include <stdint.h>

struct bare_settings {
  // Where the log is for that time: it is unlinked as soon as it is open.
  const char *log;
  // How many of each party there are, by the codes that the harness gives them.
  uint32_t accounts, sellers, distributors;
  // How many checks there is room for: memory is taken as it is used.
  uint32_t checks;
  // How long a reply is, its header included: as long as a manager's.
  uint32_t reply_bytes;
  // What each account is funded with, in cents.
  int64_t funds;
};

// The books, as they must balance.
struct bare_books {
  uint64_t entries;
  // The sum of all accounts less what was funded: 0, or money was made or lost.
  int64_t total;
  int64_t held, remaining;
};

// A daemon that is ready: its tables are filled, its log is laid out. NULL and errno where it cannot be.
struct bare *bare_open(int listener, const struct bare_settings *settings);

// Serves until SIGTERM, then tells the books. 0, or the errno of what failed.
int bare_serve(struct bare *bare, struct bare_books *books);
