// A command's fingerprint, word for word as Ledger makes it: were one left out, the sums would differ.
#pragma once

#include "records.h"

static void add(uint64_t *print, uint64_t word) {
  uint64_t bits = *print ^ word;
  bits = (bits ^ bits >> 33) * 0xFF51AFD7ED558CCDull;
  bits = (bits ^ bits >> 33) * 0xC4CEB9FE1A85EC53ull;
  *print = (bits ^ bits >> 33) + 0x9E3779B97F4A7C15ull;
}

static void add_optional(uint64_t *print, const struct optional *optional) {
  add(print, optional->is_there);
  add(print, optional->is_there ? (uint64_t)optional->value : 0);
}

static void add_digest(uint64_t *print, const struct digest *digest) {
  add(print, digest->is_there);
  if (digest->is_there)
    for (int word = 0; word < 4; word++) add(print, digest->words[word]);
}

static uint64_t print_issue(const struct terms *terms) {
  uint64_t print = 0x9E3779B97F4A7C15ull;
  add(&print, TERMINAL);
  add(&print, terms->drawer);
  add(&print, terms->drawer);
  add(&print, terms->payee);
  add(&print, terms->distributor);
  add(&print, (uint64_t)terms->amount);
  add(&print, (uint64_t)terms->currency << 32 | (uint64_t)terms->method << 24 | (uint64_t)terms->release << 16 |
                  terms->reserve_share);
  add_optional(&print, &terms->expires);
  add_optional(&print, &terms->delivery_window);
  add_digest(&print, &terms->order);
  add_digest(&print, &terms->claim);
  add(&print, (uint64_t)terms->cooling_off);
  add(&print, (uint64_t)terms->guarantee);
  add(&print, 1);  // a memo of no bytes
  return print;
}

static uint64_t print_present(uint64_t seller, const struct id *check) {
  uint64_t print = 2 * 0x9E3779B97F4A7C15ull;
  add(&print, SELLER);
  add(&print, seller);
  add(&print, check->high);
  add(&print, check->low);
  add(&print, 1);  // a note of no bytes
  add(&print, 2);  // final
  add(&print, 0);  // all that remains
  add(&print, 0);
  return print;
}
