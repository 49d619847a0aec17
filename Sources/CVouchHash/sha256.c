/* SHA-256 (FIPS 180-4) by the SHA extensions of x86-64. */
#include "sha256.h"

#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

#define SHA_MACHINE __attribute__((target("sha,sse4.1,ssse3")))
#define SHA_INLINE __attribute__((target("sha,sse4.1,ssse3"), always_inline)) static inline

enum { block_bytes = 64, digest_bytes = 32, length_bytes = 8 };

static const uint32_t constants[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static int has_machine_sha(void) {
  static int known = -1;
  /* Whoever comes first finds the same as everybody. */
  int has = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (has >= 0) return has;
  unsigned a, b, c, d;
  has = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA) && __builtin_cpu_supports("sse4.1") &&
        __builtin_cpu_supports("ssse3");
  __atomic_store_n(&known, has, __ATOMIC_RELAXED);
  return has;
}

/* The eight words as the instructions want them: a, b, e, f and c, d, g, h. */
typedef struct {
  __m128i abef, cdgh;
} state;

SHA_INLINE state first_state(void) {
  return (state){_mm_set_epi32(0x6a09e667, 0xbb67ae85, 0x510e527f, 0x9b05688c),
                 _mm_set_epi32(0x3c6ef372, 0xa54ff53a, 0x1f83d9ab, 0x5be0cd19)};
}

SHA_INLINE void put_state(state s, uint8_t *digest) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i feba = _mm_shuffle_epi32(s.abef, 0x1b), dchg = _mm_shuffle_epi32(s.cdgh, 0xb1);
  _mm_storeu_si128((__m128i *)digest, _mm_shuffle_epi8(_mm_blend_epi16(feba, dchg, 0xf0), big_endian));
  _mm_storeu_si128((__m128i *)(digest + 16), _mm_shuffle_epi8(_mm_alignr_epi8(dchg, feba, 8), big_endian));
}

/* One block of each of `lanes` messages, 1 or 2. Unrolled, so that all lies in registers. */
SHA_INLINE void take_blocks(state *s, const uint8_t *const *blocks, const int lanes) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  state before[2];
  __m128i words[2][4];
  for (int lane = 0; lane < lanes; lane++) {
    before[lane] = s[lane];
    for (int part = 0; part < 4; part++)
      words[lane][part] =
          _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(blocks[lane] + 16 * part)), big_endian);
  }
#pragma clang loop unroll(full)
  for (int four = 0; four < 16; four++) {
    const __m128i k = _mm_load_si128((const __m128i *)(constants + 4 * four));
#pragma clang loop unroll(full)
    for (int lane = 0; lane < lanes; lane++) {
      __m128i *w = words[lane];
      if (four >= 4) {
        __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w[four & 3], w[(four + 1) & 3]),
                                    _mm_alignr_epi8(w[(four + 3) & 3], w[(four + 2) & 3], 4));
        w[four & 3] = _mm_sha256msg2_epu32(sum, w[(four + 3) & 3]);
      }
      __m128i sum = _mm_add_epi32(w[four & 3], k);
      s[lane].cdgh = _mm_sha256rnds2_epu32(s[lane].cdgh, s[lane].abef, sum);
      s[lane].abef = _mm_sha256rnds2_epu32(s[lane].abef, s[lane].cdgh, _mm_shuffle_epi32(sum, 0x0e));
    }
  }
  for (int lane = 0; lane < lanes; lane++) {
    s[lane].abef = _mm_add_epi32(s[lane].abef, before[lane].abef);
    s[lane].cdgh = _mm_add_epi32(s[lane].cdgh, before[lane].cdgh);
  }
}

/* A message with its prefix, as blocks: where a block does not lie as it is, it is put together here. */
typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t blocks;
  uint8_t prefix;
  uint8_t room[block_bytes];
} message;

SHA_INLINE message begin(uint8_t prefix, const uint8_t *bytes, size_t count) {
  message m;
  m.bytes = bytes;
  m.count = count;
  /* The prefix, the bytes, a bit and the length. */
  m.blocks = (1 + count + 1 + length_bytes + block_bytes - 1) / block_bytes;
  m.prefix = prefix;
  return m;
}

