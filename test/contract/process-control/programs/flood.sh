#!/bin/sh
# Ten megabytes, and a last word.
yes "replica 127.0.0.1:34801 is loading" | head -c 10485760
echo
echo "the last word"
