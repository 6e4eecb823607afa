#ifndef CCOMMIT_H
#define CCOMMIT_H

/// The commit that the program was built from, as `make build` found it; empty where nobody said.
///
/// In C since only a C target can be given a value by the package's manifest.
const char *ccommit(void);

#endif
