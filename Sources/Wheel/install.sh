#!/bin/sh
# Puts the program and its data below PREFIX (default: ~/.local); PREFIX=/usr/local for everybody.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=${PREFIX:-$HOME/.local}
mkdir -p "$prefix"
cp -R "$here/bin" "$here/share" "$prefix/"
if ! "$prefix/bin/probscope" --version > /dev/null 2>&1; then
    echo "Libraries are missing: libcurl, ncursesw, SQLite and libstdc++. On Debian and Ubuntu:" >&2
    echo "  apt-get install libcurl4 libncursesw6 libsqlite3-0 libstdc++6 ncurses-base" >&2
    exit 1
fi
echo "probscope is in $prefix/bin"
