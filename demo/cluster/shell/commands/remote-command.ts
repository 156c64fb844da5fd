import { inRed, type ShellCommand, type ShellContext } from '../context.js';
import { argh, flag, getopt, valued } from '../options.js';
import { objectText, reformatJson } from '../reformat-json.js';
import { callRemote, type RemoteResult } from '../remote-client.js';

interface Node {
  readonly role: 'user-specified' | 'meta-server' | 'replica-server';
  readonly address: string;
}

interface Request {
  readonly nodes: readonly Node[];
  readonly command: string;
  readonly args: readonly string[];
  readonly resolve: boolean;
}

/** What parsing can come to besides a request: USAGE, or an end after what was said on stderr. */
type Parsed = Request | 'usage' | 'said';

/** `remote_command [-t TYPE | -l NODES] CMD ARGS…` (docs/pegasus.md, "remote_command"). */
export const remoteCommand: ShellCommand = async (context, argv) =>
  perform(context, await parse(context, argv, undefined));

/** `server_info`, `flush_log` and, up to 2.5, `server_stat`: a remote command of a fixed name. */
export const remoteAlias =
  (command: string): ShellCommand =>
  async (context, argv) =>
    perform(context, await parse(context, argv, command));

/** `server_stat` of newer shells adds up metrics by itself, and always finds 0 replicas. */
export const newerServerStat: ShellCommand = async (context, argv) => {
  const request = await parse(context, argv, 'server_stat');
  if (request === 'usage') return false;
  if (request === 'said') return true;
  const results = await callRemote(context, addressesOf(request), 'server-info', []);
  printJson(
    context,
    request,
    results.map((result, at) =>
      result.kind === 'failed'
        ? result
        : { kind: 'succeed', answer: statOf(request.nodes[at]?.address ?? '', context) },
    ),
  );
  return true;
};

function statOf(address: string, context: ShellContext): string {
  const memory = ['res_mem_mb', 'virt_mem_mb'];
  const replicas = [
    'closing',
    'error',
    'inactive',
    'learning',
    'opening',
    'primary',
    'secondary',
    'splitting',
    'total',
  ].map((kind) => `${kind}_replicas`);
  const isMeta = context.servers.metaAddresses.includes(context.book.canonical(address));
  return `{${(isMeta ? memory : [...memory, ...replicas]).map((name) => `"${name}":0.0`).join(',')}}`;
}

async function perform(context: ShellContext, request: Parsed): Promise<boolean> {
  if (request === 'usage') return false;
  if (request === 'said') return true;
  const results = await callRemote(context, addressesOf(request), request.command, request.args);
  if (context.dialect === '2.5') printText(context, request, results);
  else printJson(context, request, results);
  return true;
}

/** Up to 2.5: everything on stderr, one `CALL` a node. */
function printText(context: ShellContext, request: Request, results: readonly RemoteResult[]): void {
  context.err(`COMMAND: ${[request.command, ...request.args].join(' ')}\n\n`);
  request.nodes.forEach(({ role, address }, at) => {
    const result = results[at];
    const shown = request.resolve ? context.book.shownResolved(address) : address;
    context.err(
      `CALL [${role}] [${shown}] ${result?.kind === 'succeed' ? `succeed: ${result.answer}` : `failed: ${result?.err ?? ''}`}\n`,
    );
  });
  const succeeded = results.filter((result) => result.kind === 'succeed').length;
  context.err(`\nSucceed count: ${succeeded}\nFailed count: ${results.length - succeeded}\n`);
}

