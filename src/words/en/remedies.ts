import type { remedyMessages } from '../../roll/messages/checks.js';
import type { Sentences } from '../sentences.js';

const inShell = (leader: string, words: string): string => `in the shell: remote_command -l ${leader} ${words}`;

/** What to do about what `check` finds, each as a sentence without its full stop. */
export const remedySentences: Sentences<keyof typeof remedyMessages> = {
  'do-look-at-meta': () => 'Correct metas in the configuration, start that meta, or open the way to its port',
  'do-look-at-access': () => 'See that metas and admin in the configuration are right, and that the ports are open',
  'do-correct-cluster': () => 'Correct metas, or clusterName, in the configuration',
  'do-take-out-metas': () => 'Take it out of metas in the configuration, or see why the cluster does not have it',
  'do-add-metas': () => 'Add what is missing to metas in the configuration',
  'do-resolve-names': () => 'Let the name service, or /etc/hosts, of this machine know these names',
  'do-turn-on-flow-control': ({ leader }) =>
    'A run turns it on for its own time. For all other times: add_secondary_enable_flow_control = true in ' +
    'the config.ini of each meta, and ' +
    inShell(leader, 'meta.lb.add_secondary_enable_flow_control true'),
  'do-reset-delay': ({ leader }) =>
    'A run puts back at its end what it has found at its start, so do it before: see that no rolling update is under ' +
    `way, then, ${inShell(leader, 'meta.lb.assign_delay_ms DEFAULT')}`,
  'do-reset-add-secondary': ({ leader }) =>
    'See that no rolling update is under way, then, ' +
    inShell(leader, 'meta.lb.add_secondary_max_count_for_one_node DEFAULT'),
  'do-start-servers': () => 'Start what is down. A roll waits until all are ALIVE',
  'do-wait-for-copies': () => 'Wait until the meta has made them anew; `ls -d` in the shell shows how far it is',
  'do-wait-for-tables': () => 'Wait until that is done',
  'do-spread-servers': () => 'Let each replica server have a machine of its own, where copies matter',
  'do-finish-upgrade': () => 'If no upgrade is under way: end the one that was begun, or roll it back',
  'do-look-at-processes': () => 'See whether their process hangs, and whether their port is open from here',
  'do-take-other-shell': ({ servers }) => `Let home in admin name an installation of ${servers}`,
  'do-set-clocks': () => 'Let these machines take their time from a time service (chrony, ntpd)',
  'do-set-own-clock': () => 'Let this machine take its time from a time service (chrony, ntpd)',
  'do-add-reverse-names': ({ needed }) =>
    `${needed ? 'Give' : 'Before an upgrade to it give'} each address a name that leads back to it, in the name ` +
    'service or in /etc/hosts of every machine of the cluster',
  'do-start-collector': () => 'Start it, or correct collectors in the configuration',
  'do-give-reach': () =>
    'Give a harmless command as `reach` in the configuration, for example `[ssh, "{host}", "true"]`; it is run here',
  'do-ask-again': () => 'Ask again; if it stays so, look at what is asked, and at the log of the bot',
};
