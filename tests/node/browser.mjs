// The browser door in Node, by the very glue and module that the host serves. argv: their folder.
// A line in: {"load": hex}, or {"free": handle}, or {"policies", "member": hex, "cart", "nowMs"}.
// A line out: {"handle"}, or {"quote"}, or {"thrown": {name, kind, path, refusal}}.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const folder = process.argv[2];
const { initSync, Policies, Member } = await import(`${folder}/tiercel.mjs`);
initSync({ module: readFileSync(`${folder}/tiercel_bg.wasm`) });

const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));
const loaded = new Map();

function answer({ load, free, policies, member, cart, nowMs }) {
  if (load !== undefined) {
    const handle = loaded.size + 1;
    loaded.set(handle, Policies.load(bytes(load)));
    return { handle };
  }
  if (free !== undefined) {
    loaded.get(free).free();
    return { handle: free };
  }
  const of = Member.load(bytes(member));
  try {
    return { quote: loaded.get(policies).preview(of, cart, nowMs) };
  } catch (error) {
    const { name, kind, path, refusal } = error;
    return { thrown: { name, kind, path, refusal } };
  } finally {
    of.free();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(JSON.parse(line))));
}