/** Newer: one JSON document on stdout, with the answers as JSON where they are some. */
function printJson(context: ShellContext, request: Request, results: readonly RemoteResult[]): void {
  const details = request.nodes.map(({ role, address }, at): [string, string] => {
    const result = results[at];
    const shown = request.resolve ? context.book.shownResolved(address) : address;
    const message =
      result?.kind === 'succeed'
        ? (reformatJson(result.answer, 3) ?? JSON.stringify(result.answer))
        : JSON.stringify(result?.err ?? '');
    return [
      JSON.stringify(shown),
      objectText(
        [
          ['"acked"', String(result?.kind === 'succeed')],
          ['"message"', message],
          ['"role"', JSON.stringify(role)],
        ],
        2,
      ),
    ];
  });
  const succeeded = results.filter((result) => result.kind === 'succeed').length;
  const members: [string, string][] = [
    ['"command"', JSON.stringify(`${request.command} ${request.args.join(' ')}`)],
    ...(details.length === 0 ? [] : [['"details"', objectText(details, 1)] satisfies [string, string]]),
    ['"failed_count"', String(results.length - succeeded)],
    ['"succeed_count"', String(succeeded)],
  ];
  context.out(`${objectText(members, 0)}\n`);
}

const addressesOf = (request: Request): readonly string[] => request.nodes.map(({ address }) => address);

async function parse(context: ShellContext, argv: readonly string[], alias: string | undefined): Promise<Parsed> {
  const options =
    context.dialect === '2.5' ? getopt(argv, [valued('t'), flag('r', 'resolve_ip'), valued('l')]) : argh(argv);
  if (typeof options === 'string') {
    context.err(options);
    return 'usage';
  }
  const say = (old: string, newer: string): 'usage' => {
    context.err(context.dialect === '2.5' ? `${old}\n` : inRed(newer));
    return 'usage';
  };
  const given = (...names: readonly string[]): string | undefined => {
    const value = names.map((name) => options.options.get(name)).find((candidate) => candidate !== undefined);
    return value === true ? '' : value;
  };
  const type = given('t', 'node_type');
  const list = given('l', 'node_list');
  if (type !== undefined && list !== undefined)
    return say('can not specify both node_type and node_list', 'can not specify both node_type and node_list');
  const roles = type ?? 'all';
  if (roles !== 'all' && roles !== 'meta-server' && roles !== 'replica-server') {
    return say(
      'invalid type, should be: all | meta-server | replica-server',
      'invalid node_type, should be in [all, meta-server, replica-server]',
    );
  }
  const [command, ...args] = alias === undefined ? options.positional : [alias];
  if (command === undefined) return say('command not specified', 'missing <command>');
  const nodes = list === undefined ? await nodesOf(context, roles) : listedNodes(context, list);
  if (typeof nodes === 'string') return nodes;
  return { nodes, command, args, resolve: options.options.has('r') || options.options.has('resolve_ip') };
}

function listedNodes(context: ShellContext, list: string): readonly Node[] | 'usage' | 'said' {
  const nodes: Node[] = [];
  for (const text of list.split(',').filter((part) => part !== '')) {
    const address = context.book.resolve(text);
    if (address === undefined) {
      if (context.dialect === '2.5') {
        context.err(`parse ${text} as a ip:port node failed\n`);
        return 'said';
      }
      context.err(inRed(`parse '${text}' as host:port failed`));
      return 'usage';
    }
    nodes.push({ role: 'user-specified', address });
  }
  return nodes;
}

/** The metas of the command line, leader or not, and the replica servers that the meta believes alive. */
async function nodesOf(
  context: ShellContext,
  type: 'all' | 'meta-server' | 'replica-server',
): Promise<readonly Node[] | 'said'> {
  const metas =
    type === 'replica-server' ? [] : context.metaList.map((address): Node => ({ role: 'meta-server', address }));
  if (type === 'meta-server') return metas;
  const alive = await context.meta.request((meta) => context.servers.listNodes(meta, 'alive'));
  if (!('value' in alive)) {
    context.err(`ERROR: list node failed: ${alive.err}\nprepare nodes failed, type = ${type}\n`);
    return 'said';
  }
  const replicas = context.book
    .sorted(alive.value.map((node) => node.address))
    .map((address): Node => ({ role: 'replica-server', address }));
  return [...metas, ...replicas];
}
