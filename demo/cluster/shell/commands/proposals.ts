import type { ConfigType, ProposalAction } from '../../servers.js';
import { complain, type ShellCommand, type ShellContext } from '../context.js';
import { flag, getopt, valued, type OptionSpec } from '../options.js';

const configTypes: readonly ConfigType[] = [
  'ASSIGN_PRIMARY',
  'UPGRADE_TO_PRIMARY',
  'ADD_SECONDARY',
  'UPGRADE_TO_SECONDARY',
  'DOWNGRADE_TO_SECONDARY',
  'DOWNGRADE_TO_INACTIVE',
  'REMOVE',
  'ADD_SECONDARY_FOR_LB',
];

interface Gpid {
  readonly appId: number;
  readonly index: number;
}

/** `balance`: a move of leadership or of a copy, registered with whichever meta the shell reaches. */
export const balance: ShellCommand = async (context, argv) => {
  const given = read(
    context,
    argv,
    [valued('g', 'gpid'), valued('p', 'type'), valued('f', 'from'), valued('t', 'to')],
    { f: 'from_address', t: 'target_address' },
  );
  if (given === undefined) return false;
  const { gpid, type } = given;
  const from = given.addresses.get('f');
  const to = given.addresses.get('t');
  if (type !== 'move_pri' && type !== 'copy_pri' && type !== 'copy_sec')
    return complain(context, `parse ${type} as a balance type failed`);
  if (from === undefined) return complain(context, 'need set from address by -f');
  if (to === undefined) return complain(context, 'need set target address by -t');
  if (gpid === undefined) return complain(context, 'need set the gpid by -g');
  const err = await register(context, gpid, balanceActions(type, from, to));
  context.out(`send balance proposal result: ${err}\n`);
  return true;
};

/**
 * `propose`: one action of any kind. `--force` is refused: no roll may ever use it, and on a real server it can end the
 * process.
 */
export const propose: ShellCommand = async (context, argv) => {
  const given = read(
    context,
    argv,
    [flag('f', 'force'), valued('g', 'gpid'), valued('p', 'type'), valued('t', 'target'), valued('n', 'node')],
    { t: 'target_address', n: 'node' },
  );
  if (given === undefined) return false;
  const { gpid } = given;
  const target = given.addresses.get('t');
  const node = given.addresses.get('n');
  if (target === undefined) return complain(context, 'need set target by -t');
  if (node === undefined) return complain(context, 'need set node by -n');
  if (gpid === undefined) return complain(context, 'need set gpid by -g');
  const type = configTypes.find((candidate) => candidate === given.type.toUpperCase());
  if (type === undefined) return complain(context, `parse CT_${given.type} as config_type failed.`);
  if (given.force) return complain(context, 'a forced proposal is not part of this simulation');
  const err = await register(context, gpid, [{ target, node, type }]);
  context.out(`send proposal response: ${err}\n`);
  return true;
};

function balanceActions(
  type: 'move_pri' | 'copy_pri' | 'copy_sec',
  from: string,
  to: string,
): readonly ProposalAction[] {
  const stepDown: ProposalAction = { target: from, node: from, type: 'DOWNGRADE_TO_SECONDARY' };
  const takeOver: ProposalAction = { target: to, node: to, type: 'UPGRADE_TO_PRIMARY' };
  switch (type) {
    case 'move_pri':
      return [stepDown, takeOver];
    case 'copy_pri':
      return [{ target: from, node: to, type: 'ADD_SECONDARY_FOR_LB' }, stepDown, takeOver];
    case 'copy_sec':
      return [
        { target: undefined, node: to, type: 'ADD_SECONDARY_FOR_LB' },
        { target: undefined, node: from, type: 'DOWNGRADE_TO_INACTIVE' },
      ];
  }
}

async function register(context: ShellContext, gpid: Gpid, actions: readonly ProposalAction[]): Promise<string> {
  const answer = await context.meta.request((meta) => context.servers.propose(meta, gpid.appId, gpid.index, actions));
  return answer.err;
}

/** The options both commands read alike, in the order given: the first that cannot be read is complained of. */
function read(
  context: ShellContext,
  argv: readonly string[],
  specs: readonly OptionSpec[],
  addressNames: Readonly<Record<string, string>>,
) {
  // The shell counts words, so `--gpid=1.2` is too few of them.
  if (argv.length < 9) return undefined;
  const parsed = getopt(argv, specs);
  if (typeof parsed === 'string') {
    context.err(parsed);
    return undefined;
  }
  let gpid: Gpid | undefined;
  const addresses = new Map<string, string>();
  for (const [letter, value] of parsed.options) {
    if (value === true) continue;
    if (letter === 'g') {
      gpid = readGpid(value);
      if (gpid === undefined) {
        complain(context, `parse ${value} as gpid failed`);
        return undefined;
      }
      continue;
    }
    const name = addressNames[letter];
    if (name === undefined) continue;
    const address = context.book.resolve(value);
    if (address === undefined) {
      complain(context, `parse ${value} as ${name} failed`);
      return undefined;
    }
    addresses.set(letter, address);
  }
  const type = parsed.options.get('p');
  return {
    gpid,
    addresses,
    type: typeof type === 'string' ? type : '',
    force: parsed.options.has('f') && !specs.some((spec) => spec.letter === 'f' && spec.takesValue),
  };
}

function readGpid(text: string): Gpid | undefined {
  const [, appId, index] = /^(\d+)\.(\d+)$/.exec(text) ?? [];
  return appId === undefined || index === undefined ? undefined : { appId: Number(appId), index: Number(index) };
}
