// The part of zlib that Swift cannot call itself: inflateInit2 is a macro.
#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>

/// Unpacks a deflate stream without a header, as ZIP archives hold it, into `room` bytes.
///
/// Returns how many bytes it was, or -1 where the stream is broken or longer than the room.
long czlib_inflate_raw(const unsigned char *packed, size_t count, unsigned char *bytes,
                       size_t room);

#endif
