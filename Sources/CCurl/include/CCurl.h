// The part of libcurl that Swift cannot call itself: its option, info and multi functions are
// variadic. One function per argument type; everything else is called directly. And what Glibc's
// own module leaves out: descriptors that count events, and the notice that a peer has closed.
#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <poll.h>
#include <stdbool.h>
#ifdef __linux__
#include <sys/eventfd.h>
#endif

CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value);
CURLcode ccurl_set_size(CURL *easy, CURLoption option, curl_off_t value);
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, const void *value);

/// Receives body bytes; a result other than `size * count` aborts the transfer.
typedef size_t (*ccurl_writer)(char *bytes, size_t size, size_t count, void *context);
CURLcode ccurl_set_writer(CURL *easy, ccurl_writer writer, void *context);
/// Opens the transfer's socket so that no program that we start inherits it: it would keep the
/// connection open after we have closed it.
///
/// The last one that was opened is stored in `descriptor`, which lives as long as the handle;
/// libcurl itself tells it only after the transfer.
CURLcode ccurl_set_socket(CURL *easy, int *descriptor);

long ccurl_get_long(CURL *easy, CURLINFO info);
/// Valid until the next transfer of the handle; NULL where there is nothing.
const char *ccurl_get_string(CURL *easy, CURLINFO info);
curl_off_t ccurl_get_size(CURL *easy, CURLINFO info);
void *ccurl_get_private(CURL *easy);

/// Returns when the first descriptor can be read, when the peer of another has closed its side, or
/// after the time.
void ccurl_wait_for_end(struct pollfd *descriptors, size_t count, int milliseconds);

CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value);
/// The next finished transfer and how it went; NULL where there is none.
CURL *ccurl_multi_next_done(CURLM *multi, CURLcode *result);

#endif
