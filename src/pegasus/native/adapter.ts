import { ok } from '../../lib/result.js';
import { hostOf } from '../../roll/ids.js';
import { adminAdapter } from '../adapter.js';
import { homeSetting } from '../home-setting.js';
import { createNativeAdmin } from './native-admin.js';

/** The servers' own RPC and HTTP. */
export const native = adminAdapter({
  settings: (paths) => ({ home: homeSetting(paths) }),
  combine: ({ home }) => ok({ kind: 'native' as const, ...(home === undefined ? {} : { home }) }),
  title: 'the native client',
  advice: 'kind: native is the one to use here; the shell stays there for people',
  create: (_, { metas, allows, clock, log }) => {
    const configured = new Set(metas.map(hostOf));
    return createNativeAdmin({ metas, clock, log, mayAsk: allows ?? ((meta) => configured.has(hostOf(meta))) });
  },
});
