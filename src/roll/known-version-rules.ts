import type { VersionRule } from './version-rule.js';

/**
 * What is known of upgrades and downgrades of Pegasus, with its source where that is public. A cluster adds its own by
 * `versionRules` in the configuration.
 */
export const knownVersionRules: readonly VersionRule[] = [
  {
    name: 'skips-2.0',
    from: '<2.0.0-0',
    to: '>=2.1.0-0',
    level: 'block',
    what:
      '2.1 and newer find what a replica has flushed only where 2.0 writes it. Upgrade to 2.0 first, let every table ' +
      'be flushed, then go on.',
    source: 'https://cwiki.apache.org/confluence/display/PEGASUS/Apache+Pegasus+2.2.0+Release+Notes',
  },
  {
    name: 'skips-2.1',
    from: '<2.1.0-0',
    to: '>=2.5.0-0',
    level: 'block',
    what:
      '2.5 opens the data with the official RocksDB, which does not know what servers before 2.1 have written into ' +
      'its MANIFEST files. Upgrade to 2.1, 2.2, 2.3 or 2.4 first.',
    source: 'https://cwiki.apache.org/confluence/spaces/PEGASUS/pages/283118163/Apache+Pegasus+2.5.0+Release+Notes',
  },
  {
    name: 'closes-no-replica',
    from: '2.0.x',
    to: '>=2.1.0-0',
    mode: 'simple',
    level: 'block',
    what:
      'A replica of 2.0 that is not closed before its server stops can end the newer one with a core dump at its ' +
      'start. Mode ha closes every replica, mode simple does not.',
    source: 'https://github.com/apache/incubator-pegasus/issues/902',
  },
  {
    name: 'replicas-closed',
    from: '2.0.x',
    to: '>=2.1.0-0',
    mode: 'ha',
    level: 'warn',
    what:
      'A replica of 2.0 that is not closed before its server stops can end the newer one with a core dump at its ' +
      'start. This run closes every replica; a server of 2.0 that ends by itself meanwhile is to be started with 2.0.',
    source: 'https://github.com/apache/incubator-pegasus/issues/902',
  },
  {
    name: 'back-to-2.0',
    from: '>=2.1.0-0',
    to: '2.0.x',
    level: 'block',
    what: '2.0.0 cannot open what the RocksDB of 2.1 and newer has written; only a build that was made for it can.',
    source: 'https://github.com/apache/incubator-pegasus/issues/577',
  },
  {
    name: 'back-before-2.0',
    from: '>=2.0.0-0',
    to: '<2.0.0-0',
    level: 'block',
    what:
      '2.0 writes data that 1.x does not read (another RocksDB, another data version); only a build of 1.x that was ' +
      'made for it can.',
    source: 'https://github.com/apache/incubator-pegasus/pull/549',
  },
  {
    name: 'server-names-of-2.6',
    from: '<2.6.0-0',
    to: '>=2.6.0-0',
    level: 'warn',
    what:
      'From 2.6 on servers are named by host name. A snapshot of 2.6 in a cluster of 2.5 was seen to come back, and ' +
      'to end 17 s later at the first partition of which a server of 2.5 became primary. Ask for a canary with a ' +
      'soak of some minutes, and see that every host name resolves on every host.',
  },
];
