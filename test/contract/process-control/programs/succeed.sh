#!/bin/sh
# Notes that it ran, takes its time, and says what it was given.
echo run >> "$1"
sleep "${2:-0}"
echo "done with $3"
