/** The import rules of docs/ARCHITECTURE.md, "Rooms". */
const room = (name) => `^src/${name}/`;
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      comment: 'roll/ decides; it may use only itself and the pure helpers of lib/.',
      severity: 'error',
      from: { path: room('roll') },
      to: { pathNot: ['^src/roll/', '^src/lib/(assert-never|brand|result|digest|duration)\\.ts$', '^crypto$'] },
    },
    {
      name: 'engine-knows-ports-only',
      severity: 'error',
      from: { path: room('engine') },
      to: {
        path: '^src/',
        pathNot: ['^src/(engine|roll|lib)/', '^src/pegasus/cluster-admin\\.ts$', '^src/processes/process-control\\.ts$', '^src/store/run-store\\.ts$'],
      },
    },
    { name: 'pegasus-knows-its-port', severity: 'error', from: { path: room('pegasus') }, to: { path: '^src/', pathNot: '^src/(pegasus|wire|roll|lib)/' } },
    { name: 'processes-know-their-port', severity: 'error', from: { path: room('processes') }, to: { path: '^src/', pathNot: '^src/(processes|roll|lib)/' } },
    { name: 'store-knows-its-port', severity: 'error', from: { path: room('store') }, to: { path: '^src/', pathNot: '^src/(store|roll|lib)/' } },
    {
      name: 'slack-knows-the-engines-port',
      severity: 'error',
      from: { path: room('slack') },
      to: { path: '^src/', pathNot: ['^src/(slack|roll|lib)/', '^src/engine/run-service\\.ts$'] },
    },
    { name: 'simulated-cluster-stands-alone', severity: 'error', from: { path: '^demo/cluster/' }, to: { path: '^(src|demo)/', pathNot: '^(demo/cluster|src/wire|src/lib)/' } },
    { name: 'wire-stands-low', severity: 'error', from: { path: room('wire') }, to: { path: '^src/', pathNot: '^src/(wire|lib)/' } },
    { name: 'workspace-stands-alone', severity: 'error', from: { path: '^demo/workspace/' }, to: { path: '^(src|demo)/', pathNot: '^(demo/workspace|src/lib)/' } },
    { name: 'bot-without-demo', comment: 'Only the command line knows the demo, and loads it when it is asked for.', severity: 'error', from: { path: '^src/', pathNot: '^src/main\\.ts$' }, to: { path: '^demo/' } },
    { name: 'demo-only-when-asked-for', severity: 'error', from: { path: '^src/main\\.ts$' }, to: { path: '^demo/', dependencyTypesNot: ['dynamic-import'] } },
    { name: 'config-stands-low', severity: 'error', from: { path: room('config') }, to: { path: '^src/', pathNot: '^src/(config|calendar|roll|lib)/' } },
    { name: 'calendar-stands-low', severity: 'error', from: { path: room('calendar') }, to: { path: '^src/', pathNot: '^src/(calendar|roll|lib)/' } },
    { name: 'lib-stands-lowest', severity: 'error', from: { path: room('lib') }, to: { path: '^src/', pathNot: room('lib') } },
    { name: 'not-to-tests', severity: 'error', from: { path: '^(src|demo)/' }, to: { path: '^(test|bench|simulation)/' } },
    { name: 'no-dev-dependency-at-run-time', severity: 'error', from: { path: '^(src|demo)/' }, to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '\\.d\\.ts$' } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'], extensions: ['.ts', '.js', '.d.ts'] },
  },
};
