import { shellLine } from '../../over-ssh/arguments.js';
import type { ServiceVerb } from '../../over-ssh/service.js';

/** Where Compose finds the services, and what goes before its words. */
export interface Project {
  /** The file of the project, on the host where it is used. */
  readonly file: string;
  /** Its name, where neither the file nor its folder says it. */
  readonly project?: string;
  readonly sudo: boolean;
}

const docker = ({ sudo }: Project): readonly string[] => [...(sudo ? ['sudo', '-n'] : []), 'docker'];

const compose = (project: Project): readonly string[] => [
  ...docker(project),
  'compose',
  '-f',
  project.file,
  ...(project.project === undefined ? [] : ['-p', project.project]),
];

/**
 * What is run for a verb. A start is an `up`, too: `start` ends with 0 where there is no container, and would start the
 * one with the image of before.
 */
export function changeWords(project: Project, verb: ServiceVerb, service: string): readonly string[] {
  switch (verb) {
    case 'stop':
      return [...compose(project), 'stop', service];
    case 'start':
      return [...compose(project), 'up', '-d', '--no-deps', service];
    case 'restart':
      return [...compose(project), 'up', '-d', '--no-deps', '--force-recreate', service];
  }
}

/** Of one service only: that of all can be long. */
export const configurationWords = (project: Project, service: string): readonly string[] => [
  ...compose(project),
  'config',
  '--format',
  'json',
  service,
];

const shown =
  '{"id":{{json .Id}},"restarts":{{json .RestartCount}},"image":{{json .Config.Image}},"state":{{json .State}}}';

/** The ids of a service's containers in one line, stopped ones too, then a line about each (containers.ts). */
export function showWords(project: Project, service: string): readonly string[] {
  const ids = shellLine([...compose(project), 'ps', '-a', '-q', '--no-trunc', service]);
  const inspect = shellLine([...docker(project), 'inspect', '--type', 'container', '--format', shown]);
  return ['sh', '-c', `ids=$(${ids}) && echo containers: $ids && for id in $ids; do ${inspect} $id || exit; done`];
}
