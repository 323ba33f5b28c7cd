/* A whole archive, read in every way. Most inputs die at a checksum: fuzz_signed goes behind it. */
#include "sample.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct reader_options ways[] = {
        {.mode = READER_STREAM},
        {.mode = READER_STREAM, .keep_going = true},
        {.mode = READER_STREAM, .quick = true, .keep_going = true},
        {.mode = READER_SEEK},
        {.mode = READER_SEEK, .by_entry = true},
    };
    struct reading reading;

    sample_read(data, size, false, &ways[0], 1, 0, &reading);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        sample_read(data, size, true, &ways[i], 1, 0, &reading);
    return 0;
}
