#!/bin/sh
# Never ends, and has a child that does not either.
echo "waiting for a lock"
sleep 1000 &
echo "$!" > "$1"
wait
