// The tables and the judging.
#define _GNU_SOURCE
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { STATUS_ACTIVE = 2 };
// As the wire numbers them.
enum { CHECK_ISSUED = 1, CHECK_SETTLED = 4 };
// The refusals that can be, by the wire's numbers.
enum {
  ID_REUSED = 2,
  UNKNOWN_ACCOUNT = 10,
  ACCOUNT_NOT_ACTIVE = 11,
  INSUFFICIENT_FUNDS = 17,
  UNKNOWN_SELLER = 30,
  SELLER_NOT_ACTIVE = 31,
  UNKNOWN_DISTRIBUTOR = 40,
  DISTRIBUTOR_NOT_ACTIVE = 41,
  UNKNOWN_CHECK = 60,
  WRONG_PAYEE = 61,
  CHECK_WAS_SETTLED = 69,
  CHECK_WAS_EXPIRED = 71
};

static const uint64_t LIFE = 30ull * 86400 * 1000;

struct party {
  struct code code;
  int64_t posted, held, exposure;
  uint64_t updated;
  uint32_t status, version, pad[2];
};
_Static_assert(sizeof(struct party) == 64, "a cache line");

struct check {
  struct id id, settled_by;
  int64_t amount;
  uint64_t expires;
  uint32_t drawer, payee, distributor, state;
  uint64_t issued_in, settled_in;
};
_Static_assert(sizeof(struct check) == 80, "as it is logged: first its id, then who paid it");

// Where things lie, by 16-byte keys: open addressing; a slot is a place in the array, plus 1.
struct index {
  uint32_t *slots;
  uint64_t mask;
};

struct parties {
  struct party *all;
  uint32_t count;
  struct index index;
};

struct state {
  struct parties accounts, sellers, distributors;
  struct check *checks;
  uint32_t check_count, check_room;
  struct index check_index;
  uint64_t sequence;
  int64_t funded;
};

// Memory that is zero, and taken only when it is first touched.
static void *memory(size_t size) {
  void *found = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (found == MAP_FAILED) return NULL;
  madvise(found, size, MADV_HUGEPAGE);
  return found;
}

static uint64_t mixed(const uint64_t key[2]) {
  uint64_t bits = key[0] * 0x9E3779B97F4A7C15ull ^ key[1];
  bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9ull;
  bits = (bits ^ bits >> 27) * 0x94D049BB133111EBull;
  return bits ^ bits >> 31;
}

static bool same(const uint64_t one[2], const uint64_t other[2]) { return one[0] == other[0] && one[1] == other[1]; }

static bool make_index(struct index *index, uint64_t count) {
  uint64_t slots = 16;
  while (slots < count * 2) slots *= 2;
  index->mask = slots - 1;
  index->slots = memory(slots * sizeof *index->slots);
  return index->slots;
}

// The slot of a key, or the empty one where it belongs. Records begin with their key.
static uint32_t *slot(const struct index *index, const void *records, size_t size, const uint64_t key[2]) {
  for (uint64_t at = mixed(key) & index->mask;; at = (at + 1) & index->mask) {
    uint32_t *found = &index->slots[at];
    if (!*found || same((const uint64_t *)((const char *)records + (size_t)(*found - 1) * size), key)) return found;
  }
}

static struct party *party(const struct parties *parties, const struct code *code) {
  uint32_t found = *slot(&parties->index, parties->all, sizeof(struct party), code->half);
  return found ? &parties->all[found - 1] : NULL;
}

static bool enrol(struct parties *parties, char letter, uint32_t count, int64_t funds) {
  parties->count = count;
  parties->all = memory(count * sizeof(struct party));
  if (!parties->all || !make_index(&parties->index, count)) return false;
  for (uint32_t number = 0; number < count; number++) {
    struct party *new = &parties->all[number];
    char text[sizeof new->code + 1] = {0};
    snprintf(text, sizeof text, "%c%08u", letter, number);
    memcpy(&new->code, text, sizeof new->code);
    new->posted = funds;
    new->status = STATUS_ACTIVE;
    *slot(&parties->index, parties->all, sizeof *new, new->code.half) = number + 1;
  }
  return true;
}

struct state *state_create(const struct bare_settings *settings) {
  struct state *state = calloc(1, sizeof *state);
  if (!state) return NULL;
  state->check_room = settings->checks;
  state->checks = memory((size_t)settings->checks * sizeof(struct check));
  state->funded = settings->funds * settings->accounts;
  bool good = state->checks && make_index(&state->check_index, settings->checks) &&
              enrol(&state->accounts, 'A', settings->accounts, settings->funds) &&
              enrol(&state->sellers, 'S', settings->sellers, 0) &&
              enrol(&state->distributors, 'D', settings->distributors, 0);
  return good ? state : NULL;
}

bool state_has_room(const struct state *state, uint32_t count) { return state->check_room - state->check_count >= count; }

static uint32_t judge_issue(const struct demand *demand, const struct party *drawer, const struct party *payee,
                            const struct party *distributor) {
  if (!drawer) return UNKNOWN_ACCOUNT;
  if (drawer->status != STATUS_ACTIVE) return ACCOUNT_NOT_ACTIVE;
  if (drawer->posted - drawer->held < demand->amount) return INSUFFICIENT_FUNDS;
  if (!payee) return UNKNOWN_SELLER;
  if (payee->status != STATUS_ACTIVE) return SELLER_NOT_ACTIVE;
  if (!distributor) return UNKNOWN_DISTRIBUTOR;
  return distributor->status == STATUS_ACTIVE ? 0 : DISTRIBUTOR_NOT_ACTIVE;
}

