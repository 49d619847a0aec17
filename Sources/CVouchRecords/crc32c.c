/* CRC-32C: by the machine's own instruction where it has one, else bit by bit. */
#include "records.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>

__attribute__((target("sse4.2")))
static uint32_t crc32c_machine(uint32_t crc, const unsigned char *bytes, size_t count) {
  uint64_t wide = crc;
  for (; count >= 8; count -= 8, bytes += 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  crc = (uint32_t)wide;
  for (; count > 0; count--, bytes++) crc = _mm_crc32_u8(crc, *bytes);
  return crc;
}

static int has_machine_crc(void) { return __builtin_cpu_supports("sse4.2"); }
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>

static uint32_t crc32c_machine(uint32_t crc, const unsigned char *bytes, size_t count) {
  for (; count >= 8; count -= 8, bytes += 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    crc = __crc32cd(crc, word);
  }
  for (; count > 0; count--, bytes++) crc = __crc32cb(crc, *bytes);
  return crc;
}

static int has_machine_crc(void) { return 1; }
#else
static uint32_t crc32c_machine(uint32_t crc, const unsigned char *bytes, size_t count) {
  (void)bytes;
  (void)count;
  return crc;
}

static int has_machine_crc(void) { return 0; }
#endif

/* One bit at a time: right on every machine, and fast enough where there is no instruction for it only in the sense
 * that nothing Vouch is deployed on lacks one. */
static uint32_t crc32c_bits(uint32_t crc, const unsigned char *bytes, size_t count) {
  for (; count > 0; count--, bytes++) {
    crc ^= *bytes;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82F63B78u & -(crc & 1u));
  }
  return crc;
}

uint32_t vouch_crc32c(uint32_t crc, const void *bytes, size_t count) {
  crc = ~crc;
  crc = has_machine_crc() ? crc32c_machine(crc, bytes, count) : crc32c_bits(crc, bytes, count);
  return ~crc;
}
