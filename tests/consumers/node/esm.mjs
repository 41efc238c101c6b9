// Plain Node, as a module: the package begins by itself.
import { readFileSync } from 'node:fs';
import { Member, Policies } from 'tiercel';

const policies = Policies.load(readFileSync('set.cbor'));
const member = Member.load(readFileSync('snapshot.cbor'));
const { cart, nowMs } = JSON.parse(readFileSync('asked.json', 'utf8'));
console.log(JSON.stringify(policies.preview(member, cart, nowMs)));
