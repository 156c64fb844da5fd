// Builds what the demo needs and nothing else: the bot, the simulated cluster, the local workspace and its page. Types are
// not looked at, which is most of the time; `npm run build` does.
import { execa } from 'execa';

const began = performance.now();
const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;

console.log(
  'Building the bot, the simulated cluster and the Slack workspace (src/, demo/) and its page (demo/page): ten seconds or so the first time.',
);
await Promise.all([
  execa('tsc', ['-p', 'tsconfig.demo.json', '--noCheck'], { preferLocal: true, stdio: 'inherit' }),
  execa('node', ['tools/build-page.mjs'], { stdio: 'inherit' }),
]);
console.log(`Built in ${seconds()}.`);
