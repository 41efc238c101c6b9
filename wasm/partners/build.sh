#!/bin/sh
# Makes the partner in C: wasm2c writes the module as C, gcc compiles it. No runtime is left.
#
#   apt-get install gcc libc6-dev wabt
#   sh build.sh MODULE.wasm DIGEST FOLDER    into FOLDER/partner
set -eu

here=$(cd "$(dirname "$0")" && pwd)
module=$1 digest=$2 folder=$3
runtime=/usr/share/wabt/wasm2c

echo "$digest  $module" | sha256sum --check --quiet
mkdir -p "$folder"
wasm2c "$module" --module-name tiercel --output "$folder/tiercel.c"
# What the browser door imports stays undefined: the raw door never calls it.
gcc -O1 -no-pie -Wl,--unresolved-symbols=ignore-all -I "$folder" -I "$runtime" \
  "$here/partner.c" "$folder/tiercel.c" "$runtime/wasm-rt-impl.c" -lm -o "$folder/partner"
