import { Engine } from '../../src/engine/engine.js';
import { Random } from '../../src/lib/random.js';
import type { RunId } from '../../src/roll/ids.js';
import { startSlack, type Slack } from '../../src/slack/start-slack.js';
import type { Database } from '../../src/store/database.js';
import { botToken } from '../../demo/workspace/facts.js';
import { accessOf, type BotParts, type ReachedCluster } from './cluster-access.js';
import { recordedRunService } from './recorder.js';
import type { SlackInProcess } from './slack.js';

/** The world, as far as the bot's own parts need it. */
interface Surroundings extends ReachedCluster {
  readonly slack: SlackInProcess;
}

/** The engine as the program makes it, but for what lets it throw and what watches it. */
export function engineOf(
  world: Surroundings,
  bot: BotParts,
  store: Database,
  reconcileVotes: (run: RunId) => Promise<unknown> | undefined,
): Engine {
  const { life, nth, clock, log } = bot;
  const faulty = world.thrower.over(life);
  const engine = new Engine({
    store,
    clock,
    log,
    random: new Random(world.scenario.seed + nth),
    clusters: [accessOf(world, bot)],
    decide: faulty.decide,
    confirmVotes: async (run) => {
      await reconcileVotes(run);
    },
  });
  engine.subscribe((run) => {
    if (life.alive) world.recorder.changed(run);
  });
  engine.subscribe(faulty.listener);
  return engine;
}

/** Slack as the program starts it, over a workspace in this process. */
export const slackOf = (
  world: Surroundings,
  { life, clock, log }: BotParts,
  engine: Engine,
  runsKnown: Promise<void>,
): Promise<Slack> =>
  life.hears(
    startSlack({
      runsKnown,
      runService: recordedRunService(world, engine, life),
      clock,
      log,
      mode: 'socket',
      tokens: { bot: botToken, app: 'in-process' },
      apiUrl: world.slack.apiUrl,
      fetch: world.slack.fetch(life),
      line: (onConnected) => world.slack.line(life, onConnected),
      unsaved: engine.unsaved,
    }),
  );
