#include "CZlib.h"

#include <limits.h>
#include <zlib.h>

long czlib_inflate_raw(const unsigned char *packed, size_t count, unsigned char *bytes,
                       size_t room) {
    if (count > UINT_MAX || room > UINT_MAX) return -1;
    z_stream stream = {0};
    // Negative: no header, the greatest window.
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return -1;
    stream.next_in = (unsigned char *)packed;
    stream.avail_in = (unsigned int)count;
    stream.next_out = bytes;
    stream.avail_out = (unsigned int)room;
    int result = inflate(&stream, Z_FINISH);
    long total = (long)stream.total_out;
    inflateEnd(&stream);
    return result == Z_STREAM_END ? total : -1;
}
