// A page that a bundler builds: the module is fetched from beside the glue.
import init, { Member, Policies } from 'tiercel';

const bytes = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
const place = document.getElementById('quote');
try {
  await init();
  const policies = Policies.load(await bytes('/set.cbor'));
  const member = Member.load(await bytes('/snapshot.cbor'));
  const { cart, nowMs } = await (await fetch('/asked.json')).json();
  place.textContent = JSON.stringify(policies.preview(member, cart, nowMs));
} catch (error) {
  place.textContent = String(error);
}
