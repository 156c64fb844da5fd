#!/bin/sh
# Says each of its arguments on a line of its own.
for argument in "$@"; do echo "<$argument>"; done
