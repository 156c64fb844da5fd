import { z } from 'zod';
import { asWritten, duration, mapping, text, wholeNumber } from '../../settings/values.js';

const approver = text(
  'a user id such as U0123ABCD, or a user group such as "@pegasus-oncall" or S0123ABCD',
  /^(?:[UWS][A-Z0-9]{2,}|@(?!(?:here|channel|everyone)$)[^\s@]+)$/,
);

export const approvalSettings = mapping({
  required: wholeNumber('how many approvals are needed, 1 to 20', 1, 20).default(1),
  approvers: z
    .array(approver, { error: 'a list of user ids and user groups' })
    .default([])
    .describe('Users and user groups; empty: anyone in the channel.'),
  selfApproval: z.boolean({ error: 'true or false' }).default(false).describe('Whether who asks may approve.'),
  expiresAfter: duration().prefault('30m').describe('A request that is not approved by then is closed.'),
  warnBefore: duration()
    .exactOptional()
    .describe('How long before that people are reminded; a fifth of expiresAfter, 1h at most, unless it is said.'),
})
  .superRefine(({ required, approvers, selfApproval, expiresAfter, warnBefore }, context) => {
    if (warnBefore !== undefined && warnBefore >= expiresAfter)
      context.addIssue({
        code: 'custom',
        message: `less than expiresAfter, ${asWritten(expiresAfter)}`,
        path: ['warnBefore'],
        params: { together: true },
      });
    // A group can have any number of members; single users can be counted.
    if (approvers.length === 0 || approvers.some((each) => /^[@S]/.test(each)) || new Set(approvers).size >= required)
      return;
    context.addIssue({
      code: 'custom',
      message: `no more approvals than the ${new Set(approvers).size} approvers can give`,
      path: ['required'],
      params: { together: true, hint: selfApproval ? undefined : 'and who asks may not approve' },
    });
  })
  .transform(({ expiresAfter, warnBefore, ...rest }) => ({
    ...rest,
    expiresAfterMs: expiresAfter,
    ...(warnBefore === undefined ? {} : { warnBeforeMs: warnBefore }),
  }));
