import { fail, ok, type Result } from '../../../lib/result.js';
import type { ServiceState } from '../../over-ssh/service.js';

const line = /^(\S+)\s+(STOPPED|STARTING|RUNNING|BACKOFF|STOPPING|EXITED|FATAL|UNKNOWN)\b\s*(.*?)\s*$/;

/**
 * What `supervisorctl status NAME` printed. Its exit code says little: 4.x ends with 3 for what is not running, 3.x
 * with 0 for everything. Anything but one line about this very program is a failure, and never "stopped".
 */
export function parseProgramState(name: string, printed: string): Result<ServiceState, string> {
  const found = printed.split(/\r?\n/).flatMap((each) => {
    const [, own, state, rest] = line.exec(each) ?? [];
    return own === name && state !== undefined && rest !== undefined ? [{ state, rest }] : [];
  });
  const [only, ...more] = found;
  if (only === undefined || more.length > 0)
    return fail(
      `what supervisorctl says of ${name} is not understood: ${JSON.stringify(printed.trim().slice(0, 500))}`,
    );
  const { state, rest } = only;
  const [, digits] = /^pid (\d{1,9}),/.exec(rest) ?? [];
  if (state === 'RUNNING' && digits === undefined)
    return fail(`supervisorctl does not say which process ${name} is: ${JSON.stringify(rest)}`);
  const pid = state === 'RUNNING' ? Number(digits) : 0;
  return ok({
    phase: phaseOf(state),
    // One that has exited by itself may be started again in a moment (autorestart).
    final: state === 'STOPPED' || state === 'FATAL',
    pid,
    invocation: pid === 0 ? '' : `process ${pid}`,
    restarts: 0,
    said: state === 'RUNNING' || rest === '' ? state : `${state} (${rest})`,
  });
}

function phaseOf(state: string): ServiceState['phase'] {
  if (state === 'RUNNING') return 'running';
  return state === 'STOPPED' || state === 'FATAL' || state === 'EXITED' ? 'down' : 'changing';
}
