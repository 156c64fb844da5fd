import { execa } from 'execa';

const timeoutMs = 30_000;

/** The alternate way of the configuration: a program, run without a shell, that gets the text on its standard input. Rejects when it fails. */
export function tellByProgram([program = '', ...args]: readonly string[]): (text: string) => Promise<void> {
  return async (text) => {
    // It is told what happened, and none of the bot's own secrets.
    const { SLACK_BOT_TOKEN: _bot, SLACK_APP_TOKEN: _app, SLACK_SIGNING_SECRET: _signing, ...env } = process.env;
    await execa(program, args, { input: `${text}\n`, timeout: timeoutMs, env, extendEnv: false, stdout: 'ignore' });
  };
}