// A record: what happened, its sequence and time, then the check as issued, or which check was paid by which command.
static size_t note(uint8_t *record, uint32_t kind, uint64_t now, uint64_t sequence, const void *what, size_t size) {
  uint64_t head[3] = {kind, sequence, now};
  memcpy(record, head, sizeof head);
  memcpy(record + sizeof head, what, size);
  return sizeof head + size;
}

size_t state_issue(struct state *state, const struct demand *demand, uint64_t now, uint8_t *record,
                   struct answer *answer) {
  *answer = (struct answer){.kind = KIND_ISSUED,
                            .state = CHECK_ISSUED,
                            .sequence = state->sequence,
                            .time = now,
                            .amount = demand->amount};
  struct party *drawer = party(&state->accounts, &demand->drawer), *payee = party(&state->sellers, &demand->payee),
               *distributor = party(&state->distributors, &demand->distributor);
  uint32_t *place = slot(&state->check_index, state->checks, sizeof(struct check), demand->check.half);
  if (*place) {
    const struct check *earlier = &state->checks[*place - 1];
    bool is_same = earlier->amount == demand->amount && drawer == &state->accounts.all[earlier->drawer] &&
                   payee == &state->sellers.all[earlier->payee] &&
                   distributor == &state->distributors.all[earlier->distributor];
    answer->refusal = is_same ? 0 : ID_REUSED;
    answer->sequence = earlier->issued_in;
    return 0;
  }
  answer->refusal = judge_issue(demand, drawer, payee, distributor);
  if (answer->refusal) return 0;
  struct check *check = &state->checks[state->check_count++];
  *place = state->check_count;
  answer->sequence = ++state->sequence;
  *check = (struct check){.id = demand->check,
                          .amount = demand->amount,
                          .expires = now + LIFE,
                          .drawer = (uint32_t)(drawer - state->accounts.all),
                          .payee = (uint32_t)(payee - state->sellers.all),
                          .distributor = (uint32_t)(distributor - state->distributors.all),
                          .state = CHECK_ISSUED,
                          .issued_in = state->sequence};
  drawer->held += check->amount;
  drawer->updated = now;
  drawer->version++;
  payee->exposure += check->amount;
  distributor->exposure += check->amount;
  return note(record, KIND_ISSUED, now, state->sequence, check, sizeof *check);
}

size_t state_present(struct state *state, const struct demand *demand, uint64_t now, uint8_t *record,
                     struct answer *answer) {
  *answer =
      (struct answer){.kind = KIND_CAPTURED, .state = CHECK_SETTLED, .sequence = state->sequence, .time = now};
  uint32_t place = *slot(&state->check_index, state->checks, sizeof(struct check), demand->check.half);
  struct party *payee = party(&state->sellers, &demand->payee);
  if (!place) return answer->refusal = UNKNOWN_CHECK, 0;
  struct check *check = &state->checks[place - 1];
  if (!payee) return answer->refusal = UNKNOWN_SELLER, 0;
  if (payee != &state->sellers.all[check->payee]) return answer->refusal = WRONG_PAYEE, 0;
  answer->amount = check->amount;
  if (check->state == CHECK_SETTLED) {
    answer->refusal = same(check->settled_by.half, demand->command.half) ? 0 : CHECK_WAS_SETTLED;
    answer->sequence = check->settled_in;
    return 0;
  }
  if (check->expires <= now) return answer->refusal = CHECK_WAS_EXPIRED, 0;
  struct party *drawer = &state->accounts.all[check->drawer];
  answer->sequence = ++state->sequence;
  check->state = CHECK_SETTLED;
  check->settled_by = demand->command;
  check->settled_in = state->sequence;
  drawer->held -= check->amount;
  drawer->posted -= check->amount;
  drawer->updated = now;
  drawer->version++;
  payee->posted += check->amount;
  payee->exposure -= check->amount;
  payee->updated = now;
  state->distributors.all[check->distributor].exposure -= check->amount;
  return note(record, KIND_CAPTURED, now, state->sequence, check, 2 * sizeof(struct id));
}

size_t state_judge(struct state *state, bool is_issue, const uint8_t *message, size_t length, uint64_t now,
                   uint8_t *records, struct answer *answers) {
  const uint8_t *at = message, *const end = message + length, *item;
  size_t item_length, filled = 0;
  for (; at < end && (item = next_item(&at, end, &item_length)); answers++) {
    struct demand demand;
    if (!(is_issue ? read_issue : read_present)(item, item_length, &demand)) {
      *answers = (struct answer){.is_invalid = true};
    } else {
      filled += (is_issue ? state_issue : state_present)(state, &demand, now, records + filled, answers);
    }
  }
  return filled;
}

void state_books(const struct state *state, struct bare_books *books) {
  *books = (struct bare_books){.entries = state->sequence, .total = -state->funded};
  for (uint32_t number = 0; number < state->accounts.count; number++) {
    books->total += state->accounts.all[number].posted;
    books->held += state->accounts.all[number].held;
  }
  for (uint32_t number = 0; number < state->sellers.count; number++) books->total += state->sellers.all[number].posted;
  for (uint32_t number = 0; number < state->check_count; number++) {
    if (state->checks[number].state == CHECK_ISSUED) books->remaining += state->checks[number].amount;
  }
}
