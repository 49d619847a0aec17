// Requests read and replies written, by hand.
#include "frame.h"

#include <string.h>

struct reader {
  const uint8_t *at, *end;
};

struct field {
  uint32_t number;
  uint64_t value;
  // Of texts, bytes and messages: `value` is their length.
  const uint8_t *bytes;
};

static bool read_number(struct reader *reader, uint64_t *value) {
  uint64_t sum = 0;
  for (unsigned shift = 0; shift < 64 && reader->at < reader->end; shift += 7) {
    uint8_t byte = *reader->at++;
    sum |= (uint64_t)(byte & 0x7F) << shift;
    if (byte < 0x80) {
      *value = sum;
      return true;
    }
  }
  return false;
}

// 1: a field; 0: the end; -1: no message.
static int next_field(struct reader *reader, struct field *field) {
  if (reader->at == reader->end) return 0;
  uint64_t tag;
  if (!read_number(reader, &tag) || !read_number(reader, &field->value)) return -1;
  field->number = (uint32_t)(tag >> 3);
  field->bytes = NULL;
  switch (tag & 7) {
    case 0: return 1;
    case 2:
      if (field->value > (uint64_t)(reader->end - reader->at)) return -1;
      field->bytes = reader->at;
      reader->at += field->value;
      return 1;
    default: return -1;
  }
}

static bool take_code(const struct field *field, struct code *code) {
  if (!field->bytes || field->value == 0 || field->value > sizeof *code) return false;
  memset(code, 0, sizeof *code);
  memcpy(code, field->bytes, field->value);
  return true;
}

static bool take_id(const struct field *field, struct id *id) {
  if (!field->bytes || field->value != sizeof *id) return false;
  memcpy(id, field->bytes, sizeof *id);
  return true;
}

static bool read_terms(const struct field *message, struct demand *demand) {
  if (!message->bytes) return false;
  struct reader reader = {message->bytes, message->bytes + message->value};
  struct field field;
  int more;
  bool good = true;
  while ((more = next_field(&reader, &field)) > 0) {
    switch (field.number) {
      case 1: good &= take_code(&field, &demand->drawer); break;
      case 2: good &= take_code(&field, &demand->payee); break;
      case 3: good &= take_code(&field, &demand->distributor); break;
      case 4: demand->amount = (int64_t)field.value; break;
      default: break;
    }
  }
  return good && more == 0;
}

bool read_issue(const uint8_t *message, size_t length, struct demand *demand) {
  struct reader reader = {message, message + length};
  struct field field;
  int more;
  bool good = true;
  memset(demand, 0, sizeof *demand);
  while ((more = next_field(&reader, &field)) > 0) {
    switch (field.number) {
      case 1: good &= take_id(&field, &demand->check); break;
      case 2: good &= read_terms(&field, demand); break;
      default: break;
    }
  }
  demand->command = demand->check;
  return good && more == 0 && demand->amount > 0;
}

bool read_present(const uint8_t *message, size_t length, struct demand *demand) {
  struct reader reader = {message, message + length};
  struct field field;
  int more;
  bool good = true;
  memset(demand, 0, sizeof *demand);
  while ((more = next_field(&reader, &field)) > 0) {
    switch (field.number) {
      case 1: good &= take_id(&field, &demand->command); break;
      case 2: good &= take_id(&field, &demand->check); break;
      case 3: good &= take_code(&field, &demand->payee); break;
      default: break;
    }
  }
  return good && more == 0;
}

int count_items(const uint8_t *message, size_t length) {
  struct reader reader = {message, message + length};
  struct field field;
  int count = 0, more;
  while ((more = next_field(&reader, &field)) > 0) {
    if (field.number != 1) continue;
    if (!field.bytes) return -1;
    count++;
  }
  return more < 0 ? -1 : count;
}

const uint8_t *next_item(const uint8_t **at, const uint8_t *end, size_t *length) {
  struct reader reader = {*at, end};
  struct field field = {0};
  while (next_field(&reader, &field) > 0 && field.number != 1) continue;
  *at = reader.at;
  *length = field.value;
  return field.number == 1 ? field.bytes : NULL;
}

static uint8_t *put_little(uint8_t *to, uint32_t number) {
  memcpy(to, &number, sizeof number);
  return to + sizeof number;
}

static uint8_t *put_number(uint8_t *to, uint64_t number) {
  for (; number >= 0x80; number >>= 7) *to++ = (uint8_t)(number | 0x80);
  *to++ = (uint8_t)number;
  return to;
}

static uint8_t *put_field(uint8_t *to, uint32_t field, uint64_t number) {
  return put_number(put_number(to, field << 3), number);
}

static uint8_t *put_bytes(uint8_t *to, uint32_t field, const void *bytes, size_t length) {
  to = put_number(put_number(to, field << 3 | 2), length);
  memcpy(to, bytes, length);
  return to + length;
}

// A length of two bytes, however small: so that it can be written after what it counts.
static void put_length(uint8_t *to, size_t length) {
  to[0] = (uint8_t)(length | 0x80);
  to[1] = (uint8_t)(length >> 7 & 0x7F);
}

