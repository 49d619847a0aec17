// Ledger's values as C has them: the same fields, so that as much is copied.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core.h"

static const int64_t DAY = 86400000, MAXIMUM = 4000000000000000000, FUNDS = 1000000000000;

enum { ACTIVE = 2, CLOSED = 4, GOOD = 1, ISSUED = 1, SETTLED = 4, TRANSFER = 1, ON_DEMAND = 1, BANK = 1, CARD = 2 };
enum { TERMINAL = 2, SELLER = 3, KIND_ISSUED = 1, KIND_CAPTURED = 2 };
// Book accounts.
enum { BOOK_BANK = 1, BOOK_AVAILABLE = 3 };

struct optional {
  int64_t value;
  bool is_there;
};

struct digest {
  uint64_t words[4];
  bool is_there;
};

struct id {
  uint64_t high, low;
};

struct balance {
  int64_t posted;
  uint64_t last_entry;
};

struct cover {
  struct balance balance;
  int64_t held, line;
  uint64_t statement;
  uint8_t standing;
};

struct account {
  uint64_t code;
  uint8_t status, delivery;
  uint16_t currency;
  struct cover bank, card;
  int64_t per_check, per_day;
  uint32_t checks_per_day, used_day, used_count, open_checks;
  int64_t used_amount, enrolled, updated;
  struct id last_check;
  bool has_last_check;
};

struct seller {
  uint64_t code;
  uint8_t status;
  uint16_t currency;
  struct balance available, locked, reserve;
  int64_t exposure, exposure_limit, enrolled, updated;
};

struct distributor {
  uint64_t code;
  uint8_t status;
  uint16_t currency;
  struct balance debt;
  int64_t cash_pending, cash_limit, exposure, exposure_limit, enrolled, updated;
};

struct terms {
  uint64_t drawer, payee, distributor;
  int64_t amount;
  uint16_t currency, reserve_share;
  uint8_t method, release;
  struct optional expires, delivery_window;
  struct digest order, claim;
  int64_t cooling_off, guarantee;
};

struct progress {
  uint8_t state, method, cover, frozen_from;
  bool confirmed;
  uint64_t payee;
  int64_t remaining, captured, captured_from_card, released, returned, returned_to_card, demanded, expires;
  struct optional deadline, frozen_at, locked_until, reserved_until;
  int64_t locked, reserved;
};

struct check {
  struct id id;
  struct terms terms;
  int64_t issued;
  struct progress progress;
  uint64_t fingerprint, first_entry, last_entry;
  uint32_t entry_count;
  struct id previous_of_drawer;
  bool has_previous;
};

struct posting {
  uint8_t debit_kind, credit_kind;
  uint64_t debit, credit;
  int64_t amount;
  uint64_t previous_of_debit, previous_of_credit;
};

struct entry {
  uint64_t sequence;
  int64_t time;
  uint8_t kind, actor_kind;
  uint64_t actor;
  struct id command;
  uint64_t fingerprint;
  struct id subject;
  uint16_t currency;
  int64_t amount;
  struct progress progress;
  int64_t held_on_bank, held_on_card;
  struct posting postings[4];
  uint32_t posting_count;
  uint64_t previous_of_check;
};

// Who is not there has the code 0.
struct facts {
  struct account account;
  struct seller seller;
  struct distributor distributor;
  struct check check;
  struct balance clearing;
};
