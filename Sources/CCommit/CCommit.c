#include "CCommit.h"

#ifndef PROBSCOPE_COMMIT
#define PROBSCOPE_COMMIT ""
#endif

const char *ccommit(void) {
    return PROBSCOPE_COMMIT;
}
