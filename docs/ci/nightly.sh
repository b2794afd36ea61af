#!/bin/sh
# crontab: 15 2 * * * $HOME/bin/nightly.sh
# Renews the token that the nightly work lives by, then does the work with it. Once before, by hand:
#   fob login productive
#   fob token machine --profile productive --name nightly --save-as nightly
set -eu

fob token machine --profile nightly --name nightly --replace --save-as nightly --quiet >/dev/null
exec fob exec --profile nightly -- "$HOME/bin/nightly-work"