// The same with three bytes.
static void put_long_length(uint8_t *to, size_t length) {
  put_length(to, length & 0x3FFF);
  to[1] |= 0x80;
  to[2] = (uint8_t)(length >> 14 & 0x7F);
}

static void put_header(uint8_t *to, uint32_t status, uint32_t method, size_t length, uint32_t request) {
  put_little(put_little(put_little(put_little(to, status), method), (uint32_t)length), request);
}

uint8_t *write_reply(uint8_t *to, uint32_t method, uint32_t request, const struct demand *demand,
                     const struct answer *answer, uint32_t length) {
  uint8_t *const message = to + REPLY_HEADER;
  uint8_t *at = put_field(message, 1, answer->sequence);
  *at++ = answer->refusal ? 3 << 3 | 2 : 2 << 3 | 2;
  uint8_t *const outcome = at;
  at += 2;
  if (answer->refusal) {
    at = put_bytes(put_field(at, 1, answer->refusal), 2, "refused", 7);
    put_length(outcome, (size_t)(at - outcome) - 2);
  } else {
    // An issue's receipt lies in its IssuedCheck.
    uint8_t *receipt = outcome;
    if (method == METHOD_ISSUE) {
      *at++ = 1 << 3 | 2;
      receipt = at;
      at += 2;
    }
    at = put_field(put_field(put_field(at, 1, answer->sequence), 2, answer->time), 3, answer->kind);
    at = put_bytes(put_bytes(at, 5, &demand->command, 16), 7, &demand->check, 16);
    at = put_field(at, 10, (uint64_t)answer->amount);
    // The rest of a receipt stands for itself: as many bytes to write and to send.
    size_t filled = (size_t)(at - to) + 4;
    if (filled < length) {
      size_t filling = length - filled;
      at = put_number(at, 16 << 3 | 2);
      put_length(at, filling);
      memset(at + 2, ' ', filling);
      at += 2 + filling;
    }
    put_length(outcome, (size_t)(at - outcome) - 2);
    if (receipt != outcome) put_length(receipt, (size_t)(at - receipt) - 2);
  }
  put_header(to, 0, method, (size_t)(at - message), request);
  return at;
}

static uint64_t entry_of(const struct answer *answer) {
  return answer->refusal || answer->is_invalid ? 0 : answer->sequence;
}
static uint64_t time_of(const struct answer *answer) { return answer->time; }
static uint64_t refusal_of(const struct answer *answer) { return answer->is_invalid ? 0 : answer->refusal; }
static uint64_t state_of(const struct answer *answer) { return answer->state; }
static uint64_t amount_of(const struct answer *answer) { return (uint64_t)answer->amount; }

// An array with a value of each answer; with one where all are the same, and none where that is 0.
static inline uint8_t *put_column(uint8_t *to, uint32_t field, const struct answer *answers, uint32_t count,
                                  uint64_t (*value)(const struct answer *)) {
  const uint64_t first = value(answers);
  uint32_t same = 1;
  while (same < count && value(answers + same) == first) same++;
  if (same == count && first == 0) return to;
  *to++ = (uint8_t)(field << 3 | 2);
  uint8_t *at = to + 3;
  for (uint32_t number = 0; number < (same == count ? 1 : count); number++) at = put_number(at, value(answers + number));
  put_long_length(to, (size_t)(at - to) - 3);
  return at;
}

uint8_t *write_batch_reply(uint8_t *to, uint32_t method, uint32_t request, const struct answer *answers,
                           uint32_t count) {
  uint64_t sequence = 0;
  for (uint32_t number = 0; number < count; number++) {
    if (answers[number].sequence > sequence) sequence = answers[number].sequence;
  }
  uint8_t *const message = to + REPLY_HEADER;
  uint8_t *at = put_field(message, 1, sequence);
  *at++ = 2 << 3 | 2;
  uint8_t *const outcome = at;
  at = put_field(at + 3, 1, count);
  at = put_column(at, 2, answers, count, entry_of);
  at = put_column(at, 3, answers, count, time_of);
  at = put_column(at, 4, answers, count, refusal_of);
  at = put_column(at, 5, answers, count, state_of);
  at = put_column(at, 6, answers, count, amount_of);
  for (uint32_t number = 0; number < count; number++) {
    if (!answers[number].is_invalid) continue;
    *at++ = 7 << 3 | 2;
    uint8_t *const item = at;
    at = put_field(at + 2, 1, number);
    *at++ = 2 << 3 | 2;
    uint8_t *const invalid = at;
    at = put_bytes(put_bytes(at + 2, 1, "item", 4), 2, "cannot be read", 14);
    put_length(invalid, (size_t)(at - invalid) - 2);
    put_length(item, (size_t)(at - item) - 2);
  }
  put_long_length(outcome, (size_t)(at - outcome) - 3);
  put_header(to, 0, method, (size_t)(at - message), request);
  return at;
}

uint8_t *write_status(uint8_t *to, uint32_t method, uint32_t request, uint32_t status) {
  put_header(to, status, method, 0, request);
  return to + REPLY_HEADER;
}
