// A client's TLS, by OpenSSL.
#include "tls.h"

#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

// Both are OpenSSL's own things, under names that say what they are here.
#define RULES(rules) ((SSL_CTX *)(rules))
#define LINE(line) ((SSL *)(line))

// What one look at a socket may bring: several records of 16 KiB.
enum { READ_BUFFER = 1 << 16 };

// The name of what is spoken within: its length, then its letters.
static const unsigned char protocol[] = "\x07vouch/1";

struct tls_rules *tls_rules_make(const char *directory) {
  char certificate[PATH_MAX], key[PATH_MAX], authority[PATH_MAX];
  snprintf(certificate, sizeof certificate, "%s/certificate.pem", directory);
  snprintf(key, sizeof key, "%s/key.pem", directory);
  snprintf(authority, sizeof authority, "%s/authority.pem", directory);
  // OpenSSL writes without MSG_NOSIGNAL.
  signal(SIGPIPE, SIG_IGN);
  ERR_clear_error();
  SSL_CTX *rules = SSL_CTX_new(TLS_client_method());
  if (!rules) return NULL;
  SSL_CTX_set_min_proto_version(rules, TLS1_3_VERSION);
  // In the order of Vouch's own clients, so that the cipher is theirs.
  SSL_CTX_set_ciphersuites(rules, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
  SSL_CTX_set_verify(rules, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_mode(rules, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(rules, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_read_ahead(rules, 1);
  SSL_CTX_set_default_read_buffer_len(rules, READ_BUFFER);
  if (SSL_CTX_use_certificate_chain_file(rules, certificate) != 1 ||
      SSL_CTX_use_PrivateKey_file(rules, key, SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_load_verify_locations(rules, authority, NULL) != 1 ||
      SSL_CTX_set_alpn_protos(rules, protocol, sizeof protocol - 1) != 0) {
    SSL_CTX_free(rules);
    return NULL;
  }
  return (struct tls_rules *)rules;
}

void tls_rules_free(struct tls_rules *rules) { SSL_CTX_free(RULES(rules)); }

struct tls_line *tls_begin(struct tls_rules *rules, int socket) {
  ERR_clear_error();
  SSL *line = SSL_new(RULES(rules));
  if (!line) return NULL;
  SSL_set_connect_state(line);
  if (SSL_set_fd(line, socket) == 1) return (struct tls_line *)line;
  SSL_free(line);
  return NULL;
}

void tls_free(struct tls_line *line) { SSL_free(LINE(line)); }

void tls_say_end(struct tls_line *line) {
  if (SSL_is_init_finished(LINE(line))) SSL_shutdown(LINE(line));
}

// Whether a call only has to be made again later.
static bool waits(struct tls_line *line, int result) {
  int reason = SSL_get_error(LINE(line), result);
  return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
}

int tls_shake(struct tls_line *line) {
  ERR_clear_error();
  int result = SSL_do_handshake(LINE(line));
  return result == 1 ? 1 : waits(line, result) ? 0 : -1;
}

ptrdiff_t tls_read(struct tls_line *line, void *bytes, size_t room) {
  size_t read = 0;
  // A call brings one record. Where none is left in memory the kernel is not asked once more: it tells when there is.
  do {
    size_t count = 0;
    ERR_clear_error();
    int result = SSL_read_ex(LINE(line), (char *)bytes + read, room - read, &count);
    if (result != 1) return read > 0 ? (ptrdiff_t)read : waits(line, result) ? -1 : 0;
    read += count;
  } while (read < room && tls_has_more(line));
  return (ptrdiff_t)read;
}

bool tls_has_more(struct tls_line *line) { return SSL_has_pending(LINE(line)); }

ptrdiff_t tls_write(struct tls_line *line, const void *bytes, size_t count) {
  size_t written = 0;
  // A call takes one record.
  while (written < count) {
    size_t part = 0;
    ERR_clear_error();
    int result = SSL_write_ex(LINE(line), (const char *)bytes + written, count - written, &part);
    if (result != 1) return written > 0 || waits(line, result) ? (ptrdiff_t)written : -1;
    written += part;
  }
  return (ptrdiff_t)written;
}

const char *tls_cipher(struct tls_line *line) { return SSL_get_cipher_name(LINE(line)); }

const char *tls_reason(void) {
  const char *reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason ? reason : errno ? strerror(errno) : "the connection ended";
}
