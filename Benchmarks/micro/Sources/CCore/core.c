// The core loop in C.
#include "core.h"

#include <stdlib.h>
#include <string.h>

#include "fingerprint.h"
#include "records.h"

static const int64_t VALIDITY = 30 * DAY, LONGEST_VALIDITY = 400 * DAY, ID_FUTURE = 600000, ID_PAST = 7 * DAY;

struct core {
  struct account accounts[CORE_ACCOUNTS];
  struct seller sellers[CORE_SELLERS];
  struct distributor distributors[CORE_DISTRIBUTORS];
  struct check checks[CORE_CHECKS];
  uint64_t sequence, fingerprints, refused;
};

static uint64_t mixed(uint64_t bits) {
  bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9ull;
  bits = (bits ^ bits >> 27) * 0x94D049BB133111EBull;
  return bits ^ bits >> 31;
}

static bool judge_id(const struct id *id, int64_t now) {
  int64_t time = (int64_t)(id->high >> 16);
  return time <= now + ID_FUTURE && now <= time + ID_PAST;
}

// The credit check: 0, or the place in the order of precedence.
static int judge_issue(const struct terms *terms, const struct facts *facts, int64_t now) {
  const struct account *account = &facts->account;
  if (!account->code) return 1;
  if (account->status != ACTIVE) return 2;
  if (account->currency != terms->currency) return 3;
  const struct cover *cover = terms->method == CARD ? &account->card : &account->bank;
  if (cover->standing != GOOD) return 4;
  if (cover->balance.posted + cover->line - cover->held < terms->amount) return 5;
  if (account->per_check && terms->amount > account->per_check) return 6;
  bool used_today = account->used_day == (uint32_t)(now / DAY);
  if (account->per_day && (used_today ? account->used_amount : 0) + terms->amount > account->per_day) return 7;
  if (account->checks_per_day && (used_today ? account->used_count : 0) >= account->checks_per_day) return 8;
  if (terms->payee) {
    if (!facts->seller.code) return 9;
    if (facts->seller.status != ACTIVE) return 10;
    if (facts->seller.currency != terms->currency) return 11;
  }
  if (terms->distributor) {
    if (!facts->distributor.code) return 12;
    if (facts->distributor.status != ACTIVE) return 13;
    if (facts->distributor.currency != terms->currency) return 14;
  } else if (terms->release != ON_DEMAND) {
    return 15;
  }
  const struct seller *seller = &facts->seller;
  const struct distributor *distributor = &facts->distributor;
  if (terms->payee && seller->exposure_limit && seller->exposure + terms->amount > seller->exposure_limit) return 16;
  if (terms->distributor && distributor->exposure_limit &&
      distributor->exposure + terms->amount > distributor->exposure_limit)
    return 17;
  if (terms->expires.is_there && (terms->expires.value <= now || terms->expires.value > now + LONGEST_VALIDITY)) return 18;
  int64_t largest = cover->held;
  if (used_today && account->used_amount > largest) largest = account->used_amount;
  if (seller->exposure > largest) largest = seller->exposure;
  if (distributor->exposure > largest) largest = distributor->exposure;
  return largest > MAXIMUM - terms->amount ? 19 : 0;
}

static int decide_issue(const struct id *id, const struct terms *terms, const struct facts *facts, int64_t now,
                        uint64_t sequence, struct entry *entry) {
  uint64_t print = print_issue(terms);
  if (!judge_id(id, now)) return 20;
  int refusal = judge_issue(terms, facts, now);
  if (refusal) return refusal;
  *entry = (struct entry){.sequence = sequence, .time = now, .kind = KIND_ISSUED, .actor_kind = TERMINAL,
                          .actor = terms->drawer, .command = *id, .fingerprint = print, .subject = *id,
                          .currency = terms->currency, .amount = terms->amount};
  entry->progress = (struct progress){
      .state = ISSUED, .method = terms->method, .cover = terms->method == CARD ? CARD : BANK, .payee = terms->payee,
      .remaining = terms->amount, .expires = terms->expires.is_there ? terms->expires.value : now + VALIDITY};
  *(entry->progress.cover == BANK ? &entry->held_on_bank : &entry->held_on_card) += terms->amount;
  return facts->account.bank.held > MAXIMUM - entry->held_on_bank ? 21 : 0;
}

static int decide_present(const struct id *command, uint64_t by, const struct facts *facts, int64_t now,
                          uint64_t sequence, struct entry *entry) {
  const struct check *check = &facts->check;
  uint64_t print = print_present(by, &check->id);
  if (!judge_id(command, now)) return 20;
  if (!check->entry_count) return 30;
  if (check->progress.payee && check->progress.payee != by) return 31;
  if (check->progress.state != ISSUED || now >= check->progress.expires) return 32;
  if (check->entry_count >= 192 || facts->seller.status == CLOSED) return 33;
  *entry = (struct entry){.sequence = sequence, .time = now, .kind = KIND_CAPTURED, .actor_kind = SELLER, .actor = by,
                          .command = *command, .fingerprint = print, .subject = check->id,
                          .currency = check->terms.currency, .previous_of_check = check->last_entry};
  struct progress *progress = &entry->progress;
  *progress = check->progress;
  int64_t amount = progress->remaining;
  int64_t retained = check->terms.guarantee ? amount / 10000 * check->terms.reserve_share : 0;
  *(progress->cover == BANK ? &entry->held_on_bank : &entry->held_on_card) -= amount;
  progress->remaining -= amount;
  progress->captured += amount;
  entry->postings[entry->posting_count++] = (struct posting){
      .debit_kind = BOOK_BANK, .credit_kind = BOOK_AVAILABLE, .debit = check->terms.drawer, .credit = by,
      .amount = amount - retained, .previous_of_debit = facts->account.bank.balance.last_entry,
      .previous_of_credit = facts->seller.available.last_entry};
  progress->released += progress->remaining;
  progress->remaining = 0;
  progress->state = SETTLED;
  entry->amount = amount;
  for (uint32_t number = 0; number < entry->posting_count; number++) {
    if (facts->seller.available.posted > MAXIMUM - entry->postings[number].amount ||
        facts->account.bank.balance.posted < entry->postings[number].amount - MAXIMUM)
      return 34;
  }
  return 0;
}

