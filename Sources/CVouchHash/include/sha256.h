/* SHA-256 of many short messages, by the machine's own instructions: what the history's trees are made of.
 *
 * Each function says whether it did its work: 0 where the machine lacks the instructions, and then nothing was written.
 * Absent: a version for machines without them, which a well-kept library has; anything of trees but their two prefixes. */
#ifndef VOUCH_SHA256_H
#define VOUCH_SHA256_H

#include <stddef.h>
#include <stdint.h>

/* SHA-256 of `prefix` and `count` bytes into the 32 bytes at `digest`. */
int vouch_sha256(uint8_t prefix, const void *bytes, size_t count, void *digest);

/* The same of `messages` messages that lie one after the other, the first from 0 and each up to its number in `ends`, into
 * 32 bytes each. Two at once, as far as both go: each instruction waits for
 * the one before, and the other message's fill the gaps. */
int vouch_sha256_each(
    uint8_t prefix, const void *bytes, const uint32_t *ends, size_t messages, void *digests);

/* SHA-256 of `prefix` and 64 bytes, `pairs` times, into 32 bytes each. `digests` may be where `bytes` are. */
int vouch_sha256_pairs(uint8_t prefix, const void *bytes, size_t pairs, void *digests);

#endif
