// Lists the packages that the bot ships with and the licence of each, from the lock file. Ends with 1 when one of them has a
// licence that nobody has looked at yet.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** These ask for their text to be kept, and for nothing else: `dist/bundle/LICENSES.txt` has it. */
const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

/**
 * These ask besides that people can have the source of what is shipped unchanged: `dist/bundle/LICENSES.txt` says where
 * it is.
 */
const withSource = { '@resvg/resvg-wasm': 'MPL-2.0' };

const { packages } = JSON.parse(await readFile(join(import.meta.dirname, '../package-lock.json'), 'utf8'));
const shipped = Object.entries(packages)
  .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
  .map(([path, { version, license }]) => ({ name: path.replace(/^.*node_modules\//, ''), version, license }));
for (const { name, version, license } of shipped) console.log(`${name} ${version}: ${license ?? 'not said'}`);
const others = shipped.filter(({ name, license }) => !permissive.includes(license) && withSource[name] !== license);
for (const { name, license } of others)
  console.error(`${name} has a licence to be looked at: ${license ?? 'not said'}`);
process.exitCode = others.length === 0 ? 0 : 1;
