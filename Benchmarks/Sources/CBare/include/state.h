// Who there is and which checks there are, in memory; the judging of a demand, and its record for the log.
#pragma once

#include "bare.h"
#include "frame.h"

// As the wire numbers them.
enum { KIND_ISSUED = 1, KIND_CAPTURED = 2 };

// The longest record that one demand leaves.
enum record { RECORD_MAXIMUM = 112 };

struct state;

// NULL where there is no memory.
struct state *state_create(const struct bare_settings *settings);

// Whether there is room for so many more checks.
bool state_has_room(const struct state *state, uint32_t count);

// Judge and apply. What took effect is written to `record`; how long that is, 0 where nothing changed.
size_t state_issue(struct state *state, const struct demand *demand, uint64_t now, uint8_t *record,
                   struct answer *answer);
size_t state_present(struct state *state, const struct demand *demand, uint64_t now, uint8_t *record,
                     struct answer *answer);

// The same of all items of a batch that was counted, one after the other; `answers` has one for each.
size_t state_judge(struct state *state, bool is_issue, const uint8_t *message, size_t length, uint64_t now,
                   uint8_t *records, struct answer *answers);

void state_books(const struct state *state, struct bare_books *books);
