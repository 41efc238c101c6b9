// Values to try: the document says in which answer one is found, and where in it.

const answers = new Map();

function answerOf(path) {
  if (!answers.has(path)) {
    const headers = { Accept: 'application/json' };
    const asked = fetch(path, { headers }).then((response) => (response.ok ? response.json() : {}));
    answers.set(
      path,
      asked.catch(() => ({})),
    );
  }
  return answers.get(path);
}

/** The value at a place (a JSON pointer) of the answer at a path; undefined where there is none. */
export async function sampleOf({ path, pointer }) {
  const steps = pointer.split('/').slice(1);
  return steps.reduce((value, step) => value?.[step], await answerOf(path));
}
