/** An answer with `ok: false`: thrown where the fault is seen, turned into the answer at the edge. */
export class SlackFailure extends Error {
  /**
   * @param code Slack's word for it, such as `channel_not_found`.
   * @param extra further fields of the answer.
   */
  constructor(
    readonly code: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
  }
}

/** A clear sentence for whoever drives the workspace; answered with `status`. */
export class ControlFailure extends Error {
  constructor(
    message: string,
    readonly status: 400 | 403 | 404 | 409 = 400,
  ) {
    super(message);
  }
}
