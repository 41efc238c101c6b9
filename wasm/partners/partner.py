"""A partner that decides in its own program: the module in wasmtime, its bytes by cbor2.

    pip install -r requirements.txt
    python3 partner.py MODULE.wasm DIGEST SET.cbor   a member's first days, decided here
    python3 partner.py MODULE.wasm DIGEST            calls from standard input, a line each

A line in: the export, its handles or `-`, and `x` with the input in hexadecimal, or `-`.
A line out: the status, and `x` with the output. Keys and types: `tiercel.cddl`.
"""

import hashlib
import sys

import cbor2
import wasmtime

ANSWER, REFUSED = 0, 1


class Door:
    """The raw door of one instance."""

    def __init__(self, module, digest):
        if hashlib.sha256(module).hexdigest() != digest:
            raise SystemExit("these are not the bytes of that module")
        engine = wasmtime.Engine()
        self.store = wasmtime.Store(engine)
        compiled = wasmtime.Module(engine, module)
        linker = wasmtime.Linker(engine)
        # What the browser door imports; the raw door never calls it.
        linker.define_unknown_imports_as_traps(compiled)
        self.exports = linker.instantiate(self.store, compiled).exports(self.store)
        if self.exports["tiercel_abi_1"](self.store) != 1:
            raise SystemExit("this module speaks another ABI")

    def call(self, export, handles, given):
        """Makes a call with bytes, or None where the export takes none."""
        memory, rest = self.exports["memory"], []
        if given is not None:
            place = self.exports["tiercel_input"](self.store, len(given))
            if place == 0:
                return 4, b""
            memory.write(self.store, given, place)
            rest = [len(given)]
        status = self.exports[export](self.store, *handles, *rest)
        start = self.exports["tiercel_output"](self.store)
        length = self.exports["tiercel_output_len"](self.store)
        return status, bytes(memory.read(self.store, start, start + length))

    def ask(self, export, handles, value):
        """Makes a call with a value: its answer, or None and the refusal."""
        status, output = self.call(export, handles, cbor2.dumps(value, canonical=True))
        if status == ANSWER:
            return cbor2.loads(output), None
        if status == REFUSED:
            return None, cbor2.loads(output)[0]
        raise RuntimeError(f"{export}: status {status}, {cbor2.loads(output)}")


def present(**fields):
    """A map by the numbers of its keys, without what is nothing."""
    return {int(key[1:]): value for key, value in fields.items() if value not in (None, [])}


class Keeper:
    """Streams by name, each a version and a state: what a partner stores."""

    def __init__(self, door, module, published):
        self.door, self.module, self.streams = door, module, {}
        digests = b"".join(version[0] for version in cbor2.loads(published))
        self.set_digest = hashlib.sha256(digests).digest()
        status, handle = door.call("tiercel_policies_load", [], published)
        if status != ANSWER:
            raise SystemExit(f"no set of policies: {cbor2.loads(handle)}")
        self.policies = cbor2.loads(handle)

    def decide(self, now, command):
        """Decides a command, and keeps what came of it."""
        touched, _ = self.door.ask("tiercel_touches", [self.policies], present(_0=command, _1=now))
        loaded = []
        for name in touched.get(0, []) + touched.get(1, []):
            version, state = self.streams.get(name, (0, None))
            loaded.append(present(_0=name, _1=version, _2=state))
        request = present(_0=now, _1=self.module, _2=self.set_digest, _3=loaded, _4=command)
        decision, refusal = self.door.ask("tiercel_decide", [self.policies], request)
        if refusal is not None:
            return None, refusal
        for appended in decision[0]:
            name, events, state = appended[0], appended.get(1, []), appended[2]
            version, before = self.streams.get(name, (0, None))
            # The state is a cache of the events: applied again, they give the same.
            replayed, _ = self.door.ask("tiercel_replay", [], present(_0=before, _1=events))
            assert replayed == state, "a replay gives another state"
            self.streams[name] = (version + len(events), state)
        # A real keeper also claims `decision[1]` as unique, and delivers `decision[2]`.
        return decision, None

    def member(self, name):
        return self.streams[f"member:{name}"][1][1][0]


def first_days(keeper):
    """Registers a member, sells to it, and tells what came of it."""
    now = 1_767_225_600_000  # 2026-01-01T00:00:00Z
    cart = {0: [{0: "kettle", 1: "home", 2: 1, 3: 120_000}]}
    consents = [{0: "user-agreement", 1: 1}, {0: "privacy-policy", 1: 1}]
    for command in (
        [0, {0: "m-1", 1: consents}],
        [1, {0: "m-1", 1: "o-1", 2: cart}],
        [2, {0: "m-1", 1: "o-1", 2: "p-1", 3: 120_000}],
        [4, {0: "m-1", 1: "o-1"}],
    ):
        now += 60_000
        _, refusal = keeper.decide(now, command)
        assert refusal is None, refusal
    view, _ = keeper.door.ask("tiercel_view", [keeper.policies], {0: keeper.member("m-1"), 1: now})
    print("tier", view[3][0])
    print("points", view[7])
    asked = {0: [{0: "tea", 1: "tea", 2: 2, 3: 9_900}], 1: 800}
    quoted = {0: keeper.member("m-1"), 1: asked, 2: now}
    quote, _ = keeper.door.ask("tiercel_quote", [keeper.policies], quoted)
    print(f"price {quote[5]} after {quote[4][1]} points, earning {quote[6]}")
    _, refusal = keeper.decide(now, [2, {0: "m-1", 1: "o-1", 2: "p-2", 3: 120_000}])
    print("refusal", refusal[0])


def answer_lines(door):
    for line in sys.stdin:
        export, handles, given = line.split()
        handles = [] if handles == "-" else [int(handle) for handle in handles.split(",")]
        given = None if given == "-" else bytes.fromhex(given[1:])
        status, output = door.call(export, handles, given)
        print(status, "x" + output.hex(), flush=True)


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        door = Door(file.read(), sys.argv[2])
    if len(sys.argv) == 3:
        answer_lines(door)
    else:
        with open(sys.argv[3], "rb") as file:
            first_days(Keeper(door, bytes.fromhex(sys.argv[2]), file.read()))
