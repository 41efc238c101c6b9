"""Holds bytes to a grammar. argv: a file of CDDL.

A line in: the name of a rule and bytes in hexadecimal digits. A line out: `ok`, or what is wrong.
"""

import functools
import re
import sys

import pycddl

with open(sys.argv[1], encoding="utf-8") as file:
    GRAMMAR = file.read()


def as_range(enumeration):
    """The same numbers as a range: in a list, this validator sees an enumeration's first only."""
    numbers = [int(number) for number in re.findall(r": (\d+)", enumeration[0])]
    follow = numbers == list(range(len(numbers)))
    return f"0..{numbers[-1]}" if follow else enumeration[0]


GRAMMAR = re.sub(r"&\([^)]*\)", as_range, GRAMMAR)


@functools.cache
def schema(rule):
    # A validator begins at the first rule of a file.
    return pycddl.Schema(f"root = {rule}\n{GRAMMAR}")


for line in sys.stdin:
    rule, _, digits = line.rstrip("\n").partition(" ")
    try:
        schema(rule).validate_cbor(bytes.fromhex(digits))
        print("ok", flush=True)
    except (ValueError, pycddl.ValidationError) as error:
        print("wrong:", " ".join(str(error).split()), flush=True)
