// As much of the wire (deterministic CBOR, RFC 8949) as previews by the raw door need.

const utf8 = new TextEncoder();
const text = new TextDecoder();
let buffer = new Uint8Array(1 << 16);
let end = 0;

function room(more) {
  if (end + more <= buffer.length) return;
  const grown = new Uint8Array(2 * (end + more));
  grown.set(buffer);
  buffer = grown;
}

function head(major, number) {
  room(9);
  if (number < 24) {
    buffer[end++] = major | number;
  } else if (number < 0x100) {
    buffer[end++] = major | 24;
    buffer[end++] = number;
  } else if (number < 0x10000) {
    buffer[end++] = major | 25;
    buffer[end++] = number >> 8;
    buffer[end++] = number;
  } else if (number < 0x100000000) {
    buffer[end++] = major | 26;
    for (let shift = 24; shift >= 0; shift -= 8) buffer[end++] = number >>> shift;
  } else {
    buffer[end++] = major | 27;
    const [high, low] = [Math.floor(number / 0x100000000), number >>> 0];
    for (let shift = 24; shift >= 0; shift -= 8) buffer[end++] = high >>> shift;
    for (let shift = 24; shift >= 0; shift -= 8) buffer[end++] = low >>> shift;
  }
}

const int = (number) => (number < 0 ? head(0x20, -1 - number) : head(0, number));

function string(value) {
  // Ids are ASCII: their length is their number of bytes.
  head(0x60, value.length);
  room(value.length);
  end += utf8.encodeInto(value, buffer.subarray(end)).written;
}

function list(values, write) {
  head(0x80, values.length);
  for (const value of values) write(value);
}

/** Fields by number; those that are absent, and empty lists, are left out. */
function record(fields) {
  const present = fields.filter(([, value]) => value != null && value.length !== 0);
  head(0xa0, present.length);
  for (const [key, value, write] of present) {
    head(0, key);
    write(value);
  }
}

function line({ sku, category, quantity, unit_price_minor, discount_minor, tax_minor, labels }) {
  record([
    [0, sku, string],
    [1, category, string],
    [2, quantity, int],
    [3, unit_price_minor, int],
    [4, discount_minor, int],
    [5, tax_minor, int],
    [6, labels, (all) => list(all, string)],
  ]);
}

function cart({ lines, offset_points, shipping_minor }) {
  record([
    [0, lines, (all) => list(all, line)],
    [1, offset_points, int],
    [2, shipping_minor, int],
  ]);
}

/** The input of a preview. */
export function encodePreview(of, nowMs) {
  end = 0;
  record([
    [0, of, cart],
    [1, nowMs, int],
  ]);
  return buffer.subarray(0, end);
}

/** An answer: maps as objects by field number. */
export function decode(bytes) {
  let at = 0;
  const number = (info) => {
    if (info < 24) return info;
    const size = 1 << (info - 24);
    let value = 0;
    for (let n = 0; n < size; n += 1) value = value * 256 + bytes[at++];
    return value;
  };
  const value = () => {
    const first = bytes[at++];
    const [major, info] = [first >> 5, first & 31];
    if (major === 7) return info === 20 ? false : info === 21 ? true : null;
    const count = number(info);
    if (major === 0) return count;
    if (major === 1) return -1 - count;
    if (major === 4) {
      const items = new Array(count);
      for (let n = 0; n < count; n += 1) items[n] = value();
      return items;
    }
    if (major === 5) {
      const fields = {};
      for (let n = 0; n < count; n += 1) fields[value()] = value();
      return fields;
    }
    const part = bytes.subarray(at, (at += count));
    return major === 3 ? text.decode(part) : part;
  };
  return value();
}
