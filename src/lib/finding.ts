/** One thing that was looked at. `note`: worth knowing, and neither good nor bad. */
export interface Finding {
  readonly kind: 'works' | 'fails' | 'note';
  readonly text: string;
}

export const works = (text: string): Finding => ({ kind: 'works', text });
export const fails = (text: string): Finding => ({ kind: 'fails', text });
export const note = (text: string): Finding => ({ kind: 'note', text });
