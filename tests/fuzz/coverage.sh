#!/bin/sh
# Compiles as cargo asks; our own crates with what tells the fuzzer where it has been.
case " $* " in
  *" --crate-name tiercel_core "* | *" --crate-name tiercel_wasm "* | *" --crate-name tiercel_host "*)
    case " $* " in
      *" --target wasm32-unknown-unknown "*) exec "$@" ;;
    esac
    exec "$@" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
      -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
      -Cllvm-args=-sanitizer-coverage-pc-table \
      -Cllvm-args=-sanitizer-coverage-trace-compares \
      -Ccodegen-units=1 ;;
esac
exec "$@"
