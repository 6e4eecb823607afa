#!/bin/sh
# Puts the program and its data below PREFIX (default: ~/.local); PREFIX=/usr/local for everybody.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=${PREFIX:-$HOME/.local}
mkdir -p "$prefix"
cp -R "$here/bin" "$here/share" "$prefix/"
if ! said=$("$prefix/bin/probscope" --version 2>&1); then
    echo "$said" >&2
    echo "The program does not start. Where a library is missing, on Debian and Ubuntu:" >&2
    echo "  apt-get install libcurl4 libncursesw6 libsqlite3-0 libstdc++6 ncurses-base" >&2
    exit 1
fi
echo "probscope is in $prefix/bin"
