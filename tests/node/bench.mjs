// Times previews in Node by both doors, objects in and out.
// argv: a folder with tiercel_bg.wasm, tiercel.mjs and case.json; `cold` or `warm`.
// stdout: {"what": "figure"}.
import { readFileSync } from 'node:fs';
import { open } from './door.mjs';
import { encodePreview, decode } from './wire.mjs';

const [, , folder, part] = process.argv;
const { policies, member, nowMs, carts } = JSON.parse(readFileSync(`${folder}/case.json`));
const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));
const wasm = readFileSync(`${folder}/tiercel_bg.wasm`);
const glue = await import(`${folder}/tiercel.mjs`);

function browserDoor() {
  glue.initSync({ module: wasm });
  const set = glue.Policies.load(bytes(policies));
  const who = glue.Member.load(bytes(member));
  return (cart) => set.preview(who, cart, nowMs);
}

function rawDoor() {
  const door = open(wasm);
  const handle = (name, hex) => decode(door.call(name, [], bytes(hex)).output);
  const handles = [handle('tiercel_policies_load', policies), handle('tiercel_member_load', member)];
  return (cart) => decode(door.call('tiercel_preview', handles, encodePreview(cart, nowMs)).output);
}

const micro = (ns) => `${(ns / 1000).toFixed(1)} µs`;

function median(preview, cart) {
  const once = () => {
    const from = process.hrtime.bigint();
    for (let n = 0; n < 20; n += 1) preview(cart);
    return Number(process.hrtime.bigint() - from) / 20;
  };
  for (let n = 0; n < 500; n += 1) once();
  const times = Array.from({ length: 2000 }, once).sort((a, b) => a - b);
  return micro(times[1000]);
}

const figures = {};
if (part === 'cold') {
  const from = process.hrtime.bigint();
  browserDoor()(carts[5]);
  const taken = Number(process.hrtime.bigint() - from) / 1e6;
  figures['Node, cold: from bytes to the first preview'] = `${taken.toFixed(1)} ms`;
} else {
  for (const [name, make] of [['browser', browserDoor], ['raw', rawDoor]]) {
    const preview = make();
    for (const lines of [5, 50]) {
      figures[`Node, ${name} door: a preview of ${lines} lines, p50`] = median(preview, carts[lines]);
    }
  }
}
console.log(JSON.stringify(figures));
