import type { SocketMode } from '../delivery/socket-mode.js';
import type { Misbehaviour, Misbehaviours } from '../misbehaviour.js';

/** Slack closes a connection some ten seconds after it has warned of it. */
const goodbyeMs = 10_000;

/** What `POST /_control/misbehave` does. */
export function misbehave(
  { misbehaviours, socketMode }: { readonly misbehaviours: Misbehaviours; readonly socketMode: SocketMode },
  fault: Misbehaviour,
): object {
  switch (fault.kind) {
    case 'drop-connections': {
      const { refuseMs = 0, refuse = 'handshake' } = fault;
      const id =
        refuseMs > 0 ? misbehaviours.add({ kind: 'refuse-connections', at: refuse, forMs: refuseMs }) : undefined;
      return { dropped: socketMode.drop(), ...(id !== undefined && { id }) };
    }
    case 'gap': {
      const id = misbehaviours.add({ kind: 'refuse-connections', at: 'handshake', forMs: fault.ms });
      misbehaviours.add({ kind: 'lose-deliveries', forMs: fault.ms });
      return { dropped: socketMode.drop(), id };
    }
    case 'disconnect':
      return { told: socketMode.sayGoodbye(fault.reason ?? 'refresh_requested', fault.closeAfterMs ?? goodbyeMs) };
    case 'lose-deliveries':
    case 'duplicate-deliveries':
    case 'delay-deliveries':
    case 'reorder-deliveries':
    case 'rate-limit':
    case 'hold-limits':
    case 'server-error':
    case 'error':
    case 'refuse-blocks':
    case 'absent':
    case 'slow':
    case 'slow-answer':
    case 'lost-answer':
    case 'lost-request':
      return { id: misbehaviours.add(fault) };
  }
}
