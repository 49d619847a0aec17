// The core loop in C: the same judging and applying of an issue and a settle as Ledger's, rule by rule and field by field,
// over arrays instead of a store. What Swift costs is told by its ratio to this.
#pragma once

#include <stdint.h>

enum core_size { CORE_ACCOUNTS = 1024, CORE_SELLERS = 64, CORE_DISTRIBUTORS = 16, CORE_CHECKS = 4096 };

// The parties' codes, packed as Ledger packs them.
struct core_codes {
  uint64_t accounts[CORE_ACCOUNTS], sellers[CORE_SELLERS], distributors[CORE_DISTRIBUTORS];
  uint16_t currency;
};

// What must come out alike.
struct core_result {
  int64_t paid, held;
  uint64_t fingerprints, refused;
};

struct core;

struct core *core_create(const struct core_codes *codes);

// Issues a check and settles it, `count` times; the numbers begin with `first`. Time is given.
void core_run(struct core *core, uint64_t first, uint64_t count, int64_t now);

void core_results(const struct core *core, struct core_result *sums);
