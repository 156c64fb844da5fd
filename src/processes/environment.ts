/**
 * What commands see of the bot's environment: all of it (ssh needs its agent, scripts their PATH) but
 * the bot's own secrets, and options that are meant for the bot's own Node process.
 */
export function commandEnvironment(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('SLACK_') && name !== 'NODE_OPTIONS'),
  );
}
