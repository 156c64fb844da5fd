#!/bin/sh
# Does not listen to SIGTERM; neither does its child.
trap '' TERM
echo "$$" > "$1"
echo "not leaving"
while :; do sleep 0.1; done
