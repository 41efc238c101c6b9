// Quotes carts through the browser door of the packed npm package, as a Node program would.
// argv: the package's folder. stdin: {"policies": hex, "member": hex, "calls": [{"cart", "nowMs"}]}.
// stdout: a list of {"quote"} or {"thrown": {kind, path, refusal}}.
'use strict';

const { readFileSync } = require('node:fs');
const { Policies, Member } = require(`${process.argv[2]}/node/tiercel.js`);

const given = JSON.parse(readFileSync(0, 'utf8'));
const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));
const policies = Policies.load(bytes(given.policies));
const member = Member.load(bytes(given.member));

const answers = given.calls.map(({ cart, nowMs }) => {
  try {
    return { quote: policies.preview(member, cart, nowMs) };
  } catch (error) {
    const { name, kind, path, refusal } = error;
    return { thrown: { name, kind, path, refusal } };
  }
});
process.stdout.write(JSON.stringify(answers));
