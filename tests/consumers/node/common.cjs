// Plain Node, as CommonJS.
'use strict';

const { readFileSync } = require('node:fs');
const { Member, Policies } = require('tiercel');

const policies = Policies.load(readFileSync('set.cbor'));
const member = Member.load(readFileSync('snapshot.cbor'));
const { cart, nowMs } = JSON.parse(readFileSync('asked.json', 'utf8'));
console.log(JSON.stringify(policies.preview(member, cart, nowMs)));
