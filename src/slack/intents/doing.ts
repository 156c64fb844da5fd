/**
 * Does what a delivery from Slack asks for, after it has been acknowledged: once, however often it is
 * delivered. Whoever asked hears of it when it fails.
 */
export type Doing = (body: unknown, work: () => Promise<void>) => void;
