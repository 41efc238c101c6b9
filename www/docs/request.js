// A request as it is sent, and as a line for a shell.

/** A path with its parameters filled in; `values` maps parameters to what was typed. */
export function urlOf(path, values) {
  const query = new URLSearchParams();
  let filled = path;
  for (const [{ name, in: place }, value] of values) {
    if (place === 'path') filled = filled.replace(`{${name}}`, value ? encodeURIComponent(value) : `{${name}}`);
    if (place === 'query' && value) query.set(name, value);
  }
  return query.size > 0 ? `${filled}?${query}` : filled;
}

/** A text that a shell takes for one word. */
function quoted(text) {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The body without the spaces that were only for the eye, where it is JSON. */
function dense(body) {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}

/** The request as a line for a shell. */
export function curl({ method, url, headers, body }, origin) {
  const words = ['curl', quoted(origin + url)];
  if (method !== 'GET' && body === undefined) words.push('-X', method);
  for (const [name, value] of Object.entries(headers)) words.push('-H', quoted(`${name}: ${value}`));
  if (body !== undefined) words.push('--data-binary', quoted(dense(body)));
  return words.join(' ');
}
