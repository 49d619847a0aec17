/* libFuzzer without a main of its own: it is called, and calls back with one input after the other. */
#ifndef VOUCH_LIBFUZZER_H
#define VOUCH_LIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

/* Takes one input; 0. */
typedef int (*vouch_fuzz_body)(const uint8_t *bytes, size_t count);

/* Runs the fuzzer with the arguments of a program, of which it takes away those that are its own. */
int LLVMFuzzerRunDriver(int *count, char ***arguments, vouch_fuzz_body body);

#endif
