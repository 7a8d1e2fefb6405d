// What is wrong with a request of the person's side: a mistake of the test or the page that made it.

export class ControlError extends Error {
  override name = 'ControlError';
  /** The http status it is answered with. */
  readonly status: 400 | 404 | 409;

  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}
