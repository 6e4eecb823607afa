#include "CLocales.h"

// GRDB imports all of Foundation, whose ICU has a table of 34 MB: names of days and currencies, rules of
// sorting and breaking, in every language. Nothing here asks for them; text, numbers and dates are our own
// and have one form everywhere. The linker takes the first definition of a table, so that this one, which
// ICU refuses as having no data, leaves the other out of a program that has its runtime inside: 46 MB
// instead of 80. The number is that of the toolchain's ICU; with another one the program is larger, not
// wrong.
#if defined(PROBSCOPE_WITHOUT_LOCALES)
const struct {
    unsigned short headerBytes;
    unsigned char magic[2];
    unsigned char rest[28];
} icudt76_dat = {32, {0, 0}, {0}};
#endif
