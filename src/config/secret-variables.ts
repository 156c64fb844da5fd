/** Environment variables whose values are secrets. Each can be given as `<name>_FILE`, a file that holds it. */
export const secretVariables = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'] as const;
export type SecretVariable = (typeof secretVariables)[number];
