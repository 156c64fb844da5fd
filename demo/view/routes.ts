import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { breaks } from './breaks.js';

/** What people at the page can do to the cluster. */
export interface ViewDeeds {
  /** 0: time stands still. */
  readonly setSpeed: (speed: number) => void;
  /** What `fault.sh` does; answers with what is wrong about the fault. */
  readonly fault: (fault: unknown) => string | undefined;
  /** Starts the process of a server; answers with why it cannot be. */
  readonly start: (address: string) => Promise<string | undefined>;
}

export const fastest = 50;

const speedBody = z.strictObject({ speed: z.number().min(0).max(fastest) });
const breakBody = z.strictObject({
  name: z.string(),
  address: z.string().optional(),
  /** Ends it in place of beginning it. */
  end: z.boolean().default(false),
});
const startBody = z.strictObject({ address: z.string() });

/** Below `/_control/cluster`: JSON in and out, 200 `{ok: true}`, or 4xx `{ok: false, error: "a sentence"}`. */
export function viewRoutes(deeds: ViewDeeds): Hono {
  const routes = new Hono();
  const answer = (c: Context, why: string | undefined): Response =>
    why === undefined ? c.json({ ok: true }) : c.json({ ok: false, error: why }, 400);

  routes.post('/speed', async (c) => {
    const body = speedBody.safeParse(await json(c));
    if (!body.success) return answer(c, `speed: expected 0 to ${fastest}`);
    deeds.setSpeed(body.data.speed);
    return answer(c, undefined);
  });
  routes.post('/break', async (c) => {
    const body = breakBody.safeParse(await json(c));
    if (!body.success) return answer(c, z.prettifyError(body.error));
    const { name, address, end } = body.data;
    const chosen = breaks.find((each) => each.name === name);
    const fault = end ? chosen?.end : chosen?.fault;
    if (chosen === undefined || fault === undefined)
      return answer(c, `nothing is called ${name}${end ? ' that can be ended' : ''}`);
    if (chosen.on !== 'all' && chosen.on !== 'leader' && address === undefined)
      return answer(c, `${name}: of which server?`);
    return answer(c, deeds.fault(fault(address ?? '')));
  });
  routes.post('/start', async (c) => {
    const body = startBody.safeParse(await json(c));
    if (!body.success) return answer(c, z.prettifyError(body.error));
    return answer(c, await deeds.start(body.data.address));
  });
  routes.post('/fault', async (c) => answer(c, deeds.fault(await json(c))));
  return routes;
}

/** Undefined for what is no JSON: no body is that. */
async function json(c: Context): Promise<unknown> {
  try {
    return await c.req.json<unknown>();
  } catch {
    return undefined;
  }
}
