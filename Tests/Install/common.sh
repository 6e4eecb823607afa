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
