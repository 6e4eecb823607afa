# What both checks of an installation share; sourced by them.
#
# INSTALLED is the folder that stands for / (make install's DESTDIR), PREFIX the place within it.
: "${INSTALLED:?the folder that make install installed into}" "${PREFIX:=/usr/local}"
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
checks=0

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

ok() {
    checks=$((checks + 1))
    echo "ok  $*"
}

# expect WORDS FILE: the file has the words.
expect() {
    grep -qF -- "$1" "$2" || {
        head -n 40 "$2" >&2
        fail "\"$1\" is missing above"
    }
}

# starts_in_time PROGRAM WHOSE: the best of ten starts, which is what the program and its launcher need and not
# what the machine was doing; START_MILLISECONDS allows a busy one more. The caller has a function "clean" that
# runs a command.
starts_in_time() {
    local best=100000000 start took
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        start=$(date +%s%N)
        clean "$1" --version > /dev/null
        took=$((($(date +%s%N) - start) / 1000))
        [ "$took" -ge "$best" ] || best=$took
    done
    local most=${START_MILLISECONDS:-60}
    [ "$best" -le "${most}000" ] || fail "$2 program starts in $((best / 1000)) ms, $most are wanted"
    ok "$2 program starts in $((best / 1000)) ms"
}