SHA_INLINE const uint8_t *block(message *m, size_t number) {
  /* All blocks are one byte behind the message's own. */
  if (number > 0 && number * block_bytes - 1 + block_bytes <= m->count) return m->bytes + number * block_bytes - 1;
  size_t from = number == 0 ? 0 : number * block_bytes - 1;
  size_t at = number == 0 ? 1 : 0;
  size_t rest = from < m->count ? m->count - from : 0;
  size_t taken = rest < block_bytes - at ? rest : block_bytes - at;
  if (number == 0) m->room[0] = m->prefix;
  memcpy(m->room + at, m->bytes + from, taken);
  if (at + taken == block_bytes) return m->room;
  memset(m->room + at + taken, 0, block_bytes - at - taken);
  /* The bit comes right behind the last byte, which may have filled the block before. */
  if (from <= m->count) m->room[at + taken] = 0x80;
  if (number + 1 == m->blocks) {
    uint64_t bits = __builtin_bswap64((uint64_t)(m->count + 1) * 8);
    memcpy(m->room + block_bytes - length_bytes, &bits, length_bytes);
  }
  return m->room;
}

SHA_MACHINE static void hash_one(message *m, state s, size_t from, uint8_t *digest) {
  for (size_t number = from; number < m->blocks; number++) {
    const uint8_t *blocks[1] = {block(m, number)};
    take_blocks(&s, blocks, 1);
  }
  put_state(s, digest);
}

SHA_MACHINE static void hash_two(message *a, message *b, uint8_t *digests) {
  state s[2] = {first_state(), first_state()};
  size_t shared = a->blocks < b->blocks ? a->blocks : b->blocks;
  for (size_t number = 0; number < shared; number++) {
    const uint8_t *blocks[2] = {block(a, number), block(b, number)};
    take_blocks(s, blocks, 2);
  }
  hash_one(a, s[0], shared, digests);
  hash_one(b, s[1], shared, digests + digest_bytes);
}

SHA_MACHINE static void hash(uint8_t prefix, const uint8_t *bytes, size_t count, uint8_t *digest) {
  message m = begin(prefix, bytes, count);
  hash_one(&m, first_state(), 0, digest);
}

SHA_MACHINE static void hash_all(
    uint8_t prefix, const uint8_t *bytes, const uint32_t *ends, size_t messages, uint8_t *digests) {
  size_t start = 0, done = 0;
  for (; done + 2 <= messages; done += 2) {
    message a = begin(prefix, bytes + start, ends[done] - start);
    message b = begin(prefix, bytes + ends[done], ends[done + 1] - ends[done]);
    hash_two(&a, &b, digests + done * digest_bytes);
    start = ends[done + 1];
  }
  if (done < messages) hash(prefix, bytes + start, ends[done] - start, digests + done * digest_bytes);
}

SHA_MACHINE static void hash_pairs(uint8_t prefix, const uint8_t *bytes, size_t pairs, uint8_t *digests) {
  enum { pair_bytes = 2 * digest_bytes };
  /* Copied, as the digests may take their place. */
  uint8_t both[2 * pair_bytes];
  size_t done = 0;
  for (; done + 2 <= pairs; done += 2) {
    memcpy(both, bytes + done * pair_bytes, sizeof both);
    message a = begin(prefix, both, pair_bytes), b = begin(prefix, both + pair_bytes, pair_bytes);
    hash_two(&a, &b, digests + done * digest_bytes);
  }
  if (done < pairs) {
    memcpy(both, bytes + done * pair_bytes, pair_bytes);
    hash(prefix, both, pair_bytes, digests + done * digest_bytes);
  }
}

int vouch_sha256(uint8_t prefix, const void *bytes, size_t count, void *digest) {
  if (!has_machine_sha()) return 0;
  hash(prefix, bytes, count, digest);
  return 1;
}

int vouch_sha256_each(uint8_t prefix, const void *bytes, const uint32_t *ends, size_t messages, void *digests) {
  if (!has_machine_sha()) return 0;
  hash_all(prefix, bytes, ends, messages, digests);
  return 1;
}

int vouch_sha256_pairs(uint8_t prefix, const void *bytes, size_t pairs, void *digests) {
  if (!has_machine_sha()) return 0;
  hash_pairs(prefix, bytes, pairs, digests);
  return 1;
}

#else

int vouch_sha256(uint8_t prefix, const void *bytes, size_t count, void *digest) {
  (void)prefix, (void)bytes, (void)count, (void)digest;
  return 0;
}

int vouch_sha256_each(uint8_t prefix, const void *bytes, const uint32_t *ends, size_t messages, void *digests) {
  (void)prefix, (void)bytes, (void)ends, (void)messages, (void)digests;
  return 0;
}

int vouch_sha256_pairs(uint8_t prefix, const void *bytes, size_t pairs, void *digests) {
  (void)prefix, (void)bytes, (void)pairs, (void)digests;
  return 0;
}

#endif
