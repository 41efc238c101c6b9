// The web glue where the bytes are held to their digest first: it begins when they are there.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import init, { Member, Policies } from 'tiercel/web';

const { tiercel } = createRequire(import.meta.url)('tiercel/package.json');
const bytes = await readFile(fileURLToPath(import.meta.resolve('tiercel/tiercel_bg.wasm')));
const found = createHash('sha256').update(bytes).digest('hex');
if (found !== tiercel.module) throw new Error(`the module is ${found}`);
await init({ module_or_path: bytes });
const policies = Policies.load(await readFile('set.cbor'));
const member = Member.load(await readFile('snapshot.cbor'));
const { cart, nowMs } = JSON.parse(await readFile('asked.json', 'utf8'));
console.log(JSON.stringify(policies.preview(member, cart, nowMs)));