static void post(struct facts *facts, uint8_t kind, int64_t amount, uint64_t sequence) {
  struct balance *balance = kind == BOOK_BANK ? &facts->account.bank.balance : &facts->seller.available;
  balance->posted += amount;
  balance->last_entry = sequence;
}

static void apply_issue(struct facts *facts, const struct entry *entry, const struct id *id, const struct terms *terms) {
  struct account *account = &facts->account;
  facts->check = (struct check){.id = *id, .terms = *terms, .issued = entry->time, .progress = entry->progress,
                                .fingerprint = entry->fingerprint, .first_entry = entry->sequence,
                                .last_entry = entry->sequence, .entry_count = 1,
                                .previous_of_drawer = account->last_check, .has_previous = account->has_last_check};
  account->bank.held += entry->held_on_bank;
  account->card.held += entry->held_on_card;
  bool same_day = account->used_day == (uint32_t)(entry->time / DAY);
  account->used_amount = (same_day ? account->used_amount : 0) + terms->amount;
  account->used_count = (same_day ? account->used_count : 0) + 1;
  account->used_day = (uint32_t)(entry->time / DAY);
  account->open_checks++;
  account->last_check = *id;
  account->has_last_check = true;
  facts->seller.exposure += terms->amount;
  facts->distributor.exposure += terms->amount;
}

static void apply_present(struct facts *facts, const struct entry *entry) {
  for (uint32_t number = 0; number < entry->posting_count; number++) {
    const struct posting *posting = &entry->postings[number];
    post(facts, posting->debit_kind, -posting->amount, entry->sequence);
    post(facts, posting->credit_kind, posting->amount, entry->sequence);
  }
  int64_t change = entry->progress.remaining - facts->check.progress.remaining;
  facts->check.progress = entry->progress;
  facts->check.last_entry = entry->sequence;
  facts->check.entry_count++;
  facts->account.bank.held += entry->held_on_bank;
  facts->account.card.held += entry->held_on_card;
  facts->account.open_checks--;
  facts->seller.exposure += change;
  facts->distributor.exposure += change;
}

struct core *core_create(const struct core_codes *codes) {
  struct core *core = calloc(1, sizeof *core);
  if (!core) return NULL;
  for (int number = 0; number < CORE_ACCOUNTS; number++)
    core->accounts[number] = (struct account){.code = codes->accounts[number], .status = ACTIVE, .delivery = 1,
                                              .currency = codes->currency,
                                              .bank = {.balance = {.posted = FUNDS}, .standing = GOOD}};
  for (int number = 0; number < CORE_SELLERS; number++)
    core->sellers[number] =
        (struct seller){.code = codes->sellers[number], .status = ACTIVE, .currency = codes->currency};
  for (int number = 0; number < CORE_DISTRIBUTORS; number++)
    core->distributors[number] =
        (struct distributor){.code = codes->distributors[number], .status = ACTIVE, .currency = codes->currency};
  return core;
}

static void one(struct core *core, uint64_t number, int64_t now) {
  uint64_t dice = mixed(number);
  struct account *account = &core->accounts[dice % CORE_ACCOUNTS];
  struct seller *seller = &core->sellers[(dice >> 16) % CORE_SELLERS];
  struct distributor *distributor = &core->distributors[(dice >> 32) % CORE_DISTRIBUTORS];
  struct check *check = &core->checks[number % CORE_CHECKS];
  struct id id = {(uint64_t)now << 16 | 0x7000, 1ull << 63 | number * 2}, command = {id.high, id.low + 1};
  struct entry entry;

  struct terms terms = {.drawer = account->code, .payee = seller->code, .distributor = distributor->code,
                        .amount = 1250, .currency = account->currency, .method = TRANSFER, .release = ON_DEMAND};
  struct facts facts = {.account = *account, .seller = *seller, .distributor = *distributor};
  if (decide_issue(&id, &terms, &facts, now, core->sequence + 1, &entry)) {
    core->refused++;
    return;
  }
  apply_issue(&facts, &entry, &id, &terms);
  core->sequence++;
  core->fingerprints ^= entry.fingerprint;
  *account = facts.account, *seller = facts.seller, *distributor = facts.distributor, *check = facts.check;

  struct facts later = {.account = *account, .seller = *seller, .distributor = *distributor, .check = *check};
  if (decide_present(&command, seller->code, &later, now, core->sequence + 1, &entry)) {
    core->refused++;
    return;
  }
  apply_present(&later, &entry);
  core->sequence++;
  core->fingerprints ^= entry.fingerprint;
  *account = later.account, *seller = later.seller, *distributor = later.distributor, *check = later.check;
}

void core_run(struct core *core, uint64_t first, uint64_t count, int64_t now) {
  for (uint64_t number = first; number < first + count; number++) one(core, number, now);
}

void core_results(const struct core *core, struct core_result *sums) {
  *sums = (struct core_result){.fingerprints = core->fingerprints, .refused = core->refused};
  for (int number = 0; number < CORE_SELLERS; number++) sums->paid += core->sellers[number].available.posted;
  for (int number = 0; number < CORE_ACCOUNTS; number++) sums->held += core->accounts[number].bank.held;
}
