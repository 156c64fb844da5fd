/** The bot's own tokens for who watches the clusters, and options for its own process. */
const own: ReadonlySet<string> = new Set(['NODE_OPTIONS', 'PROMETHEUS_TOKEN', 'ALERTMANAGER_TOKEN']);

/**
 * What commands see of the bot's environment: all of it (ssh needs its agent, scripts their PATH) but
 * the bot's own secrets, and options that are meant for the bot's own Node process.
 */
export function commandEnvironment(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('SLACK_') && !own.has(name)),
  );
}
