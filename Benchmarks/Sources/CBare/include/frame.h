// Requests as they lie in a frame, and replies written back: protobuf by hand, for two methods, their batches, and
// nothing else.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REQUEST_HEADER = 12, REPLY_HEADER = 16 };

enum method { METHOD_ISSUE = 2, METHOD_PRESENT = 5, METHOD_ISSUES = 41, METHOD_PRESENTS = 43 };

// How many items a batch has at most.
enum batch { BATCH_MAXIMUM = 8192 };

// A party's code, padded with zeros.
struct code {
  uint64_t half[2];
};

struct id {
  uint64_t half[2];
};

// What both methods ask; who is not named is zero.
struct demand {
  struct id command, check;
  struct code drawer, payee, distributor;
  int64_t amount;
};

// The answer to one demand.
struct answer {
  // 0: accepted; else the number of the refusal.
  uint32_t refusal;
  uint32_t kind;
  // The state of the check after it, by the wire's number.
  uint32_t state;
  // An item of a batch that cannot be what it is: nothing else is said of it.
  bool is_invalid;
  uint64_t sequence, time;
  int64_t amount;
};

// Reads a message; false where it is none.
bool read_issue(const uint8_t *message, size_t length, struct demand *demand);
bool read_present(const uint8_t *message, size_t length, struct demand *demand);

// How many items a batch has; -1 where it is none.
int count_items(const uint8_t *message, size_t length);

// The next item of a batch that was counted, from `at` on, which is moved past it. NULL: there is none.
const uint8_t *next_item(const uint8_t **at, const uint8_t *end, size_t *length);

// Writes a reply of about `length` bytes, header included; answers where it ends. Room: `length` + 256.
uint8_t *write_reply(uint8_t *to, uint32_t method, uint32_t request, const struct demand *demand,
                     const struct answer *answer, uint32_t length);

// Writes a batch's reply: arrays as long as they must be. Room: REPLY_HEADER + 64 and 80 an item.
uint8_t *write_batch_reply(uint8_t *to, uint32_t method, uint32_t request, const struct answer *answers,
                           uint32_t count);

// Writes a reply that is only a status.
uint8_t *write_status(uint8_t *to, uint32_t method, uint32_t request, uint32_t status);
