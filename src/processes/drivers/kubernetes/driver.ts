import { fail, ok } from '../../../lib/result.js';
import { aboutInstall, aboutServer } from '../../../settings/argument-list.js';
import { mapping, oneOf, text } from '../../../settings/values.js';
import { processDriver } from '../../driver.js';
import { fillIn, splitAddress } from '../../placeholders.js';
import { checkSets, replaceablePod } from './check.js';
import { kubectl } from './words.js';

const name = (of: string) => text(of, /^[a-z0-9][a-z0-9.-]*$/);

/** Pods of StatefulSets, by kubectl on this machine. */
export const kubernetes = processDriver({
  settings: ({ file }) => ({
    kubernetes: mapping({
      statefulSet: aboutServer('the StatefulSet of a server, such as "pegasus-{role}"', /^[a-z0-9{][A-Za-z0-9.{}-]*$/),
      namespace: name('the name of a namespace'),
      context: text('the name of a context', /^[A-Za-z0-9_][A-Za-z0-9_.:@/-]*$/).exactOptional(),
      kubeconfig: file.exactOptional().describe('Instead of the usual configuration of kubectl.'),
      addresses: oneOf(['of-host', 'fixed'])
        .default('of-host')
        .describe('fixed: pods keep their addresses though they have no hostNetwork, as the network sees to that.'),
    }),
    image: mapping({
      container: name('the name of a container'),
      name: aboutInstall(
        'an image with "{version}", such as "apache/pegasus:{version}"',
        /^(?=.*\{version\})[A-Za-z0-9][^\s=]*$/,
      ),
    }).describe('The image that an upgrade sets in the StatefulSet.'),
  }),
  ways: [['kubernetes']],
  installs: 'image',
  combine: ({ kubernetes: sets, image }) =>
    sets === undefined
      ? fail({ at: 'kubernetes', expected: 'a mapping with "statefulSet" and "namespace"' })
      : ok({ kind: 'kubernetes' as const, ...sets, ...(image === undefined ? {} : { image }) }),

  /** The image comes first: a pod is made with what its StatefulSet says by then. */
  procedure: ({ image }, { install }) => ({
    restart: ['restart'],
    upgrade: install || image !== undefined ? ['install', 'restart'] : ['restart'],
  }),

  /** The pod of a server is found by its address. */
  tellsApart: ({ statefulSet }) => ({ servers: true, roles: /\{(?:role|port|address)\}/.test(statefulSet) }),

  argumentsFor: ({ statefulSet, addresses, image, ...place }, command, { compiled }) => {
    const set = fillIn([statefulSet], command);
    if (!set.ok) return set;
    const program = compiled(new URL('./pod.js', import.meta.url));
    const begin = [process.execPath, program, command.verb, ...set.value];
    if (command.verb === 'restart')
      return ok([...begin, splitAddress(command.address).host, addresses, ...kubectl(place)]);
    if (command.verb !== 'install') return fail('a pod cannot be stopped or started alone, only replaced');
    if (image === undefined) return fail('the configuration has no command for "install"');
    const wanted = fillIn([image.name], command);
    return wanted.ok ? ok([...begin, image.container, ...wanted.value, ...kubectl(place)]) : wanted;
  },

  check: (settings, means) => checkSets(settings, means),
  replaceable: (settings, question) => replaceablePod(settings, question),
});
