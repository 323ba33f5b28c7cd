#include "codec/hexdigits.h"

/* No tables and no branches in loops, so that compilers can do many digits at once. */
enum { WRONG = 0x80 };

static inline unsigned char value_of(unsigned char digit)
{
    unsigned char number = (unsigned char)(digit - '0'), letter = (unsigned char)(digit - 'a');

    return (unsigned char)(number < 10 ? number : letter < 6 ? letter + 10 : WRONG);
}

static inline unsigned char digit_of(unsigned value)
{
    return (unsigned char)(value + '0' + (value > 9 ? 'a' - '0' - 10 : 0));
}

bool hexdigits_to_bytes(const char *text, size_t count, unsigned char *bytes)
{
    const unsigned char *digits = (const unsigned char *)text;
    unsigned char wrong = 0;

    for (size_t i = 0; i < count; i++) {
        unsigned char high = value_of(digits[2 * i]), low = value_of(digits[2 * i + 1]);

        wrong |= high | low;
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return !(wrong & WRONG);
}

void hexdigits_to_text(const unsigned char *bytes, size_t count, char *text)
{
    for (size_t i = 0; i < count; i++) {
        text[2 * i] = (char)digit_of(bytes[i] >> 4);
        text[2 * i + 1] = (char)digit_of(bytes[i] & 15);
    }
}
