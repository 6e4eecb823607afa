#ifndef CLOCALES_H
#define CLOCALES_H

/// An empty table of locales, in place of the one that Foundation brings; see `CLocales.c`.

#endif
