// What can go wrong on the way to an answer, by kind.

/** The server could not be reached, or did not answer in time. */
export class Unreachable extends Error {
  constructor(path) {
    super(`no answer from ${path}`);
    this.name = 'Unreachable';
  }
}

/** The server answered with a problem (RFC 9457). */
export class Problem extends Error {
  constructor(status, body) {
    super(body.title ?? `status ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.body = body;
  }
}

/** The module's bytes are not those that its name promises. */
export class WrongModule extends Error {
  constructor(expected, found) {
    super(`module ${found} came instead of ${expected}`);
    this.name = 'WrongModule';
  }
}
