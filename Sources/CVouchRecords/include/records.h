/* The fixed layouts of the store's records, and the checksum that ends each. Accounts, checks, journal entries and texts
 * are byte strings instead, as most of what they could have they have not.
 *
 * All numbers are little-endian, as on every machine Vouch runs on. A record begins with the version of its layout and
 * ends with a CRC-32C over its key and all bytes before. Zero means absent, also for optional times and codes. `room`
 * is zero, and there for what a later version keeps. */
#ifndef VOUCH_RECORDS_H
#define VOUCH_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "Vouch's records are little-endian"
#endif

/* CRC-32C (Castagnoli) of `count` bytes, going on from `crc` (0 to begin). */
uint32_t vouch_crc32c(uint32_t crc, const void *bytes, size_t count);

/* Asks for `count` bytes that will soon be read, so that they are in the processor's cache by then. */
static inline void vouch_prefetch(const void *bytes, size_t count) {
  for (size_t place = 0; place < count; place += 64) __builtin_prefetch((const char *)bytes + place);
}

/* Every record has this size on every machine, and its checksum where `sealed` looks for it: last. */
#define VOUCH_LAYOUT(record, size) \
  _Static_assert(sizeof(record) == (size), "size of " #record); \
  _Static_assert(offsetof(record, version) == 0, "version of " #record); \
  _Static_assert(offsetof(record, crc) == (size) - sizeof(uint32_t), "checksum of " #record)

/* What the ledger as a whole is: one record. */
typedef struct {
  uint8_t version;
  uint8_t room0[7];
  uint64_t magic;        /* "VOUCHLDG" */
  uint32_t format;       /* of the whole store: which tables there are, and what they mean */
  uint32_t room1;
  uint64_t sequence;     /* of the last entry */
  int64_t time;          /* of the last group */
  int64_t created;
  uint64_t open_checks;
  uint64_t folded_through; /* the last entry of the command log that is in these tables */
  uint64_t identity[2];  /* random: which ledger this is */
  uint64_t log_begun;    /* 1 once there is a command log, without which the tables are not the whole ledger */
  uint64_t log_in_clear; /* 1 while the log may hold profiles as formats before 5 had them */
  /* Entries before it told paying systems nothing, whatever they say: they are of formats before 6. All ones: so are all that
     the log has, whose end is still to be found. */
  uint64_t tells_from;
  uint64_t room2[2];
  uint32_t room3;
  uint32_t crc;
} vouch_meta_record;
VOUCH_LAYOUT(vouch_meta_record, 128);

typedef struct {
  int64_t posted;
  uint64_t last_entry;
} vouch_balance;

/* An account as ledgers of format 1 and 2 have it: read, and written no more. */
typedef struct {
  vouch_balance balance;
  int64_t held;
  int64_t line;
  uint64_t rail_sequence;
  uint8_t standing;
  uint8_t room[7];
} vouch_cover;

typedef struct {
  uint8_t version;
  uint8_t status;
  uint8_t delivery;
  uint8_t room0;
  uint16_t currency;
  uint16_t room1;
  vouch_cover bank;
  vouch_cover card;
  int64_t per_check;
  int64_t per_day;
  int64_t used_amount;
  uint32_t checks_per_day;
  uint32_t used_day;
  uint32_t used_count;
  uint32_t open_checks;
  uint64_t last_check[2];
  int64_t enrolled;
  int64_t updated;
  uint64_t room2[2];
  uint32_t room3;
  uint32_t crc;
} vouch_account_record;
VOUCH_LAYOUT(vouch_account_record, 200);

typedef struct {
  uint8_t version;
  uint8_t status;
  uint16_t currency;
  uint32_t room0;
  vouch_balance available;
  vouch_balance locked;
  vouch_balance reserve;
  int64_t exposure;
  int64_t exposure_limit;
  int64_t enrolled;
  int64_t updated;
  int64_t paying_out;    /* since format 6 */
  uint64_t room1;
  uint32_t room2;
  uint32_t crc;
} vouch_seller_record;
VOUCH_LAYOUT(vouch_seller_record, 112);

typedef struct {
  uint8_t version;
  uint8_t status;
  uint16_t currency;
  uint8_t has_address_key; /* of its profile: 0 or 1 */
  uint8_t room0[3];
  vouch_balance debt;
  int64_t cash_pending;
  int64_t cash_limit;
  int64_t exposure;
  int64_t exposure_limit;
  int64_t enrolled;
  int64_t updated;
  uint64_t hand_over_key[2]; /* the first bytes of the key that signs its hand-overs, big-endian; since format 4 */
  uint32_t room1;
  uint32_t crc;
} vouch_distributor_record;
VOUCH_LAYOUT(vouch_distributor_record, 96);

typedef struct {
  uint8_t version;
  uint8_t room0[7];
  vouch_balance balance;
  uint32_t room1;
  uint32_t crc;
} vouch_clearing_record;
VOUCH_LAYOUT(vouch_clearing_record, 32);

/* Which entry an id of an administration took effect as. */
typedef struct {
  uint8_t version;
  uint8_t room0[7];
  uint64_t sequence;
  uint32_t room1;
  uint32_t crc;
} vouch_command_record;
VOUCH_LAYOUT(vouch_command_record, 24);

/* What a paying system was told, and what became of it. */
typedef struct {
  uint8_t version;
  uint8_t purpose;
  uint8_t subject;       /* 1 a check, 2 a seller */
  uint8_t state;
  uint16_t currency;
  uint16_t room0;
  uint64_t about[2];     /* the check's id, or the seller's code */
  int64_t amount;
  int64_t time;
  uint32_t room1;
  uint32_t crc;
} vouch_instruction_record;
VOUCH_LAYOUT(vouch_instruction_record, 48);

/* That something is due: its key says what and when, the checksum that the key is the one written. */
typedef struct {
  uint8_t version;
  uint8_t room0[3];
  uint32_t crc;
} vouch_due_record;
VOUCH_LAYOUT(vouch_due_record, 8);

/* How far the history is that proves entries: beside the meta record, and absent where there is none yet. */
typedef struct {
  uint8_t version;
  uint8_t room0[7];
  uint64_t size;         /* how many commits it has */
  uint64_t through;      /* the last entry that is in it */
  int64_t time;          /* of that entry */
  uint64_t root[4];      /* over all commits: its bytes in their order */
  uint64_t salts;        /* names the secret that hides its leaves */
  uint64_t room1[4];
  uint32_t room2;
  uint32_t crc;
} vouch_history_record;
VOUCH_LAYOUT(vouch_history_record, 112);

/* How many commits of the history lie side by side in one record: six such records fill a page of LMDB. */
enum { VOUCH_COMMITS = 16 };

/* Commits of the history, in order. Only the last record of all has less than VOUCH_COMMITS of them. */
typedef struct {
  uint8_t version;
  uint8_t room0[3];
  uint32_t commits;      /* how many there are */
  uint64_t first;        /* the first entry of the first */
  uint64_t leaves[VOUCH_COMMITS * 4]; /* the hash of each, its bytes in their order */
  uint32_t counts[VOUCH_COMMITS];     /* how many entries each has */
  uint32_t room1;
  uint32_t crc;
} vouch_commits_record;
VOUCH_LAYOUT(vouch_commits_record, 600);

/* A node of the history above VOUCH_COMMITS commits, or above two such nodes: of those below, each is made again. */
typedef struct {
  uint8_t version;
  uint8_t room0[7];
  uint64_t hash[4];
  uint32_t room1;
  uint32_t crc;
} vouch_node_record;
VOUCH_LAYOUT(vouch_node_record, 48);

/* What archives have, and how far it was let go of: see Pruning/. One record, or none where nothing ever was. */
typedef struct {
  uint8_t version;
  uint8_t stage;         /* of the pruning that was begun last */
  uint8_t room0[6];
  uint64_t from;         /* the last entry that archives had before that one */
  uint64_t through;      /* the last entry that they have */
  int64_t time;          /* of that entry */
  uint64_t checks;       /* how many checks were let go of in all */
  uint64_t entries;      /* how many entries */
  uint32_t room1;
  uint32_t crc;
} vouch_archive_record;
VOUCH_LAYOUT(vouch_archive_record, 56);

/* A check as ledgers of format 1 and 2 have it: read, and written no more. Bits of its flags: */
enum {
  VOUCH_CHECK_HAS_ORDER = 1,
  VOUCH_CHECK_HAS_CLAIM = 2,
  VOUCH_CHECK_CONFIRMED = 4,
  VOUCH_CHECK_HAS_WINDOW = 8,
  VOUCH_CHECK_HAS_EXPIRES = 16,
};

typedef struct {
  uint8_t version;
  uint8_t state;
  uint8_t method;        /* now */
  uint8_t cover;
  uint8_t drawn_method;  /* when it was issued */
  uint8_t release;
  uint8_t frozen_from;
  uint8_t flags;
  uint16_t currency;
  uint16_t reserve_share;
  uint32_t entry_count;
  uint64_t drawer;
  uint64_t payee;        /* named when it was issued */
  uint64_t presenter;    /* the payee now */
  uint64_t distributor;
  int64_t amount;
  int64_t issued;
  int64_t drawn_expires; /* as the drawer asked */
  int64_t delivery_window;
  int64_t cooling_off;
  int64_t guarantee;
  uint64_t order[4];
  uint64_t claim[4];
  int64_t remaining;
  int64_t captured;
  int64_t captured_from_card;
  int64_t released;
  int64_t returned;
  int64_t returned_to_card;
  int64_t demanded;
  int64_t expires;
  int64_t deadline;
  int64_t frozen_at;
  int64_t locked;
  int64_t locked_until;
  int64_t reserved;
  int64_t reserved_until;
  uint64_t fingerprint;
  uint64_t first_entry;
  uint64_t last_entry;
  uint64_t previous_of_drawer[2];
  uint64_t proof;        /* its leaf in the tree of proofs, when there is one */
  uint32_t room;
  uint32_t crc;
} vouch_check_record;
VOUCH_LAYOUT(vouch_check_record, 328);

#undef VOUCH_LAYOUT

#endif
