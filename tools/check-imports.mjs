// Runs the import rules and fails when they looked at nothing: a resolver that
// silently finds no module would otherwise report "no violations".
import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const ruleSet = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const leastModules = 20;

const { output } = await cruise(
  ['src', 'demo', 'bench', 'simulation'],
  {
    ...ruleSet.options,
    validate: true,
    ruleSet: { forbidden: ruleSet.forbidden },
    exclude: { path: 'node_modules/.*/test/' },
  },
  {},
  { tsConfig: extractTSConfig('tsconfig.json') },
);
const looked = output.modules.filter((module) => /^(src|demo|bench|simulation)\//.test(module.source)).length;
for (const { rule, from, to } of output.summary.violations)
  console.error(`${rule.severity} ${rule.name}: ${from} -> ${to}`);
const edges = output.summary.totalDependenciesCruised;
console.log(`imports: ${looked} modules, ${edges} dependencies, ${output.summary.violations.length} violations`);
if (looked < leastModules || edges < leastModules) {
  console.error(
    `imports: looked at ${looked} modules and ${edges} dependencies; fewer than ${leastModules} means that the check is blind`,
  );
  process.exit(1);
}
if (output.summary.violations.length > 0) process.exit(1);
