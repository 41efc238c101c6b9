// A partner that decides in its own program: nothing but WebAssembly, and as much CBOR as it takes.
//
//   node partner.mjs MODULE.wasm DIGEST SET.cbor   a member's first days, decided here
//   node partner.mjs MODULE.wasm DIGEST            calls from standard input, a line each
//
// A line in: the export, its handles or `-`, and `x` with the input in hexadecimal, or `-`.
// A line out: the status, and `x` with the output. Keys and types: `tiercel.cddl`.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [ANSWER, REFUSED] = [0, 1];
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

/** The raw door of one instance: a function that makes calls with bytes. */
function open(bytes, digest) {
  if (sha256(bytes).toString('hex') !== digest) throw new Error('not the bytes of that module');
  const module = new WebAssembly.Module(bytes);
  const imports = {};
  // What the browser door imports; the raw door never calls it.
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => {
      throw new Error(`the raw door called ${name}`);
    };
  }
  const { exports } = new WebAssembly.Instance(module, imports);
  if (exports.tiercel_abi_1?.() !== 1) throw new Error('this module speaks another ABI');
  return (name, handles, given) => {
    const rest = [];
    if (given !== null) {
      const place = exports.tiercel_input(given.length);
      if (place === 0) return { status: 4, output: Buffer.alloc(0) };
      new Uint8Array(exports.memory.buffer).set(given, place);
      rest.push(given.length);
    }
    const status = exports[name](...handles, ...rest);
    // The memory may have grown during the call: its buffer is taken anew.
    const [from, length] = [exports.tiercel_output(), exports.tiercel_output_len()];
    return { status, output: Buffer.from(exports.memory.buffer.slice(from, from + length)) };
  };
}

/** Deterministic CBOR. A record is a Map by number, fields in order; what is undefined is left out. */
function encode(value) {
  const head = (major, number) => {
    if (number < 24) return Buffer.from([major | number]);
    const width = [0, 1, 2, 3].find((width) => number < 2 ** (8 << width));
    const out = Buffer.alloc(9);
    out.writeBigUInt64BE(BigInt(number), 1);
    const start = 8 - (1 << width);
    out[start] = major | (24 + width);
    return out.subarray(start);
  };
  if (value === null) return Buffer.from([0xf6]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4]);
  if (typeof value === 'number') return value < 0 ? head(0x20, -1 - value) : head(0, value);
  if (typeof value === 'string') {
    return Buffer.concat([head(0x60, Buffer.byteLength(value)), Buffer.from(value)]);
  }
  if (value instanceof Uint8Array) return Buffer.concat([head(0x40, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(0x80, value.length), ...value.map(encode)]);
  const fields = [...value].filter(([, field]) => field !== undefined);
  return Buffer.concat([head(0xa0, fields.length), ...fields.flat().map(encode)]);
}

function decode(bytes) {
  let at = 0;
  const value = () => {
    const [major, info] = [bytes[at] >> 5, bytes[at++] & 31];
    if (major === 7) return info === 20 ? false : info === 21 ? true : null;
    const size = info < 24 ? 0 : 1 << (info - 24);
    let count = info < 24 ? info : 0;
    for (let n = 0; n < size; n += 1) count = count * 256 + bytes[at++];
    if (major === 0) return count;
    if (major === 1) return -1 - count;
    if (major === 4) return Array.from({ length: count }, value);
    if (major === 5) return new Map(Array.from({ length: count }, () => [value(), value()]));
    const part = bytes.subarray(at, (at += count));
    return major === 3 ? part.toString() : part;
  };
  return value();
}

/** A record of these fields, by number. */
const record = (fields) => new Map(Object.entries(fields).map(([key, value]) => [Number(key), value]));

/** Registers a member, sells to it, and tells what came of it. */
function firstDays(door, module, published) {
  const ask = (name, handles, value) => {
    const { status, output } = door(name, handles, encode(value));
    if (status === ANSWER) return { answer: decode(output) };
    if (status === REFUSED) return { refusal: decode(output).get(0) };
    throw new Error(`${name}: status ${status}, ${decode(output).get(1)}`);
  };
  const set = sha256(Buffer.concat(decode(published).map((version) => version.get(0))));
  const policies = decode(door('tiercel_policies_load', [], published).output);
  // The one stream of this story: how many events it has, and its state.
  let [version, state] = [0, undefined];
  const decide = (now, command) => {
    const [stream] = ask('tiercel_touches', [policies], record({ 0: command, 1: now })).answer.get(1);
    const loaded = record({ 0: stream, 1: version, 2: state });
    const request = record({ 0: now, 1: Buffer.from(module, 'hex'), 2: set, 3: [loaded], 4: command });
    const { answer, refusal } = ask('tiercel_decide', [policies], request);
    if (refusal) return refusal;
    const [appended] = answer.get(0);
    const events = appended.get(1) ?? [];
    // The state is a cache of the events: applied again, they give the same.
    const given = record({ 0: state, 1: events.length > 0 ? events : undefined });
    const { answer: replayed } = ask('tiercel_replay', [], given);
    if (!encode(replayed).equals(encode(appended.get(2)))) throw new Error('another state');
    [version, state] = [version + events.length, appended.get(2)];
    return null;
  };
  let now = 1_767_225_600_000; // 2026-01-01T00:00:00Z
  const cart = record({ 0: [record({ 0: 'kettle', 1: 'home', 2: 1, 3: 120_000 })] });
  const consents = ['user-agreement', 'privacy-policy'].map((id) => record({ 0: id, 1: 1 }));
  for (const command of [
    [0, record({ 0: 'm-1', 1: consents })],
    [1, record({ 0: 'm-1', 1: 'o-1', 2: cart })],
    [2, record({ 0: 'm-1', 1: 'o-1', 2: 'p-1', 3: 120_000 })],
    [4, record({ 0: 'm-1', 1: 'o-1' })],
  ]) {
    now += 60_000;
    if (decide(now, command)) throw new Error('refused');
  }
  // What a page would hold of the member: loaded once, previewed often.
  const taken = record({ 0: state[1].get(0), 1: version, 2: now });
  const member = ask('tiercel_member_load', [], ask('tiercel_snapshot', [], taken).answer).answer;
  const tea = record({ 0: [record({ 0: 'tea', 1: 'tea', 2: 2, 3: 9_900 })], 1: 800 });
  const quote = ask('tiercel_preview', [policies, member], record({ 0: tea, 1: now })).answer;
  console.log(`tier ${quote.get(9).get(0)}\npoints ${quote.get(8)}`);
  console.log(`price ${quote.get(5)} after ${quote.get(4).get(1)} points, earning ${quote.get(6)}`);
  const again = [2, record({ 0: 'm-1', 1: 'o-1', 2: 'p-2', 3: 120_000 })];
  console.log(`refusal ${decide(now, again).get(0)}`);
}

const [, , file, digest, published] = process.argv;
const door = open(readFileSync(file), digest);
if (published) {
  firstDays(door, digest, readFileSync(published));
} else {
  for await (const line of createInterface({ input: process.stdin })) {
    const [name, handles, given] = line.split(' ');
    const bytes = given === '-' ? null : Buffer.from(given.slice(1), 'hex');
    const { status, output } = door(name, handles === '-' ? [] : handles.split(',').map(Number), bytes);
    console.log(`${status} x${output.toString('hex')}`);
  }
}
