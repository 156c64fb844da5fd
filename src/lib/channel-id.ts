/**
 * Whether this is the id of a Slack channel and not its name, however short: names of channels have no capitals. Ids of
 * direct messages begin with a D; a run is in no such place, but a command may come from one.
 */
export const isChannelId = (channel: string): boolean => /^[CGD][A-Z0-9]{2,}$/.test(channel);
