// The raw door in Node. argv: the module's file.
// A line in: {"export", "handles", "input": hex or null}. A line out: {"status", "output": hex}.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { open } from './door.mjs';

const door = open(readFileSync(process.argv[2]));
for await (const line of createInterface({ input: process.stdin })) {
  const { export: name, handles, input } = JSON.parse(line);
  const { status, output } = door.call(name, handles, input && Buffer.from(input, 'hex'));
  console.log(JSON.stringify({ status, output: Buffer.from(output).toString('hex') }));
}
