// The web glue where the bytes are at hand: it begins at once.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { initSync, Member, Policies } from 'tiercel/web';

initSync({ module: readFileSync(fileURLToPath(import.meta.resolve('tiercel/tiercel_bg.wasm'))) });
const policies = Policies.load(readFileSync('set.cbor'));
const member = Member.load(readFileSync('snapshot.cbor'));
const { cart, nowMs } = JSON.parse(readFileSync('asked.json', 'utf8'));
console.log(JSON.stringify(policies.preview(member, cart, nowMs)));
