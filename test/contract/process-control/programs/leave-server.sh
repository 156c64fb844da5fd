#!/bin/sh
# Starts a server that goes on writing to this program's output, and ends.
( i=0; while [ "$i" -lt 40 ]; do i=$((i + 1)); echo "server line $i" || exit 1; sleep 0.05; done; echo survived > "$1" ) &
echo "server started"
