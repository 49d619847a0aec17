// The harness's door to TLS: a client by OpenSSL, so that what is measured of the server's TLS is of one side only, and is
// what a client of another make sees.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// What all connections of a caller have in common: its certificate, and whom it believes.
struct tls_rules;
// The TLS of one connection, over a socket that does not block. For one thread at a time.
struct tls_line;

// By `certificate.pem`, `key.pem` and `authority.pem` of a directory. NULL: `tls_reason` says why.
struct tls_rules *tls_rules_make(const char *directory);
void tls_rules_free(struct tls_rules *rules);

// A client's side over a connected socket, which stays its owner's. NULL: `tls_reason` says why.
struct tls_line *tls_begin(struct tls_rules *rules, int socket);
void tls_free(struct tls_line *line);
// Tells the other side that nothing more will come, where there is a handshake behind them and room for it.
void tls_say_end(struct tls_line *line);

// Goes on with the handshake: 1 when it is done, 0 when the other side has to say something first, -1 when it failed.
int tls_shake(struct tls_line *line);

// How many bytes came, as many as there is room for; 0 when none will come any more, -1 when none wait.
ptrdiff_t tls_read(struct tls_line *line, void *bytes, size_t room);
// Whether bytes wait here that the kernel does not tell of any more.
bool tls_has_more(struct tls_line *line);
// How many bytes were taken, 0 when there is no room; -1 when the other end is gone.
ptrdiff_t tls_write(struct tls_line *line, const void *bytes, size_t count);

// The cipher that was agreed on.
const char *tls_cipher(struct tls_line *line);
// What the last call of this thread failed with.
const char *tls_reason(void);
